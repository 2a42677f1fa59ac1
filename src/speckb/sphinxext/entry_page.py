"""Computed parts of the page of an entry, as standard doctree nodes for every output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from speckb.language import _
from speckb.sphinxext import charts, computed, verdict_blocks
from speckb.sphinxext.nodes import (
    entry_block,
    entry_count,
    entry_page,
    entry_part,
    table_frame,
)
from speckb.sphinxext.only import on_screen
from speckb.sphinxext.pieces import editorial_mark, framed, paragraph, piece, pieces
from speckb.sphinxext.state import view_of
from speckb.tables.entry_view import Facts, facts
from speckb.tables.names import VOCABULARY

if TYPE_CHECKING:
    from docutils.nodes import Element, Node
    from sphinx.application import Sphinx

    from speckb.corpus.entry import Entry


def connect(app: Sphinx) -> None:
    """Register the transforms; they run before Sphinx resolves references."""
    app.add_post_transform(FillParts)
    app.add_post_transform(FillCounts)


class FillParts(SphinxPostTransform):
    """Post-transform that fills the placeholders of an entry's page, in named blocks."""

    default_priority = 5

    def run(self, **_: Any) -> None:
        """Replace the placeholders of this page and collect its blocks."""
        places = list(self.document.findall(entry_part))
        if not places:
            return
        corpus = view_of(self.app, places[0]["entry"])
        entry = corpus.entries[places[0]["entry"]]
        found = facts(corpus, entry)
        builder, docname = self.app.builder, self.env.docname
        for place in places:
            content = place.children or PARTS[place["part"]](found)
            block = entry_block("", *content, name=place["part"])
            if place["part"] == "links":
                chart = charts.of_neighbours(self.app, docname, entry)
                block[:] = [*chart, *content] if found.links or not chart else chart
            for frame in block.findall(table_frame):
                frame["csv"] = computed.csv_address(builder, docname, frame["csv"])
            place.replace_self(block)
        self._collect(entry)

    def _collect(self, entry: Entry) -> None:
        """Move everything below the heading into blocks; what is not computed is the prose."""
        section = next(iter(self.document.findall(nodes.section)))
        page = entry_page(entry=entry.id, type=entry.type.name)
        prose = entry_block(name="prose")
        for child in section.children[1:]:
            section.remove(child)
            if isinstance(child, entry_block):
                page += child
            elif isinstance(child, nodes.section) and "computed" in child["classes"]:
                page += _unwrap(child)
            else:
                prose += child
        page += prose
        section["classes"].append("entry-page")
        section += page


class FillCounts(SphinxPostTransform):
    """Post-transform that fills the placeholders of counts."""

    default_priority = 5

    def run(self, **_: Any) -> None:
        """Replace the placeholders of this page."""
        for place in list(self.document.findall(entry_count)):
            number = len(view_of(self.app).by_type[place["of"]])
            place.replace_self(nodes.Text(str(number)))


def extract(found: Facts) -> list[Element]:
    """Return what an entry says, in brief: its statement, or else its summary."""
    return _statement(found) if found.statement else _summary(found)


def _unwrap(section: nodes.section) -> entry_block:
    """Turn section > (title, block) into block > section > (title, content)."""
    block = next(section.findall(entry_block))
    section.replace(block, block.children)
    return entry_block("", section, name=block["name"])


def _lead(found: Facts) -> list[Element]:
    kind = nodes.inline("", found.kind, classes=["entry-kind"])
    name = nodes.literal("", found.id, classes=["entry-id"])
    mark = [nodes.Text(" "), editorial_mark()] if found.editorial else []
    head = paragraph([kind, nodes.Text(" "), name, *mark], "entry-head")
    return [head, *_summary(found)]


def _summary(found: Facts) -> list[Element]:
    return [paragraph([nodes.Text(found.summary)], "entry-summary")] if found.summary else []


def _strip(found: Facts) -> list[Element]:
    """Return what holds today: a line of text, then label and names of each other field."""
    if not found.strip:
        return []
    fields = nodes.field_list(classes=["strip"])
    for fact in found.strip:
        name = nodes.field_name("", fact.label)
        if fact.editorial:
            name += [nodes.Text(" "), editorial_mark()]
        body = nodes.field_body("", paragraph(pieces(fact.items)))
        fields += nodes.field("", name, body, of=fact.name)
    return [fields]


def _statement(found: Facts) -> list[Element]:
    content: list[Node] = []
    for number, text in enumerate(found.statement):
        content.append(
            nodes.strong("", text, classes=["keyword"]) if number % 2 else nodes.Text(text)
        )
    return [nodes.block_quote("", paragraph(content), classes=["statement"])]


def _card(found: Facts) -> list[Element]:
    fields = nodes.field_list(classes=["card"])
    for fact in found.card:
        name = nodes.field_name("", fact.label)
        if fact.editorial:
            name += [nodes.Text(" "), editorial_mark()]
        if fact.notes:
            told = zip(fact.items, fact.notes, strict=True)
            items = [nodes.list_item("", _noted(piece(item), note)) for item, note in told]
            body: Element = nodes.bullet_list("", *items)
        elif len(fact.items) > 1 and any(len(item.text) > 40 for item in fact.items):
            items = [nodes.list_item("", paragraph([piece(item)])) for item in fact.items]
            body = nodes.bullet_list("", *items)
        else:
            body = paragraph(pieces(fact.items))
        fields += nodes.field("", name, nodes.field_body("", body), of=fact.name)
    return [fields] if len(fields) else []


def _noted(shown: Node, note: str) -> nodes.paragraph:
    return paragraph([shown, nodes.Text(f"{_(': ')}{note}" if note else "")])


def _later(found: Facts) -> list[Element]:
    """Return a list of what later documents change: edition and document, then what it is."""
    items = []
    for later in found.later:
        about: list[Node] = [nodes.strong("", later.edition), nodes.Text(_(": "))]
        about += [*pieces(later.changed), nodes.Text(". ")] if later.changed else []
        text = [paragraph([*about, *pieces(later.documents)])]
        for label, content in later.fields:
            parts = [part for item in content for part in (nodes.Text("; "), piece(item))]
            text.append(paragraph([nodes.emphasis("", label), nodes.Text(_(": ")), *parts[1:]]))
        if later.note:
            text.append(paragraph([nodes.Text(later.note)]))
        if later.editorial:
            mark = [editorial_mark(), nodes.Text(f" {later.editorial}")]
            text.append(paragraph(mark, "editorial-remark"))
        items.append(nodes.list_item("", *text))
    return [nodes.bullet_list("", *items, classes=["later"])]


def _links(found: Facts) -> list[Element]:
    if not found.links:
        none = nodes.Text(_("No other entry links to or from this one."))
        return [on_screen(paragraph([none]))]
    fields = nodes.field_list(classes=["links"])
    for group in found.links:
        name = nodes.field_name("", group.label)
        if group.editorial:
            name += [nodes.Text(" "), editorial_mark()]
        items = []
        for linked in group.links:
            content: list[Node] = [piece(linked.cell)]
            if linked.heading != linked.cell.text:
                content.append(nodes.inline("", f" {linked.heading}", classes=["link-title"]))
            if linked.reason:
                content.append(
                    nodes.inline("", f"{_(': ')}{linked.reason}", classes=["link-reason"])
                )
            items.append(nodes.list_item("", paragraph(content)))
        body = nodes.field_body("", nodes.bullet_list("", *items))
        fields += nodes.field("", name, body, of=group.name)
    return [fields]


def _values(found: Facts) -> list[Element]:
    columns = [found.criteria.title, _("Value"), _("Remark")]
    body: list[computed.GridRow] = []
    for row in found.values:
        criterion, value, note, editorial = row.cells
        remark: list[Node] = [paragraph([nodes.Text(note[0].text)])] if note[0].text else []
        if editorial[0].text:
            remark.append(
                paragraph(
                    [editorial_mark(), nodes.Text(f" {editorial[0].text}")], "editorial-remark"
                )
            )
        cells: list[list[Node]] = [
            [paragraph(pieces(criterion))],
            [paragraph(pieces(value))],
            remark,
        ]
        body.append((row.id, cells))
    group = computed.tgroup(columns, body, [22, 22, 56])
    return [framed(group, _("Values and remarks"), found.id)]


def _vocabulary(found: Facts) -> list[Element]:
    columns = [_("Value"), _("Meaning")]
    if found.compared:
        # Translators: heading of the column with the entries that have a value.
        columns.append(_("Who has it"))
    if any(row.cells[3] for row in found.vocabulary):
        columns.append(found.assesses)
    body = [
        (row.id, [[paragraph(pieces(cell))] for cell in row.cells[: len(columns)]])
        for row in found.vocabulary
    ]
    group = computed.tgroup(columns, body, [18, 36, 28, 18][: len(columns)])
    return [framed(group, _("Values"), f"{found.id}{VOCABULARY}")]


PARTS = {
    "lead": _lead,
    "strip": _strip,
    "answers": verdict_blocks.answers,
    "statement": _statement,
    "card": _card,
    "remarks": _values,
    "vocabulary": _vocabulary,
    "links": _links,
    "later": _later,
    "verdicts": verdict_blocks.verdicts,
    "claims": verdict_blocks.claims,
}
