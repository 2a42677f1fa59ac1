"""The command line: what it prints, where, and with which exit status."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from speckb import __version__, tables
from speckb.cli import main
from tests.conftest import REPO
from tests.unit.lending import SLIPS, Lending

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]


def run(capsys: Capture, root: Path, *arguments: str) -> tuple[int, str, str]:
    """Return status, standard output and standard error of a command on a folder."""
    status = main(["--root", str(root), *arguments])
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return status, out, err


def misused(capsys: Capture, *arguments: str) -> str:
    """Return what is said about a wrong use, which ends with status 2."""
    with pytest.raises(SystemExit) as caught:
        main([*arguments])
    assert caught.value.code == 2
    return capsys.readouterr().err


def test_check_of_a_sound_knowledge_base_ends_with_0(lending: Lending, capsys: Capture) -> None:
    assert run(capsys, lending.root, "check") == (0, "0 errors, 0 others\n", "")


def test_this_repository_is_sound(capsys: Capture) -> None:
    status, out, _ = run(capsys, REPO, "check")
    assert status == 0, out


def test_check_of_a_broken_one_prints_the_findings_and_ends_with_1(
    lending: Lending, capsys: Capture
) -> None:
    lending.change(SLIPS, "value: by-letter", "value: by-leter")
    status, out, err = run(capsys, lending.root, "check")
    assert (status, err) == (1, "")
    assert out == lending.said() + "\n"
    assert out.startswith(f"{SLIPS}:16:12: error: ")


def test_tables_of_a_broken_one_print_the_findings_and_no_table(
    lending: Lending, capsys: Capture
) -> None:
    lending.change(SLIPS, "value: by-letter", "value: by-leter")
    status, out, err = run(capsys, lending.root, "tables", "matrix")
    assert (status, out) == (1, "")
    assert err == lending.said() + "\n"


@pytest.mark.parametrize("command", [["check"], ["tables"], ["tables", "pfs", "--format", "json"]])
def test_a_folder_without_settings_ends_with_2(
    command: list[str], tmp_path: Path, capsys: Capture
) -> None:
    for root in (tmp_path, tmp_path / "nowhere"):
        status, out, err = run(capsys, root, *command)
        assert (status, out) == (2, "")
        assert err.startswith("speckb: ")
        assert "ubproject.toml" in err


@pytest.mark.xfail(strict=True, raises=OSError, reason="only a missing file is expected")
def test_a_file_in_place_of_the_folder_ends_with_2(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "file").touch()
    assert run(capsys, tmp_path / "file", "check")[0] == 2


@pytest.mark.xfail(strict=True, reason="raised while rules run, outside of what is caught")
def test_settings_without_a_compared_type_end_with_2(lending: Lending, capsys: Capture) -> None:
    lending.change("schemas/candidate.json", '"criteria": {', '"kriteria": {')
    assert run(capsys, lending.root, "check")[0] == 2


def test_broken_settings_end_with_2(lending: Lending, capsys: Capture) -> None:
    lending.write("ubproject.toml", "[needs\n")
    status, _, err = run(capsys, lending.root, "check")
    assert status == 2
    assert "line 1" in err


def test_an_unknown_table_suggests_the_nearest_and_lists_all(
    lending: Lending, capsys: Capture
) -> None:
    status, out, err = run(capsys, lending.root, "tables", "loan-privasy")
    assert (status, out) == (2, "")
    assert "no table 'loan-privasy'; did you mean 'loan-privacy'?" in err
    assert "tables: loan-privacy, overdue-recall, offline-desk, matrix, " in err


def test_an_empty_name_is_an_unknown_table(lending: Lending, capsys: Capture) -> None:
    status, _, err = run(capsys, lending.root, "tables", "")
    assert status == 2
    assert "no table ''" in err


def test_a_table_as_text_is_a_grid(lending: Lending, capsys: Capture) -> None:
    status, out, _ = run(capsys, lending.root, "tables", "offline-desk")
    assert status == 0
    assert out.startswith("┌")
    assert "│ swap-circle     │ yes     │" in out


def test_a_table_as_csv(lending: Lending, capsys: Capture) -> None:
    _, out, _ = run(capsys, lending.root, "tables", "loan-privacy", "--format", "csv")
    assert list(csv.reader(io.StringIO(out))) == [
        ["candidate", "value", "note"],
        ["paper-slips", "seen-at-the-desk", "Whoever sorts the slips reads them."],
        ["union-catalogue", "sealed-envelope", "'=SUM of all loans is kept, the loans are not."],
        ["swap-circle", "open-ledger", ""],
    ]


def test_a_table_as_json_is_its_rows(lending: Lending, capsys: Capture) -> None:
    _, out, _ = run(capsys, lending.root, "tables", "loan-privacy", "--format", "json")
    assert json.loads(out)[2] == {"candidate": "swap-circle", "value": "open-ledger", "note": ""}
    assert len(json.loads(out)) == 3


def test_a_table_as_markdown(lending: Lending, capsys: Capture) -> None:
    _, out, _ = run(capsys, lending.root, "tables", "overdue-recall", "--format", "markdown")
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in out.splitlines()]
    assert cells[0] == ["candidate", "value", "note"]
    assert cells[4] == ["swap-circle", "nobody-asks", "Nobody counts the days."]
    assert "28 days \\| in summer" in out


@pytest.mark.parametrize("style", ["text", "csv", "markdown"])
def test_without_a_name_every_table_is_printed_under_its_name(
    style: str, lending: Lending, capsys: Capture
) -> None:
    status, out, _ = run(capsys, lending.root, "tables", "--format", style)
    assert status == 0
    for caption in (
        "loan-privacy: Privacy of loans",
        "matrix: Every candidate by every yardstick",
        "writers: Writers of the paper",
    ):
        assert f"{caption}\n\n" in out


def test_json_without_a_name_is_all_tables_by_name(lending: Lending, capsys: Capture) -> None:
    _, out, _ = run(capsys, lending.root, "tables", "--format", "json")
    data = json.loads(out)
    assert list(data) == tables.names(lending.corpus())
    assert [len(data[name]) for name in ("loan-privacy", "works-named", "writers")] == [3, 3, 2]
    assert data["matrix"][0]["offline-desk"] == "yes"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "required: command"),
        (["chekc"], "invalid choice: 'chekc'"),
        (["check", "extra"], "unrecognized arguments: extra"),
        (["tables", "--format", "xml"], "invalid choice: 'xml'"),
    ],
)
def test_a_wrong_use_ends_with_2(arguments: list[str], said: str, capsys: Capture) -> None:
    assert said in misused(capsys, *arguments)


def test_the_version_is_printed(capsys: Capture) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--version"])
    assert caught.value.code == 0
    assert capsys.readouterr().out == f"{__version__}\n"


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command as people do, here."""
    code = "import sys; from speckb.cli import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )


def test_the_folder_is_here_unless_it_is_named(
    lending: Lending, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(lending.root)
    assert main(["check"]) == 0
    assert capsys.readouterr().out == "0 errors, 0 others\n"


def test_the_exit_status_reaches_the_shell(lending: Lending) -> None:
    lending.change(SLIPS, "value: by-letter", "value: by-leter")
    done = command("--root", str(lending.root), "check")
    assert (done.returncode, done.stderr) == (1, "")


def test_check_waits_for_neither_sphinx_nor_pandas(lending: Lending) -> None:
    code = (
        "import sys; from speckb.cli import main; main(sys.argv[1:]);"
        "print(sorted({'sphinx', 'pandas', 'docutils', 'myst_parser'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "--root", str(lending.root), "check"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.xfail(strict=True, reason="a closed pipe ends with a traceback")
def test_a_reader_that_has_seen_enough_ends_the_output(lending: Lending) -> None:
    code = "import sys; from speckb.cli import main; sys.exit(main())"
    # More than a pipe holds, so that the writer meets the closed end.
    lending.change(SLIPS, "Whoever sorts", f"{'Whoever ' * 40_000}sorts")
    with subprocess.Popen(
        [sys.executable, "-c", code, "--root", lending.root, "tables", "--format", "csv"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
    assert "Traceback" not in said
