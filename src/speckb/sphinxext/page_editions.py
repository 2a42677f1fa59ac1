"""Pages by edition: which pages differ between editions, and the files and links of each.

A page that differs is written once for each edition that it can show. At its own address it shows
the edition with which it opens; `<page>.<edition>.html` beside it shows another one. Links lead to
the edition that the page with the link shows, where the other page has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from speckb.sphinxext.state import corpus_of, edition_of, settings_of, showing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx

_names: WeakKeyDictionary[Sphinx, dict[str, dict[str, str]]] = WeakKeyDictionary()


def record(app: Sphinx, editions: Mapping[str, Sequence[str]]) -> None:
    """Record, by docname, the editions that a page can show, of pages that differ by edition."""
    _names[app] = {
        docname: {
            edition: docname if edition == opening else f"{docname}.{edition}" for edition in known
        }
        for docname, known in editions.items()
        for opening in [_opening(app, docname, known)]
    }


def _opening(app: Sphinx, docname: str, known: Sequence[str]) -> str:
    """Return the edition that a page shows at its own address."""
    opening = settings_of(app).opening(app.env.doc2path(docname, base=False).as_posix())
    return settings_of(app).nearest(known, opening)


def printed_edition(app: Sphinx, docname: str) -> str:
    """Return the edition of a page in the PDF; empty without editions."""
    printed, known = settings_of(app).pdf_edition, editions_of(app, docname)
    return settings_of(app).nearest(known, printed) if known else printed


def editions_of(app: Sphinx, docname: str) -> Sequence[str]:
    """Return the editions that a page can show, in order; none for one that is always the same."""
    return [*_names.get(app, {}).get(docname, ())]


def name_of(app: Sphinx, docname: str) -> str:
    """Return the path without suffix of a page in the edition that is shown now."""
    names = _names.get(app, {}).get(docname)
    return names.get(edition_of(app), docname) if names else docname


def names_of(app: Sphinx, docname: str) -> list[str]:
    """Return the paths without suffix of a page in all its editions; its own address is one."""
    return [*_names.get(app, {}).get(docname, {"": docname}).values()]


def other_addresses(app: Sphinx, docname: str) -> list[str]:
    """Return the editions that a page shows at an address that is not its own."""
    names = _names.get(app, {}).get(docname, {})
    return [edition for edition, name in names.items() if name != docname]


def address_of(app: Sphinx, entry: str, anchor: str = "") -> str:
    """Return the address, from the root of the site, of an entry or an anchor on its page."""
    page = app.builder.get_target_uri(corpus_of(app).entries[entry].docname)
    return f"{page}#{anchor or entry}"


def uris_of(app: Sphinx, docname: str) -> list[str]:
    """Return the addresses of a page in all its editions."""
    found = []
    for edition in editions_of(app, docname) or ("",):
        with showing(edition):
            found.append(app.builder.get_target_uri(docname))
    return found


def passes(app: Sphinx, docnames: AbstractSet[str]) -> Iterator[set[str]]:
    """Yield the pages to write in each edition, while that is shown; first that of the site."""
    first = settings_of(app).edition
    order = [first, *(e.id for e in settings_of(app).editions if e.id != first)]
    for edition in order:
        with showing(edition):
            found = {d for d in docnames if edition in (editions_of(app, d) or (first,))}
            if found:
                yield found
