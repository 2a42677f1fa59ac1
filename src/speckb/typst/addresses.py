"""Mapping from addresses on the site to labels in the PDF."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from speckb.corpus.corpus import Corpus


class Addresses:
    """Labels of the document; a viewer opens them as `name.pdf#label`.

    An entry's label is its id. Any other label is the docname, a colon and the fragment, since
    fragments are unique within a page only. Labels are ASCII; other characters are percent-encoded.
    """

    def __init__(self, corpus: Corpus, uris: Mapping[str, Sequence[str]]) -> None:
        """Take all pages: `uris` has the addresses of each in all its editions, by docname."""
        self.entries = {entry.docname: entry.id for entry in corpus.entries.values()}
        self.uris = uris
        self.pages = {uri: docname for docname, found in uris.items() for uri in found}

    def label(self, docname: str, fragment: str = "") -> str:
        """Return the label of a page or of a fragment on it."""
        entry = self.entries.get(docname)
        if entry is not None and fragment in {"", entry}:
            return quote(entry)
        return quote(f"{docname}:{fragment}", safe="/:")

    def find(self, docname: str, uri: str) -> str | None:
        """Return the label of the link `uri` on a page; None if it leads to no page of the site."""
        path, _, fragment = uri.partition("#")
        own = self.uris[docname][0]
        target = posixpath.normpath(posixpath.join(posixpath.dirname(own), path)) if path else own
        name = self.pages.get(target)
        return None if name is None else self.label(name, unquote(fragment))
