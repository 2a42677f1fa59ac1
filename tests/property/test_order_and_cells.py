"""Orders that people expect, and cells that no spreadsheet runs."""

from __future__ import annotations

import csv
import io

from hypothesis import example, given
from hypothesis import strategies as st

from speckb.rules.check import RULES
from speckb.rules.finding import Finding, Place
from speckb.rules.report import text, width
from speckb.sorting import natural
from speckb.tables.comparison import (
    FORMULA,
    Column,
    Table,
    safe,
    to_csv,
    to_markdown,
    to_records,
    to_text,
)

numbers = st.lists(st.integers(0, 10**12), max_size=20)
parts = st.lists(st.integers(0, 99), min_size=1, max_size=4)
words = st.text(max_size=12)
cells = words | st.none() | st.integers() | st.lists(words, max_size=3)
grids = st.lists(st.tuples(words, cells, cells), max_size=5)


def table(rows: list[tuple[object, ...]]) -> Table:
    names = ["candidate", "value", "note"]
    columns = [Column(name, name, "text") for name in names]
    return Table("t", "t", columns, rows)


@given(numbers)
def test_numbers_in_names_sort_by_size(values: list[int]) -> None:
    names = [f"R{value}" for value in values]
    assert sorted(names, key=natural) == [f"R{value}" for value in sorted(values)]


@given(st.lists(parts, max_size=20))
def test_sections_sort_by_their_parts(sections: list[list[int]]) -> None:
    names = [".".join(map(str, section)) for section in sections]
    ordered = [[int(part) for part in name.split(".")] for name in sorted(names, key=natural)]
    assert ordered == sorted(sections)


@given(st.text(), st.text())
@example("²", "a")
@example("9" * 5000, "a")
def test_any_two_names_can_be_ordered(one: str, other: str) -> None:
    assert natural(one) <= natural(other) or natural(other) <= natural(one)


@given(st.text() | st.sampled_from(FORMULA).flatmap(lambda s: st.text().map(lambda t: s + t)))
def test_no_text_starts_a_formula(cell: str) -> None:
    found = safe(cell)
    assert not found.startswith(FORMULA)
    assert found.endswith(cell.replace("\r\n", "\n").replace("\r", "\n"))
    assert safe(found) == found


@given(grids)
def test_csv_is_read_back_row_by_row(rows: list[tuple[object, ...]]) -> None:
    read = list(csv.reader(io.StringIO(to_csv(table(rows)), newline="")))
    assert read[0] == ["candidate", "value", "note"]
    assert len(read) == len(rows) + 1
    for row, cells_read in zip(rows, read[1:], strict=True):
        assert len(cells_read) == 3
        assert cells_read[0].split() == safe(row[0]).split()
        assert not any(
            cell.startswith(FORMULA) for cell, was in zip(cells_read, row, strict=True)
            if not isinstance(was, int)
        )  # fmt: skip


@given(grids)
def test_every_table_can_be_written_in_every_format(rows: list[tuple[object, ...]]) -> None:
    found = table(rows)
    assert to_text(found)
    assert to_markdown(found)
    assert [record["candidate"] for record in to_records(found)] == [row[0] for row in rows]


@given(st.text(), st.integers(1, 50), st.integers(1, 50), st.text(max_size=20))
def test_every_finding_can_be_printed(line: str, column: int, length: int, message: str) -> None:
    place = Place("a.md", 1, column, column + length)
    said = text([Finding(place, "yaml-tag", "error", message, line)], RULES)
    assert said.startswith(f"a.md:1:{column}: error: ")
    assert said.endswith("1 error")


@given(st.text())
def test_a_text_is_at_most_twice_as_wide_as_long(line: str) -> None:
    assert 0 <= width(line) <= 2 * len(line)
