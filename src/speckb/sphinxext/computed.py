"""The `computed` directive: a table computed from the entries, with caption, anchor and CSV."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, ClassVar, cast

from docutils import nodes
from docutils.nodes import Node
from docutils.parsers.rst import directives
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from speckb.corpus.prose.allowed import AGAIN, address
from speckb.sphinxext import freshness
from speckb.sphinxext.nodes import computed_table, table_frame
from speckb.sphinxext.pieces import editorial_mark, link, pieces
from speckb.sphinxext.state import corpus_of, table_of
from speckb.suggest import instead
from speckb.tables import fragments
from speckb.tables.names import MATRIX, VERDICTS, table_names

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from speckb.tables.table import Column, Table

GridRow = tuple[str, Sequence[Sequence[Node]]]
FOLDER = "_tables"
NO_ROW = "none"
WIDTHS = {"entry": 2, "entries": 3, "title": 3, "value": 2, "remark": 5, "field": 2, "text": 5}
WIDTHS |= {"verdict": 2, "word": 2, "agreement": 2, "brief": 2}
MATRICES = frozenset({MATRIX, VERDICTS})


def connect(app: Sphinx) -> None:
    """Register the directive and the transforms."""
    app.add_directive("computed", ComputedDirective)
    app.add_post_transform(FillTables)
    app.add_post_transform(OneAddressEach)


class ComputedDirective(SphinxDirective):
    """Directive for a computed table by its name.

    With `:again:` the table is a repetition: links to its name lead to the other page.
    """

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {AGAIN: directives.flag}

    def run(self) -> list[Node]:
        """Return the table with a placeholder for its rows: other entries can change them."""
        name = self.arguments[0]
        corpus = corpus_of(self.env.app)
        known = table_names(corpus)
        if name not in known:
            raise self.error(f"no table {name!r}{instead(name, known, 40)}")
        return [placeholder(self, name, again=AGAIN in self.options)]


def placeholder(directive: SphinxDirective, name: str, *, again: bool = False) -> nodes.table:
    """Return a table whose rows are filled in when the page is written, and record its use."""
    env = directive.env
    freshness.uses(env, env.docname, "table", name)
    table = nodes.table("", ids=[address(name)], names=[address(name)], classes=["computed"])
    table += nodes.title("", table_of(env.app, name).caption)
    table += computed_table(name=name)
    directive.set_source_info(table)
    if again:
        table[AGAIN] = True
    else:
        directive.state.document.note_explicit_target(table, table)
    return table


class FillTables(SphinxPostTransform):
    """Post-transform that fills computed tables."""

    default_priority = 5

    def run(self, **_: Any) -> None:
        """Replace the placeholders of this page."""
        corpus = corpus_of(self.app)
        for place in list(self.document.findall(computed_table)):
            found = table_of(self.app, place["name"])
            shell = place.parent
            if shell is None:
                continue
            built = body(found, fragments.rows(corpus, found))
            shell[0] = nodes.title("", found.caption)
            place.replace_self(built)
            if place["name"] in MATRICES:
                shell["classes"].append("matrix")
            csv = csv_address(self.app.builder, self.env.docname, found.name)
            frame = table_frame(label=found.caption, table=found.name, csv=csv)
            if shell.parent is not None:
                shell.parent.replace(shell, frame)
            frame += shell


class OneAddressEach(SphinxPostTransform):
    """Post-transform that removes the ids that furo copies from a table to its frame.

    Furo's own transform, which wraps each table, has the priority 500. Tried with furo 2025.12.19;
    `tests/unit/test_internals.py` fails when furo copies no ids.
    """

    default_priority = 510

    def run(self, **_: Any) -> None:
        """Remove the ids: an id must be unique in a page."""
        for frame in self.document.findall(nodes.container):
            if "table-wrapper" in frame["classes"]:
                frame["ids"] = []


def csv_address(builder: Builder, docname: str, name: str) -> str:
    """Return the address of the CSV of a table from a page, or `""` in outputs but the site."""
    if builder.format != "html":
        return ""
    relative = builder.get_relative_uri(docname, builder.config.root_doc)
    return f"{relative.rpartition('/')[0] or '.'}/{FOLDER}/{name}.csv"


def body(found: Table, rows: Sequence[fragments.Row]) -> Element:
    """Return the body of a table; in a grouped one, equal first cells become one cell."""
    shown = [column for column in found.columns if not column.hidden]
    content = [(row.id, [[_paragraph(cell)] for cell in row.cells]) for row in rows]
    if not rows:
        none = [fragments.Piece(NO_ROW, tone="none")]
        content = [("", [[_paragraph(none if n == 0 else [])] for n in range(len(shown))])]
    widths = [WIDTHS[column.kind] for column in shown]
    group = tgroup([_head(found, column) for column in shown], content, widths)
    if found.grouped:
        _span_groups(group, [row.cells[0] for row in rows])
    return group


def _head(found: Table, column: Column) -> Node:
    """Return the heading of a column; in a matrix it is a link to the entry of the column."""
    title = nodes.Text(column.title)
    if column.editorial:
        return nodes.inline("", "", title, nodes.Text(" "), editorial_mark())
    if found.name not in MATRICES or not column.about:
        return title
    return link(fragments.Piece(column.title, column.about), nodes.inline("", "", title))


def tgroup(
    columns: Sequence[str | Node], rows: Sequence[GridRow], widths: Sequence[int]
) -> nodes.tgroup:
    """Return the body of a table; the first row and the first column are headings.

    `rows` are pairs of an id and cells, `widths` are relative.
    """
    group = nodes.tgroup(cols=len(columns))
    group += [nodes.colspec(colwidth=width) for width in widths]
    cast("nodes.colspec", group[0])["stub"] = 1
    heads = [
        nodes.entry("", nodes.paragraph("", "", nodes.Text(c) if isinstance(c, str) else c))
        for c in columns
    ]
    group += nodes.thead("", nodes.row("", *heads))
    body_rows = [
        nodes.row("", *(nodes.entry("", *cell) for cell in row), ids=[name] if name else [])
        for name, row in rows
    ]
    group += nodes.tbody("", *body_rows)
    return group


def _span_groups(group: Element, keys: Sequence[Any]) -> None:
    """Make the first cell of each run of equal keys span the rows of the run."""
    rows = list(group.findall(nodes.row))[1:]
    for _, run in groupby(zip(keys, rows, strict=True), key=itemgetter(0)):
        (_, first), *rest = run
        cast("nodes.entry", first[0])["morerows"] = len(rest)
        for _, row in rest:
            row.remove(row[0])


def _paragraph(cell: Sequence[fragments.Piece]) -> nodes.paragraph:
    return nodes.paragraph("", "", *pieces(cell))
