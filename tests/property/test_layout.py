"""Text that fits and boxes that do not overlap, whatever there is to draw."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from speckb.tables.charts.layers import order, spread
from speckb.tables.charts.text import width, wrap

sizes = st.floats(6, 40)
heights = st.floats(1, 60)


@given(st.text(max_size=80), sizes, st.floats(20, 400), st.integers(1, 4))
def test_wrapped_lines_fit(text: str, size: float, room: float, lines: int) -> None:
    found = wrap(text, size, room, lines)
    assert len(found) <= lines
    assert bool(found) == bool(text.split())
    assert all(width(line, size) <= max(room, width("…", size)) for line in found)


@given(st.lists(st.sampled_from(["a", "bb", "ccc-dd", "e-f-g"]), max_size=9), st.floats(30, 200))
def test_text_with_lines_enough_is_kept_whole(words: list[str], room: float) -> None:
    text = " ".join(words)
    assert "".join(wrap(text, 10, room, 99)).replace(" ", "") == text.replace(" ", "")


@given(st.lists(st.tuples(st.floats(-100, 900), heights), max_size=20), st.floats(0, 800))
def test_boxes_keep_their_order_and_never_overlap(
    boxes: list[tuple[float, float]], room: float
) -> None:
    tall = [height for _, height in boxes]
    middles = spread([place for place, _ in boxes], tall, room)
    edges = [(m - h / 2, m + h / 2) for m, h in zip(middles, tall, strict=True)]
    assert all(below[0] - above[1] > -1e-6 for above, below in pairwise(edges))
    if boxes:
        assert edges[0][0] > -1e-6
        assert edges[-1][1] < max(room, sum(tall)) + 1e-6


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[list[str]], list[list[tuple[str, str]]]]:
    """Layers of names, and links between neighbouring ones."""
    counts = draw(st.lists(st.integers(1, 6), min_size=2, max_size=4))
    layers = [[f"{i}.{j}" for j in range(count)] for i, count in enumerate(counts)]
    links = [
        draw(st.lists(st.tuples(st.sampled_from(left), st.sampled_from(right)), unique=True))
        for left, right in pairwise(layers)
    ]
    return layers, links


@given(graphs())
def test_an_order_has_every_entry_once_with_the_unlinked_last(
    graph: tuple[list[list[str]], list[list[tuple[str, str]]]],
) -> None:
    layers, links = graph
    linked = {name for pairs in links for pair in pairs for name in pair}
    for found, layer in zip(order(layers, links), layers, strict=True):
        assert sorted(found) == sorted(layer)
        flags = [name in linked for name in found]
        assert flags == sorted(flags, reverse=True)


def crossings(layers: list[list[str]], links: list[list[tuple[str, str]]]) -> int:
    place = {name: i for layer in layers for i, name in enumerate(layer)}
    return sum(
        (place[a] - place[c]) * (place[b] - place[d]) < 0
        for pairs in links
        for i, (a, b) in enumerate(pairs)
        for c, d in pairs[i + 1 :]
    )


@given(graphs())
def test_an_order_never_has_more_crossings_than_the_given_one(
    graph: tuple[list[list[str]], list[list[tuple[str, str]]]],
) -> None:
    layers, links = graph
    linked = {name for pairs in links for pair in pairs for name in pair}
    given = [sorted(layer, key=lambda name: name not in linked) for layer in layers]
    assert crossings(order(layers, links), links) <= crossings(given, links)
