"""Rules for names in prose: entries, tables, types, terms, labels and anchors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.corpus import queries
from speckb.corpus.entry import Entry
from speckb.corpus.page import Page
from speckb.corpus.prose.allowed import address
from speckb.corpus.prose.anchors import anchors, terms
from speckb.corpus.renamed import meant, renamed, renamed_table, unknown
from speckb.corpus.settings import FILE
from speckb.files.frontmatter import Source, Span
from speckb.rules.rule import Group, Hit, Scope, at, file_id, rule
from speckb.suggest import instead, nearest
from speckb.tables.names import OF_CLAIMS, VOCABULARY, own_tables, table_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.prose import Use


@rule("prose-unknown", Group.NAMES, Scope.NAMED_ENTRIES)
def prose_unknown(corpus: Corpus) -> Iterator[Hit]:
    """An entry named in prose exists.

    Bad:

        See {entry}`ATLAS-4`.

    Good:

        See {entry}`ATLAS-3`.
    """
    for item, use in (*_roles(corpus, "entry"), *_roles(corpus, "need")):
        if use.target not in corpus.entries and use.target not in corpus.broken:
            message = unknown(corpus, use.target, corpus.entries)
            about = (use.target, meant(corpus, use.target, corpus.entries))
            yield Hit(item, use.span, message, about=about)


@rule("table-unknown", Group.NAMES, Scope.WHOLE_CORPUS)
def table_unknown(corpus: Corpus) -> Iterator[Hit]:
    """A table on a page exists: `speckb tables` lists all names.

    For tables of all criteria in a section, a criterion has that section or one below it.

    Bad:

        ```{computed} candidates-at-a-glanse
        ```

    Good:

        ```{computed} candidates-at-a-glance
        ```
    """
    known = table_names(corpus)
    if corpus.broken:  # an entry that was not read may have the only claims
        known = [*dict.fromkeys([*known, *OF_CLAIMS])]
    for item, use in _directives(corpus, "computed"):
        broken = use.target.removesuffix(VOCABULARY) in corpus.broken
        if use.target and use.target not in known and not broken:
            message = f"unknown table {use.target!r}{instead(use.target, known, 12)}"
            former = renamed_table(corpus, use.target, known)
            yield Hit(item, use.span, former or message)
    if corpus.unread:
        return
    noun = corpus.settings.criteria.noun
    for item, use in _directives(corpus, "comparisons") if corpus.settings.comparing else ():
        if not corpus.criteria_of(use.target):
            found = {str(c.meta["section"]): None for c in corpus.criteria if "section" in c.meta}
            yield Hit(
                item,
                use.span,
                f"no {noun} has the section {use.target!r}{instead(use.target, found, 12)}",
            )


@rule("type-unknown", Group.NAMES, Scope.ONE_ENTRY)
def type_unknown(corpus: Corpus) -> Iterator[Hit]:
    """A type that prose lists or counts is in the settings.

    Bad:

        The paper names {count}`candidates` candidates.

    Good:

        The paper names {count}`candidate` candidates.
    """
    known = corpus.settings.types
    for item, use in (*_directives(corpus, "entries"), *_roles(corpus, "count")):
        if use.target not in known and (use.target or use.name == "count"):
            yield Hit(item, use.span, f"unknown type {use.target!r}{instead(use.target, known)}")


@rule("edition-unknown", Group.NAMES, Scope.ONE_ENTRY)
def edition_unknown(corpus: Corpus) -> Iterator[Hit]:
    """Changes between editions name two that are in the settings.

    Bad:

        ```{changes} 1911
        ```

    Good:

        ```{changes} 1911 1931
        ```
    """
    known = [edition.id for edition in corpus.settings.editions]
    for item, use in _directives(corpus, "changes"):
        named = use.target.split()
        unknown = next((name for name in named if name not in known), None)
        if unknown is not None:
            message = f"unknown edition {unknown!r}{instead(unknown, known)}"
            yield Hit(item, use.span, message)
        elif named and (len(named) != 2 or named[0] == named[1]):
            message = "must be two different editions, from which and to which"
            yield Hit(item, use.span, f"{use.target!r} {message}")


@rule("term-unknown", Group.NAMES, Scope.WHOLE_CORPUS)
def term_unknown(corpus: Corpus) -> Iterator[Hit]:
    """A term named in prose is defined in a glossary.

    Bad:

        The {term}`shelf marks` are painted.

    Good:

        The {term}`shelf marks <shelf mark>` are painted.
    """
    used = list(_roles(corpus, "term"))
    if not used or corpus.unread:
        return
    known = {term.lower(): term for item in corpus.items for _, term in terms(item.prose)}
    for item, use in used:
        term = " ".join(use.target.split())
        if term.lower() not in known:
            yield Hit(
                item, use.span, f"no glossary defines the term {term!r}{nearest(term, known)}"
            )


@rule("term-twice", Group.NAMES, Scope.WHOLE_CORPUS)
def term_twice(corpus: Corpus) -> Iterator[Hit]:
    """A term is defined only once; otherwise links to it are ambiguous.

    Bad: two glossaries that both define `ticket`.
    Good: one glossary that defines `ticket`.
    """
    first: dict[str, tuple[str, int]] = {}
    for item in corpus.items:
        for start, term in terms(item.prose):
            path, _ = place = first.setdefault(term, (item.path, start))
            if place != (item.path, start):
                span = item.prose.span(start, start + len(term))
                yield Hit(item, span, f"the term {term!r} is already defined in {path}")


@rule("anchor-unknown", Group.NAMES, Scope.WHOLE_CORPUS)
def anchor_unknown(corpus: Corpus) -> Iterator[Hit]:
    """The anchor of a link is a heading, figure, table or label on the page that it links to.

    Bad:

        See [the desks](words.md#desk).

    Good:

        See [the words](words.md#words).
    """
    pages = {item.path: item for item in corpus.items}
    own: dict[str, frozenset[str]] = {}
    for item in corpus.items:
        for use in item.prose.links:
            page, sign, anchor = use.target.partition("#")
            if not sign:
                continue
            path = corpus.path_from(item.path, page) if page else item.path
            if path not in pages or (not page and anchor in corpus.entries):
                continue
            known = own.get(path) or own.setdefault(path, _anchors(corpus, pages[path]))
            if anchor.removeprefix(address("")) in corpus.broken:
                continue
            if anchor not in known and (page or anchor not in corpus.labels):
                where = page or "this page"
                message = f"no heading or label {anchor!r} on {where}{nearest(anchor, known)}"
                about = (file_id(path, corpus),)
                yield Hit(item, use.span, renamed(corpus, anchor) or message, about=about)
    for item, use in (*_roles(corpus, "ref"), *_roles(corpus, "numref")):
        label = " ".join(use.target.lower().split())
        if label not in corpus.labels and not corpus.unread:
            message = f"unknown label {use.target!r}{nearest(label, corpus.labels)}"
            yield Hit(item, use.span, message)


@rule("label-twice", Group.NAMES, Scope.NAMED_ENTRIES)
def label_twice(corpus: Corpus) -> Iterator[Hit]:
    """A label is used only once; the name of a table on a page counts as a label.

    Bad:

        (the-desk)=
        A desk in a hall.

        (the-desk)=
        A desk on wheels.

    Good:

        (the-desk)=
        A desk in a hall.

        (the-other-desk)=
        A desk on wheels.
    """
    first: dict[str, tuple[str, int]] = {}
    for item in corpus.items:
        for name, start, end in corpus.labels_on(item):
            span = item.prose.span(start, end)
            if name in first:
                path, line = first[name]
                message = f"label {name!r} is already used in {path}:{line}"
                yield Hit(item, span, message, about=(file_id(path, corpus),))
            first.setdefault(name, (item.path, span.line))


@rule("table-twice", Group.NAMES, Scope.WHOLE_CORPUS)
def table_twice(corpus: Corpus) -> Iterator[Hit]:
    """No two tables have the same name, even where case is ignored.

    Bad: a criterion `light` and a candidate `light-values`, which is also the name of the table of
    the criterion's values.
    Good: a criterion `light` and a candidate `lamp`.
    """
    first: dict[str, tuple[str, Entry | None]] = {}
    for name, entry in own_tables(corpus):
        other, owner = first.setdefault(name.lower(), (name, entry))
        if (other, owner) == (name, entry):
            continue
        message = f"a table {other!r} already exists"
        message += f", from {owner.path}" if owner and entry else ""
        if (where := entry or owner) is None:
            yield Hit(Page(FILE, Source("")), Span(1, 1, 2), message)
        else:
            about = [e.id for e in (owner, entry) if e]
            yield at(where, ("id",), f"its table would be named {name!r}: {message}", about=about)
    shown = {use.target for _, use in _directives(corpus, "computed")}  # their labels say it
    for item, use, query in queries.asked(corpus):
        name = query.get("name")
        if query.kind == queries.TABLE and name.lower() in first and name not in shown:
            owner = first[name.lower()][1]
            message = f"a table {name!r} already exists" + (f", from {owner.path}" if owner else "")
            yield Hit(item, use.prose.span(*use.prose.options(use)["name"]), message)


def _anchors(corpus: Corpus, item: Entry | Page) -> frozenset[str]:
    """Return the anchors of a page, with those of its comparison tables."""
    tables = {name for name, _, _ in corpus.labels_on(item)}
    if isinstance(item, Entry) and corpus.keeps_table(item):
        tables.add(address(item.id).lower())
    return anchors(item.prose) | tables


def _roles(corpus: Corpus, name: str) -> Iterator[tuple[Entry | Page, Use]]:
    return ((item, use) for item in corpus.items for use in item.prose.roles if use.name == name)


def _directives(corpus: Corpus, name: str) -> Iterator[tuple[Entry | Page, Use]]:
    found = ((item, use) for item in corpus.items for use in item.prose.directives)
    return ((item, use) for item, use in found if use.name == name)
