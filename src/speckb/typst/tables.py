"""Rules for tables: which way the page lies, what heads a row, where a cell is coloured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from speckb.corpus.prose.allowed import AGAIN, address
from speckb.sphinxext.nodes import GROUPED_BY, entry_block, entry_page, table_frame
from speckb.typst.code import array, block, boolean, call, quote
from speckb.typst.table_grouping import grouped
from speckb.typst.table_layout import (
    GAP,
    LANDSCAPE,
    LARGE,
    PORTRAIT,
    Grid,
    Slot,
    bands,
    grid_of,
    widths,
)
from speckb.typst.writer import Item, Writer, inside, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TALL, MANY = 700, 6  # letters and rows of a cell that may go on on the next page
PAGES = (nodes.document, nodes.section, nodes.compound, nodes.container)
PLACES = (*PAGES, table_frame, entry_page, entry_block)


@rule(table_frame)
def show_frame(writer: Writer, node: table_frame) -> str:
    """A computed table, at the address that the site gives it."""
    name = address(node["table"])
    table = next(iter(node.findall(nodes.table)))
    if table.get(AGAIN):
        return _elsewhere(writer, table, name)
    if node["table"] and name not in writer.sheet.tables:
        writer.sheet.tables.append(name)
        writer.marks.append(destination(name))
    return writer.content(node.children)


def _elsewhere(writer: Writer, table: nodes.table, name: str) -> str:
    """A line that leads to a table which the document has elsewhere."""
    docname, anchor = writer.env.domains.standard_domain.anonlabels[name]
    label = writer.addresses.label(docname, anchor)
    writer.sheet.wanted.add(label)
    caption = next(iter(table.findall(nodes.title)))
    return call("par", call("see", quote(label), writer.content(caption.children)))


def destination(name: str) -> str:
    """Return the code of a place that a viewer opens by `name.pdf#name`."""
    return call("dest", quote(name))


@rule(nodes.table)
def show_table(writer: Writer, node: nodes.table) -> str:
    """A table with its caption; one that is wide lies on a page on its side."""
    grid = grid_of(grouped(node) if GROUPED_BY in node else node)
    wide = grid.is_wide and _is_free(node)
    room = LANDSCAPE if wide else PORTRAIT
    title = next((part for part in node.children if isinstance(part, nodes.title)), None)
    writer.brief += 1
    caption = writer.content(title.children) if title is not None else "none"
    writer.brief -= 1
    number = writer.number("table", node)
    if title is not None and node["ids"]:
        label = writer.addresses.label(writer.docname, node["ids"][0])
        writer.sheet.items.append(Item("table", 0, number, title.astext(), label))
    marks = array([*writer.marks, *writer.anchors(node)])
    writer.marks.clear()
    parts = [_part(writer, grid, band, room) for band in bands(grid, room)]
    crowded = boolean(sum(grid.least) + GAP * grid.columns > room)
    toned = boolean(grid.is_map)
    size = f"{grid.size if wide else LARGE}pt"
    return call("sheet", marks, quote(number), caption, boolean(wide), size, crowded, toned, *parts)


def _is_free(node: nodes.Node) -> bool:
    """Return whether a table may have a page of its own: nothing but sections is around it."""
    parent = node.parent
    while parent is not None and isinstance(parent, PLACES) and "card-box" not in parent["classes"]:
        parent = parent.parent
    return parent is None


def _part(writer: Writer, grid: Grid, band: Sequence[int], room: int) -> str:
    least, natural = ([whole[c] for c in band] for whole in (grid.least, grid.natural))
    shares = (f"{width:.1f}fr" for width in widths(least, natural, room))
    return call("cells", array(shares), *_rows(writer, grid, band))


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
    word = slot.word if grid.is_map and not head else None
    writer.heads, writer.toned = head, word is not None
    content = block([*anchors, writer.inline(slot.node)])
    writer.heads = writer.toned = False
    named = {
        "rows": str(slot.rows) if slot.rows > 1 else "",
        "columns": str(slot.columns) if slot.columns > 1 else "",
        "tone": quote(word["tone"]) if word is not None else "",
        "stub": "true" if slot.column < grid.stubs and not head else "",
        "tall": "true" if len(slot.text) > TALL or slot.rows > MANY else "",
        "side": next((s for s in ("center", "right") if f"text-{s}" in slot.node["classes"]), ""),
    }
    return call("cell", content, **{name: value for name, value in named.items() if value})


rule(nodes.tgroup, nodes.thead, nodes.tbody, nodes.row, nodes.entry)(inside)
