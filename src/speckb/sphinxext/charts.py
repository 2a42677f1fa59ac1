"""Charts in pages: the trace by its directive, and the neighbours of each entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from speckb.language import N_, _
from speckb.sphinxext import freshness
from speckb.sphinxext.state import corpus_of, settings_of, view_of
from speckb.tables.charts.chart import chart
from speckb.tables.charts.neighbours import neighbours
from speckb.tables.trace import trace

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.application import Sphinx

    from speckb.corpus.entry import Entry
    from speckb.tables.charts.svg import Address

SCRIPT, STYLE = "trace.js", "trace.css"
FRAME = '<div class="picture-frame"'
# Translators: a button that makes a picture as wide as the page.
FIT = N_("Fit")
TOOLS = {"1": N_("Zoom in"), "-1": N_("Zoom out"), "0": FIT}
KEYS = N_("In the picture, arrow keys walk along the links.")


class trace_place(nodes.General, nodes.Element):  # noqa: N801  docutils names its nodes so
    """Placeholder of the trace in its figure; attribute: alt."""


class picture(nodes.General, nodes.Element):  # noqa: N801
    """A chart with links, inline in its page; attributes: svg, alt, framed, paper, scaled.

    One that is `scaled` is as wide as the page. `paper` is the same chart without links for the
    PDF; it is empty where the PDF has none.
    """


def connect(app: Sphinx) -> None:
    """Register the directive, the nodes, the transform and the script."""
    app.add_directive("trace", TraceDirective)
    app.add_node(trace_place)
    app.add_node(picture, html=(_visit_picture, None))
    app.add_post_transform(DrawTrace)
    app.connect("html-page-context", _add_script)


class TraceDirective(SphinxDirective):
    """Figure of the trace; `:name:` is its anchor, `:alt:` its alternative text."""

    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {
        "name": directives.unchanged_required,
        "alt": directives.unchanged_required,
    }

    def run(self) -> list[Node]:
        """Return the figure with a placeholder: other entries can change the chart."""
        if reason := settings_of(self.env.app).lack(self.name):
            raise self.error(reason)
        for option in ("name", "alt"):
            if option not in self.options:
                raise self.error(f"the option :{option}: is missing")
        freshness.uses(self.env, self.env.docname, "trace", "")
        caption, messages = self.state.inline_text(" ".join(self.content), self.lineno)
        place = trace_place(alt=self.options["alt"])
        figure = nodes.figure("", place, nodes.caption("", "", *caption), classes=["trace-figure"])
        self.set_source_info(figure)
        self.add_name(figure)
        return [figure, *messages]


class DrawTrace(SphinxPostTransform):
    """Post-transform that draws the trace."""

    default_priority = 5

    def run(self, **_: Any) -> None:
        """Replace the placeholders of this page; where the trace is empty, remove the figure."""
        for place in list(self.document.findall(trace_place)):
            corpus, alt = view_of(self.app), place["alt"]
            found, address = trace(corpus), address_from(self.app, self.env.docname)
            svg = chart(corpus, found, alt, address)
            if not svg:
                place.parent.parent.remove(place.parent)
                continue
            paper = chart(corpus, found, alt, lambda _entry, _anchor: "")
            place.replace_self(picture(alt=alt, framed=True, svg=svg, paper=paper, scaled=True))


def of_neighbours(app: Sphinx, docname: str, entry: Entry) -> list[picture]:
    """Return the chart of an entry and its neighbours: in the site alone, and if it has any."""
    if app.builder.format != "html":
        return []
    alt = _("{entry} and its links", entry=entry.text)
    text = neighbours(view_of(app, entry.id), entry, alt, address_from(app, docname))
    return [picture(svg=text, alt=alt, framed=False, paper="", scaled=False)] if text else []


def address_from(app: Sphinx, docname: str) -> Address:
    """Return a function from an entry and an anchor to an address relative to a page.

    The address is empty in outputs other than the site.
    """
    if app.builder.format != "html":
        return lambda _entry, _anchor: ""
    entries, builder = corpus_of(app).entries, app.builder

    def address(entry: str, anchor: str) -> str:
        page = builder.get_relative_uri(docname, entries[entry].docname)
        return f"{page}#{anchor or entry}"

    return address


def _visit_picture(translator: Any, node: picture) -> None:
    text = node["svg"]
    if node["framed"]:
        label = translator.attval(node["alt"])
        frame = f'{FRAME} role="region" tabindex="0" aria-label="{label}">{text}</div>'
        text = f"{_tools(translator)}{frame}"
    translator.body.append(f"{text}\n")
    raise nodes.SkipNode


def _tools(translator: Any) -> str:
    buttons = (
        f'<button type="button" value="{value}">{translator.encode(_(word))}</button>\n'
        for value, word in TOOLS.items()
    )
    told = f"<span>{translator.encode(_(KEYS))}</span>"
    return f'<p class="picture-tools with-script">\n{"".join(buttons)}{told}</p>\n'


def _add_script(
    app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: Any
) -> None:
    if FRAME in context.get("body", ""):
        app.add_js_file(SCRIPT, loading_method="defer")
        app.add_css_file(STYLE)
