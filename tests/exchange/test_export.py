"""`speckb export`: the format by name or by the ending of the file, and what it refuses."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING

import pytest

from speckb.cli.main import main
from speckb.exchange.exporting import document, formats
from speckb.tables import comparison
from speckb.tables.names import MATRIX, VERDICTS
from tests.conftest import KNOWLEDGE, SECOND
from tests.exchange.bases import EACH, base

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]


def run(capsys: Capture, root: Path, *arguments: str) -> tuple[int, str]:
    status = main(["--root", str(root), "export", *arguments])
    out, err = capsys.readouterr()
    return status, out + err


@pytest.mark.parametrize("form", formats.FORMATS)
def test_a_format_is_chosen_by_its_name_or_the_ending(
    form: str, tmp_path: Path, capsys: Capture
) -> None:
    named = tmp_path / f"named{formats.FORMATS[form].ending}"
    other = tmp_path / "other"
    status, said = run(capsys, SECOND, "--output", str(named))
    assert (status, said) == (0, f"wrote 15 entries to {named} ({named.stat().st_size:,} bytes)\n")
    assert run(capsys, SECOND, "--output", str(other), "--format", form)[0] == 0
    assert other.read_bytes() == named.read_bytes()


def test_csv_in_an_archive_is_a_file_for_each_table(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "all.zip"
    assert run(capsys, SECOND, "--output", str(path), "--format", "csv")[0] == 0
    assert {"demand.csv", "links.csv", "verdicts.csv"} <= {*zipfile.ZipFile(path).namelist()}


def test_an_edition_has_what_held_then(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "then.json"
    assert run(capsys, KNOWLEDGE, "--output", str(path), "--edition", "2007")[0] == 0
    found = json.loads(path.read_bytes())
    assert found["edition"] == "2007"
    assert {one.get("edition") for one in found["entries"]} == {"2007"}
    ids = {one["id"] for one in found["entries"]}
    assert "R1" in ids
    assert "R-PFS" not in ids


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--output", "x.txt"],
            "x.txt: say with --format what to write; allowed: json,",
        ),
        (["--output", "x.json", "--format", "xslx"], "unknown format 'xslx'; did you mean 'xlsx'?"),
        (["--output", "x.json", "--edition", "2007"], "names no editions"),
        (["--output", "."], "say with --format"),
        (
            ["--output", "folder", "--format", "json"],
            "is a folder; name a file such as export.json",
        ),
    ],
)
def test_what_cannot_be_written_is_told(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    status, said = run(capsys, SECOND, *arguments)
    assert status == 2
    assert message in said
    assert [*tmp_path.iterdir()] == [tmp_path / "folder"]


def test_a_knowledge_base_with_errors_is_not_exported(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "ubproject.toml").write_text(
        "[speckb.types.goal]\nfolder = 'goals'\n", encoding="utf-8"
    )
    (tmp_path / "goals").mkdir()
    (tmp_path / "goals/a.md").write_text("---\nid: b\ntitle: B\n---\n", encoding="utf-8")
    status, said = run(capsys, tmp_path, "--output", str(tmp_path / "x.json"))
    assert status == 1
    assert "they must be the same" in said
    assert not (tmp_path / "x.json").exists()


@pytest.mark.parametrize("form", [name for name, one in formats.FORMATS.items() if one.package])
def test_a_package_that_is_missing_is_named(
    form: str, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "find_spec", lambda _: None)
    path = tmp_path / f"x{formats.FORMATS[form].ending}"
    status, said = run(capsys, SECOND, "--output", str(path))
    assert status == 2
    assert "which is not installed; run `pip install 'speckb[exchange]'`" in said
    assert not path.exists()


@pytest.mark.parametrize("name", EACH)
def test_verdicts_and_values_are_those_of_the_tables(name: str) -> None:
    corpus = base(name)
    for view in [corpus] if corpus.edition else corpus.views or [corpus]:
        found = {one["id"]: one for one in document.entries(view)}
        table = comparison.table(view, VERDICTS)
        for row in table.records:
            given = {one["about"]: one for one in found[row[0]]["verdicts"]}
            for column, cell in zip(table.columns, row, strict=True):
                if column.kind == "verdict":
                    one = given[column.name]
                    settled = one["settled"]
                    text = (
                        one["verdict"]
                        if settled == one["verdict"]
                        else f"{one['verdict']}: {settled}"
                    )
                    assert cell == text, (view.edition, row[0], column.name)
        matrix = comparison.table(view, MATRIX)
        for row in matrix.records:
            values = {one["criterion"]: one["value"] for one in found[row[0]].get("values", ())}
            for column, cell in zip(matrix.columns[1:], row[1:], strict=True):
                assert (cell or None) == values.get(column.name), (
                    view.edition,
                    row[0],
                    column.name,
                )
