"""SVG as text. Colors are attributes for a page of paper; a site's style sheet overrules them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Address = Callable[[str, str], str]

SIZE = 12
LINE = 15
BASE = 0.35
INK, QUIET, FRAME, PAPER = "#16181d", "#5a6069", "#c4c9d1", "#ffffff"
FONTS = "Source Sans Pro, Liberation Sans, Arial, sans-serif"


def tag(name: str, *content: str, **attributes: str | float | None) -> str:
    """Return an element; `content` is markup, `class_` and `font_size` lose their underscores."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = "".join(content)
    return f"<{name}{told}>{inner}</{name}>" if inner else f"<{name}{told}/>"


def _value(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else f"{round(value, 1):g}"


def lines(shown: Sequence[str], x: float, middle: float, **attributes: str | float) -> str:
    """Return lines of text, one below the other, whose middle is at a height."""
    first = middle - (len(shown) - 1) * LINE / 2 + SIZE * BASE
    if len(shown) == 1:
        return tag("text", escape(shown[0]), x=x, y=first, **attributes)
    spans = [
        tag("tspan", escape(line), x=x, y=first + number * LINE)
        for number, line in enumerate(shown)
    ]
    return tag("text", *spans, **attributes)


def link(address: str, name: str, told: str, *content: str, **attributes: str | float) -> str:
    """Return content that leads to an address, or stands alone where there is none.

    `name` is what is read aloud; with `told`, which says more, it shows under a pointer.
    """
    title = tag("title", escape(f"{name}: {told}" if told else name))
    if not address:
        return tag("g", title, *content, **attributes)
    return tag("a", title, *content, href=address, **attributes)


def frame(left: float, top: float, width: float, height: float, **attributes: str | float) -> str:
    """Return the frame of a box, filled so that nothing shows through."""
    look = {"rx": 3, "fill": PAPER, "stroke": FRAME, **attributes}
    return tag("rect", x=left + 0.5, y=top + 0.5, width=width - 1, height=height, **look)


def curve(x1: float, y1: float, x2: float, y2: float, **attributes: str | float) -> str:
    """Return a line that leaves and arrives level."""
    half = (x1 + x2) / 2
    numbers = [_value(float(n)) for n in (x1, y1, half, y1, half, y2, x2, y2)]
    path = "M{},{}C{},{} {},{} {},{}".format(*numbers)
    return tag("path", d=path, **attributes)


def picture(width: float, height: float, label: str, kind: str, *content: str) -> str:
    """Return the whole picture, named for those who do not see it."""
    return tag(
        "svg",
        *content,
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
