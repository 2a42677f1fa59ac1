"""Table of contents, lists of figures and tables, titles of running heads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.language import N_, _
from speckb.typst import subject_index
from speckb.typst.code import array, boolean, call, quote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from speckb.sphinxext.leaves import Leaf
    from speckb.typst.groups import Group
    from speckb.typst.writer import PageCode

    Groups = Mapping[str, Sequence[Group]]  # that begin before a page, by its name

DEPTH = 3
LISTS = {"figure": N_("Figures"), "table": N_("Tables")}


def part_label(number: int) -> str:
    """Return the label of the part that starts with leaf `number`."""
    return f":part-{number}"


def front(
    root: str, leaves: Sequence[Leaf], page_codes: Mapping[str, PageCode], groups: Groups
) -> Iterator[str]:
    """Yield the code of the contents and of the lists of figures and tables, unless empty.

    The lists begin with those of the landing page, `root`, which is before the contents.
    """
    docnames = [name for name in (root, *(leaf.docname for leaf in leaves)) if name in page_codes]
    title = quote(_("Contents"))
    yield f"#{call('contents', title, *headings(leaves, page_codes, groups))}\n"
    first = True
    for kind, title in LISTS.items():
        rows = [
            array([quote(item.number), quote(item.text), quote(item.label)])
            for docname in docnames
            for item in page_codes[docname].items
            if item.kind == kind
        ]
        if rows:
            yield f"#{call('list-of', boolean(first), quote(_(title)), *rows)}\n"
            first = False


def headings(
    leaves: Sequence[Leaf], page_codes: Mapping[str, PageCode], groups: Groups
) -> Iterator[str]:
    """Yield a row of the contents for each part, each group and each heading of a listed page.

    Pages and groups are there at any level, sections down to DEPTH.
    """
    for number, leaf in enumerate(leaves):
        if leaf.part:
            yield array(["0", quote(""), quote(leaf.part), quote(part_label(number))])
        for group in groups.get(leaf.docname, ()):
            rank = str(group.level + 1 - _base(leaf))
            yield array([rank, quote(""), quote(group.title), quote(group.label)])
        for item in page_codes[leaf.docname].items if leaf.listed else ():
            level = leaf.level + item.depth
            shown = level <= DEPTH or item.depth == 1
            if item.kind == "heading" and shown and item.label:
                rank = str(level - _base(leaf))
                yield array([rank, quote(item.number), quote(item.text), quote(item.label)])

    yield array(["1", quote(""), quote(_(subject_index.TITLE)), quote(subject_index.LABEL)])


def _base(leaf: Leaf) -> int:
    """Return the level that the contents do not indent: 0 for a chapter outside parts, else 1."""
    return 0 if leaf.chapter and leaf.level == 0 else 1


def titles(
    leaves: Sequence[Leaf], page_codes: Mapping[str, PageCode]
) -> Iterator[tuple[str, str, bool]]:
    """Yield label and text of each page's heading, in order, and whether it is a chapter."""
    for leaf in leaves:
        for item in page_codes[leaf.docname].items[:1]:
            if item.kind == "heading" and item.label:
                yield item.label, item.text, leaf.chapter
    yield subject_index.LABEL, _(subject_index.TITLE), True
