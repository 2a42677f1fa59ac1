"""SVG elements as text. Colors are attributes, for paper; the site's style sheet overrides them."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from speckb import language

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Address = Callable[[str, str], str]

SIZE = 12  # of the font
LINE = 15  # from one line of text to the next
BASE = 0.35  # from the middle of a line to its base line, as a share of the font size
INK, QUIET, FRAME, PAPER = "#16181d", "#5a6069", "#c4c9d1", "#ffffff"
TEXT = re.compile(r"<text\b([^>]*)>(.*?)</text>")
X = re.compile(r'\bx="([^"]*)"')
ANCHORS = {"start": "end", "end": "start", "middle": "middle"}
FONTS = "Source Sans Pro, Liberation Sans, Arial, sans-serif"


def tag(name: str, *content: str, **attributes: str | float | None) -> str:
    """Return an element; `content` is markup.

    In the names of attributes, `class_` stands for `class` and `font_size` for `font-size`; those
    with the value None are left out.
    """
    rendered = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = "".join(content)
    return f"<{name}{rendered}>{inner}</{name}>" if inner else f"<{name}{rendered}/>"


def _value(value: str | float) -> str:
    # one decimal is finer than a screen, and hides differences of the last bits between machines
    return escape(value) if isinstance(value, str) else f"{round(value, 1):g}"


def lines(shown: Sequence[str], x: float, middle: float, **attributes: str | float) -> str:
    """Return lines of text whose vertical middle is at `middle`."""
    first = middle - (len(shown) - 1) * LINE / 2 + SIZE * BASE
    if len(shown) == 1:
        return tag("text", escape(shown[0]), x=x, y=first, **attributes)
    spans = [
        tag("tspan", escape(line), x=x, y=first + number * LINE)
        for number, line in enumerate(shown)
    ]
    return tag("text", *spans, **attributes)


def link(address: str, name: str, summary: str, *content: str, **attributes: str | float) -> str:
    """Return content as a link, or as a group without one where the address is empty.

    Screen readers read its title: the name, with the summary unless that is empty.
    """
    title = tag("title", escape(f"{name}: {summary}" if summary else name))
    if not address:
        return tag("g", title, *content, **attributes)
    return tag("a", title, *content, href=address, **attributes)


def frame(left: float, top: float, width: float, height: float, **attributes: str | float) -> str:
    """Return the frame of a box, filled so that lines behind it are hidden."""
    # half a pixel in, so that the line is sharp
    look = {"rx": 3, "fill": PAPER, "stroke": FRAME, **attributes}
    return tag("rect", x=left + 0.5, y=top + 0.5, width=width - 1, height=height, **look)


def curve(x1: float, y1: float, x2: float, y2: float, **attributes: str | float) -> str:
    """Return a curve between two points that is horizontal at both."""
    return tag("path", d=path((x1, y1), (x2, y2)), **attributes)


def path(*points: tuple[float, float]) -> str:
    """Return the data of a path of curves through points; it is horizontal at each of them."""
    (x1, y1), *rest = points
    found = f"M{_value(float(x1))},{_value(float(y1))}"
    for x2, y2 in rest:
        half = (x1 + x2) / 2
        numbers = [_value(float(n)) for n in (half, y1, half, y2, x2, y2)]
        found += "C{},{} {},{} {},{}".format(*numbers)
        x1, y1 = x2, y2
    return found


def mirrored(content: str, width: float) -> str:
    """Return the content of a chart with left and right exchanged; its texts stay readable."""

    def unturned(found: re.Match[str]) -> str:
        attributes, inner = found.groups()
        place = X.search(found[0])
        if "transform=" in attributes:  # written upwards
            attributes = attributes.replace(')"', ') scale(1,-1)"')
        elif place:
            attributes += f' transform="matrix(-1,0,0,1,{_value(2 * float(place[1]))},0)"'
        return f"<text{attributes}>{inner}</text>"

    turned = re.sub(
        r'text-anchor="(\w+)"',
        lambda found: f'text-anchor="{ANCHORS[found[1]]}"',
        TEXT.sub(unturned, content),
    )
    return tag("g", turned, transform=f"matrix(-1,0,0,1,{_value(width)},0)", text_anchor="end")


def document(width: float, height: float, label: str, kind: str, *content: str) -> str:
    """Return the SVG document of a chart of a kind; screen readers read the label.

    In a language that is written from right to left the chart is mirrored, except its letters.
    """
    turned = language.direction(language.code()) == "rtl"
    shown = mirrored("".join(content), width) if turned else "".join(content)
    return tag(
        "svg",
        shown,
        xmlns="http://www.w3.org/2000/svg",
        class_=f"picture {kind}",
        role="group",
        aria_label=label,
        viewBox=f"0 0 {_value(width)} {_value(height)}",
        width=width,
        height=height,
        font_family=FONTS,
        font_size=SIZE,
        fill=INK,
    )
