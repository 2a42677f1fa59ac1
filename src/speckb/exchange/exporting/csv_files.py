"""Entries as CSV: one file with a row for each entry, or an archive with a file for each table.

The files are UTF-8 with a byte order mark, lines end with LF, and no cell can start a formula: see
`formulas`. The archive is a data package by https://specs.frictionlessdata.io.
"""

from __future__ import annotations

import csv
import json
import re
from io import StringIO
from typing import TYPE_CHECKING, Any

from speckb.exchange import flat, formulas
from speckb.exchange.exporting.archive import packed
from speckb.exchange.exporting.tables import ENTRIES, ID, Table, tables
from speckb.exchange.flat import DATE, INTEGER, NUMBER, PROSE, TEXT, TRUTH
from speckb.tables.comparison import BOM

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.exchange.exporting.tables import Column

TYPE = "type"
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# By the form of a column: the type of Table Schema, and what all of its values must be.
TYPES: dict[str, tuple[str, type | tuple[type, ...]]] = {
    INTEGER: ("integer", int),
    NUMBER: ("number", (int, float)),
    TRUTH: ("boolean", bool),
}


def data(corpus: Corpus) -> bytes:
    """Return one file with a row for each entry, which comes back in as it is.

    The first columns are `type` and `id`; the others are the fields of all types, then `prose`.
    Nothing that is derived is in it.
    """
    kinds = list(corpus.settings.types.values())
    columns = {kind.name: flat.columns(corpus, kind) for kind in kinds}
    names = dict.fromkeys(one.name for found in columns.values() for one in found)
    names = dict.fromkeys([ID, *(name for name in names if name not in {ID, PROSE}), PROSE])
    rows = []
    for kind in kinds:
        for entry in corpus.by_type[kind.name]:
            values = flat.row(entry, columns[kind.name])
            cells = {
                column.name: flat.cell(value, column.form)
                for column, value in zip(columns[kind.name], values, strict=True)
            }
            rows.append([kind.name, *(cells.get(name, "") for name in names)])
    return _file([TYPE, *names], rows)


def package(corpus: Corpus, seconds: int) -> bytes:
    """Return a zip archive with a file for each table, and a description: `datapackage.json`.

    `seconds` since 1970 is the time of its members.
    """
    found = tables(corpus)
    ids = {*corpus.entries}
    described: dict[str, Any] = {
        "profile": "tabular-data-package",
        "title": corpus.settings.title,
        **({"edition": corpus.edition} if corpus.edition else {}),
        "resources": [_resource(table, ids) for table in found],
    }
    text = json.dumps(described, ensure_ascii=False, indent=2)
    members = [(_path(table), _table(table)) for table in found]
    return packed([("datapackage.json", f"{text}\n".encode()), *members], seconds)


def _table(table: Table) -> bytes:
    rows = (
        [flat.cell(value, column.form) for column, value in zip(table.columns, row, strict=True)]
        for row in table.rows
    )
    return _file([column.name for column in table.columns], rows)


def _file(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    lines = StringIO()
    written = csv.writer(lines, lineterminator="\n")
    for row in ([*head], *rows):
        written.writerow([formulas.disarmed(_plain(cell)) for cell in row])
    return f"{BOM}{lines.getvalue()}".encode("utf-8", "replace")


def _plain(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def _path(table: Table) -> str:
    return f"{table.name}.csv"


def _resource(table: Table, ids: set[str]) -> dict[str, Any]:
    """Return what a data package says of a table; `ids` are those of all entries."""
    foreign = [
        {"fields": column.name, "reference": {"resource": ENTRIES, "fields": ID}}
        for number, column in enumerate(table.columns)
        if (column.refers or (table.type and column.name == ID))
        and all(row[number] in ids for row in table.rows)
    ]
    schema: dict[str, Any] = {
        "fields": [_field(table, number) for number in range(len(table.columns))],
        **({"primaryKey": [*table.key]} if table.key else {}),
        **({"foreignKeys": foreign} if foreign else {}),
    }
    return {
        "profile": "tabular-data-resource",
        "name": table.name.lower(),
        "path": _path(table),
        "title": table.title,
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(table: Table, number: int) -> dict[str, Any]:
    column = table.columns[number]
    values = [row[number] for row in table.rows if row[number] is not None]
    limits: dict[str, Any] = {}
    if column.is_required and len(values) == len(table.rows):
        limits["required"] = True
    if column.form == TEXT and column.words and all(value in column.words for value in values):
        limits["enum"] = [formulas.disarmed(word) for word in column.words]
    return {
        "name": column.name,
        "title": column.title,
        **({"description": column.description} if column.description else {}),
        "type": _type(column, values),
        **({"constraints": limits} if limits else {}),
    }


def _type(column: Column, values: Sequence[Any]) -> str:
    """Return the type of a column; `any` for numbers and dates among words."""
    if column.form == DATE:
        return "date" if all(DAY.fullmatch(str(value)) for value in values) else "any"
    if column.form not in TYPES:
        return "string"
    name, kind = TYPES[column.form]
    fits = (isinstance(v, kind) and isinstance(v, bool) == (kind is bool) for v in values)
    return name if all(fits) else "any"
