"""Layout of the boxes of layered charts: a column per layer, and rows for unlinked entries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from speckb.tables.charts.layers import level, order, spread, stacked
from speckb.tables.charts.svg import LINE, SIZE
from speckb.tables.charts.text import wrap

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from speckb.corpus.entry import Entry
    from speckb.tables.charts.layers import Layer, Links
    from speckb.tables.trace import Trace

# Width of a box, space inside of its frame, gap between boxes, gap between layers.
WIDTH, PAD, SPACE, BETWEEN = 204, 7, 5, 54
MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class Box:
    """The box of an entry: left edge and vertical middle of its frame, lines of its text.

    `above` is the height that is left free above these lines.
    """

    entry: Entry
    left: float
    middle: float
    shown: Sequence[str]
    above: float = 0

    @property
    def height(self) -> float:
        """The height of the frame."""
        return height_of(self.shown) + self.above


def height_of(shown: Sequence[str]) -> float:
    """Return the height of a frame around lines of text."""
    return len(shown) * LINE + 2 * PAD - 2


def boxes(trace: Trace, above: float, row: float) -> list[list[Box]]:
    """Return the boxes of each layer from top to bottom, without those of unlinked entries.

    The last layer has all of its entries, because the grid of values is drawn beside it: its boxes
    are one block of rows at least `row` high, with `above` left free above for the grid's heads.
    """
    linked = trace.linked
    kept = [[e for e in layer.entries if e.id in linked] for layer in trace.layers[:-1]]
    kept.append([*trace.layers[-1].entries])
    entries = {e.id: e for layer in kept for e in layer}
    names = order([[e.id for e in layer] for layer in kept], trace.links)
    shown = {name: lines_of(entry) for name, entry in entries.items()}
    heights = [[height_of(shown[name]) + SPACE for name in layer] for layer in names]
    heights[-1] = [max(one, row) for one in heights[-1]]
    middles = level_with(trace.links, names, heights, above)
    lefts = [number * (WIDTH + BETWEEN) for number in range(len(names))]
    return [
        [Box(entries[name], lefts[number], middles[name], shown[name]) for name in layer]
        for number, layer in enumerate(names)
    ]


def unlinked(trace: Trace) -> list[Entry]:
    """Return the entries of all layers but the last that have no link of the trace."""
    linked = trace.linked
    return [e for layer in trace.layers[:-1] for e in layer.entries if e.id not in linked]


def loose(found: Sequence[Entry], top: float, limit: float, above: float = 0) -> list[Box]:
    """Return the boxes of entries, side by side in rows no wider than `limit`."""
    columns = max(int((limit + 2 * SPACE) // (WIDTH + 2 * SPACE)), 1)
    boxes = []
    for start in range(0, len(found), columns):
        row = [(entry, lines_of(entry)) for entry in found[start : start + columns]]
        for column, (entry, shown) in enumerate(row):
            left = column * (WIDTH + 2 * SPACE)
            middle = top + (height_of(shown) + above) / 2
            boxes.append(Box(entry, left, middle, shown, above))
        top += max(height_of(shown) for _, shown in row) + above + 2 * SPACE
    return boxes


def lines_of(entry: Entry) -> Sequence[str]:
    """Return the lines of text in an entry's box."""
    return wrap(entry.heading, SIZE, WIDTH - 2 * PAD, MOST_LINES)


def level_with(
    links: Sequence[Links],
    names: Sequence[Layer],
    heights: Sequence[Sequence[float]],
    above: float | None = None,
) -> dict[str, float]:
    """Return the middle of each box: the tallest layer first, then the others level with it.

    The tallest layer fills the height, so that it has no choice. Each other one is aligned with the
    layer next to it on the tallest one's side, from there outwards. With `above`, the last layer is
    one block, and has so much space above it.
    """
    last = len(names) - 1 if above is not None else -1
    total = [sum(layer) + ((above or 0) if i == last else 0) for i, layer in enumerate(heights)]
    height, tallest = max(total), total.index(max(total))
    found: dict[str, float] = {}
    for number in sorted(range(len(names)), key=lambda i: abs(i - tallest)):
        wanted = {} if number == tallest else _beside(links, number, tallest, names, found)
        if number == last:
            middles = _block([*wanted.values()], heights[number], above or 0, height)
        else:
            # boxes without a link to that layer come last, so they may go to the bottom
            places = [wanted.get(name, height if wanted else 0) for name in names[number]]
            middles = spread(places, heights[number], height)
        found |= dict(zip(names[number], middles, strict=True))
    return found


def _beside(
    links: Sequence[Links],
    number: int,
    tallest: int,
    names: Sequence[Layer],
    found: Mapping[str, float],
) -> dict[str, float]:
    """Return the wanted middles of a layer's boxes: level with those that they are linked with."""
    if number < tallest:
        return level(names[number], found, links[number])
    pairs = [(right, left) for left, right in links[number - 1]]
    return level(names[number], found, pairs)


def _block(
    wanted: Sequence[float], heights: Sequence[float], above: float, space: float
) -> list[float]:
    """Return the middles of boxes stacked without gaps, with `above` left free above them."""
    middle = sum(wanted) / len(wanted) - above if wanted else 0
    (found,) = spread([middle], [sum(heights)], space - above)
    top = above + found - sum(heights) / 2
    return [top + y + h / 2 for y, h in zip(stacked(heights), heights, strict=True)]
