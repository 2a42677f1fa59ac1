"""Directives for tables computed from the entries, each with caption, anchor and CSV.

`computed` shows one by its name, `comparisons` those of all criteria of a section.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, ClassVar, cast

from docutils import nodes
from docutils.nodes import Node
from docutils.parsers.rst import directives
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from speckb.corpus.prose.allowed import AGAIN, address
from speckb.language import N_, _
from speckb.sphinxext import embeds, freshness
from speckb.sphinxext.nodes import computed_table, table_frame
from speckb.sphinxext.pieces import editorial_mark, link, paragraph, piece, pieces, sentence
from speckb.sphinxext.state import (
    corpus_of,
    edition_of,
    has_table,
    settings_of,
    showing,
    table_of,
    view_of,
)
from speckb.suggest import instead
from speckb.tables import fragments
from speckb.tables.names import MATRIX, VERDICTS, table_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.nodes import Element
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from speckb.corpus.entry import Entry
    from speckb.tables.table import Column, Table

GridRow = tuple[str, Sequence[Sequence[Node]]]
FOLDER = "_tables"
# Translators: in the place of the rows of a table that has none.
NO_ROW = N_("none")
WIDTHS = {"entry": 2, "entries": 3, "title": 3, "value": 2, "remark": 5, "field": 2, "text": 5}
WIDTHS |= {"verdict": 2, "word": 2, "agreement": 2, "brief": 2, "tone": 5, "subject": 2}
MATRICES = frozenset({MATRIX, VERDICTS})
BELOW = frozenset({"condition", "disputed"})  # tones of what stands below the word of a cell
STEPS = (3, 6, 10, 25)  # numbers of columns above which a table is laid out in another way
CARD = 3  # columns of a table whose rows become cards on a phone
COLUMNS = 10  # of a matrix whose cells have room for words


def connect(app: Sphinx) -> None:
    """Register the directive and the transforms."""
    app.add_directive("computed", ComputedDirective)
    app.add_directive("comparisons", ComparisonsDirective)
    app.add_post_transform(FillTables)
    app.connect("html-page-context", _add_script)


def _add_script(
    app: Sphinx, _page: str, _template: str, context: dict[str, Any], _tree: Any
) -> None:
    if "data-filters=" in context.get("body", ""):
        app.add_js_file("filter.js", loading_method="defer")
        app.add_css_file("filter.css")


class ComputedDirective(SphinxDirective):
    """Directive for a computed table by its name.

    With `:again:` the table is a repetition: links to its name lead to the other page.
    """

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {AGAIN: directives.flag}

    def run(self) -> list[Node]:
        """Return the table with a placeholder for its rows: other entries can change them."""
        name = self.arguments[0]
        known = table_names(corpus_of(self.env.app).whole)
        if name not in known:
            raise self.error(f"unknown table {name!r}{instead(name, known, 40)}")
        found = shell(self.env, self.state.document, name, again=AGAIN in self.options)
        self.set_source_info(found)
        return [found]


class ComparisonsDirective(SphinxDirective):
    """Directive for the tables of all criteria of a section, each below a heading of its own.

    Without an argument it shows those of all criteria. The tables need no line on any page: they
    follow the criteria.
    """

    optional_arguments = 1

    def run(self) -> list[Node]:
        """Return a section for each criterion, with its summary and its table."""
        if reason := settings_of(self.env.app).lack(self.name):
            raise self.error(reason)
        section = "".join(self.arguments)
        freshness.uses(self.env, self.env.docname, "comparisons", section)
        return [self._section(entry) for entry in view_of(self.env.app).criteria_of(section)]

    def _section(self, criterion: Entry) -> nodes.section:
        document = self.state.document
        name = comparison_heading(criterion)
        section = nodes.section(names=[nodes.fully_normalize_name(name)])
        self.set_source_info(section)
        document.note_implicit_target(section, section)
        entry = fragments.entry_piece(criterion)
        about: list[Node] = [nodes.Text(f"{criterion.summary} ")] if criterion.summary else []
        about += sentence(_("See {entry}."), entry=piece(entry))
        if criterion.is_editorial:
            about += [nodes.Text(" "), editorial_mark()]
        table = shell(self.env, document, criterion.id)
        self.set_source_info(table)
        section += [nodes.title("", name), nodes.paragraph("", "", *about), table]
        return section


def comparison_heading(criterion: Entry) -> str:
    """Return the heading above a criterion's table: its title, and its section."""
    section = criterion.meta.get("section")
    return f"{criterion.title} ({section})" if section else criterion.title


def shell(
    env: BuildEnvironment, document: nodes.document, name: str, *, again: bool = False
) -> nodes.table:
    """Return a computed table with a placeholder for its rows: other entries can change them.

    Links to its name lead to it, unless it is a repetition, `again`, which gets anchor and caption
    when it is filled: Sphinx numbers all tables that have a caption when it has read them.
    """
    freshness.uses(env, env.docname, "table", name)
    table = nodes.table("", classes=["computed"])
    if again:
        table[AGAIN] = True
    else:
        table["ids"], table["names"] = [address(name)], [address(name)]
        table += nodes.title("", table_of(env.app, name).caption)
        document.note_explicit_target(table, table)
    table += computed_table(name=name)
    return table


class FillTables(SphinxPostTransform):
    """Post-transform that fills computed tables."""

    default_priority = 5

    def run(self, **_: Any) -> None:
        """Replace the placeholders of this page."""
        for place in list(self.document.findall(computed_table)):
            found = table_of(self.app, place["name"])
            corpus = view_of(self.app)
            table = place.parent
            if table is None:
                continue
            if not has_table(corpus, found.name):
                self._leave_out(table, found.caption)
                continue
            rows = fragments.rows(corpus, found)
            compact = _is_compact(found)
            built = body(found, [*map(_compacted, rows)] if compact else rows)
            table[:-1] = [nodes.title("", found.caption)]
            if AGAIN in table:
                table["ids"] = [address(found.name)]
            place.replace_self(built)
            if place["name"] in MATRICES:
                table["classes"].append("matrix")
            csv = csv_address(self.app.builder, self.env.docname, found.name)
            frame = table_frame(label=found.caption, table=found.name, csv=csv)
            frame["walked"] = found.name in MATRICES
            if filters := fragments.filters(found, rows):
                frame["filters"] = filters
            if found.name == VERDICTS and csv:
                path = embeds.matrix_path(self.app)
                frame["embed"] = address_of_file(self.app.builder, self.env.docname, path)
            if compact:
                table["classes"].append("compact")
                frame["key"] = [
                    (word.tone, word.label) for word in corpus.settings.verdicts.words.values()
                ]
            if table.parent is not None:
                table.parent.replace(table, frame)
            frame += table

    def _leave_out(self, table: Element, caption: str) -> None:
        """Say, in the place of a table, that the edition has none."""
        shown = edition_of(self.app)
        title = next(e.title for e in settings_of(self.app).editions if e.id == shown)
        told = _(
            "{table}: none in the edition {edition} ({title}).",
            table=caption,
            edition=shown,
            title=title,
        )
        table.replace_self(paragraph([nodes.inline("", told, classes=["unstated"])]))


def _is_compact(found: Table) -> bool:
    """Return whether the cells of a table have room for the symbols of verdicts alone."""
    shown = [column for column in found.columns if not column.hidden]
    return found.name == VERDICTS and len(shown) > COLUMNS


def _compacted(row: fragments.Row) -> fragments.Row:
    """Return a row whose cells have one piece: its title has what else the cell says."""
    return replace(row, cells=[[fragments.compacted(cell)] for cell in row.cells])


def csv_address(builder: Builder, docname: str, name: str) -> str:
    """Return the address of the CSV of a table from a page, or `""` in outputs but the site."""
    if builder.format != "html":
        return ""
    app = builder.env.app
    return address_of_file(builder, docname, csv_path(app, edition_of(app), name))


def address_of_file(builder: Builder, docname: str, path: str) -> str:
    """Return the address, from a page, of a file whose path is from the root of the site."""
    relative = builder.get_relative_uri(docname, builder.config.root_doc)
    return f"{relative.rpartition('/')[0] or '.'}/{path}"


def csv_path(app: Sphinx, edition: str, name: str) -> str:
    """Return the path of the CSV of a table; those of the site's first edition have no folder."""
    folder = FOLDER if edition == settings_of(app).edition else f"{FOLDER}/{edition}"
    return f"{folder}/{name}.csv"


def csv_files(app: Sphinx) -> Iterator[tuple[str, str, str]]:
    """Yield path, edition and table of each CSV; without editions, the edition is empty."""
    for edition in [known.id for known in settings_of(app).editions] or [""]:
        with showing(edition):
            names = table_names(view_of(app))
        yield from ((csv_path(app, edition, name), edition, name) for name in names)


def body(found: Table, rows: Sequence[fragments.Row]) -> Element:
    """Return the body of a table; in a grouped one, equal first cells become one cell."""
    shown = [column for column in found.columns if not column.hidden]
    content = [(row.id, [[_paragraph(cell)] for cell in row.cells]) for row in rows]
    if not rows:
        none = [fragments.Piece(_(NO_ROW), tone="none")]
        content = [("", [[_paragraph(none if n == 0 else [])] for n in range(len(shown))])]
    widths = [WIDTHS[column.kind] for column in shown]
    group = tgroup([_head(found, column) for column in shown], content, widths)
    if found.grouped:
        _span_groups(group, [row.cells[0] for row in rows])
    return group


def _head(found: Table, column: Column) -> Node:
    """Return the heading of a column; in a matrix it is a link to the entry of the column."""
    title: Node = nodes.Text(column.title)
    if found.name in MATRICES and column.about:
        title = link(fragments.Piece(column.title, column.about), nodes.inline("", "", title))
    if column.editorial:
        return nodes.inline("", "", title, nodes.Text(" "), editorial_mark())
    return title


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
    for _key, run in groupby(zip(keys, rows, strict=True), key=itemgetter(0)):
        (_, first), *rest = run
        cast("nodes.entry", first[0])["morerows"] = len(rest)
        for _id, row in rest:
            row.remove(row[0])


def _paragraph(cell: Sequence[fragments.Piece]) -> nodes.paragraph:
    beside = any(part.tone in BELOW for part in cell)
    return paragraph(pieces(cell), *["aside"] if beside else [])
