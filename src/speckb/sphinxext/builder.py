"""HTML builder that writes pages by edition, and keeps images in folders."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.writers.html5 import HTML5Translator

from speckb.language import _
from speckb.sphinxext import search
from speckb.sphinxext.page_editions import name_of, passes

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx


def connect(app: Sphinx) -> None:
    """Register the builder under the name of Sphinx's own."""
    app.add_builder(SiteBuilder, override=True)


class SiteTranslator(HTML5Translator):
    """Sphinx's writer of HTML, with the direction of each heading of a table."""

    def visit_entry(self, node: nodes.entry) -> None:
        """Begin a cell; say whether one that is a heading heads a column or a row."""
        before = len(self.body)
        super().visit_entry(node)
        heads = "col" if isinstance(node.parent.parent, nodes.thead) else "row"
        if heads == "row" and "morerows" in node:
            heads = "rowgroup"
        for place in range(before, len(self.body)):
            self.body[place] = self.body[place].replace("<th ", f'<th scope="{heads}" ', 1)

    def depart_entry(self, node: nodes.entry) -> None:
        """End a cell; that which heads a row with an address of its own offers the address."""
        row = node.parent
        if isinstance(row.parent, nodes.tbody) and row.index(node) == 0:
            for name in row["ids"][:1]:
                address = f'class="row-address" href="#{self.attval(name)}"'
                label = self.attval(_("Link to this row"))
                self.body.append(f'<a {address} aria-label="{label}"></a>')
        super().depart_entry(node)


class SiteBuilder(StandaloneHTMLBuilder):
    """Sphinx's builder for HTML, with editions, image paths and a shortcut for titles.

    It makes no index of Sphinx's: the site has a search of its own.
    """

    search = False

    default_translator_class = SiteTranslator

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return the address of a page, in the edition that is shown now."""
        return super().get_target_uri(name_of(self._app, docname), typ)

    def get_output_path(self, page_name: str, /) -> Path:
        """Return the file of a page, in the edition that is shown now."""
        return super().get_output_path(name_of(self._app, page_name))

    def write_documents(self, docnames: AbstractSet[str]) -> None:
        """Write pages, each in all its editions."""
        for names in passes(self._app, docnames):
            super().write_documents(names)

    def index_page(self, pagename: str, doctree: nodes.document, title: str) -> None:  # noqa: ARG002  as the base class
        """Store what a page contributes to the search, once: as its own address shows it."""
        if name_of(self._app, pagename) == pagename:
            search.store_page(self._app, pagename, doctree)

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
