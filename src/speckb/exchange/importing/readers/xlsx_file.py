"""Reads the tables of an XLSX workbook: a record for each visible row below the header of a sheet.

What people do not see in the workbook is left out and told; so is what a record cannot hold.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from speckb.exchange import workbooks
from speckb.exchange.importing import bounded, safe_zip
from speckb.exchange.importing.readers import grid
from speckb.exchange.importing.readers.grid import Row
from speckb.exchange.importing.readers.xlsx_cells import Bad, Rich
from speckb.exchange.importing.readers.xlsx_parts import VISIBLE, Workbook
from speckb.exchange.importing.source import BadFileError, Record, Remark, Source
from speckb.exchange.workbooks import letter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from speckb.exchange.importing.readers.xlsx_parts import Sheet

FORMAT = "xlsx"
ID = "id"  # in our own export
ZIP, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
LINK = "{column} (link)"


def is_own(path: Path) -> bool:
    """Return whether a file is a workbook, if only one that must be saved anew."""
    with path.open("rb") as stream:
        return stream.read(len(ZIP)) in {ZIP, OLD}


def read(path: Path) -> Source:
    """Return the records of all visible tables; raises BadFileError.

    Values are texts, whole numbers as int, other numbers, and truth; dates are texts.
    """
    name = path.name
    data = bounded.content(path, most=safe_zip.LIMITS.size)
    if data.startswith(OLD):
        raise BadFileError(
            f"{name}: an old workbook (XLS), or one with a password; save it as XLSX without one"
        )
    book = Workbook(safe_zip.opened(data, name), name)
    kinds, derived = _own(book.mark)
    remarks: list[Remark] = []
    tables: list[tuple[str, list[Record]]] = []
    for title, state, member in book.sheets():
        if title in derived:
            continue
        place = f"{name}, sheet {title!r}"
        if state != VISIBLE:
            remarks.append(Remark(place, "the sheet is hidden and was left out"))
            continue
        found = _Table(book.sheet(title, member), place)
        records = found.records(kinds.get(title, title), is_own=bool(book.mark))
        remarks += found.remarks
        if records:
            tables.append((title, records))
    if not tables and not kinds:
        raise BadFileError(
            f"{name}: no visible sheet has a table: a row with two or more cells as its header, and"
            " rows below it"
        )
    several = len(tables) > 1 or kinds
    all_records = (
        one if several else Record(one.place, "", one.values)
        for _, records in tables
        for one in records
    )
    return Source(FORMAT, tuple(all_records), tuple(remarks), ID if kinds else "")


def _own(mark: Mapping[str, Any]) -> tuple[dict[str, str], set[str]]:
    """Return kinds by sheet, and the sheets with derived tables, both empty for other files."""
    types, derived = mark.get(workbooks.TYPES), mark.get(workbooks.DERIVED)
    kinds = types if isinstance(types, dict) else {}
    names = derived if isinstance(derived, list) else []
    return {str(k): str(v) for k, v in kinds.items()}, {str(one) for one in names}


class _Table:
    """The table of a sheet; `remarks` are those on what was read of it."""

    def __init__(self, sheet: Sheet, place: str) -> None:
        self.sheet, self.place = sheet, place
        self.remarks: list[Remark] = []

    def records(self, kind: str, *, is_own: bool) -> list[Record]:
        """Return the records of the rows; raises BadFileError. `is_own`: of our own export."""
        sheet = self.sheet
        rows = [
            Row(number, {k: v for k, v in sheet.rows[number].items() if grid.is_filled(v)})
            for number in sorted(sheet.rows)
        ]
        shown = self._shown([row for row in rows if row.cells])
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
        header, *below = self._merged(shown[start:])
        self._refuse_bad([header, *below])
        self._tell_cells([header, *below])
        below = [Row(row.number, _plain(row.cells)) for row in below]
        header = Row(header.number, _plain(header.cells))
        names = grid.names_of(header, below, self._row)
        found = [
            Record(self._row(row.number), kind, self._values(row, names))
            for row in below
            if row.cells
        ]
        return [_whole(one) for one in found] if is_own else found

    def _values(self, row: Row, names: Mapping[int, str]) -> dict[str, Any]:
        """Return the values of a row by name; the address of a link has a name of its own."""
        found: dict[str, Any] = {}
        for column in sorted(row.cells):
            found[names[column]] = row.cells[column]
            address = self.sheet.links.get((row.number, column))
            if address and address not in {row.cells[column], f"mailto:{row.cells[column]}"}:
                found.setdefault(LINK.format(column=names[column]), address)
        return found

    def _shown(self, rows: Sequence[Row]) -> list[Row]:
        """Return the rows and columns that are not hidden, and tell what is."""
        sheet = self.sheet
        hidden_rows = [row.number for row in rows if row.number in sheet.hidden_rows]
        if hidden_rows:
            self._say(f"{_rows(hidden_rows)} hidden and left out")
        hidden = _Ranges(sheet.hidden_columns)
        columns = {column for row in rows for column in row.cells if hidden.has(column)}
        if columns:
            letters = ", ".join(letter(column) for column in sorted(columns))
            said = "column {} is" if len(columns) == 1 else "columns {} are"
            self._say(f"{said.format(letters)} hidden and left out")
        kept = (
            Row(row.number, {k: v for k, v in row.cells.items() if k not in columns})
            for row in rows
            if row.number not in sheet.hidden_rows
        )
        return [row for row in kept if row.cells]

    def _merged(self, rows: Sequence[Row]) -> list[Row]:
        """Return rows in which each cell that a merged one covers has its value; tell that."""
        width = max(column for row in rows for column in row.cells) + 1
        areas = sorted(self.sheet.merged, reverse=True)
        used: list[str] = []
        filled: dict[int, tuple[int, Any]] = {}  # by column: the last row, and the value
        found: list[Row] = []
        for row in rows:
            cells = dict(row.cells)
            while areas and areas[-1].top <= row.number:
                area = areas.pop()
                value = self.sheet.rows.get(area.top, {}).get(area.left)
                if value is not None and area.bottom >= row.number:
                    for column in range(area.left, min(area.right + 1, width)):
                        filled[column] = (area.bottom, value)
                    used.append(f"{letter(area.left)}{area.top}")
            for column, (last, value) in filled.items():
                if last >= row.number:
                    cells.setdefault(column, value)
            found.append(Row(row.number, cells))
        if used:
            self._say(
                f"{_count(used, 'cell is merged', 'cells are merged')}:"
                " its value was read in each row and column that it covers"
            )
        return found

    def _refuse_bad(self, rows: Iterable[Row]) -> None:
        for row in rows:
            for column, value in sorted(row.cells.items()):
                if isinstance(value, Bad):
                    raise BadFileError(
                        f"{self.place}, cell {letter(column)}{row.number}: {value.message}"
                    )

    def _tell_cells(self, rows: Sequence[Row]) -> None:
        """Tell which cells have more than their values."""
        sheet = self.sheet
        formulas, rich, linked = [], [], []
        for row in rows:
            for column, value in sorted(row.cells.items()):
                where = f"{letter(column)}{row.number}"
                if (row.number, column) in sheet.formulas:
                    formulas.append(where)
                if isinstance(value, Rich) and value.markdown != "".join(t for t, _ in value.runs):
                    rich.append(where)
                if (row.number, column) in sheet.links:
                    linked.append(where)
        comments = [f"{letter(column)}{row}" for row, column in sheet.comments]
        if formulas:
            said = _count(formulas, "cell has a formula", "cells have formulas")
            self._say(f"{said}: the value that was computed last was read")
        if rich:
            said = _count(rich, "cell has formatted text", "cells have formatted text")
            self._say(f"{said}, which became Markdown")
        if linked:
            said = _count(linked, "cell has a link", "cells have links")
            self._say(f"{said}: each address is an attribute of its own, named COLUMN (link)")
        if comments:
            said = _count(comments, "cell has a comment", "cells have comments")
            self._say(f"{said}, left out")

    def _say(self, message: str) -> None:
        self.remarks.append(Remark(self.place, message))

    def _row(self, number: int) -> str:
        return f"{self.place}, row {number}"


class _Ranges:
    """Columns in ranges that may overlap."""

    def __init__(self, ranges: Iterable[range]) -> None:
        self.ranges = sorted(ranges, key=lambda one: one.start)
        self.starts = [one.start for one in self.ranges]
        self.ends = [0] * len(self.ranges)
        for index, one in enumerate(self.ranges):
            self.ends[index] = max(one.stop, self.ends[index - 1] if index else 0)

    def has(self, column: int) -> bool:
        """Return whether a column is in one of them."""
        index = bisect_right(self.starts, column) - 1
        return index >= 0 and column < self.ends[index]


def _plain(cells: Mapping[int, Any]) -> dict[int, Any]:
    return {k: v.markdown if isinstance(v, Rich) else v for k, v in cells.items()}


def _whole(record: Record) -> Record:
    """Return a record of our own export in which texts over several columns are one again."""
    values: dict[str, Any] = {}
    for name, value in record.values.items():
        more = workbooks.CONTINUED.fullmatch(name)
        if more and isinstance(values.get(more["name"]), str):
            values[more["name"]] += str(value)
        else:
            values[name] = value
    return Record(record.place, record.kind, values)


def _rows(numbers: Sequence[int]) -> str:
    """Return rows in words; the first ones of many."""
    if len(numbers) == 1:
        return f"row {numbers[0]} is"
    first = ", ".join(map(str, numbers[:5]))
    return f"{len(numbers)} rows ({first}{', ...' if len(numbers) > 5 else ''}) are"


def _count(cells: Sequence[str], one: str, many: str) -> str:
    """Return how many cells there are, and the first of them."""
    if len(cells) == 1:
        return f"1 {one} ({cells[0]})"
    return f"{len(cells)} {many} (the first is {cells[0]})"
