"""The directives `on-screen` and `on-paper`: words for the site alone, and for the PDF alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SCREEN, PAPER = "on-screen", "on-paper"
LAST = 1000


def connect(app: Sphinx) -> None:
    """Register the directives, and what leaves words for paper out of the site."""
    app.add_directive(SCREEN, MediumDirective)
    app.add_directive(PAPER, MediumDirective)
    app.connect("doctree-resolved", _leave_out, priority=LAST)


def on_screen(*content: nodes.Node) -> nodes.container:
    """Return content that is on the site alone."""
    return nodes.container("", *content, classes=[SCREEN])


class MediumDirective(SphinxDirective):
    """Content for the medium that the directive is named after."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the content in a container of that class."""
        self.assert_has_content()
        found = nodes.container("", *self.parse_content_to_nodes(), classes=[self.name])
        self.set_source_info(found)
        return [found]


def _leave_out(app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    """Take what is for paper out of a page of the site, after the PDF has it."""
    if app.builder.format == "html":
        for found in list(doctree.findall(nodes.container)):
            if PAPER in found["classes"]:
                found.parent.remove(found)
