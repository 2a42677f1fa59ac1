"""The PDFs that the session's builds made, read back."""

from __future__ import annotations

import shutil
import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from speckb.corpus import loading, settings
from tests.conftest import SECOND, build, printed
from tests.pdf.reading import Reader

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus


@pytest.fixture(scope="session")
def book(site: Path) -> Reader:
    """The repository's own PDF."""
    return Reader(printed(site.parent / "pdf"))


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


@pytest.fixture(scope="session")
def construct_book(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """The second knowledge base with two pages that hold everything an author can write."""
    folder = tmp_path_factory.mktemp("constructs")
    root = folder / "knowledge"
    shutil.copytree(SECOND, root)
    (root / "square.png").write_bytes(SQUARE)
    (root / "tall.png").write_bytes(_png(60, 3000))
    for name in ("constructs.md", "further.rst"):
        shutil.copy(HERE / name, root / name)
    index, toml = root / "index.md", root / "ubproject.toml"
    index.write_text(
        index.read_text("utf-8").replace("\nwords\n", "\nwords\nconstructs\nfurther.rst\n")
    )
    text = toml.read_text(encoding="utf-8").replace('pages = ["*.md"', 'pages = ["*.md", "*.rst"')
    toml.write_text(text + '\n[speckb.rules]\nprose-table = "off"\n', encoding="utf-8")
    built = build(root, folder / "pdf", builder="pdf")
    assert built.status == 0, built.output
    return Reader(printed(built.out))
