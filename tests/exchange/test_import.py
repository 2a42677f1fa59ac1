"""`speckb import`: what a source becomes, and what a second import of it changes."""

from __future__ import annotations

import csv
import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from speckb.cli.main import main
from speckb.corpus import loading, settings
from speckb.editing.layout import laid_out
from speckb.files.textfile import TextFile
from speckb.rules.check import check
from speckb.rules.prose import MARK
from tests.conftest import GERMAN, KNOWLEDGE, SECOND, copy_content
from tests.unit.interrupting import tree

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Capture = pytest.CaptureFixture[str]
SETTINGS = """\
[speckb]
title = "Goals"

[needs.links.refines]
outgoing = "Refines"
incoming = "Refined by"
target_types = ["goal"]

[speckb.types.goal]
plural = "Goals"
folder = "goals"
fields.statement = true
fields.keywords = true
fields.priority = ["high", "low"]
fields.cost = "integer"
fields.tags_of = "list"
fields.agreed = "boolean"
fields.refines = true
"""
HEAD = ("ID", "Name", "Text", "Priority", "Cost", "Owner")
ROWS = [
    ("G1", "Speed", "Answers MUST come at once.", "High", "3", "Ann"),
    ("G2", "Size", "It SHOULD be small.", "low", "", "Ben"),
    ("G3", "Reach", "Nothing is asked.", "", "10", ""),
]


@pytest.fixture
def goals(tmp_path: Path) -> Path:
    """A knowledge base with a type and no entry."""
    root = tmp_path / "base"
    root.mkdir()
    (root / "ubproject.toml").write_text(SETTINGS, encoding="utf-8")
    return root


def table(root: Path, rows: Sequence[Sequence[str]] = ROWS, head: Sequence[str] = HEAD) -> str:
    path = root.parent / "goals.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return str(path)


def run(capsys: Capture, root: Path, *arguments: str) -> tuple[int, str]:
    status = main(["--root", str(root), "import", *arguments])
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return status, out + err


def report(capsys: Capture, root: Path, *arguments: str) -> tuple[int, Any]:
    status = main(["--root", str(root), "import", "--format", "json", *arguments])
    return status, json.loads(capsys.readouterr().out)


def changed(*cells: tuple[int, int, str]) -> list[list[str]]:
    rows = [list(row) for row in ROWS]
    for row, column, text in cells:
        rows[row][column] = text
    return rows


def test_a_table_comes_in_by_one_command(goals: Path, capsys: Capture) -> None:
    status, said = run(capsys, goals, table(goals), "--type", "goal")
    assert status == 0
    assert said.startswith("goals.csv: 3 records (csv)\n")
    assert said.endswith("3 new, 0 changed, 0 unchanged\n\nwritten\n")
    assert (goals / "goals/G1.md").read_text(encoding="utf-8") == (
        "---\nid: G1\ntitle: Speed\nstatement: Answers MUST come at once.\n"
        "keywords: [MUST]\npriority: high\ncost: 3\n---\n"
    )
    mapping = (goals / "imports/goals.toml").read_text(encoding="utf-8")
    assert mapping.splitlines()[2:] == [
        'from = "csv"',
        'type = "goal"',
        'left_out = ["Owner"]',
        "",
        "[fields]",
        'id = "ID"',
        'title = "Name"',
        'statement = "Text"',
        'priority = "Priority"',
        'cost = "Cost"',
        "",
        "[words.priority]",
        'High = "high"',
    ]
    assert check(loading.load(settings.load(goals))) == []


def test_what_is_written_is_in_canonical_layout(goals: Path, capsys: Capture) -> None:
    run(capsys, goals, table(goals), "--type", "goal")
    schema = settings.load(goals).types["goal"].schema
    for path in (goals / "goals").glob("*.md"):
        file = TextFile.read(path)
        assert laid_out(file, schema) == file.data


def test_a_dry_run_prints_the_report_and_writes_nothing(goals: Path, capsys: Capture) -> None:
    before = tree(goals)
    asked = (table(goals), "--type", "goal")
    _, said = run(capsys, goals, *asked, "--dry-run")
    _, told = report(capsys, goals, *asked, "--dry-run")
    assert tree(goals) == before
    assert not told.pop("written")
    status, done = report(capsys, goals, *asked)
    assert status == 0
    assert done.pop("written")
    assert done == told
    assert said.endswith("nothing was written\n")


def test_a_second_import_updates_and_keeps_what_was_changed_here(
    goals: Path, capsys: Capture
) -> None:
    run(capsys, goals, table(goals), "--type", "goal")
    path = goals / "goals/G2.md"
    path.write_text(path.read_text(encoding="utf-8").replace("Size", "Volume"), encoding="utf-8")
    path = goals / "goals/G1.md"
    path.write_text(path.read_text(encoding="utf-8").replace("Speed", "Haste"), encoding="utf-8")
    rows = changed((0, 1, "Tempo"), (1, 2, "It MUST be small."), (1, 3, ""))[:2]
    rows.append(["G4", "New", "It MAY be new.", "low", "1", ""])
    status, said = run(capsys, goals, table(goals, rows))
    assert status == 1  # a conflict is left
    assert "changed: goals/G2.md: keywords, priority, statement\n" in said
    assert "kept: G2: title was changed here, not in the source\n" in said
    assert (
        "conflict: goals.csv:2: G1: title was changed here ('Haste') and in the source ('Tempo');"
        " kept as it is\n"
    ) in said
    assert "gone from the source: G3 (see `speckb remove`)\n" in said
    assert "1 new, 1 changed, 1 unchanged, 1 conflict" in said
    assert (goals / "goals/G2.md").read_text(encoding="utf-8") == (
        "---\nid: G2\ntitle: Volume\nstatement: It MUST be small.\nkeywords: [MUST]\n---\n"
    )
    assert (goals / "goals/G3.md").exists()
    _, again = run(capsys, goals, table(goals, rows))  # it is told until somebody decides
    assert "conflict: goals.csv:2: G1: title" in again
    status, said = run(capsys, goals, table(goals, rows), "--overwrite")
    assert status == 0
    assert "changed: goals/G1.md: title\n" in said
    assert "title: Tempo\n" in (goals / "goals/G1.md").read_text(encoding="utf-8")
    assert "title: Volume\n" in (goals / "goals/G2.md").read_text(encoding="utf-8")


def test_a_second_import_of_the_same_changes_no_byte(goals: Path, capsys: Capture) -> None:
    run(capsys, goals, table(goals), "--type", "goal")
    before = tree(goals)
    status, said = run(capsys, goals, table(goals))
    assert (status, tree(goals)) == (0, before)
    assert said.endswith("0 new, 0 changed, 3 unchanged\n\nnothing to write\n")


def test_a_field_with_a_comment_is_not_replaced(goals: Path, capsys: Capture) -> None:
    run(capsys, goals, table(goals), "--type", "goal")
    path = goals / "goals/G1.md"
    text = path.read_text(encoding="utf-8").replace("cost: 3", "cost: 3  # a guess, #2")
    path.write_text(text, encoding="utf-8")
    status, said = run(capsys, goals, table(goals, changed((0, 4, "5"))), "--overwrite")
    assert status == 1
    assert "cost has a comment here, which would be lost; change it to 5 by hand" in said
    assert path.read_text(encoding="utf-8") == text


def test_lines_end_as_the_file_has_them(goals: Path, capsys: Capture) -> None:
    run(capsys, goals, table(goals), "--type", "goal")
    path = goals / "goals/G1.md"
    text = path.read_bytes().replace(b"\n", b"\r\n") + b"\r\nProse.\r\n"
    path.write_bytes(text)
    run(capsys, goals, table(goals, changed((0, 4, "5"))))
    assert path.read_bytes() == text.replace(b"cost: 3", b"cost: 5")


def test_a_renamed_entry_is_updated_and_a_removed_one_not_brought_back(
    goals: Path, capsys: Capture
) -> None:
    run(capsys, goals, table(goals), "--type", "goal")
    assert main(["--root", str(goals), "rename", "G1", "Goal-1"]) == 0
    assert main(["--root", str(goals), "remove", "G2", "--reason", "Not needed."]) == 0
    capsys.readouterr()
    status, said = run(capsys, goals, table(goals, changed((0, 4, "5"))))
    assert status == 0
    assert "changed: goals/Goal-1.md: cost\n" in said
    assert "removed here since: G2; not brought back" in said
    assert not (goals / "goals/G2.md").exists()


WRONG = {
    "a word": (
        changed((1, 3, "hihg")),
        "goals.csv:3: priority: 'hihg' is not allowed; did you mean 'high'?"
        " allowed: high, low; the mapping can say under [words.priority] what it stands for",
    ),
    "a number": (
        changed((0, 4, "cheap")),
        "goals.csv:2: field 'cost' must be a whole number, not text",
    ),
    "an id twice": ([*ROWS, ROWS[0]], "goals.csv:5: goals.csv:2 has the id 'G1' too"),
    "two ids that differ in case": (
        [*ROWS, ("g1", "x", "y", "", "", "")],
        "goals.csv:5: goals.csv:2 has the id 'G1', which differs from 'g1' only in case",
    ),
    "no id": (changed((1, 0, "")), "goals.csv:3: this has no id"),
    "no valid id": (changed((1, 0, "G 2/../x")), "goals.csv:3: 'G 2/../x' is not a valid id"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_with_its_row_and_nothing_is_written(
    name: str, goals: Path, capsys: Capture
) -> None:
    rows, message = WRONG[name]
    mapping = goals / "imports/goals.toml"
    mapping.parent.mkdir()
    fields = {"id": "ID", "title": "Name", "priority": "Priority", "cost": "Cost"}
    lines = [f'{field} = "{column}"' for field, column in fields.items()]
    mapping.write_text(
        "\n".join(
            [
                'type = "goal"',
                'left_out = ["Text", "Owner"]',
                "[fields]",
                *lines,
                "[words.priority]",
            ]
        ),
        encoding="utf-8",
    )
    before = tree(goals)
    status, said = run(capsys, goals, table(goals, rows))
    assert status == 1
    assert message in said
    assert said.endswith("1 problem; nothing was written\n")
    assert tree(goals) == before


MAPPINGS = {
    'type = "gaol"': "unknown type 'gaol'; did you mean 'goal'?",
    'type = "goal"\n[fields]\nid = "ID"\nprority = "Priority"': (
        "type 'goal' has no field 'prority'; did you mean 'priority'?"
    ),
    'type = "goal"\n[fields]\nid = "ID"\ntitle = "Nmae"': (
        "title: the source has no 'Nmae'; did you mean 'Name'?"
    ),
    'type = "goal"\n[fields]\ntitle = "Name"': "no attribute is the id of 'goal'; add id = ...",
    'type = "goal"\n[feilds]\nid = "ID"': (
        "imports/goals.toml:2:2: unknown key 'feilds'; did you mean 'fields'?"
    ),
    'type = "goal"\n[fields]\nid = 3': "imports/goals.toml:3:1: 'id' must be the name of an",
    'type = "goal"\n[fields]\nid = []': "imports/goals.toml:3:1: 'id' must be the name of an",
    'type = "goal"\n[fields]\nid = "ID"\ntitle = ["Name", "Nr"]': "title: the source has no 'Nr'",
    'type = "goal"\n[replace_in_ids]\n"/" = 3': "imports/goals.toml:3:1: '/' must be a text that",
    'type = "goal"\n[fields\nid = 3': "imports/goals.toml:2:8: ",
    'type = "goal"\n[words]\npriority = "x"': "imports/goals.toml:3:1: 'priority' must be a table",
    'from = "cvs"': "unknown format 'cvs'; did you mean 'csv'?",
}


@pytest.mark.parametrize("text", MAPPINGS)
def test_a_mapping_with_a_fault_is_told(text: str, goals: Path, capsys: Capture) -> None:
    path = goals / "imports/goals.toml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    before = tree(goals)
    status, said = run(capsys, goals, table(goals))
    assert status in {1, 2}
    assert MAPPINGS[text] in said
    assert tree(goals) == before


def test_a_mapping_has_patterns_values_words_and_links(goals: Path, capsys: Capture) -> None:
    path = goals / "imports/goals.toml"
    path.parent.mkdir()
    path.write_text(
        """\
from = "csv"
type = "goal"
left_out = ["Name"]

[fields]
id = "ID"
title = "{ID}: {Name}"
tags_of = "Tags"
agreed = "Agreed"
refines = "Parent"
prose = "Note"

[values]
cost = 7
priority = "low"
""",
        encoding="utf-8",
    )
    head = ("ID", "Name", "Tags", "Agreed", "Parent", "Note")
    rows = [
        ("G1", "One", "a; b", "yes", "", "Some *text*.\n\nMore."),
        ("G2", "Two", '["x;y"]', "false", "G1; G9", ""),
    ]
    status, said = run(capsys, goals, table(goals, rows, head))
    assert status == 0
    assert "goals.csv:5: refines: 'G9' is neither here nor in the source" in said
    assert (goals / "goals/G1.md").read_text(encoding="utf-8") == (
        "---\nid: G1\ntitle: 'G1: One'\npriority: low\ncost: 7\ntags_of: [a, b]\nagreed: true\n"
        "---\n\nSome *text*.\n\nMore.\n"
    ).replace("'", '"')
    second = (goals / "goals/G2.md").read_text(encoding="utf-8")
    assert "tags_of: [x;y]\nagreed: false\nrefines: [G1]\n" in second


def test_ids_are_changed_in_links_too(goals: Path, capsys: Capture) -> None:
    head = ("ID", "Name", "Text", "Refines")
    rows = [("A/1", "One", "x", ""), ("A/2", "", "y", "A/1")]
    status, said = run(capsys, goals, table(goals, rows, head), "--type", "goal")
    assert status == 0
    assert '\n  title = ["Name", "ID"]\n' in said
    assert said.partition("  [replace_in_ids]\n")[2].startswith('  "/" = "-"\n')
    assert (goals / "goals/A-2.md").read_text(encoding="utf-8") == (
        "---\nid: A-2\ntitle: A/2\nstatement: y\nrefines: [A-1]\n---\n"
    )
    status, said = run(capsys, goals, table(goals, [*rows, ("A-1", "Three", "z", "")], head))
    assert "goals.csv:2 has the id 'A-1' too" in said
    rows[1] = ("A/2", "Two", "y", "A/1")
    status, said = run(capsys, goals, table(goals, rows, head))
    assert "changed: goals/A-2.md: title\n" in said


MISSING = {
    "Owner": ([f"Ann {row}" for row in range(12)], "text"),
    "Grade": (["a", "b", "a", "b"], ["a", "b"]),
    "Days": (["1", "20", "-3"], "integer"),
    "Weight": (["1", "2.5"], "number"),
    "Part": (["1.10", "2"], ["1.10", "2"]),
    "Due on": (["2026-01-01", "2026-12-31"], "date"),
    "Marks": (["wet; dry", "dry"], "list"),
    "Remark": ([f"{row}; {'long ' * 20}" for row in range(12)], "text"),
    "Order": (["x", "y"], ["x", "y"]),
}


def test_what_a_type_lacks_is_told_with_the_form_of_its_values(
    goals: Path, capsys: Capture
) -> None:
    rows = [
        [f"G{row}", "x", *(cells[row % len(cells)] for cells, _ in MISSING.values())]
        for row in range(12)
    ]
    told = report(capsys, goals, table(goals, rows, ("ID", "Name", *MISSING)), "--type", "goal")[1]
    assert [(one["attribute"], one["form"]) for one in told["missing"]] == [
        (name, form) for name, (_, form) in MISSING.items()
    ]
    assert [one["field"] for one in told["missing"]][-4:] == [
        *("due_on", "marks", "remark", "order_"),
    ]
    assert {(one["type"], one["file"]) for one in told["missing"]} == {("goal", "ubproject.toml")}


def test_the_same_problem_is_told_once(goals: Path, capsys: Capture) -> None:
    rows = [(f"G{row}", "x", "open") for row in range(40)]
    asked = (table(goals, rows, ("ID", "Name", "Priority")), "--type", "goal")
    status, said = run(capsys, goals, *asked)
    assert status == 1
    assert "  goals.csv:2: priority: 'open' is not allowed; allowed: high, low" in said
    assert said.count("'open'") == 1
    assert " (40 times)\n" in said
    assert said.endswith(
        "40 problems; nothing was written; `--propose` writes imports/goals.toml, to be changed\n"
    )
    assert len(report(capsys, goals, *asked)[1]["problems"]) == 40


def test_what_a_type_requires_and_the_source_lacks_is_to_be_filled_in(
    tmp_path: Path, capsys: Capture
) -> None:
    root = copy_second(tmp_path)
    path = tmp_path / "works.csv"
    path.write_text("id,title,mark\nBOOK-1,A book,Book\n", encoding="utf-8")
    status, said = run(capsys, root, str(path), "--type", "work")
    assert status == 1
    assert "left to do, by the check:" in said
    assert "works/BOOK-1.md:" in said
    assert MARK in (root / "works/BOOK-1.md").read_text(encoding="utf-8")


def copy_second(tmp_path: Path) -> Path:
    return shutil.copytree(SECOND, tmp_path / "second")


def test_a_new_attribute_of_the_source_is_told(goals: Path, capsys: Capture) -> None:
    run(capsys, goals, table(goals), "--type", "goal")
    rows = [(*row, "x") for row in ROWS]
    _, said = run(capsys, goals, table(goals, rows, (*HEAD, "Risk")))
    assert "imports/goals.toml: attribute 'Risk': not in the mapping" in said
    assert "'Owner'" not in said


def test_a_column_may_have_no_value_any_more(goals: Path, capsys: Capture) -> None:
    run(capsys, goals, table(goals), "--type", "goal")
    rows = [(*row[:4], "", row[5]) for row in ROWS]
    status, said = run(capsys, goals, table(goals, rows))
    assert status == 0
    assert "changed: goals/G1.md: cost\nchanged: goals/G3.md: cost\n" in said
    assert "cost" not in (goals / "goals/G1.md").read_text(encoding="utf-8")


def test_a_mapping_can_be_written_alone(goals: Path, capsys: Capture) -> None:
    status, said = run(capsys, goals, table(goals), "--type", "goal", "--propose")
    assert status == 0
    assert [*tree(goals)] == ["imports/goals.toml", "ubproject.toml"]
    status, _ = run(capsys, goals, table(goals))
    assert status == 0
    status, said = run(capsys, goals, table(goals), "--propose")
    assert status == 2
    assert "already exists" in said


@pytest.mark.parametrize("name", ["../outside.toml", "imports/x.json", "linked/x.toml"])
def test_a_mapping_stays_in_the_knowledge_base(name: str, goals: Path, capsys: Capture) -> None:
    outside = goals.parent / "elsewhere"
    outside.mkdir()
    (goals / "linked").symlink_to(outside)
    before = tree(goals.parent)
    status, said = run(capsys, goals, table(goals), "--type", "goal", "--map", str(goals / name))
    assert status == 2
    assert "a mapping is a .toml file in the knowledge base" in said
    assert {**tree(goals.parent), "goals.csv": b""} == {**before, "goals.csv": b""}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["none.csv"], "none.csv: no such file or folder"),
        (["ubproject.toml"], "not recognized; say what it is with --from, one of: csv,"),
        (["goals.csv"], "say with --type what its entries become; types: goal"),
        (["goals.csv", "--type", "gaol"], "unknown type 'gaol'; did you mean 'goal'?"),
        (["goals.csv", "--from", "exel"], "unknown format 'exel'"),
    ],
)
def test_wrong_arguments_are_told(
    arguments: list[str],
    message: str,
    goals: Path,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(goals)
    shutil.copy(table(goals), goals)
    before = tree(goals)
    status, said = run(capsys, goals, *arguments)
    assert status in {1, 2}
    assert message in said
    assert tree(goals) == before


BASES = {"main": KNOWLEDGE, "second": SECOND, "german": GERMAN}
# Each form, and each knowledge base in one with rows: all together would take minutes. The tests of
# ReqIF have it for each of them.
TRIPS = [
    *(("main", "csv"), ("second", "json"), ("second", "xlsx"), ("second", "reqifz")),
    ("german", "csv"),
]


@pytest.mark.parametrize(("name", "ending"), TRIPS)
def test_an_export_comes_back_the_same(
    name: str, ending: str, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1190246400")
    root = tmp_path / "base"
    if name == "main":
        copy_content(root)
        shutil.copy(KNOWLEDGE / "reviews.txt", root)
    else:
        shutil.copytree(BASES[name], root)
    first, second = tmp_path / f"first.{ending}", tmp_path / "second.json"
    whole = tmp_path / "whole.json"
    for path in (first, whole):
        assert main(["--root", str(root), "export", "--output", str(path)]) == 0
    for entry in json.loads(whole.read_bytes())["entries"]:
        (root / entry["path"]).unlink()
    capsys.readouterr()
    status, said = run(capsys, root, str(first))
    assert (status, said[-300:].count("written")) == (0, 1), said[-3000:]
    assert check(loading.load(settings.load(root))) == []
    assert main(["--root", str(root), "export", "--output", str(second)]) == 0
    assert as_files(second) == as_files(whole)
    if ending == "json":  # rows have values by criteria in the order of columns
        assert second.read_bytes() == whole.read_bytes()


def as_files(path: Path) -> list[tuple[Any, ...]]:
    entries = json.loads(path.read_bytes())["entries"]
    return [(one["path"], one["type"], one["fields"], one["prose"]) for one in entries]


@pytest.mark.parametrize("name", BASES)
def test_an_empty_folder_becomes_the_knowledge_base_that_was_exported(
    name: str, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1190246400")
    root = tmp_path / "empty"
    root.mkdir()
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    assert main(["--root", str(BASES[name]), "export", "--output", str(first)]) == 0
    capsys.readouterr()
    status, said = run(capsys, root, str(first), "--dry-run")
    assert (status, tree(root)) == (0, {})
    status, said = run(capsys, root, str(first))
    assert (status, said[-9:]) == (0, "\nwritten\n"), said[-3000:]
    assert check(loading.load(settings.load(root))) == []
    assert main(["--root", str(root), "export", "--output", str(second)]) == 0
    assert second.read_bytes() == first.read_bytes()


@pytest.mark.parametrize(
    "name",
    ["conf.py", "../x.md", "/etc/x.md", ".git/x.md", "a/.x.md", "_templates/x.html", "x.md/"],
)
def test_a_source_brings_no_other_files(name: str, tmp_path: Path, capsys: Capture) -> None:
    root = tmp_path / "empty"
    root.mkdir()
    path = tmp_path / "first.json"
    assert main(["--root", str(SECOND), "export", "--output", str(path)]) == 0
    data = json.loads(path.read_bytes())
    data["files"][name] = "import os"
    path.write_text(json.dumps(data), encoding="utf-8")
    before = {*tree(tmp_path)}
    status, said = run(capsys, root, str(path))
    assert (status, f"files: {name!r}: no page, drawing or settings; left out" in said) == (0, True)
    new = {*tree(tmp_path)} - before
    assert "import os" not in {(tmp_path / one).read_text(encoding="utf-8") for one in new}


FILES = {
    "a name twice": ({"Index.MD": "", "a.md": "", "A.md": ""}, "'a.md' and 'A.md' differ only in"),
    "a long name": ({f"{'x' * 244}.md": ""}, "the name is too long"),
    "a long path": ({f"{'x/' * 600}x.md": ""}, "the name is too long"),
    "many": ({f"p/{number}.md": "" for number in range(5_001)}, "files; at most 5,000"),
    "an entry": ({}, "is written for an entry; leave it out"),
}


@pytest.mark.parametrize("name", FILES)
def test_files_of_a_source_are_refused(name: str, tmp_path: Path, capsys: Capture) -> None:
    root = tmp_path / "empty"
    root.mkdir()
    path = tmp_path / "first.json"
    assert main(["--root", str(SECOND), "export", "--output", str(path)]) == 0
    data = json.loads(path.read_bytes())
    files, expected = FILES[name]
    entry = data["entries"][0]
    text = (SECOND / entry["path"]).read_text(encoding="utf-8").replace("title: ", "title: X ")
    data["files"] |= files or {entry["path"]: text}
    path.write_text(json.dumps(data), encoding="utf-8")
    capsys.readouterr()
    status, said = run(capsys, root, str(path), "--overwrite")
    assert (status, tree(root), said.count("\n")) == (1, {}, 1), said
    assert expected in said


def test_a_folder_without_settings_needs_a_whole_knowledge_base(
    tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "x.csv"
    path.write_text("id\nA\n", encoding="utf-8")
    status, said = run(capsys, tmp_path, str(path), "--type", "x")
    assert status == 2
    assert "has no ubproject.toml; run `speckb init` there first" in said
