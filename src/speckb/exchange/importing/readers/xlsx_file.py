"""Reads the tables of an XLSX workbook: a record for each visible row below the header of a sheet.

What people do not see in the workbook is left out and told; so is what a record cannot hold.
"""

from __future__ import annotations

import io
import json
import re
import warnings
from contextlib import contextmanager, suppress
from datetime import date, datetime, time, timedelta
from itertools import chain, groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.cell import MergedCell
from openpyxl.worksheet.cell_range import CellRange

from speckb.exchange.importing import bounded, safe_xml, safe_zip
from speckb.exchange.importing.readers import grid
from speckb.exchange.importing.readers.grid import Row, letter
from speckb.exchange.importing.source import BadFileError, Record, Remark, Source
from speckb.exchange.workbooks import DERIVED, MARK, TYPES, unescaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from openpyxl.cell import Cell
    from openpyxl.cell.rich_text import CellRichText
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

FORMAT = "xlsx"
ID = "id"  # in our own export
ZIP, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
LIMITS = safe_xml.XmlLimits(size=50_000_000, elements=4_000_000)
MOST_CELLS, MOST_ROWS = 200_000, 1_048_576
LARGE = 1e308  # numbers of spreadsheets are smaller
LINK = "{column} (link)"
EMPHASIS = {"b": "**", "i": "*", "strike": "~~"}
INNER = re.compile(r"\S(?:.*\S)?")  # of a line, without the blanks at its ends


def is_own(path: Path) -> bool:
    """Return whether a file is a workbook, if only one that must be saved anew."""
    with path.open("rb") as stream:
        return stream.read(len(ZIP)) in {ZIP, OLD}


def read(path: Path) -> Source:
    """Return the records of all visible tables; raises BadFileError.

    Values are texts, whole numbers as int, other numbers, and truth; dates are texts.
    """
    name = path.name
    book, formulas = _opened(bounded.content(path, most=safe_zip.LIMITS.size), name)
    kinds, derived = _own(book)
    remarks: list[Remark] = []
    tables: list[list[Record]] = []
    declared: list[str] = []
    for sheet in book.worksheets:
        if sheet.title in derived:
            continue
        found = _Table(sheet, formulas.get(sheet.title, set()), f"{name}, sheet {sheet.title!r}")
        if records := found.records(kinds.get(sheet.title, sheet.title)):
            tables.append(records)
        remarks += found.remarks
        declared += found.titles
    if not tables and not kinds:
        raise BadFileError(
            f"{name}: no visible sheet has a table: a row with two or more cells as its header, and"
            " rows below it"
        )
    if len(tables) == 1 and not kinds:
        tables = [[Record(one.place, "", one.values) for one in tables[0]]]
    return Source(
        FORMAT,
        tuple(chain(*tables)),
        tuple(remarks),
        ID if kinds else "",
        attributes=tuple(declared),
    )


def _own(book: Workbook) -> tuple[Mapping[str, str], Sequence[str]]:
    """Return kinds by sheet, and the sheets with derived tables, both empty for other files."""
    with suppress(KeyError, TypeError, ValueError, AttributeError):
        mark = json.loads(book.custom_doc_props[MARK].value)
        types, derived = dict(mark[TYPES]), list(mark[DERIVED])
        return {str(sheet): str(kind) for sheet, kind in types.items()}, derived
    return {}, []


class _Count:
    """Counts the cells of a workbook, with those that merged ones and links cover."""

    def __init__(self, name: str) -> None:
        self.name, self.cells = name, 0
        self.sheets: list[str] = []

    def start(self, full: str, attributes: Mapping[str, str], _: int) -> None:
        name = full.rpartition(" ")[2]
        if name == "c":
            self.cells += 1
        elif name in {"mergeCell", "hyperlink"}:
            with suppress(ValueError, TypeError):  # openpyxl refuses it
                size = CellRange(attributes.get("ref", "")).size
                self.cells += size["rows"] * size["columns"]
        elif full.endswith("/main sheet"):
            self.sheets.append(attributes.get("name", ""))
        if self.cells > MOST_CELLS:
            raise BadFileError(
                f"{self.name}: more than {MOST_CELLS:,} cells; clear those that are empty but for"
                " their format, or save sheets as CSV"
            )

    def end(self, _: str) -> None:
        """Ignore it."""

    text = end


def _opened(data: bytes, name: str) -> tuple[Workbook, dict[str, set[str]]]:
    """Return a workbook with values, and the cells that have formulas, by sheet.

    Raises BadFileError for what is not safe, too large, or not a workbook.
    """
    if data.startswith(OLD):
        raise BadFileError(
            f"{name}: an old workbook (XLS), or one with a password; save it as XLSX without one"
        )
    archive, count = safe_zip.opened(data, name), _Count(name)
    for member in archive.namelist():
        if member.lower().endswith((".xml", ".rels")):
            content = safe_zip.unpacked(archive, member, name)
            safe_xml.check(content, f"{name}, member {member!r}", LIMITS, count)
    formulas: dict[str, set[str]] = {}
    with _told(name):
        streamed = _load(data, read_only=True)
    for sheet in streamed.worksheets:
        with _told(f"{name}, sheet {sheet.title!r}"):
            sheet.reset_dimensions()  # which may be far larger than what there is
            cells = chain.from_iterable(sheet.iter_rows(max_row=MOST_ROWS))
            formulas[sheet.title] = {one.coordinate for one in cells if one.data_type == "f"}
    with _told(name):
        book = _load(data, data_only=True, rich_text=True)
    if missing := [sheet for sheet in count.sheets if sheet not in book.sheetnames]:
        raise BadFileError(
            f"{name}: sheet {missing[0]!r} has no content that can be read; open the file in a"
            " spreadsheet, and save it as XLSX, but not as Strict Open XML"
        )
    return book, formulas


def _load(data: bytes, **options: bool) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), keep_links=False, **options)


@contextmanager
def _told(place: str) -> Iterator[None]:
    """Raise BadFileError for what openpyxl raises, which has no class for bad files."""
    try:
        with warnings.catch_warnings(action="ignore"):  # of what it leaves out
            yield
    except MemoryError:
        raise
    except Exception as error:
        said = " ".join(str(error.__cause__ or error).split())[:200]
        raise BadFileError(
            f"{place}: not as a workbook has to be ({said or 'damaged'});"
            " open it in a spreadsheet, and save it as XLSX"
        ) from None


class _Table:
    """The table of a sheet; `remarks` are those on what was read of it, `titles` its header."""

    def __init__(self, sheet: Worksheet, formulas: set[str], place: str) -> None:
        self.sheet, self.formulas, self.place = sheet, formulas, place
        self.remarks: list[Remark] = []
        self.titles: tuple[str, ...] = ()
        self.cells: dict[int, dict[int, Cell]] = {}  # by row from 1 and column from 0
        for row, column in sorted(sheet._cells):
            if self._is_filled(cell := sheet._cells[row, column]):
                self.cells.setdefault(row, {})[column - 1] = cell

    def records(self, kind: str) -> list[Record]:
        """Return the records of the rows; raises BadFileError."""
        if self.sheet.sheet_state != "visible":
            self._say("the sheet is hidden and was left out")
            return []
        shown = self._shown()
        start = grid.header_of(shown)
        if start is None:
            if shown:
                self._say("no row has two or more cells, so there is no table; it was left out")
            return []
        if start:
            self._say(
                f"the header is row {shown[start].number}, the first with two or more cells;"
                " what is above was left out"
            )
        rows = self._merged(shown[start:])
        self._tell_cells([cell for row in rows for cell in row.cells.values()])
        header, *below = (
            Row(row.number, {column: self._value(cell) for column, cell in row.cells.items()})
            for row in rows
        )
        self.titles = grid.titles(header)
        names = grid.names_of(header, below, self._row)
        return [Record(self._row(row.number), kind, self._values(row, names)) for row in below]

    def _values(self, row: Row, names: Mapping[int, str]) -> dict[str, Any]:
        """Return the values of a row by name; the address of a link has a name of its own."""
        found: dict[str, Any] = {}
        for column, value in row.cells.items():
            found[names[column]] = value
            address = _address(self.cells[row.number].get(column))
            if address and address not in {value, f"mailto:{value}"}:
                found.setdefault(LINK.format(column=names[column]), address)
        return found

    def _shown(self) -> list[Row]:
        """Return the rows and columns that are not hidden, and tell what is."""
        sheet = self.sheet
        hidden = {number for number, one in sheet.row_dimensions.items() if one.hidden}
        rows = [str(number) for number in self.cells if number in hidden]
        self._tell("row", rows, "hidden", ", left out")
        dimensions = [one for one in sheet.column_dimensions.values() if one.hidden]
        ranges = [range(one.min - 1, one.max or one.min) for one in dimensions]
        used = {column for cells in self.cells.values() for column in cells}
        columns = {n for n in used if any(n in one for one in ranges)}
        self._tell("column", [*map(letter, sorted(columns))], "hidden", ", left out")
        kept = (
            Row(number, {column: cells[column] for column in cells if column not in columns})
            for number, cells in self.cells.items()
            if number not in hidden
        )
        return [row for row in kept if row.cells]

    def _merged(self, rows: Sequence[Row]) -> list[Row]:
        """Return rows in which each cell that a merged one covers has its value; tell that."""
        found = {row.number: dict(row.cells) for row in rows}
        last = max(column for row in rows for column in row.cells)
        used: list[str] = []
        for area in sorted(self.sheet.merged_cells.ranges, key=lambda area: area.bounds[1::-1]):
            cell = self.cells.get(area.min_row, {}).get(area.min_col - 1)
            if cell is not None and area.max_row >= rows[0].number:
                used.append(cell.coordinate)
                for row, column in area.cells:
                    if row in found and column <= last + 1:
                        found[row].setdefault(column - 1, cell)
        said = ": its value was read in each row and column that it covers"
        self._tell("cell", used, "merged with others", said)
        return [Row(number, dict(sorted(cells.items()))) for number, cells in found.items()]

    def _tell_cells(self, cells: Iterable[Cell]) -> None:
        """Tell which cells have more than their values."""
        by_name = {cell.coordinate: cell for cell in cells}
        formulas = [name for name in by_name if name in self.formulas]
        said = ": the value that was computed last was read"
        self._tell("cell", formulas, "with a formula", said)
        rich = [name for name, cell in by_name.items() if _is_emphasized(cell.value)]
        self._tell("cell", rich, "with formatted text", ", which became Markdown")
        linked = [name for name, cell in by_name.items() if _address(cell)]
        said = ": the address is an attribute of its own, named COLUMN (link)"
        self._tell("cell", linked, "with a link", said)
        noted = [one.coordinate for one in self.sheet._cells.values() if one.comment]
        self._tell("cell", noted, "with a comment", ", left out")

    def _is_filled(self, cell: Cell) -> bool:
        if cell.value is None:  # of a formula, if it was never computed; else its text is empty
            is_formula = cell.data_type == "n" and cell.coordinate in self.formulas
            return is_formula and not isinstance(cell, MergedCell)
        link = cell.hyperlink  # an empty cell has its place as its value
        is_place = link and not link.target and cell.value == link.location
        return not is_place and grid.is_filled(str(cell.value))

    def _value(self, cell: Cell) -> Any:
        """Return the value of a cell as a record has it; raises BadFileError."""
        value = cell.value
        if value is None:
            problem = "the formula has no value in the file; open it in a spreadsheet and save it"
        elif cell.data_type == "e":
            problem = f"the error {value}; mend the formula or the date, or clear the cell"
        elif isinstance(value, date) and value.year < 1900:
            problem = "no date, as it is before 1900"
        elif isinstance(value, int | float) and not abs(value) < LARGE:
            problem = "no number, or too large a one"
        else:
            return _converted(value)
        raise BadFileError(f"{self.place}, cell {cell.coordinate}: {problem}")

    def _tell(self, noun: str, found: Sequence[str], which: str, said: str) -> None:
        """Say of how many it is true, and which are the first."""
        if found:
            first = ", ".join(found[:5]) + (", ..." if len(found) > 5 else "")
            nouns = noun if len(found) == 1 else f"{noun}s"
            self._say(f"{len(found)} {nouns} {which} ({first}){said}")

    def _say(self, message: str) -> None:
        self.remarks.append(Remark(self.place, message))

    def _row(self, number: int) -> str:
        return f"{self.place}, row {number}"


def _address(cell: Cell | None) -> str:
    """Return the address that a cell leads to; a place in the workbook is none."""
    return (cell is not None and cell.hyperlink and cell.hyperlink.target) or ""


def _converted(value: Any) -> str | float | bool:
    """Return text as Markdown, dates in the notation of ISO 8601, and spans of time as h:mm:ss."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return unescaped(value)
    if isinstance(value, list):
        return _markdown(value)
    if isinstance(value, int | float):
        rounded = float(f"{value:.15g}")  # digits that spreadsheets keep
        return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if isinstance(value, datetime) and value.time() == time.min:
        value = value.date()
    return str(value.isoformat() if type(value) is date else value.isoformat(timespec="seconds"))


def _is_emphasized(value: object) -> bool:
    return isinstance(value, list) and _markdown(value) != unescaped(str(value))


def _markdown(value: CellRichText) -> str:
    """Return a text in runs as Markdown; without marks where all of it has the same emphasis."""
    runs = [(_signs(run), unescaped(str(run))) for run in value]
    if len({signs for signs, text in runs if text.strip()}) < 2:
        return "".join(text for _, text in runs)
    return "".join(
        INNER.sub(rf"{signs}\g<0>{signs[::-1]}", "".join(text for _, text in same))
        for signs, same in groupby(runs, itemgetter(0))
    )


def _signs(run: object) -> str:
    font = getattr(run, "font", None)
    return "".join(sign for name, sign in EMPHASIS.items() if getattr(font, name, False))
