"""Fields and links that a type would need to get what a proposed mapping leaves out."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from speckb.corpus.settings import FILE
from speckb.corpus.settings.shapes import SHAPES
from speckb.exchange import flat
from speckb.exchange.importing.source import GROUP
from speckb.exchange.importing.values import as_text
from speckb.files import toml_text
from speckb.tables import need_fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.settings import EntryType
    from speckb.exchange.importing.mapping import Kind, MappingFile
    from speckb.exchange.importing.source import Record, Source

MOST_WORDS, LONGEST = 8, 40  # of a vocabulary, and letters of a word
CSV = "csv"
OF_TOOL = "IDENTIFIER"  # of ReqIF, which some tools make anew with each export
DATE = re.compile(r"\d{4}-\d\d-\d\d")
INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,14})")
NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{0,14}[1-9])?")
LINKS = {"links": "linked_with"}  # the name of sphinx-needs for a link without a kind
OTHERS = need_fields.RESERVED | need_fields.FIXED | SHAPES.keys()  # which mean something else
SCHEMAS: Mapping[str, Any] = {
    flat.TEXT: {"type": "string"},
    flat.DATE: {"type": "string", "format": "date"},
    flat.LIST: {"type": "array", "items": {"type": "string"}},
}


@dataclass(frozen=True, slots=True)
class Link:
    """A kind of link that the settings lack: its name, title, and the types that it leads to."""

    name: str
    title: str
    targets: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """Yield the lines of its table in the settings; the other title is to be changed."""
        yield f"[needs.links.{self.name}]"
        yield f"outgoing = {toml_text.value(self.title)}"
        yield f"incoming = {toml_text.value(f'{self.title} (incoming)')}"
        if self.targets:
            yield f"target_types = {toml_text.value(self.targets)}"


@dataclass(frozen=True, slots=True)
class Missing:
    """A field that a type lacks for an attribute or a kind of relations of the source.

    `file` is where fields of the type are declared, `form` what they are there: a word such as
    `text`, a list of words, or true for a link. `link` is a kind of link that there is not yet.
    """

    type: str
    file: str
    attribute: str
    field: str
    form: str | list[str] | bool
    link: Link | None = None

    def text(self) -> str:
        """Return the line for the settings, or the part of a schema file."""
        if self.file != FILE:
            return f"{json.dumps(self.field)}: {json.dumps(self._schema(), ensure_ascii=False)}"
        return f"{self.field} = {toml_text.value(self.form)}"

    def _schema(self) -> Any:
        if isinstance(self.form, list):
            return {"enum": self.form}
        form = flat.LIST if self.form is True else str(self.form)
        return SCHEMAS.get(form, {"type": form})


def missing(corpus: Corpus, source: Source, mapping: MappingFile) -> list[Missing]:
    """Return the fields for what a mapping leaves out, by type in the order of the source."""
    found: dict[tuple[str, str], Missing] = {}
    whole = _Source(corpus, source, mapping)
    for kind, records in whole.records.values():
        for one in whole.missing(kind, records):
            found.setdefault((one.type, one.field), one)
    return [*found.values()]


def lines(found: Sequence[Missing]) -> Iterator[str]:
    """Yield what is to be added to the settings and schemas, as people copy it."""
    by_type: dict[str, list[Missing]] = {}
    for one in found:
        by_type.setdefault(one.type, []).append(one)
    for name, own in by_type.items():
        file = own[0].file
        where = f"fields of [speckb.types.{name}]" if file == FILE else f"properties of {file}"
        yield f"{where}: {', '.join(one.text() for one in own)}"
    for link in {one.link.name: one.link for one in found if one.link}.values():
        yield from link.lines()


class _Source:
    """Knows the records of each kind, and the types that their ids have."""

    def __init__(self, corpus: Corpus, source: Source, mapping: MappingFile) -> None:
        self.corpus, self.words, self.format = corpus, source.words, source.format
        self.records: dict[str, tuple[Kind, list[Record]]] = {}
        self.types = {name: entry.type.name for name, entry in corpus.entries.items()}
        for record in source.records:
            kind = mapping.of(record.kind)
            if kind is None or kind.type not in corpus.settings.types:
                continue
            self.records.setdefault(mapping.name_of(record.kind), (kind, []))[1].append(record)
            for name in (source.ids, *kind.fields.get("id", ())):
                if name in record.values:
                    self.types[as_text(record.values[name]).strip()] = kind.type

    def missing(self, kind: Kind, records: Sequence[Record]) -> Iterator[Missing]:
        """Yield the fields for what is left out of the records of one kind."""
        entry_type = self.corpus.settings.types[kind.type]
        relations = [one for record in records for one in record.relations]
        attributes: dict[str, list[Any]] = {}
        for record in records:
            for name, value in record.attributes.items():
                attributes.setdefault(name, []).append(value)
        left = [*kind.left_out, *({GROUP} - kind.used(attributes))]
        left = [name for name in left if name != OF_TOOL]
        for name in left:
            targets = [one.target for one in relations if one.kind == name]
            values = attributes.get(name, [])
            if targets:
                yield self._link(entry_type, name, targets)
            elif ids := self._ids(values):
                yield self._link(entry_type, name, ids)
            elif values:
                form = self._form(name, values)
                field = _named(name)
                if field in OTHERS:
                    field = f"{field}_"
                yield Missing(kind.type, entry_type.schema_path, name, field, form)

    def _link(self, kind: EntryType, name: str, targets: Sequence[str]) -> Missing:
        field = LINKS.get(name, _named(name))
        known = self.corpus.settings.links
        types = tuple(dict.fromkeys(self.types[one] for one in targets if one in self.types))
        title = f"{name[:1].upper()}{name[1:]}"
        link = None if field in known else Link(field, title, types)
        return Missing(kind.name, kind.schema_path, name, field, True, link)

    def _ids(self, values: Sequence[Any]) -> list[str]:
        """Return the ids in cells that have nothing else; none if they are not all ids."""
        cells = [value if isinstance(value, list) else as_text(value) for value in values]
        lists = (one if isinstance(one, list) else re.split(r"[;,\n]", one) for one in cells)
        ids = [part for one in lists for name in one if (part := as_text(name).strip())]
        return ids if all(one in self.types for one in ids) else []

    def _form(self, name: str, values: Sequence[Any]) -> str | list[str]:
        """Return what a field is that has all these values."""
        if any(isinstance(value, list) for value in values):
            return flat.LIST
        if all(isinstance(value, bool) for value in values):
            return flat.TRUTH
        texts = [as_text(value).strip() for value in values]
        # text of tools with types of their own may be a version or a place, as 1.2
        is_text = self.format != CSV and any(isinstance(value, str) for value in values)
        number = None if is_text else NUMBER
        forms = ((INTEGER, flat.INTEGER), (number, flat.NUMBER), (DATE, flat.DATE))
        for pattern, form in forms:
            if pattern and all(pattern.fullmatch(text) for text in texts):
                return form
        parts = [part.strip() for text in texts if ";" in text for part in text.split(";")]
        if parts and all(0 < len(part) <= LONGEST for part in parts):
            return flat.LIST
        words = [*dict.fromkeys(self.words.get(name) or texts)]
        is_chosen = name in self.words or 1 < len(words) <= len(texts) / 2
        is_short = len(words) <= MOST_WORDS and all(0 < len(word) <= LONGEST for word in words)
        return words if is_chosen and is_short and {*texts} <= {*words} else flat.TEXT


def _named(attribute: str) -> str:
    """Return the name of a field for an attribute."""
    name = re.sub(r"[^a-z0-9]+", "_", attribute.casefold()).strip("_") or "other"
    return name if name[0].isalpha() else f"n{name}"
