"""The knowledge base as an XLSX workbook with a sheet for each table.

Texts are never formulas. A document property says which sheets have entries, and which are derived
and stay out of an import. Imports `openpyxl`, an extra: import this module when it is used.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.writer.excel import ExcelWriter

from speckb.errors import UsageError
from speckb.exchange import flat, formulas
from speckb.exchange.exporting.archive import packed
from speckb.exchange.exporting.tables import ID, tables
from speckb.exchange.flat import DATE, INTEGER, NUMBER, TRUTH
from speckb.exchange.workbooks import DERIVED, MARK, TYPES, escaped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from speckb.corpus.corpus import Corpus
    from speckb.exchange.exporting.tables import Column, Table

CELL = 32_767  # characters, in UTF-16
MOST_ROWS, MOST_COLUMNS, MOST_LINKS = 1_048_576, 16_384, 65_530
DIGITS = 15  # that numbers can have
FIRST_DATE = date(1900, 3, 1)  # before, spreadsheets count days differently
NAME = 31  # characters of a sheet's name
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]|^'|'$")
RESERVED = "history"  # a name that Excel refuses
NARROW, WIDE = 8, 60  # columns, in characters
LINE, MOST_LINES = 15, 8  # the height of a row, in points and in lines
SHORT = 255  # characters that all spreadsheets show in a cell for text alone
INSTEAD = "export JSON, CSV or Parquet instead"
TEXT = "@"  # what people type into such a cell stays as it is: 1.10 is not 1.1
LOOKS: Mapping[str, Mapping[str, Any]] = {
    "heading": {
        "font": Font("Calibri", 11, bold=True),
        "fill": PatternFill("solid", fgColor="E7E6E6"),
    },
    "text": {"number_format": TEXT},
    "link": {
        "number_format": TEXT,
        "font": Font("Calibri", 11, color="0563C1", underline="single"),
    },
    "day": {"number_format": "yyyy-mm-dd"},
    "other": {},
}


def data(corpus: Corpus, seconds: int) -> bytes:
    """Return the workbook; `seconds` since 1970 is the time of all that has one in it.

    Raises UsageError where a table is too large for a sheet, or a text for a cell.
    """
    made = named(tables(corpus))
    mark = {
        TYPES: {name: table.type for name, table in made.items() if table.type},
        DERIVED: [name for name, table in made.items() if not table.type],
    }
    book = Workbook()
    book.remove(book.active)
    text = json.dumps(mark, ensure_ascii=False)
    book.custom_doc_props.append(StringProperty(name=MARK, value=text))
    book.properties.title = escaped(corpus.settings.title)
    book.properties.creator = escaped(corpus.settings.author or MARK)
    moment = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    book.properties.created = book.properties.modified = moment
    places: dict[str, str] = {}  # of entries, by id
    for name, table in made.items():
        if table.type:
            column = [known.name for known in table.columns].index(ID)
            sheet = name.replace("'", "''")
            places |= {str(row[column]): f"'{sheet}'!A{n}" for n, row in enumerate(table.rows, 2)}
    for name, table in made.items():
        _Writer(book.create_sheet(name), table, places).write()
    return _saved(book, seconds)


def named(found: Sequence[Table]) -> dict[str, Table]:
    """Return tables by names that their sheets can have; raises UsageError for a too large one."""
    made: dict[str, Table] = {}
    taken = {RESERVED}
    for table in found:
        rows, columns = len(table.rows), len(table.columns)
        if rows >= MOST_ROWS or columns > MOST_COLUMNS:
            raise UsageError(
                f"the table {table.name!r} has {rows:,} rows and {columns:,} columns; a sheet holds"
                f" {MOST_ROWS:,} and {MOST_COLUMNS:,}; {INSTEAD}"
            )
        base, number = NOT_IN_NAMES.sub("-", table.name), 1
        name = base[:NAME]
        while name.casefold() in taken:
            number += 1
            name = f"{base[: NAME - 3]}-{number}"
        taken.add(name.casefold())
        made[name] = table
    return made


def value(found: Any, column: Column) -> str | float | bool | date | None:
    """Return a value as that of a cell: a number, truth, a date, or an escaped text."""
    if found is None or isinstance(found, bool):
        return found
    if isinstance(found, int | float) and len(str(found).strip("-").replace(".", "")) <= DIGITS:
        return found
    text = flat.cell(found, column.form)
    if column.form == DATE:
        with suppress(ValueError):
            day = date.fromisoformat(text)
            if day >= FIRST_DATE and day.isoformat() == text:
                return day
    return escaped(text)


def _saved(book: Workbook, seconds: int) -> bytes:
    """Return the file, with all times in it as they are given."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        ExcelWriter(book, archive).save()  # Workbook.save would set the time of now
    with zipfile.ZipFile(made) as archive:
        # some programs look for the types in the first place
        names = sorted(archive.namelist(), key=lambda name: name != "[Content_Types].xml")
        return packed(((name, archive.read(name)) for name in names), seconds)


class _Writer:
    """Writes a table to a sheet; `places` has the cell of each entry by its id."""

    def __init__(self, sheet: Worksheet, table: Table, places: Mapping[str, str]) -> None:
        self.sheet, self.table = sheet, table
        links = len(table.rows) * sum(column.refers for column in table.columns)
        self.places = places if links <= MOST_LINKS else {}
        self.styles: dict[tuple[str, bool], Any] = {}

    def write(self) -> None:
        """Write the header, the rows, and how people see them; raises UsageError."""
        sheet, columns = self.sheet, self.table.columns
        rows = [[value(*one) for one in zip(row, columns, strict=True)] for row in self.table.rows]
        rows.insert(0, [escaped(column.name) for column in columns])
        widths = [
            min(WIDE, max(NARROW, 2 + max(len(line) for one in cells for line in _lines(one))))
            for cells in zip(*rows, strict=True)
        ]
        for number, row in enumerate(rows, 1):
            for n, (one, column) in enumerate(zip(row, columns, strict=True), 1):
                if one is not None:
                    self._fill(sheet.cell(number, n), one, column)
            sizes = zip(row, widths, strict=True)
            lines = max(sum(len(line) // size + 1 for line in _lines(one)) for one, size in sizes)
            sheet.row_dimensions[number].height = LINE * min(lines, MOST_LINES)
        for cell, width, column in zip(sheet[1], widths, columns, strict=True):
            dimension = sheet.column_dimensions[cell.column_letter]
            dimension.width = width
            if column.form not in {INTEGER, NUMBER, TRUTH, DATE}:
                dimension.number_format = TEXT
        sheet.freeze_panes = "B2"
        sheet.auto_filter.ref = sheet.dimensions

    def _fill(self, cell: Cell, content: Any, column: Column) -> None:
        cell.value = content
        look, is_quoted = "day" if isinstance(content, date) else "other", False
        if isinstance(content, str):
            size = len(content.encode("utf-16-le")) // 2
            if size > CELL:
                raise UsageError(
                    f"the table {self.table.name!r} has a text of {size:,} characters in row"
                    f" {cell.row}, column {column.name!r}; a cell holds {CELL:,}; {INSTEAD}"
                )
            cell.data_type = "s"  # whatever it looks like
            is_quoted = formulas.RISKY.match(content) is not None
            look = "heading" if cell.row == 1 else "text" if len(content) <= SHORT else "other"
            if column.refers and content in self.places:
                look = "link"
                cell.hyperlink = Hyperlink(cell.coordinate, location=self.places[content])
        cell._style = self._style(look, is_quoted=is_quoted)

    def _style(self, look: str, *, is_quoted: bool) -> Any:
        """Return a style of cells, made once: making them would take most of the time."""
        if (look, is_quoted) not in self.styles:
            cell = Cell(self.sheet, 1, 1)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            for name, part in LOOKS[look].items():
                setattr(cell, name, part)
            cell.quotePrefix = is_quoted
            self.styles[look, is_quoted] = cell._style
        return self.styles[look, is_quoted]


def _lines(content: object) -> list[str]:
    return str(content).split("\n")
