"""Rules for inline nodes: text, emphasis, badges, links, footnote references."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from speckb.corpus.settings.types import fields_of
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
UNHYPHENATED = re.compile(r"(\S{25,}|\S*\w[/_.:=@]\w\S*|\S*[A-Z\d]-\w\S*|\S*\w-[A-Z\d]\S*)")
WHOLE = 16  # letters of an id that has room in each line
SEAM = re.compile(r"([/_.:=&?@,;+#~]|\w{24})(?=\w)")
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


def breakable(text: str, function: str = "") -> str:
    """Return the code of text whose ids and addresses break without an added hyphen.

    Very long words can break after punctuation or 24 letters. The seams are no characters, so that
    readers can copy the words. With `function` each piece is the argument of that function of the
    template.
    """
    parts = []
    for number, part in enumerate(UNHYPHENATED.split(text)):
        pieces = SEAM.sub("\\1\0", part).split("\0") if LONG.fullmatch(part) else [part]
        shown = [call(function, quote(piece)) if function else quote(piece) for piece in pieces]
        if part:
            kept = "whole" if len(part) <= WHOLE else "unhyphenated"
            parts.append(call(kept, *shown) if number % 2 else shown[0])
    return block(parts) if parts else quote("")


@rule(nodes.Text)
def show_text(_writer: Writer, node: nodes.Text) -> str:
    """Show text as a string with single spaces in place of line ends."""
    return breakable(SPACE.sub(" ", node.astext().replace("\0", "\N{REPLACEMENT CHARACTER}")))


@rule(nodes.literal)
def show_literal(_writer: Writer, node: nodes.literal) -> str:
    """Show inline code, or the id at the head of an entry."""
    name = "entry-id" if "entry-id" in node["classes"] else "code"
    return breakable(node.astext().replace("\0", "\N{REPLACEMENT CHARACTER}"), name)


@rule(nodes.inline, nodes.strong)
def show_styled(writer: Writer, node: Element) -> str:
    """Show text in a style of the entry pages, or plain."""
    content = writer.content(node.children)
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
    """Show a link with the number of its target or, out of the document, with its address."""
    content = writer.content(node.children)
    if writer.in_table_head:  # repeated on each page: PDF/UA allows no link in repeated content
        return content
    uri = node.get("refuri", "")
    if "refid" in node:
        place: tuple[str, str] | None = (writer.docname, node["refid"])
    elif uri.lower().startswith(EXTERNAL):
        short = writer.numbers_hidden or node.astext() in {uri, uri.partition(":")[2]}
        shown = "none" if short else breakable(uri)
        return call("external-link", quote(uri), content, shown)
    else:
        place = writer.addresses.find(writer.docname, uri)
    if place is None:
        writer.warn(node, f"a link to {uri!r}, which is neither a page nor a web address")
        return content
    return _show_link(writer, node, *place, content)


def _show_link(
    writer: Writer, node: nodes.reference, docname: str, fragment: str, content: str
) -> str:
    """Return a link into the document, to the site, or the text alone where there is neither."""
    label = writer.addresses.label(docname, fragment)
    if writer.addresses.is_on_site_alone(docname) or label in writer.addresses.hidden(docname):
        url = writer.addresses.on_site(docname, fragment)
        return call("external-link", quote(url), content, "none") if url else content
    if label in writer.absent or label == writer.row_label:
        return content
    writer.page_code.wanted.add(label)
    if "term" in node["classes"]:
        return call("term-link", quote(label), content)
    if next(iter(node.findall(value_badge)), None):
        return call("plain-link", quote(label), content)
    number = _number_of(writer, node, docname, fragment)
    if not number or writer.numbers_hidden or label in writer.numbered:
        return call("colored-link", quote(label), content)
    writer.numbered.add(label)
    return call("numbered-link", quote(label), quote(number), content)


def _number_of(writer: Writer, node: nodes.reference, docname: str, fragment: str) -> str:
    """Return the number of a table or section, or the id of an entry that readers know by its id.

    It is empty where the link says it already, or stays on its page.
    """
    if isinstance(node, addnodes.number_reference):
        return ""
    known = writer.env.toc_fignumbers.get(docname, {}).get("table", {})
    if fragment in known:
        return writer.formatted("table", known[fragment])
    entry = writer.entry_of(docname)
    if docname == writer.docname:
        return ""
    if entry and "title" not in fields_of(entry.type.text):
        return "" if entry.text in node.astext() else entry.text
    sections = writer.env.toc_secnumbers.get(docname, {})
    own = {"", entry.id} if entry else {""}
    return ".".join(map(str, sections.get("" if fragment in own else f"#{fragment}", ())))


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
