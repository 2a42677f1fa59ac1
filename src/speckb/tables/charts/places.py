"""Where the boxes of a layered picture stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from speckb.tables.charts.layers import level, order, spread, stacked
from speckb.tables.charts.svg import LINE, SIZE
from speckb.tables.charts.text import wrap

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from speckb.corpus.entry import Entry
    from speckb.tables.trace import Trace

ROOM, PAD, SPACE, BETWEEN = 204, 7, 5, 54
MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class Box:
    """An entry's place: left edge and middle of the frame, lines of text."""

    entry: Entry
    left: float
    middle: float
    shown: Sequence[str]

    @property
    def height(self) -> float:
        """The height of the frame."""
        return height_of(self.shown)


def height_of(shown: Sequence[str]) -> float:
    """Return the height of a frame around lines of text."""
    return len(shown) * LINE + 2 * PAD - 2


def boxes(trace: Trace, above: float, row: float) -> list[list[Box]]:
    """Return the boxes of each layer from top to bottom, without those that have no link.

    The last layer has all; it stands as one block of rows at least `row` high, with `above` free
    above it.
    """
    linked = trace.linked
    kept = [[e for e in layer.entries if e.id in linked] for layer in trace.layers[:-1]]
    kept.append([*trace.layers[-1].entries])
    entries = {e.id: e for layer in kept for e in layer}
    names = order([[e.id for e in layer] for layer in kept], trace.links)
    shown = {name: lines_of(entry) for name, entry in entries.items()}
    heights = [[height_of(shown[name]) + SPACE for name in layer] for layer in names]
    heights[-1] = [max(one, row) for one in heights[-1]]
    middles = _middles(trace, names, heights, above)
    lefts = [number * (ROOM + BETWEEN) for number in range(len(names))]
    return [
        [Box(entries[name], lefts[number], middles[name], shown[name]) for name in layer]
        for number, layer in enumerate(names)
    ]


def loose(trace: Trace, top: float, room: float) -> list[Box]:
    """Return the boxes of what has no link, side by side in rows below `top`."""
    linked = trace.linked
    found = [e for layer in trace.layers[:-1] for e in layer.entries if e.id not in linked]
    columns = max(int((room + 2 * SPACE) // (ROOM + 2 * SPACE)), 1)
    boxes = []
    for start in range(0, len(found), columns):
        row = [(entry, lines_of(entry)) for entry in found[start : start + columns]]
        for column, (entry, shown) in enumerate(row):
            left = column * (ROOM + 2 * SPACE)
            boxes.append(Box(entry, left, top + height_of(shown) / 2, shown))
        top += max(height_of(shown) for _, shown in row) + 2 * SPACE
    return boxes


def lines_of(entry: Entry) -> Sequence[str]:
    """Return the lines of text in an entry's box."""
    return wrap(entry.heading, SIZE, ROOM - 2 * PAD, MOST_LINES)


def _middles(
    trace: Trace, names: list[list[str]], heights: list[list[float]], above: float
) -> dict[str, float]:
    """Place the highest layer, then the others level with what they are linked with in it."""
    last = len(names) - 1
    total = [sum(layer) + (above if i == last else 0) for i, layer in enumerate(heights)]
    room, highest = max(total), total.index(max(total))
    found: dict[str, float] = {}
    for number in sorted(range(len(names)), key=lambda i: abs(i - highest)):
        wanted = {} if number == highest else _beside(trace, number, highest, names, found)
        if number == last:
            middles = _block([*wanted.values()], heights[number], above, room)
        else:
            places = [wanted.get(name, room if wanted else 0) for name in names[number]]
            middles = spread(places, heights[number], room)
        found |= dict(zip(names[number], middles, strict=True))
    return found


def _beside(
    trace: Trace, number: int, highest: int, names: list[list[str]], found: Mapping[str, float]
) -> dict[str, float]:
    """Return where a layer's boxes want to be: level with the layer on the highest one's side."""
    if number < highest:
        return level(names[number], found, trace.links[number])
    pairs = [(right, left) for left, right in trace.links[number - 1]]
    return level(names[number], found, pairs)


def _block(
    wanted: Sequence[float], heights: Sequence[float], above: float, room: float
) -> list[float]:
    """Return the middles of boxes without gaps between them, below what is free above them."""
    middle = sum(wanted) / len(wanted) - above if wanted else 0
    (found,) = spread([middle], [sum(heights)], room - above)
    top = above + found - sum(heights) / 2
    return [top + y + h / 2 for y, h in zip(stacked(heights), heights, strict=True)]
