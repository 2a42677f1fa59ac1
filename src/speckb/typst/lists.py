"""Rules for bullet, numbered, definition and field lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes

from speckb.typst.code import array, block, boolean, call, quote
from speckb.typst.writer import Term, Writer, rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils.nodes import Element

NAME = 26
KEPT = 1_000  # characters of a value that stays on one page


@rule(nodes.bullet_list)
def show_bullets(writer: Writer, node: nodes.bullet_list) -> str:
    """Show a bullet list, or the links of an entry without bullets."""
    field = node.parent.parent
    if isinstance(field, nodes.field) and "links" in field.parent["classes"]:
        return call("link-list", *_items(writer, node))
    return call("bullets", boolean(_tight(node)), *_items(writer, node))


@rule(nodes.enumerated_list)
def show_numbers(writer: Writer, node: nodes.enumerated_list) -> str:
    """Show a numbered list from its first number, with `.` or `)` as typed."""
    pattern = quote(f"1{node['suffix']}")
    start = str(int(node.get("start", 1)))
    return call("numbers", boolean(_tight(node)), pattern, start, *_items(writer, node))


def _items(writer: Writer, node: Element) -> Iterable[str]:
    return [
        block([*writer.anchors(item, "inline-anchor"), writer.inline(item)])
        for item in node.children
        if isinstance(item, nodes.list_item)
    ]


def _tight(node: Element) -> bool:
    """Return whether every item has at most one paragraph, so that items need no space between."""
    return all(
        sum(isinstance(part, nodes.paragraph) for part in item.children) < 2
        for item in node.children
        if isinstance(item, nodes.Element)
    )


@rule(nodes.definition_list)
def show_definitions(writer: Writer, node: nodes.definition_list) -> str:
    """Show terms and definitions; terms with the same definition share a line."""
    return call("definitions", *(_definition(writer, item) for item in node.children))


def _definition(writer: Writer, item: Any) -> str:
    terms = [part for part in item.children if isinstance(part, nodes.term)]
    shown = [
        block([*writer.anchors(term, "inline-anchor"), writer.content(term.children)])
        for term in terms
    ]
    parts = [part for part in item.children if isinstance(part, nodes.definition)]
    with writer.links_within() as links:
        meaning = block(writer.inline(part) for part in parts)
    if isinstance(item.parent.parent, addnodes.glossary):
        names = tuple(term.astext() for term in terms)
        label = writer.addresses.label(writer.docname, terms[0]["ids"][0])
        writer.page_code.terms.append(Term(names, label, tuple(links)))
    return array(
        [block([*writer.anchors(item, "inline-anchor"), call("term-names", *shown)]), meaning]
    )


@rule(nodes.field_list)
def show_fields(writer: Writer, node: nodes.field_list) -> str:
    """Show names and values as rows: an entry's card or its links."""
    style = "card" if "card" in node["classes"] else "links"
    parts = [part for part in node.children if isinstance(part, nodes.field)]
    entry = writer.entry_of(writer.docname)
    if entry and entry.type.print_fields and all("of" in part for part in parts):
        names = entry.type.print_fields
        parts = [part for part in parts if part["of"] in names]
        parts.sort(key=lambda part: names.index(part["of"]))
    with writer.without_numbers():
        rows = [_row(writer, *part.children) for part in parts]
    if not rows:
        return ""
    return call("fields", quote(style), *rows)


def _row(writer: Writer, name: Any, body: Any) -> str:
    """Return a row: its form, name and value, and whether it stays on one page.

    The value follows its name in a line, or stands beside it as blocks; a long name has a line of
    its own.
    """
    simple = len(body.children) == 1 and isinstance(body.children[0], nodes.paragraph)
    form = "long" if len(name.astext()) > NAME else "line" if simple else "block"
    kept = boolean(len(body.astext()) < KEPT)
    return array([quote(form), writer.inline(name), writer.inline(body), kept])
