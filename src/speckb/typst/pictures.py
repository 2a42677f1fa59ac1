"""Rules for figures and images; one without a text alternative stops the build."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes

from speckb import language
from speckb.sphinxext.charts import picture
from speckb.sphinxext.d2 import VIEW_BOX, drawing
from speckb.typst.code import block, call, quote
from speckb.typst.faces import SANS
from speckb.typst.lettering import MixedError, lettered
from speckb.typst.svg import portable
from speckb.typst.writer import Item, Writer, rule

if TYPE_CHECKING:
    from docutils.nodes import Element

SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*(%|px|pt|em|cm|mm|in)?")
POINTS = {"px": 0.75, "pt": 1.0, "em": 10.0, "cm": 28.35, "mm": 2.835, "in": 72.0}
FONT = re.compile(r'font-family: "?d2-\d+-font-(\w+)"?')
FACES = {
    "bold": "; font-weight: 600",
    "italic": "; font-style: italic",
    "semibold": "; font-weight: 600",
}
WIDTH, HIGHEST = 430.0, 560.0  # of the text, and of a chart with its caption, in points
THIRD = 230.0  # of the height of the text, in points
LETTERS, SMALLEST = 10.0, 7.0  # sizes of the letters in a drawing, in points
FONT_SIZE = re.compile(r"font-size[:=]\s*\"?([\d.]+)")


class PictureError(Exception):
    """An image that cannot be shown; the message has its location and the reason."""


@rule(nodes.figure)
def show_figure(writer: Writer, node: nodes.figure) -> str:
    """Show a figure with its number, caption and legend."""
    caption = next(iter(node.findall(nodes.caption)), None)
    parts = [part for part in node.children if not isinstance(part, nodes.caption | nodes.legend)]
    legend = [part for part in node.children if isinstance(part, nodes.legend)]
    with writer.without_numbers():
        shown = writer.content(caption.children) if caption is not None else "none"
    picture = block([*writer.anchors(node), writer.content(parts)])
    number = writer.number("figure", node)
    if caption is not None and node["ids"]:
        label = writer.addresses.label(writer.docname, node["ids"][0])
        writer.page_code.items.append(Item("figure", 0, number, caption.astext(), label))
    return call("figure-block", picture, quote(number), shown, writer.content(legend))


@rule(drawing)
def show_drawing(writer: Writer, node: drawing) -> str:
    """Show a D2 drawing in its light colours, with labels in a font of the document."""
    svg = FONT.sub(lambda face: f'font-family: "{SANS}"{FACES.get(face[1], "")}', node["light"])
    return _picture(writer, node, _drawn(writer, node, svg), ".svg", drawing_width(node["light"]))


@rule(picture)
def show_chart(writer: Writer, node: picture) -> str:
    """Show a chart in its version for paper, if it has one."""
    if not node["paper"]:
        return ""
    width = "100%" if node["scaled"] else _fitting(node["paper"])
    shown = _picture(writer, node, _drawn(writer, node, node["paper"]), ".svg", width)
    return call("beyond-text", shown) if node["scaled"] else shown


def _drawn(writer: Writer, node: Element, svg: str) -> bytes:
    turned = language.direction(language.code()) == "rtl"
    try:
        return lettered(portable(svg), writer.faces.drawn, turned=turned).encode()
    except MixedError as error:
        raise PictureError(
            f"{writer.location(node)}: no font has all letters of '{error}', which is in a drawing;"
            " add one to speckb.pdf.fonts.headings"
        ) from None


@rule(nodes.image)
def show_image(writer: Writer, node: nodes.image) -> str:
    """Show an image file as a block or within a line."""
    root = Path(writer.env.srcdir)
    path = root / node["uri"]
    if path.is_symlink() or not path.resolve().is_relative_to(root.resolve()):
        raise PictureError(f"{writer.location(node)}: image {node['uri']!r} is outside the pages")
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"{writer.location(node)}: image {node['uri']!r}: {error.strerror}"
        raise PictureError(message) from None
    shown = _picture(writer, node, data, path.suffix.lower(), _width(node))
    return call("inline-image", shown) if isinstance(node.parent, nodes.TextElement) else shown


def _picture(writer: Writer, node: Element, data: bytes, suffix: str, width: str) -> str:
    """Store a file for the compiler under a generated name; return the code that shows it.

    Authors' file names never reach Typst.
    """
    if not node.get("alt", "").strip():
        raise PictureError(
            f"{writer.location(node)}: a figure must have a description of what it shows (`alt`)"
        )
    name = hashlib.sha256(data).hexdigest()[:16] + suffix
    writer.page_code.pictures[name] = data
    return call("image", quote(f"/pictures/{name}"), alt=quote(node["alt"]), width=width)


def drawing_width(svg: str) -> str:
    """Return the width of a drawing whose letters are those of the text.

    It gets smaller to fit on a third of a page, but its letters stay readable.
    """
    box = VIEW_BOX.search(svg)
    if box is None:
        return "auto"
    wide, high = float(box[1]), float(box[2])
    letters = [float(size) for size in FONT_SIZE.findall(svg)] or [LETTERS]
    scale = min(LETTERS / max(letters), THIRD / high)
    scale = min(max(scale, SMALLEST / min(letters)), WIDTH / wide)
    return f"{wide * scale:.1f}pt"


def _fitting(svg: str) -> str:
    """Return the width of a chart that keeps its size, or gets smaller to fit on a page."""
    wide, high = (float(number) for number in re.findall(r'(?:width|height)="([\d.]+)"', svg)[:2])
    size = min(wide * POINTS["px"], HIGHEST * wide / high)
    return "100%" if size >= WIDTH else f"{size:g}pt"


def _width(node: Element) -> str:
    """Return the `width` option as a Typst length or ratio; `auto` without a valid one."""
    found = SIZE.fullmatch(str(node.get("width", "")).strip())
    if not found:
        return "auto"
    number, unit = float(found[1]), found[2] or "px"
    return f"{number:g}%" if unit == "%" else f"{number * POINTS[unit]:g}pt"
