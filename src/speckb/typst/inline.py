"""Rules for what stands in a line: text, marks, links, notes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from speckb.sphinxext.nodes import value_badge
from speckb.tables.fragments import SYMBOLS
from speckb.typst.code import block, boolean, call, quote
from speckb.typst.writer import inside, nothing, rule, wrapped

if TYPE_CHECKING:
    from docutils.nodes import Element

    from speckb.typst.writer import Writer

PILL = 24
SPACE = re.compile(r"\s+")
LONG = re.compile(r"\S{25,}")
SEAM = re.compile(r"(?<=[/_.:=&?@,;+#~])(?=\w)|(?<=\w{24})(?=\w)")
EXTERNAL = ("http://", "https://", "mailto:")
STYLES = {
    "unstated": "unstated",
    "editorial": "editorial",
    "link-reason": "quiet",
    "entry-kind": "kind",
    "keyword": "keyword",
}


def softened(text: str) -> str:
    """Return text in which very long words may break, at marks or after some letters."""
    return LONG.sub(lambda word: SEAM.sub("\N{ZERO WIDTH SPACE}", word[0]), text)


@rule(nodes.Text)
def show_text(_writer: Writer, node: nodes.Text) -> str:
    """Text is a string, its line ends spaces."""
    return quote(softened(SPACE.sub(" ", node.astext())))


@rule(nodes.literal)
def show_literal(_writer: Writer, node: nodes.literal) -> str:
    """Code in a line, or the id at the head of an entry."""
    name = "name-of" if "entry-id" in node["classes"] else "code"
    return call(name, quote(softened(node.astext())))


@rule(nodes.inline, nodes.strong)
def show_styled(writer: Writer, node: Element) -> str:
    """Text with a style of the entry pages, or as it is."""
    content = writer.content(node.children)
    if "link-title" in node["classes"] and (label := writer.titled.pop(node, "")):
        return block([content, call("at", quote(label))])
    if "remark-editorial" in node["classes"]:
        before = node.parent.children[: node.parent.index(node)]
        first = not any(part.astext().strip() for part in before)
        return call("aside", boolean(first), content)
    default = "strong" if isinstance(node, nodes.strong) else ""
    style = next((STYLES[name] for name in node["classes"] if name in STYLES), default)
    return call(style, content) if style else content


@rule(nodes.abbreviation, nodes.acronym)
def show_abbreviation(writer: Writer, node: Element) -> str:
    """An abbreviation, with what it stands for: paper has no hover."""
    content = writer.content(node.children)
    meaning = node.get("explanation", "")
    return block([content, quote(f" ({meaning})")]) if meaning else content


@rule(value_badge)
def show_badge(writer: Writer, node: value_badge) -> str:
    """A word of a vocabulary with the symbol of its tone."""
    tone = node["tone"]
    symbol = quote(SYMBOLS.get(tone, ""))
    content = writer.content(node.children)
    if writer.toned:
        return call("mark", symbol, content)
    return call("badge", quote(tone), symbol, boolean(len(node.astext()) <= PILL), content)


@rule(nodes.reference, addnodes.number_reference)
def show_reference(writer: Writer, node: nodes.reference) -> str:
    """A link: inside the document with its page, outside with its address."""
    content = writer.content(node.children)
    if writer.heads:  # they are repeated on each page, where nothing may be a link
        return content
    uri = node.get("refuri", "")
    if "refid" in node:
        label: str | None = writer.addresses.label(writer.docname, node["refid"])
    elif uri.lower().startswith(EXTERNAL):
        shown = "none" if node.astext() in {uri, uri.partition(":")[2]} else quote(softened(uri))
        return call("ext", quote(uri), content, shown)
    else:
        label = writer.addresses.find(writer.docname, uri)
    if label is None:
        writer.warn(node, f"a link to {uri!r}, which is no page and no address of the web")
        return content
    writer.sheet.wanted.add(label)
    return call(_manner(writer, node, label), quote(label), content)


def _manner(writer: Writer, node: nodes.reference, label: str) -> str:
    """Return how a link shows: as a term, with its page, or plain where the page stands nearby."""
    if "term" in node["classes"]:
        return "term"
    after = node.next_node(descend=False, siblings=True)
    if isinstance(after, nodes.inline) and "link-title" in after["classes"]:
        writer.titled[after] = label
        return "lead-to"
    if writer.brief or next(iter(node.findall(value_badge)), None):
        return "go"
    if writer.told is None:
        return "see"
    told = label in writer.told
    writer.told.add(label)
    return "lead-to" if told else "see"


@rule(nodes.footnote_reference)
def show_footnote(writer: Writer, node: nodes.footnote_reference) -> str:
    """A note at the foot of the page where it is first called, by the site's number."""
    note = writer.footnotes.get(node["refid"])
    mark = quote(node.astext())
    label = writer.addresses.label(writer.docname, node["refid"])
    if note is None:
        return call("super", mark)
    if label in writer.noted:
        writer.sheet.wanted.add(label)
        return call("again", quote(label), mark)
    writer.noted.add(label)
    writer.sheet.targets.add(label)
    return call("note", quote(label), mark, writer.note(note))


@rule(nodes.citation_reference)
def show_citation_reference(writer: Writer, node: nodes.citation_reference) -> str:
    """A citation by its label, in brackets, that leads to it."""
    shown = quote(f"[{node.astext()}]")
    label = writer.addresses.label(writer.docname, node.get("refid", ""))
    if node.get("refid") not in writer.footnotes:
        return shown
    writer.sheet.wanted.add(label)
    return call("see", quote(label), shown)


@rule(nodes.problematic, nodes.system_message)
def show_problem(writer: Writer, node: Element) -> str:
    """What could not be read is shown as it was written; reading it has warned already."""
    return "" if isinstance(node, nodes.system_message) else writer.content(node.children)


@rule(nodes.raw)
def drop_raw(writer: Writer, node: nodes.raw) -> str:
    """Raw output has no place in the PDF; a hard line break is what MyST itself makes of it."""
    text = node.astext().strip()
    if (node.get("format"), text) == ("html", "<br />"):
        return "linebreak()"
    if (node.get("format"), text) != ("latex", "\\\\"):
        writer.warn(node, f"raw {node.get('format')} is left out of the PDF")
    return ""


rule(nodes.emphasis, nodes.title_reference, addnodes.literal_emphasis)(wrapped("emph"))
rule(addnodes.literal_strong)(wrapped("strong"))
rule(nodes.superscript)(wrapped("super"))
rule(nodes.subscript)(wrapped("sub"))
rule(nodes.generated, addnodes.manpage, addnodes.pending_xref, nodes.target)(inside)
rule(addnodes.index, nodes.comment, nodes.substitution_definition, nodes.meta)(nothing)
rule(nodes.footnote, nodes.label, addnodes.highlightlang, addnodes.tabular_col_spec)(nothing)
