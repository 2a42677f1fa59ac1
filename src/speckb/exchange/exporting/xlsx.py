"""The knowledge base as an XLSX workbook with a sheet for each table.

Texts are never formulas. One that is longer than a cell can be goes on in columns of its own, named
`FIELD (continued 2)`; the reader of workbooks joins them again. A document property says which
sheets have entries, and which are derived and stay out of an import.
"""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from speckb.errors import UsageError
from speckb.exchange import flat, formulas
from speckb.exchange.exporting.archive import packed
from speckb.exchange.exporting.tables import ID, tables
from speckb.exchange.flat import DATE, INTEGER, NUMBER, TRUTH

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from openpyxl.cell import Cell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from speckb.corpus.corpus import Corpus
    from speckb.exchange.exporting.tables import Column, Table

MARK = "speckb"
CONTINUED = "{name} (continued {number})"
CELL = 32_767  # characters, in UTF-16
MOST_ROWS, MOST_COLUMNS, MOST_LINKS = 1_048_576, 16_384, 65_530
DIGITS = 15  # that numbers can have
FIRST_DATE = date(1900, 3, 1)  # before, spreadsheets count days differently
NAME = 31  # characters of a sheet's name
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]|^'|'$")
RESERVED = {"history"}  # names that Excel refuses
ESCAPED = re.compile(
    "_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f]"  # a letter that is written by its number
)
NO_LETTER = re.compile("[\ud800-\udfff\ufffe\uffff]")
LETTERS = re.compile(r"_x[0-9A-F]{4}_|.", re.DOTALL)
NARROW, WIDE = 8, 60  # columns, in characters
LINE, MOST_LINES = 15, 8  # the height of a row, in points and in lines
# What people type into a cell of this format stays as it is: 1.10 is not 1.1. Some spreadsheets
# show no longer text in it.
TEXT_FORMAT, MOST_SHOWN = "@", 255
DAY_FORMAT = "yyyy-mm-dd"
HEAD, SHORT, LONG, LINK, DAY = ("Heading", "Short text", "Other", "Entry", "Date")  # styles
TYPES = "[Content_Types].xml"  # which some programs look for in the first place

Places = dict[str, str]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A table with the name of its sheet, and its rows as cells: texts in parts that fit a cell.

    `parts` has, by column, the number of cells that its texts need.
    """

    name: str
    table: Table
    rows: Sequence[Sequence[list[Any]]]
    parts: Sequence[int]

    @property
    def heads(self) -> Iterator[tuple[str, Column]]:
        """The names of all columns of the sheet, each with the column of the table."""
        for column, count in zip(self.table.columns, self.parts, strict=True):
            yield column.name, column
            for number in range(2, count + 1):
                yield CONTINUED.format(name=column.name, number=number), column


def data(corpus: Corpus, seconds: int) -> bytes:
    """Return the workbook; `seconds` since 1970 is the time of all that has one in it.

    Raises UsageError where a table is too large for a sheet.
    """
    import openpyxl  # noqa: PLC0415  an extra
    from openpyxl.packaging.custom import StringProperty  # noqa: PLC0415

    sheets = list(_sheets(tables(corpus)))
    book = openpyxl.Workbook(write_only=True)
    _add_styles(book)
    mark = {
        "types": {one.name: one.table.type for one in sheets if one.table.type},
        "derived": [one.name for one in sheets if not one.table.type],
    }
    text = json.dumps(mark, ensure_ascii=False)
    book.custom_doc_props.append(StringProperty(name=MARK, value=text))
    book.properties.title = _plain(corpus.settings.title)
    book.properties.creator = _plain(corpus.settings.author or MARK)
    moment = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    book.properties.created = book.properties.modified = moment
    places = dict(_places(sheets))
    for one in sheets:
        _Writer(book.create_sheet(one.name), one, places).write()
    return _saved(book, seconds)


def _saved(book: Workbook, seconds: int) -> bytes:
    """Return the file, with all times in it as they are given."""
    import zipfile  # noqa: PLC0415

    from openpyxl.writer.excel import ExcelWriter  # noqa: PLC0415

    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        ExcelWriter(book, archive).save()  # Workbook.save would set the time of now
    with zipfile.ZipFile(made) as archive:
        names = sorted(archive.namelist(), key=lambda name: name != TYPES)  # kept in order
        return packed(((name, archive.read(name)) for name in names), seconds)


def _add_styles(book: Workbook) -> None:
    from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill  # noqa: PLC0415

    wrapped = Alignment(vertical="top", wrap_text=True)
    blue, shade = Font(color="0563C1", underline="single"), PatternFill("solid", fgColor="E7E6E6")
    for style in (
        NamedStyle(HEAD, Font(bold=True), shade, alignment=wrapped, number_format=TEXT_FORMAT),
        NamedStyle(SHORT, alignment=wrapped, number_format=TEXT_FORMAT),
        NamedStyle(LONG, alignment=wrapped),
        NamedStyle(LINK, blue, alignment=wrapped, number_format=TEXT_FORMAT),
        NamedStyle(DAY, alignment=wrapped, number_format=DAY_FORMAT),
    ):
        book.add_named_style(style)


def _sheets(found: Sequence[Table]) -> Iterator[_Sheet]:
    taken: set[str] = set(RESERVED)
    for table in found:
        rows = [
            [_cells(value, column) for column, value in zip(table.columns, row, strict=True)]
            for row in table.rows
        ]
        parts = [max((len(row[n]) for row in rows), default=1) for n in range(len(table.columns))]
        if len(rows) >= MOST_ROWS or sum(parts) > MOST_COLUMNS:
            raise UsageError(
                f"the table {table.name!r} has {len(rows):,} rows and {sum(parts):,} columns; a"
                f" sheet holds {MOST_ROWS:,} and {MOST_COLUMNS:,}; export CSV or Parquet instead"
            )
        name = _name(table.name, taken)
        taken.add(name.casefold())
        yield _Sheet(name, table, rows, parts)


def _name(wanted: str, taken: set[str]) -> str:
    """Return a name that a sheet can have and no other has."""
    base = NOT_IN_NAMES.sub("-", wanted)
    name, number = base[:NAME], 1
    while name.casefold() in taken:
        number += 1
        name = f"{base[: NAME - len(str(number)) - 1]}-{number}"
    return name


def _places(sheets: Sequence[_Sheet]) -> Iterator[tuple[str, str]]:
    """Yield the id of each entry and the cell that has it in the sheet of its type."""
    for one in sheets:
        if one.table.type:
            column = [known.name for known in one.table.columns].index(ID)
            quoted = one.name.replace("'", "''")
            for number, row in enumerate(one.table.rows, 2):
                yield str(row[column]), f"'{quoted}'!A{number}"


def _cells(value: Any, column: Column) -> list[Any]:
    """Return a value as the contents of cells: a number, truth, a date, or parts of a text."""
    if value is None or isinstance(value, bool):
        return [value]
    if isinstance(value, int | float) and len(str(value).strip("-").replace(".", "")) <= DIGITS:
        return [value]
    if column.form == DATE and (day := _day(str(value))):
        return [day]
    text = _plain(flat.cell(value, column.form))
    if len(text) * 2 <= CELL:
        return [text]
    return list(_pieces(text))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day >= FIRST_DATE and day.isoformat() == text else None


def _plain(text: str) -> str:
    """Return a text as XML can hold it, and as spreadsheets read it."""
    text = NO_LETTER.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    return ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _pieces(text: str) -> Iterator[str]:
    """Yield the parts of a text that fit a cell each; a letter by its number stays whole."""
    part: list[str] = []
    size = 0
    for letter in LETTERS.findall(text):
        own = len(letter) + (letter > "\uffff")
        if size + own > CELL:
            yield "".join(part)
            part, size = [], 0
        part.append(letter)
        size += own
    yield "".join(part)


class _Writer:
    """Writes one sheet; `places` has the cell of each entry by its id."""

    def __init__(self, sheet: Worksheet, made: _Sheet, places: Mapping[str, str]) -> None:
        self.sheet, self.made, self.places = sheet, made, places
        self.heads = list(made.heads)
        self.widths = [min(WIDE, max(NARROW, len(name) + 3)) for name, _ in self.heads]
        self.links = 0

    def write(self) -> None:
        """Write how people see the sheet, which has to come first, the header, and the rows."""
        from openpyxl.utils import get_column_letter  # noqa: PLC0415

        rows = [
            [
                part
                for parts, count in zip(row, self.made.parts, strict=True)
                for part in [*parts, *[None] * (count - len(parts))]
            ]
            for row in self.made.rows
        ]
        self._measure(rows)
        for number, row in enumerate(rows, 2):
            self.sheet.row_dimensions[number].height = self._height(row)
        self.sheet.freeze_panes = "B2"
        last = get_column_letter(len(self.heads))
        self.sheet.auto_filter.ref = f"A1:{last}{len(rows) + 1}"
        self.sheet.append([self._text(_plain(name), HEAD) for name, _ in self.heads])
        columns = [column for _, column in self.heads]
        for row in rows:
            self.sheet.append(
                [
                    None if value is None else self._cell(value, column)
                    for value, column in zip(row, columns, strict=True)
                ]
            )

    def _cell(self, value: Any, column: Column) -> Cell:
        from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
        from openpyxl.worksheet.hyperlink import Hyperlink  # noqa: PLC0415

        if not isinstance(value, str):
            cell = WriteOnlyCell(self.sheet, value)
            cell.style = DAY if isinstance(value, date) else LONG
            return cell
        if not (column.refers and value in self.places and self.links < MOST_LINKS):
            return self._text(value, SHORT if len(value) <= MOST_SHOWN else LONG)
        self.links += 1
        cell = self._text(value, LINK)
        cell.hyperlink = Hyperlink(ref="A1", location=self.places[value])  # the sheet moves it
        return cell

    def _text(self, text: str, style: str) -> Cell:
        """Return a cell with a text that stays one, whatever it looks like."""
        from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

        cell = WriteOnlyCell(self.sheet, text)
        cell.data_type = "s"
        cell.style = style
        if formulas.RISKY.match(text):
            cell.quotePrefix = True
        return cell

    def _measure(self, rows: Sequence[Sequence[Any]]) -> None:
        """Set the widths of columns by the longest line in each, and the format of new cells."""
        from openpyxl.utils import get_column_letter  # noqa: PLC0415

        for row in rows:
            for number, value in enumerate(row):
                if value is not None and self.widths[number] < WIDE:
                    longest = max(map(len, str(value).split("\n")))
                    self.widths[number] = min(WIDE, max(self.widths[number], longest + 2))
        for number, (width, (_, column)) in enumerate(zip(self.widths, self.heads, strict=True), 1):
            made = self.sheet.column_dimensions[get_column_letter(number)]
            made.width = width
            if column.form not in {INTEGER, NUMBER, TRUTH, DATE}:
                made.number_format = TEXT_FORMAT

    def _height(self, row: Sequence[Any]) -> int:
        """Return the height of a row, in points: that of its longest text, up to a limit."""
        lines = 1
        for value, width in zip(row, self.widths, strict=True):
            if isinstance(value, str) and lines < MOST_LINES:
                own = sum(len(line) // width + 1 for line in value[: WIDE * MOST_LINES].split("\n"))
                lines = max(lines, own)
        return LINE * min(lines, MOST_LINES)
