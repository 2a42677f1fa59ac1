"""Short form of a table for the PDF: one row per word of a column, with the entries that have it.

Used where the document gives the reasons on the pages of the other entries already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from speckb.sphinxext.nodes import GROUPED_BY

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTHS = (20, 80)


def grouped(table: nodes.table) -> nodes.table:
    """Return a table of two columns: each word in the column GROUPED_BY, and its owners.

    Owners are the contents of the first column, with the ids of their rows.
    """
    head, body = next(iter(table.findall(nodes.thead))), next(iter(table.findall(nodes.tbody)))
    column = table[GROUPED_BY]
    words: dict[str, nodes.entry] = {}
    owners: dict[str, list[nodes.Node]] = {}
    for row in body.findall(nodes.row):
        cells = list(row.findall(nodes.entry))
        owner = nodes.inline("", "", *_content(cells[0]), ids=row["ids"])
        word = cells[column].astext()
        words.setdefault(word, cells[column])
        owners.setdefault(word, []).append(owner)
    titles = list(head.findall(nodes.entry))
    specs = [nodes.colspec(colwidth=width) for width in WIDTHS]
    specs[0]["stub"] = 1
    rows = [_row(_content(cell), _listed(owners[word])) for word, cell in words.items()]
    return nodes.table(
        "",
        nodes.tgroup(
            "",
            *specs,
            nodes.thead("", _row(_content(titles[column]), _content(titles[0]))),
            nodes.tbody("", *rows),
            cols=len(WIDTHS),
        ),
        classes=table["classes"],
    )


def _row(*cells: Sequence[nodes.Node]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", *cell)) for cell in cells))


def _content(cell: nodes.entry) -> list[nodes.Node]:
    """Return copies of the inline nodes of a cell's paragraphs."""
    return [part.deepcopy() for block in cell.findall(nodes.paragraph) for part in block.children]


def _listed(owners: Sequence[nodes.Node]) -> list[nodes.Node]:
    """Return owners separated by semicolons."""
    found: list[nodes.Node] = []
    for owner in owners:
        found += [nodes.Text("; "), owner] if found else [owner]
    return found
