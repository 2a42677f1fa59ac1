"""The directive `entries`: pages of all entries of a type, and their list on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from speckb.corpus.prose.allowed import HIDDEN
from speckb.sphinxext import computed, freshness
from speckb.sphinxext.only import on_screen
from speckb.sphinxext.pieces import paragraph, pieces
from speckb.sphinxext.state import corpus_of, settings_of, view_of
from speckb.suggest import instead
from speckb.tables.entry_list import entry_list, has_list
from speckb.tables.fragments import LONG

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from docutils.nodes import Element, Node
    from sphinx.application import Sphinx

    from speckb.tables.entry_list import EntryList, Part

LIST = "entry-list"


class entry_list_place(nodes.General, nodes.Element):  # noqa: N801  docutils names its nodes so
    """List of entries, empty until it is filled; attributes: of (a type), filters.

    `filters`, of a long list, are the numbers of columns by whose words readers may choose rows.
    """


def connect(app: Sphinx) -> None:
    """Register the directive, its node and the transform."""
    app.add_directive("entries", EntriesDirective)
    app.add_node(entry_list_place, html=(_visit, _depart))
    app.add_post_transform(FillLists)


class EntriesDirective(SphinxDirective):
    """Directive for the pages of all entries of a type, in their order, and for their list.

    The list is left out with `:hidden:`, and where a table of the page lists the entries.
    """

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {HIDDEN: directives.flag}

    def run(self) -> list[Node]:
        """Return the toctree, which is hidden, and a placeholder: other entries change the list."""
        name, app = self.arguments[0], self.env.app
        by_type = corpus_of(app).by_type
        if name not in by_type:
            raise self.error(f"unknown type {name!r}{instead(name, by_type)}")
        docnames = [entry.docname for entry in by_type[name]]
        freshness.uses(self.env, self.env.docname, "entries", name)
        toctree = addnodes.toctree(
            parent=self.env.docname,
            entries=[(None, d) for d in docnames],
            includefiles=docnames,
            maxdepth=1,
            glob=False,
            hidden=True,
            includehidden=False,
            numbered=0,
            titlesonly=True,
            caption=None,
        )
        self.set_source_info(toctree)
        found: list[Node] = [nodes.compound("", toctree, classes=["toctree-wrapper"])]
        if has_list(corpus_of(app).whole, self.env.docname, name):
            freshness.uses(self.env, self.env.docname, "list", name)
            found.append(on_screen(entry_list_place(of=name)))
        return found


class FillLists(SphinxPostTransform):
    """Post-transform that fills lists of entries."""

    default_priority = 5

    def run(self, **_: Any) -> None:
        """Fill the placeholders of this page."""
        for place in list(self.document.findall(entry_list_place)):
            kind = settings_of(self.app).types[place["of"]]
            found = entry_list(view_of(self.app), kind)
            if len(found.rows) >= LONG:
                place["filters"] = found.filters
            place.extend(_parts(found, found.parts, 2))


def _parts(found: EntryList, parts: Sequence[Part], level: int) -> Iterator[Element]:
    """Yield the headings and tables of parts, with those of the parts below them."""
    for part in parts:
        if part.title:
            title = nodes.Text(part.title)
            head = nodes.rubric("", "", title, ids=[part.anchor], classes=[f"{LIST}-part"])
            head["heading-level"] = min(level, 6)
            yield head
        if part.below:
            yield from _parts(found, part.below, level + 1)
        else:
            yield _table(found, part)


def _table(found: EntryList, part: Part) -> nodes.table:
    columns = [column for column in found.table.columns if not column.hidden]
    rows = (found.rows[entry.id] for entry in part.entries)
    body: list[computed.GridRow] = [
        ("", [[paragraph(pieces(cell))] for cell in row.cells]) for row in rows
    ]
    widths = [computed.WIDTHS[column.kind] for column in columns]
    group = computed.tgroup([column.title for column in columns], body, widths)
    titled = ["with-titles"] if any(column.kind == "title" for column in columns[1:]) else []
    return nodes.table("", group, classes=["computed", LIST, *titled])


def _visit(translator: Any, node: entry_list_place) -> None:
    is_long = "filters" in node
    attributes = {"data-filters": " ".join(map(str, node["filters"]))} if is_long else {}
    translator.body.append(translator.starttag(node, "div", CLASS=LIST, **attributes))


def _depart(translator: Any, _node: entry_list_place) -> None:
    translator.body.append("</div>\n")
