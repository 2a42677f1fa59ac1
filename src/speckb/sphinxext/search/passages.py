"""What a page contributes to the search: its passages, in a file of their own beside the index.

Each is written with its page, and read again by each build that makes the index: a rebuild writes
the files of changed pages alone. Readers' browsers load those of the pages that a search lists.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes
from sphinx import addnodes

from speckb.files.output import write
from speckb.sphinxext.nodes import REPEATS, entry_block

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from docutils.nodes import Node

FOLDER = "_search"
CALL, END = "Search.addPassages(", ");\n"
SECTION, ROW, TERM = "", "row", "term"
HEAD = "entry-head"  # the line with type and id
MARK = "editorial"
# Blocks of an entry's page that repeat what other entries say, or only name them.
REPEATED = frozenset({"answers", "links", "verdicts", "comparison"})
SILENT = (
    nodes.raw,
    nodes.comment,
    nodes.literal_block,
    nodes.substitution_definition,
    nodes.title,
    addnodes.toctree,
    addnodes.index,
)


class Passage(NamedTuple):
    """A part of a page: its anchor, empty for the beginning, its heading and its text.

    `kind` is a word of this module. The heading of a term has all its names, a line each.
    """

    anchor: str
    heading: str
    text: str
    kind: str = SECTION


def file_of(docname: str) -> str:
    """Return the path of a page's passages in the output folder."""
    return f"{FOLDER}/pages/{docname}.js"


def store(out: Path, docname: str, found: list[Passage]) -> None:
    """Write the passages of a page."""
    data = json.dumps([docname, found], ensure_ascii=False, separators=(",", ":"))
    write(out / file_of(docname), f"{CALL}{data}{END}")


def stored(out: Path, docname: str) -> list[Passage]:
    """Return the passages of a page; none for one that has not been written."""
    try:
        text = (out / file_of(docname)).read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    _, rows = json.loads(text[len(CALL) : -len(END)])
    return [Passage(*row) for row in rows]


def passages(doctree: nodes.document, *, whole_tables: bool) -> list[Passage]:
    """Return the passages of a resolved page in order, the first of which is its beginning.

    A section is one, and so are a term of a glossary and a row of a table with an address. Computed
    tables are left out unless `whole_tables`: on pages that are no entry's they repeat entries.
    """
    found = _Collector(whole_tables=whole_tables)
    found.collect(doctree)
    return [passage for passage in found.passages() if passage.text or passage.heading]


class _Collector:
    def __init__(self, *, whole_tables: bool) -> None:
        self._whole_tables = whole_tables
        self._done: list[tuple[str, str, list[str], str]] = [("", "", [], SECTION)]
        self._open = [self._done[0]]

    def passages(self) -> Iterator[Passage]:
        for anchor, heading, texts, kind in self._done:
            yield Passage(anchor, heading, " ".join(" ".join(texts).split()), kind)

    def _begin(self, anchor: str, heading: str, kind: str = SECTION) -> None:
        passage: tuple[str, str, list[str], str] = (anchor, heading, [], kind)
        self._done.append(passage)
        self._open.append(passage)

    def collect(self, node: Node) -> None:
        match node:
            case nodes.section():
                self._section(node)
            case entry_block() if node["name"] in REPEATED:
                pass
            case nodes.table() if "computed" in node["classes"] and not self._whole_tables:
                pass
            case nodes.row() if node["ids"]:
                self._row(node)
            case nodes.definition_list_item() if _terms(node):
                self._term(node)
            case nodes.Element() if isinstance(node, SILENT):
                pass
            case nodes.paragraph() if HEAD in node["classes"]:
                pass
            case nodes.field():
                name, body = (" ".join(_text(part).split()) for part in node.children)
                self._open[-1][2].append(f"{name}: {body}{'' if body.endswith('.') else '.'}")
            case nodes.TextElement():
                self._open[-1][2].append(_text(node))
            case nodes.Element():
                for child in node.children:
                    self.collect(child)

    def _section(self, node: nodes.section) -> None:
        title = node.next_node(nodes.title)
        heading = title.astext() if title is not None else ""
        is_page = isinstance(node.parent, nodes.document)
        anchor = "" if is_page else next(iter(node["ids"]), "")
        self._begin(anchor, heading)
        for child in () if REPEATS in node else node.children:
            self.collect(child)
        self._open.pop()

    def _row(self, node: nodes.row) -> None:
        first, *rest = node.children
        self._begin(node["ids"][0], " ".join(_text(first).split()), ROW)
        for child in rest:
            self.collect(child)
        self._open.pop()

    def _term(self, node: nodes.definition_list_item) -> None:
        terms = _terms(node)
        names = "\n".join(term.astext() for term in terms)
        self._begin(terms[0]["ids"][0], names, TERM)
        for child in node.children:
            if not isinstance(child, nodes.term):
                self.collect(child)
        self._open.pop()


def _text(node: Node) -> str:
    """Return the text of a node without the marks of editorial content."""
    if isinstance(node, nodes.Element):
        if MARK in node["classes"]:
            return ""
        between = "" if isinstance(node, nodes.TextElement) else " "
        return between.join(_text(child) for child in node.children)
    return node.astext()


def _terms(item: nodes.definition_list_item) -> list[nodes.term]:
    """Return the terms of an item of a glossary; none of another list."""
    found = [child for child in item.children if isinstance(child, nodes.term)]
    return found if found and any(i.startswith("term-") for i in found[0]["ids"]) else []
