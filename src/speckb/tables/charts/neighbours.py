"""Chart of the neighbours of an entry: targets of its links at the left, sources at the right."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from speckb.language import ngettext
from speckb.tables.charts.svg import (
    FRAME,
    LINE,
    QUIET,
    SIZE,
    curve,
    document,
    frame,
    lines,
    link,
    tag,
)
from speckb.tables.charts.text import BOLD, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.tables.charts.svg import Address

SIDE, MIDDLE, BETWEEN = 232, 148, 48
PAD, SPACE, APART, HEADING, SMALL = 5, 4, 8, 17, 11
MOST = 4
VALUES = "criteria"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A neighbour: an entry, or the part of the page that lists more, with name and summary."""

    entry: str
    anchor: str
    name: str
    summary: str = ""

    @property
    def lines(self) -> Sequence[str]:
        """The name as lines of text."""
        return wrap(self.name, SIZE, SIDE - 2 * PAD, 2)

    @property
    def height(self) -> float:
        """The height of the frame."""
        return len(self.lines) * LINE + 2 * PAD


@dataclass(frozen=True, slots=True)
class Group:
    """The neighbours of one kind on one side."""

    label: str
    left: bool
    neighbours: Sequence[Neighbour]

    @property
    def height(self) -> float:
        """The height with the label above and a space below."""
        return HEADING + sum(n.height + SPACE for n in self.neighbours) + APART


def neighbours(corpus: Corpus, entry: Entry, label: str, address: Address) -> str:
    """Return the chart as SVG, or an empty string for an entry without neighbours.

    `label` says what it shows; `address` returns the URL of an entry and an anchor.
    """
    found = list(groups(corpus, entry))
    if not found:
        return ""
    left, right = ([g for g in found if g.left is side] for side in (True, False))
    shown = wrap(entry.heading, SIZE * BOLD, MIDDLE - 2 * PAD, 5)
    own = len(shown) * LINE + 2 * PAD
    tall = [sum(group.height for group in side) - APART if side else 0 for side in (left, right)]
    height = max(own, *tall)
    start = SIDE + BETWEEN if left else 0
    end = start + MIDDLE
    after, middle = end + BETWEEN, height / 2
    parts = [
        *_side(left, (0, middle - tall[0] / 2), (start, SIDE, middle), address),
        *_side(right, (after, middle - tall[1] / 2), (end, after, middle), address),
        frame(start, middle - own / 2, MIDDLE, own, class_="here"),
        lines(shown, start + PAD, middle, font_weight="bold"),
    ]
    return document(after + SIDE if right else end, height + 1, label, "neighbours", *parts)


def _side(
    groups: Sequence[Group],
    corner: tuple[float, float],
    ends: tuple[float, float, float],
    address: Address,
) -> Iterator[str]:
    """Yield the groups of one side, one below the other.

    `corner` is the left top of the first. Lines start at x = `ends[0]`, y = `ends[2]`, beside the
    entry, and end at x = `ends[1]`.
    """
    left, top = corner
    start, near, middle = ends
    small: dict[str, str | float] = {"font_size": SMALL, "fill": QUIET, "class_": "label"}
    for group in groups:
        label = escape(" ".join(wrap(group.label, SMALL, SIDE, 1)))
        yield tag("text", label, x=left, y=top + SMALL, **small)
        top += HEADING
        for one in group.neighbours:
            level = top + one.height / 2
            yield curve(start, middle, near, level, class_="edge", fill="none", stroke=FRAME)
            yield link(
                address(one.entry, one.anchor),
                one.name,
                one.summary,
                frame(left, top, SIDE, one.height),
                lines(one.lines, left + PAD, level),
                class_="node",
            )
            top += one.height + SPACE
        top += APART


def groups(corpus: Corpus, entry: Entry) -> Iterator[Group]:
    """Yield the neighbours by kind of link: targets for the left side, sources for the right."""
    outgoing, incoming = corpus.outgoing[entry.id], corpus.incoming.get(entry.id, ())
    for kind in corpus.settings.links.values():
        ends = [link.target for link in outgoing if link.kind == kind.name]
        starts = [link.source for link in incoming if link.kind == kind.name]
        for label, left, names in ((kind.outgoing, True, ends), (kind.incoming, False, starts)):
            if names and kind.name == VALUES:
                yield Group(label, left, [_counted(corpus, entry, names)])
            elif names:
                yield Group(label, left, list(_named(corpus, entry, names)))


def _counted(corpus: Corpus, entry: Entry, names: Sequence[str]) -> Neighbour:
    """Return all entries at the other end of values as one neighbour, with their number.

    They are a table on the same page, and too many for the chart.
    """
    title = corpus.entries[names[0]].type.title
    anchor = "remarks" if entry.assessments else "vocabulary"
    return Neighbour(entry.id, anchor, f"{title} ({len(names)})")


def _named(corpus: Corpus, entry: Entry, names: Sequence[str]) -> Iterator[Neighbour]:
    """Yield each entry once; those beyond the first few are one neighbour, with their number."""
    found = [corpus.linkable[name] for name in dict.fromkeys(names)]
    shown = found if len(found) <= MOST + 1 else found[:MOST]
    for one in shown:
        yield Neighbour(one.id, "", one.heading, one.summary)
    if rest := len(found) - len(shown):
        yield Neighbour(entry.id, "links", ngettext("and {n} more", "and {n} more", rest))
