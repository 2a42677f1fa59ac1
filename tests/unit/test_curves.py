"""The lines of a picture between its boxes."""

from __future__ import annotations

from speckb.tables.charts.svg import curve


def test_a_line_leaves_and_arrives_level_and_bends_half_way() -> None:
    """Both points that pull at it are half way, one at the height of each end."""
    assert curve(10, 20, 110, 80) == '<path d="M10,20C60,20 60,80 110,80"/>'
    assert curve(110, 80, 10, 20) == '<path d="M110,80C60,80 60,20 10,20"/>'
