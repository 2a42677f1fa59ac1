"""XLSX workbooks as people and programs make them, read as records."""

from __future__ import annotations

import io
import json
import random
import re
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from speckb.exchange.importing import reading
from speckb.exchange.importing.readers import xlsx_file
from speckb.exchange.importing.source import BadFileError, Source
from tests.exchange.workbooks import MAIN, TYPES, line, relations, rows, text, workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Read = Callable[[bytes], Source]

HEAD = line("ID", "Text", "Level")
STRICT = "http://purl.oclc.org/ooxml"
SHEET = "reqs.xlsx, sheet 'Reqs'"


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read_one(data: bytes) -> Source:
        path = tmp_path / "reqs.xlsx"
        path.write_bytes(data)
        return xlsx_file.read(path)

    return read_one


def values(found: Source) -> list[dict[str, Any]]:
    return [dict(one.values) for one in found.records]


def remarks(found: Source) -> list[str]:
    assert all(one.place.startswith(SHEET) for one in found.remarks)
    return [one.message for one in found.remarks]


def saved(book: openpyxl.Workbook) -> bytes:
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def test_a_record_for_each_row_below_the_header(read: Read) -> None:
    found = read(workbook(rows(HEAD, line("R1", "One"), "", line("R2", "", "high"), line(" "))))
    assert values(found) == [{"ID": "R1", "Text": "One"}, {"ID": "R2", "Level": "high"}]
    assert [one.place for one in found.records] == [f"{SHEET}, row 2", f"{SHEET}, row 4"]
    assert {one.kind for one in found.records} == {""}
    assert (found.format, found.remarks, found.ids) == ("xlsx", (), "")


EXCEL_STYLES = (
    '<numFmts><numFmt numFmtId="164" formatCode="[$-407]d\\.\\ mmm\\ yyyy;@"/>'
    '<numFmt numFmtId="165" formatCode="0.00&quot;m&quot;"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/>'
    '<xf numFmtId="46"/><xf numFmtId="20"/><xf numFmtId="22"/></cellXfs>'
)
FIGURES = [
    ("<v>3</v>", 0, 3),
    ("<v>3.0</v>", 0, 3),
    ("<v>1E3</v>", 0, 1000),
    ("<v>0.30000000000000004</v>", 0, 0.3),
    ("<v>-2.5</v>", 3, -2.5),
    ("<v>46295</v>", 1, "2026-09-30"),
    ("<v>46295</v>", 2, "2026-09-30"),
    ("<v>1</v>", 1, "1900-01-01"),
    ("<v>61</v>", 1, "1900-03-01"),
    ("<v>1.0625</v>", 4, "25:30:00"),
    ("<v>0.5</v>", 5, "12:00:00"),
    ("<v>46295.604166666664</v>", 6, "2026-09-30T14:30:00"),
]


@pytest.mark.parametrize(("cell", "style", "value"), FIGURES)
def test_numbers_and_dates(read: Read, cell: str, style: int, value: object) -> None:
    sheet = rows(HEAD, f'{text("R1")}<c s="{style}">{cell}</c>')
    found = read(workbook(sheet, styles=EXCEL_STYLES))
    assert values(found) == [{"ID": "R1", "Text": value}]
    assert type(values(found)[0]["Text"]) is type(value)


def test_days_since_1904(read: Read) -> None:
    sheet = rows(HEAD, f'{text("R1")}<c s="1"><v>44833</v></c><c t="d"><v>2026-09-30</v></c>')
    found = read(workbook(sheet, styles=EXCEL_STYLES, properties='date1904="1"'))
    assert values(found) == [{"ID": "R1", "Text": "2026-09-30", "Level": "2026-09-30"}]


def test_shared_texts_with_emphasis_become_markdown(read: Read) -> None:
    strings = (
        "<si><t>ID</t></si><si><t>Text</t></si>"
        "<si><r><t>It </t></r><r><rPr><b/><i val='0'/></rPr><t xml:space='preserve'>must </t></r>"
        "<r><rPr><b val='1'/></rPr><t>stop</t></r><r><rPr><i/></rPr><t>\n now</t></r></si>"
        "<si><r><rPr><b/></rPr><t>All bold</t></r></si>"
        "<si><t>a_x000D_\nb_x0041__xD800_</t><rPh sb='0' eb='1'><t>not this</t></rPh></si>"
    )
    cells = [f'<c t="s"><v>{number}</v></c>' for number in range(5)]
    sheet = rows(cells[0] + cells[1], *(text(f"R{n}") + cells[n] for n in (2, 3, 4)))
    found = read(workbook(sheet, strings=strings))
    assert [one["Text"] for one in values(found)] == [
        "It **must stop**\n *now*",
        "All bold",
        "a\nbA_xD800_",
    ]
    assert remarks(found) == ["1 cell with formatted text (B2), which became Markdown"]


def test_formulas_give_the_values_that_were_computed(read: Read) -> None:
    sheet = rows(
        HEAD,
        '<c t="str"><f>"R"&amp;1</f><v>R1</v></c><c t="str"><f>""</f><v></v></c><c><v>2</v></c>',
        f'{text("R2")}<c t="b"><f aca="false">TRUE()</f><v>1</v></c><c><f>1+1</f><v>2</v></c>',
    )
    found = read(workbook(sheet))
    assert values(found) == [
        {"ID": "R1", "Level": 2},
        {"ID": "R2", "Text": True, "Level": 2},
    ]
    assert remarks(found) == [
        "3 cells with a formula (A2, B3, C3): the value that was computed last was read"
    ]


def test_what_is_hidden_is_left_out_and_told(read: Read) -> None:
    sheet = '<cols><col min="2" max="2" hidden="1"/></cols>' + rows(
        line("ID", "Secret", "Text"), line("R1", "s", "One"), ('hidden="1"', line("R2", "s", "Two"))
    )
    found = read(
        workbook(
            sheet, rows(HEAD, line("X", "Y")), names=("Reqs", "Old"), states=("visible", "hidden")
        )
    )
    assert values(found) == [{"ID": "R1", "Text": "One"}]
    assert [f"{one.place}: {one.message}" for one in found.remarks] == [
        f"{SHEET}: 1 row hidden (3), left out",
        f"{SHEET}: 1 column hidden (B), left out",
        "reqs.xlsx, sheet 'Old': the sheet is hidden and was left out",
    ]


def test_merged_cells_give_their_value_to_each_row(read: Read) -> None:
    sheet = (
        rows(
            line("Requirements", "", ""),
            line("Group", "ID", "Text"),
            line("Keys", "R1", "One"),
            line("", "R2", "Two"),
            line("Media", "R3", "Three"),
        )
        + '<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="A3:A4"/></mergeCells>'
    )
    found = read(workbook(sheet))
    assert [one["Group"] for one in values(found)] == ["Keys", "Keys", "Media"]
    assert remarks(found) == [
        "the header is row 2, the first with two or more cells; what is above was left out",
        "1 cell merged with others (A3): its value was read in each row and column that it covers",
    ]


def test_a_name_that_is_merged_with_the_row_above_the_header(read: Read) -> None:
    sheet = rows(line("ID"), line("", "Text", "Level"), line("R1", "One", "high"))
    found = read(workbook(f'{sheet}<mergeCells><mergeCell ref="A1:A2"/></mergeCells>'))
    assert values(found) == [{"ID": "R1", "Text": "One", "Level": "high"}]


def test_cells_that_only_seem_to_have_a_value(read: Read) -> None:
    sheet = rows(HEAD, f'{text("R1")}<c r="C2"><f>A9</f></c>', line("R2", "Two")) + (
        '<mergeCells><mergeCell ref="B2:C2"/></mergeCells>'
        '<hyperlinks><hyperlink ref="C3" location="Other!A1"/></hyperlinks>'
    )
    found = read(workbook(sheet))
    assert values(found) == [{"ID": "R1"}, {"ID": "R2", "Text": "Two"}]
    assert remarks(found) == []


def test_a_sheet_that_is_not_as_large_as_it_says(read: Read) -> None:
    sheet = rows(HEAD, f"{line('R1', 'One')}<c><f>1+1</f><v>2</v></c>")
    for size in ("A1", "A1:XFD1048576"):
        found = read(workbook(f'<dimension ref="{size}"/>{sheet}'))
        assert values(found) == [{"ID": "R1", "Text": "One", "Level": 2}]
        assert remarks(found) == [
            "1 cell with a formula (C2): the value that was computed last was read"
        ]


def test_links_and_comments(read: Read) -> None:
    sheet = rows(HEAD, line("R1", "see", "https://a.example/b")) + (
        '<hyperlinks><hyperlink ref="A2" location="Other!A1"/><hyperlink ref="B2" r:id="l"/>'
        '<hyperlink ref="C2" r:id="m"/></hyperlinks>'
    )
    refs = relations(
        l=("hyperlink", "https://a.example/?x=1"),
        m=("hyperlink", "https://a.example/b"),
        c=("comments", "../comments1.xml"),
    )
    comments = (
        f'<comments xmlns="{MAIN}"><authors><author>A</author></authors><commentList>'
        '<comment ref="B2" authorId="0"><text><t>why?</t></text></comment></commentList></comments>'
    )
    more = {"xl/worksheets/_rels/sheet0.xml.rels": refs, "xl/comments1.xml": comments}
    found = read(workbook(sheet, more=more))
    assert values(found) == [
        {
            "ID": "R1",
            "Text": "see",
            "Text (link)": "https://a.example/?x=1",
            "Level": "https://a.example/b",
        }
    ]
    assert remarks(found) == [
        "2 cells with a link (B2, C2): the address is an attribute of its own, named COLUMN (link)",
        "1 cell with a comment (B2), left out",
    ]


def test_several_tables_are_kinds_and_a_cover_is_told(read: Read) -> None:
    sheets = rows(HEAD, line("R1", "One")), rows(line("Cover")), rows(HEAD, line("G1", "Goal"))
    found = read(workbook(*sheets, names=("Reqs", "Cover", "Goals")))
    assert [(one.kind, one.values["ID"]) for one in found.records] == [
        ("Reqs", "R1"),
        ("Goals", "G1"),
    ]
    assert [f"{one.place}: {one.message}" for one in found.remarks] == [
        "reqs.xlsx, sheet 'Cover': no row has two or more cells, so there is no table; it was left"
        " out"
    ]


def test_workbook_of_a_library(read: Read) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Reqs"
    sheet.append(["ID", "Text", "Done", "Weight"])
    sheet.append(["R1", "a\nb", True, 2.5])
    sheet.merge_cells("D2:D3")
    sheet.append(["R2", "'=x", False, None])
    assert values(read(saved(book))) == [
        {"ID": "R1", "Text": "a\nb", "Done": True, "Weight": 2.5},
        {"ID": "R2", "Text": "'=x", "Done": False, "Weight": 2.5},
    ]


BAD = {
    "text": (b"ID,Text\n", "reqs.xlsx: not a zip archive"),
    "old": (
        b"\xd0\xcf\x11\xe0\xa1\xb1",
        "reqs.xlsx: an old workbook (XLS), or one with a password",
    ),
    "no table": (workbook(rows(line("Cover"))), "reqs.xlsx: no visible sheet has a table"),
    "error": (
        workbook(rows(HEAD, text("R1") + '<c t="e"><f>A9/0</f><v>#REF!</v></c>')),
        f"{SHEET}, cell B2: the error #REF!; mend the formula",
    ),
    "not computed": (
        workbook(rows(HEAD, text("R1") + "<c><f>1+1</f><v/></c>")),
        f"{SHEET}, cell B2: the formula has no value in the file; open it in a spreadsheet and",
    ),
    "no date": (
        workbook(rows(HEAD, text("R1") + '<c s="1"><v>-7</v></c>'), styles=EXCEL_STYLES),
        f"{SHEET}, cell B2: no date, as it is before 1900",
    ),
    "no number": (
        workbook(rows(HEAD, text("R1") + f"<c><v>{'9' * 400}</v></c>")),
        f"{SHEET}, cell B2: no number, or too large a one",
    ),
    "infinite": (
        workbook(rows(HEAD, text("R1") + "<c><v>1E999</v></c>")),
        f"{SHEET}, cell B2: no number, or too large a one",
    ),
    "date too late": (
        workbook(rows(HEAD, text("R1") + '<c s="1"><v>1E9</v></c>'), styles=EXCEL_STYLES),
        f"{SHEET}, cell B2: the error #VALUE!; mend the formula or the date, or clear the cell",
    ),
    "no name": (
        workbook(rows(HEAD, line("R1", "One", "high", "more"))),
        f"{SHEET}, row 1: column 4 (D) has no name in the header, but values, the first in row 2",
    ),
    "twice": (
        workbook(rows(line("ID", "Text", "Text"), line("R1", "One", "Two"))),
        f"{SHEET}, row 1: column 3 (C) is named 'Text' like column 2 (B)",
    ),
    "no string": (
        workbook(rows(HEAD, text("R1") + '<c t="s"><v>7</v></c>')),
        f"{SHEET}: not as a workbook has to be (list index out of range); open it in a sp",
    ),
    "no cell": (
        workbook(rows(HEAD, text("R1", "1A"))),
        f"{SHEET}: not as a workbook has to be (invalid literal for int() with base 10",
    ),
    "merged": (
        workbook(rows(HEAD) + '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        "reqs.xlsx: more than 200,000 cells",
    ),
    "linked": (
        workbook(rows(HEAD) + '<hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks>'),
        "reqs.xlsx: more than 200,000 cells",
    ),
    "not a workbook": (
        workbook(rows(HEAD), more={"[Content_Types].xml": f'<Types xmlns="{TYPES}"/>'}),
        "reqs.xlsx: not as a workbook has to be (File contains no valid workbook part); open it in",
    ),
    "entity": (
        workbook(rows(HEAD), more={"xl/workbook.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}),
        "reqs.xlsx, member 'xl/workbook.xml':1:",
    ),
    "ratio": (
        workbook(rows(HEAD, line("R1", "x" * 1_000_000))),
        "reqs.xlsx, member 'xl/worksheets",
    ),
    "missing": (
        workbook(
            rows(HEAD),
            names=("Reqs",),
            more={"xl/_rels/workbook.xml.rels": relations(s0=("worksheet", "gone.xml"))},
        ),
        "reqs.xlsx: sheet 'Reqs' has no content that can be read; open the file in a spreadsheet,",
    ),
    "strict": (
        workbook(
            rows(HEAD),
            more={
                "xl/workbook.xml": f'<workbook xmlns="{STRICT}/spreadsheetml/main"'
                f' xmlns:r="{STRICT}/officeDocument/relationships"><sheets><sheet name="Reqs"'
                ' sheetId="1" r:id="s0"/></sheets></workbook>'
            },
        ),
        "reqs.xlsx: sheet 'Reqs' has no content that can be read; open the file in a spreadsheet,",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_say_where_and_what(read: Read, name: str) -> None:
    data, message = BAD[name]
    with pytest.raises(BadFileError) as error:
        read(data)
    assert str(error.value).startswith(message)


GOOD = workbook(
    '<cols><col min="4" max="4" hidden="1"/></cols>'
    + rows(
        HEAD,
        text("R1") + '<c r="B2" t="s"><v>0</v></c><c s="1"><v>46295</v></c>',
        ('hidden="1"', line("R2", "Two")),
        text("R3") + "<c><f>1+1</f><v>2</v></c>",
    )
    + '<mergeCells><mergeCell ref="C3:C4"/></mergeCells>',
    strings="<si><r><t>a</t></r><r><rPr><b/></rPr><t>b</t></r></si>",
    styles=EXCEL_STYLES,
)


def mutants(number: int) -> list[bytes]:
    """Return workbooks with bytes of a member changed, or of the archive; always the same ones."""
    chance = random.Random(11)
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    attribute = re.compile(rb' [\w:]+="[^"]*"|(?<==")[^"]*(?=")')
    digits = [b"0", b"9", b"99999999", b"-1", b"", b'"', b"<", b"/>", b"\0", b"\xff", b"A", b"XFD"]
    made = []
    for _ in range(number):
        target = chance.choice([*members, ""])
        data = bytearray(members[target] if target else GOOD)
        for _ in range(chance.choice((1, 1, 3))):
            start = chance.randrange(len(data))
            end = min(len(data), start + chance.choice((0, 1, 1, 2, 30)))
            if chance.random() < 0.5 and (found := [*attribute.finditer(data)]):
                start, end = chance.choice(found).span()
                data[start:end] = chance.choice([b"", b"", b' hidden="1"', b"A1", b"-1", b"1E999"])
                continue
            data[start:end] = chance.choice([*digits, data[start:end] * 2, data[:start][-9:]])
        made.append(_packed(members | {target: bytes(data)}) if target else bytes(data))
    return made


def _packed(members: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return data.getvalue()


def outcome(read_one: Callable[[], Source]) -> str:
    """Return what reading a file came to; anything but a record or a message fails."""
    try:
        found = read_one()
    except BadFileError as error:
        return "refused" if str(error).startswith("reqs.xlsx") else str(error)
    assert json.loads(found.as_json())["format"] == "xlsx"
    return "read"


def test_mutated_files_give_records_or_a_message(read: Read) -> None:
    assert len(read(GOOD).records) == 2
    outcomes = {outcome(lambda data=data: read(data)) for data in mutants(600)}
    assert outcomes == {"read", "refused"}


def test_mutated_files_in_the_child(tmp_path: Path) -> None:
    path = tmp_path / "reqs.xlsx"
    outcomes = set()
    for data in mutants(9):
        path.write_bytes(data)
        outcomes.add(outcome(lambda: reading.read(path)))
    assert outcomes == {"read", "refused"}


def test_what_the_library_prints_is_not_taken_for_the_answer_of_the_child(tmp_path: Path) -> None:
    styles = f'{EXCEL_STYLES}<cellStyles><cellStyle name="Own" xfId="9"/></cellStyles>'
    path = tmp_path / "reqs.xlsx"
    path.write_bytes(workbook(rows(HEAD, line("R1", "One")), styles=styles))
    with pytest.raises(BadFileError, match=r"^reqs\.xlsx: not as a workbook has to be"):
        reading.read(path)


def test_a_large_workbook_stays_below_the_memory_of_the_child(tmp_path: Path) -> None:
    path = tmp_path / "reqs.xlsx"
    words = [f"word{number}" for number in range(997)]
    lines = (line(f"R{n}", " ".join(words[n % 900 : n % 900 + 20]), "high") for n in range(34_000))
    path.write_bytes(workbook(rows(HEAD, *lines)))
    assert len(reading.read(path).records) == 34_000
