"""Mapping from addresses on the site to labels in the PDF."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from speckb.corpus.prose.allowed import address
from speckb.corpus.settings.types import NONE, PAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from speckb.corpus.corpus import Corpus


class Addresses:
    """Labels of the document; a viewer opens them as `name.pdf#label`.

    An entry's label is its id. Any other label is the docname, a colon and the fragment, since
    fragments are unique within a page only. Labels are ASCII; other characters are percent-encoded.
    """

    def __init__(
        self,
        corpus: Corpus,
        uris: Mapping[str, Sequence[str]],
        forms: Mapping[str, str],
        for_screen: Callable[[str], AbstractSet[str]],
    ) -> None:
        """Take all pages by docname.

        `uris` has the addresses of each in all its editions, `forms` how the document has it,
        `for_screen` returns the ids on a page that are on the site alone. A table that only its
        criterion's page has in print is found there.
        """
        self.forms = forms
        self._for_screen = for_screen
        self._hidden: dict[str, AbstractSet[str]] = {}
        self.site = corpus.settings.site_url.rstrip("/")
        self.entries = {entry.docname: entry.id for entry in corpus.entries.values()}
        self.docnames = {name: docname for docname, name in self.entries.items()}
        self.corpus = corpus
        self.uris = uris
        self.moved = {
            (home, address(name)): (corpus.entries[name].docname, address(name))
            for name, home in corpus.table_pages.items()
            if name in corpus.entries and self.is_on_site_alone(home)
        }
        self.pages = {uri: docname for docname, found in uris.items() for uri in found}

    def label(self, docname: str, fragment: str = "") -> str:
        """Return the label of a page or of a fragment on it."""
        entry = self.entries.get(docname)
        if entry is not None and fragment in {"", entry}:
            return quote(entry)
        return quote(f"{docname}:{fragment}", safe="/:")

    def docname_of(self, label: str) -> str:
        """Return the page that a label is on, by its name."""
        name = unquote(label)
        return self.docnames.get(name, name.partition(":")[0])

    def find(self, docname: str, uri: str) -> tuple[str, str] | None:
        """Return page and fragment of the link `uri` on a page; None if it leads to no page."""
        path, _, fragment = uri.partition("#")
        own = self.uris[docname][0]
        target = posixpath.normpath(posixpath.join(posixpath.dirname(own), path)) if path else own
        name = self.pages.get(target)
        if name is None:
            return None
        place = name, unquote(fragment)
        return self.moved.get(place, place)

    def has_page(self, docname: str) -> bool:
        """Return whether the document has a page as such."""
        return self.forms.get(docname, PAGE) == PAGE

    def hidden(self, docname: str) -> AbstractSet[str]:
        """Return the labels of what a page has on the site alone."""
        if docname not in self._hidden:
            names = self._for_screen(docname) if self.has_page(docname) else ()
            self._hidden[docname] = frozenset(self.label(docname, name) for name in names)
        return self._hidden[docname]

    def is_on_site_alone(self, docname: str) -> bool:
        """Return whether the document has nothing of a page."""
        return self.forms.get(docname, PAGE) == NONE

    def on_site(self, docname: str, fragment: str = "") -> str:
        """Return the web address of a page, or of a fragment on it; empty without `site_url`."""
        if not self.site:
            return ""
        path = f"{self.site}/{self.uris[docname][0]}"
        return f"{path}#{quote(fragment)}" if fragment else path
