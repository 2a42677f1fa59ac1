"""Page numbers and running heads: the page of each label, as the template reads it from files.

Page numbers are known only after layout and are part of what is laid out. A guess is laid out
first, then the pages found, until they no longer change. The code itself never asks Typst for a
page: that would make Typst lay out every paragraph several times in each round.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from speckb.typst import contents, subject_index

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from speckb.typst.document import Document

FRONT, END = ":front", ":end"
# Per page on average; the guess only has to have as many digits as the number.
CODE, HEADINGS = 6_200, 12
LINES = 110
ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
SHORT = 70


def guess(document: Document) -> dict[str, int]:
    """Return a first page for each label, estimated from the code and headings before it."""
    rows = contents.headings(document.leaves, document.page_codes, document.groups)
    front = 4 + sum(1 for _ in rows) // LINES
    pages = dict.fromkeys(document.labels, front)
    place = 0.0
    for number, leaf in enumerate(document.leaves):
        page_code = document.page_codes[leaf.docname]
        place = ceil(place) if leaf.chapter else place
        pages[contents.part_label(number)] = front + 1 + int(place)
        pages[document.page_label(leaf.docname)] = front + 1 + int(place)
        for group in document.groups.get(leaf.docname, ()):
            pages[group.label] = front + 1 + int(place)
        for label in {*page_code.targets, *page_code.tables} & pages.keys():
            before = max(page_code.code.find(f'("{label}")'), 0)
            pages[label] = front + 1 + int(place + before / CODE)
        place += len(page_code.code) / CODE + len(page_code.items) / HEADINGS
    end = front + 1 + ceil(place)
    return pages | {FRONT: front, subject_index.LABEL: end, END: end + 1}


@dataclass(frozen=True)
class PageNumbers:
    """Page numbers and running heads of one layout, input of the next one.

    `heads` has chapter and entry for each page after the front matter.
    """

    pages: Mapping[str, int]
    heads: Sequence[tuple[str, str]]

    def files(self) -> Iterator[tuple[str, str]]:
        """Yield name and JSON of each file that the template reads."""
        front = self.pages[FRONT]
        printed = {label: folio(page, front) for label, page in self.pages.items()}
        yield "page-numbers.json", json.dumps(printed)
        yield "running-heads.json", json.dumps([front, self.heads])


def page_numbers(document: Document, pages: Mapping[str, int]) -> PageNumbers:
    """Return the page numbers and running heads of a layout; `pages` has the page of each label."""
    return PageNumbers(pages, _heads(document, pages))


def folio(page: int, front: int) -> str:
    """Return the number printed on a page: roman in the front matter, arabic after it."""
    if page > front:
        return str(page - front)
    text = ""
    for value, sign in ROMAN:
        while page >= value:
            text, page = text + sign, page - value
    return text


def _heads(document: Document, pages: Mapping[str, int]) -> list[tuple[str, str]]:
    """Return the running head of each page after the front matter: its chapter and entry."""
    last = pages[END]
    chapters: dict[int, str] = {}
    starts: dict[int, list[str]] = {}
    for label, text, chapter in contents.titles(document.leaves, document.page_codes):
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
