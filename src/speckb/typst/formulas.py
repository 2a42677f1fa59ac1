"""Rules for formulas: TeX to MathML by docutils, MathML to Typst's functions for formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml

from speckb.typst.code import array, block, boolean, call, quote
from speckb.typst.writer import UnknownNodeError, Writer, rule

if TYPE_CHECKING:
    from docutils.nodes import Element

SPACE = "{http://www.w3.org/1998/Math/MathML}"
PARTS = {
    "mfrac": "fraction",
    "mroot": "root-of",
    "msub": "below",
    "msup": "above",
    "msubsup": "both",
    "munder": "below",
    "mover": "above",
    "munderover": "both",
}
LETTERS = {"mi": "letter", "mn": "digits", "mo": "sign-of", "mtext": "words"}
ROWS = {"math", "mrow", "mstyle", "mtd", "mpadded", "menclose"}


@rule(nodes.math, nodes.math_block)
def show_formula(writer: Writer, node: Element) -> str:
    """A formula in a line or by itself; read aloud it is what the author typed."""
    source = node.astext()
    try:
        made = tex2mathml(source, as_block=isinstance(node, nodes.math_block))
        tree = ElementTree.fromstring(made)  # noqa: S314
    except (MathError, ElementTree.ParseError) as error:
        writer.warn(node, f"the formula {source!r} cannot be read: {error}")
        return call("code", quote(source))
    alone = boolean(isinstance(node, nodes.math_block))
    return call("formula", alone, quote(source), _part(writer, node, tree))


def _part(writer: Writer, node: Element, part: ElementTree.Element) -> str:
    """Return an element of MathML and what is in it."""
    name = part.tag.removeprefix(SPACE)
    if name in LETTERS:
        text = (part.text or "").strip() if name != "mtext" else part.text or ""
        return call(LETTERS[name], quote(text))
    if name == "mspace":
        return call("words", quote(" "))
    if name == "mphantom":
        return ""
    inner = [_part(writer, node, child) for child in part]
    if name in PARTS:
        return call(PARTS[name], *inner)
    if name == "msqrt":
        return call("root-of", block(inner))
    if name in {"mtable", "mtr"}:
        return call("matrix", *inner) if name == "mtable" else array(inner)
    if name in ROWS:
        return block(inner)
    raise UnknownNodeError(f"{writer.place(node)}: the PDF has no rule for {name} in a formula")
