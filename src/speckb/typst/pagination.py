"""On which page each label stands, and what the page numbers and running heads say of it.

The pages are known only after layout, and their numbers are part of what is laid out. So a guess
is laid out first, then what came of it, until nothing changes: nothing in the code asks for a page
itself, which would have Typst lay out every paragraph anew several times.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from speckb.typst import contents

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from speckb.typst.document import Document

FRONT, END = ":front", ":end"
CODE, HEADINGS = 6_200, 12  # on a page, in a document of ours; a guess needs the digits alone
LINES = 110
ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
SHORT = 70


def guess(document: Document) -> dict[str, int]:
    """Return a page for each label, from how much code and how many headings stand before it."""
    front = 4 + sum(1 for _ in contents.headings(document.leaves, document.sheets)) // LINES
    pages = dict.fromkeys(document.labels, front)
    place = 0.0
    for number, leaf in enumerate(document.leaves):
        sheet = document.sheets[leaf.docname]
        place = ceil(place) if leaf.chapter else place
        pages[contents.part_label(number)] = front + 1 + int(place)
        pages[document.page_label(leaf.docname)] = front + 1 + int(place)
        for label in {*sheet.targets, *sheet.tables} & pages.keys():
            before = max(sheet.code.find(f'("{label}")'), 0)
            pages[label] = front + 1 + int(place + before / CODE)
        place += len(sheet.code) / CODE + len(sheet.items) / HEADINGS
    end = front + 1 + ceil(place)
    return pages | {FRONT: front, contents.INDEX: end, END: end + 1}


@dataclass(frozen=True)
class Places:
    """The pages of a layout, as the code of the next one reads them."""

    pages: Mapping[str, int]
    heads: Sequence[tuple[str, str]]

    def files(self) -> Iterator[tuple[str, str]]:
        """Yield what the template reads: the page of each label as printed, and the heads."""
        front = self.pages[FRONT]
        printed = {label: folio(page, front) for label, page in self.pages.items()}
        yield "places.json", json.dumps(printed)
        yield "heads.json", json.dumps([front, self.heads])


def places(document: Document, pages: Mapping[str, int]) -> Places:
    """Return what is printed of the pages of a layout."""
    return Places(pages, _heads(document, pages))


def folio(page: int, front: int) -> str:
    """Return the number that is printed on a page: roman up to the last one of the front."""
    if page > front:
        return str(page - front)
    text = ""
    for value, sign in ROMAN:
        while page >= value:
            text, page = text + sign, page - value
    return text


def _heads(document: Document, pages: Mapping[str, int]) -> list[tuple[str, str]]:
    """Return for each page from the first one of the text its chapter and what else is on it."""
    last = pages[END]
    chapters: dict[int, str] = {}
    starts: dict[int, list[str]] = {}
    for label, text, chapter in contents.titles(document.leaves, document.sheets):
        page = pages.get(label, last)
        if chapter:
            chapters.setdefault(page, text)
        else:
            starts.setdefault(page, []).append(text)
    found = []
    current, running = "", ""
    for page in range(pages[FRONT] + 1, last + 1):
        if page in chapters:
            current, running = chapters[page], ""
        names = starts.get(page, [])
        shown = names[0] if names else running
        running = names[-1] if names else running
        found.append((current, shown if len(shown) <= SHORT else f"{shown[: SHORT - 1]}\u2026"))
    return found
