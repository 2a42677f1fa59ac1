"""Layout of a table: cells by row and column, column widths, orientation and font size.

Widths are numbers of characters; PORTRAIT and LANDSCAPE are those that fit on a line of a table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from math import sqrt
from typing import TYPE_CHECKING

from docutils import nodes

from speckb.sphinxext.nodes import value_badge
from speckb.tables.fragments import ASIDES

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
    """A cell with its position: its node, row and column, and the number of rows it spans."""

    node: nodes.entry
    row: int
    column: int
    rows: int

    @cached_property
    def text(self) -> str:
        """Its text."""
        return self.node.astext()

    @cached_property
    def badge(self) -> value_badge | None:
        """Its first badge (a word of a vocabulary)."""
        return next(iter(self.node.findall(value_badge)), None)

    @property
    def word(self) -> value_badge | None:
        """Its badge if the cell has no other content than remarks on the badge."""
        rest = self.text
        for part in self.node.findall(nodes.inline):
            if not ASIDES.isdisjoint(part["classes"]):
                rest = rest.replace(part.astext(), "", 1)
        return (
            self.badge if self.badge is not None and self.badge.astext() == rest.strip() else None
        )

    @property
    def page_number_width(self) -> int:
        """The characters that the page numbers of its links take."""
        if self.badge is not None:
            return 0
        return FOLIO * sum(1 for _ in self.node.findall(nodes.reference))


@dataclass
class Grid:
    """Slots by row; the first `head` rows are headings, the first `stubs` columns row headings."""

    columns: int
    stubs: int
    head: int = 0
    slots: list[list[Slot]] = field(default_factory=list)

    @cached_property
    def is_toned(self) -> bool:
        """Whether most cells are a badge alone, so that they are filled with its tone."""
        body = [s for row in self.slots[self.head :] for s in row if s.column >= self.stubs]
        return sum(slot.word is not None for slot in body) > len(body) / 2

    @cached_property
    def narrowest(self) -> Sequence[int]:
        """The least width of each column: its longest word, at most LONGEST."""
        found = [SIGN] * self.columns
        for slot in self._cells():
            longest = max(map(len, PIECE.findall(slot.text)), default=0)
            width = min(longest, LONGEST) + SIGN * (slot.badge is not None)
            found[slot.column] = max(found[slot.column], width)
        return found

    @cached_property
    def natural(self) -> Sequence[int]:
        """The natural width of each column: its longest cell on one line."""
        found = [SIGN] * self.columns
        for slot in self._cells():
            width = len(slot.text) + slot.page_number_width + SIGN * (slot.badge is not None)
            found[slot.column] = max(found[slot.column], width)
        return found

    @property
    def is_wide(self) -> bool:
        """Whether it needs a landscape page."""
        gaps = GAP * self.columns
        many = self.columns > UPRIGHT_COLUMNS and sum(self.preferred) + gaps > PORTRAIT * SQUEEZE
        return many or sum(self.narrowest) + gaps > PORTRAIT

    @property
    def size(self) -> float:
        """Its font size in points, smaller where even a landscape page would be too narrow."""
        if not self.is_wide:
            return LARGE
        wanted = sum(self.narrowest if self.is_toned else self.preferred) + GAP * self.columns
        if wanted * LARGE <= LANDSCAPE * SMALL:
            return LARGE
        return SMALLEST if self.is_toned else SMALL

    @property
    def preferred(self) -> Sequence[float]:
        """The preferred width of each column."""
        return preferred(self.narrowest, self.natural)

    def _cells(self) -> Iterator[Slot]:
        return (slot for row in self.slots for slot in row)


def grid_of(node: nodes.table) -> Grid:
    """Return the grid of a table node, row spans resolved."""
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
        rows = cell.get("morerows", 0) + 1
        taken |= {(number + below, column) for below in range(rows)}
        yield Slot(cell, number, column, rows)
        column += 1


def widths(narrowest: Sequence[int], natural: Sequence[int], available: int) -> Iterator[float]:
    """Yield the share of the width that each column gets, in characters.

    Every column has its least width; the rest is divided in proportion to the preferred widths.
    """
    wanted = preferred(narrowest, natural)
    left = available - sum(narrowest) - GAP * len(narrowest)
    more = sum(wanted) - sum(narrowest)
    share = max(0.0, min(1.0, left / more)) if more else 0.0
    for word, wish in zip(narrowest, wanted, strict=True):
        yield word + GAP + share * (wish - word)


def preferred(narrowest: Sequence[int], natural: Sequence[int]) -> list[float]:
    """Return the preferred width of each column.

    A short text has one line. A long text grows with the square root of its length, so that its
    width and number of lines grow alike.
    """
    return [
        max(word, 5.5 * sqrt(text) if text > SHORT else text)
        for word, text in zip(narrowest, natural, strict=True)
    ]


def bands(grid: Grid, available: int) -> list[list[int]]:
    """Return the columns of each part of a table that is too wide for a page.

    Every part starts with the row headings. Up to SQUEEZE times the width is left to hyphenation.
    """
    heads = [*range(grid.stubs)]
    found: list[list[int]] = [[]]
    used = start = sum(grid.narrowest[c] + GAP for c in heads)
    for column in range(grid.stubs, grid.columns):
        width = grid.narrowest[column] + GAP
        if found[-1] and used + width > available * SQUEEZE:
            found.append([])
            used = start
        found[-1].append(column)
        used += width
    return [[*heads, *band] for band in found]
