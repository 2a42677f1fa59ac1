"""Rules for toctrees: each page has a place in one, and none leads back to its own page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.corpus.prose import toctree
from speckb.files.frontmatter import Span
from speckb.rules.rule import Group, Hit, Scope, at, rule
from speckb.suggest import closest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.corpus.page import Page


@rule("entry-unlisted", Group.ENTRIES, Scope.WHOLE_CORPUS)
def entry_unlisted(corpus: Corpus) -> Iterator[Hit]:
    """Each type has a page that lists its entries with the directive `entries`.

    Bad: a folder of works, and no page that lists them.
    Good:

        ```{entries} work
        ```
    """
    if corpus.unread:
        return
    listed = _listed(corpus)
    for name, group in corpus.by_type.items():
        if missing := [entry for entry in group if entry.docname not in listed]:
            title = missing[0].type.title.lower()
            message = f"no page lists the entries of type {title!r}; add {{entries}} {name} to one"
            yield at(missing[0], ("id",), message)


@rule("page-unlisted", Group.FILES, Scope.WHOLE_CORPUS)
def page_unlisted(corpus: Corpus) -> Iterator[Hit]:
    """A page is in a toctree; otherwise no reader finds it.

    Bad: a page `hours.md` that is in no toctree.
    Good:

        ```{toctree}
        words
        hours
        ```
    """
    if corpus.unread:
        return
    listed = {"index", *_listed(corpus)}
    for page in corpus.pages:
        if page.docname not in listed:
            yield Hit(page, Span(1, 1, 2), "no toctree lists this page; add it to one")


@rule("page-circle", Group.FILES, Scope.WHOLE_CORPUS)
def page_circle(corpus: Corpus) -> Iterator[Hit]:
    """A toctree does not lead back to its own page.

    Bad: a toctree in `words.md` that lists `index`, and one in `index.md` that lists `words`.
    Good: `words.md` without a toctree.
    """
    named = {item.docname: dict(_lists(corpus, item)) for item in corpus.items}
    below = {name: {*found} for name, found in named.items()}
    circles = _circles(below)
    for item in corpus.items:
        for other, span in named[item.docname].items():
            if other in {"index", item.docname} or {other, item.docname} <= circles:
                yield Hit(
                    item,
                    span,
                    f"this toctree forms a cycle: {other!r} is this page, or leads back to it",
                )


@rule("page-twice", Group.FILES, Scope.ONE_ENTRY)
def page_twice(corpus: Corpus) -> Iterator[Hit]:
    """A toctree lists a page once.

    Bad:

        ```{toctree}
        :hidden:

        hours
        hours
        ```

    Good:

        ```{toctree}
        :hidden:

        hours
        ```
    """
    for item in corpus.items:
        for found in toctree.lists(item.prose):
            seen: set[str] = set()
            for start, end, name in found:
                path = _docname(corpus, item, name)
                if path in seen:
                    message = f"this toctree lists {name!r} already"
                    yield Hit(item, item.prose.span(start, end), message)
                seen.add(path)


def _circles(below: Mapping[str, set[str]]) -> set[str]:
    """Return the pages that lead to themselves, and those on a way from one such page to another.

    Pages that lead to none of the others are taken away until none is left, and then, in the same
    way, pages to which none leads.
    """
    above: dict[str, set[str]] = {name: set() for name in below}
    for name, found in below.items():
        for other in found & below.keys():
            above[other].add(name)
    left = {*below}
    for onward, back in ((below, above), (above, below)):
        counts = {name: len(onward[name] & left) for name in left}
        ends = [name for name, count in counts.items() if not count]
        while ends:
            name = ends.pop()
            left.discard(name)
            for other in back[name] & left:
                counts[other] -= 1
                if not counts[other]:
                    ends.append(other)
    return left


def _lists(corpus: Corpus, item: Entry | Page) -> Iterator[tuple[str, Span]]:
    """Yield name and place of each page that a page lists, by its name or by the type of entry."""
    for start, end, name in toctree.items(item.prose):
        yield _docname(corpus, item, name), item.prose.span(start, end)
    types = corpus.settings.types
    for use in item.prose.directives:
        if use.name == "entries":
            known = use.target if use.target in types else closest(use.target, types)
            yield from ((entry.docname, use.span) for entry in corpus.by_type.get(known, ()))


def _docname(corpus: Corpus, item: Entry | Page, name: str) -> str:
    """Return the name of the page that a toctree of a page calls by a path or a name."""
    return corpus.path_from(item.path, name).lstrip("/").removesuffix(".md")


def _listed(corpus: Corpus) -> set[str]:
    """Return the names of all pages that lists have."""
    return {name for item in corpus.items for name, _ in _lists(corpus, item)}
