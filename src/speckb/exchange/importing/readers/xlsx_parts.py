"""The parts of an XLSX workbook: its sheets with cells, and what else says how to read them.

The XML is read by the pass that checks it, so no library sees it and no tree is in memory.
"""

from __future__ import annotations

import json
import posixpath
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from speckb.exchange.importing import safe_xml, safe_zip
from speckb.exchange.importing.readers import xlsx_cells
from speckb.exchange.importing.readers.xlsx_cells import Bad, Rich
from speckb.exchange.importing.source import BadFileError
from speckb.exchange.workbooks import MARK

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator, Mapping

LIMITS = safe_xml.XmlLimits(size=50_000_000, elements=4_000_000)
REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})?")
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
MOST_CELLS = 1_000_000
OFF = {"0", "false"}
ON = {"1", "true"}
VISIBLE = "visible"


class Element(NamedTuple):
    """An element of XML: its name and its parent's, its attributes, and its own text."""

    parent: str
    name: str
    attributes: Mapping[str, str]
    text: str


class Relation(NamedTuple):
    """What a part refers to: the last word of the kind, and a member's name or an address."""

    kind: str
    target: str
    is_external: bool


class Area(NamedTuple):
    """A rectangle of cells, all ends included; rows are counted from 1, columns from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Sheet:
    """A sheet as it is in the file: values by row (from 1) and column (from 0), and what is told.

    `formulas` are the cells whose values were computed; `links` has addresses by cell.
    """

    name: str
    rows: dict[int, dict[int, Any]] = field(default_factory=dict)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[range] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)
    links: dict[tuple[int, int], str] = field(default_factory=dict)
    comments: list[tuple[int, int]] = field(default_factory=list)


class Workbook:
    """An archive that has passed the checks; `name` is what messages call it."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self.archive, self.name = archive, name
        self.members = {member.casefold(): member for member in archive.namelist()}
        found = [one for one in self.relations("").values() if one.kind == "officeDocument"]
        self.main = found[0].target if found else "xl/workbook.xml"
        if self.main.endswith(".bin"):
            raise BadFileError(f"{name}: a binary workbook (XLSB); save it as XLSX")
        if not self.has(self.main):
            raise BadFileError(f"{name}: no workbook in it; a file of the format XLSX is required")

    def has(self, member: str) -> bool:
        """Return whether the archive has a member; case does not matter, as in spreadsheets."""
        return member.casefold() in self.members

    def parse(self, member: str, handler: safe_xml.Handler) -> None:
        """Give the parts of a member to a handler; raises BadFileError."""
        data = safe_zip.unpacked(
            self.archive, self.members.get(member.casefold(), member), self.name
        )
        safe_xml.check(data, f"{self.name}, member {member!r}", LIMITS, handler)

    def elements(self, member: str, *names: str) -> list[Element]:
        """Return the elements of these names in a member, in the order of their ends."""
        handler = _Elements(names)
        if self.has(member):
            self.parse(member, handler)
        return handler.found

    def relations(self, member: str) -> dict[str, Relation]:
        """Return what a member refers to, by the ids that it uses; `""` is the archive itself."""
        folder, _, file = member.rpartition("/")
        found: dict[str, Relation] = {}
        for one in self.elements(f"{folder}/_rels/{file}.rels".lstrip("/"), "Relationship"):
            target = one.attributes.get("Target", "")
            is_external = one.attributes.get("TargetMode") == "External"
            if not is_external:
                target = posixpath.normpath(posixpath.join(f"/{folder}", target)).lstrip("/")
            kind = one.attributes.get("Type", "").rpartition("/")[2]
            found[one.attributes.get("Id", "")] = Relation(kind, target, is_external)
        return found

    def sheets(self) -> Iterator[tuple[str, str, str]]:
        """Yield name, state and member of each sheet that has cells, in order."""
        relations = self.relations(self.main)
        for one in self.elements(self.main, "sheet"):
            relation = relations.get(one.attributes.get("id", ""))
            if one.parent == "sheets" and relation and relation.kind == "worksheet":
                state = one.attributes.get("state", VISIBLE)
                yield one.attributes.get("name", ""), state, relation.target

    def sheet(self, name: str, member: str) -> Sheet:
        """Return a sheet; raises BadFileError for one that cannot be read."""
        relations = self.relations(member)
        handler = _SheetHandler(self, name, relations)
        self.parse(member, handler)
        for one in relations.values():
            if one.kind == "comments" and not one.is_external:
                refs = (found.attributes for found in self.elements(one.target, "comment"))
                cells = (handler.cell(found.get("ref", "")) for found in refs)
                handler.sheet.comments += sorted(cells)
        return handler.sheet

    @cached_property
    def since_1904(self) -> bool:
        """Whether days are counted from 1904, as old spreadsheets on Macs do."""
        found = self.elements(self.main, "workbookPr")
        return any(one.attributes.get("date1904", "0") in ON for one in found)

    @cached_property
    def strings(self) -> list[str | Rich]:
        """The texts that cells refer to by number."""
        handler = _Strings()
        for one in self.relations(self.main).values():
            if one.kind == "sharedStrings" and self.has(one.target):
                self.parse(one.target, handler)
        return handler.found

    @cached_property
    def formats(self) -> list[str]:
        """The kinds of numbers, as `xlsx_cells.kind_of_format` has them, by number of style."""
        codes: dict[str, str] = {}
        kinds: list[str] = []
        for one in self.relations(self.main).values():
            if one.kind == "styles":
                found = self.elements(one.target, "numFmt", "xf")
                codes |= {
                    element.attributes.get("numFmtId", ""): element.attributes.get("formatCode", "")
                    for element in found
                    if element.parent == "numFmts"
                }
                used = [
                    element.attributes.get("numFmtId", "0")
                    for element in found
                    if element.parent == "cellXfs"
                ]
                kinds += [
                    xlsx_cells.kind_of_format(int(i) if i.isdecimal() else 0, codes.get(i))
                    for i in used
                ]
        return kinds

    @cached_property
    def mark(self) -> Mapping[str, Any]:
        """What our own export says of itself in a document property; empty for other files."""
        for one in self.relations("").values():
            if one.kind == "custom-properties":
                names = [
                    found.attributes.get("name") for found in self.elements(one.target, "property")
                ]
                texts = [found.text for found in self.elements(one.target, "lpwstr")]
                if names == [MARK] and len(texts) == 1:
                    try:
                        data = json.loads(texts[0])
                    except ValueError:
                        continue
                    return data if isinstance(data, dict) else {}
        return {}


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


class _Elements:
    """Collects elements by name."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self.stack: list[tuple[str, Mapping[str, str], list[str]]] = [("", {}, [])]
        self.found: list[Element] = []

    def start(self, name: str, attributes: Mapping[str, str], _: int) -> None:
        kept = {_local(key): value for key, value in attributes.items()}
        self.stack.append((_local(name), kept, []))

    def end(self, _: str) -> None:
        name, attributes, texts = self.stack.pop()
        if name in self.names:
            self.found.append(Element(self.stack[-1][0], name, attributes, "".join(texts)))

    def text(self, data: str) -> None:
        name, _, texts = self.stack[-1]
        if name in self.names:
            texts.append(data)


class _Runs:
    """Collects a text that may have runs with emphasis; what says how to pronounce it is none."""

    def __init__(self) -> None:
        self.runs: list[tuple[str, frozenset[str]]] = []
        self.marks: set[str] = set()
        self.is_open = self.is_phonetic = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "r":
            self.marks = set()
        elif name in xlsx_cells.MARKS and attributes.get("val", "1") not in OFF:
            self.marks.add(name)
        elif name == "rPh":
            self.is_phonetic = True
        elif name == "t":
            self.is_open = not self.is_phonetic

    def end(self, name: str) -> None:
        if name == "r":
            self.marks = set()
        elif name == "rPh":
            self.is_phonetic = False
        elif name == "t":
            self.is_open = False

    def text(self, data: str) -> None:
        if self.is_open:
            self.runs.append((data, frozenset(self.marks)))

    def take(self) -> str | Rich:
        """Return the text, and begin another one."""
        texts = [(xlsx_cells.plain(text), marks) for text, marks in _joined(self.runs)]
        self.runs, self.marks = [], set()
        if any(marks for _, marks in texts):
            return Rich(tuple(texts))
        return "".join(text for text, _ in texts)


def _joined(
    runs: list[tuple[str, frozenset[str]]],
) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield runs, those with the same emphasis as one."""
    texts: list[str] = []
    last: frozenset[str] = frozenset()
    for text, marks in runs:
        if marks != last and texts:
            yield "".join(texts), last
            texts = []
        texts.append(text)
        last = marks
    if texts:
        yield "".join(texts), last


class _Strings:
    """Collects the texts of the whole workbook."""

    def __init__(self) -> None:
        self.found: list[str | Rich] = []
        self.runs = _Runs()

    def start(self, name: str, attributes: Mapping[str, str], _: int) -> None:
        self.runs.start(_local(name), attributes)

    def end(self, name: str) -> None:
        self.runs.end(_local(name))
        if _local(name) == "si":
            self.found.append(self.runs.take())

    def text(self, data: str) -> None:
        self.runs.text(data)


class _SheetHandler:
    """Collects the cells of a sheet."""

    def __init__(self, book: Workbook, name: str, relations: Mapping[str, Relation]) -> None:
        self.book, self.relations = book, relations
        self.sheet = Sheet(name)
        self.place = f"{book.name}, sheet {name!r}"
        self.row = self.column = self.count = 0
        self.kind = self.style = ""
        self.value: list[str] = []
        self.runs = _Runs()
        self.in_cell = self.in_value = self.is_formula = False

    def start(self, full: str, attributes: Mapping[str, str], _: int) -> None:
        name = _local(full)
        if self.in_cell:
            self.is_formula |= name == "f"
            self.in_value = name == "v"
            self.runs.start(name, attributes)
        elif name == "c":
            self._begin(attributes)
        elif name == "row":
            self.row = self._number(attributes.get("r", str(self.row + 1)), MOST_ROWS)
            self.column = -1
            if attributes.get("hidden") in ON:
                self.sheet.hidden_rows.add(self.row)
        elif name == "col" and attributes.get("hidden") in ON:
            first = self._number(attributes.get("min", ""), MOST_COLUMNS)
            last = self._number(attributes.get("max", ""), MOST_COLUMNS)
            self.sheet.hidden_columns.append(range(first - 1, last))
        elif name == "mergeCell":
            self.sheet.merged.append(self._area(attributes.get("ref", "")))
        elif name == "hyperlink":
            self._link({_local(key): value for key, value in attributes.items()})

    def end(self, full: str) -> None:
        name = _local(full)
        if not self.in_cell:
            return
        self.runs.end(name)
        if name == "v":
            self.in_value = False
        elif name == "c":
            self.in_cell = False
            self._finish()

    def text(self, data: str) -> None:
        if self.in_value:
            self.value.append(data)
        elif self.in_cell:
            self.runs.text(data)

    def cell(self, text: str) -> tuple[int, int]:
        """Return row (from 1) and column (from 0) of a reference such as `B12`."""
        found = REFERENCE.fullmatch(text)
        if not found or not found[2]:
            raise BadFileError(f"{self.place}: {text[:60]!r} is no cell, such as B12")
        column = 0
        for sign in found[1]:
            column = column * 26 + ord(sign) - ord("A") + 1
        row = int(found[2])
        if row > MOST_ROWS or column > MOST_COLUMNS:
            raise BadFileError(f"{self.place}: there is no cell {text}; the last is XFD1048576")
        return row, column - 1

    def _begin(self, attributes: Mapping[str, str]) -> None:
        reference = attributes.get("r")
        self.column = self.cell(reference)[1] if reference else self.column + 1
        self.kind = attributes.get("t", "n")
        self.style = attributes.get("s", "")
        self.value = []
        self.in_cell, self.is_formula = True, False
        self.count += 1
        if self.count > MOST_CELLS:
            raise BadFileError(f"{self.place}: more than {MOST_CELLS:,} cells")

    def _finish(self) -> None:
        inline = self.runs.take()
        value = inline if self.kind == "inlineStr" else self._value("".join(self.value))
        if value is None or value == "":
            return
        self.sheet.rows.setdefault(self.row, {})[self.column] = value
        if self.is_formula:
            self.sheet.formulas.add((self.row, self.column))

    def _value(self, text: str) -> Any:
        """Return the value of a cell by its kind; None for an empty one."""
        if not text:
            if self.is_formula and self.kind == "n":
                return Bad(
                    "the formula has no value in the file; open it in a spreadsheet and save it"
                )
            return None
        if self.kind == "s":
            strings = self.book.strings
            number = int(text) if text.isdecimal() and len(text) < 9 else len(strings)
            if number < len(strings):
                return strings[number]
            return Bad(f"no text has the number {text[:20]!r}; the file is damaged")
        if self.kind == "b":
            return text.strip() in ON
        if self.kind == "e":
            return Bad(f"the error {text[:40]}; mend the formula, or clear the cell")
        if self.kind == "d":
            return xlsx_cells.iso_date(text.strip())
        if self.kind == "str":
            return xlsx_cells.plain(text)
        style = int(self.style) if self.style.isdecimal() and len(self.style) < 9 else 0
        formats = self.book.formats
        format_kind = formats[style] if style < len(formats) else ""
        return xlsx_cells.number(text, format_kind, since_1904=self.book.since_1904)

    def _number(self, text: str, most: int) -> int:
        number = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
        if not 0 < number <= most:
            raise BadFileError(f"{self.place}: {text[:60]!r} is no row or column; at most {most:,}")
        return number

    def _area(self, text: str) -> Area:
        first, _, last = text.partition(":")
        top, left = self.cell(first)
        bottom, right = self.cell(last or first)
        return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))

    def _link(self, attributes: Mapping[str, str]) -> None:
        """Keep a link to an address; one to another cell is none."""
        relation = self.relations.get(attributes.get("id", ""))
        if relation and relation.is_external and relation.target:
            area = self._area(attributes.get("ref", ""))
            self.sheet.links[area.top, area.left] = relation.target
