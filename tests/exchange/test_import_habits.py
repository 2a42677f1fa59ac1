"""`speckb import` after what editors do to entries, mappings and records between two imports."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from speckb.cli.main import main
from speckb.corpus import loading, settings
from tests.exchange.test_import import SETTINGS, Capture, changed, run, table
from tests.unit.interrupting import tree


@pytest.fixture
def goals(tmp_path: Path, capsys: Capture) -> Path:
    """A knowledge base that has imported its entries."""
    root = tmp_path / "base"
    root.mkdir()
    (root / "ubproject.toml").write_text(SETTINGS, encoding="utf-8")
    assert run(capsys, root, table(root), "--type", "goal")[0] == 0
    return root


def test_a_file_without_a_last_end_of_line_is_updated(goals: Path, capsys: Capture) -> None:
    path = goals / "goals/G1.md"
    path.write_bytes(path.read_bytes().rstrip())
    text = path.read_bytes()
    status, said = run(capsys, goals, table(goals, changed((0, 4, "5"))))
    assert (status, "changed: goals/G1.md: cost" in said) == (0, True)
    assert path.read_bytes().rstrip() == text.replace(b"cost: 3", b"cost: 5")


@pytest.mark.parametrize("name", ["goals.imported.json", "goals.toml"])
@pytest.mark.parametrize("kind", ["pipe", "endless", "folder"])
def test_a_mapping_or_record_that_is_no_file_is_refused(
    name: str, kind: str, goals: Path, capsys: Capture
) -> None:
    path = goals / "imports" / name
    path.unlink()
    {"pipe": os.mkfifo, "endless": lambda at: at.symlink_to("/dev/zero"), "folder": Path.mkdir}[
        kind
    ](path)
    status, said = run(capsys, goals, table(goals), "--type", "goal")
    assert status == 2
    assert name in said
    assert "not a regular file; restore it" in said or "a mapping is a .toml file" in said


VALUES = {
    "a date": ("statement", "2026-01-01", "'2026-01-01'"),
    "a time": ("statement", "2026-01-01T10:00:00Z", "'2026-01-01 10:00:00+00:00'"),
    "a large number": ("statement", "9" * 30, f"'{'9' * 30}'"),
    "digits": ("statement", "3.14159265", "'3.14159265'"),
    "a list of dates": ("tags_of", "[2026-01-01]", "['2026-01-01']"),
    "nothing": ("statement", '""', "None"),
}


@pytest.mark.parametrize("name", VALUES)
def test_a_value_of_the_mapping_is_the_same_in_each_import(
    name: str, goals: Path, capsys: Capture
) -> None:
    field, value, expected = VALUES[name]
    path = goals / "imports/goals.toml"
    text = path.read_text(encoding="utf-8").replace('statement = "Text"\n', "")
    path.write_text(f"{text}\n[values]\n{field} = {value}\n", encoding="utf-8")
    run(capsys, goals, table(goals), "--overwrite")
    found = loading.load(settings.load(goals)).entries["G3"].meta.get(field)
    assert repr(found) == expected
    assert "kept" not in run(capsys, goals, table(goals))[1]


def exported(root: Path, **fields: object) -> str:
    """Write the export of a knowledge base with one goal, and return its path."""
    entry = {"type": "goal", "fields": {"id": "G9", "title": "T", **fields}, "prose": ""}
    path = root.parent / "export.json"
    path.write_text(json.dumps({"format": "speckb", "entries": [entry]}), encoding="utf-8")
    return str(path)


NUMBERS = {
    3.14159265: "3.14159265",
    1234567.5: "1234567.5",
    0.1 + 0.2: "0.3",
    1e-9: "0.000000001",
    100000.0: "100000",
    1e15: "1000000000000000",
}


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_keep_their_digits(number: float, goals: Path, capsys: Capture) -> None:
    path = goals / "ubproject.toml"
    text = path.read_text(encoding="utf-8").replace('"integer"', '"number"')
    path.write_text(text, encoding="utf-8")
    source = exported(goals, title=number, cost=number if number < 1e15 else 0)
    assert run(capsys, goals, source, "--type", "goal")[0] == 0
    lines = (goals / "goals/G9.md").read_text(encoding="utf-8").splitlines()
    assert f'title: "{NUMBERS[number]}"' in lines
    assert f"cost: {NUMBERS[number] if number < 1e15 else 0}" in lines
    assert "1 unchanged" in run(capsys, goals, source)[1]


@pytest.mark.parametrize("value", [{"a": 1}, [{"a": 1}], [["a"]]])
@pytest.mark.parametrize("field", ["title", "tags_of"])
def test_a_group_is_no_text(field: str, value: object, goals: Path, capsys: Capture) -> None:
    status, said = run(capsys, goals, exported(goals, **{field: value}), "--type", "goal")
    assert status == 1
    assert f"{field}: the source has a group of values, and the field has text" in said


def test_an_entry_that_both_sides_renamed_is_updated(goals: Path, capsys: Capture) -> None:
    assert main(["--root", str(goals), "rename", "G1", "G9"]) == 0
    capsys.readouterr()
    status, said = run(capsys, goals, table(goals, changed((0, 0, "G9"), (0, 4, "5"))))
    assert (status, "changed: goals/G9.md: cost" in said, "gone" in said) == (0, True, False)


def test_two_records_of_one_renamed_entry_are_refused(goals: Path, capsys: Capture) -> None:
    assert main(["--root", str(goals), "rename", "G1", "G9"]) == 0
    capsys.readouterr()
    before = tree(goals)
    rows = changed((0, 4, "5"), (2, 0, "G9"))
    status, said = run(capsys, goals, table(goals, rows), "--overwrite")
    assert (status, tree(goals)) == (1, before)
    assert "goals.csv:4: 'G1' (goals.csv:2) and 'G9' are ids of the same entry" in said


WRONG = {
    "half a character": ('"\\ud800"', "has half a character"),
    "a key twice": ('"x", "title": "y"', "the key 'title' is repeated"),
    "no number": ("NaN", "NaN is no number"),
    "deep": (f"{'[' * 200}{']' * 200}", "nested more than 100 deep"),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_export_that_is_wrong_is_refused(name: str, goals: Path, capsys: Capture) -> None:
    value, expected = WRONG[name]
    path = Path(exported(goals, title="HERE"))
    path.write_text(path.read_text(encoding="utf-8").replace('"HERE"', value), encoding="utf-8")
    status, said = run(capsys, goals, str(path), "--type", "goal")
    assert status == 1
    assert expected in said


def test_there_is_a_most_of_attributes(goals: Path, capsys: Capture) -> None:
    source = exported(goals, **{f"a{number}": 1 for number in range(2000)})
    status, said = run(capsys, goals, source, "--type", "goal")
    assert status == 1
    assert "export.json: 2,002 attributes (columns, fields); at most 2,000" in said


@pytest.mark.parametrize("form", ["text", "json"])
def test_names_of_a_source_are_no_commands(form: str, goals: Path, capsys: Capture) -> None:
    path = goals.parent / "::error::x\n::warning::y\x1b[2J ##[error]z.csv"
    path.write_text("ID,Name,##[error]a\nG7,T,::error::v\n", encoding="utf-8")
    status, said = run(capsys, goals, str(path), "--type", "goal", "--format", form)
    assert status == 0
    assert not re.search(r"^\s*::|##[\w.-]*\[|\x1b", said, re.MULTILINE)
    assert (goals / "goals/G7.md").is_file()


def test_names_in_messages_are_no_commands(goals: Path, capsys: Capture) -> None:
    path = goals.parent / "x\n::warning::y\x1b[2J.csv"
    path.write_text("\0", encoding="utf-8")
    status, said = run(capsys, goals, str(path), "--type", "goal")
    assert (status, said.count("\n"), "\x1b" in said) == (1, 1, False), said


@pytest.mark.parametrize(
    "value", ['"Speed"#x', "'Speed'#x", "Speed #x", ">- #x\n  Speed", "#x\n  Speed"]
)
def test_no_comment_is_lost(value: str, goals: Path, capsys: Capture) -> None:
    path = goals / "goals/G1.md"
    text = path.read_text(encoding="utf-8").replace("title: Speed", f"title: {value}")
    path.write_text(text, encoding="utf-8")
    status, said = run(capsys, goals, table(goals, changed((0, 1, "Haste"))))
    assert (status, path.read_text(encoding="utf-8")) == (1, text), said
    assert "title has a comment here, which would be lost" in said


@pytest.mark.parametrize("value", ["C#", '"a # b"', "'#1'", "[a#b, '#c']"])
def test_a_sign_in_a_text_is_no_comment(value: str, goals: Path, capsys: Capture) -> None:
    path = goals / "goals/G1.md"
    name = "tags_of" if value.startswith("[") else "summary"
    text = path.read_text(encoding="utf-8").replace(
        "title: Speed", f"{name}: {value}\ntitle: Speed"
    )
    path.write_text(text, encoding="utf-8")
    source = exported(goals, id="G1", title="Speed", **{name: ["b"] if name == "tags_of" else "b"})
    status, said = run(capsys, goals, source, "--type", "goal", "--overwrite")
    assert f"changed: goals/G1.md: {name}" in said
    assert status == 0, said
