"""Doctree nodes for computed content: links, badges, paragraphs, framed tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from speckb import language
from speckb.language import _
from speckb.sphinxext.domain import NAME
from speckb.sphinxext.nodes import (
    table_frame,
    value_badge,
)
from speckb.tables.fragments import ASIDES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from docutils.nodes import Node

    from speckb.tables.fragments import Piece


WORD = 40


def pieces(parts: Sequence[Piece]) -> list[Node]:
    """Return the pieces of a cell as inline nodes, joined by commas; remarks follow a space."""
    found: list[Node] = []
    for number, part in enumerate(parts):
        if number and part.tone != "editorial":
            found.append(nodes.Text(" " if part.tone in ASIDES else _(", ")))
        found.append(piece(part))
    return found


def piece(part: Piece) -> Node:
    """Return a piece as a badge, a link, a web address or text."""
    if part.tone == "none":
        return nodes.inline("", part.text, classes=["unstated"])
    if part.tone == "editorial":
        content = [editorial_mark(), nodes.Text(f" {part.text}")]
        return nodes.inline("", "", *content, classes=["remark-editorial"])
    if part.tone and part.tone not in ASIDES:
        meaning = "" if part.entry else part.title  # a link has it
        shown: Node = value_badge(
            "", part.text, tone=part.tone, meaning=meaning, classes=[*part.marks]
        )
    elif part.url:
        return nodes.reference("", part.text, refuri=part.url)
    elif not part.entry and part.text.startswith("https://"):
        return nodes.reference("", part.text, refuri=part.text)
    else:
        short = ["word"] if len(part.text) < WORD else []
        shown = nodes.inline("", part.text, classes=[part.tone] if part.tone else short)
    return link(part, shown) if part.entry else shown


def link(part: Piece, shown: Node) -> addnodes.pending_xref:
    """Return a link to the entry of a piece; Sphinx resolves it like one of an author."""
    return addnodes.pending_xref(
        "",
        shown,
        refdomain=NAME,
        reftype="entry",
        reftarget=part.entry,
        refexplicit=True,
        refwarn=True,
        address=part.anchor,
        reftitle=part.title if part.title != part.text else "",
    )


def page_link(docname: str, title: str) -> addnodes.pending_xref:
    """Return a link to a page that is not an entry."""
    return addnodes.pending_xref(
        "",
        nodes.inline("", title),
        refdomain="std",
        reftype="doc",
        reftarget=f"/{docname}",
        refexplicit=True,
        refwarn=True,
    )


def sentence(text: str, **values: str | Node | Sequence[Node]) -> list[Node]:
    """Return a text as nodes, with texts or nodes for the names in braces.

    A name without a value stays, as in `language.fill`.
    """
    found: list[Node] = []
    plain = ""
    for number, part in enumerate(language.NAME.split(text)):
        value = values.get(part, f"{{{part}}}") if number % 2 else part
        if isinstance(value, str):
            plain += value
            continue
        found += [nodes.Text(plain)] if plain else []
        found += [value] if isinstance(value, nodes.Node) else value
        plain = ""
    return [*found, nodes.Text(plain)] if plain else found


def paragraph(content: Iterable[Node], *classes: str) -> nodes.paragraph:
    """Return a paragraph of inline nodes."""
    return nodes.paragraph("", "", *content, classes=[*classes])


def editorial_mark() -> nodes.inline:
    """Return the mark of editorial content."""
    return nodes.inline("", _("editorial"), classes=["editorial"])


def framed(group: nodes.tgroup, label: str, name: str) -> table_frame:
    """Return a table on an entry's page; `name` is the table whose CSV it links to."""
    table = nodes.table("", group, classes=["computed"])
    return table_frame("", table, label=label, table=name, csv=name)
