"""Positions of keys and items in a file of data, by their paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.files.frontmatter import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Places = Mapping[tuple[str, ...], Span]

START = Span(1, 1, 2)


def innermost(places: Places, path: Sequence[str]) -> Span:
    """Return the position of a part by its path, or of the innermost part around it."""
    steps = (*path,)
    for depth in range(len(steps), -1, -1):
        if found := places.get(steps[:depth]):
            return found
    return START
