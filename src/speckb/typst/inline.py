"""Rules for what stands in a line: text, marks, links, notes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from speckb.sphinxext.nodes import value_badge
from speckb.tables.fragments import SYMBOLS
from speckb.typst.code import block, boolean, call, quote
from speckb.typst.writer import UnknownNodeError, inside, nothing, rule, wrapped

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


@rule(nodes.abbreviation)
def show_abbreviation(writer: Writer, node: nodes.abbreviation) -> str:
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
    note = writer.footnotes[node["refid"]]
    mark = quote(node.astext())
    label = writer.addresses.label(writer.docname, node["refid"])
    if label in writer.noted:
        writer.sheet.wanted.add(label)
        return call("again", quote(label), mark)
    writer.noted.add(label)
    writer.sheet.targets.add(label)
    return call("note", quote(label), mark, writer.note(note))


@rule(nodes.raw)
def show_hard_break(writer: Writer, node: nodes.raw) -> str:
    """A hard line break, which MyST writes as raw HTML and LaTeX; any other raw node is unknown."""
    code = HARD_BREAK.get((node["format"], node.astext()))
    if code is None:
        place = writer.place(node)
        raise UnknownNodeError(f"{place}: the PDF has no rule for raw {node['format']}")
    return code


rule(nodes.emphasis)(wrapped("emph"))
rule(nodes.superscript)(wrapped("super"))
rule(nodes.subscript)(wrapped("sub"))
# Docutils puts `problematic` around what it could not resolve, as typed, after it has warned.
rule(nodes.target, nodes.problematic)(inside)
rule(addnodes.index, nodes.comment, nodes.meta, nodes.footnote)(nothing)
