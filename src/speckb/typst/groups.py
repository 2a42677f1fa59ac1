"""Groups of entries in print: a heading where a part of the list of a type begins."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import quote

from speckb.tables.entry_list import parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.sphinxext.leaves import Leaf
    from speckb.tables.entry_list import Part


@dataclass(frozen=True, slots=True)
class Group:
    """A group that begins before a page: its title, and the number of headings above its own."""

    title: str
    level: int
    anchor: str

    @property
    def label(self) -> str:
        """The label of its heading."""
        return f":{quote(self.anchor)}"


def grouped(corpus: Corpus, leaves: Sequence[Leaf]) -> Iterator[tuple[Leaf, Sequence[Group]]]:
    """Yield each page with the groups that begin before it, the outer one first.

    Entries of a type that the settings group are in the order of their groups, below the headings
    of these.
    """
    types = {entry.docname: entry.type for entry in corpus.entries.values()}

    def kind(leaf: Leaf) -> tuple[str, int]:
        found = types.get(leaf.docname)
        return (found.name if found and found.group_by else "", leaf.level)

    for (name, level), run in groupby(leaves, kind):
        if not name:
            yield from ((leaf, ()) for leaf in run)
            continue
        known = {leaf.docname: leaf for leaf in run}
        due: list[Group] = []  # that begin with the next page
        for docname, begun, depth in _in_order(parts(corpus, name), level):
            if begun:
                due = [group for group in due if group.level < begun[0].level] + [*begun]
            if leaf := known.pop(docname, None):
                yield replace(leaf, level=level + depth), due
                due = []
        yield from ((leaf, ()) for leaf in known.values())


def _in_order(
    found: Sequence[Part], level: int, above: Sequence[Group] = (), depth: int = 0
) -> Iterator[tuple[str, Sequence[Group], int]]:
    """Yield each entry's page, the groups that begin with it, and the number of those around it."""
    for part in found:
        begun = [*above, Group(part.title, level + depth, part.anchor)] if part.title else [*above]
        inner = depth + bool(part.title)
        if part.below:
            yield from _in_order(part.below, level, begun, inner)
        for number, entry in enumerate(() if part.below else part.entries):
            yield entry.docname, [] if number else begun, inner
        above = ()
