"""Rules for ids, and for the graph of links: targets, cycles, entries that nothing reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.corpus.entry import Entry
from speckb.corpus.renamed import meant, nearly_linked, unknown
from speckb.corpus.settings import DOCUMENT, FILE, PROSE
from speckb.files.frontmatter import Span, locate
from speckb.rules.rule import Group, Hit, Scope, at, file_id, reading_rule, rule
from speckb.rules.tree import MADE
from speckb.suggest import choice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Link
    from speckb.corpus.page import Page


@reading_rule("id-duplicate", Group.ENTRIES, Scope.NAMED_ENTRIES)
def id_duplicate() -> None:
    """An id names one entry, whatever its type.

    Bad: a work and a circumstance that are both called `new-ticket`.
    Good: the work is called `TICKETS-1`, and the circumstance `new-ticket`.
    """


@rule("id-former", Group.ENTRIES, Scope.NAMED_ENTRIES)
def id_former(corpus: Corpus) -> Iterator[Hit]:
    """A former or removed id is not in use, and belongs to only one entry; so does an address.

    Bad: `formerly: [ATLAS-2]` in one work, and another work with the id `ATLAS-2`.
    Good: `formerly: [ATLAS-1]` in one work, and no other work with that id, now or before.
    """
    for item in corpus.items:
        for index, page in enumerate(item.former_pages):
            if message := _taken(corpus, item, page):
                name, holder = page.rpartition("/")[2], corpus.moved[page]
                about = name, file_id(holder.path, corpus)
                yield Hit(item, locate(item.source.text, ("formerly", index)), message, about=about)
    removed = corpus.settings.removed_ids
    for old in removed.keys() & corpus.entries.keys():
        message = f"{old!r} was removed (see {FILE}); a removed id cannot be reused"
        yield at(corpus.entries[old], ("id",), message)
    for item in corpus.pages:
        if item.docname in corpus.settings.removed:
            message = f"{item.docname!r} is the address of a removed entry (see {FILE})"
            yield Hit(item, Span(1, 1, 2), message)


def _taken(corpus: Corpus, item: Entry | Page, page: str) -> str:
    """Return why a page cannot be a former one of an entry or page, or an empty string."""
    name = page.rpartition("/")[2]
    if isinstance(item, Entry) and name != item.id:
        if name in corpus.entries or name in corpus.broken:
            return f"{name!r} is in use; a former id cannot be reused"
        if (other := corpus.former[name]) is not item:
            return f"{name!r} is already a former id of {other.id!r}"
        if name in corpus.settings.removed_ids:
            return f"{name!r} is already recorded as removed in {FILE}"
    if page in corpus.docnames or page in MADE:
        return f"{page!r} is in use; a former address cannot be reused"
    if (holder := corpus.moved[page]) is not item:
        return f"{page!r} is already a former address of {holder.path!r}"
    return ""


@rule("link-unknown", Group.ENTRIES, Scope.NAMED_ENTRIES, each_edition=True)
def link_unknown(corpus: Corpus) -> Iterator[Hit]:
    """A link names an entry that exists.

    Bad:

        draws_on: [ATLAS-4]

    Good:

        draws_on: [ATLAS-3]
    """
    for entry in corpus.entries.values():
        for link in corpus.outgoing[entry.id]:
            if link.target not in corpus.linkable and link.target not in corpus.broken:
                known = corpus.targets(corpus.settings.links[link.kind])
                message = unknown(corpus, link.target, known)
                about = (link.target, meant(corpus, link.target, known))
                yield at(entry, link.path, message, key=_keyed(link), about=about)


@rule("link-type", Group.ENTRIES, Scope.NAMED_ENTRIES, each_edition=True)
def link_type(corpus: Corpus) -> Iterator[Hit]:
    """A link names an entry of a type that is allowed for it.

    Bad:

        draws_on: [ATLAS-3, new-ticket]

    Good:

        draws_on: [ATLAS-3]
    """
    for entry in corpus.entries.values():
        for link in corpus.outgoing[entry.id]:
            kind = corpus.settings.links[link.kind]
            target = corpus.linkable.get(link.target)
            if target is None or target.id in corpus.broken or not kind.targets:
                continue
            if target.type.name not in kind.targets:
                titles = [corpus.settings.types[name].title.lower() for name in kind.targets]
                message = (
                    f"{target.id!r} has the type {target.type.title.lower()!r}; "
                    f"{entry.type.label(link.kind)!r} can link to: {choice(titles)}"
                )
                yield at(entry, link.path, message, key=_keyed(link), about=(target.id,))


@rule("link-cycle", Group.ENTRIES, Scope.NAMED_ENTRIES, each_edition=True)
def link_cycle(corpus: Corpus) -> Iterator[Hit]:
    """Links of one kind do not form a cycle.

    Bad: the book boat grew from the book bus, and the book bus grew from the book boat.
    Good: the book boat grew from the book bus, and the book bus from nothing.
    """
    edges_of: dict[str, dict[str, list[Link]]] = {kind: {} for kind in corpus.settings.links}
    for links in corpus.outgoing.values():
        for link in links:
            edges_of[link.kind].setdefault(link.source, []).append(link)
    for kind, edges in edges_of.items():
        for cycle in _cycles(edges):
            entry = corpus.entries[cycle[0].source]
            about = [link.source for link in cycle]
            path = " -> ".join([*about, about[0]])
            label = corpus.settings.links[kind].outgoing
            message = f"{label!r} forms a cycle: {path}"
            yield at(entry, cycle[0].path, message, key=_keyed(cycle[0]), about=about)


def _cycles(edges: Mapping[str, Sequence[Link]]) -> Iterator[list[Link]]:
    """Yield each cycle once, from its least id; a depth-first search without recursion.

    `edges` has the links by the id of their source. Without recursion the length of a chain of
    links is not limited by Python's stack.
    """
    done: set[str] = set()
    for start in edges:
        if start in done or not edges[start]:
            continue
        trail: list[Link] = []
        on_trail = {start: 0}
        stack = [(start, iter(edges[start]))]
        while stack:
            node, links = stack[-1]
            link = next(links, None)
            if link is None:
                stack.pop()
                done.add(node)
                on_trail.pop(node)
                if trail:
                    trail.pop()
            elif link.target in on_trail:
                cycle = [*trail[on_trail[link.target] :], link]
                first = min(range(len(cycle)), key=lambda i: cycle[i].source)
                yield [*cycle[first:], *cycle[:first]]
            elif link.target in edges and link.target not in done:
                trail.append(link)
                on_trail[link.target] = len(stack)
                stack.append((link.target, iter(edges[link.target])))


@rule("link-missing", Group.ENTRIES, Scope.WHOLE_CORPUS, severity="warning")
def link_missing(corpus: Corpus) -> Iterator[Hit]:
    """An entry has one of the incoming links that its type lists under `linked_by`.

    Bad: a work that nothing draws on, and that no page names.
    Good: a work that a demand draws on.
    """
    if corpus.broken:
        return
    near = nearly_linked(corpus)
    for entry in corpus.entries.values():
        if unreached(corpus, entry) and entry.id not in near:
            yield at(entry, ("id",), f"{entry.id} has no incoming link: {_expected(entry, corpus)}")


def _expected(entry: Entry, corpus: Corpus) -> str:
    """Return the links that an entry's type expects, by their titles, as a phrase."""
    links = corpus.settings.links
    kinds = [repr(links[kind].incoming) for kind in entry.type.linked_by if kind in links]
    others = {PROSE: "a mention in prose", DOCUMENT: "something based on it"}
    return " or ".join([*kinds, *(others[k] for k in entry.type.linked_by if k in others)])


def unreached(corpus: Corpus, entry: Entry) -> bool:
    """Return whether no edition has an incoming link of those that an entry's type expects."""
    views = corpus.views or [corpus]
    found = {link.kind for view in views for link in view.incoming.get(entry.id, ())}
    if entry.id in corpus.named:
        found.add(PROSE)
    if entry.id in corpus.documents:
        found.add(DOCUMENT)
    return bool(entry.type.linked_by) and found.isdisjoint(entry.type.linked_by)


def _keyed(link: Link) -> bool:
    """Return whether a link's target is a key of its field, and not an item of a list."""
    return isinstance(link.path[-1], str)
