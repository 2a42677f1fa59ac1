"""Layout of a table: cells by row and column, column widths, orientation and font size.

Widths are numbers of characters; PORTRAIT and LANDSCAPE are those that fit on a line of a table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING

from docutils import nodes

from speckb.sphinxext.nodes import value_badge
from speckb.tables.fragments import ASIDES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PIECE = re.compile(r"[^\s/\N{EN DASH}-]+[/\N{EN DASH}-]?")
PORTRAIT, LANDSCAPE = 112, 199
LONGEST = 24
GAP = 3
SIGN = 2
SQUEEZE = 1.35
LARGE, SMALL = 8.6, 8.0
TOGETHER, LINES = 3, 36  # rows kept together at either end, and lines that surely fit on a page


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
    def width(self) -> int:
        """Its width on one line."""
        return len(self.text) + SIGN * (self.badge is not None)


@dataclass
class Grid:
    """Slots by row; the first `head` rows are headings, the first `stubs` columns row headings."""

    columns: int
    stubs: int
    head: int = 0
    slots: list[list[Slot]] = field(default_factory=list)

    def only(self, columns: Sequence[int]) -> Grid:
        """Return the grid with these columns alone; none of its cells may span columns."""
        places = {column: place for place, column in enumerate(columns)}
        slots = [
            [replace(slot, column=places[slot.column]) for slot in row if slot.column in places]
            for row in self.slots
        ]
        stubs = sum(column < self.stubs for column in columns)
        return Grid(len(columns), stubs, self.head, slots)

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
            found[slot.column] = max(found[slot.column], slot.width)
        return found

    @cached_property
    def weights(self) -> Sequence[float]:
        """The weight of each column: widths in proportion to them keep the rows low.

        The height of a cell is its length by its width; these widths make the sum of the cubes of
        all heights least, so that the highest cell of each row counts most.
        """
        found = [1.0] * self.columns
        for slot in self._cells():
            found[slot.column] += slot.width**3
        return [cubes**0.25 for cubes in found]

    @property
    def is_wide(self) -> bool:
        """Whether it needs a landscape page."""
        return sum(self.narrowest) + GAP * self.columns > PORTRAIT * LARGE / SMALL

    @property
    def size(self) -> float:
        """Its font size in points, smaller where its words are too wide for the page."""
        wanted = sum(self.narrowest) + GAP * self.columns
        return LARGE if wanted <= (LANDSCAPE if self.is_wide else PORTRAIT) else SMALL

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


def widths(grid: Grid, band: Sequence[int], available: int) -> list[float]:
    """Return the share of the width that each column of a band gets, in characters.

    Every column has its least width; the rest is divided by weight, up to the natural widths.
    """
    found = {column: float(grid.narrowest[column]) for column in band}
    left = available - sum(found.values()) - GAP * len(band)
    growing = {column for column in band if grid.natural[column] > found[column]}
    while growing and left > 1:
        whole = sum(grid.weights[column] for column in growing)
        for column in sorted(growing):
            room = grid.natural[column] - found[column]
            more = min(room, left * grid.weights[column] / whole)
            found[column] += more
            if more == room:
                growing.discard(column)
        left = available - sum(found.values()) - GAP * len(band)
    return [width + GAP for width in found.values()]


def row_groups(grid: Grid, band: Sequence[int], shares: Sequence[float]) -> list[tuple[int, bool]]:
    """Return the body rows of a band as groups from top to bottom: how many, and if kept together.

    The first and the last rows stay together, and all rows of a small table, so that no page has
    fewer than TOGETHER rows of a table. Rows that may be too high for a page can be parted.
    """
    room = dict(zip(band, shares, strict=True))
    heights = [
        max(
            (ceil(slot.width / room[slot.column]) for slot in row if slot.column in room), default=1
        )
        for row in grid.slots[grid.head :]
    ]
    count = len(heights)
    if count < 2 * TOGETHER:
        return [(count, sum(heights) <= LINES)]
    ends = [(TOGETHER, sum(found) <= LINES) for found in (heights[:TOGETHER], heights[-TOGETHER:])]
    between = [(count - 2 * TOGETHER, False)] if count > 2 * TOGETHER else []
    return [ends[0], *between, ends[1]]


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
