"""The knowledge base as an XLSX workbook with a sheet for each table.

Texts are never formulas. One that is longer than a cell can be goes on in columns of its own, and
the reader of workbooks joins them again. A document property says which sheets have entries, and
which are derived and stay out of an import.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from speckb.errors import UsageError
from speckb.exchange import flat, formulas, workbooks
from speckb.exchange.exporting import xlsx_parts
from speckb.exchange.exporting.archive import packed
from speckb.exchange.exporting.tables import ID, tables
from speckb.exchange.exporting.xlsx_parts import QUOTED, Cell, Properties, Sheet, Style
from speckb.exchange.flat import DATE, INTEGER, NUMBER, TRUTH

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from speckb.corpus.corpus import Corpus
    from speckb.exchange.exporting.tables import Column, Table

CELL = 32_767  # characters, in UTF-16
MOST_ROWS, MOST_COLUMNS, MOST_LINKS = 1_048_576, 16_384, 65_530
DIGITS = 15  # that numbers can have
FIRST_DATE = date(1900, 3, 1)  # before, spreadsheets count days differently
NAME = 31  # characters of a sheet's name
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]|^'|'$")
RESERVED = {"history"}  # names that Excel refuses
LETTERS = re.compile(r"_x[0-9A-F]{4}_|.", re.DOTALL)
SHORT = 255  # characters that all spreadsheets show in a cell for text alone
NARROW, WIDE = 8, 60  # columns, in characters
LINE, MOST_LINES = 15, 8  # the height of a row, in points and in lines

Value = str | int | float | bool | date | None


@dataclass(frozen=True, slots=True)
class _Columns:
    """A table with the name of its sheet, and its rows as values of cells.

    A text that does not fit a cell is in several; `heads` has the name of each column and that of
    the table which it belongs to.
    """

    name: str
    table: Table
    heads: Sequence[tuple[str, Column]]
    rows: Sequence[Sequence[Value]]


def data(corpus: Corpus, seconds: int) -> bytes:
    """Return the workbook; `seconds` since 1970 is the time of all that has one in it.

    Raises UsageError where a table is too large for a sheet.
    """
    made = list(_columns(tables(corpus)))
    mark = {
        workbooks.TYPES: {one.name: one.table.type for one in made if one.table.type},
        workbooks.DERIVED: [one.name for one in made if not one.table.type],
    }
    own = {workbooks.MARK: json.dumps(mark, ensure_ascii=False)}
    settings = corpus.settings
    properties = Properties(settings.title, settings.author or workbooks.MARK, seconds, own)
    places = dict(_places(made))
    sheets = [_sheet(one, places) for one in made]
    return packed(xlsx_parts.parts(sheets, properties), seconds)


def _columns(found: Sequence[Table]) -> Iterator[_Columns]:
    taken: set[str] = set(RESERVED)
    for table in found:
        rows = [
            [_values(value, column) for column, value in zip(table.columns, row, strict=True)]
            for row in table.rows
        ]
        counts = [max((len(row[n]) for row in rows), default=1) for n in range(len(table.columns))]
        if len(rows) >= MOST_ROWS or sum(counts) > MOST_COLUMNS:
            raise UsageError(
                f"the table {table.name!r} has {len(rows):,} rows and {sum(counts):,} columns; a"
                f" sheet holds {MOST_ROWS:,} and {MOST_COLUMNS:,}; export CSV or Parquet instead"
            )
        name = _name(table.name, taken)
        taken.add(name.casefold())
        heads = [
            (workbooks.continued(column.name, number) if number > 1 else column.name, column)
            for column, count in zip(table.columns, counts, strict=True)
            for number in range(1, count + 1)
        ]
        values = [
            [
                part
                for parts, count in zip(row, counts, strict=True)
                for part in [*parts, *[None] * (count - len(parts))]
            ]
            for row in rows
        ]
        yield _Columns(name, table, heads, values)


def _name(wanted: str, taken: set[str]) -> str:
    """Return a name that a sheet can have and no other has."""
    base = NOT_IN_NAMES.sub("-", wanted)
    name, number = base[:NAME], 1
    while name.casefold() in taken:
        number += 1
        name = f"{base[: NAME - len(str(number)) - 1]}-{number}"
    return name


def _places(made: Sequence[_Columns]) -> Iterator[tuple[str, str]]:
    """Yield the id of each entry, and the place of its row in the sheet of its type."""
    for one in made:
        if one.table.type:
            column = [known.name for known in one.table.columns].index(ID)
            for number, row in enumerate(one.table.rows, 2):
                yield str(row[column]), xlsx_parts.place(one.name, f"A{number}")


def _values(value: Any, column: Column) -> list[Value]:
    """Return a value as values of cells: a number, truth, a date, or the parts of a text."""
    if value is None or isinstance(value, bool):
        return [value]
    if isinstance(value, int | float) and len(str(value).strip("-").replace(".", "")) <= DIGITS:
        return [value]
    if column.form == DATE and (day := _day(str(value))):
        return [day]
    text = xlsx_parts.plain(flat.cell(value, column.form))
    return [text] if len(text) * 2 <= CELL else [*_pieces(text)]


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day >= FIRST_DATE and day.isoformat() == text else None


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


def _sheet(made: _Columns, places: Mapping[str, str]) -> Sheet:
    """Return a sheet; `places` has the place of each entry by its id."""
    names = [xlsx_parts.plain(name) for name, _ in made.heads]
    widths = _widths(names, made.rows)
    columns = [
        xlsx_parts.Column(width, _style_of(column))
        for width, (_, column) in zip(widths, made.heads, strict=True)
    ]
    rows: list[list[Cell | None]] = [[Cell(name, Style.HEADING) for name in names]]
    links = 0
    for row in made.rows:
        cells = [
            None if value is None else _cell(value, column, places if links < MOST_LINKS else {})
            for value, (_, column) in zip(row, made.heads, strict=True)
        ]
        links += sum(bool(cell and cell.link) for cell in cells)
        rows.append(cells)
    heights = [_height(row, widths) for row in (names, *made.rows)]
    return Sheet(made.name, columns, rows, heights)


def _style_of(column: Column) -> Style:
    return Style.PLAIN if column.form in {INTEGER, NUMBER, TRUTH, DATE} else Style.SHORT


def _cell(value: str | float | date, column: Column, places: Mapping[str, str]) -> Cell:
    if isinstance(value, date):
        return Cell(value, Style.DAY)
    if not isinstance(value, str):
        return Cell(value, Style.LONG)
    link = places.get(value, "") if column.refers else ""
    style = Style.LINK if link else Style.SHORT if len(value) <= SHORT else Style.LONG
    return Cell(value, QUOTED[style] if formulas.RISKY.match(value) else style, link)


def _widths(names: Sequence[str], rows: Sequence[Sequence[Value]]) -> list[int]:
    """Return the widths of columns: the longest line in each and a little more, up to a limit."""
    widths = [min(WIDE, max(NARROW, len(name) + 3)) for name in names]
    for row in rows:
        for number, value in enumerate(row):
            if value is not None and widths[number] < WIDE:
                longest = max(map(len, str(value).split("\n")))
                widths[number] = min(WIDE, max(widths[number], longest + 2))
    return widths


def _height(row: Sequence[Value], widths: Sequence[int]) -> int:
    """Return the height of a row in points: that of its longest text, up to a limit."""
    lines = 1
    for value, width in zip(row, widths, strict=True):
        if isinstance(value, str) and lines < MOST_LINES:
            own = sum(len(line) // width + 1 for line in value[: WIDE * MOST_LINES].split("\n"))
            lines = max(lines, own)
    return LINE * min(lines, MOST_LINES)
