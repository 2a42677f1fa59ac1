"""Reader of StrictDoc: its export to JSON, its `.sdoc` files, and folders of these."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any

from speckb.exchange.importing import bounded, folder, json_text, markup, sdoc
from speckb.exchange.importing.source import BadFileError, Record, Relation, Remark, Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from speckb.exchange.importing.sdoc import Document, Node

ENDING, GRAMMAR = ".sdoc", ".sgra"
TOTAL_BYTES = 40_000_000
# Fields whose text is in the markup of the document; so is every text of several lines.
TEXTS = {"STATEMENT", "DESCRIPTION", "CONTENT", "RATIONALE", "COMMENT"}
GROUPS = {"SECTION"}
INLINE = re.compile(r"\[(?:LINK|ANCHOR): [^\]\n]{1,200}\]")
FILES = "FILES"  # the attribute with the files that a node relates to


def is_own(path: Path) -> bool:
    """Return whether this is a file of StrictDoc, or a folder with some."""
    if path.is_dir():
        try:
            return any(one.suffix.lower() == ENDING for _, one in folder.files(path))
        except BadFileError:
            return False
    if path.suffix.lower() == ENDING:
        return True
    head = json_text.head(path)
    return '"DOCUMENTS"' in head and ('"_COMMENT"' in head or '"_NODE_TYPE"' in head)


def read(path: Path) -> Source:
    """Return all nodes but sections, whose titles are groups."""
    reader = _Reader()
    if path.is_dir():
        documents = reader.folder(path)
    elif path.suffix.lower() == ".json":
        documents = reader.export(path)
    else:
        documents = [sdoc.parsed(bounded.text(path), path.name)]
        reader.tell_of_others(documents[0])
    return reader.source(documents)


class _Reader:
    """Turns documents into records."""

    def __init__(self) -> None:
        self.remarks: list[Remark] = []

    def folder(self, root: Path) -> list[Document]:
        """Return the documents of a folder; grammars are read where they are in it."""
        documents: dict[str, Document] = {}
        grammars: dict[str, Document] = {}
        size = 0
        for name, file in folder.files(root, self.remarks):
            if file.suffix.lower() not in {ENDING, GRAMMAR}:
                continue
            text = bounded.text(file, name)
            size += len(text)
            if size > TOTAL_BYTES:
                raise BadFileError(f"{root.name}: more than {TOTAL_BYTES / 1e6:g} MB of text")
            found = documents if file.suffix.lower() == ENDING else grammars
            found[name] = sdoc.parsed(text, name)
        if not documents:
            raise BadFileError(f"{root.name}: no file {ENDING} in the folder")
        for name, one in documents.items():
            path = posixpath.normpath(posixpath.join(posixpath.dirname(name), one.grammar_file))
            if one.grammar_file and path in grammars:
                one.types, one.words = grammars[path].types, grammars[path].words
            elif one.grammar_file:
                self.tell_of_others(one)
        return [*documents.values()]

    def tell_of_others(self, document: Document) -> None:
        """Tell of files that a document names and that were not read."""
        for name in filter(None, (document.grammar_file, *document.included)):
            self.remarks.append(
                Remark(document.place, f"the file {name[:200]!r} was not read; import its folder")
            )

    def export(self, path: Path) -> list[Document]:
        """Return the documents of an export to JSON."""
        data = json_text.loaded(path)
        if not isinstance(data, dict) or not isinstance(data.get("DOCUMENTS"), list):
            raise BadFileError(f"{path.name}: no export of StrictDoc: DOCUMENTS must be a list")
        return [
            self._document(one, f"{path.name}: DOCUMENTS[{number}]")
            for number, one in enumerate(data["DOCUMENTS"])
        ]

    def _document(self, data: Any, place: str) -> Document:
        data = _object(data, place)
        options = _object(data.get("_OPTIONS") or {}, f"{place}._OPTIONS")
        found = sdoc.Document(place, str(data.get("TITLE") or ""))
        found.markup = str(options.get("MARKUP") or "RST")
        found.nodes = self._nodes(data, place)
        return found

    def _nodes(self, data: dict[str, Any], place: str) -> list[Node]:
        nodes = data.get("NODES") or []
        if not isinstance(nodes, list):
            raise BadFileError(f"{place}.NODES must be a list")
        return [self._node(one, f"{place}.NODES[{n}]") for n, one in enumerate(nodes)]

    def _node(self, data: Any, place: str) -> Node:
        data = _object(data, place)
        kind = str(data.get("_NODE_TYPE") or "")
        if not kind:
            raise BadFileError(f"{place}._NODE_TYPE is missing")
        named = str(data.get("UID") or data.get("_TOC") or "").strip()
        node = sdoc.Node(kind, f"{place.partition(':')[0]}: {kind} {named}" if named else place)
        for name, value in data.items():
            if name.startswith("_") or name in {"NODES", "RELATIONS"} or value in (None, ""):
                continue
            if isinstance(value, dict | list):
                raise BadFileError(f"{place}.{name} must be text")
            node.fields.append((name, str(value)))
        relations = data.get("RELATIONS") or []
        if not isinstance(relations, list):
            raise BadFileError(f"{place}.RELATIONS must be a list")
        for one in relations:
            relation = _object(one, f"{place}.RELATIONS")
            node.relations.append({key: str(value) for key, value in relation.items()})
        node.nodes = self._nodes(data, place)
        return node

    def source(self, documents: list[Document]) -> Source:
        """Return the nodes of all documents."""
        records: list[Record] = []
        words: dict[str, tuple[str, ...]] = {}
        for one in documents:
            group = (one.title,) if one.title else ()
            for node in one.nodes:
                records += self._records(node, one, group)
            for name, known in one.words.items():
                words[name] = tuple(dict.fromkeys((*words.get(name, ()), *known)))
        return Source("strictdoc", tuple(records), tuple(self.remarks), "UID", words)

    def _records(self, node: Node, document: Document, group: tuple[str, ...]) -> Iterator[Record]:
        """Yield the record of a node, and then those of the nodes in it."""
        fields = dict(node.fields)
        if node.kind in GROUPS:
            if lost := [name for name in fields if name in TEXTS]:
                message = f"a section; its {', '.join(lost)} was left out"
                self.remarks.append(Remark(node.place, message))
        else:
            yield self._record(node, document, group)
        if node.nodes:
            title = fields.get("TITLE") or fields.get("UID") or ""
            inner = (*group, " ".join(title.split())) if title else group
            for one in node.nodes:
                yield from self._records(one, document, inner)

    def _record(self, node: Node, document: Document, group: tuple[str, ...]) -> Record:
        values: dict[str, Any] = {}
        markdown: dict[str, None] = {}
        for name, text in node.fields:
            value = self._value(name, text, node, document)
            if not value:
                continue
            if _has_markup(name, text) and not isinstance(value, list):
                markdown[name] = None
            if name in values:  # a field such as COMMENT may be there several times
                before = values[name]
                added = value if isinstance(value, list) else [value]
                values[name] = [*(before if isinstance(before, list) else [before]), *added]
            else:
                values[name] = value
        relations = []
        for one in node.relations:
            kind, target = one.get("TYPE", ""), one.get("VALUE") or one.get("PATH") or ""
            if not target or kind not in sdoc.KINDS:
                raise BadFileError(f"{node.place}: a relation must have TYPE and VALUE")
            if kind == "File":
                values.setdefault(FILES, []).append(target)
            else:
                role = f" ({one['ROLE']})" if one.get("ROLE") else ""
                relations.append(Relation(f"{kind}{role}", target))
        return Record(node.place, node.kind, values, tuple(relations), group, tuple(markdown))

    def _value(self, name: str, text: str, node: Node, document: Document) -> str | list[str]:
        """Return a field's text as Markdown, or its words as a list."""
        if name == "TAGS" or document.types.get((node.kind, name)) in sdoc.LISTS:
            return [word for one in text.split(",") if (word := one.strip())]
        if not _has_markup(name, text):
            return text.strip()
        if found := INLINE.search(text):
            message = f"{name}: {found[0]!r} became plain text"
            self.remarks.append(Remark(node.place, message))
        place = f"{node.place}, {name}"
        text = text.strip("\n")
        if document.markup == "Markdown":
            return text
        if document.markup == "Text":
            return markup.plain(text)
        found_text, remarks = (markup.html if document.markup == "HTML" else markup.rst)(
            text, place
        )
        self.remarks += remarks
        return found_text


def _has_markup(name: str, text: str) -> bool:
    """Return whether the text of a field is in the markup of the document."""
    return name in TEXTS or "\n" in text


def _object(value: Any, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadFileError(f"{place} must be an object, not {type(value).__name__}")
    return value
