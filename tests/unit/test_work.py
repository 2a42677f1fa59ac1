"""How much a check works: calls of functions, which no load of the machine changes."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from bench import generate
from speckb.corpus import loading, settings
from speckb.rules.check import RULES, check

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SMALL, LARGE = 150, 300
WHOLE, RULE = 1100, 90  # calls per file: reading and all rules; one rule, what it shares there


def calls(work: Callable[[], object]) -> int:
    """Return how many functions the work calls."""
    count = 0

    def seen(_: object, event: str, __: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def work_of(folder: Path, number: int) -> Counter[str]:
    """Return the calls of a whole check of a generated knowledge base, and of each rule again."""
    generate.generate(number, folder, 1)
    found = settings.load(folder)
    result = Counter(whole=calls(lambda: check(loading.load(found))))
    loaded = loading.load(found)
    check(loaded)
    for name, rule in RULES.items():
        result[name] = calls(lambda rule=rule: list(rule.findings(loaded, rule.severity)))
    return result


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Counter[str]]:
    """The calls of each step, for a small and a large knowledge base."""
    folder = tmp_path_factory.mktemp("work")
    return {number: work_of(folder / str(number), number) for number in (SMALL, LARGE)}


def test_twice_the_entries_are_about_twice_the_work(work: dict[int, Counter[str]]) -> None:
    """A step that looks at every entry for every entry would take four times the calls."""
    small, large = work[SMALL], work[LARGE]
    slow = {name: (small[name], large[name]) for name in large if large[name] > 2.3 * small[name]}
    assert {name: pair for name, pair in slow.items() if pair[1] > 2.3 * pair[0] + 500} == {}


def test_the_whole_and_each_rule_stay_small_per_file(work: dict[int, Counter[str]]) -> None:
    per_file = {name: number / LARGE for name, number in work[LARGE].items()}
    assert per_file.pop("whole") < WHOLE
    assert {name: number for name, number in per_file.items() if number >= RULE} == {}
