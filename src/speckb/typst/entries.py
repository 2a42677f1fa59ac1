"""Rules for entry pages: blocks in the order of the site's Jinja template for the type."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from docutils import nodes
from jinja2 import FileSystemLoader

from speckb.files.templates import environment
from speckb.sphinxext.entry_page import PARTS
from speckb.sphinxext.nodes import entry_block, entry_page
from speckb.sphinxext.parser import COMPARISON
from speckb.sphinxext.templates import faults_named, own_folders
from speckb.typst.code import block, call
from speckb.typst.writer import Writer, rule

BLOCKS = (*PARTS, COMPARISON, "prose")
THEME = Path(__file__).parent.parent / "sphinxext" / "theme"
MARK = "\N{NULL}"


@rule(entry_page)
def show_page(writer: Writer, node: entry_page) -> str:
    """Show the blocks of an entry in the order of its type's template."""
    config, root = writer.env.config, writer.env.srcdir
    folders = [str(folder) for folder in own_folders(config, root)]
    parts = {part["name"]: part for part in node.children if isinstance(part, entry_block)}
    with faults_named(config, root, node["entry"]):
        wanted = order(node["type"], (*folders, str(THEME)))
    return block(writer.write(parts[name]) for name in wanted if name in parts)


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
