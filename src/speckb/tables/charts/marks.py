"""Marks for tones: a small sign per tone, different in shape as well as in color."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from speckb.tables.charts.svg import BASE, PAPER, QUIET, SIZE, tag
from speckb.tables.charts.text import width

if TYPE_CHECKING:
    from collections.abc import Mapping

INKS = {
    "good": "#1f7a43",
    "conditional": "#5d7010",
    "mixed": "#8a5a0b",
    "bad": "#b3261e",
    "neutral": "#5a6069",
    "elsewhere": "#2a4fb0",
}
RADIUS = 5


def mark(tone: str, x: float, y: float) -> str:
    """Return the sign of a tone, centered at a point; unknown tones have the neutral sign."""
    ink = INKS.get(tone, QUIET)
    ring = tag("circle", cx=x, cy=y, r=RADIUS, fill=PAPER, stroke="currentColor", class_="ring")
    half = f"M{x:g},{y - RADIUS:g}a{RADIUS},{RADIUS} 0 0 0 0,{2 * RADIUS}z"
    most = f"M{x:g},{y - RADIUS:g}a{RADIUS},{RADIUS} 0 1 1 {-RADIUS},{RADIUS}h{RADIUS}z"
    arrow = f"M{x - 5:g},{y:g}h10m-4,-4l4,4l-4,4"
    signs = {
        "good": tag("circle", cx=x, cy=y, r=RADIUS + 0.5, fill="currentColor"),
        "conditional": ring + tag("path", d=most, fill="currentColor"),
        "mixed": ring + tag("path", d=half, fill="currentColor"),
        "bad": ring,
        "neutral": tag("path", d=f"M{x - 4:g},{y:g}h8", stroke="currentColor"),
        "elsewhere": tag("path", d=arrow, fill="none", stroke="currentColor"),
    }
    return tag(
        "g",
        signs.get(tone, signs["neutral"]),
        class_=f"mark mark-{tone}",
        color=ink,
        stroke_width=1.5,
    )


def legend(tones: Mapping[str, str], x: float, y: float, limit: float) -> str:
    """Return the signs with the tones' names, side by side in lines no wider than `limit`."""
    parts, at = [], x
    for tone, name in tones.items():
        step = 2 * RADIUS + 8 + width(name, SIZE) + 14
        if at > x and at + step > x + limit:
            at, y = x, y + 20
        parts.append(mark(tone, at + RADIUS, y))
        parts.append(tag("text", escape(name), x=at + 2 * RADIUS + 8, y=y + SIZE * BASE))
        at += step
    return tag("g", *parts, class_="legend", fill=QUIET)
