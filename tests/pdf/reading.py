"""A PDF read back: its structure by pikepdf, its letters and their places by PDFium."""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2
from pypdfium2 import raw

from tests.pdf.structure import read_structure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from tests.pdf.structure import Element

    Box = tuple[float, float, float, float]

LAYOUT = re.compile(r"[\s\u00ad\u0002\ufffe\u2010\u2011\u200b-]+")
LIGATURES = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl"}


def plain(text: str) -> str:
    """Return text without what layout may add or take: spaces, hyphens, ligatures, quotes."""
    quotes = {0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'}
    return LAYOUT.sub("", text).translate(str.maketrans(LIGATURES)).translate(quotes)


@dataclass(frozen=True)
class Reader:
    """One PDF, opened both ways."""

    path: Path

    @cached_property
    def pdf(self) -> pikepdf.Pdf:
        """The file's objects."""
        return pikepdf.open(self.path)

    @cached_property
    def texts(self) -> Sequence[str]:
        """The text of each page."""
        return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(self.path)]

    @cached_property
    def whole(self) -> str:
        """All text, without what layout put into it."""
        return plain("".join(self.texts))

    @cached_property
    def labels(self) -> Sequence[str]:
        """What a viewer calls each page."""
        found = pypdfium2.PdfDocument(self.path)
        return [found.get_page_label(number) for number in range(len(found))]

    @cached_property
    def pages(self) -> Mapping[Any, int]:
        """The number of each page object, from 0."""
        return {page.objgen: number for number, page in enumerate(self.pdf.pages)}

    @cached_property
    def destinations(self) -> Mapping[str, int]:
        """The page of each named destination, from 0."""
        names = pikepdf.NameTree(self.pdf.Root.Names.Dests)
        return {str(name): self.pages[_place(place)[0].objgen] for name, place in names.items()}

    @cached_property
    def outline(self) -> Sequence[tuple[int, str]]:
        """Depth and title of each bookmark."""
        with self.pdf.open_outline() as found:
            return list(_bookmarks(found.root, 1))

    @cached_property
    def structure(self) -> Element:
        """The root of the structure tree."""
        return read_structure(self.pdf, self.path)

    def links(self) -> Iterator[tuple[int, Any]]:
        """Yield each link with the number of its page."""
        for number, page in enumerate(self.pdf.pages):
            for note in page.get("/Annots", []):
                if note.Subtype == "/Link":
                    yield number, note

    def elements(self, kind: str = "") -> Iterator[Any]:
        """Yield the elements of the structure tree, all or those of one kind, in reading order."""
        yield from _elements(self.pdf.Root.StructTreeRoot.K, kind)

    def page_of(self, label: str) -> str:
        """Return what the page of a destination is called."""
        return self.labels[self.destinations[label]]

    @cached_property
    def boxes(self) -> Sequence[Sequence[tuple[str, Box]]]:
        """The letters of each page with their boxes: left, bottom, right, top."""
        return [_boxes(page.get_textpage()) for page in pypdfium2.PdfDocument(self.path)]


def _boxes(page: pypdfium2.PdfTextPage) -> list[tuple[str, Box]]:
    """Return the letters of a page; the library's own calls take a page's text for each letter."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    sides = [ctypes.byref(side) for side in (left, right, bottom, top)]
    found = []
    for index in range(page.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(page, index))
        if letter.strip():
            raw.FPDFText_GetCharBox(page, index, *sides)
            found.append((letter, (left.value, bottom.value, right.value, top.value)))
    return found


def _place(place: Any) -> Any:
    return place.D if isinstance(place, pikepdf.Dictionary) else place


def _bookmarks(items: Any, depth: int) -> Iterator[tuple[int, str]]:
    for item in items:
        yield depth, str(item.title)
        yield from _bookmarks(item.children, depth + 1)


def _elements(node: Any, kind: str) -> Iterator[Any]:
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _elements(child, kind)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        if not kind or str(node.S) == f"/{kind}":
            yield node
        if "/K" in node:
            yield from _elements(node.K, kind)
