"""Parser for the files of StrictDoc: documents, grammars, and nodes with fields and relations."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from speckb.exchange.importing.source import BadFileError
from speckb.suggest import instead, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

DEPTH = 50
OPTIONS = 10_000  # characters of a type with its words
OPENING = re.compile(r"\[(?P<double>\[)?(?P<tag>[A-Z][A-Z0-9_]*)\](?(double)\])\s*")
CLOSING = re.compile(r"\[(?P<double>\[)?/(?P<tag>[A-Z][A-Z0-9_]*)\](?(double)\])\s*")
FIELD = re.compile(r"(?P<name>[A-Z][A-Za-z0-9_-]*+):(?:[ \t]++(?P<value>.*+))?+")
INNER = re.compile(r"(?P<first>- |  )(?P<name>[A-Z][A-Z_]*+):[ \t]*+(?P<value>.*+)")
OF_GRAMMAR = re.compile(r"\s*+(?:- )?(?P<name>[A-Z][A-Z_]*+):[ \t]*+(?P<value>.*+)")
CHOICE = re.compile(r"(?P<type>[A-Za-z]+)(?:\((?P<words>.*)\))?")
STARTS, ENDS = ">>>", "<<<"
RELATIONS = {"RELATIONS", "REFS"}  # the second until 2024
HOLDERS = {"SECTION", "COMPOSITE_REQUIREMENT"}  # in single brackets, until 2025
KINDS = {"Parent", "Child", "File"}
LISTS = {"MultipleChoice", "Tag"}


@dataclass(slots=True)
class Node:
    """A requirement, a text or a section: its fields in their order, and what is inside.

    `relations` are their keys and values, such as TYPE, VALUE and ROLE.
    """

    kind: str
    place: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    relations: list[Mapping[str, str]] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Document:
    """A document: its title, the language of its texts, its grammar and its nodes.

    `types` has, by kind and field, the form that a grammar declares; `words` has the allowed words
    by field. `grammar_file` and `included` are files that it names.
    """

    place: str
    title: str = ""
    markup: str = "RST"
    types: dict[tuple[str, str], str] = field(default_factory=dict)
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    kinds: list[str] = field(default_factory=list)
    grammar_file: str = ""
    included: list[str] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)


def parsed(text: str, name: str) -> Document:
    """Return the document, or the grammar, in the text of a file, which messages call `name`.

    Raises BadFileError with the line.
    """
    return _Parser(text, name).document()


class _Parser:
    """Reads a text line by line; `at` is the index of the next line."""

    def __init__(self, text: str, name: str) -> None:
        self.lines = text.removeprefix("\ufeff").split("\n")
        self.name = name
        self.at = 0
        self.found = Document(name)
        self.open: list[tuple[str, Node]] = []  # the text that closes it, and the node

    def document(self) -> Document:
        """Return all that the text has."""
        self._blanks()
        first = self._line().rstrip()
        if first not in {"[DOCUMENT]", "[GRAMMAR]"}:
            at = self.at if self._line() else 0
            self._refuse("a file of StrictDoc begins with a line [DOCUMENT]", at)
        while self.at < len(self.lines):
            self._block()
            self._blanks()
        if self.open:
            ending, node = self.open[-1]
            raise BadFileError(
                f"{node.place}: [{node.kind}] is not closed; a line {ending} is missing"
            )
        return self.found

    def _block(self) -> None:
        """Read a block that begins at this line."""
        line = self._line()
        if match := CLOSING.fullmatch(line):
            self._close(match)
            return
        match = OPENING.fullmatch(line)
        if not match:
            self._refuse("a block such as [REQUIREMENT] is expected here, or the end of the file")
        tag = match["tag"]
        start = self.at
        self.at += 1
        if tag == "DOCUMENT":
            self._header(start)
        elif tag == "GRAMMAR":
            self._grammar()
        elif tag == "FREETEXT":
            self._free_text(start)
        elif tag == "DOCUMENT_FROM_FILE":
            self._included()
        else:
            self._node(tag, start, is_double=bool(match["double"]))

    def _header(self, start: int) -> None:
        """Read title and options; of the rest of a document's head nothing is kept."""
        if start and any(line.strip() for line in self.lines[:start]):
            self._refuse("a second [DOCUMENT]; a file has one", start)
        while self._line().strip() and not self._line().startswith("["):
            name, _, value = self._line().partition(":")
            if name == "TITLE":
                self.found.title = value.strip()
            elif name.strip() == "MARKUP":
                self.found.markup = value.strip()
                allowed = ("RST", "HTML", "Text", "Markdown")
                if self.found.markup not in allowed:
                    self._refuse(f"MARKUP is {value.strip()!r}{instead(value.strip(), allowed)}")
            self.at += 1

    def _grammar(self) -> None:
        """Read the kinds of nodes, and the types of their fields."""
        tag = title = ""
        while self._line().strip() and not self._line().startswith("["):
            if match := OF_GRAMMAR.fullmatch(self._line()):
                name, value = match["name"], match["value"].strip()
                if name == "TAG":
                    tag = value
                    self.found.kinds.append(tag)
                elif name == "TITLE":
                    title = value
                elif name == "TYPE" and title:
                    self._type(tag, title, value)
                elif name == "RELATIONS":
                    title = ""
                elif name == "IMPORT_FROM_FILE":
                    self.found.grammar_file = value
            self.at += 1

    def _type(self, tag: str, title: str, value: str) -> None:
        match = CHOICE.fullmatch(value)
        if len(value) > OPTIONS:
            self._refuse(f"a type of {len(value):,} characters; at most {OPTIONS:,}")
        if not match:
            self._refuse(f"{value[:60]!r} is no type; allowed: String, SingleChoice(a, b), ...")
        self.found.types[tag, title] = match["type"]
        words = _words(match["words"] or "")
        if words:
            before = self.found.words.get(title, ())
            self.found.words[title] = tuple(dict.fromkeys((*before, *words)))

    def _free_text(self, start: int) -> None:
        """Read a text of the form before 2024."""
        lines = []
        while self.at < len(self.lines) and self._line().rstrip() != "[/FREETEXT]":
            lines.append(self._line())
            self.at += 1
        if self.at == len(self.lines):
            self._refuse("the text is not closed; a line [/FREETEXT] is missing", start)
        self.at += 1
        self._add(Node("TEXT", self._place(start), [("STATEMENT", "\n".join(lines))]))

    def _included(self) -> None:
        match = FIELD.fullmatch(self._line()) if self.at < len(self.lines) else None
        if not match or match["name"] != "FILE" or not match["value"]:
            self._refuse("a line 'FILE: path' is expected here")
        self.found.included.append(match["value"].strip())
        self.at += 1

    def _node(self, tag: str, start: int, *, is_double: bool) -> None:
        """Read the fields and relations of a node."""
        known = self.found.kinds
        if known and tag not in {*known, *HOLDERS, "TEXT"} and not self.found.grammar_file:
            self._refuse(f"[{tag}] is not in the grammar{instead(tag, known)}", start)
        node = Node(tag, self._place(start))
        while self._line().strip():
            match = FIELD.fullmatch(self._line())
            if not match:
                if OPENING.fullmatch(self._line()) or CLOSING.fullmatch(self._line()):
                    break
                self._refuse("a field 'NAME: text' is expected here, or a blank line")
            if match["name"] in RELATIONS and not match["value"]:
                self.at += 1
                self._relations(node)
                continue
            node.fields.append((match["name"], self._value(match)))
        self._add(node)
        if is_double or tag in HOLDERS:
            if len(self.open) >= DEPTH:
                self._refuse(f"nodes nested more than {DEPTH} deep", start)
            self.open.append((f"[[/{tag}]]" if is_double else f"[/{tag}]", node))

    def _value(self, match: re.Match[str]) -> str:
        """Return the value of a field that begins at this line, and go past it."""
        start = self.at
        self.at += 1
        value = (match["value"] or "").strip()
        if value != STARTS:
            if not value:
                self._refuse(f"{match['name']} has no text; leave the line out", start)
            return value
        lines = []
        while self.at < len(self.lines) and not self._line().startswith(ENDS):
            lines.append(self._line())
            self.at += 1
        if self.at == len(self.lines):
            self._refuse(f"the text is not closed; a line {ENDS} is missing", start)
        self.at += 1
        return "\n".join(lines) + "\n"

    def _relations(self, node: Node) -> None:
        relation: dict[str, str] = {}
        while self.at < len(self.lines) and (match := INNER.fullmatch(self._line())):
            name, value = match["name"], match["value"].strip()
            if match["first"] == "- ":
                relation = {}
                node.relations.append(relation)
                if name != "TYPE" or value not in KINDS:
                    self._refuse(f"a relation begins with '- TYPE: Parent'{instead(value, KINDS)}")
            elif not node.relations:
                self._refuse("a relation begins with '- TYPE: Parent'")
            relation[name] = value
            self.at += 1

    def _close(self, match: re.Match[str]) -> None:
        line = match[0].strip()
        if not self.open:
            self._refuse(f"{line} closes nothing")
        ending, node = self.open[-1]
        if line != ending:
            said = nearest(line, [ending])
            self._refuse(
                f"{line} does not close [{node.kind}] of {node.place}; allowed: {ending}{said}"
            )
        self.open.pop()
        self.at += 1

    def _add(self, node: Node) -> None:
        (self.open[-1][1].nodes if self.open else self.found.nodes).append(node)

    def _blanks(self) -> None:
        while self.at < len(self.lines) and not self._line().strip():
            self.at += 1

    def _line(self) -> str:
        return self.lines[self.at] if self.at < len(self.lines) else ""

    def _place(self, at: int) -> str:
        return f"{self.name}:{at + 1}"

    def _refuse(self, message: str, at: int | None = None) -> NoReturn:
        raise BadFileError(f"{self._place(self.at if at is None else at)}: {message}")


def _words(text: str) -> tuple[str, ...]:
    """Return words with commas between them; one with a comma in it is in quotes."""
    try:
        found = next(csv.reader([text], skipinitialspace=True), [])
    except csv.Error:  # a word that is too long
        found = text.split(",")
    return tuple(word.strip().strip('"') for word in found)
