"""HTML builder that keeps images in folders and writes plain titles without a writer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.writers.html5 import HTML5Translator

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def connect(app: Sphinx) -> None:
    """Register the builder under the name of Sphinx's own."""
    app.add_builder(SiteBuilder, override=True)


class SiteBuilder(StandaloneHTMLBuilder):
    """Sphinx's builder for HTML, with image paths and a shortcut for titles."""

    def copy_image_files(self) -> None:
        """Copy images after making the folders of their paths (see `image_paths`)."""
        for name in self.images.values():
            (Path(self.outdir) / self.imagedir / name).parent.mkdir(parents=True, exist_ok=True)
        super().copy_image_files()

    def render_partial(self, node: nodes.Node | None) -> dict[str, str]:
        """Return the HTML of a part of a page.

        Sphinx runs a whole writer for the titles of each page's neighbours and parents. A title of
        plain text needs none, and most are plain.
        """
        if isinstance(node, nodes.title) and all(isinstance(c, nodes.Text) for c in node.children):
            text = node.astext().translate(HTML5Translator.special_characters)
            return {"title": text, "fragment": ""}
        return super().render_partial(node)
