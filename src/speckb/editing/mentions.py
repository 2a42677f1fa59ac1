"""Mentions of an entry in files, and the edits that replace its id by a new one.

Mentions are links in front matter, and roles, links, tables and toctrees in prose. A word that
happens to be spelt like the id is none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from speckb.corpus import choices, editions
from speckb.corpus.entry import Entry
from speckb.corpus.prose import toctree
from speckb.corpus.prose.allowed import address
from speckb.corpus.prose.anchors import anchors
from speckb.corpus.prose.forms import within
from speckb.corpus.queries import COUNT, DIRECTIVES, of_count, of_directive
from speckb.errors import UsageError
from speckb.files.frontmatter import Span
from speckb.files.textfile import Edit
from speckb.tables import need_data
from speckb.tables.names import ENDINGS, shared_tables, table_names
from speckb.tables.queries import FIELD, renamed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.page import Page
    from speckb.corpus.prose import Use
    from speckb.corpus.prose.reading import Range
    from speckb.corpus.queries import Query
    from speckb.files.frontmatter import Path

KEYED = ("criteria", "assesses")
SUFFIX = ".md"


class Mentions:
    """Finds the mentions of `entry`, which gets the id `new`."""

    def __init__(self, corpus: Corpus, entry: Entry, new: str) -> None:
        self.corpus = corpus
        self.entry = entry
        self.old = entry.id
        self.new = new
        self.tables = self._tables()
        self.fields = need_data.renamed(corpus, entry.id, new)

    def edits(self, item: Entry | Page) -> list[Edit]:
        """Return the edits in the file of an entry or a page.

        Raises UsageError for an id that is written with escapes, or for a link that only its author
        can change.
        """
        found = [*self._fields(item)] if isinstance(item, Entry) else []
        found += [*self._roles(item), *self._directives(item), *self._links(item)]
        return [*found, *self._listed(item)]

    def words(self, text: str) -> list[int]:
        """Return the lines of a text that have the id as a word."""
        pattern = re.compile(rf"(?<![\w-]){re.escape(self.old)}(?![\w-])")
        return [n for n, line in enumerate(text.split("\n"), 1) if pattern.search(line)]

    def _tables(self) -> dict[str, str]:
        """Return the new names of computed tables by the old ones."""
        known = {*table_names(self.corpus)} - {*shared_tables(self.corpus)}
        own = [end for end in ENDINGS if f"{self.old}{end}" in known]
        return {f"{self.old}{end}": f"{self.new}{end}" for end in own}

    def _fields(self, entry: Entry) -> Iterator[Edit]:
        for path, key in self._paths(entry):
            yield self._word(entry, path, key)
        if entry is self.entry:
            yield self._word(entry, ("id",), key=False)
            yield from self._former()

    def _paths(self, entry: Entry) -> set[tuple[Path, bool]]:
        """Return the paths in front matter where the id is a value, or a key (true)."""
        meta = entry.meta
        found: set[tuple[Path, bool]] = {
            (link.path, isinstance(link.path[-1], str))
            for link in self.corpus.outgoing[entry.id]
            if link.target == self.old
        }
        found |= {((name, self.old), True) for name in KEYED if self.old in meta.get(name, ())}
        return found | {*self._later_paths(entry)}

    def _later_paths(self, entry: Entry) -> Iterator[tuple[Path, bool]]:
        """Yield the same for links in what later documents change, and for documents."""
        for path, item in editions.changes(entry):
            for kind in self.corpus.settings.links.keys() & item.keys():
                targets = item[kind]
                if isinstance(targets, dict):
                    yield from (((*path, kind, t), True) for t in targets if t == self.old)
                else:
                    named = enumerate(targets)
                    yield from (((*path, kind, n), False) for n, t in named if t == self.old)
        for owner, path, part in self.corpus.based:
            if owner is entry and part.get(editions.DOCUMENT) == self.old:
                yield (*path, editions.DOCUMENT), False

    def _word(self, entry: Entry, path: Path, key: bool) -> Edit:
        span = entry.locate(path, key=key)
        typed = entry.source.line(span.line)[span.column - 1 : span.end - 1]
        if typed not in {self.old, f"'{self.old}'", f'"{self.old}"'}:
            raise unusual(entry, span, typed)
        return Edit(span, typed.replace(self.old, self.new))

    def _former(self) -> Iterator[Edit]:
        """Yield the edits of `formerly`: the old id comes last, and the new one is taken out."""
        entry = self.entry
        former = entry.formerly
        if self.new in former:
            yield from self._shifted(former.index(self.new))
        else:
            yield added_former(entry, [self.old])

    def _shifted(self, first: int) -> Iterator[Edit]:
        """Yield edits that put each former id after the `first` into the place before it.

        Where each has a line of its own, its comment goes with it.
        """
        entry = self.entry
        spans = [entry.locate(("formerly", n)) for n in range(first, len(entry.formerly))]
        lines = [entry.source.line(span.line) for span in spans]
        for n, (span, line) in enumerate(zip(spans, lines, strict=True)):
            if line[: span.column - 1].strip() == "-":
                spans[n] = span._replace(end=len(line) + 1)
        typed = [line[s.column - 1 : s.end - 1] for s, line in zip(spans, lines, strict=True)]
        for span, text in zip(spans, [*typed[1:], self.old], strict=True):
            yield Edit(span, text)

    def _roles(self, item: Entry | Page) -> Iterator[Edit]:
        for use in item.prose.roles:
            edits = [*self._role(item, use)]
            typed = item.prose.text[slice(*use.target_at)]
            if edits and typed != use.target:
                raise unusual(item, use.span, typed)
            yield from edits

    def _role(self, item: Entry | Page, use: Use) -> Iterator[Edit]:
        if use.name == COUNT:
            yield from self._filter(item, use.target_at, of_count(use.target, item.docname))
        elif use.name in {"entry", "need"}:
            yield from self._entry(item, use)
        elif use.name == "doc":
            yield from self._path(item, use.span, use.target)
        elif use.name in {"ref", "numref"} and (label := self._label(use.target)):
            yield Edit(use.span, label)

    def _entry(self, item: Entry | Page, use: Use) -> Iterator[Edit]:
        """Yield the edits of a link to an entry: its id, and fields in its words."""
        if use.name == "need" and self.fields:
            start, end = use.name_at[1], use.target_at[0]
            for match in re.finditer(FIELD, use.prose.text[start:end]):
                if new := self.fields.get(match[1]):
                    first, last = match.span(1)
                    yield Edit(item.prose.span(start + first, start + last), new)
        if use.target == self.old:
            yield Edit(use.span, self.new)

    def _directives(self, item: Entry | Page) -> Iterator[Edit]:
        yield from (Edit(use.span, new) for use, new in self._tables_on(item))
        for use in item.prose.directives:
            if use.name in DIRECTIVES:
                yield from self._query(item, use)
        yield from self._questions(item)

    def _tables_on(self, item: Entry | Page) -> Iterator[tuple[Use, str]]:
        """Yield each table of the entry that a page shows, with the table's new name."""
        for use in item.prose.directives:
            if use.name == "computed" and use.target in self.tables:
                yield use, self.tables[use.target]

    def _questions(self, item: Entry | Page) -> Iterator[Edit]:
        """Yield the edits of ids that questions choose."""
        for at, found in self._chosen(item):
            yield self._part(item, at, found.span, self.new)

    def _chosen(self, item: Entry | Page) -> Iterator[tuple[Range, choices.Named]]:
        """Yield each mention in the options of a question, with the place of the option's value."""
        for use in item.prose.directives:
            if use.name == choices.QUESTION:
                for at, found in choices.named(use):
                    if found.name == self.old and not found.criterion:
                        yield at, found

    def _query(self, item: Entry | Page, use: Use) -> Iterator[Edit]:
        """Yield the edits of a query: ids and the names of fields in its options."""
        query = of_directive(item, use)
        for option, at in use.prose.options(use).items():
            if option == "filter":
                yield from self._filter(item, at, query)
            elif option == "root_id" and query.get(option) == self.old:
                yield self._part(item, at, (0, len(self.old)), self.new)
            elif option in {"columns", "sort", "sort_by"}:
                for match in re.finditer(r"\w+", query.get(option)):
                    if new := self.fields.get(match[0]):
                        yield self._part(item, at, match.span(), new)

    def _filter(self, item: Entry | Page, at: Range, query: Query) -> Iterator[Edit]:
        """Yield the edits of filters: words that are ids, and the names of fields."""
        for start, end, new in renamed(self.corpus, query, self.old, self.fields):
            place = start, end
            yield self._part(item, at, place, new or self.new, quoted=query.kind != COUNT)

    def _part(
        self, item: Entry | Page, at: Range, part: Range, new: str, *, quoted: bool = True
    ) -> Edit:
        """Return the edit of a part of an option's value, or of a role's content."""
        typed = item.prose.text[slice(*at)]
        first, last = within(typed, *part, quoted=quoted)
        span = item.prose.span(at[0] + first, at[0] + last)
        if last - first != part[1] - part[0]:
            raise unusual(item, span, typed)
        return Edit(span, new)

    def _listed(self, item: Entry | Page) -> Iterator[Edit]:
        for start, end, name in toctree.items(item.prose):
            yield from self._path(item, item.prose.span(start, end), name)

    def _path(self, item: Entry | Page, span: Span, target: str) -> Iterator[Edit]:
        """Yield the edit of a page's name, which has no suffix or has one."""
        name = target.removesuffix(SUFFIX)
        if self.corpus.path_from(item.path, name).lstrip("/") == self.entry.docname:
            folder = name.removesuffix(self.old)
            yield Edit(span, f"{folder}{self.new}{target[len(name) :]}")

    def _links(self, item: Entry | Page) -> Iterator[Edit]:
        for use in item.prose.links:
            page, _, anchor = use.target.partition("#")
            if urlsplit(use.target).scheme:
                continue
            own = bool(page) and self.corpus.path_from(item.path, page) == self.entry.path
            place = self._place(item, anchor, own=own, here=not page)
            if own or place:
                yield from self._link(
                    item, use, page if own else "", anchor if place else "", place
                )

    def _link(
        self, item: Entry | Page, use: Use, page: str, anchor: str, place: str
    ) -> Iterator[Edit]:
        typed = item.prose.text[slice(*use.target_at)]
        before, sign, after = typed.partition("#")
        last = f"{self.old}{SUFFIX}"
        if (page and not before.endswith(last)) or (anchor and after != anchor):
            raise unusual(item, use.span, typed)
        if page:
            before = f"{before.removesuffix(last)}{self.new}{SUFFIX}"
        yield Edit(use.span, f"{before}{sign}{place or after}")

    def _place(self, item: Entry | Page, anchor: str, *, own: bool, here: bool) -> str:
        """Return the new anchor of a place on a page, or an empty string if it stays the same.

        Anchors contain ids as the page's own id, as `row--column` of a table, or in a table's name.
        """
        page = self.entry if own else item
        if anchor == self.old and (own or here) and anchor not in anchors(page.prose):
            return self.new
        head, sign, tail = anchor.partition("--")
        if sign and self.old in {head, tail}:
            return sign.join(self.new if part == self.old else part for part in (head, tail))
        return self._label(anchor)

    def _label(self, label: str) -> str:
        """Return the new address of a computed table, or an empty string for another label."""
        found = {address(name).lower(): address(self.tables[name]) for name in self.tables}
        return found.get(label.lower(), "")


def added_former(entry: Entry, ids: Sequence[str]) -> Edit:
    """Return the edit that adds former ids below those that an entry has."""
    former = entry.formerly
    if not former:
        below = entry.locate(("id",)).line + 1
        return Edit(Span(below, 1, 1), f"formerly: [{', '.join(ids)}]\n")
    span = entry.locate(("formerly", len(former) - 1))
    line = entry.source.line(span.line)
    before, typed = line[: span.column - 1], line[span.column - 1 : span.end - 1]
    between = f"\n{before}" if before.strip() == "-" else ", "
    return Edit(span, between.join([typed, *ids]))


def unusual(item: Entry | Page, span: Span, typed: str) -> UsageError:
    """Return the error for an id that is written in a way that is not edited."""
    place = f"{item.path}:{span.line}:{span.column}"
    return UsageError(f"{place}: write the id directly, not as {typed}; nothing was changed")
