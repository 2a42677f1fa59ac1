"""The nearest word, lists of allowed words, and the order of findings."""

from __future__ import annotations

import pytest

from speckb.rules.finding import Finding, Place
from speckb.suggest import choice, nearest


@pytest.mark.parametrize(
    ("word", "allowed", "hint"),
    [
        ("vann", ["van", "post"], "; did you mean 'van'?"),
        ("RFC326", ["RFC3830", "RFC3261"], "; did you mean 'RFC3261'?"),
        ("qqq", ["van", "post"], ""),
        ("pony", ["van", "post"], ""),
        ("van", [], ""),
        ("", ["van"], ""),
    ],
)
def test_only_a_near_word_is_suggested(word: str, allowed: list[str], hint: str) -> None:
    assert nearest(word, allowed) == hint


def test_all_words_are_listed_up_to_a_number() -> None:
    assert choice(["a", "b"]) == "a, b"
    assert choice("abcde", 3) == "a, b, c and 2 more"
    assert choice("abc", 3) == "a, b, c"
    assert choice([]) == ""


def test_findings_sort_by_file_line_and_column() -> None:
    places = [Place("b", 1), Place("a", 10, 2), Place("a", 9, 30), Place("a", 10, 1)]
    found = [Finding(place, "rule", "error", "message") for place in places]
    ordered = [(f.place.path, f.place.line, f.place.column) for f in sorted(found)]
    assert ordered == [("a", 9, 30), ("a", 10, 1), ("a", 10, 2), ("b", 1, 1)]
