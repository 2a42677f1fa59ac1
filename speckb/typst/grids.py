"""Rules for tables: how wide each column is, which way the page lies, what heads a row."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from math import sqrt
from typing import TYPE_CHECKING

from docutils import nodes

from speckb.sphinxext.nodes import table_frame, value_badge
from speckb.typst.quote import array, block, boolean, call, quote
from speckb.typst.writer import Item, Writer, inside, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PIECE = re.compile(r"[^\s/\N{EN DASH}\N{ZERO WIDTH SPACE}-]+[/\N{EN DASH}-]?")
PORTRAIT, LANDSCAPE = 104, 185
UPRIGHT_COLUMNS = 6
TALL, SHORT = 700, 26
GAP = 3
SIGN, FOLIO = 2, 7


@dataclass
class Slot:
    """A cell in its place: the node, its row and column, and how many of each it spans."""

    node: nodes.entry
    row: int
    column: int
    rows: int
    columns: int


@dataclass
class Grid:
    """A table as it is seen: slots by rows, of which the first `head` are headings."""

    columns: int
    stubs: int
    head: int = 0
    slots: list[list[Slot]] = field(default_factory=list)

    @cached_property
    def is_map(self) -> bool:
        """Whether most cells hold nothing but a word of a vocabulary, so that it is coloured."""
        body = [s for row in self.slots[self.head :] for s in row if s.column >= self.stubs]
        return sum(_word(slot) is not None for slot in body) > len(body) / 2


@rule(table_frame)
def show_frame(writer: Writer, node: table_frame) -> str:
    """A computed table, at the address that the site gives it."""
    name = f"table-{node['table']}"
    if node["table"] and name not in writer.sheet.tables:
        writer.sheet.tables.append(name)
        writer.marks.append(destination(name))
    return writer.content(node.children)


def destination(name: str) -> str:
    """Return the code of a place that a viewer opens by `name.pdf#name`."""
    return call("dest", quote(name))


@rule(nodes.table)
def show_table(writer: Writer, node: nodes.table) -> str:
    """A table with its caption; one that is wide lies on a page on its side."""
    grid = _grid(node)
    least, natural = _measures(grid)
    gaps = GAP * grid.columns
    many = grid.columns > UPRIGHT_COLUMNS and sum(natural) + gaps > PORTRAIT
    wide = many or sum(least) + gaps > PORTRAIT
    title = next((part for part in node.children if isinstance(part, nodes.title)), None)
    writer.brief += 1
    caption = writer.content(title.children) if title is not None else "none"
    writer.brief -= 1
    room = LANDSCAPE if wide else PORTRAIT
    bands = _bands(grid, least, room)
    number = writer.number("table", node)
    if title is not None and node["ids"]:
        label = writer.addresses.label(writer.docname, node["ids"][0])
        writer.sheet.items.append(Item("table", 0, number, title.astext(), label))
    parts = [
        call("cells", array(_widths([least[c] for c in band], [natural[c] for c in band], room)),
             *_rows(writer, grid, band))
        for band in bands
    ]  # fmt: skip
    crowded = any(sum(least[c] + GAP for c in band) > room for band in bands)
    marks = array([*writer.marks, *writer.anchors(node)])
    writer.marks.clear()
    return call("sheet", marks, quote(number), caption, boolean(wide), boolean(crowded), *parts)


def _grid(node: nodes.table) -> Grid:
    """Return a table's cells in their places, spans counted."""
    group = next(iter(node.findall(nodes.tgroup)))
    specs = [part for part in group.children if isinstance(part, nodes.colspec)]
    stubs = sum(1 for spec in specs if spec.get("stub"))
    grid = Grid(len(specs), stubs)
    taken: set[tuple[int, int]] = set()
    for part in group.children:
        if isinstance(part, nodes.thead | nodes.tbody):
            for row in part.findall(nodes.row):
                grid.slots.append(list(_slots(row, len(grid.slots), taken)))
            if isinstance(part, nodes.thead):
                grid.head = len(grid.slots)
    return grid


def _slots(row: nodes.row, number: int, taken: set[tuple[int, int]]) -> Iterator[Slot]:
    column = 0
    for cell in row.findall(nodes.entry):
        while (number, column) in taken:
            column += 1
        rows, columns = cell.get("morerows", 0) + 1, cell.get("morecols", 0) + 1
        taken |= {(number + y, column + x) for y in range(rows) for x in range(columns)}
        yield Slot(cell, number, column, rows, columns)
        column += columns


def _measures(grid: Grid) -> tuple[list[int], list[int]]:
    """Return for each column the letters of its longest word and of its fullest cell."""
    least, natural = [2] * grid.columns, [2] * grid.columns
    for row in grid.slots:
        for slot in row:
            if slot.columns == 1:
                text = slot.node.astext()
                longest = max(map(len, PIECE.findall(text)), default=0)
                extra = SIGN if next(iter(slot.node.findall(value_badge)), None) else 0
                folios = (
                    FOLIO * sum(1 for _ in slot.node.findall(nodes.reference)) if not extra else 0
                )
                least[slot.column] = max(least[slot.column], min(longest, 24) + extra)
                natural[slot.column] = max(natural[slot.column], len(text) + extra + folios)
    return least, natural


def _widths(least: Sequence[int], natural: Sequence[int], room: int) -> Iterator[str]:
    """Yield a share of the width for each column.

    Its longest word fits; what is left goes to the columns that would have fewer lines by it.
    """
    wishes = [max(word, min(text, SHORT), 5.5 * sqrt(text) if text > SHORT else 0) for word, text in
              zip(least, natural, strict=True)]  # fmt: skip
    left = room - sum(least) - GAP * len(least)
    more = sum(wishes) - sum(least)
    share = max(0.0, min(1.0, left / more)) if more else 0.0
    for word, wish in zip(least, wishes, strict=True):
        yield f"{word + GAP + share * (wish - word):.1f}fr"


def _bands(grid: Grid, least: Sequence[int], room: int) -> list[list[int]]:
    """Return the columns of each part that fits the page, row headings repeated in each."""
    heads = [*range(grid.stubs)]
    spans = any(slot.columns > 1 for row in grid.slots for slot in row)
    bands: list[list[int]] = [[]]
    used = start = sum(least[c] + GAP for c in heads)
    for column in range(grid.stubs, grid.columns):
        width = least[column] + GAP
        if bands[-1] and used + width > room * 1.35 and not spans:
            bands.append([])
            used = start
        bands[-1].append(column)
        used += width
    return [[*heads, *band] for band in bands]


def _rows(writer: Writer, grid: Grid, band: Sequence[int]) -> Iterator[str]:
    """Yield the heading rows and the cells of a band."""
    cells: list[str] = []
    for number, row in enumerate(grid.slots):
        anchors = list(writer.anchors(row[0].node.parent, "spot")) if row else []
        writer.told = set()
        for slot in row:
            if slot.column in band:
                cells.append(_cell(writer, grid, slot, anchors))
                anchors = []
        if number + 1 == grid.head:
            yield call("heads", *cells)
            cells = []
    writer.told = None
    yield from cells


def _cell(writer: Writer, grid: Grid, slot: Slot, anchors: Sequence[str]) -> str:
    head = slot.row < grid.head
    word = _word(slot) if grid.is_map and not head else None
    writer.brief += head
    writer.toned = word is not None
    content = block([*anchors, writer.inline(slot.node)])
    writer.toned = False
    writer.brief -= head
    named = {}
    if slot.rows > 1:
        named["rows"] = str(slot.rows)
    if slot.columns > 1:
        named["columns"] = str(slot.columns)
    if word is not None:
        named["tone"] = quote(word["tone"])
    if slot.column < grid.stubs and not head:
        named["stub"] = "true"
    for side in ("center", "right"):
        if f"text-{side}" in slot.node["classes"]:
            named["side"] = side
    if len(slot.node.astext()) > TALL:
        named["tall"] = "true"
    return call("cell", content, **named)


def _word(slot: Slot) -> value_badge | None:
    """Return the word of a vocabulary that is all that a cell holds."""
    found = next(iter(slot.node.findall(value_badge)), None)
    return found if found is not None and found.astext() == slot.node.astext() else None


rule(nodes.tgroup, nodes.thead, nodes.tbody, nodes.row, nodes.entry)(inside)
