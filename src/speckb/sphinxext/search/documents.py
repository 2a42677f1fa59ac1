"""The documents of the search: entries, terms and pages, with their names and words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from speckb.sphinxext.search.passages import SECTION, TERM, stored
from speckb.sphinxext.search.words import kept
from speckb.sphinxext.state import corpus_of, settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sphinx.application import Sphinx


TERMS, PAGES = ("term", "Term"), ("page", "Page")
COMMON = 0.2  # a word in a larger part of all documents distinguishes none of them
BEGINNING = 160  # of the text of each section on a page that comes last anyway


@dataclass(frozen=True, slots=True)
class Document:
    """Something that the search finds.

    `address` is the page's name, with the anchor of a term; `names` are in the order in which they
    are shown, an entry without its id, which its address ends with. `is_last` puts it after all
    others.
    """

    kind: tuple[str, str]
    address: str
    names: Sequence[str]
    words: set[str] = field(default_factory=set)
    headings: set[str] = field(default_factory=set)
    is_last: bool = False


def documents(app: Sphinx, out: Path) -> list[Document]:
    """Return all documents, those of one kind together, in the order of lists on the site."""
    found = [*_of_entries(app, out), *_of_pages(app, out)]
    order = list(dict.fromkeys((one.is_last, one.kind) for one in found))
    return sorted(found, key=lambda one: order.index((one.is_last, one.kind)))


def without_common(found: Sequence[Document]) -> set[str]:
    """Take the words that most documents have from all of them, and return these words."""
    counts = Counter(word for one in found for word in one.words)
    common = {word for word, count in counts.items() if count > COMMON * len(found)}
    for one in found:
        one.words.difference_update(common)
    return common


def _of_entries(app: Sphinx, out: Path) -> Iterator[Document]:
    for group in corpus_of(app).by_type.values():
        for entry in group:
            others = [name for name in entry.names if name not in {entry.id, entry.heading}]
            names = [entry.heading, *others]
            kind = (entry.type.name, entry.type.title)
            yield _document(app, out, kind, entry.docname, names, entry.summary)


def _of_pages(app: Sphinx, out: Path) -> Iterator[Document]:
    for docname in sorted(app.env.found_docs - {*corpus_of(app).by_docname}):
        for passage in stored(out, docname):
            if passage.kind == TERM:
                names = passage.heading.split("\n")
                yield Document(TERMS, f"{docname}#{passage.anchor}", names, kept(passage.text))
    for docname in sorted(app.env.found_docs - {*corpus_of(app).by_docname}):
        title = app.env.titles[docname].astext()
        yield _document(app, out, PAGES, docname, [title])


def _document(
    app: Sphinx,
    out: Path,
    kind: tuple[str, str],
    docname: str,
    names: Sequence[str],
    text: str = "",
) -> Document:
    parts = [one for one in stored(out, docname) if one.kind != TERM]
    headings = {w for one in parts[1:] if one.kind == SECTION for w in kept(one.heading)}
    path = app.env.doc2path(docname, base=False).as_posix()
    is_last = any(fnmatchcase(path, form) for form in settings_of(app).search_last)
    told = [text, *(one.heading for one in parts)]
    told += [one.text[:BEGINNING] if is_last else one.text for one in parts]
    words = {word for part in told for word in kept(part)}
    own = {word for name in names for word in kept(name)}
    return Document(kind, docname, names, words - own - headings, headings - own, is_last)
