"""Groups of entries in print: chapters and sections, in the contents and before their entries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.pdf.reading import Reader

CHAPTERS = ["Chapter 1", "Chapter 2", "Chapter 3"]
SECTIONS = [f"Sección {n}" for n in range(1, 13)]


def test_the_contents_have_the_groups_with_their_pages(chapters_book: Reader) -> None:
    number = next(n for n, text in enumerate(chapters_book.texts) if text.startswith("Contents"))
    lines = chapters_book.texts[number].replace(".", " ")
    found = dict(re.findall(r"((?:Chapter|Sección) \d+)\s+(\d+)\b", lines))
    assert [*found] == [
        title
        for number, chapter in enumerate(CHAPTERS)
        for title in (chapter, *SECTIONS[4 * number : 4 * number + 4])
    ]
    for title, page in found.items():
        assert re.search(
            rf"^{title}$", chapters_book.texts[number + int(page)].replace("\r", ""), re.M
        ), title


def test_entries_are_below_the_headings_of_their_groups(chapters_book: Reader) -> None:
    heads = [
        (element.kind, element.text)
        for element in chapters_book.structure.walk()
        if element.is_heading and re.search(r"Chapter|Sección|V\d", element.text)
    ]
    assert [text for kind, text in heads if kind == "H2"] == CHAPTERS
    assert [text for kind, text in heads if kind == "H3"] == SECTIONS
    entries = [text.split()[-1] for kind, text in heads if kind == "H4"]
    assert entries[:6] == ["V1.1.1", "V1.1.2", "V1.1.3", "V1.1.4", "V1.1.5", "V1.2.1"]
    assert len(entries) == 60
    before = heads[[text.split()[-1] for _, text in heads].index("V2.1.1") - 2 :][:2]
    assert [text for _, text in before] == ["Chapter 2", "Sección 5"]
