"""Rules for entry pages: the parts in print, in the order of the settings or of the site."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from jinja2 import FileSystemLoader

from speckb.files.templates import environment
from speckb.sphinxext.charts import picture
from speckb.sphinxext.entry_page import PARTS
from speckb.sphinxext.nodes import entry_block, entry_page
from speckb.sphinxext.parser import COMPARISON
from speckb.sphinxext.state import settings_of
from speckb.sphinxext.templates import faults_named, own_folders
from speckb.typst.code import block, boolean, call, quote
from speckb.typst.inline import breakable
from speckb.typst.writer import Writer, rule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from speckb.corpus.entry import Entry
    from speckb.corpus.settings.types import EntryType

BLOCKS = (*PARTS, COMPARISON, "prose")
THEME = Path(__file__).parent.parent / "sphinxext" / "theme"
MARK = "\N{NULL}"
LABEL = 13  # characters of a label that has room beside its item
STATEMENT = "statement"
BRIEF, IN_FULL = "answers", "verdicts"
CLEAR = frozenset({"links", COMPARISON})  # parts that say themselves what they are


@rule(entry_page)
def show_page(writer: Writer, node: entry_page) -> str:
    """Show the parts of an entry that are printed."""
    kind = settings_of(writer.env.app).types[node["type"]]
    parts = {part["name"]: part for part in node.children if isinstance(part, entry_block)}
    wanted = [name for name in _printed(writer, node, parts, kind) if name in parts]
    for name in parts.keys() - {*wanted}:
        ids = [found for part in parts[name].findall(nodes.Element) for found in part["ids"]]
        writer.absent |= {writer.addresses.label(writer.docname, found) for found in ids}
    shown = [name for name in wanted if _has_content(parts[name])]
    if shown[-1:] == [STATEMENT]:
        for quotation in parts[STATEMENT].findall(nodes.block_quote):
            quotation["is_last"] = True  # tied to nothing: it would be the next entry's heading
    return block(
        writer.content(_without_heading(parts[name]))
        if kind.print_parts and name in CLEAR
        else writer.write(parts[name])
        for name in shown
    )


def _has_content(part: entry_block) -> bool:
    """Return whether a part has more than headings and what only the site shows."""
    sections = [*part.findall(nodes.section)]
    if not sections:
        return bool(part.children)
    return any(
        child.astext().strip()
        for section in sections
        for child in section.children
        if not isinstance(child, nodes.title | nodes.section | picture)
        and not (isinstance(child, nodes.Element) and "on-screen" in child["classes"])
    )


def _without_heading(part: entry_block) -> list[nodes.Node]:
    """Return the content of a part that needs no heading where the settings choose it."""
    (section,) = part.children
    return [child for child in section.children if not isinstance(child, nodes.title | picture)]


def _printed(
    writer: Writer, node: entry_page, parts: Mapping[str, entry_block], kind: EntryType
) -> Sequence[str]:
    """Return the names of the parts in print, in order: verdicts in brief, if there are such."""
    if kind.print_parts:
        return kind.print_parts
    config, root = writer.env.config, writer.env.srcdir
    folders = [str(folder) for folder in own_folders(config, root)]
    with faults_named(config, root, node["entry"]):
        found = order(node["type"], (*folders, str(THEME)))
    brief = BRIEF in parts and bool(parts[BRIEF].children)
    return [name for name in found if not (brief and name == IN_FULL)]


def show_item(entry: Entry, writer: Writer, document: nodes.document) -> str:
    """Show an entry as an item of a list: its name, its title and the fields in print.

    Fields of the document follow each other; what this knowledge base adds is named.
    """
    (page,) = document.findall(entry_page)
    fields: dict[str, nodes.field] = {}
    for field in page.findall(nodes.field):
        fields.setdefault(field.get("of", ""), field)
    told, added = [], []
    names = entry.type.print_fields or tuple(dict.fromkeys(("title", STATEMENT, *fields)))
    quoted = next(page.findall(_is_statement), None)
    for name in names:
        if name == "title" and entry.text != entry.title:
            told.append(call("item-title", quote(entry.title)))
        elif name == STATEMENT and quoted is not None:
            told.append(_in_line(writer, quoted))
        elif name in fields:
            title, body = fields[name].children
            with writer.without_numbers():
                content = _in_line(writer, body)
            if settings_of(writer.env.app).is_editorial(entry.type, name):
                added.append(call("item-note", quote(title.children[0].astext()), content))
            else:
                told.append(content)
    name = writer.claim_label(next(iter(document.findall(nodes.section))))
    label = breakable(entry.text)
    long = boolean(len(entry.text) > LABEL)
    return call("entry-item", quote(name), label, long, call("item-fields", *told), *added)


def _is_statement(node: nodes.Node) -> bool:
    return isinstance(node, nodes.block_quote) and STATEMENT in node["classes"]


def _in_line(writer: Writer, body: nodes.Node) -> str:
    """Return the paragraphs of a field, joined by commas."""
    found = [writer.content(part.children) for part in body.findall(nodes.paragraph)]
    return call("in-line", *found)


@rule(entry_block)
def show_block(writer: Writer, node: entry_block) -> str:
    """Show a block of an entry; the lead has a layout of its own."""
    if node["name"] == "lead":
        return call("entry-lead", *(writer.content(part.children) for part in node.children
                              if isinstance(part, nodes.paragraph)))  # fmt: skip
    return writer.content(node.children)


@cache
def order(kind: str, folders: tuple[str, ...]) -> tuple[str, ...]:
    """Return the block names in the order of a type's template; blocks it leaves out come last.

    `folders` are searched for templates in order. The order is found by rendering marks.
    """
    made = environment(loader=FileSystemLoader(folders), autoescape=True)
    template = made.select_template([f"entries/{kind}.html", "entries/entry.html"])
    marks = {name: f"{MARK}{name}{MARK}" for name in BLOCKS}
    text = template.render(blocks=marks, entry="", type=kind)
    shown = [name for name in text.split(MARK)[1::2] if name in BLOCKS]
    return (*dict.fromkeys(shown), *(name for name in BLOCKS if name not in shown))
