"""Words and the numbers of the documents that have them, as two strings that compress well.

Written out as texts, the documents are three times as heavy. `search.js` unpacks them.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# 88 characters that stand in a string of JSON as they are: in the upper half a number continues.
DIGITS = "".join(chr(code) for code in range(35, 127) if chr(code) not in "\\`<&")
HALF = len(DIGITS) // 2
LONGEST_PREFIX = 25
BETWEEN = "!"


def gaps(numbers: Iterable[int]) -> str:
    """Return ascending numbers as their distances, each of one digit or more."""
    found, last = [], -1
    for number in numbers:
        found.append(_digits(number - last - 1))
        last = number
    return "".join(found)


def _digits(number: int) -> str:
    text = ""
    while number >= HALF:
        text += DIGITS[HALF + number % HALF]
        number //= HALF
    return text + DIGITS[number]


def pack(places: Mapping[str, Sequence[Sequence[int]]]) -> tuple[str, str]:
    """Return the words, and the numbers of each word's documents, separated by spaces.

    A word has numbers for each of its fields, separated by `!`; empty ones at the end are left out.

    The words are in order. Before each is a capital letter: `A` where it begins anew, `B` where it
    begins with the first letter of the one before, and so on.
    """
    names, numbers, last = [], [], ""
    for word in sorted(places):
        same = min(_common(last, word), LONGEST_PREFIX)
        names.append(chr(ord("A") + same) + word[same:])
        numbers.append(BETWEEN.join(map(gaps, places[word])).rstrip(BETWEEN))
        last = word
    return "".join(names), " ".join(numbers)


def _common(one: str, other: str) -> int:
    """Return how many letters two words share at the start, up to one that is two in JavaScript."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda p: p[0] == p[1] and p[0] <= "\uffff", pairs))
