"""Rules for tables: page orientation, parts, heading rows, row headings and cell colours."""

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
from speckb.typst.writer import Item, Writer, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TALL, MANY = 700, 6  # characters or rows from which a cell may break across pages
PAGES = (nodes.document, nodes.section, nodes.compound, nodes.container)
PLACES = (*PAGES, table_frame, entry_page, entry_block)


@rule(table_frame)
def show_frame(writer: Writer, node: table_frame) -> str:
    """Show a computed table, or a link where the document has it elsewhere."""
    name = address(node["table"])
    table = next(iter(node.findall(nodes.table)))
    if table.get(AGAIN):
        return _elsewhere(writer, table, name)
    if node["table"] and name not in writer.page_code.tables:
        writer.page_code.tables.append(name)
        writer.table_anchors.append(destination(name))
    return writer.content(node.children)


def _elsewhere(writer: Writer, table: nodes.table, name: str) -> str:
    """Return a line that links to the place of a table in the document."""
    docname, anchor = writer.env.domains.standard_domain.anonlabels[name]
    label = writer.addresses.label(docname, anchor)
    writer.page_code.wanted.add(label)
    caption = next(iter(table.findall(nodes.title)))
    return call("par", call("page-link", quote(label), writer.content(caption.children)))


def destination(name: str) -> str:
    """Return the code of a named destination, which viewers open as `file.pdf#name`."""
    return call("dest", quote(name))


@rule(nodes.table)
def show_table(writer: Writer, node: nodes.table) -> str:
    """Show a table with its caption; a wide one on landscape pages, in parts if need be."""
    grid = grid_of(grouped(node) if GROUPED_BY in node else node)
    wide = grid.is_wide and _is_free(node)
    available = LANDSCAPE if wide else PORTRAIT
    title = next((part for part in node.children if isinstance(part, nodes.title)), None)
    writer.page_numbers_hidden += 1
    caption = writer.content(title.children) if title is not None else "none"
    writer.page_numbers_hidden -= 1
    number = writer.number("table", node)
    if title is not None and node["ids"]:
        label = writer.addresses.label(writer.docname, node["ids"][0])
        writer.page_code.items.append(Item("table", 0, number, title.astext(), label))
    marks = array([*writer.table_anchors, *writer.anchors(node)])
    writer.table_anchors.clear()
    parts = [_part(writer, grid, band, available) for band in bands(grid, available)]
    crowded = boolean(sum(grid.narrowest) + GAP * grid.columns > available)
    toned = boolean(grid.is_toned)
    size = f"{grid.size if wide else LARGE}pt"
    return call(
        "table-block", marks, quote(number), caption, boolean(wide), size, crowded, toned, *parts
    )


def _is_free(node: nodes.Node) -> bool:
    """Return whether a table can start a page of its own: it is in no list, note or card."""
    parent = node.parent
    while parent is not None and isinstance(parent, PLACES) and "card-box" not in parent["classes"]:
        parent = parent.parent
    return parent is None


def _part(writer: Writer, grid: Grid, band: Sequence[int], available: int) -> str:
    """Return the part of a table with the columns of a band."""
    narrowest, natural = ([whole[c] for c in band] for whole in (grid.narrowest, grid.natural))
    shares = (f"{width:.1f}fr" for width in widths(narrowest, natural, available))
    return call("cells", array(shares), *_rows(writer, grid, band))


def _rows(writer: Writer, grid: Grid, band: Sequence[int]) -> Iterator[str]:
    """Yield the heading rows and the body cells of a band."""
    cells: list[str] = []
    for number, row in enumerate(grid.slots):
        anchors = list(writer.anchors(row[0].node.parent, "inline-anchor")) if row else []
        writer.linked_in_row = set()
        for slot in row:
            if slot.column in band:
                cells.append(_cell(writer, grid, slot, anchors))
                anchors = []
        if number + 1 == grid.head:
            yield call("head-cells", *cells)
            cells = []
    writer.linked_in_row = None
    yield from cells


def _cell(writer: Writer, grid: Grid, slot: Slot, anchors: Sequence[str]) -> str:
    """Return a cell; `anchors` of its row are put before its content."""
    head = slot.row < grid.head
    word = slot.word if grid.is_toned and not head else None
    writer.in_table_head, writer.in_toned_cell = head, word is not None
    content = block([*anchors, writer.inline(slot.node)])
    writer.in_table_head = writer.in_toned_cell = False
    named = {
        "rows": str(slot.rows) if slot.rows > 1 else "",
        "tone": quote(word["tone"]) if word is not None else "",
        "stub": "true" if slot.column < grid.stubs and not head else "",
        "tall": "true" if len(slot.text) > TALL or slot.rows > MANY else "",
        "side": next((s for s in ("center", "right") if f"text-{s}" in slot.node["classes"]), ""),
    }
    return call("cell", content, **{name: value for name, value in named.items() if value})
