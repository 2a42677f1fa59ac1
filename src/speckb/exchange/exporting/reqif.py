"""ReqIF 1.2 of a whole knowledge base, as the OMG and its implementation guide describe it.

Each type of entries is a type of objects with an attribute for each column of `flat.columns`, by
the same name; the guide has names of its own for the id (`ReqIF.ForeignID`), the title
(`ReqIF.Name`) and the statement (`ReqIF.Text`), which DOORS, Polarion and StrictDoc show. A type
without statements has the summary there, marked as not to be edited. `ReqIF.Text` is XHTML, as
those tools require; a statement has no markup. All else is text to the letter, Markdown where it is
Markdown: XHTML has nothing for the directives of prose, and text would not come back as it was.

Links are relations, with their kind as the type and the reason as an attribute; a field that is
nothing but links is no attribute besides. Verdicts are relations too, for each edition. What is
computed, or is in another attribute as well, has attributes that are not to be edited, and is
nothing to import: verdicts, and links with more to them than a reason. Each type
has a specification, with its groups as headings; an entry is in the first group that it names. The
lists of the settings may have it in several.

Identifiers come from type and id: an entry with another id is another object. An object has the
date of the last commit that changed its file, a relation that of the entries that it rests on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from speckb.corpus.corpus import once
from speckb.corpus.schema_parts import item
from speckb.corpus.settings.verdicts import DISPUTED
from speckb.exchange import flat
from speckb.exchange.exporting.archive import packed
from speckb.exchange.exporting.dates import Dates, written
from speckb.exchange.exporting.reasons import behind, reasons
from speckb.exchange.exporting.reqif_attributes import (
    ENUMERATION,
    STRING,
    XHTML,
    Attribute,
    Datatypes,
    Names,
    define,
    element,
    kind_of,
    set_value,
)
from speckb.exchange.reqif_names import CHAPTER, FOREIGN, NAME, TEXT, TOOL
from speckb.tables.groups import groups, listed
from speckb.tables.verdicts import judged, spoken, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry, Link
    from speckb.corpus.settings import EntryType
    from speckb.exchange.flat import Column
    from speckb.tables.verdicts import Verdict

NAMESPACE = "http://www.omg.org/spec/ReqIF/20110401/reqif.xsd"
XHTML_NAMESPACE = "http://www.w3.org/1999/xhtml"
GUIDE = {"id": FOREIGN, "title": NAME, "statement": TEXT}  # the guide's names, by column
SHOWN = (FOREIGN, NAME, TEXT)
LEAD = flat.Column((TEXT,), "", flat.TEXT, {})
HEADING, VERDICT = "heading", "verdict"
MEMBER = "knowledge-base.reqif"


@once
def data(corpus: Corpus, dates: Dates) -> bytes:
    """Return a corpus, or the view of an edition, as a ReqIF document in UTF-8."""
    root = _Document(corpus, dates).root
    ET.indent(root)
    found: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return found


def compressed(corpus: Corpus, dates: Dates) -> bytes:
    """Return a zip archive with the ReqIF document."""
    return packed([(MEMBER, data(corpus, dates))], dates.export)


def lead_of(entry: Entry) -> str:
    """Return what stands for the text of an entry without a statement."""
    return str(entry.meta.get("summary") or entry.title)


class _Document:
    """The tree of a document while it grows."""

    def __init__(self, corpus: Corpus, known: Dates) -> None:
        settings = corpus.settings
        self.corpus = corpus
        self.dates = known
        self.names = Names(settings.site_url)
        self.settled = known.of(settings.own_files)  # the date of types and fields
        self.root = element(None, "REQ-IF")
        self.root.set("xmlns", NAMESPACE)
        self.root.set("xmlns:xhtml", XHTML_NAMESPACE)
        self.root.set("xml:lang", settings.language)
        self._add_header()
        content = element(element(self.root, "CORE-CONTENT"), "REQ-IF-CONTENT")
        parts = ("DATATYPES", "SPEC-TYPES", "SPEC-OBJECTS", "SPEC-RELATIONS", "SPECIFICATIONS")
        data, self.types, self.objects, self.relations, self.specifications = (
            element(content, part) for part in parts
        )
        self.datatypes = Datatypes(data, self.names, self.settled)
        for kind in settings.types.values():
            self._add_entries(kind)
        self.chapter: Attribute | None = None
        for kind in settings.types.values():
            self._add_specification(kind)
        self._add_links()
        self._add_verdicts()

    def _add_header(self) -> None:
        settings = self.corpus.settings
        header = element(element(self.root, "THE-HEADER"), "REQ-IF-HEADER")
        header.set("IDENTIFIER", self.names.id("header"))
        element(header, "CREATION-TIME", written(self.dates.export))
        element(header, "REPOSITORY-ID", settings.site_url)
        element(header, "REQ-IF-TOOL-ID", TOOL)
        element(header, "REQ-IF-VERSION", "1.0")  # so in ReqIF 1.2 as well
        element(header, "SOURCE-TOOL-ID", TOOL)
        element(header, "TITLE", settings.title)

    def _about(self, date: str, *path: str, name: str = "", title: str = "") -> dict[str, str]:
        """Return the attributes that all things have: identifier, date, name and title."""
        given = {"IDENTIFIER": self.names.id(*path), "LONG-NAME": name, "LAST-CHANGE": date}
        return {**given, "DESC": title if title != name else ""}

    def _entry_id(self, entry: Entry) -> str:
        return self.names.id("entry", entry.type.name, entry.id)

    def _date(self, *entries: Entry) -> str:
        return self.dates.of(entry.path for entry in entries)

    def _add_type(self, tag: str, about: Mapping[str, str], found: Sequence[Attribute]) -> None:
        """Add a type, with the definitions of its attributes."""
        own = element(self.types, tag, **about)
        if found:
            above = element(own, "SPEC-ATTRIBUTES")
            for attribute in found:
                define(above, attribute, self.settled)

    def _attribute(
        self,
        path: Sequence[str],
        name: str,
        title: str = "",
        kind: str = STRING,
        *,
        derived: bool = False,
    ) -> Attribute:
        """Return a new attribute that is no enumeration, below what has this path."""
        found = self.names.id("attribute", *path, name)
        return Attribute(found, name, title, kind, self.datatypes.plain(kind), derived=derived)

    def _add_entries(self, kind: EntryType) -> None:
        """Add the type of the objects for a type of entries, and the objects."""
        entries = self.corpus.by_type[kind.name]
        columns = [
            one for one in flat.columns(self.corpus, kind) if not self._is_links(kind, one.name)
        ]
        rows = [flat.row(entry, columns) for entry in entries]
        fields = [
            (column, self._attribute_of(kind, column, [row[number] for row in rows]))
            for number, column in enumerate(columns)
        ]
        if "statement" not in kind.properties:
            lead = self._attribute((kind.name,), TEXT, kind=XHTML, derived=True)
            fields.append((LEAD, lead))
            rows = [[*row, lead_of(entry)] for entry, row in zip(entries, rows, strict=True)]
        order = sorted(range(len(fields)), key=lambda at: fields[at][1].name not in SHOWN)
        about = self._about(self.settled, "type", kind.name, name=kind.name, title=kind.title)
        self._add_type("SPEC-OBJECT-TYPE", about, [fields[at][1] for at in order])
        for entry, row in zip(entries, rows, strict=True):
            about = {"IDENTIFIER": self._entry_id(entry), "LONG-NAME": entry.title}
            own = element(self.objects, "SPEC-OBJECT", **about, LAST_CHANGE=self._date(entry))
            element(own, "TYPE").append(self._type_ref("SPEC-OBJECT-TYPE", "type", kind.name))
            values = element(own, "VALUES")
            for at in order:
                column, attribute = fields[at]
                if row[at] is not None and row[at] != []:
                    set_value(values, attribute, row[at], column.form)

    def _is_links(self, kind: EntryType, name: str) -> bool:
        """Return whether a field of a type has nothing but links, with their reasons."""
        part = kind.properties.get(name, {})
        return name in self.corpus.settings.links and item(part).get("type") == "string"

    def _attribute_of(self, kind: EntryType, column: Column, values: Sequence[Any]) -> Attribute:
        """Return the attribute of a column, with its enumeration if it has words."""
        path = (kind.name, *column.path)
        name = GUIDE.get(column.name, column.name)
        if name == TEXT:
            return self._attribute((kind.name,), name, column.title, XHTML)
        if (form := kind_of(column, values)) != ENUMERATION:
            return self._attribute((kind.name,), name, column.title, form)
        files = [*self.corpus.settings.own_files]
        if len(column.path) > 1 and (criterion := self.corpus.entries.get(column.path[1])):
            files.append(criterion.path)
        date = self.dates.of(files)
        datatype, words = self.datatypes.words(path, ".".join(path), column.words, date)
        found = self.names.id("attribute", kind.name, name)
        many = column.form == flat.LIST
        return Attribute(found, name, column.title, form, datatype, words, many)

    def _type_ref(self, tag: str, *path: str) -> ET.Element:
        return element(None, f"{tag}-REF", self.names.id(*path))

    def _add_specification(self, kind: EntryType) -> None:
        """Add the specification of a type: its entries in order, in groups."""
        entries = self.corpus.by_type[kind.name]
        tag, path, title = "SPECIFICATION", ("specification", kind.name), kind.plural or kind.title
        self._add_type(f"{tag}-TYPE", self._about(self.settled, *path, "type", name=kind.name), ())
        date = self._date(*entries) if entries else self.settled
        own = element(self.specifications, tag, **self._about(date, *path, name=title))
        element(own, "TYPE").append(self._type_ref(f"{tag}-TYPE", *path, "type"))
        self._add_group(element(own, "CHILDREN"), kind, kind.group_by, entries, path)

    def _add_group(
        self,
        above: ET.Element,
        kind: EntryType,
        fields: Sequence[str],
        entries: Sequence[Entry],
        path: tuple[str, ...],
    ) -> None:
        """Add entries to a hierarchy, below a heading for each group that the first field makes."""
        members: dict[str, list[Entry]] = {}
        for entry in entries:
            group = listed(entry.meta.get(fields[0]))[0] if fields else ""
            members.setdefault(group, []).append(entry)
        for name in groups(self.corpus, kind.name, fields[0])[1] if fields else [""]:
            own = members.get(name, ())
            if name and own:
                below = self._add_heading(above, kind, fields[0], name, (*path, fields[0], name))
                self._add_group(below, kind, fields[1:], own, (*path, fields[0], name))
            elif own and fields:
                self._add_group(above, kind, fields[1:], own, (*path, fields[0], name))
            else:
                for entry in own:
                    at = ("hierarchy", *path[:2], self._entry_id(entry))
                    self._add_node(above, self._entry_id(entry), self._date(entry), *at)

    def _add_node(self, above: ET.Element, target: str, date: str, *path: str) -> ET.Element:
        own = element(above, "SPEC-HIERARCHY", **self._about(date, *path))
        element(element(own, "OBJECT"), "SPEC-OBJECT-REF", target)
        return own

    def _add_heading(
        self, above: ET.Element, kind: EntryType, by: str, group: str, path: tuple[str, ...]
    ) -> ET.Element:
        """Add the heading of a group, as an object and to a hierarchy; return what is below it."""
        if self.chapter is None:
            self.chapter = self._attribute((HEADING,), CHAPTER)
            about = self._about(self.settled, "heading-type", name=HEADING)
            self._add_type("SPEC-OBJECT-TYPE", about, [self.chapter])
        linked = self.corpus.entries.get(group) if by in self.corpus.settings.links else None
        date = self._date(linked) if linked else self.settled
        about = self._about(date, "heading", *path)
        own = element(self.objects, "SPEC-OBJECT", **about)
        element(own, "TYPE").append(self._type_ref("SPEC-OBJECT-TYPE", "heading-type"))
        title = linked.heading if linked else kind.word(by, group)
        set_value(element(own, "VALUES"), self.chapter, title)
        node = self._add_node(above, about["IDENTIFIER"], date, "hierarchy", *path)
        return element(node, "CHILDREN")

    def _add_links(self) -> None:
        """Add the types of the links, each with both titles, and the links between entries."""
        known: dict[tuple[str, bool], Attribute] = {}
        for link, start, end in self._links():
            derived = not self._is_links(start.type, link.kind) or len(link.path) > 2
            path = ("link", link.kind, *(["derived"] if derived else ()))
            if (link.kind, derived) not in known:
                reason = self._attribute(path, "reason", derived=derived)
                known[link.kind, derived] = reason
                kind = self.corpus.settings.links[link.kind]
                title = f"{kind.outgoing} / {kind.incoming}"
                about = self._about(self.settled, *path, name=link.kind, title=title)
                self._add_type("SPEC-RELATION-TYPE", about, [reason])
            ends, at = (self._entry_id(start), self._entry_id(end)), ("relation", link.kind)
            own = self._add_relation(ends, path, self._date(start), at)
            if link.reason:
                set_value(element(own, "VALUES"), known[link.kind, derived], link.reason)

    def _links(self) -> Iterator[tuple[Link, Entry, Entry]]:
        """Yield the links whose ends are both there, each once and with its ends."""
        entries = self.corpus.entries
        ids = (entry.id for group in self.corpus.by_type.values() for entry in group)
        places = {name: place for place, name in enumerate(ids)}
        for name in places:
            own = {(link.kind, link.target): link for link in self.corpus.outgoing[name]}
            links = [link for link in own.values() if link.target in entries]
            # those of values in document order, since columns have no other
            links.sort(key=lambda link: places[link.target] if link.path[0] == "criteria" else -1)
            for link in links:
                yield link, entries[name], entries[link.target]

    def _add_relation(
        self, ends: tuple[str, str], kind: tuple[str, ...], date: str, path: tuple[str, ...]
    ) -> ET.Element:
        """Add a relation from an object to another; its values are to be added."""
        own = element(self.relations, "SPEC-RELATION", **self._about(date, *path, *ends))
        element(own, "TYPE").append(self._type_ref("SPEC-RELATION-TYPE", *kind))
        for tag, end in zip(("SOURCE", "TARGET"), ends, strict=True):
            element(element(own, tag), "SPEC-OBJECT-REF", end)
        return own

    def _add_verdicts(self) -> None:
        """Add the type of the verdicts, and those on what criteria assess, for each edition."""
        views = self.corpus.views or [self.corpus]
        if not any(spoken(view) and judged(view) for view in views):
            return
        path = (VERDICT,)
        words = {word.id: word.label for word in self.corpus.settings.verdicts.words.values()}
        datatype, ids = self.datatypes.words(path, VERDICT, words, self.settled)
        known = {
            name: Attribute(
                self.names.id("attribute", *path, name),
                name,
                "",
                ENUMERATION,
                datatype,
                ids,
                derived=True,
            )
            for name in ("word", "settled")
        }
        known |= {
            name: self._attribute(path, name, derived=True)
            for name in ("conditions", "reasons", "depends_on", DISPUTED, "edition")
        }
        named = self._about(self.settled, *path, name=VERDICT)
        self._add_type("SPEC-RELATION-TYPE", named, [*known.values()])
        for view in views:
            for entry in judged(view):
                for about in spoken(view):
                    self._add_verdict(view, verdict(view, entry, about), known)

    def _add_verdict(
        self, view: Corpus, found: Verdict, attributes: Mapping[str, Attribute]
    ) -> None:
        entry, about = view.entries[found.entry], view.entries[found.about]
        ends = self._entry_id(entry), self._entry_id(about)
        path = ("verdict-on", view.edition)
        own = element(
            self._add_relation(ends, (VERDICT,), self._date(*behind(view, found)), path), "VALUES"
        )
        values = {
            "word": found.word,
            "settled": found.settled,
            "conditions": "\n".join(found.conditions),
            "reasons": "\n".join(reasons(found)),
            "depends_on": "\n".join(found.depends_on),
            DISPUTED: flat.SEPARATOR.join(found.disputed_by),
            "edition": view.edition,
        }
        for name, value in values.items():
            if value:
                set_value(own, attributes[name], value)
