"""Rules for inline nodes: text, emphasis, badges, links, footnote references."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from speckb.sphinxext.nodes import value_badge
from speckb.tables.fragments import SYMBOLS
from speckb.typst.code import block, boolean, call, quote
from speckb.typst.writer import UnknownNodeError, omit, rule, show_children, wrapped

if TYPE_CHECKING:
    from docutils.nodes import Element

    from speckb.typst.writer import Writer

PILL = 24
SPACE = re.compile(r"\s+")
LONG = re.compile(r"\S{25,}")
SEAM = re.compile(r"(?<=[/_.:=&?@,;+#~])(?=\w)|(?<=\w{24})(?=\w)")
HARD_BREAK = {("html", "<br />\n"): "linebreak()", ("latex", "\\\\\n"): ""}
EXTERNAL = ("http://", "https://", "mailto:")
STYLES = {
    "unstated": "unstated",
    "editorial": "editorial",
    "link-reason": "muted",
    "entry-kind": "entry-kind",
    "keyword": "keyword",
    "condition": "condition",
    "disputed": "disputed",
}


def softened(text: str) -> str:
    """Return text with break opportunities in very long words, after punctuation or 24 letters."""
    return LONG.sub(lambda word: SEAM.sub("\N{ZERO WIDTH SPACE}", word[0]), text)


@rule(nodes.Text)
def show_text(_writer: Writer, node: nodes.Text) -> str:
    """Show text as a string with single spaces in place of line ends."""
    return quote(softened(SPACE.sub(" ", node.astext())))


@rule(nodes.literal)
def show_literal(_writer: Writer, node: nodes.literal) -> str:
    """Show inline code, or the id at the head of an entry."""
    name = "entry-id" if "entry-id" in node["classes"] else "code"
    return call(name, quote(softened(node.astext())))


@rule(nodes.inline, nodes.strong)
def show_styled(writer: Writer, node: Element) -> str:
    """Show text in a style of the entry pages, or plain."""
    content = writer.content(node.children)
    if "link-title" in node["classes"] and (label := writer.title_labels.pop(node, "")):
        return block([content, call("page-reference", quote(label))])
    if "remark-editorial" in node["classes"]:
        before = node.parent.children[: node.parent.index(node)]
        first = not any(part.astext().strip() for part in before)
        return call("editorial-remark", boolean(first), content)
    default = "strong" if isinstance(node, nodes.strong) else ""
    style = next((STYLES[name] for name in node["classes"] if name in STYLES), default)
    return call(style, content) if style else content


@rule(nodes.abbreviation)
def show_abbreviation(writer: Writer, node: nodes.abbreviation) -> str:
    """Show an abbreviation with its expansion, since paper has no tooltip."""
    content = writer.content(node.children)
    meaning = node.get("explanation", "")
    return block([content, quote(f" ({meaning})")]) if meaning else content


@rule(value_badge)
def show_badge(writer: Writer, node: value_badge) -> str:
    """Show a word of a vocabulary with the symbol of its tone."""
    tone = node["tone"]
    symbol = quote(SYMBOLS.get(tone, ""))
    content = writer.content(node.children)
    if writer.in_toned_cell:
        return call("symbol-word", symbol, content)
    return call("badge", quote(tone), symbol, boolean(len(node.astext()) <= PILL), content)


@rule(nodes.reference, addnodes.number_reference)
def show_reference(writer: Writer, node: nodes.reference) -> str:
    """Show a link with the page of its target or, out of the document, with its address."""
    content = writer.content(node.children)
    if writer.in_table_head:  # repeated on each page: PDF/UA allows no link in repeated content
        return content
    uri = node.get("refuri", "")
    if "refid" in node:
        label: str | None = writer.addresses.label(writer.docname, node["refid"])
    elif uri.lower().startswith(EXTERNAL):
        shown = "none" if node.astext() in {uri, uri.partition(":")[2]} else quote(softened(uri))
        return call("external-link", quote(uri), content, shown)
    else:
        label = writer.addresses.find(writer.docname, uri)
    if label is None:
        writer.warn(node, f"a link to {uri!r}, which is neither a page nor a web address")
        return content
    writer.page_code.wanted.add(label)
    return call(_link_function(writer, node, label), quote(label), content)


def _link_function(writer: Writer, node: nodes.reference, label: str) -> str:
    """Return the template function for a link: with the page, unless that is printed nearby."""
    if "term" in node["classes"]:
        return "term-link"
    after = node.next_node(descend=False, siblings=True)
    if isinstance(after, nodes.inline) and "link-title" in after["classes"]:
        writer.title_labels[after] = label
        return "colored-link"
    if writer.page_numbers_hidden or next(iter(node.findall(value_badge)), None):
        return "plain-link"
    if writer.linked_in_row is None:
        return "page-link"
    repeated = label in writer.linked_in_row
    writer.linked_in_row.add(label)
    return "colored-link" if repeated else "page-link"


@rule(nodes.footnote_reference)
def show_footnote(writer: Writer, node: nodes.footnote_reference) -> str:
    """Show the mark of a footnote, and at its first use the note at the foot of the page."""
    note = writer.footnotes[node["refid"]]
    mark = quote(node.astext())
    label = writer.addresses.label(writer.docname, node["refid"])
    if label in writer.shown_footnotes:
        writer.page_code.wanted.add(label)
        return call("repeated-note", quote(label), mark)
    writer.shown_footnotes.add(label)
    writer.page_code.targets.add(label)
    return call("note", quote(label), mark, writer.note(note))


@rule(nodes.raw)
def show_hard_break(writer: Writer, node: nodes.raw) -> str:
    """Show a hard line break, for which MyST makes raw HTML and LaTeX; refuse other raw nodes."""
    code = HARD_BREAK.get((node["format"], node.astext()))
    if code is None:
        place = writer.location(node)
        raise UnknownNodeError(f"{place}: the PDF has no rule for raw {node['format']}")
    return code


rule(nodes.emphasis)(wrapped("emph"))
rule(nodes.superscript)(wrapped("super"))
rule(nodes.subscript)(wrapped("sub"))
# Docutils puts `problematic` around what it could not resolve, as typed, after it has warned.
rule(nodes.target, nodes.problematic)(show_children)
rule(addnodes.index, nodes.comment, nodes.meta, nodes.footnote)(omit)
