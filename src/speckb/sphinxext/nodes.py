"""Doctree nodes of the extension, and their HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from markupsafe import Markup

from speckb.language import _
from speckb.tables.fragments import SYMBOLS

if TYPE_CHECKING:
    from sphinx.application import Sphinx

REPEATS = "repeats"  # attribute of a section: the search leaves out its text


class entry_part(nodes.General, nodes.Element):  # noqa: N801  docutils names its nodes so
    """Placeholder of a computed part of an entry's page; attributes: entry, part.

    A part that links lead to has its content while the page is read.
    """


class computed_table(nodes.General, nodes.Element):  # noqa: N801
    """Placeholder of the body of a computed table, in its table node; attribute: name."""


class entry_count(nodes.Inline, nodes.Element):  # noqa: N801
    """Placeholder of a number of entries; attribute: of (a type)."""


class entry_page(nodes.General, nodes.Element):  # noqa: N801
    """Page of an entry below its heading; attributes: entry, type; children: blocks."""

    blocks: dict[str, str]


class entry_block(nodes.General, nodes.Element):  # noqa: N801
    """Named block of an entry's page, for the template of its type; attribute: name."""

    start: int


class value_badge(nodes.Inline, nodes.TextElement):  # noqa: N801
    """Badge with a word of a vocabulary; attributes: tone, meaning."""


class table_frame(nodes.General, nodes.Element):  # noqa: N801
    """Frame in which a wide table scrolls; attributes: label, table (name), csv (address).

    `key` has pairs of tone and word that explain the symbols of a table without words, `filters`
    the numbers of the columns by whose words rows can be chosen, `embed` is the address of the
    table alone. They may be absent.
    """


class folded(nodes.General, nodes.Element):  # noqa: N801
    """Content that readers open; attribute: summary. The PDF has the summary alone."""


def connect(app: Sphinx) -> None:
    """Register the nodes; placeholders need no HTML, because transforms replace them."""
    for place in (entry_part, computed_table, entry_count):
        app.add_node(place)
    app.add_node(entry_page, html=(_visit_page, _depart_page))
    app.add_node(entry_block, html=(_visit_block, _depart_block))
    app.add_node(value_badge, html=(_visit_badge, _depart_badge))
    app.add_node(folded, html=(_visit_folded, _depart_folded))
    app.add_node(table_frame, html=(_visit_frame, _depart_frame))


def _visit_page(_translator: Any, node: entry_page) -> None:
    node.blocks = {}


def _depart_page(translator: Any, node: entry_page) -> None:
    blocks = {
        name: Markup(html)  # noqa: S704  escaped by the writer
        for name, html in node.blocks.items()
    }
    names = [f"entries/{node['type']}.html", "entries/entry.html"]
    context = {"blocks": blocks, "entry": node["entry"], "type": node["type"]}
    translator.body.append(translator.builder.templates.render_first(names, context))


def _visit_block(translator: Any, node: entry_block) -> None:
    node.start = len(translator.body)


def _depart_block(translator: Any, node: entry_block) -> None:
    html = "".join(translator.body[node.start :])
    del translator.body[node.start :]
    if isinstance(node.parent, entry_page):
        node.parent.blocks[node["name"]] = html


def _visit_badge(translator: Any, node: value_badge) -> None:
    tone = node["tone"]
    attributes = {"title": node["meaning"]} if node["meaning"] else {}
    translator.body.append(
        translator.starttag(node, "span", "", CLASS=f"value value-{tone}", **attributes)
    )
    symbol = SYMBOLS.get(tone, "")
    translator.body.append(
        f'<span class="symbol" aria-hidden="true">{symbol}\N{NO-BREAK SPACE}</span>'
    )


def _badge(tone: str) -> str:
    return f'<span class="value value-{tone}">{SYMBOLS.get(tone, "")}</span>'


def _depart_badge(translator: Any, _node: value_badge) -> None:
    translator.body.append("</span>")


def _visit_folded(translator: Any, node: folded) -> None:
    summary = translator.encode(node["summary"])
    translator.body.append(f'<details class="folded"><summary>{summary}</summary>\n')


def _depart_folded(translator: Any, _node: folded) -> None:
    translator.body.append("</details>\n")


def _visit_frame(translator: Any, node: table_frame) -> None:
    attributes = {"role": "region", "tabindex": "0", "aria-label": node["label"]}
    if filters := node.get("filters"):
        attributes["data-filters"] = " ".join(map(str, filters))
    translator.body.append(
        translator.starttag(node, "div", CLASS="table-wrapper docutils container", **attributes)
    )


def _depart_frame(translator: Any, node: table_frame) -> None:
    translator.body.append("</div>\n")
    if node.get("walked"):
        translator.body.append('<p class="readout" aria-hidden="true"></p>\n')
    if key := node.get("key"):
        words = (f"<li>{_badge(tone)}{translator.encode(word)}</li>" for tone, word in key)
        translator.body.append(f'<ul class="key" aria-hidden="true">{"".join(words)}</ul>\n')
    if node["csv"]:
        href = translator.attval(node["csv"])
        label = translator.attval(_("Download as CSV: {table}", table=node["label"]))
        text = translator.encode(_("Download as CSV"))
        ways = [f'<a href="{href}" download aria-label="{label}">{text}</a>']
        if embed := node.get("embed"):
            # Translators: link to a table alone, for a page of another site.
            text = translator.encode(_("To embed (HTML)"))
            ways.append(f'<a href="{translator.attval(embed)}">{text}</a>')
        shown = translator.encode(_(", ")).join(ways)
        translator.body.append(f'<p class="table-data">{shown}</p>\n')
