"""Layout of layered graphs: an order with few crossings, and positions that keep links level."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Layer = Sequence[str]
Links = Sequence[tuple[str, str]]

SWEEPS = 4  # forwards and backwards; the best order found is kept


def order(layers: Sequence[Layer], links: Sequence[Links]) -> list[list[str]]:
    """Return the layers in an order with few crossings; `links[i]` joins layers i and i + 1.

    This is the barycenter heuristic: each layer in turn is sorted by the mean position of its
    neighbours in the next layer, forwards and backwards, and the best result is kept. Nodes without
    a link come last. Ties keep the given order, so that the result is the same everywhere.
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
    """Sort a layer by the mean position of each node's neighbours in the `fixed` layer.

    A node without neighbours there keeps its relative position.
    """
    middles = level(layer, {name: float(i) for i, name in enumerate(fixed)}, pairs)
    own = {name: i * len(fixed) / len(layer) for i, name in enumerate(layer)}
    return sorted(layer, key=lambda name: (name not in linked, middles.get(name, own[name])))


def level(layer: Layer, places: Mapping[str, float], pairs: Links) -> dict[str, float]:
    """Return for each node of a layer that has links the mean of its neighbours' positions."""
    found: dict[str, list[float]] = defaultdict(list)
    for one, other in pairs:
        found[one].append(places[other])
    return {name: sum(found[name]) / len(found[name]) for name in layer if name in found}


def _crossings(layers: Sequence[Layer], links: Sequence[Links]) -> int:
    """Return the number of pairs of links that cross."""
    place = {name: i for layer in layers for i, name in enumerate(layer)}
    found = 0
    for pairs in links:
        ends = sorted((place[left], place[right]) for left, right in pairs)
        found += sum(one > other for i, (_, one) in enumerate(ends) for _, other in ends[i + 1 :])
    return found


def spread(wanted: Sequence[float], heights: Sequence[float], space: float) -> list[float]:
    """Return the middles of boxes that do not overlap, in order, each near its wanted middle.

    `heights` include the gap below each box; all boxes are between 0 and `space` if they fit.

    The sum of squared distances from the wanted middles is the least possible. If all boxes are
    stacked without gaps, box i has its middle at `offsets[i]`. Not to overlap then means that
    `middle - offset`, by which a box is shifted from there, never decreases from box to box: the
    least squares under this condition are an isotonic regression, which the pool adjacent violators
    algorithm computes in linear time.
    """
    offsets = [top + height / 2 for top, height in zip(stacked(heights), heights, strict=True)]
    runs: list[tuple[int, float]] = []  # boxes that touch: their number and their common shift
    for place, offset in zip(wanted, offsets, strict=True):
        count, shift = 1, place - offset
        # A box that would overlap the run before it joins that run. The best shift of a run is the
        # mean of those of its boxes, and may make it overlap the one before in turn.
        while runs and runs[-1][1] > shift:
            more, other = runs.pop()
            count, shift = count + more, (count * shift + more * other) / (count + more)
        runs.append((count, shift))
    shifts = [shift for count, shift in runs for _ in range(count)]
    # No shift leaves the space if it is within these bounds, and cutting them keeps their order.
    most = max(space - sum(heights), 0)
    return [min(max(s, 0), most) + offset for s, offset in zip(shifts, offsets, strict=True)]


def stacked(heights: Sequence[float]) -> list[float]:
    """Return the tops of boxes that are stacked without gaps."""
    return list(accumulate(heights, initial=0))[: len(heights)]
