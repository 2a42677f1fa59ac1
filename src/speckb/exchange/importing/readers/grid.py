"""Rows of cells as records: finds the header, and names each value by its column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from speckb.exchange.importing.source import BadFileError, Record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file: its number there, and its cells that are not empty, by column from 0.

    `width` is the number of all its cells, where the file says that.
    """

    number: int
    cells: Mapping[int, Any]
    width: int = 0


def letter(column: int) -> str:
    """Return the name that spreadsheets give to a column, counted from 0."""
    name, rest = "", column + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        name = chr(ord("A") + place) + name
    return name


def is_filled(value: object) -> bool:
    """Return whether a cell holds more than blanks."""
    return value is not None and (not isinstance(value, str) or bool(value.strip()))


def header_of(rows: Sequence[Row]) -> int | None:
    """Return the index of the header: the first row with two or more cells; None without one."""
    return next((index for index, row in enumerate(rows) if len(row.cells) > 1), None)


def names_of(header: Row, rows: Sequence[Row], place: Callable[[int], str]) -> dict[int, str]:
    """Return the names of the columns that have values.

    Raises BadFileError where one has no name, or the name of another. `place` is where a row
    stands, by its number.
    """
    first: dict[int, int] = {}
    for row in rows:
        for column in row.cells:
            first.setdefault(column, row.number)
    names: dict[int, str] = {}
    seen: dict[str, int] = {}
    for column in sorted(first):
        name = title(header, column)
        shown = f"column {column + 1} ({letter(column)})"
        if not name:
            raise BadFileError(
                f"{place(header.number)}: {shown} has no name in the header, but values,"
                f" the first in row {first[column]}; name it, or remove them"
            )
        if name in seen:
            raise BadFileError(
                f"{place(header.number)}: {shown} is named {name!r} like column"
                f" {seen[name] + 1} ({letter(seen[name])}); rename or remove one of them"
            )
        seen[name] = column
        names[column] = name
    return names


def titles(header: Row) -> tuple[str, ...]:
    """Return the names in a header, of columns without values as well."""
    return tuple(title(header, column) for column in sorted(header.cells))


def title(header: Row, column: int) -> str:
    """Return the name of a column, empty where it has none."""
    return " ".join(str(header.cells.get(column, "")).split())


def records(
    rows: Sequence[Row], names: Mapping[int, str], place: Callable[[int], str], kind: str
) -> list[Record]:
    """Return a record for each row that has a value, in order."""
    return [
        Record(
            place(row.number),
            kind,
            {names[column]: row.cells[column] for column in sorted(row.cells)},
        )
        for row in rows
        if row.cells
    ]
