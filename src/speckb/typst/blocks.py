"""Rules for block nodes: sections, paragraphs, code, quotations, admonitions, containers."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from speckb.language import N_, _
from speckb.sphinxext.nodes import folded
from speckb.sphinxext.only import is_for_screen
from speckb.typst.code import block, boolean, call, quote
from speckb.typst.writer import Item, Writer, omit, rule, show_children, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docutils.nodes import Element, Node


# Translators: the word with which notes begin that no document has; prose is written with it
EDITORIAL = N_("Editorial:")
LISTS = (nodes.bullet_list, nodes.enumerated_list, nodes.definition_list)


@rule(nodes.section)
def show_section(writer: Writer, node: nodes.section) -> str:
    """Show a section one level deeper than the section around it, unless it is for the screen."""
    if is_for_screen(node):
        return ""
    writer.depth += 1
    try:
        return writer.content(node.children)
    finally:
        writer.depth -= 1


@rule(nodes.title)
def show_title(writer: Writer, node: nodes.title) -> str:
    """Show the heading of a section, numbered as on the site; it takes the section's first id."""
    section = node.parent
    if writer.depth == 1 and writer.docname == writer.env.config.root_doc:
        return block(writer.anchors(section))  # the cover shows the title
    numbers = writer.env.toc_secnumbers.get(writer.docname, {})
    first = writer.depth == 1 and section.parent.index(section) == 0
    anchor = "" if first else f"#{section['ids'][0]}"
    number = ".".join(map(str, numbers.get(anchor, ())))
    label, text = writer.claim_label(section), _heading(writer, node)
    writer.page_code.items.append(Item("heading", writer.depth, number, node.astext(), label))
    heading = call("section-heading", str(writer.depth), quote(number), text, quote(label))
    return block([*writer.anchors(section, "heading-anchor"), heading])


def _heading(writer: Writer, node: Node) -> str:
    """Return a heading's content, without numbers of its links: the contents repeat it."""
    with writer.without_numbers():
        return writer.content(node.children)


@rule(folded)
def show_folded(_writer: Writer, node: folded) -> str:
    """Show what is folded on the site as its summary."""
    return call("par", quote(node["summary"]))


@rule(nodes.paragraph)
def show_paragraph(writer: Writer, node: nodes.paragraph) -> str:
    """Show a paragraph, unless it is empty; one that introduces a list stays with it."""
    if not node.children:
        return ""
    introduces = node.astext().rstrip().endswith(":") and isinstance(_after(node), LISTS)
    return call("introduction" if introduces else "par", writer.content(node.children))


def _after(node: Node) -> Node | None:
    """Return what follows a node in its parent, which may show copies of its children instead."""
    found = iter(node.parent.children)
    return next(found, None) if any(child is node for child in found) else None


@rule(nodes.literal_block)
def show_listing(_writer: Writer, node: nodes.literal_block) -> str:
    """Show a code block as typed."""
    lines = node.astext().expandtabs(8).splitlines()
    return call("listing", quote("\n".join(lines)))


@rule(nodes.block_quote)
def show_quotation(writer: Writer, node: nodes.block_quote) -> str:
    """Show a quotation, or the statement of an entry."""
    content = writer.content(node.children)
    if "statement" not in node["classes"]:
        return call("quotation", content)
    return call("statement", content, tied=boolean(not node.get("is_last")))


@rule(nodes.attention, nodes.caution, nodes.danger, nodes.error, nodes.hint, nodes.important)
@rule(nodes.note, nodes.tip, nodes.warning, addnodes.seealso)
def show_admonition(writer: Writer, node: Element) -> str:
    """Show an admonition under the same title as on the site."""
    from sphinx.locale import admonitionlabels  # noqa: PLC0415  translated when the build runs

    kind = str(admonitionlabels[type(node).__name__])
    parts: Iterable[Node] = node.children
    if _is_editorial(node):
        if _is_editorial(node.previous_sibling()):
            return ""  # shown with the first of the row
        kind, parts = "", _editorial_paragraphs(node)
    return call("admonition", quote(type(node).__name__), quote(kind), writer.content(parts))


def _is_editorial(node: Node | None) -> bool:
    """Return whether a node is a note that begins with the word."""
    return isinstance(node, nodes.Admonition) and node.astext().startswith(_(EDITORIAL))


def _editorial_paragraphs(first: Element) -> Iterator[Node]:
    """Yield what editorial notes in a row say, with the word at the first paragraph alone."""
    siblings = first.parent.children[first.parent.index(first) :]
    parts = [part for note in takewhile(_is_editorial, siblings) for part in note.children]
    yield parts[0]
    for part in parts[1:]:
        start = part.children[0].astext() if part.children else ""
        yield _without_word(part, start) if start.startswith(_(EDITORIAL)) else part


def _without_word(paragraph: Element, start: str) -> Element:
    """Return a copy of a paragraph without the word; the site has the same tree."""
    shown = paragraph.deepcopy()
    shown.parent = paragraph.parent
    rest = start.removeprefix(_(EDITORIAL)).lstrip()
    shown[0] = nodes.Text(rest[:1].upper() + rest[1:])
    return shown


@rule(nodes.admonition, nodes.topic)
def show_titled(writer: Writer, node: Element) -> str:
    """Show an admonition or topic under a title of its own."""
    title, *rest = node.children
    return call("admonition", quote("note"), _heading(writer, title), writer.content(rest))


@rule(nodes.container)
def show_container(writer: Writer, node: nodes.container) -> str:
    """Show a code block with its caption, a card of the landing page, or other content.

    Content for the screen is left out.
    """
    if node.get("literal_block"):
        caption, listing = node.children
        shown = writer.content(caption.children)
        number = quote(writer.number("code-block", node))
        return call("captioned", number, shown, writer.write(listing))
    if is_for_screen(node):
        return ""
    content = writer.content(node.children)
    return call("card-box", content) if "card-box" in node["classes"] else content


rule(nodes.compound, nodes.legend, addnodes.glossary)(show_children)
rule(nodes.rubric)(wrapped("minor-heading"))
rule(nodes.attribution)(wrapped("attribution"))
rule(addnodes.toctree)(omit)
rule(nodes.transition)(omit)  # MyST puts one above footnotes; prose has none
