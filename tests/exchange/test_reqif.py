"""ReqIF as DOORS, Polarion and StrictDoc write it, and files that are broken or hostile."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

import pytest

from speckb.exchange.importing.readers import reqif_file
from speckb.exchange.importing.source import BadFileError, Relation
from tests.exchange import sdoc
from tests.exchange.reqif_text import (
    attribute,
    document,
    doors,
    node,
    relation,
    thing,
    value,
)

if TYPE_CHECKING:
    from pathlib import Path

DOORS = doors()


def written(tmp_path: Path, data: str | bytes, name: str = "a.reqif") -> Path:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def test_document_like_those_of_doors_is_read_whole(tmp_path: Path) -> None:
    path = written(tmp_path, DOORS)
    assert reqif_file.is_own(path)
    source = reqif_file.read(path)
    first, second, left = source.records
    assert (source.format, source.ids) == ("reqif", "ReqIF.ForeignID")
    assert [one.kind for one in source.records] == ["Requirement Type"] * 3
    assert dict(first.values) == {
        **{"IDENTIFIER": "_2", "ReqIF.ForeignID": "12"},
        "ReqIF.Text": "A slip **shall** be kept\\_.\\\nOLE Object",
        **{"Keyword": "must", "Keywords": ["must", "may & can"], "Cost": 1.5, "Approved": True},
        **{"Since": "2026-09-30", "Note": "two\nlines *kept*"},
    }
    assert first.group == second.group == ("Lending", "Desks &c")
    assert first.place == f"a.reqif:{line_of('_2')}: SPEC-OBJECT _2"
    assert dict(second.values) == {
        **{"IDENTIFIER": "_3", "ReqIF.ForeignID": "13", "ReqIF.Text": "\\<b>"}
    }
    assert second.relations == (
        Relation("satisfies", "12", "to be fair"),
        Relation("satisfies", "_9"),
    )
    assert (dict(left.values), left.group) == ({"IDENTIFIER": "_4", "ReqIF.ForeignID": "14"}, ())
    words = ("must", "may & can", "must not")
    assert dict(source.words) == {"Keyword": words, "Keywords": words}
    assert [one.message for one in source.remarks] == [
        "embedded object 'a.rtf' (application/rtf) was left out",
        "embedded object 'a.png' (image/png) was left out",
    ]


def line_of(key: str) -> int:
    before = DOORS.partition(f'<SPEC-OBJECT IDENTIFIER="{key}"')[0]
    return before.count("\n") + 1


ATTRIBUTES = attribute("STRING", "a-id", "ReqIF.ForeignID") + attribute(
    "STRING", "a-name", "ReqIF.ChapterName"
)
POLARION = ATTRIBUTES + attribute("XHTML", "a-text", "ReqIF.Text")


def test_title_beside_a_text_is_no_heading(tmp_path: Path) -> None:
    """Polarion has ReqIF.ChapterName in each work item."""
    one = thing(
        "_1",
        "t",
        value("STRING", "a-name", "Desks"),
        value("XHTML", "a-text", "Section text"),
    )
    two = thing("_2", "t", value("STRING", "a-id", "L-1"), value("STRING", "a-name", "Slips"),
                value("XHTML", "a-text", "<reqif-xhtml:div>A slip.</reqif-xhtml:div>"))  # fmt: skip
    text = document(one + two, relation("r", "_2", "_1"), node("_1", node("_2")), POLARION)
    source = reqif_file.read(written(tmp_path, text))
    first, second = source.records
    assert (first.values["ReqIF.Text"], first.group) == ("Section text", ("Lending",))
    assert (second.values["ReqIF.Text"], second.group) == ("A slip.", ("Lending", "Desks"))
    assert second.relations == (Relation("satisfies", "_1"),)  # which has no other id


def test_ids_that_are_not_unique_are_told(tmp_path: Path) -> None:
    objects = "".join(thing(f"_{n}", "t", value("STRING", "a-id", "same")) for n in range(2))
    source = reqif_file.read(written(tmp_path, document(objects, "", "", ATTRIBUTES)))
    assert source.ids == "IDENTIFIER"
    assert [one.message for one in source.remarks] == [
        "the values of ReqIF.ForeignID are not unique; ids are those of IDENTIFIER"
    ]


def test_what_does_not_fit_is_told(tmp_path: Path) -> None:
    attributes = (
        ATTRIBUTES
        + attribute("INTEGER", "a-int", "Number")
        + attribute("ENUMERATION", "a-word", "Keyword", "words")
        + attribute("STRING", "a-def", "Default").replace(
            "</ATTR", f"<DEFAULT-VALUE>{value('STRING', 'a-def', 'x')}</DEFAULT-VALUE></ATTR"
        )
        + attribute("STRING", "a-twin", "Number")
    )
    objects = thing("_1", "t", value("STRING", "a-name", "Head")) + thing(
        "_2",
        "t",
        value("INTEGER", "a-int", "many"),
        value("ENUMERATION", "a-word", "w7"),
        value("STRING", "a-twin", "twin"),
    )
    relations = relation("r1", "_1", "_2") + relation("r2", "_8", "_2")
    nodes = node("_1", node("_2")) + node("_2") + node("_7")
    source = reqif_file.read(written(tmp_path, document(objects, relations, nodes, attributes)))
    assert dict(source.records[0].values) == {
        **{"IDENTIFIER": "_2", "Number": "many", "Keyword": "w7", "Number (a-twin)": "twin"}
    }
    assert [one.message for one in source.remarks] == [
        "the default of the attribute 'Default' was not used",
        "'many' is not INTEGER; it is kept as text",
        "no word has the identifier 'w7'",
        "1 relations from a heading were left out",
        "stands in more than one place; its first heading counts",
        "the object '_7' of a specification is not in the file",
        "1 relations from '_8', which is not in the file were left out",
    ]


def test_document_that_another_tool_wrote_in_our_name_loses_nothing(tmp_path: Path) -> None:
    plain = reqif_file.read(written(tmp_path, DOORS))
    text = changed("<TITLE>T<", "<SOURCE-TOOL-ID>speckb</SOURCE-TOOL-ID><TITLE>T<")
    assert reqif_file.read(written(tmp_path, text)) == plain


def packed(**members: str | bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "."), data)
    return stream.getvalue()


def test_archive_is_read_without_its_attachments(tmp_path: Path) -> None:
    objects = thing("_9", "t", value("STRING", "a-id", "N-1"))
    other = document(objects, "", node("_9"), ATTRIBUTES.replace("a-", "b-")).replace(">a-", ">b-")
    data = packed(b__reqif=DOORS, c__reqif=other, a__png=b"\x89PNG", b__rtf=b"{}")
    source = reqif_file.read(written(tmp_path, data, "a.reqifz"))
    assert [one.values["ReqIF.ForeignID"] for one in source.records] == ["12", "13", "N-1", "14"]
    assert source.records[2].place.startswith("a.reqifz/c.reqif:")
    assert source.records[1].relations[1] == Relation("satisfies", "N-1")
    assert source.remarks[0].message == "2 files were not read: a.png, b.rtf"
    for members, said in (
        ({"a__txt": ""}, "a.reqifz: no file .reqif in the archive"),
        ({"a__reqif": "<a/>"}, "a.reqifz/a.reqif:1: not ReqIF: the outermost element is <a>"),
        ({"../a": ""}, "a.reqifz, member '../a': not a plain path inside the archive"),
        ({"b__reqif": DOORS, "c__reqif": DOORS}, "a.reqifz/b.reqif:"),
    ):
        with pytest.raises(BadFileError) as caught:
            reqif_file.read(written(tmp_path, packed(**members), "a.reqifz"))
        assert said in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_document_in_another_encoding(tmp_path: Path, encoding: str) -> None:
    declared = encoding.removesuffix("-sig")
    text = DOORS.replace('encoding="UTF-8"', f'encoding="{declared}"').replace(
        "kept_", "kept \u00e9"
    )
    source = reqif_file.read(written(tmp_path, text.encode(encoding)))
    assert "kept \u00e9" in source.records[0].values["ReqIF.Text"]


def test_document_with_a_prefix_for_its_own_names(tmp_path: Path) -> None:
    text = re.sub(r"<(/?)([A-Z])", r"<\1r:\2", DOORS).replace(
        'xmlns="http://www.omg', 'xmlns:r="http://www.omg'
    )
    assert "<r:SPEC-OBJECT" in text
    plain, prefixed = (reqif_file.read(written(tmp_path, one)) for one in (DOORS, text))
    assert plain == prefixed


def test_export_of_strictdoc_is_read(tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (root / "a.sdoc").write_text(sdoc.TEXT)
    (root / "notes.txt").write_text("")
    path = sdoc.export(root, "reqif-sdoc", "--reqif-multiline-is-xhtml") / "reqif" / "output.reqif"
    source = reqif_file.read(path)
    text, first, second, third = source.records
    assert source.ids == "ReqIF.ForeignID"
    assert [one.group for one in source.records] == [
        ("Lending",),
        ("Lending", "Desks"),
        ("Lending", "Desks", "Inner"),
        ("Lending",),
    ]
    assert (text.kind, first.kind) == ("TEXT", "SLIP_RULE")
    assert first.values["ReqIF.ForeignID"] == "SR-1"
    assert (first.values["STATUS"], first.values["PLACES"]) == ("Active", ["desk", "bus"])
    # to StrictDoc, reStructuredText is text like any other
    assert first.values["ReqIF.Text"].startswith("A slip \\*\\*shall\\*\\* be \\`\\`kept\\`\\`.")
    assert first.values["NOTES"] == ["One", "Two"]
    assert second.relations == (Relation("Refines", "SR-1"), Relation("Parent", "SR-1"))
    assert third.values["ReqIF.Name"] == "No id"


def changed(old: str, new: str, count: int = 1) -> str:
    assert old in DOORS
    return DOORS.replace(old, new, count)


BAD = {
    "entities": (
        changed("<REQ-IF ", '<!DOCTYPE a [<!ENTITY b "c">]>\n<REQ-IF '),
        "a.reqif:2:13: a document type",
    ),
    "other": ("<html/>", "a.reqif:1: not ReqIF: the outermost element is <html>"),
    "rif": ("<RIF/>", "a.reqif:1: RIF, the form before ReqIF, is not read"),
    "empty": ("", "a.reqif:1:1: not well-formed XML: no element found"),
    "no content": ("<REQ-IF/>", "a.reqif:1: <REQ-IF> has no <CORE-CONTENT>"),
    "letters": (DOORS.replace("kept_", "kept \u00fc").encode("cp1252"), "not well-formed"),
    "name": (
        changed("<SPEC-OBJECTS>", "<SPEC-OBJECT>"),
        "<SPEC-OBJECT> in <REQ-IF-CONTENT>; did you mean 'SPEC-OBJECTS'? allowed: DATATYPES",
    ),
    "identifier": (
        changed('<SPEC-OBJECT IDENTIFIER="_2"', '<SPEC-OBJECT IDENTIFER="_2"'),
        "<SPEC-OBJECT> has no IDENTIFIER; did you mean 'IDENTIFER'?",
    ),
    "twice": (
        changed('<SPEC-OBJECT IDENTIFIER="_2"', '<SPEC-OBJECT IDENTIFIER="_3"'),
        "IDENTIFIER '_3' is that of line",
    ),
    "type": (
        changed("<TYPE><SPEC-OBJECT-TYPE-REF>t</SPEC-OBJECT-TYPE-REF></TYPE>", ""),
        "<SPEC-OBJECT> has no <TYPE>",
    ),
    "reference": (
        changed("<SPEC-OBJECT-TYPE-REF>t<", "<SPEC-OBJECT-TYPE-REF> <"),
        "<SPEC-OBJECT-TYPE-REF> is empty; an identifier is required",
    ),
    "no type": (
        changed("<SPEC-OBJECT-TYPE-REF>t<", "<SPEC-OBJECT-TYPE-REF>u<"),
        "SPEC-OBJECT _3: no type has the identifier 'u'",
    ),
    "no attribute": (
        changed("-INTEGER-REF>a-id<", "-INTEGER-REF>a-di<"),
        "no attribute has the identifier 'a-di'",
    ),
    "value": (changed('THE-VALUE="13"', 'VALUE="13"'), "has no THE-VALUE; did you mean 'VALUE'?"),
    "form": (
        changed("<ATTRIBUTE-VALUE-REAL ", "<ATTRIBUTE-VALUE-REEL "),
        "<ATTRIBUTE-VALUE-REEL> in <VALUES>; did you mean 'ATTRIBUTE-VALUE-REAL'?",
    ),
    "target": (
        changed("<TARGET><SPEC-OBJECT-REF>_2</SPEC-OBJECT-REF></TARGET>", ""),
        "<SPEC-RELATION> has no <TARGET>",
    ),
    "misplaced": (
        changed("<CHILDREN>", "<CHILDREN><CHILDREN>"),
        "<CHILDREN> in <CHILDREN>; allowed: SPEC-HIERARCHY",
    ),
    "deeper": (
        DOORS.replace("A slip", "<reqif-xhtml:div>" * 100 + "A slip"),
        "elements nested more than 100 deep",
    ),
    "elements": (
        changed("<SPECIFIED-VALUES>", '<SPECIFIED-VALUES><ENUM-VALUE IDENTIFIER="x"/>').replace(
            '<ENUM-VALUE IDENTIFIER="x"/>', '<ENUM-VALUE IDENTIFIER="x"/>' * 500_000
        ),
        "more than 500,000 elements",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_file_is_a_message(tmp_path: Path, name: str) -> None:
    data, said = BAD[name]
    with pytest.raises(BadFileError) as caught:
        reqif_file.read(written(tmp_path, data))
    assert str(caught.value).startswith("a.reqif")
    assert said in str(caught.value)


def test_file_cut_anywhere_is_a_message(tmp_path: Path) -> None:
    for end in range(0, len(DOORS.rstrip()), 97):
        with pytest.raises(BadFileError, match=r"a.reqif:\d+:\d+: not well-formed XML"):
            reqif_file.read(written(tmp_path, DOORS[:end]))
