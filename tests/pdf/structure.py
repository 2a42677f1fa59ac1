"""The structure tree of a PDF as a screen reader follows it: each element with pages and text."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2
from pypdfium2 import raw

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

INLINE = frozenset({"Span", "Link", "Strong", "Em", "Code", "Note", "Reference", "Quote"})


@dataclass(frozen=True)
class Piece:
    """Marked content: the number of its page, from 0, and its text."""

    page: int
    text: str


@dataclass(eq=False)
class Element:
    """An element of the structure tree; `parts` are elements and pieces of content in order."""

    kind: str
    object: Any
    parent: Element | None = None
    parts: list[Element | Piece] = field(default_factory=list)

    @cached_property
    def children(self) -> Sequence[Element]:
        """The elements below it."""
        return [part for part in self.parts if isinstance(part, Element)]

    def walk(self) -> Iterator[Element]:
        """Yield it and all elements below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def find(self, *kinds: str) -> Iterator[Element]:
        """Yield it and the elements below it that are of some kinds."""
        return (element for element in self.walk() if element.kind in kinds)

    @cached_property
    def pieces(self) -> Sequence[Piece]:
        """All content below it."""
        found: list[Piece] = []
        for part in self.parts:
            found.extend([part] if isinstance(part, Piece) else part.pieces)
        return found

    @property
    def text(self) -> str:
        """Its text."""
        return "".join(piece.text for piece in self.pieces)

    @cached_property
    def pages(self) -> Sequence[int]:
        """The pages that it is on, in order."""
        return sorted({piece.page for piece in self.pieces})

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading."""
        return self.kind[:1] == "H" and self.kind[1:].isdigit()


def read_structure(pdf: pikepdf.Pdf, path: Path) -> Element:
    """Return the root of the structure tree of a PDF, which must stay open."""
    pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
    texts = [_marked_texts(page) for page in pypdfium2.PdfDocument(path)]
    root = Element("StructTreeRoot", None)
    _read(pdf.Root.StructTreeRoot.K, root, 0, pages, texts)
    return root


def _read(
    node: Any,
    parent: Element,
    page: int,
    pages: Mapping[Any, int],
    texts: Sequence[Mapping[int, str]],
) -> None:
    if isinstance(node, pikepdf.Array):
        for child in node:
            _read(child, parent, page, pages, texts)
    elif isinstance(node, pikepdf.Dictionary):
        page = pages[node.Pg.objgen] if "/Pg" in node else page
        if "/S" in node:
            own = Element(str(node.S)[1:], node, parent)
            parent.parts.append(own)
            if "/K" in node:
                _read(node.K, own, page, pages, texts)
        elif "/MCID" in node:
            parent.parts.append(Piece(page, texts[page].get(int(node.MCID), "")))
    else:
        parent.parts.append(Piece(page, texts[page].get(int(node), "")))


def _marked_texts(page: pypdfium2.PdfPage) -> Mapping[int, str]:
    """Return the text of each piece of marked content of a page, by its id."""
    text = page.get_textpage()
    found: dict[int, str] = {}
    for part in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=8):
        number = raw.FPDFPageObj_GetMarkedContentID(part)
        if number >= 0:
            found[number] = found.get(number, "") + _text(part, text)
    return found


def _text(part: Any, page: Any) -> str:
    size = raw.FPDFTextObj_GetText(part, page, None, 0)
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFTextObj_GetText(part, page, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw.decode("utf-16-le").rstrip("\0")
