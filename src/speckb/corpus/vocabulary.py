"""Values of a criterion: the words of its vocabulary, and numbers or dates where it measures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

NUMBER, DATE = "number", "date"  # what a criterion can measure
FIGURE = re.compile(r"[-+]?[0-9]{1,15}(?:\.[0-9]{1,15})?")
COMPARED = re.compile(r"(?P<sign><=|>=|<|>) *(?P<limit>\S+)")
BETWEEN = re.compile(r"(?P<low>\S+) to (?P<high>\S+)")


@dataclass(frozen=True, slots=True)
class Value:
    """A value by a criterion: a word of its vocabulary, or a number or date as it is typed.

    Where the answer is decided elsewhere, `depends_on` says by what, or `inherits` names the link
    to the entries that decide. `condition` is the one that all values with this word have. `size`
    is that of a number or date, by which values are sorted.
    """

    id: str
    label: str
    tone: str
    meaning: str = ""
    depends_on: str = ""
    inherits: str = ""
    condition: str = ""
    size: float | None = None


class Range(NamedTuple):
    """The sizes from `low` to `high`, with or without these two."""

    low: float
    high: float
    has_low: bool = True
    has_high: bool = True

    def __contains__(self, size: object) -> bool:
        above = size > self.low or (self.has_low and size == self.low)  # type: ignore[operator]
        return bool(above and (size < self.high or (self.has_high and size == self.high)))  # type: ignore[operator]

    def meets(self, other: Range) -> bool:
        """Return whether a size is in both."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return low < high or (low == high and low in self and low in other)


@dataclass(frozen=True, slots=True)
class Measure:
    """What a criterion measures: numbers, with a unit or none, or dates."""

    kind: str = NUMBER
    unit: str = ""

    def size(self, text: str) -> float | None:
        """Return the size of a value, or None for a text that is none."""
        if self.kind == NUMBER:
            return float(text) if FIGURE.fullmatch(text) else None
        try:
            return float(date.fromisoformat(text).toordinal()) if len(text) == 10 else None
        except ValueError:
            return None

    def range(self, text: str) -> Range | None:
        """Return the sizes that a text such as `<= 2`, `2 to 5` or `2` stands for, or None."""
        if found := COMPARED.fullmatch(text):
            limit, is_in = self.size(found["limit"]), found["sign"].endswith("=")
            if limit is None:
                return None
            is_least = found["sign"].startswith(">")
            return Range(limit, inf, is_in, True) if is_least else Range(-inf, limit, True, is_in)
        ends = BETWEEN.fullmatch(text)
        low, high = map(self.size, (ends["low"], ends["high"]) if ends else (text, text))
        return Range(low, high) if low is not None and high is not None and low <= high else None

    @property
    def form(self) -> str:
        """How a value is written, in words."""
        return "a date, such as 2026-09-30" if self.kind == DATE else "a number"


class Vocabulary(Mapping[str, Value]):
    """The values by a criterion: it has its words, and whatever size it can measure.

    Only the words are counted and iterated over.
    """

    def __init__(
        self, words: Iterable[Value], measure: Measure | None, tones: Mapping[str, Collection[str]]
    ) -> None:
        """Take the words; `tones` has the sizes that have a tone, as they are listed."""
        self.words = {word.id: word for word in words}
        self.measure = measure
        self._tones = tones

    def __getitem__(self, name: str) -> Value:
        if name in self.words:
            return self.words[name]
        if self.measure is None or (size := self.measure.size(name)) is None:
            raise KeyError(name)
        unit = f"\N{NO-BREAK SPACE}{self.measure.unit}" if self.measure.unit else ""
        tone = next((tone for tone, listed in self._tones.items() if self.among(name, listed)), "")
        return Value(name, f"{name}{unit}", tone, size=size)

    def __iter__(self) -> Iterator[str]:
        return iter(self.words)

    def __len__(self) -> int:
        return len(self.words)

    def __bool__(self) -> bool:
        return bool(self.words or self.measure)

    def among(self, name: str, listed: Collection[str]) -> bool:
        """Return whether a value is one of those listed, or in one of the ranges listed."""
        if name in listed:
            return True
        size = self.measure.size(name) if self.measure and name not in self.words else None
        return size is not None and any(size in found for found in self.ranges(listed).values())

    def ranges(self, listed: Iterable[str]) -> dict[str, Range]:
        """Return the ranges among what is listed, which has words too."""
        if self.measure is None:
            return {}
        found = {name: self.measure.range(name) for name in listed if name not in self.words}
        return {name: one for name, one in found.items() if one}

    def reads(self, text: str) -> bool:
        """Return whether a text in a list of values is a word, a size or a range."""
        return text in self.words or bool(self.ranges([text]))

    @property
    def forms(self) -> list[str]:
        """What a value can be, in words: its words, and how a size is written."""
        return [*([self.measure.form] if self.measure else []), *self.words]
