"""The documents of the search: entries, terms and pages, with their names and words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import IntEnum
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from speckb.language import N_, _
from speckb.sphinxext.search.languages import rules
from speckb.sphinxext.search.passages import SECTION, TERM, stored
from speckb.sphinxext.search.words import kept, words
from speckb.sphinxext.state import corpus_of, settings_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence, Set
    from pathlib import Path

    from sphinx.application import Sphinx

    from speckb.corpus.entry import Entry

# Name and title of the kinds of what is no entry.
# Translators: a term of the glossary, among the results of the search.
TERMS = ("term", N_("Term"))
# Translators: a page that is no entry, among the results of the search.
PAGES = ("page", N_("Page"))
COMMON = 0.2  # a word in a larger part of all documents distinguishes none of them
MANY = 40  # documents that a common word is in at least
SECTION_URL = "section_url"  # a field of documents
BEGINNING = 100  # of the text of each section on a page that comes last anyway


class Rank(IntEnum):
    """What a document is to readers; `search.js` decides what follows from it."""

    CURRENT = 0
    EARLIER = 1  # not in the edition that readers see first
    CITED = 2  # an entry about a document
    LAST = 3  # by the settings


@dataclass(frozen=True, slots=True)
class Document:
    """Something that the search finds.

    `address` is the page's name, with the anchor of a term; `names` are in the order in which they
    are shown, an entry without its id, which its address ends with. Each word is in one field: in
    `lead`, which has those of summary and statement, in `headings`, or in `words`.
    """

    kind: tuple[str, str]
    address: str
    names: Sequence[str]
    rank: Rank
    words: set[str]
    lead: set[str]
    headings: set[str]


def documents(app: Sphinx, out: Path) -> list[Document]:
    """Return all documents, those of one kind together, in the order of lists on the site."""
    found = [*_of_entries(app, out), *_of_pages(app, out)]
    order = list(dict.fromkeys((one.rank == Rank.LAST, one.kind) for one in found))
    return sorted(found, key=lambda o: (order.index((o.rank == Rank.LAST, o.kind)), o.rank))


def without_common(found: Sequence[Document]) -> set[str]:
    """Take the words that most documents have from all of them, and return these words."""
    counts = Counter(word for one in found for word in one.words | one.lead)
    common = {word for word, count in counts.items() if count > max(COMMON * len(found), MANY)}
    for one in found:
        one.words.difference_update(common)
        one.lead.difference_update(common)
    return common


def _of_entries(app: Sphinx, out: Path) -> Iterator[Document]:
    corpus = corpus_of(app)
    current = corpus.whole.at(settings_of(app).edition).entries
    for group in corpus.by_type.values():
        for entry in group:
            kind = (entry.type.name, entry.type.title)
            is_document = SECTION_URL in entry.type.properties
            rank = Rank.CURRENT if entry.id in current else Rank.EARLIER
            lead = f"{entry.summary} {entry.meta.get('statement', '')}"
            rank = Rank.CITED if is_document else rank
            yield _document(app, out, kind, entry.docname, _names(entry), rank, lead)


def _names(entry: Entry) -> list[str]:
    """Return the heading and what else an entry is called, without what the browser knows.

    That is the id in other characters, and the heading without the id.
    """
    own, heading = [*words(entry.id)], [*words(entry.heading)]
    known = [own, heading, heading[len(own) :] if heading[: len(own)] == own else heading]
    return [entry.heading, *(name for name in entry.names if [*words(name)] not in known)]


def _of_pages(app: Sphinx, out: Path) -> Iterator[Document]:
    skipped = rules(settings_of(app).language).skipped
    for docname in sorted(app.env.found_docs - {*corpus_of(app).by_docname}):
        for passage in stored(out, docname):
            if passage.kind == TERM:
                names, text = passage.heading.split("\n"), kept(passage.text, skipped)
                address = f"{docname}#{passage.anchor}"
                yield Document(_shown(TERMS), address, names, Rank.CURRENT, text, set(), set())
    for docname in sorted(app.env.found_docs - {*corpus_of(app).by_docname}):
        title = app.env.titles[docname].astext()
        yield _document(app, out, _shown(PAGES), docname, [title], Rank.CURRENT)


def _shown(kind: tuple[str, str]) -> tuple[str, str]:
    name, title = kind
    return name, _(title)


def _document(
    app: Sphinx,
    out: Path,
    kind: tuple[str, str],
    docname: str,
    names: Sequence[str],
    rank: Rank,
    text: str = "",
) -> Document:
    parts = [one for one in stored(out, docname) if one.kind != TERM]
    path = app.env.doc2path(docname, base=False).as_posix()
    is_last = any(fnmatchcase(path, form) for form in settings_of(app).search_last)
    told = [one.text[:BEGINNING] if is_last else one.text for one in parts]
    skipped = rules(settings_of(app).language).skipped
    own = _kept(names, skipped)
    headings = _kept((one.heading for one in parts[1:] if one.kind == SECTION), skipped) - own
    lead = kept(text, skipped) - own - headings
    found = _kept([*told, *(one.heading for one in parts)], skipped) - own - headings - lead
    return Document(kind, docname, names, Rank.LAST if is_last else rank, found, lead, headings)


def _kept(texts: Iterable[str], skipped: Set[str]) -> set[str]:
    return {word for text in texts for word in kept(text, skipped)}
