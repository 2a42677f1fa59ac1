"""Typst compiler, run in a folder that holds the document alone.

It sees no system fonts, no packages, no network and no other file.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typst

from speckb import language
from speckb.files.output import write
from speckb.typst import fonts
from speckb.typst.errors import message_for
from speckb.typst.faces import put
from speckb.typst.pagination import END, guess, page_numbers
from speckb.typst.postprocess import foreign_actions, pack, postprocess_pdf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.typst.document import Document
    from speckb.typst.faces import Faces

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
CLOSED_PORT = "http://127.0.0.1:9"
LABEL_PAGES = (
    'query(heading).filter(it => it.has("label")).map(it => (str(it.label), it.location().page()))'
)
# By the language, where its code names none: of hyphenation, and of the form of letters.
REGIONS = {"en": "US", "zh-Hans": "CN", "zh-Hant": "TW"}
REGION = re.compile(r"-([A-Z]{2})$")
ROUNDS = 6


class CompileError(Exception):
    """Typst could not make a PDF; the message is meant for users."""


def compile_pdf(document: Document, timestamp: int, known: Path) -> tuple[bytes, int]:
    """Return the PDF of a document and its number of pages.

    The file `known` has the page of each label in the last build, as a first guess, and is updated.
    Raises CompileError with the source pages at fault.
    """
    with tempfile.TemporaryDirectory(prefix="speckb-") as name, _offline(), _panics():
        root = Path(name).resolve() / "clean"
        _fill(root, document)
        try:
            made, pages = _lay_out(root, document, timestamp, _read_pages(known))
        except (typst.TypstError, typst.TypstWarning) as problem:
            raise CompileError(message_for(problem, document)) from None
        pdf = postprocess_pdf(made)
        if foreign := foreign_actions(pdf):
            raise CompileError(
                f"the PDF has a link that does {foreign[0][:60]!r}; the PDF was not written"
            )
        pdf = pack(pdf, document.imprint, document.titles)
        write(known, json.dumps(pages, sort_keys=True).encode("ascii"))
        return pdf, pages[END]


def compile_png(code: str, ppi: float, faces: Faces) -> bytes:
    """Return the first page of Typst code as a PNG; the code uses no other file."""
    with tempfile.TemporaryDirectory(prefix="speckb-") as name, _offline():
        root = Path(name).resolve() / "clean"
        _write_new(root, "main.typ", code.encode("utf-8"))
        put(root / "fonts", faces.files)
        made = _compiler(root).compile(format="png", ppi=ppi)
        if not isinstance(made, bytes):
            raise TypeError(f"a picture of one page is bytes, not {type(made)}")
        return made


def _fill(root: Path, document: Document) -> None:
    """Write code, pictures, templates and fonts into the clean folder."""
    for path, text in document.files():
        _write_new(root, path, text.encode("utf-8"))
    for page_code in document.page_codes.values():
        for path, data in page_code.pictures.items():
            if not (root / "pictures" / path).exists():
                _write_new(root, f"pictures/{path}", data)
    for template in Path(__file__).parent.glob("*.typ"):
        _write_new(root, template.name, template.read_bytes())
    _write_new(root, "typesetting.json", json.dumps(_typesetting(document.faces)).encode("ascii"))
    put(root / "fonts", document.faces.files)


def _typesetting(faces: Faces) -> dict[str, object]:
    """Return what the template sets for the whole document: fonts, language and direction."""
    code = language.code()
    name, *_ = code.split("-")
    region = REGION.search(code)
    return {
        **faces.stacks(name),
        "language": name,
        "region": region[1] if region else REGIONS.get(code),
        "rtl": language.direction(code) == "rtl",
    }


def _write_new(root: Path, name: str, data: bytes) -> None:
    """Write a new file into the clean folder; never through a link or over a file."""
    path = root / name
    if not path.resolve().is_relative_to(root):
        raise CompileError(f"{name!r} is outside the folder of the document")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(data)


def _read_pages(known: Path) -> dict[str, int]:
    """Return the pages of the last build; none if there was none, or its file is broken."""
    try:
        found = json.loads(known.read_bytes())
        return {str(name): int(page) for name, page in found.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def _lay_out(
    root: Path, document: Document, timestamp: int, known: dict[str, int]
) -> tuple[bytes, dict[str, int]]:
    """Lay the document out until the printed page numbers agree with the layout."""
    compiler = _compiler(root)
    pages = guess(document)
    pages |= {label: page for label, page in known.items() if label in pages}
    for _ in range(ROUNDS):
        for name, text in page_numbers(document, pages).files():
            (root / name).write_text(text, encoding="utf-8")
        found = _label_pages(compiler)
        if found.items() <= pages.items():
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


def _compiler(root: Path) -> typst.Compiler:
    no_packages = str(root.parent / "no-packages")
    return typst.Compiler(
        str(root / "main.typ"),
        root=str(root),
        font_paths=[str(root / "fonts")],
        ignore_system_fonts=True,
        package_path=no_packages,
        package_cache_path=no_packages,
    )


def _label_pages(compiler: typst.Compiler) -> dict[str, int]:
    """Return the page of each label; of duplicate labels the first one counts.

    On an error, compile instead: the message of a compilation names the place, a query's does not.
    """
    try:
        found: list[tuple[str, int]] = json.loads(compiler.eval(LABEL_PAGES))
    except RuntimeError as error:
        compiler.compile(format="pdf")
        raise CompileError(str(error)) from None
    return dict(reversed(found))


@contextmanager
def _panics() -> Iterator[None]:
    """Raise CompileError where the compiler stops at a fault of its own.

    Its exception can be caught by name alone, as no module has it.
    """
    try:
        yield
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise CompileError(f"the PDF was not made: a fault of Typst ({error})") from None
        raise


@contextmanager
def _offline() -> Iterator[None]:
    """Send every request of the compiler to a closed port of this machine, so that it fails."""
    before = {name: os.environ.get(name) for name in PROXIES}
    os.environ.update(dict.fromkeys(PROXIES, CLOSED_PORT))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
