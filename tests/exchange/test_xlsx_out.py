"""The knowledge base as a workbook: read back, opened by another library, and looked at as XML."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis.strategies import characters, text

from speckb.errors import UsageError
from speckb.exchange import workbooks
from speckb.exchange.exporting import tables, xlsx
from speckb.exchange.exporting.tables import Column, Table
from speckb.exchange.importing import reading
from speckb.exchange.importing.readers import xlsx_file
from tests.conftest import REPO
from tests.exchange.bases import EACH, EPOCH, HARMFUL, base, differing, harmful, long

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook import Workbook


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.mark.parametrize("name", EACH)
def test_workbook_comes_back_without_loss(name: str, tmp_path: Path) -> None:
    path = tmp_path / "all.xlsx"
    path.write_bytes(xlsx.data(base(name), EPOCH))
    found = reading.read(path)
    assert differing(base(name), found) == []
    assert (found.ids, found.remarks) == ("id", ())


def test_same_bytes_each_time() -> None:
    corpus = base("second")
    data = xlsx.data(corpus, EPOCH)
    assert xlsx.data(corpus, EPOCH) == data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(2007, 9, 20, 0, 0, 0)}
    properties = opened(data).properties
    assert properties.modified == properties.created == datetime(2007, 9, 20)


def test_each_table_has_a_sheet_that_people_can_work_with() -> None:
    corpus = base("second")
    book = opened(xlsx.data(corpus, EPOCH))
    known = tables.tables(corpus)
    assert book.sheetnames == [table.name for table in known]
    for table, sheet in zip(known, book.worksheets, strict=True):
        assert [cell.value for cell in sheet[1]] == [column.name for column in table.columns]
        assert sheet.max_row == len(table.rows) + 1
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert all(cell.font.bold for cell in sheet[1])
        widths = {sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]}
        assert all(8 <= width <= 60 for width in widths)
    candidates = book["candidate"]
    heads = [cell.value for cell in candidates[1]]
    days = {candidates.cell(row, heads.index("days") + 1).value for row in (2, 3, 4)}
    assert days == {9.5, 2, "unknown"}
    assert candidates["A2"].alignment.wrap_text
    formats = {head: candidates.cell(2, n).number_format for n, head in enumerate(heads, 1)}
    assert (formats["section"], formats["days"], formats["prose"]) == ("@", "General", "@")
    assert candidates.column_dimensions["C"].number_format == "@"


def test_ids_in_other_sheets_lead_to_the_rows_of_the_entries() -> None:
    book = opened(xlsx.data(base("second"), EPOCH))
    places = 0
    for name in ("links", "values", "verdicts", "verdict_reasons"):
        for row in book[name].iter_rows(min_row=2):
            for cell in row:
                if cell.hyperlink:
                    sheet, _, where = cell.hyperlink.location.rpartition("!")
                    assert book[sheet.strip("'")][where].value == cell.value
                    places += 1
    assert places == 2 * 19 + 2 * 9 + 2 * 9 + 3 * 3
    assert not any(cell.hyperlink for row in book["demand"].iter_rows() for cell in row)


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    corpus = harmful(tmp_path / "lending")
    data = xlsx.data(corpus, EPOCH)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [archive.read(n).decode() for n in archive.namelist() if "worksheets/" in n]
    assert len(sheets) == len(tables.tables(corpus))
    assert not any(re.search("<f[ >/]", sheet) for sheet in sheets)
    cells = re.findall(r'<c r="\w+"(?: s="\d+")?(?: t="(\w+)")?>(?:<is>)?<(\w)', "".join(sheets))
    assert {*cells} == {("inlineStr", "t"), ("n", "v"), ("b", "v")}
    sheet = opened(data)["candidate"]
    column = [cell.value for cell in sheet[1]].index("title") + 1
    found = {sheet.cell(row, column).value: sheet.cell(row, column) for row in range(2, 26)}
    for one in HARMFUL[:6]:
        assert found[one].data_type == "s"
        assert found[one].quotePrefix
    path = tmp_path / "all.xlsx"
    path.write_bytes(data)
    assert differing(corpus, xlsx_file.read(path)) == []


@pytest.mark.parametrize("letter", ["x", "\U0001f600", "_x0041_"])
def test_text_longer_than_a_cell_is_refused(tmp_path: Path, letter: str) -> None:
    lines = 90_000 // len((letter * 90).encode())
    corpus = long(tmp_path / "lending", "\n".join([letter * 90] * lines))
    with pytest.raises(UsageError, match=r"'candidate' has a text of .* in row 2, column 'prose'"):
        xlsx.data(corpus, EPOCH)


def test_letters_that_xml_does_not_have_come_back_or_are_replaced() -> None:
    assert workbooks.escaped("a\x01b\r\nc\ud800d\uffff\x85") == "a_x0001_b\nc\ufffdd\ufffd\x85"
    assert workbooks.escaped("_x0041_") == "_x005f_x0041_"


@given(text(characters(exclude_categories=["Cs"])))
@example("_x0041_ _x005F_ _X0041_")
def test_text_in_a_cell_comes_back(cell: str) -> None:
    lines = cell.replace("\r\n", "\n").replace("\r", "\n")
    written = workbooks.escaped(cell)
    assert workbooks.unescaped(written) == re.sub("[\ufffe\uffff]", "\ufffd", lines)
    assert "x005F_" not in written  # which openpyxl takes away


def test_bytes_do_not_depend_on_the_seed_of_hashes() -> None:
    code = (
        "import hashlib; from tests.exchange.bases import EPOCH, base;"
        "from speckb.exchange.exporting import csv_files, parquet, xlsx; one = base('second');"
        "made = [csv_files.data(one), csv_files.package(one, EPOCH), xlsx.data(one, EPOCH),"
        " parquet.data(one)];"
        "print([hashlib.sha256(data).hexdigest() for data in made])"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            cwd=REPO,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1


DAYS = [
    ("2026-09-30", date(2026, 9, 30)),
    ("1900-02-28", "1900-02-28"),
    ("20260930", "20260930"),
    ("soon", "soon"),
]


@pytest.mark.parametrize(("text", "value"), DAYS)
def test_dates_are_dates_where_a_spreadsheet_has_them(text: str, value: object) -> None:
    assert xlsx.value(text, Column("when", "When", "date")) == value


def test_numbers_with_more_digits_than_a_spreadsheet_keeps_are_texts() -> None:
    column = Column("size", "Size", "integer")
    assert xlsx.value(123_456_789_012_345, column) == 123_456_789_012_345
    assert xlsx.value(1_234_567_890_123_456, column) == "1234567890123456"


def test_names_of_sheets_are_short_and_different() -> None:
    names = ["a" * 40, "A" * 40, "History", "x/y", "'quoted'"]
    made = xlsx.named([Table(name, "", (), ()) for name in names])
    assert [*made] == ["a" * 31, f"{'A' * 28}-2", "History-2", "x-y", "-quoted-"]


def test_a_table_that_no_sheet_holds_is_refused() -> None:
    columns = [Column(f"c{number}", "") for number in range(16_385)]
    with pytest.raises(UsageError, match=r"0 rows and 16,385 columns; a sheet holds 1,048,576"):
        xlsx.named([Table("large", "", columns, ())])


def test_a_sheet_that_people_add_is_imported_and_a_derived_one_is_not(tmp_path: Path) -> None:
    book = opened(xlsx.data(base("second"), EPOCH))
    extra = book.create_sheet("More")
    extra.append(["id", "title"])
    extra.append(["N1", "New"])
    book["demand"]["C2"] = "Changed"
    book["demand"].append(["LEND-99", None, "One more"])
    path = tmp_path / "all.xlsx"
    book.save(path)
    found = xlsx_file.read(path)
    kinds = {one.kind for one in found.records}
    assert kinds == {*base("second").settings.types, "More"}
    titles = {one.values["id"]: one.values["title"] for one in found.records}
    assert titles["LEND-1"] == "Changed"
    assert titles["LEND-99"] == "One more"
