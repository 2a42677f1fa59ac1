"""The directives `on-screen` and `on-paper`: content for the site or the PDF alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SCREEN, PAPER = "on-screen", "on-paper"
LAST = 1000  # after the PDF has taken the page


def connect(app: Sphinx) -> None:
    """Register the directives, and the removal of content for paper from the site."""
    app.add_directive(SCREEN, MediumDirective)
    app.add_directive(PAPER, MediumDirective)
    app.connect("doctree-resolved", _leave_out, priority=LAST)


def on_screen(*content: nodes.Node) -> nodes.container:
    """Return content as a container for the site alone."""
    return nodes.container("", *content, classes=[SCREEN])


def on_paper(*content: nodes.Node) -> nodes.container:
    """Return content as a container for the PDF alone."""
    return nodes.container("", *content, classes=[PAPER])


def is_for_screen(node: nodes.Node) -> bool:
    """Return whether a node is for the site alone: such content, or a section of nothing else."""
    if isinstance(node, nodes.section):
        return all(isinstance(part, nodes.title) or is_for_screen(part) for part in node.children)
    return isinstance(node, nodes.container) and SCREEN in node["classes"]


class MediumDirective(SphinxDirective):
    """Directive for content of the medium that it is named after."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the content in a container with the directive's name as its class."""
        self.assert_has_content()
        found = nodes.container("", *self.parse_content_to_nodes(), classes=[self.name])
        self.set_source_info(found)
        return [found]


def _leave_out(app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    """Remove content for paper from a page of the site."""
    if app.builder.format == "html":
        for found in list(doctree.findall(nodes.container)):
            if PAPER in found["classes"]:
                found.parent.remove(found)
