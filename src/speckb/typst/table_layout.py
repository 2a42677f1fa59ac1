"""A table as it is seen: its cells in their places, and how wide each column has to be.

Widths are counted in letters; a page has room for so many of them in the size of its tables.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from math import sqrt
from typing import TYPE_CHECKING

from docutils import nodes

from speckb.sphinxext.nodes import value_badge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PIECE = re.compile(r"[^\s/\N{EN DASH}\N{ZERO WIDTH SPACE}-]+[/\N{EN DASH}-]?")
PORTRAIT, LANDSCAPE = 104, 195
UPRIGHT_COLUMNS = 6
LONGEST, SHORT = 24, 26
GAP = 3
SIGN, FOLIO = 2, 7
SQUEEZE = 1.35
LARGE, SMALL, SMALLEST = 8.8, 7.8, 7.2


@dataclass
class Slot:
    """A cell in its place: the node, its row and column, and how many of each it spans."""

    node: nodes.entry
    row: int
    column: int
    rows: int
    columns: int

    @cached_property
    def text(self) -> str:
        """All its text."""
        return self.node.astext()

    @cached_property
    def badge(self) -> value_badge | None:
        """Its first word of a vocabulary."""
        return next(iter(self.node.findall(value_badge)), None)

    @property
    def word(self) -> value_badge | None:
        """The word of a vocabulary that is all that it holds."""
        return self.badge if self.badge is not None and self.badge.astext() == self.text else None

    @property
    def folios(self) -> int:
        """How many letters the page numbers of its links take."""
        if self.badge is not None:
            return 0
        return FOLIO * sum(1 for _ in self.node.findall(nodes.reference))


@dataclass
class Grid:
    """Slots by rows, the first `head` of them headings; the first `stubs` columns head rows."""

    columns: int
    stubs: int
    head: int = 0
    slots: list[list[Slot]] = field(default_factory=list)

    @cached_property
    def is_map(self) -> bool:
        """Whether most cells hold nothing but a word of a vocabulary, so that it is coloured."""
        body = [s for row in self.slots[self.head :] for s in row if s.column >= self.stubs]
        return sum(slot.word is not None for slot in body) > len(body) / 2

    @cached_property
    def least(self) -> Sequence[int]:
        """The letters of each column's longest word."""
        found = [SIGN] * self.columns
        for slot in self._single():
            longest = max(map(len, PIECE.findall(slot.text)), default=0)
            width = min(longest, LONGEST) + SIGN * (slot.badge is not None)
            found[slot.column] = max(found[slot.column], width)
        return found

    @cached_property
    def natural(self) -> Sequence[int]:
        """The letters of each column's fullest cell, in one line."""
        found = [SIGN] * self.columns
        for slot in self._single():
            width = len(slot.text) + slot.folios + SIGN * (slot.badge is not None)
            found[slot.column] = max(found[slot.column], width)
        return found

    @property
    def is_wide(self) -> bool:
        """Whether it needs a page on its side."""
        gaps = GAP * self.columns
        many = self.columns > UPRIGHT_COLUMNS and sum(self.wishes) + gaps > PORTRAIT * SQUEEZE
        return many or sum(self.least) + gaps > PORTRAIT

    @property
    def size(self) -> float:
        """The size of its letters in points: smaller where a page on its side would be too full."""
        if not self.is_wide:
            return LARGE
        wanted = sum(self.least if self.is_map else self.wishes) + GAP * self.columns
        if wanted * LARGE <= LANDSCAPE * SMALL:
            return LARGE
        return SMALLEST if self.is_map else SMALL

    @property
    def wishes(self) -> Sequence[float]:
        """The letters that each column would like to have: long texts go on in a few lines."""
        return wishes(self.least, self.natural)

    def _single(self) -> Iterator[Slot]:
        return (slot for row in self.slots for slot in row if slot.columns == 1)


def grid_of(node: nodes.table) -> Grid:
    """Return a table's cells in their places, spans counted."""
    group = next(iter(node.findall(nodes.tgroup)))
    specs = [part for part in group.children if isinstance(part, nodes.colspec)]
    grid = Grid(len(specs), sum(1 for spec in specs if spec.get("stub")))
    taken: set[tuple[int, int]] = set()
    for part in group.children:
        if isinstance(part, nodes.thead | nodes.tbody):
            for row in part.children:
                grid.slots.append(list(_slots(row, len(grid.slots), taken)))
            if isinstance(part, nodes.thead):
                grid.head = len(grid.slots)
    return grid


def _slots(row: nodes.Node, number: int, taken: set[tuple[int, int]]) -> Iterator[Slot]:
    column = 0
    for cell in row.children:
        if not isinstance(cell, nodes.entry):
            continue
        while (number, column) in taken:
            column += 1
        rows, columns = cell.get("morerows", 0) + 1, cell.get("morecols", 0) + 1
        taken |= {(number + y, column + x) for y in range(rows) for x in range(columns)}
        yield Slot(cell, number, column, rows, columns)
        column += columns


def widths(least: Sequence[int], natural: Sequence[int], room: int) -> Iterator[float]:
    """Yield a share of the width for each column.

    Its longest word fits; what is left goes to the columns that would have fewer lines by it.
    """
    wished = wishes(least, natural)
    left = room - sum(least) - GAP * len(least)
    more = sum(wished) - sum(least)
    share = max(0.0, min(1.0, left / more)) if more else 0.0
    for word, wish in zip(least, wished, strict=True):
        yield word + GAP + share * (wish - word)


def wishes(least: Sequence[int], natural: Sequence[int]) -> list[float]:
    """Return the letters that columns would like: a long text is to go on in some lines."""
    return [
        max(word, 5.5 * sqrt(text) if text > SHORT else text)
        for word, text in zip(least, natural, strict=True)
    ]


def bands(grid: Grid, room: int) -> list[list[int]]:
    """Return the columns of each part that fits the page, row headings repeated in each."""
    heads = [*range(grid.stubs)]
    spans = any(slot.columns > 1 for row in grid.slots for slot in row)
    found: list[list[int]] = [[]]
    used = start = sum(grid.least[c] + GAP for c in heads)
    for column in range(grid.stubs, grid.columns):
        width = grid.least[column] + GAP
        if found[-1] and used + width > room * SQUEEZE and not spans:
            found.append([])
            used = start
        found[-1].append(column)
        used += width
    return [[*heads, *band] for band in found]
