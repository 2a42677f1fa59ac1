"""The letters that the check knows are those that the fonts of the PDF have."""

from __future__ import annotations

from speckb.corpus.prose import glyphs
from speckb.typst import fonts


def test_the_file_says_where_the_letters_of_the_fonts_begin_and_end() -> None:
    lines = glyphs.FILE.read_text(encoding="ascii").splitlines()[1:]
    runs = [[int(code, 16) for code in line.split("-")] for line in lines]
    assert runs == sorted(runs)
    had = {code for run in runs for code in run}
    beside = {code for first, last in runs for code in (first - 1, last + 1)} & {*fonts.ALL}
    assert fonts.lost([*had, *beside]) == beside - had


def test_letters_of_the_keyboard_need_no_file() -> None:
    assert glyphs.lost("".join(map(chr, range(128)))) == []


def test_letters_beyond_the_last_of_the_fonts_are_lost() -> None:
    assert glyphs.lost("a\U0010fffdb\u6f22\u5b57c") == ["\U0010fffd", "\u6f22\u5b57"]


def test_signs_that_stand_for_sets_of_letters_are_only_signs() -> None:
    assert glyphs.lost("]\u6f22^\\-") == ["\u6f22"]


def test_runs_of_letters_are_found() -> None:
    assert [*fonts.ranges([7, 1, 2, 3, 9, 10])] == [(1, 3), (7, 7), (9, 10)]
    assert [*fonts.ranges([])] == []
