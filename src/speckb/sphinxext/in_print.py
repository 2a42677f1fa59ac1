"""What the PDF has of the site: the form of each page in print, by the settings."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from speckb.corpus.settings.types import LIST, NONE, PAGE
from speckb.sphinxext.state import corpus_of, settings_of, view_in

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_forms: WeakKeyDictionary[Sphinx, dict[str, str]] = WeakKeyDictionary()


def form_of(app: Sphinx, docname: str) -> str:
    """Return how the PDF has a page: `page`, `list`, `table` or `none`.

    A page that the settings leave out, and an entry that the printed edition does not have, are on
    the site alone.
    """
    known = _forms.setdefault(app, {})
    if docname not in known:
        known[docname] = _form(app, docname)
    return known[docname]


def is_printed(app: Sphinx, docname: str) -> bool:
    """Return whether the PDF has the content of a page in its place."""
    return form_of(app, docname) in {PAGE, LIST}


def _form(app: Sphinx, docname: str) -> str:
    found = settings_of(app)
    path = app.env.doc2path(docname, base=False).as_posix()
    if any(fnmatchcase(path, pattern) for pattern in found.pdf_leave_out):
        return NONE
    entry = corpus_of(app).by_docname.get(docname)
    if entry is None:
        return PAGE
    has_it = entry.id in view_in(app, found.pdf_edition).entries
    return entry.type.print if has_it else NONE
