"""Documents that StrictDoc itself reads and exports, and documents that it would not read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from speckb.exchange.importing.readers import strictdoc
from speckb.exchange.importing.source import BadFileError, Record, Relation, Remark
from tests.exchange import sdoc

if TYPE_CHECKING:
    from pathlib import Path

RECORDS: list[tuple[str, dict[str, Any], list[Relation], tuple[str, ...]]] = [
    ("TEXT", {"STATEMENT": "Some *intro* text."}, [], ("Lending",)),
    (
        "SLIP_RULE",
        {
            **{"UID": "SR-1", "STATUS": "Active", "PLACES": ["desk", "bus"]},
            "TITLE": "Slips of a_b *kept*",
            "STATEMENT": "A slip **shall** be `kept`.\n\n- a\n- b",
            "RATIONALE": "Slips are *short*.",
            **{"COMMENT": ["One", "Two"], "FILES": ["notes.txt"]},
        },
        [],
        ("Lending", "Desks"),
    ),
    (
        "SLIP_RULE",
        {"UID": "SR-2", "STATEMENT": "Text with a_b and *c*."},
        [Relation("Parent (Refines)", "SR-1"), Relation("Parent", "SR-1")],
        ("Lending", "Desks", "Inner"),
    ),
    ("SLIP_RULE", {"TITLE": "No id", "STATEMENT": "x"}, [], ("Lending",)),
]


def parts(records: tuple[Record, ...]) -> list[tuple[str, dict[str, Any], list[Relation], Any]]:
    return [(one.kind, dict(one.values), [*one.relations], one.group) for one in records]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("strictdoc")
    (root / "lending.sdoc").write_text(sdoc.TEXT)
    (root / "notes.txt").write_text("slip\n")
    return root


def test_document_is_read_whole(project: Path) -> None:
    for path in (project / "lending.sdoc", project):
        assert strictdoc.is_own(path)
        source = strictdoc.read(path)
        assert (source.format, source.ids, source.remarks) == ("strictdoc", "UID", ())
        assert parts(source.records) == RECORDS
        assert dict(source.words) == {
            "STATUS": ("Draft", "Active", "Gone (old)"),
            "PLACES": ("desk", "bus", "boat"),
        }
        assert source.records[1].place == "lending.sdoc:70"


def test_export_to_json_is_read_whole(project: Path) -> None:
    path = sdoc.export(project, "json") / "json" / "index.json"
    assert strictdoc.is_own(path)
    source = strictdoc.read(path)
    expected = [(kind, {**values}, links, group) for kind, values, links, group in RECORDS]
    # what StrictDoc leaves out of its JSON: the type of a field, and all comments but the last
    expected[1][1].update(PLACES="desk, bus", COMMENT="Two")
    assert parts(source.records) == expected
    assert source.records[1].place == "index.json: SLIP_RULE SR-1"


def written(tmp_path: Path, text: str, name: str = "a.sdoc") -> Path:
    path = tmp_path / name
    path.write_text(text)
    return path


def test_document_of_older_versions(tmp_path: Path) -> None:
    text = (
        "[DOCUMENT]\nTITLE: Old\n\n[FREETEXT]\nHello *you*.\n[/FREETEXT]\n\n[SECTION]\nUID: S\n"
        "TITLE: Part\n\n[REQUIREMENT]\nUID: R-2\nTAGS: a, b\nSTATEMENT: x\nREFS:\n"
        "- TYPE: Parent\n  VALUE: R-1\n\n[/SECTION]\n"
    )
    source = strictdoc.read(written(tmp_path, text))
    assert parts(source.records) == [
        ("TEXT", {"STATEMENT": "Hello *you*."}, [], ("Old",)),
        (
            "REQUIREMENT",
            {"UID": "R-2", "TAGS": ["a", "b"], "STATEMENT": "x"},
            [Relation("Parent", "R-1")],
            ("Old", "Part"),
        ),
    ]


@pytest.mark.parametrize(
    ("markup", "text", "found"),
    [
        ("HTML", "<b>a</b> &amp; *b*", "**a** & \\*b\\*"),
        ("Text", "a *b*\nc", "a \\*b\\*\\\nc"),
        ("Markdown", "a *b* `c`", "a *b* `c`"),
        ("RST", "a *b* ``c``", "a *b* `c`"),
    ],
)
def test_text_is_in_the_markup_of_the_document(
    tmp_path: Path, markup: str, text: str, found: str
) -> None:
    head = f"[DOCUMENT]\nTITLE: T\nOPTIONS:\n  MARKUP: {markup}\n\n[REQUIREMENT]\n"
    source = strictdoc.read(written(tmp_path, f"{head}STATEMENT: >>>\n{text}\n<<<\n"))
    assert source.records[0].values["STATEMENT"] == found


def test_grammar_of_another_file_is_read_in_a_folder(tmp_path: Path) -> None:
    grammar = (
        "[GRAMMAR]\nELEMENTS:\n- TAG: RULE\n  FIELDS:\n  - TITLE: KIND\n"
        "    TYPE: MultipleChoice(a, b)\n    REQUIRED: True\n"
    )
    text = (
        "[DOCUMENT]\nTITLE: T\n\n[GRAMMAR]\nIMPORT_FROM_FILE: ../g.sgra\n\n[RULE]\nKIND: a, b\n"
        "\n[DOCUMENT_FROM_FILE]\nFILE: other.sdoc\n"
    )
    written(tmp_path, grammar, "g.sgra")
    (tmp_path / "docs").mkdir()
    path = written(tmp_path / "docs", text)
    source = strictdoc.read(tmp_path)
    assert parts(source.records) == [("RULE", {"KIND": ["a", "b"]}, [], ("T",))]
    assert (dict(source.words), source.remarks) == ({"KIND": ("a", "b")}, ())
    alone = strictdoc.read(path)
    assert alone.records[0].values == {"KIND": "a, b"}
    assert [one.message for one in alone.remarks] == [
        "the file '../g.sgra' was not read; import its folder",
        "the file 'other.sdoc' was not read; import its folder",
    ]


def test_inline_links_are_told(tmp_path: Path) -> None:
    text = "[DOCUMENT]\nTITLE: T\n\n[REQUIREMENT]\nSTATEMENT: See [LINK: R-1].\n"
    source = strictdoc.read(written(tmp_path, text))
    assert source.records[0].values == {"STATEMENT": "See \\[LINK: R-1\\]."}
    assert source.remarks == (Remark("a.sdoc:4", "STATEMENT: '[LINK: R-1]' became plain text"),)


HEAD = "[DOCUMENT]\nTITLE: T\n\n"
GRAMMAR = (
    "[GRAMMAR]\nELEMENTS:\n- TAG: REQUIREMENT\n  FIELDS:\n  - TITLE: UID\n    TYPE: String\n"
    "    REQUIRED: False\n\n"
)
BAD = {
    "empty": ("", "a.sdoc:1: a file of StrictDoc begins with a line [DOCUMENT]"),
    "other": ("# Title\n", "a.sdoc:1: a file of StrictDoc begins with a line [DOCUMENT]"),
    "block": (f"{HEAD}text\n", "a.sdoc:4: a block such as"),
    "after": (f"{HEAD}[REQUIREMENT]\nUID: a\n\ntext\n", "a.sdoc:7: a block such as [REQUIREMENT]"),
    "field": (f"{HEAD}[REQUIREMENT]\nUID a\n", "a.sdoc:5: a field 'NAME: text' is expected here"),
    "no text": (f"{HEAD}[REQUIREMENT]\nUID:\n", "a.sdoc:5: UID has no text; leave the line out"),
    "unclosed": (
        f"{HEAD}[REQUIREMENT]\nSTATEMENT: >>>\na\n",
        "a.sdoc:5: the text is not closed; a line <<< is missing",
    ),
    "tag": (
        f"{HEAD}{GRAMMAR}[REQUIRMENT]\nUID: a\n",
        "a.sdoc:12: [REQUIRMENT] is not in the grammar; did you mean 'REQUIREMENT'?",
    ),
    "markup": (
        "[DOCUMENT]\nTITLE: T\nOPTIONS:\n  MARKUP: Markdwon\n",
        "a.sdoc:4: MARKUP is 'Markdwon'; did you mean 'Markdown'?",
    ),
    "relation": (
        f"{HEAD}[REQUIREMENT]\nUID: a\nRELATIONS:\n- TYPE: Parnt\n  VALUE: b\n",
        "a.sdoc:7: a relation begins with '- TYPE: Parent'; did you mean 'Parent'?",
    ),
    "target": (
        f"{HEAD}[REQUIREMENT]\nUID: a\nRELATIONS:\n- TYPE: Parent\n",
        "a.sdoc:4: a relation must have TYPE and VALUE",
    ),
    "section": (
        f"{HEAD}[[SECTION]]\nTITLE: a\n",
        "a.sdoc:4: [SECTION] is not closed; a line [[/SECTION]] is missing",
    ),
    "other end": (
        f"{HEAD}[[SECTION]]\nTITLE: a\n\n[[/SECTON]]\n",
        "a.sdoc:7: [[/SECTON]] does not close [SECTION] of a.sdoc:4; allowed: [[/SECTION]]",
    ),
    "no start": (f"{HEAD}[[/SECTION]]\n", "a.sdoc:4: [[/SECTION]] closes nothing"),
    "twice": (f"{HEAD}{HEAD}", "a.sdoc:4: a second [DOCUMENT]; a file has one"),
    "deep": (
        HEAD + "[[SECTION]]\nTITLE: a\n\n" * 60,
        "nodes nested more than 50 deep",
    ),
    "included": (
        f"{HEAD}[DOCUMENT_FROM_FILE]\nPATH: a\n",
        "a.sdoc:5: a line 'FILE: path' is expected here",
    ),
    "type": (
        "[DOCUMENT]\nTITLE: T\n\n[GRAMMAR]\nELEMENTS:\n- TAG: A\n  FIELDS:\n  - TITLE: B\n"
        "    TYPE: (a)\n",
        "a.sdoc:9: '(a)' is no type; allowed: String",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_document_is_a_message(tmp_path: Path, name: str) -> None:
    text, said = BAD[name]
    with pytest.raises(BadFileError) as caught:
        strictdoc.read(written(tmp_path, text))
    assert said in str(caught.value)


BAD_JSON: dict[str, tuple[Any, str]] = {
    "documents": ({"DOCUMENTS": {}}, "a.json: no export of StrictDoc: DOCUMENTS must be a list"),
    "document": ({"DOCUMENTS": [1]}, "a.json: DOCUMENTS[0] must be an object, not int"),
    "nodes": ({"DOCUMENTS": [{"NODES": 1}]}, "a.json: DOCUMENTS[0].NODES must be a list"),
    "kind": ({"DOCUMENTS": [{"NODES": [{}]}]}, "DOCUMENTS[0].NODES[0]._NODE_TYPE is missing"),
    "field": (
        {"DOCUMENTS": [{"NODES": [{"_NODE_TYPE": "A", "UID": ["b"]}]}]},
        "DOCUMENTS[0].NODES[0].UID must be text",
    ),
    "relations": (
        {"DOCUMENTS": [{"NODES": [{"_NODE_TYPE": "A", "RELATIONS": 1}]}]},
        "DOCUMENTS[0].NODES[0].RELATIONS must be a list",
    ),
}


@pytest.mark.parametrize("name", BAD_JSON)
def test_bad_export_is_a_message(tmp_path: Path, name: str) -> None:
    data, said = BAD_JSON[name]
    with pytest.raises(BadFileError) as caught:
        strictdoc.read(written(tmp_path, json.dumps(data), "a.json"))
    assert said in str(caught.value)


def test_folder_without_documents_is_a_message(tmp_path: Path) -> None:
    assert not strictdoc.is_own(tmp_path)
    with pytest.raises(BadFileError, match=r"no file .sdoc in the folder"):
        strictdoc.read(tmp_path)
