"""Chart of a flow: a box per entry in layers, and a line with a head per link."""

from __future__ import annotations

from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

from speckb.tables.charts.layers import order
from speckb.tables.charts.places import (
    BETWEEN,
    PAD,
    SPACE,
    WIDTH,
    Box,
    height_of,
    level_with,
    lines_of,
    loose,
)
from speckb.tables.charts.svg import (
    BASE,
    QUIET,
    SIZE,
    document,
    frame,
    lines,
    link,
    path,
    tag,
)
from speckb.tables.charts.text import width, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.tables.charts.svg import Address
    from speckb.tables.flow import Arrow, Flow

    Point = tuple[float, float]

SMALL, KIND = 11, 14  # the size of a type's name, and the height that it takes in a box
BYWAY = 14  # the height where a link passes a layer between boxes
BELOW = 6  # between the boxes of a layer, beside their own space
APART, LEGEND, SAMPLE, GAP = 30, 28, 30, 18
DASHES = ("", "6 3", "2 3", "9 3 2 3")  # of kinds of links; a fifth one looks like the first


def chart(corpus: Corpus, found: Flow, label: str, address: Address) -> str:
    """Return the chart as SVG, or an empty string where there is no entry.

    `label` says what it shows; `address` returns the URL of an entry and an anchor.
    """
    if not found.entries:
        return ""
    several = len({entry.type.name for entry in found.entries}) > 1
    above = KIND if several else 0
    boxes, ways = _placed(found, above)
    bottom = max((box.middle + box.height / 2 for box in boxes), default=-APART)
    limit = max((box.left + WIDTH for box in boxes), default=3 * WIDTH + 4 * SPACE)
    apart = loose(found.apart, bottom + APART, limit, above)
    everything = [*boxes, *apart]
    bottom = max(box.middle + box.height / 2 for box in everything)
    right = max(box.left + WIDTH for box in everything)
    used = {kind for arrow in found.arrows for kind in arrow.kinds}
    kinds = [kind for kind in corpus.settings.links if kind in used]
    parts = [
        tag(
            "g",
            *(_line(arrow, ways[arrow.source, arrow.target], kinds) for arrow in found.arrows),
            class_="edges",
            fill="none",
            stroke=QUIET,
        ),
        *(_box(box, address) for box in boxes),
        *(_box(box, address, stroke_dasharray="2 2") for box in apart),
    ]
    if kinds:
        samples, bottom, wide = _legend(corpus, kinds, bottom + LEGEND, right)
        right = max(right, wide)
        parts.append(samples)
    return document(right, bottom + 1, label, "flow", *parts)


def _placed(found: Flow, above: float) -> tuple[list[Box], dict[tuple[str, str], list[Point]]]:
    """Return the boxes of linked entries, and the points of each arrow from left to right."""
    layer = {entry.id: n for n, group in enumerate(found.layers) for entry in group}
    names: list[list[str]] = [[entry.id for entry in group] for group in found.layers]
    links: list[list[tuple[str, str]]] = [[] for _ in names[1:]]
    chains = {}
    for number, arrow in enumerate(found.arrows):
        left, right = sorted((arrow.target, arrow.source), key=layer.__getitem__)
        chain = [left]
        for n in range(layer[left] + 1, layer[right]):
            names[n].append(f"{number} {n}")  # no id has a blank
            chain.append(names[n][-1])
        chain.append(right)
        for n, pair in enumerate(pairwise(chain), start=layer[left]):
            if layer[left] < layer[right] and pair not in links[n]:
                links[n].append(pair)
        chains[arrow.source, arrow.target] = chain
    if not names:
        return [], {}
    entries = {entry.id: entry for group in found.layers for entry in group}
    shown = {name: lines_of(entry) for name, entry in entries.items()}
    high = {name: height_of(text) + above + SPACE + BELOW for name, text in shown.items()}
    ordered = order(names, links)
    heights = [[high.get(name, BYWAY) for name in group] for group in ordered]
    middles = level_with(links, ordered, heights)
    lefts = {n: float(i) * (WIDTH + BETWEEN) for i, group in enumerate(ordered) for n in group}
    boxes = [
        Box(entries[name], lefts[name], middles[name], shown[name], above)
        for group in ordered
        for name in group
        if name in entries
    ]
    ways = {}
    for ends, (left, *between, right) in chains.items():
        points = [(lefts[left] + WIDTH, middles[left])]
        for name in between:  # straight past the boxes of a layer
            points += [(lefts[name], middles[name]), (lefts[name] + WIDTH, middles[name])]
        ways[ends] = [*points, (lefts[right], middles[right])]
        if layer[left] == layer[right]:  # a circle within a layer: around, from right to right
            x = lefts[right] + WIDTH
            ways[ends] = [points[0], (x + BETWEEN / 2, middles[right]), (x, middles[right])]
    return boxes, ways


def _line(arrow: Arrow, points: Sequence[Point], kinds: Sequence[str]) -> str:
    """Return an arrow, with its head where its links lead to."""
    at_left = arrow.target_first
    (x, y), way = (points[0], 1) if at_left else (points[-1], -1)
    head = path((x, y)) + f"m{7 * way},-3.5l{-7 * way},3.5l{7 * way},3.5"
    left, right = (arrow.target, arrow.source)[:: 1 if at_left else -1]
    dash = DASHES[kinds.index(arrow.kinds[0]) % len(DASHES)]
    return tag(
        "path",
        d=path(*points) + head,
        stroke_dasharray=dash or None,
        data_from=left,
        data_to=right,
    )


def _box(box: Box, address: Address, **look: str) -> str:
    entry = box.entry
    top = box.middle - box.height / 2
    parts = [
        frame(box.left, top, WIDTH, box.height, **look),
        lines(box.shown, box.left + PAD, box.middle + box.above / 2),
    ]
    if box.above:
        (kind,) = wrap(entry.type.title, SMALL, WIDTH - 2 * PAD, 1)
        place = {"x": box.left + PAD, "y": top + PAD + SMALL - 1}
        parts.append(
            tag("text", escape(kind), **place, font_size=SMALL, fill=QUIET, class_="label")
        )
    about = {"data_id": entry.id, "class_": "node"}
    return link(address(entry.id, ""), entry.heading, entry.summary, *parts, **about)


def _legend(
    corpus: Corpus, kinds: Sequence[str], y: float, limit: float
) -> tuple[str, float, float]:
    """Return a sample of each kind of link with its name, in lines; and their bottom and right."""
    parts, x, right = [], 0.0, 0.0
    for number, kind in enumerate(kinds):
        label = corpus.settings.links[kind].outgoing
        size = SAMPLE + 6 + width(label, SIZE)
        if x and x + size > limit:
            x, y = 0, y + 20
        dash = DASHES[number % len(DASHES)] or None
        parts.append(
            tag(
                "path",
                d=f"M{x:g},{y:g}h{SAMPLE}M{x + 7:g},{y - 3.5:g}l-7,3.5l7,3.5",
                fill="none",
                stroke=QUIET,
                stroke_dasharray=dash,
                class_="sample",
            )
        )
        parts.append(tag("text", escape(label), x=x + SAMPLE + 6, y=y + SIZE * BASE))
        right = max(right, x + size)
        x += size + GAP
    return tag("g", *parts, class_="legend", fill=QUIET), y + SIZE, right
