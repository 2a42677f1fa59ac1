"""Rules for lists: with marks, numbers or terms, and names with values beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

from speckb.typst.code import array, block, boolean, call, quote
from speckb.typst.writer import Writer, rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils.nodes import Element

NAME = 26


@rule(nodes.bullet_list)
def show_bullets(writer: Writer, node: nodes.bullet_list) -> str:
    """A list with marks, or an entry's links, each in a line of its own."""
    field = node.parent.parent
    if isinstance(field, nodes.field) and "links" in field.parent["classes"]:
        return call("relations", *_items(writer, node))
    return call("bullets", boolean(_tight(node)), *_items(writer, node))


@rule(nodes.enumerated_list)
def show_numbers(writer: Writer, node: nodes.enumerated_list) -> str:
    """A numbered list, with the first number and the mark after it as the author typed them."""
    pattern = quote(f"1{node['suffix']}")
    start = str(int(node.get("start", 1)))
    return call("numbers", boolean(_tight(node)), pattern, start, *_items(writer, node))


def _items(writer: Writer, node: Element) -> Iterable[str]:
    return [
        block([*writer.anchors(item, "spot"), writer.inline(item)])
        for item in node.children
        if isinstance(item, nodes.list_item)
    ]


def _tight(node: Element) -> bool:
    """Return whether no item holds more than a paragraph and a list."""
    return all(
        sum(isinstance(part, nodes.paragraph) for part in item.children) < 2
        for item in node.children
        if isinstance(item, nodes.Element)
    )


@rule(nodes.definition_list)
def show_definitions(writer: Writer, node: nodes.definition_list) -> str:
    """Terms and what they mean; terms that share a meaning stand side by side."""
    return call("definitions", *(_definition(writer, item) for item in node.children))


def _definition(writer: Writer, item: Any) -> str:
    terms = [part for part in item.children if isinstance(part, nodes.term)]
    shown = [
        block([*writer.anchors(term, "spot"), writer.content(term.children)]) for term in terms
    ]
    parts = [part for part in item.children if isinstance(part, nodes.definition)]
    meaning = block(writer.inline(part) for part in parts)
    return array([block([*writer.anchors(item, "spot"), call("names", *shown)]), meaning])


@rule(nodes.field_list)
def show_fields(writer: Writer, node: nodes.field_list) -> str:
    """Names with values beside them: an entry's card or its links."""
    style = "card" if "card" in node["classes"] else "links"
    rows = [_row(writer, *part.children) for part in node.children]
    return call("fields", quote(style), *rows)


def _row(writer: Writer, name: Any, body: Any) -> str:
    """Return a row of fields: its form, the name and what it says.

    A long name needs a grid, which costs most; a value in one paragraph is a line.
    """
    simple = len(body.children) == 1 and isinstance(body.children[0], nodes.paragraph)
    form = "grid" if len(name.astext()) > NAME else "line" if simple else "block"
    return array([quote(form), writer.inline(name), writer.inline(body)])
