"""Reads CSV and TSV as spreadsheets and scripts write them.

What the file does not say is recognized and told: the encoding, the separator, where the header is.
All values are texts.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from typing import TYPE_CHECKING

from speckb.exchange import formulas
from speckb.exchange.importing import bounded
from speckb.exchange.importing.readers import grid
from speckb.exchange.importing.readers.grid import Row
from speckb.exchange.importing.source import BadFileError, Record, Remark, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

FORMAT = "csv"
TYPE, ID = "type", "id"  # the first two columns of our own export
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
SAID = re.compile(r'"?sep=(?P<sign>[^"\r\n])"?(?:\r\n|\r|\n|\Z)', re.IGNORECASE)
SAMPLE = 200  # rows by which the separator is recognized
LONGEST = 5_000_000  # characters of a cell
ZIP = b"PK\x03\x04"


def is_own(path: Path) -> bool:
    """Return whether a file may be CSV: anything but an archive, which some name so."""
    with path.open("rb") as stream:
        return stream.read(len(ZIP)) != ZIP


def read(path: Path) -> Source:
    """Return a record for each row below the header; raises BadFileError."""
    name = path.name
    csv.field_size_limit(LONGEST)
    text, remarks = _decoded(bounded.content(path), name)
    skipped = 0
    if said := SAID.match(text):
        separator, skipped = said["sign"], 1
        text = text[said.end() :]
    else:
        separator = _separator(text, path.suffix.lower())
        if separator != ",":
            title = SEPARATORS[separator]
            remarks.append(Remark(f"{name}:1", f"the separator was recognized as the {title}"))
    rows = list(_rows(text, separator, name, skipped))
    start = grid.header_of(rows)
    if start is None:  # a file of one column
        start = next((index for index, row in enumerate(rows) if row.cells), None)
    if start is None:
        raise BadFileError(f"{name}: no row has any value; a header and rows are required")
    if any(row.cells for row in rows[:start]):
        above = next(row.number for row in rows if row.cells)
        remarks.append(
            Remark(
                f"{name}:{above}",
                f"the header is line {rows[start].number}, the first with two or more values;"
                " what is above was left out",
            )
        )
    _refuse_widths(rows[start:], name)
    remarks += _disarmed(rows[start:], name)
    header, *below = (
        Row(row.number, {k: formulas.armed(text) for k, text in row.cells.items()})
        for row in rows[start:]
    )
    found, ids = _records(header, below, name)
    return Source(FORMAT, found, tuple(remarks), ids, attributes=grid.titles(header))


def _records(header: Row, below: Sequence[Row], name: str) -> tuple[tuple[Record, ...], str]:
    """Return the records and the column of ids, which is known of our own export, as kinds are."""

    def place(line: int) -> str:
        return f"{name}:{line}"

    names = grid.names_of(header, below, place)
    found = grid.records(below, names, place, "")
    if (names.get(0), names.get(1)) != (TYPE, ID):
        return tuple(found), ""
    if any(TYPE not in one.values or ID not in one.values for one in found):
        return tuple(found), ""
    return tuple(_own(one) for one in found), ID


def _own(record: Record) -> Record:
    values = {name: value for name, value in record.values.items() if name != TYPE}
    return Record(record.place, record.values[TYPE], values)


def _filled(cells: Sequence[str]) -> dict[int, str]:
    """Return the cells that are not empty; lines in them end with LF."""
    return {
        column: cell.replace("\r\n", "\n").replace("\r", "\n")
        for column, cell in enumerate(cells)
        if cell.strip()
    }


def _decoded(data: bytes, name: str) -> tuple[str, list[Remark]]:
    """Return the text of a file, and what was recognized."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in data:
        text = _plain(data, name)
        return text, [Remark(f"{name}:1", "the encoding is UTF-16, by its byte order mark")]
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        start = error.start
        if data.startswith(codecs.BOM_UTF8):  # which the error does not count
            start += len(codecs.BOM_UTF8)
    line = _line(data, start)
    letters = Counter(c == "\ufffd" for c in data.decode("utf-8", "replace") if c > "\x7f")
    if letters[False] > letters[True] or data.startswith(codecs.BOM_UTF8):
        raise BadFileError(
            f"{name}:{line}: the byte 0x{data[start]:02X} is not UTF-8, as the rest of the file"
            " is; save it as UTF-8"
        )
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise BadFileError(
            f"{name}:{_line(data, error.start)}: the byte 0x{data[error.start]:02X} is no letter in"
            " UTF-8 nor in CP1252 (Windows); save the file as UTF-8"
        ) from None
    shown = data[start : start + 1].decode("cp1252")
    message = (
        f"the encoding was recognized as CP1252 (Windows): the letter {shown!r}"
        f" (byte 0x{data[start]:02X}) is not UTF-8"
    )
    return text, [Remark(f"{name}:{line}", message)]


def _plain(data: bytes, name: str) -> str:
    """Return the text of UTF-16; raises BadFileError for NUL in any encoding."""
    if not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        line = _line(data, data.index(b"\0"))
        raise BadFileError(
            f"{name}:{line}: a NUL byte; the file is no text, or UTF-16 without a byte order mark:"
            " save it as UTF-8"
        )
    return bounded.decoded(data, name)


def _line(data: bytes, end: int) -> int:
    return len(re.findall(rb"\r\n|\r|\n", data[:end])) + 1


def _separator(text: str, ending: str) -> str:
    """Return the separator that gives the same number of cells, two at least, to most rows.

    It is the comma where there is none that does so for more than half of the rows.
    """
    wanted = sorted(SEPARATORS, key=lambda sign: ending != ".tsv" or sign != "\t")
    best, most = ",", 0.5
    for sign in wanted:
        counts: Counter[int] = Counter()
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
        try:
            for cells in reader:
                if any(map(str.strip, cells)):
                    counts[len(cells)] += 1
                if counts.total() >= SAMPLE:
                    break
        except csv.Error:
            continue
        several = [(count, size) for size, count in counts.items() if size > 1]
        share = max(several)[0] / counts.total() if several else 0.0
        if share > most:
            best, most = sign, share
    return best


def _rows(text: str, separator: str, name: str, skipped: int) -> Iterator[Row]:
    """Yield the rows of the file; `skipped` is the number of lines before the text."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begin = 0
    try:
        for cells in reader:
            if cells:
                yield Row(begin + skipped + 1, _filled(cells), len(cells))
            begin = reader.line_num
    except csv.Error as error:
        message = str(error)
        if "unexpected end" in message:
            message = "a quote is opened in this row and never closed; close it, or double it"
        elif "expected after" in message:
            message = (
                'text follows a quote that closes a cell; write a quote inside of a cell as ""'
            )
        elif "field limit" in message:
            message = f"a cell has more than {LONGEST:,} characters, or its quote is never closed"
        raise BadFileError(f"{name}:{begin + skipped + 1}: {message}") from None


def _refuse_widths(rows: Sequence[Row], name: str) -> None:
    """Raise BadFileError for a row with more or fewer cells than the header, the first row."""
    width = rows[0].width
    for row in rows:
        last = max(row.cells, default=0)
        if row.cells and (last >= width or row.width < width):
            count = last + 1 if last >= width else row.width
            cells = "1 cell" if count == 1 else f"{count} cells"
            raise BadFileError(
                f"{name}:{row.number}: {cells}, but the header in line {rows[0].number} has"
                f" {width}; put a cell that has the separator or a line break in quotes"
            )


def _disarmed(rows: Sequence[Row], name: str) -> Iterator[Remark]:
    """Yield a remark where cells have an apostrophe that keeps them from being formulas."""
    lines = [
        row.number for row in rows for text in row.cells.values() if formulas.is_disarmed(text)
    ]
    if lines:
        yield Remark(
            f"{name}:{lines[0]}",
            "the apostrophe that keeps a cell from being a formula was taken away,"
            f" here and in all: {len(lines)} of them",
        )
