"""Rules for tables: page orientation, parts, heading rows, row headings and cell colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from speckb.corpus.prose.allowed import AGAIN, address
from speckb.corpus.settings.types import TABLE
from speckb.language import N_, _
from speckb.sphinxext.nodes import entry_block, entry_page, table_frame
from speckb.sphinxext.state import corpus_of, settings_of
from speckb.tables.fragments import SYMBOLS
from speckb.typst.code import array, block, boolean, call, quote
from speckb.typst.remarks import by_value
from speckb.typst.table_layout import (
    GAP,
    LANDSCAPE,
    PORTRAIT,
    SMALL,
    Grid,
    Slot,
    bands,
    grid_of,
    row_groups,
    widths,
)
from speckb.typst.writer import Item, Writer, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MATRIX, COLUMNS = "matrix", 10  # class of a matrix, and columns that leave room for words
TALL, MANY = 700, 6  # characters or rows from which a cell may break across pages
FEW = 3  # words that explain one symbol
TONES = {
    "good": N_("good"),
    # Translators: what a symbol means, here and below
    "conditional": N_("good under a condition"),
    "mixed": N_("under a condition, or in part"),
    "bad": N_("bad"),
    "neutral": N_("neither, or left open"),
    "elsewhere": N_("decided elsewhere"),
}
DISPUTED = N_("disputed by a claim or by a fault of the source")
PAGES = (nodes.document, nodes.section, nodes.compound, nodes.container)
PLACES = (*PAGES, table_frame, entry_page, entry_block)


@rule(table_frame)
def show_frame(writer: Writer, node: table_frame) -> str:
    """Show a computed table, or a link where the document has it elsewhere."""
    name = address(node["table"])
    table = next(iter(node.findall(nodes.table)))
    if table.get(AGAIN):
        docname, anchor = writer.env.domains.standard_domain.anonlabels[name]
        entry = writer.entry_of(writer.docname)
        if entry is None or entry.id != node["table"] or writer.addresses.has_page(docname):
            return _elsewhere(writer, table, docname, anchor)
    writer.table = node["table"]
    if node["table"] and name not in writer.page_code.tables:
        writer.page_code.tables.append(name)
        writer.table_anchors.append(destination(name))
    return writer.content(node.children)


def _elsewhere(writer: Writer, table: nodes.table, docname: str, anchor: str) -> str:
    """Return a line that links to the place of a table in the document, if it has the table."""
    if not writer.addresses.has_page(docname):
        return ""
    label = writer.addresses.label(docname, anchor)
    writer.page_code.wanted.add(label)
    number = writer.env.toc_fignumbers.get(docname, {}).get("table", {}).get(anchor)
    shown = quote(writer.formatted("table", number) if number else "")
    caption = next(iter(table.findall(nodes.title)))
    return call("par", call("numbered-link", quote(label), shown, writer.content(caption.children)))


def destination(name: str) -> str:
    """Return the code of a named destination, which viewers open as `file.pdf#name`."""
    return call("dest", quote(name))


@rule(nodes.table)
def show_table(writer: Writer, node: nodes.table) -> str:
    """Show a table with its caption; a wide one on landscape pages, in parts if need be."""
    of_criterion = writer.table in corpus_of(writer.env.app).entries
    grid = grid_of(by_value(node) if of_criterion else node)
    if MATRIX in node["classes"] and grid.columns > COLUMNS:
        return _show_matrix(writer, node, grid)
    if printed := _printed_columns(writer, grid):
        grid = grid.only(printed)
    wide = grid.is_wide and _is_free(node)
    available = LANDSCAPE if wide else PORTRAIT
    title = next((part for part in node.children if isinstance(part, nodes.title)), None)
    number, caption = _caption(writer, node, title)
    marks = array([*writer.table_anchors, *writer.anchors(node)])
    writer.table_anchors.clear()
    with writer.without_numbers():
        parts = [_part(writer, grid, band, available) for band in bands(grid, available)]
    crowded = boolean(sum(grid.narrowest) + GAP * grid.columns > available)
    toned = boolean(of_criterion or grid.is_toned)
    size = f"{SMALL if of_criterion else grid.size}pt"
    return call("table-block", marks, number, caption, boolean(wide), size, crowded, toned, *parts)


def _printed_columns(writer: Writer, grid: Grid) -> Sequence[int]:
    """Return the columns to print of the table that stands for entries; none for all."""
    found = settings_of(writer.env.app)
    listing = found.listings.get(writer.table)
    if listing is None or listing.link or len(listing.columns) != grid.columns:
        return ()
    kind = found.types[listing.type]
    if kind.print != TABLE or not kind.print_fields:
        return ()
    wanted = {kind.name_field, *kind.print_fields}
    return [place for place, name in enumerate(listing.columns) if name in wanted]


def _show_matrix(writer: Writer, node: nodes.table, grid: Grid) -> str:
    """Show a matrix as symbols in narrow columns with upright headings."""
    title = next(part for part in node.children if isinstance(part, nodes.title))
    caption = _caption(writer, node, title)
    marks = array([*writer.table_anchors, *writer.anchors(node)])
    writer.table_anchors.clear()
    cells = []
    for row in grid.slots:
        head = row[0].row < grid.head
        shown = [_symbol(writer, slot, head, slot.column < grid.stubs) for slot in row]
        cells += [call("head-cells", "0", "1", *shown)] if head else shown
    columns = str(grid.columns - 1)
    return call("matrix-block", marks, *caption, columns, _key(grid), *cells)


def _key(grid: Grid) -> str:
    """Return what the symbols of a matrix mean: its own words, where there are few for each."""
    words: dict[str, dict[str, None]] = {tone: {} for tone in SYMBOLS}
    disputed = False
    for slot in (slot for row in grid.slots for slot in row):
        disputed = disputed or _is_disputed(slot)
        if slot.badge is not None:
            word = slot.badge.astext().rpartition(": ")[2]  # of "inherited: met", the verdict
            words.setdefault(slot.badge["tone"], {})[word] = None
    few = all(len(found) <= FEW for found in words.values())
    rows = [
        array([quote(tone), quote(SYMBOLS.get(tone, "")), quote(said)])
        for tone, found in words.items()
        if (said := _(", ").join(found) if few else _(TONES.get(tone, ""))) and found
    ]
    if disputed:
        rows.append(array([quote(""), quote("≠"), quote(_(DISPUTED))]))
    return array(rows)


def _symbol(writer: Writer, slot: Slot, head: bool, stub: bool) -> str:
    """Return a cell of a matrix: a heading, or the symbol of its word."""
    if head:
        return (
            call("cell", quote(slot.text)) if stub else call("upright", quote(_short(writer, slot)))
        )
    if stub or slot.badge is None:
        with writer.without_numbers():
            return call("cell", writer.inline(slot.node), **({"stub": "true"} if stub else {}))
    tone = slot.badge["tone"]
    return call("mark", quote(tone), quote(SYMBOLS.get(tone, "")), boolean(_is_disputed(slot)))


def _is_disputed(slot: Slot) -> bool:
    """Return whether something disagrees with the word of a cell."""
    return "value-disputed" in (slot.badge or {"classes": ()})["classes"] or any(
        "disputed" in part["classes"] for part in slot.node.findall(nodes.inline)
    )


def _short(writer: Writer, slot: Slot) -> str:
    """Return what prose calls the entry of a column, or else the heading of the column."""
    for link in slot.node.findall(nodes.reference):
        docname, _ = writer.addresses.find(writer.docname, link.get("refuri", "")) or ("", "")
        if entry := writer.entry_of(docname):
            return entry.text
    return slot.text


def _caption(writer: Writer, node: nodes.table, title: nodes.title | None) -> tuple[str, str]:
    """Return number and caption of a table as code; note it for the list of tables."""
    with writer.without_numbers():
        caption = writer.content(title.children) if title is not None else "none"
    number = writer.number("table", node)
    if AGAIN in node and not number and node["ids"]:
        home, anchor = writer.env.domains.standard_domain.anonlabels[node["ids"][0]]
        known = writer.env.toc_fignumbers.get(home, {}).get("table", {})
        number = writer.formatted("table", known[anchor]) if anchor in known else ""
    if title is not None and node["ids"]:
        label = writer.addresses.label(writer.docname, node["ids"][0])
        writer.page_code.items.append(Item("table", 0, number, title.astext(), label))
    return quote(number), caption


def _is_free(node: nodes.Node) -> bool:
    """Return whether a table can start a page of its own: it is in no list, note or card."""
    parent = node.parent
    while parent is not None and isinstance(parent, PLACES) and "card-box" not in parent["classes"]:
        parent = parent.parent
    return parent is None


def _part(writer: Writer, grid: Grid, band: Sequence[int], available: int) -> str:
    """Return the part of a table with the columns of a band."""
    found = widths(grid, band, available)
    groups = row_groups(grid, band, found)
    shown = array(array([str(count), boolean(kept)]) for count, kept in groups)
    shares = array(f"{width:.1f}fr" for width in found)
    return call("cells", shares, str(grid.head), shown, *_rows(writer, grid, band))


def _rows(writer: Writer, grid: Grid, band: Sequence[int]) -> Iterator[str]:
    """Yield the heading rows and the body cells of a band."""
    cells: list[str] = []
    for number, row in enumerate(grid.slots):
        anchors = list(writer.anchors(row[0].node.parent, "inline-anchor")) if row else []
        writer.row_label = _claimed_by_row(writer, row)
        if writer.row_label:
            anchors.append(call("inline-anchor", quote(writer.row_label)))
        for slot in row:
            if slot.column in band:
                cells.append(_cell(writer, grid, slot, anchors))
                anchors = []
        if number + 1 == grid.head:
            yield call("head-cells", str(len(band)), str(grid.head), *cells)
            cells = []
    writer.row_label = ""
    yield from cells


def _claimed_by_row(writer: Writer, row: Sequence[Slot]) -> str:
    """Return the label of the entry that a row is about, if the document has it as such a row."""
    listing = settings_of(writer.env.app).listings.get(writer.table)
    if listing is None or listing.link:
        return ""
    for link in row[0].node.findall(nodes.reference) if row else ():
        docname, fragment = writer.addresses.find(writer.docname, link.get("refuri", "")) or (
            "",
            "",
        )
        label = writer.addresses.label(docname, fragment)
        entry, is_row = writer.entry_of(docname), writer.addresses.forms.get(docname) == TABLE
        is_own = is_row and entry is not None and entry.type.name == listing.type
        if is_own and label not in writer.page_code.targets:
            writer.page_code.targets.add(label)
            return label
    return ""


def _cell(writer: Writer, grid: Grid, slot: Slot, anchors: Sequence[str]) -> str:
    """Return a cell; `anchors` of its row are put before its content."""
    head = slot.row < grid.head
    stub = slot.column < grid.stubs and not head
    word = None if head or stub else slot.word
    writer.in_table_head, writer.in_toned_cell = head, word is not None
    content = block([*anchors, writer.inline(slot.node)])
    writer.in_table_head = writer.in_toned_cell = False
    named = {
        "rows": str(slot.rows) if slot.rows > 1 else "",
        "tone": quote(word["tone"]) if word is not None else "",
        "stub": "true" if stub else "",
        "tall": "true" if len(slot.text) > TALL or slot.rows > MANY else "",
        "side": next((s for s in ("center", "right") if f"text-{s}" in slot.node["classes"]), ""),
    }
    return call("cell", content, **{name: value for name, value in named.items() if value})
