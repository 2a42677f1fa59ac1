"""The builder of the site: Sphinx's own, without the work that it does anew for each page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.writers.html5 import HTML5Translator

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx


def connect(app: Sphinx) -> None:
    """Register the builder under the name of Sphinx's own."""
    app.add_builder(SiteBuilder, override=True)


class SiteBuilder(StandaloneHTMLBuilder):
    """Writes the same pages as its parent, with pictures in folders."""

    def init(self) -> None:
        """Keep docutils from looking for its own style sheets at every title: no page has them."""
        super().init()
        self._settings.stylesheet_path = []

    def prepare_writing(self, docnames: AbstractSet[str]) -> None:
        """Do the same for whole pages."""
        super().prepare_writing(docnames)
        self.docsettings.stylesheet_path = []

    def copy_image_files(self) -> None:
        """Make the folders of pictures, which have their own paths."""
        for name in self.images.values():
            (Path(self.outdir) / self.imagedir / name).parent.mkdir(parents=True, exist_ok=True)
        super().copy_image_files()

    def render_partial(self, node: nodes.Node | None) -> dict[str, str]:
        """Return the HTML of a part of a page; a title of plain text needs no writer."""
        if isinstance(node, nodes.title) and all(isinstance(c, nodes.Text) for c in node.children):
            text = node.astext().translate(HTML5Translator.special_characters)
            return {"title": text, "fragment": text}
        return super().render_partial(node)
