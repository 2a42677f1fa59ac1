"""Rules for what stands in a page one below the other: sections, paragraphs, lists, code, notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from speckb.sphinxext.only import SCREEN
from speckb.typst.code import block, call, quote
from speckb.typst.inline import softened
from speckb.typst.writer import Item, Writer, inside, nothing, rule, wrapped

if TYPE_CHECKING:
    from docutils.nodes import Element


@rule(nodes.section)
def show_section(writer: Writer, node: nodes.section) -> str:
    """A section: its heading takes its first address, and what is in it lies one level deeper."""
    writer.depth += 1
    try:
        return writer.content(node.children)
    finally:
        writer.depth -= 1


@rule(nodes.title)
def show_title(writer: Writer, node: nodes.title) -> str:
    """The heading of a section, with the number that the site shows; else a title in bold."""
    section = node.parent
    if not isinstance(section, nodes.section):
        return call("label-line", _heading(writer, node))
    if writer.depth == 1 and writer.docname == writer.env.config.root_doc:
        return block(writer.anchors(section))  # the cover has it
    numbers = writer.env.toc_secnumbers.get(writer.docname, {})
    first = writer.depth == 1 and node.parent.parent.index(section) == 0
    anchor = "" if first else f"#{section['ids'][0]}"
    number = ".".join(map(str, numbers.get(anchor, ())))
    label, text = writer.claim(section), _heading(writer, node)
    writer.sheet.items.append(Item("heading", writer.depth, number, node.astext(), label))
    heading = call("sec", str(writer.depth), quote(number), text, quote(label))
    return block([*writer.anchors(section, "sign-post"), heading])


def _heading(writer: Writer, node: nodes.title) -> str:
    """Return a heading's content: its links show no page, since the contents repeat it."""
    writer.brief += 1
    try:
        return writer.content(node.children)
    finally:
        writer.brief -= 1


@rule(nodes.paragraph, addnodes.compact_paragraph)
def show_paragraph(writer: Writer, node: nodes.paragraph) -> str:
    """A paragraph; an empty one is none."""
    content = writer.content(node.children)
    return call("par", content) if node.children else ""


@rule(nodes.literal_block, nodes.doctest_block)
def show_listing(_writer: Writer, node: Element) -> str:
    """Code as it is typed."""
    lines = node.astext().expandtabs(8).splitlines()
    return call("listing", quote("\n".join(softened(line) for line in lines)))


@rule(nodes.line_block)
def show_lines(writer: Writer, node: nodes.line_block) -> str:
    """Lines that keep their breaks, indented as they are nested."""
    return call("lines", *(writer.write(line) for line in node.children))


@rule(nodes.block_quote)
def show_quotation(writer: Writer, node: nodes.block_quote) -> str:
    """A quotation, or the statement of an entry."""
    content = writer.content(node.children)
    return call("statement" if "statement" in node["classes"] else "quotation", content)


@rule(nodes.attention, nodes.caution, nodes.danger, nodes.error, nodes.hint, nodes.important)
@rule(nodes.note, nodes.tip, nodes.warning, addnodes.seealso)
def show_admonition(writer: Writer, node: Element) -> str:
    """A note beside the text, called as the site calls it."""
    from sphinx.locale import admonitionlabels  # noqa: PLC0415  translated when the build runs

    kind = str(admonitionlabels[type(node).__name__])
    return call(
        "admonition", quote(type(node).__name__), quote(kind), writer.content(node.children)
    )


@rule(nodes.admonition, nodes.topic, nodes.sidebar)
def show_titled(writer: Writer, node: Element) -> str:
    """A note under a title of its own."""
    title = next((part for part in node.children if isinstance(part, nodes.title)), None)
    shown = _heading(writer, title) if title is not None else "none"
    rest = [part for part in node.children if part is not title]
    return call("admonition", quote("note"), shown, writer.content(rest))


@rule(nodes.container)
def show_container(writer: Writer, node: nodes.container) -> str:
    """A listing with its caption, a box of the landing page, or what it holds for paper."""
    if node.get("literal_block"):
        caption, listing = node.children
        shown = writer.content(caption.children)
        number = quote(writer.number("code-block", node))
        return call("captioned", number, shown, writer.write(listing))
    if SCREEN in node["classes"]:
        return ""
    content = writer.content(node.children)
    return call("box-of", content) if "card-box" in node["classes"] else content


@rule(nodes.citation)
def show_citation(writer: Writer, node: nodes.citation) -> str:
    """An item of a bibliography."""
    label, *rest = node.children
    return call("cited", quote(f"[{label.astext()}]"), writer.content(rest))


rule(nodes.document, nodes.compound, nodes.legend, addnodes.glossary)(inside)
rule(addnodes.hlist, addnodes.hlistcol, addnodes.acks, addnodes.versionmodified)(inside)
rule(addnodes.start_of_file, nodes.definition_list_item, nodes.field_name)(inside)
rule(nodes.rubric, nodes.subtitle)(wrapped("label-line"))
rule(nodes.line)(wrapped("line-of"))
rule(nodes.attribution)(wrapped("attribution"))
rule(addnodes.centered)(wrapped("centered"))
rule(addnodes.toctree, nodes.decoration, nodes.header, nodes.footer)(nothing)


@rule(nodes.transition)
def show_transition(_writer: Writer, node: nodes.transition) -> str:
    """A break between thoughts; the line that MyST draws above notes is none."""
    return "" if "footnotes" in node["classes"] else "break-of-thought()"
