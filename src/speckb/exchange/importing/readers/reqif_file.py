"""Reader of ReqIF and ReqIFz, which DOORS, Polarion, codebeamer, StrictDoc and others write."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import unescape

from speckb.exchange.importing import bounded, markup, reqif_xml, safe_zip
from speckb.exchange.importing.source import BadFileError, Record, Relation, Remark, Source
from speckb.exchange.reqif_names import CHAPTER, FOREIGN, NAME, TEXT, TOOL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

ARCHIVE = ".reqifz"
# Names of the OMG's implementation guide, and of tools before it.
IDS = (FOREIGN, "ForeignID", "Object Identifier", "UID", "ID")
TITLES = (CHAPTER, NAME, "LONG-NAME")
STRICTDOC = "strictdoc"  # writes reStructuredText in strings, and \n for the end of a line
RST = {TEXT, "STATEMENT", "DESCRIPTION", "CONTENT", "RATIONALE", "COMMENT"}
PARAGRAPH = re.compile("<p>((?:[^<]|<br>)*+)</p>")
# What our own export writes, and nothing that another tool has put beside it.
OWN_XHTML = re.compile(rf"\s*(?:<div>\s*(?:{PARAGRAPH.pattern}\s*)*+</div>\s*)?")
OWN = "IDENTIFIER"


@dataclass(slots=True)
class _File:
    """A document: its name, the content that the package found, and lines by identifier.

    One of our `own` has what is computed in attributes that are not to be edited, and all text to
    the letter, in paragraphs where it is XHTML.
    """

    name: str
    content: Any
    lines: dict[str, int]
    writer: str

    @property
    def own(self) -> bool:
        """Whether we have written it."""
        return self.writer == TOOL


def is_own(path: Path) -> bool:
    """Return whether the file's name is that of ReqIF or ReqIFz."""
    return path.suffix.lower() in {".reqif", ARCHIVE}


def read(path: Path) -> Source:
    """Return the objects of all specifications in their order, and then the others."""
    reader = _Reader(path.name)
    if path.suffix.lower() == ARCHIVE:
        reader.unpack(bounded.content(path, most=safe_zip.LIMITS.size))
    else:
        reader.add(path.name, bounded.content(path))
    return reader.source()


class _Reader:
    """Reads the documents of one file, which may refer to each other's objects."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.remarks: list[Remark] = []
        self.files: list[_File] = []
        self.names: dict[str, str] = {}  # of types, of attributes and of words, by identifier
        self.words: dict[str, dict[str, str]] = {}  # of a datatype: long names by identifier
        self.multiple: set[str] = set()  # attributes that may have several values
        self.datatypes: dict[str, str] = {}  # by attribute
        self.computed: set[str] = set()  # attributes and types of relations in our own documents
        self.rst: set[str] = set()  # attributes whose strings may be reStructuredText
        self.plain: set[str] = set()  # attributes whose text is to the letter
        self.objects: dict[str, tuple[Any, str]] = {}  # and the place of each
        self.values: dict[str, dict[str, Any]] = {}
        self.markdown: dict[str, dict[str, None]] = {}  # attributes of objects
        self.titles: dict[str, str] = {}  # of objects, as headings
        self.key = OWN

    def unpack(self, data: bytes) -> None:
        """Add all documents in an archive; tell of the other files in it."""
        archive = safe_zip.opened(data, self.name)
        others = []
        for member in archive.namelist():
            if member.lower().endswith((".reqif", ".xml")):
                self.add(f"{self.name}/{member}", safe_zip.unpacked(archive, member, self.name))
            elif not member.endswith("/"):
                others.append(member)
        if not self.files:
            raise BadFileError(f"{self.name}: no file .reqif in the archive")
        if others:
            shown = ", ".join(others[:10]) + (", ..." if len(others) > 10 else "")
            self.remarks.append(Remark(self.name, f"{len(others)} files were not read: {shown}"))

    def add(self, name: str, data: bytes) -> None:
        """Add a document."""
        from reqif.parser import ReqIFParser  # noqa: PLC0415  an extra

        document = reqif_xml.Document(name, self.remarks)
        text = document.written(data)
        try:
            bundle = ReqIFParser.parse_from_string(text)
        except MemoryError:
            raise
        except Exception as error:
            raise BadFileError(f"{name}: not as ReqIF requires: {error!r}"[:300]) from None
        content = bundle.core_content and bundle.core_content.req_if_content
        if content is None:
            raise BadFileError(f"{name}: no <REQ-IF-CONTENT>")
        self.files.append(_File(name, content, document.lines, document.writer))

    def source(self) -> Source:
        """Return all records."""
        for file in self.files:
            self._types(file)
        for file in self.files:
            for one in file.content.spec_objects or ():
                place = f"{file.name}:{file.lines[one.identifier]}: SPEC-OBJECT {one.identifier}"
                if one.identifier in self.objects:
                    raise BadFileError(f"{place}: {self.objects[one.identifier][1]} is the same")
                self.objects[one.identifier] = one, place
        for key, (one, place) in self.objects.items():
            self.values[key] = self._values(one, place)
        self.key = self._id_attribute()
        relations = self._relations()
        records = []
        left = dict.fromkeys(self.objects)
        for key, group in self._places():
            if key not in self.objects:
                continue
            if key not in left:
                message = "stands in more than one place; its first heading counts"
                self.remarks.append(Remark(self.objects[key][1], message))
                continue
            del left[key]
            records += self._record(key, group, relations.pop(key, []))
        for key in left:
            records += self._record(key, (), relations.pop(key, []))
        for key, found in relations.items():
            self._tell_of_relations(key, found)
        declared = tuple(dict.fromkeys(self.names[key] for key in self.datatypes))
        told = tuple(self.remarks)
        return Source("reqif", tuple(records), told, self.key, self._words(), attributes=declared)

    def _types(self, file: _File) -> None:
        """Collect the names of types, attributes and words."""
        for one in file.content.data_types or ():
            if hasattr(one, "values"):
                self.words[one.identifier] = {
                    word.identifier: word.long_name or word.identifier for word in one.values or ()
                }
        for one in file.content.spec_types or ():
            self.names[one.identifier] = one.long_name
            attributes = getattr(one, "attribute_definitions", None) or (
                getattr(one, "spec_attributes", None) or ()
            )
            for attribute in attributes:
                key = attribute.identifier
                self.names[key] = attribute.long_name
                self.datatypes[key] = attribute.datatype_definition
                if attribute.multi_valued:
                    self.multiple.add(key)
                if file.writer.casefold() == STRICTDOC:
                    self.rst.add(key)
                if file.own:
                    self.plain.add(key)
                    self.computed |= {key} if attribute.editable is False else set()
            if attributes and all(found.identifier in self.computed for found in attributes):
                self.computed.add(one.identifier)

    def _words(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = {}
        for attribute, datatype in self.datatypes.items():
            if known := self.words.get(datatype):
                found.setdefault(self.names[attribute], {}).update(dict.fromkeys(known.values()))
        return {name: tuple(words) for name, words in found.items()}

    def _values(self, one: Any, place: str) -> dict[str, Any]:
        """Return the values of an object by the long names of its attributes."""
        found: dict[str, Any] = {OWN: one.identifier}
        named: dict[str, str] = {}  # the identifier of the attribute that has the name
        for name, text in (("LONG-NAME", one.long_name), ("DESC", one.description)):
            if text and text.strip():
                found[name] = text.strip()
        for attribute in one.attributes:
            key = attribute.definition_ref
            if key in self.computed:
                continue
            if key not in self.names:
                raise BadFileError(f"{place}: no attribute has the identifier {key[:80]!r}")
            name = self.names[key]
            if name in found and named.get(name) != key:
                name = f"{name} ({key})"
            named[name] = key
            value = self._value(attribute, f"{place}, {name}")
            if self._has_markup(attribute):
                self.markdown.setdefault(one.identifier, {})[name] = None
            if value not in ("", None, []):
                found[name] = _joined(found.get(name), value)
        self.titles[one.identifier] = self._title(one, found)
        if NAME in found and found.get("LONG-NAME") == found[NAME]:
            del found["LONG-NAME"]
        return found

    def _has_markup(self, attribute: Any) -> bool:
        """Return whether a text is XHTML or reStructuredText, which become Markdown."""
        form, key = attribute.attribute_type.name, attribute.definition_ref
        if form == "XHTML":
            return key not in self.plain or not OWN_XHTML.fullmatch(attribute.value or "")
        is_rst = key in self.rst and (self.names[key] in RST or "\\n" in attribute.value)
        return form == "STRING" and is_rst

    def _title(self, one: Any, values: Mapping[str, Any]) -> str:
        """Return what an object is called as a heading: one line without markup."""
        name = next((name for name in TITLES if name in values), "")
        for attribute in one.attributes:
            if self.names[attribute.definition_ref] == name:
                text = str(attribute.value)
                is_html = attribute.attribute_type.name == "XHTML"
                return markup.words(text) if is_html else " ".join(text.split())
        return " ".join(str(values.get(name, "")).split())

    def _value(self, attribute: Any, place: str) -> Any:
        """Return a value as text, number, truth or list of texts."""
        form, value = attribute.attribute_type.name, attribute.value
        if self._has_markup(attribute):
            is_html = form == "XHTML"
            found = (value or "") if is_html else value.replace("\\n", "\n")
            text, remarks = (markup.html if is_html else markup.rst)(found, place)
            self.remarks += remarks
            return text
        if form == "XHTML":
            return _plain(value or "")
        if form == "STRING" and attribute.definition_ref in self.plain:
            return value
        if form == "ENUMERATION":
            return self._chosen(attribute, place)
        value = value.strip()
        if form == "BOOLEAN" and value.lower() in {"true", "false", "1", "0"}:
            return value.lower() in {"true", "1"}
        if form == "DATE":
            return value.removesuffix("Z").removesuffix(".000").removesuffix("T00:00:00")[:40]
        if form in {"INTEGER", "REAL", "BOOLEAN"} and value:
            try:
                number = {"INTEGER": int, "REAL": float}[form](value)
                if math.isfinite(number):
                    return number
            except (KeyError, ValueError, OverflowError):
                pass
            self.remarks.append(Remark(place, f"{value[:40]!r} is not {form}; it is kept as text"))
        return value

    def _chosen(self, attribute: Any, place: str) -> str | list[str]:
        """Return the words of an enumeration; a text where the attribute has one value at most."""
        key = attribute.definition_ref
        known = self.words.get(self.datatypes.get(key, ""), {})
        found = []
        for word in attribute.value:
            if word not in known:
                self.remarks.append(Remark(place, f"no word has the identifier {word[:80]!r}"))
            found.append(known.get(word, word))
        return found if key in self.multiple or len(found) > 1 else "".join(found)

    def _id_attribute(self) -> str:
        """Return the attribute that identifies objects for people, and make its values texts."""
        for name in IDS:
            found = [values[name] for values in self.values.values() if name in values]
            texts = {str(one) for one in found if isinstance(one, str | int)}
            if found and len(texts) == len(found):
                for values in self.values.values():
                    if name in values:
                        values[name] = str(values[name])
                return name
            if found:
                message = f"the values of {name} are not unique; ids are those of {OWN}"
                self.remarks.append(Remark(self.name, message))
        return OWN

    def _relations(self) -> dict[str, list[Relation]]:
        """Return the relations of each object, by its identifier."""
        found: dict[str, list[Relation]] = {}
        for file in self.files:
            for one in file.content.spec_relations or ():
                if one.relation_type_ref in self.computed:
                    continue
                kind = self.names.get(one.relation_type_ref, one.relation_type_ref)
                target = self.values.get(one.target, {}).get(self.key, one.target)
                reason = self._reason(file, one)
                found.setdefault(one.source, []).append(Relation(kind, str(target), reason))
        return found

    def _reason(self, file: _File, one: Any) -> str:
        """Return the texts of a relation."""
        texts = [one.description or ""]
        place = f"{file.name}:{file.lines[one.identifier]}: SPEC-RELATION {one.identifier}"
        for attribute in one.values or ():
            value = self._value(attribute, place)
            texts += value if isinstance(value, list) else [str(value)]
        return "; ".join(text.strip() for text in texts if text.strip())

    def _tell_of_relations(self, key: str, found: Sequence[Relation]) -> None:
        """Tell of relations whose source is no record."""
        place = self.objects[key][1] if key in self.objects else self.name
        what = "a heading" if key in self.objects else f"{key[:80]!r}, which is not in the file"
        message = f"{len(found)} relations from {what} were left out"
        self.remarks.append(Remark(place, message))

    def _places(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield each object of the specifications, and the headings above it."""
        for file in self.files:
            for one in file.content.specifications or ():
                title = " ".join((one.long_name or "").split())
                yield from self._below(one.children or (), (title,) if title else (), file.name)

    def _below(
        self, nodes: Iterable[Any], group: tuple[str, ...], name: str
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        for node in nodes:
            key = node.spec_object
            if key not in self.objects:
                message = f"the object {key[:80]!r} of a specification is not in the file"
                self.remarks.append(Remark(name, message))
            yield key, group
            title = self.titles.get(key)
            inner = (*group, title) if title else group
            yield from self._below(node.children or (), inner, name)

    def _record(
        self, key: str, group: tuple[str, ...], relations: Sequence[Relation]
    ) -> list[Record]:
        """Return the record of an object, none for a heading without a text of its own."""
        one, place = self.objects[key]
        values = self.values[key]
        kind = self.names.get(one.spec_object_type)
        if kind is None:
            raise BadFileError(f"{place}: no type has the identifier {one.spec_object_type[:80]!r}")
        if CHAPTER in values and TEXT not in values:
            if relations:
                self._tell_of_relations(key, relations)
            return []
        markdown = tuple(self.markdown.get(key, ()))
        return [Record(place, kind, values, tuple(relations), group, markdown)]


def _plain(xhtml: str) -> str:
    """Return the text of paragraphs, with an empty line between them."""
    paragraphs = PARAGRAPH.findall(xhtml.replace("<br>", "\n"))
    return unescape("\n\n".join(paragraphs))


def _joined(before: Any, value: Any) -> Any:
    """Return a value, or a list of texts where the attribute has a value already."""
    if before is None:
        return value
    first = before if isinstance(before, list) else [str(before)]
    return [*first, *(value if isinstance(value, list) else [str(value)])]
