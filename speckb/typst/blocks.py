"""Rules for what stands in a page one below the other: sections, paragraphs, lists, code, notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes

from speckb.typst.inline import softened
from speckb.typst.quote import array, block, boolean, call, quote
from speckb.typst.writer import Item, Writer, inside, nothing, rule, wrapped

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
    return block([heading, *writer.anchors(section)])


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
    """A listing with its caption, a box of the landing page, or what the container holds."""
    if node.get("literal_block"):
        caption, listing = node.children
        shown = writer.content(caption.children)
        number = quote(writer.number("code-block", node))
        return call("captioned", number, shown, writer.write(listing))
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
