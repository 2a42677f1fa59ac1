"""The PDFs that the session's builds made, read back."""

from __future__ import annotations

import shutil
import struct
import zlib
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from speckb.corpus import loading, settings
from tests import shapes
from tests.conftest import SECOND, Built, build, once, printed, with_pdf
from tests.pdf.reading import Reader

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus


@pytest.fixture(scope="session")
def book(site: Path) -> Reader:
    """The repository's own PDF."""
    return Reader(printed(site.parent / "pdf"))


@pytest.fixture(scope="session")
def in_print(knowledge: Corpus) -> Corpus:
    """The entries of the repository's own corpus that its PDF has, as it shows them."""
    view = knowledge.whole.at(knowledge.settings.pdf_edition)
    left_out = knowledge.settings.pdf_leave_out
    entries = {
        name: entry
        for name, entry in view.entries.items()
        if entry.type.print != "none"
        and not any(fnmatch(f"{entry.docname}.md", pattern) for pattern in left_out)
    }
    return replace(view, entries=entries)


@pytest.fixture(scope="session")
def small_book(second_site: Path) -> Reader:
    """The second knowledge base's PDF."""
    return Reader(printed(second_site.parent / "pdf"))


@pytest.fixture(scope="session")
def lending() -> Corpus:
    """The second knowledge base's corpus."""
    return loading.load(settings.load(SECOND))


HERE = Path(__file__).parent


def _png(width: int, height: int) -> bytes:
    """Return a grey picture."""
    rows = b"".join(b"\0" + b"\x99\x99\x99" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


SQUARE = _png(40, 40)


RECORDER = """
myst_html_meta = {{"description": "a setting that puts a node into every page"}}


def setup(app):
    from pathlib import Path

    from speckb.typst.writer import Writer

    shown, write = set(), Writer.write

    def recording(self, node):
        shown.add(type(node).__module__ + "." + type(node).__qualname__)
        return write(self, node)

    Writer.write = recording
    app.connect("build-finished", lambda *_: Path({file!r}).write_text("\\n".join(shown)))
"""


@pytest.fixture(scope="session")
def construct_book(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """The second knowledge base with a page that holds everything an author can write.

    `shown.txt` beside its PDF's folder names the kinds of nodes that the PDF's writer was given.
    """
    folder = tmp_path_factory.mktemp("constructs")
    root = folder / "knowledge"
    shutil.copytree(SECOND, root)
    (root / "square.png").write_bytes(SQUARE)
    (root / "tall.png").write_bytes(_png(60, 3000))
    shutil.copy(HERE / "constructs.md", root)
    index, conf, toml = (root / name for name in ("index.md", "conf.py", "ubproject.toml"))
    index.write_text(index.read_text("utf-8").replace("\nwords\n", "\nwords\nconstructs\n"))
    conf.write_text(conf.read_text("utf-8") + RECORDER.format(file=str(folder / "shown.txt")))
    toml.write_text(toml.read_text("utf-8") + '\n[speckb.rules]\nprose-table = "off"\n')
    built = build(root, folder / "pdf", builder="pdf")
    assert built.status == 0, built.output
    return Reader(printed(built.out))


@pytest.fixture(scope="session")
def chapters_book(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """The PDF of statements in chapters and sections, which have no prose."""

    def make(folder: Path) -> Built:
        return with_pdf(shapes.chapters(folder / "root"))(folder)

    return Reader(printed(once(tmp_path_factory, "chapters", make) / "pdf"))
