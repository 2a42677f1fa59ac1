"""Layered graphs: an order in which few links cross, and places that keep links level."""

from __future__ import annotations

from collections import defaultdict
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Layer = Sequence[str]
    Links = Sequence[tuple[str, str]]

SWEEPS = 4


def order(layers: Sequence[Layer], links: Sequence[Links]) -> list[list[str]]:
    """Return the layers so ordered that few links cross; `links[i]` joins layers i and i + 1.

    What has no link comes last. Equal ones keep the order in which they were given.
    """
    linked = {name for pairs in links for pair in pairs for name in pair}
    current = [sorted(layer, key=lambda name: name not in linked) for layer in layers]
    best = [*current]
    back = [[(right, left) for left, right in pairs] for pairs in links]
    for _ in range(SWEEPS):
        for i in range(1, len(current)):
            current[i] = _sorted(current[i], current[i - 1], back[i - 1], linked)
        for i in reversed(range(len(current) - 1)):
            current[i] = _sorted(current[i], current[i + 1], links[i], linked)
        if _crossings(current, links) < _crossings(best, links):
            best = [*current]
    return best


def _sorted(layer: Layer, fixed: Layer, pairs: Links, linked: set[str]) -> list[str]:
    """Order a layer by the middle of what each is linked with in a layer that stays."""
    middles = level(layer, {name: float(i) for i, name in enumerate(fixed)}, pairs)
    own = {name: i * len(fixed) / len(layer) for i, name in enumerate(layer)}
    return sorted(layer, key=lambda name: (name not in linked, middles.get(name, own[name])))


def level(layer: Layer, places: Mapping[str, float], pairs: Links) -> dict[str, float]:
    """Return for each of a layer that is linked the middle of what it is linked with."""
    found: dict[str, list[float]] = defaultdict(list)
    for one, other in pairs:
        found[one].append(places[other])
    return {name: sum(found[name]) / len(found[name]) for name in layer if name in found}


def _crossings(layers: Sequence[Layer], links: Sequence[Links]) -> int:
    place = {name: i for layer in layers for i, name in enumerate(layer)}
    found = 0
    for pairs in links:
        ends = sorted((place[left], place[right]) for left, right in pairs)
        found += sum(one > other for i, (_, one) in enumerate(ends) for _, other in ends[i + 1 :])
    return found


def spread(wanted: Sequence[float], heights: Sequence[float], room: float) -> list[float]:
    """Return the middles of boxes in their order, near where each wants to be, none overlapping.

    `heights` have the gap below a box in them; all boxes stay between 0 and `room` if they fit.
    """
    offsets = [top + height / 2 for top, height in zip(stacked(heights), heights, strict=True)]
    runs: list[tuple[int, float]] = []  # boxes that touch: how many they are, and where they start
    for place, offset in zip(wanted, offsets, strict=True):
        count, start = 1, place - offset
        while runs and runs[-1][1] > start:
            more, other = runs.pop()
            count, start = count + more, (count * start + more * other) / (count + more)
        runs.append((count, start))
    starts = [start for count, start in runs for _ in range(count)]
    last = max(room - sum(heights), 0)
    return [min(max(s, 0), last) + offset for s, offset in zip(starts, offsets, strict=True)]


def stacked(heights: Sequence[float]) -> list[float]:
    """Return the tops of boxes that stand on each other."""
    return list(accumulate(heights, initial=0))[: len(heights)]
