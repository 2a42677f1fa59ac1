"""Directive for the list of the exports, with their sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from speckb.language import _
from speckb.sphinxext import freshness
from speckb.sphinxext.computed import address_of_file
from speckb.sphinxext.exports import files_of
from speckb.sphinxext.only import on_screen
from speckb.sphinxext.pieces import paragraph

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docutils.nodes import Node
    from sphinx.application import Sphinx

    from speckb.sphinxext.exports import File

DIRECTIVE = "exports"
SIZES = (("MB", 1_000_000), ("kB", 1_000))


class exports_list(nodes.General, nodes.Element):  # noqa: N801  as docutils
    """Placeholder of the list of files."""


def connect(app: Sphinx) -> None:
    """Register the directive, its node and the transform."""
    app.add_directive(DIRECTIVE, ExportsDirective)
    app.add_node(exports_list)
    app.add_post_transform(ListExports)


class ExportsDirective(SphinxDirective):
    """Directive for the list of the files; other outputs than the site have none."""

    def run(self) -> list[Node]:
        """Return a placeholder: each entry can change the sizes."""
        freshness.uses(self.env, self.env.docname, DIRECTIVE, "")
        found = exports_list()
        self.set_source_info(found)
        return [found]


class ListExports(SphinxPostTransform):
    """Post-transform that fills in the list."""

    default_priority = 5

    def run(self, **_: Any) -> None:
        """Replace the placeholders of this page."""
        for place in list(self.document.findall(exports_list)):
            found = files_of(self.app)
            shown = [on_screen(_listed(self.app, self.env.docname, found))] if found else []
            place.replace_self(shown)


def _listed(app: Sphinx, docname: str, found: Mapping[str, File]) -> nodes.bullet_list:
    items = nodes.bullet_list(classes=[DIRECTIVE])
    for path, file in found.items():
        address = address_of_file(app.builder, docname, path)
        link = nodes.reference("", path.rpartition("/")[2], refuri=address, internal=True)
        about = nodes.Text(f": {_(file.about)}, {_size(file.size)}")
        items += nodes.list_item("", paragraph([link, about]))
    return items


def _size(number: int) -> str:
    """Return a number of bytes as people read it."""
    unit, least = next(((u, n) for u, n in SIZES if number >= n), ("B", 1))
    size = number / least
    return f"{size:.1f} {unit}" if size < 10 and least > 1 else f"{size:.0f} {unit}"
