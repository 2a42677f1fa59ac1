"""Layers are put into an order from both sides, so that links cross as little as they can."""

from __future__ import annotations

from itertools import combinations

import pytest

from speckb.tables.charts.layers import order

Layers = list[list[str]]
Links = list[list[tuple[str, str]]]


def crossings(layers: Layers, links: Links) -> int:
    place = {name: i for layer in layers for i, name in enumerate(layer)}
    return sum(
        (place[a] - place[c]) * (place[b] - place[d]) < 0
        for pairs in links
        for (a, b), (c, d) in combinations(pairs, 2)
    )


@pytest.mark.parametrize(
    ("layers", "links"),
    [
        pytest.param(
            [["a"], ["p", "q", "r"], ["x", "y"]],
            [[("a", "r")], [("p", "y"), ("q", "y"), ("r", "x")]],
            id="the middle by what is right of it",
        ),
        pytest.param(
            [["a"], ["p", "q"], ["x", "y"]],
            [[("a", "q")], [("p", "y"), ("q", "x")]],
            id="the right by what is left of it",
        ),
        pytest.param(
            [["a", "b"], ["p", "q", "r"], ["x", "y"]],
            [[("b", "q")], [("p", "y"), ("q", "x"), ("r", "y")]],
            id="the left by what is right of it",
        ),
    ],
)
def test_crossings_that_can_be_taken_away_are(layers: Layers, links: Links) -> None:
    assert crossings(layers, links) > 0
    assert crossings(order(layers, links), links) == 0
