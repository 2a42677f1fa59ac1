"""Tables of a criterion in print: a row for each value and remark, with all that have both.

On the site each compared entry has a row of its own. In print many rows would be a name and a word,
or repeat the remark of another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Row = tuple[nodes.entry, nodes.entry, nodes.entry]

COLUMNS = 3  # name, value, remark


def by_value(table: nodes.table) -> nodes.table:
    """Return a criterion's table with two columns: the value, and names in front of the remark.

    Rows with the same value stand together, in the order of their first ones, and names with the
    same remark share a row; names without one come last. A table of another form is returned as it
    is. The table itself stays as it is: the site shows it too.
    """
    group = next(iter(table.findall(nodes.tgroup)))
    heads, body = ([*part] for part in group if isinstance(part, nodes.thead | nodes.tbody))
    if any(len(row) != COLUMNS for row in (*heads, *body)):
        return table
    (name, value, remark), *_ = heads
    title = [*_content(name), nodes.Text(", "), *_content(remark)]
    made = nodes.tgroup("", nodes.colspec(stub=1), nodes.colspec(), cols=2)
    made += nodes.thead("", nodes.row("", _cell(_content(value)), _cell(title)))
    made += nodes.tbody("", *(_row(rows) for rows in _grouped(body)))
    return nodes.table("", made)


def _grouped(body: Sequence[nodes.row]) -> Iterator[Sequence[nodes.row]]:
    """Yield the rows that have value and remark in common."""
    values: dict[str, dict[str, list[nodes.row]]] = {}
    for row in body:
        _, value, remark = row
        values.setdefault(value.astext(), {}).setdefault(remark.astext(), []).append(row)
    for remarks in values.values():
        yield from (rows for text, rows in sorted(remarks.items(), key=lambda item: not item[0]))


def _row(rows: Sequence[nodes.row]) -> nodes.row:
    """Return one row for several, with the ids of all."""
    _, value, remark = rows[0]
    names: list[nodes.Node] = []
    for row in rows:
        names += [nodes.Text(", ")] if names else []
        names += _content(row[0])
    if remark.astext():
        names = [nodes.strong("", "", *names), nodes.Text(": "), *_content(remark)]
    ids = [name for row in rows for name in row["ids"]]
    return nodes.row("", _cell(_content(value)), _cell(names), ids=ids)


def _content(cell: nodes.Node) -> list[nodes.Node]:
    """Return a copy of what the paragraphs of a cell have."""
    return [part.deepcopy() for paragraph in cell.children for part in paragraph.children]


def _cell(content: Sequence[nodes.Node]) -> nodes.entry:
    return nodes.entry("", nodes.paragraph("", "", *content))
