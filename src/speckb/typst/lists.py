"""Rules for lists: with marks, numbers or terms, and names with values beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

from speckb.typst.code import array, block, boolean, call, quote
from speckb.typst.inline import softened
from speckb.typst.writer import Writer, rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils.nodes import Element

NAME = 26
NUMBERINGS = {
    "arabic": "1",
    "loweralpha": "a",
    "upperalpha": "A",
    "lowerroman": "i",
    "upperroman": "I",
}


@rule(nodes.bullet_list)
def show_bullets(writer: Writer, node: nodes.bullet_list) -> str:
    """A list with marks, or an entry's links, each in a line of its own."""
    field = node.parent.parent
    if isinstance(field, nodes.field) and "links" in field.parent["classes"]:
        return call("relations", *_items(writer, node))
    return call("bullets", boolean(_tight(node)), *_items(writer, node))


@rule(nodes.enumerated_list)
def show_numbers(writer: Writer, node: nodes.enumerated_list) -> str:
    """A list with numbers or letters as the author chose them."""
    kind = NUMBERINGS.get(node.get("enumtype", "arabic"), "1")
    pattern = quote(f"{node.get('prefix', '')}{kind}{node.get('suffix', '.') or '.'}")
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
    return call("definitions", *(_definition(writer, item) for item in node.findall(
        nodes.definition_list_item, descend=True) if item.parent is node))  # fmt: skip


def _definition(writer: Writer, item: nodes.definition_list_item) -> str:
    terms = [part for part in item.children if isinstance(part, nodes.term | nodes.classifier)]
    shown = [
        block([*writer.anchors(term, "spot"), writer.content(term.children)]) for term in terms
    ]
    parts = [part for part in item.children if isinstance(part, nodes.definition)]
    meaning = block(writer.inline(part) for part in parts)
    return array([block([*writer.anchors(item, "spot"), call("names", *shown)]), meaning])


@rule(nodes.field_list)
def show_fields(writer: Writer, node: nodes.field_list) -> str:
    """Names with values beside them: an entry's card, its links, or an author's own."""
    style = next((name for name in ("card", "links") if name in node["classes"]), "plain")
    rows = [_row(writer, *part.children) for part in node.children if isinstance(part, nodes.field)]
    return call("fields", quote(style), *rows)


def _row(writer: Writer, name: Any, body: Any) -> str:
    """Return a row of fields: its form, the name and what it says.

    A long name needs a grid, which costs most; a value in one paragraph is a line.
    """
    simple = len(body.children) == 1 and isinstance(body.children[0], nodes.paragraph)
    form = "grid" if len(name.astext()) > NAME else "line" if simple else "block"
    return array([quote(form), writer.inline(name), writer.inline(body)])


@rule(nodes.option_list)
def show_options(writer: Writer, node: nodes.option_list) -> str:
    """Options of a command beside what they do."""
    rows = []
    for item in node.findall(nodes.option_list_item):
        names: Any
        meaning: Any
        names, meaning = item.children
        shown = call("code", quote(softened(names.astext())))
        rows.append(array([quote("grid"), shown, writer.inline(meaning)]))
    return call("fields", quote("plain"), *rows)
