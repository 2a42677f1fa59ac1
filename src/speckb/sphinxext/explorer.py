"""The `explorer` directive: a form to filter and compare entries, in the site alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from docutils import nodes
from markupsafe import Markup
from sphinx.util.docutils import SphinxDirective

from speckb.sphinxext import freshness
from speckb.sphinxext.charts import address_from
from speckb.sphinxext.only import on_screen
from speckb.sphinxext.state import view_of
from speckb.tables import explorer

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.application import Sphinx

TEMPLATE = "explorer.html"


class explorer_place(nodes.General, nodes.Element):  # noqa: N801  docutils names its nodes so
    """Placeholder of the explorer; attribute: docname."""


def connect(app: Sphinx) -> None:
    """Register the directive and its node."""
    app.add_directive("explorer", ExplorerDirective)
    app.add_node(explorer_place, html=(_visit, None))


class ExplorerDirective(SphinxDirective):
    """Directive for the explorer."""

    def run(self) -> list[Node]:
        """Return a placeholder: other entries can change the data."""
        freshness.uses(self.env, self.env.docname, "explorer", "")
        place = explorer_place(docname=self.env.docname)
        self.set_source_info(place)
        return [on_screen(place)]


def _visit(translator: Any, node: explorer_place) -> None:
    builder, docname = translator.builder, node["docname"]
    app = builder.app
    data = explorer.packed(explorer.explorer(view_of(app), address_from(app, docname)))
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    template = builder.templates.environment.get_template(TEMPLATE)
    static = builder.get_relative_uri(docname, app.config.root_doc).rpartition("/")[0] or "."
    translator.body.append(
        template.render(
            data=Markup(text.replace("<", "\\u003c")),  # noqa: S704  no tag can begin in it
            static=f"{static}/_static",
            titles=data["titles"],
        )
    )
    raise nodes.SkipNode
