"""Rules for editions, and for the documents and sections that facts rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.corpus.editions import (
    DOCUMENT,
    EDITION,
    FROM,
    NOT_IN,
    SECTION,
    UNTIL,
    changes,
    exists,
)
from speckb.rules.prose import PLACEHOLDER
from speckb.rules.rule import Group, Hit, Scope, at, rule
from speckb.suggest import closest, instead, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.corpus import Corpus
    from speckb.files.frontmatter import Path


@rule("edition-order", Group.EDITIONS, Scope.ONE_ENTRY)
def edition_order(corpus: Corpus) -> Iterator[Hit]:
    """Later changes are in order of time, and in editions that have the entry.

    Bad:

        from: "1931"
        until: "1911"

    Good:

        from: "1911"
        until: "1931"
    """
    places = {edition.id: place for place, edition in enumerate(corpus.settings.editions)}
    for entry in corpus.entries.values() if places else ():
        first, last = entry.meta.get(FROM), entry.meta.get(UNTIL)
        if first and last and places[last] < places[first]:
            yield at(entry, (UNTIL,), f"the entry ends before {first!r}, in which it begins")
            continue
        before: dict[Path, str] = {}
        for path, item in changes(entry):
            named, earlier = item[EDITION], before.get(path[:-1])
            if first and places[named] <= places[first]:
                message = f"the entry begins in {first!r}: say there what holds in it"
                yield at(entry, (*path, EDITION), message)
            elif last and places[named] > places[last]:
                yield at(entry, (*path, EDITION), f"the entry ends with {last!r}")
            elif earlier and places[named] < places[earlier]:
                yield at(entry, (*path, EDITION), f"{named!r} comes before {earlier!r}")
            before[path[:-1]] = named


@rule("edition-apart", Group.EDITIONS, Scope.NAMED_ENTRIES)
def edition_apart(corpus: Corpus) -> Iterator[Hit]:
    """A link leads to an entry of the same edition, in at least one.

    Links of the kinds in `speckb.links_across_editions` need not.

    Bad: an entry that ends with `1911` and links to one that begins in `1931`.
    Good: the same, where the other one begins in `1911`.
    """
    names = [edition.id for edition in corpus.settings.editions]
    there = {
        entry.id: {name for name in names if exists(entry.meta, names, name)}
        for entry in corpus.entries.values()
        if {FROM, UNTIL, NOT_IN} & entry.meta.keys()
    }
    for entry in corpus.entries.values() if there else ():
        own = there.get(entry.id, {*names})
        for link in corpus.outgoing[entry.id]:
            across = corpus.settings.links[link.kind].across
            if link.target in there and own.isdisjoint(there[link.target]) and not across:
                message = f"no edition has both {entry.id!r} and {link.target!r}"
                yield at(entry, link.path, message, about=(link.target,))


@rule("document-unknown", Group.EDITIONS, Scope.NAMED_ENTRIES)
def document_unknown(corpus: Corpus) -> Iterator[Hit]:
    """A document that facts are based on is an entry.

    Bad:

        document: ATLAS-4

    Good:

        document: ATLAS-3
    """
    for entry, path, part in corpus.based:
        name = part.get(DOCUMENT)
        if name and name not in corpus.entries and name not in corpus.broken:
            message = f"unknown entry {name!r}{nearest(name, corpus.entries)}"
            about = (name, closest(name, corpus.entries))
            yield at(entry, (*path, DOCUMENT), message, about=[*filter(None, about)])
    for edition in corpus.settings.editions:
        if edition.document not in corpus.entries and not corpus.unread:
            name = f"speckb.editions.{edition.id}.document"
            message = f"{name}: unknown entry {edition.document!r}"
            message += nearest(edition.document, corpus.entries)
            fault = corpus.settings.file.fault(message, name.split("."))
            yield Hit(fault.file, fault.span, message)


@rule("section-unknown", Group.EDITIONS, Scope.NAMED_ENTRIES)
def section_unknown(corpus: Corpus) -> Iterator[Hit]:
    """A section that facts are based on exists in its document, if that lists its sections.

    Bad:

        section: "9"

    Good:

        section: "2"
    """
    for entry, path, part in corpus.based:
        if SECTION not in part:
            continue
        document = corpus.entries.get(part.get(DOCUMENT) or corpus.document_of(entry))
        known = document.meta.get("section_list") if document else None
        if document is None or not known:
            continue
        said = part[SECTION]
        for place, name in enumerate(said if isinstance(said, list) else [said]):
            if name not in known and not PLACEHOLDER.search(name):
                message = f"{document.id} has no section {name!r}{instead(name, known)}"
                where = (*path, SECTION, place) if isinstance(said, list) else (*path, SECTION)
                yield at(entry, where, message, about=(document.id,))
