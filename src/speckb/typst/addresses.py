"""From the site's addresses to labels in the PDF, so that both outputs share their links."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from sphinx.builders import Builder

    from speckb.corpus.corpus import Corpus


class Addresses:
    """The labels of a document, which are names that a viewer opens by `name.pdf#label`.

    An entry's label is its id. Any other address is the page's name, a colon and the fragment,
    since fragments repeat from page to page. Labels are ASCII; other letters are escaped as in
    addresses of the web.
    """

    def __init__(self, builder: Builder, corpus: Corpus) -> None:
        self.entries = {entry.docname: entry.id for entry in corpus.entries.values()}
        self.pages = {builder.get_target_uri(name): name for name in builder.env.found_docs}
        self.uris = {name: uri for uri, name in self.pages.items()}

    def label(self, docname: str, fragment: str = "") -> str:
        """Return the label of an address."""
        entry = self.entries.get(docname)
        if entry is not None and fragment in {"", entry}:
            return quote(entry)
        return quote(f"{docname}:{fragment}", safe="/:")

    def find(self, docname: str, uri: str) -> str | None:
        """Return the label of the link `uri` on a page, or None where it leads out of the site."""
        path, _, fragment = uri.partition("#")
        folder = posixpath.dirname(self.uris[docname])
        target = posixpath.normpath(posixpath.join(folder, path)) if path else self.uris[docname]
        name = self.pages.get(target)
        return None if name is None else self.label(name, unquote(fragment))
