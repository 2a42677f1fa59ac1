"""Of a line that is too long for a terminal, a report shows the part around the fault."""

from __future__ import annotations

import pytest

from speckb.rules.finding import Finding, Place
from speckb.rules.report import LONGEST, text

WORD = "fault"


def shown(before: int, after: int) -> tuple[str, int]:
    """Return what is shown of a line with a fault in it, and how much of it is before the fault."""
    line = "x" * before + WORD + "y" * after
    place = Place("words.md", 1, before + 1, before + 1 + len(WORD))
    finding = Finding(place, "placeholder", "error", "a fault", line)
    said = text([finding], {"placeholder": Rule()}).splitlines()
    assert said[2].count("^") == len(WORD)
    start = said[2].index("^")
    assert said[1][start : start + len(WORD)] == WORD
    return said[1].removeprefix("  "), start - 2


class Rule:
    """What a report asks of a rule."""

    statement = "Nothing is at fault."


@pytest.mark.parametrize("before", [0, 20, LONGEST - len(WORD)])
def test_a_line_that_fits_is_shown_whole(before: int) -> None:
    line, start = shown(before, LONGEST - len(WORD) - before)
    assert (len(line), start) == (LONGEST, before)


@pytest.mark.parametrize("before", [LONGEST, 300, 5_000])
def test_a_fault_far_in_a_longer_line_has_half_of_what_is_shown_before_it(before: int) -> None:
    line, start = shown(before, 400)
    assert (len(line), start) == (LONGEST, LONGEST // 2)


@pytest.mark.parametrize("before", [0, 20, LONGEST // 2])
def test_a_fault_near_the_start_of_a_longer_line_has_all_that_is_before_it(before: int) -> None:
    line, start = shown(before, 400)
    assert (len(line), start) == (LONGEST, before)
