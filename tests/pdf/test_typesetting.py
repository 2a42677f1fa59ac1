"""What a reader sees: nothing is cut off or printed over, wide tables lie on their side."""

from __future__ import annotations

import re
from itertools import islice, pairwise, takewhile
from typing import TYPE_CHECKING

import pytest

from speckb import typst as engine
from tests.conftest import build, printed
from tests.pdf.reading import Reader, plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from speckb.corpus.corpus import Corpus
    from tests.pdf.reading import Box

MARGIN = 57  # a wide chart goes beyond the text
LETTER, A4 = (612, 792), (595.28, 841.89)
TEMPLATE = (engine.__path__[0], "template.typ")


def size(book: Reader, number: int) -> tuple[float, float]:
    box = [float(side) for side in book.pdf.pages[number].MediaBox]
    return box[2] - box[0], box[3] - box[1]


@pytest.mark.parametrize("name", ["book", "small_book", "construct_book"])
def test_nothing_is_cut_off(name: str, request: pytest.FixtureRequest) -> None:
    book: Reader = request.getfixturevalue(name)
    for number in range(len(book.texts)):
        width, height = size(book, number)
        for letter, (left, bottom, right, top) in book.boxes[number]:
            inside = left > MARGIN and right < width - MARGIN and bottom > 29 and top < height - 30
            assert inside, (number, letter, left, bottom, right, top)


@pytest.mark.parametrize("name", ["book", "small_book", "construct_book"])
def test_nothing_is_printed_over(name: str, request: pytest.FixtureRequest) -> None:
    book: Reader = request.getfixturevalue(name)
    for number in range(len(book.texts)):
        for one, other in _neighbours([box for _, box in book.boxes[number]]):
            wide = min(one[2], other[2]) - max(one[0], other[0])
            high = min(one[3], other[3]) - max(one[1], other[1])
            narrow = min(one[2] - one[0], other[2] - other[0])
            lines = abs(one[1] - other[1]) > 4  # slanted letters lean over the next in their line
            over = wide > 1.2 and high > 2 and (lines or (wide > 0.8 * narrow > 2.4))
            assert not over, (number, one, other)


def _neighbours(boxes: list[Box]) -> Iterator[tuple[Box, Box]]:
    """Yield pairs of letters that overlap from left to right and are in one line or in two."""
    lines: dict[int, list[Box]] = {}
    for box in {*boxes}:  # the letters of a ligature have the same box
        if box[2] - box[0] < 40:
            lines.setdefault(int(box[1] // 12), []).append(box)
    for number, line in lines.items():
        row = sorted([*line, *lines.get(number + 1, ())])
        for place, one in enumerate(row, 1):
            for other in takewhile(lambda box, end=one[2]: box[0] < end, islice(row, place, None)):
                yield one, other


def test_no_page_lies_on_its_side(book: Reader) -> None:
    for number in range(len(book.texts)):
        width, height = size(book, number)
        assert width < height, number


def test_a_table_s_headings_stand_on_each_of_its_pages(book: Reader, knowledge: Corpus) -> None:
    last = knowledge.by_type["erratum"][-1].id
    start, end = (book.destinations[name] for name in ("table-errata", last))
    assert end - start >= 2
    for number in range(start, end):
        assert plain("Sections") in plain(book.texts[number]), number
        assert plain("Affects") in plain(book.texts[number]), number


def test_no_heading_is_the_last_line_of_a_page(book: Reader, knowledge: Corpus) -> None:
    headings = {plain(entry.heading) for entry in knowledge.entries.values()}
    headings |= {plain(words) for words in ("Traceability", "Values and remarks", "Values")}
    for number in range(book.destinations[":front"] + 1, book.destinations["table-errata"]):
        lines = [plain(line) for line in book.texts[number].splitlines() if line.strip()]
        text = [line for line in lines if "Page" not in line and "release" not in line]
        assert text[-1] not in headings, number


def test_tones_keep_their_order_in_grey_and_their_words_are_legible() -> None:
    text = "/".join(TEMPLATE)
    with open(text, encoding="utf-8") as file:  # noqa: PTH123
        code = file.read()
    tones = dict(re.findall(r'(\w+): rgb\("#(\w{6})"\)', code.partition("#let tones")[2]))
    ink = re.search(r'#let ink = rgb\("#(\w{6})"\)', code)
    assert ink
    light = [_light(tones[name]) for name in ("good", "mixed", "bad")]
    assert all(before - after > 0.1 for before, after in pairwise(light))
    assert all((_light(tone) + 0.05) / (_light(ink[1]) + 0.05) > 7 for tone in tones.values())


def _light(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(part * share for part, share in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


def test_every_toned_cell_has_a_symbol_as_well(book: Reader) -> None:
    page = book.texts[book.destinations["table-matrix"]]
    assert page.count("●") > 20
    assert page.count("○") > 10
    assert page.count("→") > 5


def test_paper_is_one_setting(small: Path, tmp_path: Path, small_book: Reader) -> None:
    path = small / "ubproject.toml"
    path.write_text(path.read_text(encoding="utf-8") + '\n[speckb.pdf]\npaper = "us-letter"\n'
                    'name = "letter"\n', encoding="utf-8")  # fmt: skip
    built = build(small, tmp_path / "pdf", builder="pdf")
    assert built.status == 0, built.output
    letter = Reader(printed(built.out))
    assert letter.path.name == "letter.pdf"
    assert size(letter, 1) == pytest.approx(LETTER, abs=0.1)
    assert size(small_book, 1) == pytest.approx(A4, abs=0.1)


def test_a_paper_that_is_not_known_is_refused(small: Path, tmp_path: Path) -> None:
    path = small / "ubproject.toml"
    path.write_text(path.read_text(encoding="utf-8") + '\n[speckb.pdf]\npaper = "a5"\n',
                    encoding="utf-8")  # fmt: skip
    built = build(small, tmp_path / "pdf", builder="pdf")
    assert built.status == 1
    assert 'speckb.pdf.paper: "a5" is not one of' in built.output
