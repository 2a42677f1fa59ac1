"""Directives and roles of sphinx-needs that show entries by a filter, with our own readers.

Those of sphinx-needs itself run any text as Python, and draw with other programs. What a query
shows is filled in when a page is written: other entries can change it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective, SphinxRole

from speckb.corpus.prose.forms import FORMS
from speckb.corpus.queries import DIRECTIVES, EXTRACT, FLOW, LIST, TABLE, Query, of_count
from speckb.language import N_, _
from speckb.sphinxext import charts, freshness
from speckb.sphinxext.computed import shell
from speckb.sphinxext.domain import EntryRole
from speckb.sphinxext.entry_page import extract
from speckb.sphinxext.pieces import paragraph, piece
from speckb.sphinxext.state import corpus_of, view_of
from speckb.tables import entry_view, flow
from speckb.tables.charts.flow import chart
from speckb.tables.fragments import Piece, entry_piece
from speckb.tables.queries import chosen, counted, problems

if TYPE_CHECKING:
    from docutils.nodes import Element, Node, system_message
    from sphinx.application import Sphinx

    from speckb.corpus.corpus import Corpus

NOTHING = N_("No entries match the filter.")


class query_place(nodes.General, nodes.Inline, nodes.Element):  # noqa: N801  as docutils names its nodes
    """Placeholder of what a query shows; attributes: query (as JSON), alt."""


def connect(app: Sphinx) -> None:
    """Register the directives, the roles and the transform, in place of those of sphinx-needs."""
    for name, made in KINDS.items():
        app.add_directive(name, made, override=True)
    app.add_role("need", EntryRole(), override=True)
    app.add_role("need_count", CountRole(), override=True)
    app.add_node(query_place)
    app.add_post_transform(FillQueries)


def _takes(name: str) -> dict[str, Any]:
    form = FORMS[name]
    read = {"flag": directives.flag}
    return {
        "required_arguments": 1 if form.argument else 0,
        "final_argument_whitespace": True,
        "option_spec": {
            option: read.get(kind, directives.unchanged_required)
            for option, kind in form.options.items()
        },
    }


class QueryDirective(SphinxDirective):
    """Directive that shows the entries of a query: as a table, list, extract or drawing."""

    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[Node]:
        """Return a placeholder, in its table or figure."""
        corpus = corpus_of(self.env.app)
        options = tuple(sorted((name, value or "") for name, value in self.options.items()))
        argument = self.arguments[0] if self.arguments else ""
        query = Query(self.name, argument, options, self.env.docname)
        for problem in problems(corpus, query):
            raise self.error(f":{problem.option}: {problem.message}")
        if query.kind == TABLE:
            table = shell(self.env, self.state.document, query.get("name"))
            self.set_source_info(table)
            return [table]
        if query.kind == FLOW and (excess := flow.excess(flow.flow(corpus, query))):
            raise self.error(excess)
        place = query_place(query=_recorded(self.env, query), alt=query.get("alt"))
        self.set_source_info(place)
        if query.kind != FLOW:
            return [place]
        caption, messages = self.parse_inline(argument)
        figure = nodes.figure("", place, nodes.caption("", "", *caption), classes=["trace-figure"])
        self.set_source_info(figure)
        self.add_name(figure)
        return [figure, *messages]


KINDS = {name: type(name, (QueryDirective,), _takes(name)) for name in DIRECTIVES}


class CountRole(SphinxRole):
    """Role for the number of entries that pass a filter, or for a share in percent."""

    def run(self) -> tuple[list[Node], list[system_message]]:
        """Return a placeholder: other pages can change the number."""
        query = of_count(self.text, self.env.docname)
        for problem in problems(corpus_of(self.env.app), query):
            message = f"need_count: {problem.message}"
            return [], [self.inliner.reporter.error(message, line=self.lineno)]
        return [query_place(query=_recorded(self.env, query), alt="")], []


def _recorded(env: Any, query: Query) -> str:
    """Record a query as used by the page, and return it as text."""
    freshness.uses(env, env.docname, "query", query.recorded)
    return query.recorded


class FillQueries(SphinxPostTransform):
    """Post-transform that fills the placeholders of queries."""

    default_priority = 5

    def run(self, **_: Any) -> None:
        """Replace the placeholders of this page."""
        corpus = view_of(self.app)
        for place in list(self.document.findall(query_place)):
            query = Query.of_record(place["query"])
            if query.kind == FLOW:
                self._draw(place, query)
            elif query.kind in {LIST, EXTRACT}:
                made = _list if query.kind == LIST else _extract
                place.replace_self(made(corpus, query))
            else:
                place.replace_self(nodes.Text(counted(corpus, query)))

    def _draw(self, place: query_place, query: Query) -> None:
        corpus, alt = view_of(self.app), place["alt"]
        found = flow.flow(corpus, query)
        svg = chart(corpus, found, alt, charts.address_from(self.app, self.env.docname))
        if not svg:
            place.replace_self(_nothing())
            return
        paper = chart(corpus, found, alt, lambda _entry, _anchor: "")
        place.replace_self(charts.picture(alt=alt, framed=True, svg=svg, paper=paper, scaled=False))


def _list(corpus: Corpus, query: Query) -> Element:
    """Return a list of links, with the status of each entry where the query asks for it."""
    items = []
    for entry in chosen(corpus, query):
        parts: list[Node] = [piece(entry_piece(entry))]
        if entry.title not in entry.text:
            parts.append(nodes.inline("", f" {entry.title}", classes=["link-title"]))
        status = entry.meta.get("status")
        if "show_status" in dict(query.options) and status is not None:
            parts.append(nodes.Text(f" ({entry.type.word('status', status)})"))
        items.append(nodes.list_item("", paragraph(parts)))
    return nodes.bullet_list("", *items, classes=["needlist"]) if items else _nothing()


def _extract(corpus: Corpus, query: Query) -> Element:
    """Return the heading of each entry, and its statement or else its summary."""
    blocks = []
    for entry in chosen(corpus, query):
        heading = paragraph([piece(Piece(entry.heading, entry.id))], "extract-heading")
        content = extract(entry_view.facts(corpus, entry))
        blocks.append(nodes.container("", heading, *content, classes=["extract"]))
    return nodes.container("", *blocks, classes=["extracts"]) if blocks else _nothing()


def _nothing() -> Element:
    return paragraph([nodes.inline("", _(NOTHING), classes=["unstated"])])
