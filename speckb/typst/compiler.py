"""Compiles the code in a clean folder: no system fonts, no packages, no network, no other file."""

from __future__ import annotations

import os
import re
import tempfile
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import typst

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

STANDARDS: list[typst.PDFStandard] = ["ua-1", "a-2a"]
FACES = ("Regular", "It", "Semibold", "Bold")
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
NOWHERE = "http://127.0.0.1:9"
PAGE = re.compile(r"pages/(?P<page>[^\s:]+)\.typ:(?P<line>\d+)")


class CompileError(Exception):
    """Typst could not make a PDF; the message is for people."""


def compile_pdf(
    code: Iterable[tuple[str, str]], pictures: Mapping[str, bytes], timestamp: int
) -> bytes:
    """Return the PDF of some files of code, of which `main.typ` is the first to be read.

    Raises CompileError with the page that the error lies in.
    """
    with tempfile.TemporaryDirectory(prefix="speckb-") as name:
        root = Path(name).resolve() / "clean"
        for path, text in code:
            _put(root, path, text.encode("utf-8"))
        for path, data in pictures.items():
            _put(root, f"pictures/{path}", data)
        for path in Path(__file__).parent.glob("*.typ"):
            _put(root, path.name, path.read_bytes())
        for face in FACES:
            font = files("font_source_sans_pro") / "files" / f"SourceSansPro-{face}.otf"
            _put(root, f"fonts/{face}.otf", font.read_bytes())
        return _compile(root, timestamp)


def _put(root: Path, name: str, data: bytes) -> None:
    """Write a new file into the clean folder; nothing that is there is followed or replaced."""
    path = root / name
    if not path.resolve().is_relative_to(root):
        raise CompileError(f"{name!r} lies outside the folder of the document")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(data)


def _compile(root: Path, timestamp: int) -> bytes:
    nothing = str(root.parent / "no-packages")
    try:
        with _offline():
            made, warnings = typst.compile_with_warnings(
                str(root / "main.typ"),
                root=str(root),
                font_paths=[str(root / "fonts")],
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards=STANDARDS,
                package_path=nothing,
                package_cache_path=nothing,
                timestamp=timestamp,
            )
    except typst.TypstError as error:
        raise CompileError(f"{error.message}\n{error.diagnostic}") from None
    if warnings:
        raise CompileError("\n".join(f"{w.message}\n{w.diagnostic}" for w in warnings))
    return made


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
