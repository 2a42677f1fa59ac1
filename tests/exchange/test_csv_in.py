"""CSV and TSV as spreadsheets and scripts write them, read as records."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from speckb.exchange.importing import reading
from speckb.exchange.importing.readers import csv_file
from speckb.exchange.importing.source import BadFileError, Source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Read = Callable[..., Source]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read_one(data: bytes | str, name: str = "reqs.csv") -> Source:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return csv_file.read(path)

    return read_one


def values(found: Source) -> list[dict[str, object]]:
    return [dict(one.values) for one in found.records]


def remarks(found: Source) -> list[str]:
    return [f"{one.place}: {one.message}" for one in found.remarks]


def test_plain_file_has_a_record_for_each_row_and_nothing_to_say(read: Read) -> None:
    found = read("ID,Title\nR1,First\nR2,\n\n,,\nR3,Third\n".replace(",,\n", ",\n"))
    assert values(found) == [
        {"ID": "R1", "Title": "First"},
        {"ID": "R2"},
        {"ID": "R3", "Title": "Third"},
    ]
    assert [one.place for one in found.records] == ["reqs.csv:2", "reqs.csv:3", "reqs.csv:6"]
    assert (found.format, found.remarks, found.ids) == ("csv", (), "")


def test_lines_in_cells_count_as_lines_of_the_file(read: Read) -> None:
    found = read('ID,Text\r\nR1,"one\r\ntwo\rthree\nfour"\r\nR2,five\r\n')
    assert values(found)[0]["Text"] == "one\ntwo\nthree\nfour"
    assert found.records[1].place == "reqs.csv:6"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("ID;Text\nR1;a, b\nR2;c, d\n", "semicolon"),
        ("ID\tText\nR1\ta, b; c\n", "tab"),
        ("ID|Text\nR1|a, b\nR2|c\n", "vertical bar"),
    ],
)
def test_separator_is_recognized_and_told(read: Read, data: str, said: str) -> None:
    found = read(data)
    assert found.records[0].values["ID"] == "R1"
    assert remarks(found) == [f"reqs.csv:1: the separator was recognized as the {said}"]


def test_tsv_prefers_tabs(read: Read) -> None:
    assert values(read("ID\tA,B\nR1\tx,y\n", "reqs.tsv")) == [{"ID": "R1", "A,B": "x,y"}]


def test_excel_says_the_separator_in_the_first_line(read: Read) -> None:
    found = read("\ufeffsep=;\r\nID;Text\r\nR1;a,b\r\n")
    assert values(found) == [{"ID": "R1", "Text": "a,b"}]
    assert found.records[0].place == "reqs.csv:3"
    assert found.remarks == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(read: Read, encoding: str) -> None:
    found = read("ID,Text\nR1,plain\nR2,Schlüssel „geheim“ €\n".encode(encoding))
    assert found.records[1].values["Text"] == "Schlüssel „geheim“ €"
    said = {
        "cp1252": [
            "reqs.csv:3: the encoding was recognized as CP1252 (Windows): the letter 'ü'"
            " (byte 0xFC) is not UTF-8"
        ],
        "utf-16": ["reqs.csv:1: the encoding is UTF-16, by its byte order mark"],
    }
    assert remarks(found) == said.get(encoding, [])


def test_title_above_the_header_is_told(read: Read) -> None:
    found = read("All requirements,,\n,,\nID,Text,\nR1,one,\n")
    assert values(found) == [{"ID": "R1", "Text": "one"}]
    assert remarks(found) == [
        "reqs.csv:1: the header is line 3, the first with two or more values; what is above was"
        " left out"
    ]


def test_one_column(read: Read) -> None:
    assert values(read('Text\n"One; two, and three"\nFour\n')) == [
        {"Text": "One; two, and three"},
        {"Text": "Four"},
    ]


def test_columns_without_values_need_no_name(read: Read) -> None:
    assert values(read("ID,,Text,Text\nR1,,one,\n")) == [{"ID": "R1", "Text": "one"}]


def test_formulas_are_armed_again_and_told(read: Read) -> None:
    found = read("ID,Text\nR1,'=1+1\nR2,''=x\nR3,'quoted'\nR4,\"'- item\"\nR5,-5\n")
    assert [one["Text"] for one in values(found)] == ["=1+1", "'=x", "'quoted'", "- item", "-5"]
    assert remarks(found) == [
        "reqs.csv:2: the apostrophe that keeps a cell from being a formula was taken away, here"
        " and in all: 3 of them"
    ]


def test_own_export_says_kinds_and_ids(read: Read) -> None:
    found = read("type,id,title\ndemand,R1,One\nwork,W1,Two\n")
    assert [(one.kind, dict(one.values)) for one in found.records] == [
        ("demand", {"id": "R1", "title": "One"}),
        ("work", {"id": "W1", "title": "Two"}),
    ]
    assert found.ids == "id"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "reqs.csv: no row has any value"),
        (b"ID,Text\nR1,one,two\n", "reqs.csv:2: 3 cells, but the header in line 1 has 2; put"),
        (b"ID,Text,More\nR1,one\n", "reqs.csv:2: 2 cells, but the header in line 1 has 3; put"),
        (b"ID,,Text\n\nR1,x,one\n", "reqs.csv:1: column 2 (B) has no name in the header, but"),
        (b"ID,Text,Text\nR1,x,y\n", "reqs.csv:1: column 3 (C) is named 'Text' like column 2 (B)"),
        (b'ID,Text\nR1,x\nR2,"y\nR3,z\n', "reqs.csv:3: a quote is opened in this row and never"),
        (b'ID,Text\nR1,"x"y\n', "reqs.csv:2: text follows a quote that closes a cell"),
        (b"ID,Text\nR1,a\0b\n", "reqs.csv:2: a NUL byte; the file is no text"),
        ("ID,Text\nR1,a\0b\n".encode("utf-16"), "reqs.csv:2: a NUL character"),
        ("ID,Text\n".encode("utf-16") + b"x", "reqs.csv:"),
        (b"ID,Text\nR1,\x81\n", "reqs.csv:2: the byte 0x81 is no letter in UTF-8 nor in CP1252"),
        (
            "ID,Text\nR1,äöüß\nR2,".encode() + b"\xe4\n",
            "reqs.csv:3: the byte 0xE4 is not UTF-8, as",
        ),
        (b"\xef\xbb\xbfID,Text\nR1,\xe4\n", "reqs.csv:2: the byte 0xE4 is not UTF-8, as"),
        (
            b'ID,Text\nR1,"' + b"x" * 5_000_001 + b'"\n',
            "reqs.csv:2: a cell has more than 5,000,000",
        ),
    ],
)
def test_bad_files_say_where_and_what(read: Read, data: bytes, message: str) -> None:
    with pytest.raises(BadFileError) as error:
        read(data)
    assert str(error.value).startswith(message)


GOOD = (
    b'\xef\xbb\xbfAll of them;;\r\n\r\nID;Text;Level\r\nR1;"Schl\xc3\xbcssel ""x""\r\nzwei";2\r\n'
    b'R2;\'=x;3\r\n;;\r\nR3;"a;b";1\r\n'
)


def mutants(data: bytes, number: int) -> list[bytes]:
    """Return files with bytes changed, removed, doubled or moved; the same ones each time."""
    chance = random.Random(7)
    pieces = [b"\0", b'"', b"\r", b"\n", b";", b",", b"\xff\xfe", b"\xe4", b"'", b"\x81", b"=\t"]
    made = []
    for _ in range(number):
        found = bytearray(data)
        for _ in range(chance.choice((1, 1, 2, 5))):
            start = chance.randrange(len(found) + 1)
            end = min(len(found), start + chance.choice((0, 1, 1, 7, 40)))
            found[start:end] = chance.choice([*pieces, found[start:end] * 2, b""])
        made.append(bytes(found))
    return made


def outcome(read_one: Callable[[], Source]) -> str:
    """Return what reading a file came to; anything but a record or a message fails."""
    try:
        found = read_one()
    except BadFileError as error:
        return "refused" if str(error).startswith("reqs.csv") else str(error)
    assert Source.from_json(found.as_json()) == found
    return "read"


def test_mutated_files_give_records_or_a_message(read: Read) -> None:
    assert len(read(GOOD).records) == 3
    outcomes = {outcome(lambda data=data: read(data)) for data in mutants(GOOD, 600)}
    assert outcomes == {"read", "refused"}


def test_mutated_files_in_the_child(tmp_path: Path) -> None:
    path = tmp_path / "reqs.csv"
    outcomes = set()
    for data in mutants(GOOD, 6):
        path.write_bytes(data)
        outcomes.add(outcome(lambda: reading.read(path)))
    assert outcomes == {"read", "refused"}


def test_a_large_file_stays_below_the_memory_of_the_child(tmp_path: Path) -> None:
    path = tmp_path / "reqs.csv"
    rows = "".join(f"R{number},{'text ' * 30}\n" for number in range(60_000))
    path.write_text("ID,Text\n" + rows)
    assert len(reading.read(path).records) == 60_000
