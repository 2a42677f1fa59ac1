"""Rewrite an SVG so that Typst draws the same lines on every machine.

Typst turns markers and rotated elements with the system's sine and cosine, and uses them for
circles, ellipses and rounded corners too. Two versions of the C runtime round them differently, and
the PDFs would differ. Here all of them become plain paths, computed with the operations that IEEE
754 defines to the last bit (+, -, *, / and the square root) and rounded to `DECIMALS`.

It covers what D2 and our charts draw. A picture file goes to Typst as its author wrote it.
"""

from __future__ import annotations

import re
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple
from xml.dom import minidom

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from xml.dom.minidom import Document, Element

    Point = tuple[float, float]
    Outline = list[tuple[str, list[Point]]]  # a path's absolute commands, each with its points

DECIMALS = 3
START, END = "marker-start", "marker-end"
SHAPES = ("circle", "ellipse", "rect")
GEOMETRY = {"x", "y", "cx", "cy", "r", "rx", "ry", "width", "height", "points", "d", "transform"}
TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?")
FUNCTION = re.compile(r"\b(\w++)\s*+\(([^()]*+)\)")
HALF = sqrt(0.5)
# Sine and cosine of the only angles that D2 and our charts turn by, in degrees.
TURNS = {0: (0.0, 1.0), 45: (HALF, HALF), 90: (1.0, 0.0), 180: (0.0, -1.0), 270: (-1.0, 0.0)}
ROUND = 4 / 3 * (sqrt(2) - 1)  # from a quarter circle's end to its control point; the radius is 1


class Matrix(NamedTuple):
    """An affine map; its numbers are in the order of SVG's `matrix()`."""

    a: float = 1
    b: float = 0
    c: float = 0
    d: float = 1
    e: float = 0
    f: float = 0

    def after(self, other: Matrix) -> Matrix:
        """Return the map that applies `other` first and this one to its result."""
        return Matrix(
            self.a * other.a + self.c * other.b,
            self.b * other.a + self.d * other.b,
            self.a * other.c + self.c * other.d,
            self.b * other.c + self.d * other.d,
            *self.apply((other.e, other.f)),
        )

    def apply(self, point: Point) -> Point:
        """Return where a point goes."""
        x, y = point
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f


def portable(svg: str) -> str:
    """Return the picture without markers, rotations, circles, ellipses and rounded rectangles."""
    document = minidom.parseString(svg)  # noqa: S318  written by D2 or by ourselves
    markers = {marker.getAttribute("id"): marker for marker in _all(document, "marker")}
    for number, path in enumerate(_all(document, "path")):
        if path.hasAttribute(START) or path.hasAttribute(END):
            _draw_heads(document, path, markers, f"head-{number}")
    for marker in markers.values():
        _replace(marker)
    for shape in (found for name in SHAPES for found in _all(document, name)):
        if shape.tagName != "rect" or _number(shape, "rx") or _number(shape, "ry"):
            path = _path(document, _outline(shape), _look(shape))
            if shape.hasAttribute("transform"):
                path.setAttribute("transform", shape.getAttribute("transform"))
            _replace(shape, path)
    for element in _all(document, "*"):
        if "rotate" in element.getAttribute("transform"):
            numbers = map(_rounded, _transform(element))
            element.setAttribute("transform", f"matrix({','.join(numbers)})")
    return "".join(node.toxml() for node in document.childNodes)


def _draw_heads(document: Document, line: Element, markers: dict[str, Element], name: str) -> None:
    """Put a connection's arrow heads beside it, under the mask that covered line and heads."""
    group = document.createElement("g")
    _replace(line, group)
    group.appendChild(line)
    if line.hasAttribute("mask"):
        group.setAttribute("mask", line.getAttribute("mask"))
        line.removeAttribute("mask")
    points = [point for _, some in _outline(line) for point in some]
    for end, (at, *inward), sign in ((START, points, 1), (END, points[::-1], -1)):
        if line.hasAttribute(end):
            marker = markers[line.getAttribute(end).removeprefix("url(#").removesuffix(")")]
            line.removeAttribute(end)
            shift = Matrix(e=-_number(marker, "refX"), f=-_number(marker, "refY"))
            place = _turned(at, inward, sign).after(shift)
            for part in _head(document, marker, place, f"{name}-{end.removeprefix('marker-')}"):
                group.appendChild(part)


def _turned(at: Point, inward: Sequence[Point], sign: int) -> Matrix:
    """Return the map that turns the x axis along the line and moves the origin to its end."""
    x, y = next((x - at[0], y - at[1]) for x, y in (*inward, (at[0] + sign, at[1])) if (x, y) != at)
    length = sign * sqrt(x * x + y * y)
    cosine, sine = x / length, y / length
    return Matrix(cosine, sine, -sine, cosine, *at)


def _head(document: Document, marker: Element, place: Matrix, name: str) -> Iterator[Element]:
    """Yield what a marker shows, cut off at the marker's frame where it goes beyond."""
    width, height = _number(marker, "markerWidth"), _number(marker, "markerHeight")
    shapes = list(_shapes(marker, Matrix(), {}))
    parts = [_path(document, _mapped(outline, place), look) for look, outline in shapes]
    corners = [point for _, outline in shapes for _, points in outline for point in points]
    if all(0 <= x <= width and 0 <= y <= height for x, y in corners):
        yield from parts
        return
    frame = _polygon([(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)])
    clip, cut = document.createElement("clipPath"), document.createElement("g")
    clip.setAttribute("id", name)
    clip.appendChild(_path(document, _mapped(frame, place), {}))
    cut.setAttribute("clip-path", f"url(#{name})")
    for part in parts:
        cut.appendChild(part)
    yield from (clip, cut)


def _shapes(
    parent: Element, place: Matrix, look: dict[str, str]
) -> Iterator[tuple[dict[str, str], Outline]]:
    """Yield each shape inside an element: its attributes, with those of groups, and its outline."""
    for node in parent.childNodes:
        if not isinstance(node, minidom.Element):
            continue
        inner, own = place.after(_transform(node)), {**look, **_look(node)}
        if node.tagName == "g":
            yield from _shapes(node, inner, own)
        else:
            yield own, _mapped(_outline(node), inner)


def _outline(shape: Element) -> Outline:
    """Return a shape's outline; a path's commands must be absolute and name both coordinates."""
    if shape.tagName == "path":
        return _commands(shape.getAttribute("d"))
    if shape.tagName in {"polygon", "polyline"}:
        numbers = [float(token) for token in TOKEN.findall(shape.getAttribute("points"))]
        corners = list(zip(numbers[::2], numbers[1::2], strict=True))
        return _polygon(corners) if shape.tagName == "polygon" else _polygon(corners)[:-1]
    if shape.tagName == "rect":
        x, y, width, height = (_number(shape, name) for name in ("x", "y", "width", "height"))
        rx = min(_number(shape, "rx") or _number(shape, "ry"), width / 2)
        ry = min(_number(shape, "ry") or _number(shape, "rx"), height / 2)
        return _rounded_box(x, y, x + width, y + height, rx, ry)
    x, y = _number(shape, "cx"), _number(shape, "cy")
    rx = _number(shape, "r") or _number(shape, "rx")
    ry = _number(shape, "r") or _number(shape, "ry")
    kx, ky = rx * ROUND, ry * ROUND
    return [
        ("M", [(x + rx, y)]),
        ("C", [(x + rx, y + ky), (x + kx, y + ry), (x, y + ry)]),
        ("C", [(x - kx, y + ry), (x - rx, y + ky), (x - rx, y)]),
        ("C", [(x - rx, y - ky), (x - kx, y - ry), (x, y - ry)]),
        ("C", [(x + kx, y - ry), (x + rx, y - ky), (x + rx, y)]),
        ("Z", []),
    ]


def _commands(text: str) -> Outline:
    found: Outline = []
    numbers: list[float] = []
    for token in TOKEN.findall(text):
        if token.isalpha():
            found.append((token, []))
            continue
        numbers.append(float(token))
        if len(numbers) == 2:
            found[-1][1].append((numbers[0], numbers[1]))
            numbers.clear()
    return found


def _polygon(corners: Sequence[Point]) -> Outline:
    return [("M", [corners[0]]), ("L", [*corners[1:]]), ("Z", [])]


def _rounded_box(
    left: float, top: float, right: float, bottom: float, rx: float, ry: float
) -> Outline:
    kx, ky = rx * (1 - ROUND), ry * (1 - ROUND)
    return [
        ("M", [(left + rx, top)]),
        ("L", [(right - rx, top)]),
        ("C", [(right - kx, top), (right, top + ky), (right, top + ry)]),
        ("L", [(right, bottom - ry)]),
        ("C", [(right, bottom - ky), (right - kx, bottom), (right - rx, bottom)]),
        ("L", [(left + rx, bottom)]),
        ("C", [(left + kx, bottom), (left, bottom - ky), (left, bottom - ry)]),
        ("L", [(left, top + ry)]),
        ("C", [(left, top + ky), (left + kx, top), (left + rx, top)]),
        ("Z", []),
    ]


def _transform(element: Element) -> Matrix:
    """Return the map that an element's `transform` describes."""
    whole = Matrix()
    for name, text in FUNCTION.findall(element.getAttribute("transform")):
        numbers = [float(token) for token in TOKEN.findall(text)]
        if name == "translate":
            step = Matrix(e=numbers[0], f=numbers[1] if numbers[1:] else 0)
        elif name == "scale":
            step = Matrix(a=numbers[0], d=numbers[-1])
        elif name == "rotate":
            sine, cosine = TURNS[int(numbers[0]) % 360]
            step = Matrix(cosine, sine, -sine, cosine)
        else:
            step = Matrix(*numbers)
        whole = whole.after(step)
    return whole


def _path(document: Document, outline: Outline, look: dict[str, str]) -> Element:
    """Return a new path with an outline and further attributes."""
    path = document.createElement("path")
    for name, value in look.items():
        path.setAttribute(name, value)
    written = (
        command + " ".join(f"{_rounded(x)},{_rounded(y)}" for x, y in points)
        for command, points in outline
    )
    path.setAttribute("d", "".join(written))
    return path


def _replace(old: Element, new: Element | None = None) -> None:
    """Put an element in the place of another, or nothing."""
    if (parent := old.parentNode) is None:
        return
    if new is not None:
        parent.insertBefore(new, old)
    parent.removeChild(old)


def _mapped(outline: Outline, place: Matrix) -> Outline:
    return [(command, [place.apply(point) for point in points]) for command, points in outline]


def _look(element: Element) -> dict[str, str]:
    return {name: value for name, value in element.attributes.items() if name not in GEOMETRY}


def _all(document: Document, name: str) -> list[Element]:
    return list(document.getElementsByTagName(name))


def _number(element: Element, name: str) -> float:
    return float(element.getAttribute(name) or 0)


def _rounded(number: float) -> str:
    """Return a number as text; `+ 0.0` turns a negative zero into zero."""
    return repr(round(number, DECIMALS) + 0.0).removesuffix(".0")
