"""Compiles the code in a clean folder: no system fonts, no packages, no network, no other file."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typst

from speckb.typst import fonts
from speckb.typst.errors import complaint
from speckb.typst.pagination import END, guess, places
from speckb.typst.postprocess import finished

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.typst.document import Document

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
NOWHERE = "http://127.0.0.1:9"
WHERE = (
    'query(heading).filter(it => it.has("label")).map(it => (str(it.label), it.location().page()))'
)
ROUNDS = 6


class CompileError(Exception):
    """Typst could not make a PDF; the message is for people."""


def compile_pdf(document: Document, timestamp: int) -> tuple[bytes, int]:
    """Return the PDF of a document and its number of pages.

    Raises CompileError with the pages that an error lies in.
    """
    with tempfile.TemporaryDirectory(prefix="speckb-") as name, _offline():
        root = Path(name).resolve() / "clean"
        _lay(root, document)
        try:
            made, pages = _settle(root, document, timestamp)
        except (typst.TypstError, typst.TypstWarning) as problem:
            raise CompileError(complaint(problem, document)) from None
        return finished(made), pages[END]


def _lay(root: Path, document: Document) -> None:
    """Fill the clean folder: our templates and fonts, the code, and pictures by our own names."""
    for path, text in document.files():
        _put(root, path, text.encode("utf-8"))
    for sheet in document.sheets.values():
        for path, data in sheet.pictures.items():
            if not (root / "pictures" / path).exists():
                _put(root, f"pictures/{path}", data)
    for template in Path(__file__).parent.glob("*.typ"):
        _put(root, template.name, template.read_bytes())
    fonts.put(root / "fonts")


def _put(root: Path, name: str, data: bytes) -> None:
    """Write a new file into the clean folder; nothing that is there is followed or replaced."""
    path = root / name
    if not path.resolve().is_relative_to(root):
        raise CompileError(f"{name!r} lies outside the folder of the document")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(data)


def _settle(root: Path, document: Document, timestamp: int) -> tuple[bytes, dict[str, int]]:
    """Lay the document out until each label is on the page that the text says."""
    nothing = str(root.parent / "no-packages")
    compiler = typst.Compiler(
        str(root / "main.typ"),
        root=str(root),
        font_paths=[str(root / "fonts")],
        ignore_system_fonts=True,
        package_path=nothing,
        package_cache_path=nothing,
    )
    pages = guess(document)
    for _ in range(ROUNDS):
        for name, text in places(document, pages).files():
            (root / name).write_text(text, encoding="utf-8")
        found = _where(compiler)
        if found == pages:
            break
        pages = found
    made, warnings = compiler.compile_with_warnings(
        format="pdf", pdf_standards=fonts.STANDARDS, timestamp=timestamp
    )
    if warnings:
        raise warnings[0]
    if not isinstance(made, bytes):
        raise TypeError(f"a PDF is bytes, not {type(made)}")
    return made, pages


def _where(compiler: typst.Compiler) -> dict[str, int]:
    """Return the page of each label; of two that are alike the first one counts.

    What stops the layout is told better by a compilation, which names the place.
    """
    try:
        found: list[tuple[str, int]] = json.loads(compiler.eval(WHERE))
    except RuntimeError as error:
        compiler.compile(format="pdf")
        raise CompileError(str(error)) from None
    return dict(reversed(found))


@contextmanager
def _offline() -> Iterator[None]:
    """Let any request of the compiler end at a closed port of this machine."""
    before = {name: os.environ.get(name) for name in PROXIES}
    os.environ.update(dict.fromkeys(PROXIES, NOWHERE))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
