"""The command line: what it prints, where, and with which exit status."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import pty
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from speckb import __version__
from speckb.cli.main import main
from speckb.rules import report
from speckb.rules.check import RULES
from speckb.tables import stats
from speckb.tables.names import table_names
from tests.conftest import REPO, SECOND
from tests.unit.lending import CATALOGUE, LEND_1, PRIVACY, SLIPS, Lending

if TYPE_CHECKING:
    from collections.abc import Mapping

Capture = pytest.CaptureFixture[str]
PROGRAM = [sys.executable, "-c", "import sys; from speckb.cli.main import main; sys.exit(main())"]


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


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command in a process of its own."""
    return subprocess.run(
        [*PROGRAM, *arguments],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(REPO), **environment},
    )


def places(out: str) -> list[str]:
    """Return path and rule of each finding of a report."""
    heads = [line for line in out.splitlines() if line.endswith("]") and ": error: " in line]
    return [f"{line.split(':')[0]} {line.rsplit('[', 1)[1][:-1]}" for line in heads]


def spoil(lending: Lending) -> None:
    """Give three files an error each, and a fourth a warning."""
    lending.change(SLIPS, "value: by-letter", "value: by-leter")
    lending.change(LEND_1, "[HARBOUR-1911]", "[HARBOR-1911]")
    lending.change("words.md", "# Words", "# Words\n\n{entry}`nobody`\n")


THREE = [
    f"{SLIPS} value-vocabulary",
    f"{LEND_1} link-unknown",
    "words.md prose-unknown",
]


# -- check


def test_check_of_a_sound_knowledge_base_ends_with_0(lending: Lending, capsys: Capture) -> None:
    assert run(capsys, lending.root, "check") == (0, "no findings\n", "")


def test_this_repository_is_sound(capsys: Capture) -> None:
    assert run(capsys, REPO, "check", "--fail-on", "note") == (0, "no findings\n", "")


def test_check_of_a_broken_one_prints_the_findings_and_ends_with_1(
    lending: Lending, capsys: Capture
) -> None:
    spoil(lending)
    status, out, err = run(capsys, lending.root, "check")
    assert (status, err) == (1, "")
    assert out == report.text(lending.findings(), RULES) + "\n"
    assert out.startswith(f"{SLIPS}:16:12: error: ")
    assert places(out) == THREE


def test_tables_of_a_broken_one_print_the_findings_and_no_table(
    lending: Lending, capsys: Capture
) -> None:
    lending.change(SLIPS, "value: by-letter", "value: by-leter")
    status, out, err = run(capsys, lending.root, "tables", "matrix")
    assert (status, out) == (1, "")
    assert err == report.text(lending.findings(), RULES) + "\n"


@pytest.mark.parametrize("form", report.FORMATS)
def test_each_form_says_what_the_reports_say_and_ends_with_1(
    form: str, lending: Lending, capsys: Capture
) -> None:
    spoil(lending)
    status, out, err = run(capsys, lending.root, "check", "--format", form)
    assert (status, err) == (1, "")
    write = {
        "text": report.text,
        "json": report.as_json,
        "github": report.github,
        "sarif": report.sarif,
        "junit": report.junit,
    }
    assert out == write[form](lending.findings(), RULES) + "\n"  # type: ignore[operator]


@pytest.mark.parametrize("form", report.FORMATS)
def test_each_form_of_a_sound_knowledge_base_ends_with_0(
    form: str, lending: Lending, capsys: Capture
) -> None:
    assert run(capsys, lending.root, "check", "--format", form)[0] == 0


@pytest.mark.parametrize("site", ["https://desk.example", "https://desk.example/"])
def test_sarif_names_the_pages_of_the_site_that_the_settings_name(
    site: str, lending: Lending, capsys: Capture
) -> None:
    lending.change("ubproject.toml", "[speckb]", f'[speckb]\nsite_url = "{site}"')
    _, out, _ = run(capsys, lending.root, "check", "--format", "sarif")
    rules = json.loads(out)["runs"][0]["tool"]["driver"]["rules"]
    assert rules[0]["helpUri"] == f"https://desk.example/docs/rules/{rules[0]['id']}.html"


def test_sarif_names_the_pages_in_the_revision_that_a_forge_checks(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, lending: Lending
) -> None:
    forge = {"SERVER_URL": "https://forge.example", "REPOSITORY": "a/b", "SHA": "1a2b"}
    for name, value in forge.items():
        monkeypatch.setenv(f"GITHUB_{name}", value)
    monkeypatch.chdir(REPO)
    _, out, _ = run(capsys, REPO, "check", "--format", "sarif")
    rules = json.loads(out)["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["helpUri"] for rule in rules] == [
        f"https://forge.example/a/b/blob/1a2b/docs/rules/{name}.md" for name in RULES
    ]
    assert all((REPO / f"docs/rules/{name}.md").is_file() for name in RULES)
    _, out, _ = run(capsys, lending.root, "check", "--format", "sarif")
    assert "helpUri" not in out


def rated(lending: Lending, severity: str) -> None:
    """Give the knowledge base one finding, of that severity."""
    lending.change(SLIPS, "value: by-letter", "value: by-leter")
    text = lending.text("ubproject.toml")
    lending.write("ubproject.toml", f'{text}\n[speckb.rules]\nvalue-vocabulary = "{severity}"\n')


@pytest.mark.parametrize(
    ("severity", "fail_on", "status"),
    [
        ("error", "error", 1),
        ("error", "warning", 1),
        ("error", "note", 1),
        ("warning", "error", 0),
        ("warning", "warning", 1),
        ("warning", "note", 1),
        ("note", "error", 0),
        ("note", "warning", 0),
        ("note", "note", 1),
    ],
)
def test_fail_on_names_the_least_grave_finding_that_fails(
    severity: str, fail_on: str, status: int, lending: Lending, capsys: Capture
) -> None:
    rated(lending, severity)
    found, out, _ = run(capsys, lending.root, "check", "--fail-on", fail_on)
    assert found == status
    assert f": {severity}: 'by-leter' is not a value of overdue-recall" in out


def test_errors_alone_fail_unless_more_is_asked(lending: Lending, capsys: Capture) -> None:
    rated(lending, "warning")
    assert run(capsys, lending.root, "check")[0] == 0


# -- PATH


@pytest.fixture
def here(lending: Lending, monkeypatch: pytest.MonkeyPatch) -> Lending:
    """A knowledge base with three errors, in the folder that commands start in."""
    spoil(lending)
    monkeypatch.chdir(lending.root)
    return lending


def filtered(capsys: Capture, *arguments: str) -> tuple[int, list[str]]:
    status = main(["check", *arguments])
    return status, places(capsys.readouterr().out)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("paths", "found"),
    [
        ([SLIPS], THREE[:1]),
        ([f"./{SLIPS}"], THREE[:1]),
        ([f"demands/../{SLIPS}"], THREE[:1]),
        (["candidates"], THREE[:1]),
        (["candidates/"], THREE[:1]),
        (["demands", "words.md"], THREE[1:]),
        ([SLIPS, SLIPS, "candidates"], THREE[:1]),
        (["."], THREE),
        (["works"], []),
        ([CATALOGUE], []),
    ],
)
def test_only_findings_of_the_named_files_and_folders_are_reported(
    paths: list[str], found: list[str], capsys: Capture
) -> None:
    assert filtered(capsys, *paths) == (int(bool(found)), found)


def test_paths_are_read_from_the_folder_that_the_command_starts_in(
    here: Lending, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(here.root / "candidates")
    status, out, _ = run(capsys, here.root, "check", "paper-slips.md")
    assert (status, places(out)) == (1, THREE[:1])
    status, out, _ = run(capsys, here.root, "check", str(here.root / LEND_1))
    assert (status, places(out)) == (1, THREE[1:2])


def test_a_name_that_another_name_starts_with_is_another(here: Lending, capsys: Capture) -> None:
    here.write("demand/LEND-1.md", "")
    assert filtered(capsys, "demand") == (0, [])


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("name", ["nothing", "candidates/nothing.md", f"{SLIPS}/x"])
def test_a_path_that_is_not_there_ends_with_2(name: str, capsys: Capture) -> None:
    assert main(["check", name]) == 2
    assert capsys.readouterr() == ("", f"speckb: no such file: {name}\n")


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("name", ["..", "/", str(SECOND)])
def test_a_path_outside_ends_with_2(name: str, capsys: Capture) -> None:
    assert main(["check", name]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert f"{name} is not in the knowledge base at " in err


def test_a_symbolic_link_to_itself_as_a_path_is_a_finding(here: Lending, capsys: Capture) -> None:
    (here.root / "works/LOOP.md").symlink_to("LOOP.md")
    assert filtered(capsys, "works/LOOP.md") == (1, ["works/LOOP.md file-kind"])


@pytest.mark.parametrize("target", ["/nowhere", "/etc/hostname", "QUILL-RULES.md"])
def test_a_symbolic_link_as_a_path_is_a_finding(
    target: str, here: Lending, capsys: Capture
) -> None:
    (here.root / "works/LINK.md").symlink_to(target)
    assert filtered(capsys, "works/LINK.md") == (1, ["works/LINK.md file-kind"])


# -- settings


@pytest.mark.parametrize(
    "arguments",
    [["check"], ["stats"], ["review", "--all"], ["tables"], ["tables", "x", "--format", "json"]],
)
def test_a_folder_without_settings_ends_with_2(
    arguments: list[str], tmp_path: Path, capsys: Capture
) -> None:
    for root in (tmp_path, tmp_path / "nowhere"):
        status, out, err = run(capsys, root, *arguments)
        assert (status, out) == (2, "")
        assert err.startswith("speckb: ")
        assert "ubproject.toml" in err


def test_a_file_in_place_of_the_folder_ends_with_2(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "file").touch()
    assert run(capsys, tmp_path / "file", "check")[0] == 2


def test_settings_without_criteria_are_a_finding(lending: Lending, capsys: Capture) -> None:
    lending.change("schemas/yardstick.json", '\n    "values": {', '\n    "vocabulary": {')
    status, out, _ = run(capsys, lending.root, "check")
    assert status == 1
    assert "speckb.types.candidate: has a field 'criteria', but no type has a field 'values'" in out


@pytest.mark.parametrize("name", ["ubproject.toml", "schemas/demand.json"])
@pytest.mark.parametrize("data", [b"", b"[needs\n", b"{", b"\xff\xfe", b"\0", b"[]", b"1"])
def test_broken_settings_are_findings(
    data: bytes, name: str, lending: Lending, capsys: Capture
) -> None:
    lending.write(name, data)
    status, out, err = run(capsys, lending.root, "check")
    assert (status, err) == (1, "")
    assert out.startswith(f"{name}:1:")


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ('link-unknwon = "error"', "unknown rule 'link-unknwon'; did you mean 'link-unknown'?"),
        (
            'link-unknown = "fatal"',
            "link-unknown: unknown severity 'fatal'; allowed: error, warning, note",
        ),
    ],
)
def test_a_rule_or_severity_that_does_not_exist_is_a_finding(
    setting: str, said: str, lending: Lending, capsys: Capture
) -> None:
    text = lending.text("ubproject.toml")
    lending.write("ubproject.toml", f"{text}\n[speckb.rules]\n{setting}\n")
    status, out, _ = run(capsys, lending.root, "check")
    assert status == 1
    line = text.count("\n") + 3
    assert f"ubproject.toml:{line}:1: error: {said}" in out
    assert "1 error" in out


# Three faults in three files, which are found together.
def ruin(lending: Lending) -> list[tuple[str, str]]:
    lending.change("ubproject.toml", "[speckb]\n", '[speckb]\nsorce = "x"\nreviews = 3\n')
    lending.change("schemas/work.json", '"minimum"', '"minimun"')
    lending.write("schemas/paper.json", "<<<<<<< HEAD\n{}\n")
    return [
        ("schemas/paper.json", "merge-conflict"),
        ("schemas/work.json", "schema-form"),
        ("ubproject.toml", "setting-form"),
        ("ubproject.toml", "setting-form"),
    ]


def test_faults_of_settings_and_schemas_are_in_every_format(
    lending: Lending, capsys: Capture
) -> None:
    expected = ruin(lending)
    status, out, _ = run(capsys, lending.root, "check")
    assert (status, out.splitlines()[-1]) == (1, "4 errors")
    assert [(f.place.path, f.rule) for f in lending.findings()] == expected
    status, out, _ = run(capsys, lending.root, "check", "--format", "json")
    found = json.loads(out)["findings"]
    assert (status, [(f["path"], f["rule"]) for f in found]) == (1, expected)
    assert all(f["line"] > 1 for f in found[1:])
    status, out, _ = run(capsys, lending.root, "check", "--format", "sarif")
    log = json.loads(out)["runs"][0]
    rules = [rule["id"] for rule in log["tool"]["driver"]["rules"]]
    assert (status, [rules[f["ruleIndex"]] for f in log["results"]]) == (
        1,
        [r for _, r in expected],
    )
    status, out, _ = run(capsys, lending.root, "check", "--format", "junit")
    failed = ET.fromstring(out).findall("testcase[failure]")
    assert (status, {case.get("name") for case in failed}) == (1, {rule for _, rule in expected})
    status, out, _ = run(capsys, lending.root, "check", "--format", "github")
    assert (status, out.count("::error file=")) == (1, 4)


@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit", "github"])
def test_faults_of_settings_are_told_whatever_paths_are_named(
    form: str, lending: Lending, capsys: Capture
) -> None:
    ruin(lending)
    path = str(lending.root / SLIPS)
    status, out, _ = run(capsys, lending.root, "check", "--fail-on", "note", "--format", form, path)
    assert status == 1
    assert "setting-form" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ["tables"],
        ["stats"],
        ["review", "--all"],
        ["schemas"],
        ["snippets", "x.json"],
        ["new", "work", "X"],
        ["rename", "paper-slips", "x"],
        ["remove", "paper-slips"],
        ["fmt"],
        ["diff", "OTHER"],
        ["diff", "OTHER", "--to", "OTHER"],
    ],
    ids=" ".join,
)
def test_each_command_says_the_faults_of_settings_as_the_check_does(
    arguments: list[str], lending: Lending, tmp_path: Path, capsys: Capture
) -> None:
    other = shutil.copytree(lending.root, tmp_path / "other") if "--to" not in arguments else None
    ruin(lending)
    said = lending.said()
    arguments = [str(other or lending.root) if a == "OTHER" else a for a in arguments]
    if other is None:
        said = re.sub(r"^(?=\S+:\d)", f"{lending.root}/", said, flags=re.M)
    status, out, err = run(capsys, lending.root, *arguments)
    assert (status, out, err.rstrip("\n")) == (1, "", said)


def test_a_rule_that_is_off_finds_nothing(lending: Lending, capsys: Capture) -> None:
    rated(lending, "off")
    assert run(capsys, lending.root, "check", "--fail-on", "note")[0] == 0


# -- --changed


@dataclass
class Repository:
    """A git repository that holds a knowledge base."""

    top: Path
    lending: Lending

    def git(self, *arguments: str) -> None:
        subprocess.run(["git", "-C", self.top, *arguments], check=True, capture_output=True)

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "words")


@pytest.fixture
def no_settings_of_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep away what the user or a hook has set for git."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Reader")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "reader@desk.example")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))


@pytest.fixture(params=["", "a folder/é 日"], ids=["at the top", "in a folder"])
def repository(
    request: pytest.FixtureRequest, tmp_path: Path, no_settings_of_git: None
) -> Repository:
    """A git repository whose first commit has three errors."""
    del no_settings_of_git
    top = tmp_path / "repository"
    lending = Lending(top / request.param)
    spoil(lending)
    found = Repository(top, lending)
    found.git("init", "--quiet")
    found.commit()
    return found


def since(capsys: Capture, repository: Repository, *arguments: str) -> tuple[int, list[str]]:
    status, out, err = run(capsys, repository.lending.root, "check", *arguments)
    assert err == ""
    return status, places(out)


def test_nothing_changed_is_nothing_found(repository: Repository, capsys: Capture) -> None:
    assert since(capsys, repository, "--changed", "HEAD") == (0, [])


def test_that_nothing_changed_is_said_without_reading_anything(repository: Repository) -> None:
    code = (
        "import sys; from speckb.cli.main import main; main(sys.argv[1:]);"
        "print(sorted({'yaml', 'jsonschema_rs', 'speckb.corpus.corpus'} & set(sys.modules)))"
    )
    arguments = ["--root", str(repository.lending.root), "check", "--changed", "HEAD"]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    assert done.stdout == "no findings\n[]\n"


@pytest.mark.parametrize("form", report.FORMATS)
def test_that_nothing_changed_is_said_in_every_form(
    form: str, repository: Repository, capsys: Capture
) -> None:
    root = repository.lending.root
    status, out, err = run(capsys, root, "check", "--changed", "HEAD", "--format", form)
    assert (status, err) == (0, "")
    assert out == run(capsys, SECOND, "check", "--format", form)[1]


def test_what_broke_without_naming_the_changed_file_is_reported(
    repository: Repository, capsys: Capture
) -> None:
    lending = repository.lending
    lending.change(
        "ubproject.toml", 'folder = "works"\n', 'folder = "works"\nlinked_by = ["draws_on"]\n'
    )
    spoilt = lending.text(LEND_1).replace("draws_on: [HARBOR-1911]\n", "draws_on: [HARBOUR-1911]\n")
    lending.write(LEND_1, spoilt)
    repository.commit()
    lending.change(LEND_1, "draws_on: [HARBOUR-1911]\n", "")
    _, out, _ = run(capsys, lending.root, "check", "--changed", "HEAD")
    assert "works/HARBOUR-1911.md:2:5: warning: HARBOUR-1911 has no incoming link" in out


def touch(repository: Repository, name: str) -> None:
    repository.lending.write(name, repository.lending.text(name) + "\nOne more line.\n")


def test_a_changed_file_is_reported_on_and_no_other(
    repository: Repository, capsys: Capture
) -> None:
    touch(repository, SLIPS)
    assert since(capsys, repository, "--changed", "HEAD") == (1, THREE[:1])


def test_a_staged_file_is_reported_on(repository: Repository, capsys: Capture) -> None:
    touch(repository, LEND_1)
    repository.git("add", "--all")
    assert since(capsys, repository, "--changed", "HEAD") == (1, THREE[1:2])


def test_a_file_that_git_does_not_know_yet_is_reported_on(
    repository: Repository, capsys: Capture
) -> None:
    repository.lending.write("works/NEW é.md", "No front matter.\n")
    found = (1, ["works/NEW é.md front-matter-missing"])
    assert since(capsys, repository, "--changed", "HEAD") == found


def test_a_file_that_git_ignores_is_not_reported_on(
    repository: Repository, capsys: Capture
) -> None:
    (repository.top / ".gitignore").write_text("NEW*\n", encoding="utf-8")
    repository.lending.write("works/NEW.md", "No front matter.\n")
    assert since(capsys, repository, "--changed", "HEAD") == (0, [])


def test_a_deleted_file_is_missed_in_the_files_that_link_to_it(
    repository: Repository, capsys: Capture
) -> None:
    (repository.lending.root / SLIPS).unlink()
    touch(repository, LEND_1)
    assert since(capsys, repository, "--changed", "HEAD") == (
        1,
        ["candidates/union-catalogue.md link-unknown", *THREE[1:2]],
    )


def test_a_renamed_file_is_reported_on_with_what_it_leaves_broken(
    repository: Repository, capsys: Capture
) -> None:
    repository.git("mv", *[str(repository.lending.root / name) for name in ("words.md", "say.md")])
    assert since(capsys, repository, "--changed", "HEAD") == (
        1,
        ["index.md prose-link", "say.md page-unlisted", "say.md prose-unknown"],
    )


def test_a_file_of_an_earlier_commit_is_reported_on(
    repository: Repository, capsys: Capture
) -> None:
    touch(repository, SLIPS)
    repository.commit()
    touch(repository, "words.md")
    repository.commit()
    assert since(capsys, repository, "--changed", "HEAD~1") == (1, THREE[2:])
    assert since(capsys, repository, "--changed", "HEAD~2") == (1, [THREE[0], THREE[2]])


def test_a_file_outside_of_the_knowledge_base_does_not_count(
    repository: Repository, capsys: Capture
) -> None:
    (repository.top / "elsewhere").mkdir()
    (repository.top / "elsewhere" / "words.md").write_text("x", encoding="utf-8")
    assert since(capsys, repository, "--changed", "HEAD") == (0, [])


def test_paths_narrow_what_changed(repository: Repository, capsys: Capture) -> None:
    touch(repository, SLIPS)
    touch(repository, LEND_1)
    root = repository.lending.root
    status, out, _ = run(
        capsys, root, "check", "--changed", "HEAD", str(root / "demands"), str(root / "words.md")
    )
    assert (status, places(out)) == (1, THREE[1:2])


def test_a_changed_file_with_a_name_that_is_no_text_is_no_traceback(
    repository: Repository, capsys: Capture
) -> None:
    name = os.fsencode(repository.lending.root) + b"/works/\xff.txt"
    with open(name, "wb") as file:  # noqa: PTH123  a path of bytes
        file.write(b"x")
    assert since(capsys, repository, "--changed", "HEAD") == (0, [])


@pytest.mark.parametrize("revision", ["nope", "HEAD~99", "HEAD:nope", "^", "\N{SNOWMAN}"])
def test_an_unknown_revision_ends_with_2(
    revision: str, repository: Repository, capsys: Capture
) -> None:
    status, out, err = run(capsys, repository.lending.root, "check", "--changed", revision)
    assert (status, out) == (2, "")
    assert err.startswith("speckb: git: ")


def test_a_revision_that_looks_like_an_option_ends_with_2_and_does_nothing(
    repository: Repository, capsys: Capture
) -> None:
    for revision in ("-x", "--output=written", "--no-index"):
        status, out, err = run(capsys, repository.lending.root, "check", f"--changed={revision}")
        assert (status, out) == (2, "")
        assert err == f"speckb: unknown git revision {revision!r}\n"
    assert not list(repository.top.rglob("written"))


@pytest.mark.usefixtures("no_settings_of_git")
def test_without_a_git_repository_changed_ends_with_2(lending: Lending, capsys: Capture) -> None:
    status, out, err = run(capsys, lending.root, "check", "--changed", "HEAD")
    assert (status, out) == (2, "")
    assert err.startswith("speckb: git: ")
    assert len(err.splitlines()) == 1


@pytest.mark.usefixtures("no_settings_of_git")
def test_in_a_repository_without_a_commit_changed_ends_with_2(
    lending: Lending, capsys: Capture
) -> None:
    subprocess.run(["git", "-C", lending.root, "init", "--quiet"], check=True)
    assert run(capsys, lending.root, "check", "--changed", "HEAD")[:2] == (2, "")


def test_without_git_changed_ends_with_2(
    lending: Lending, capsys: Capture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    status, out, err = run(capsys, lending.root, "check", "--changed", "HEAD")
    assert (status, out) == (2, "")
    assert err == "speckb: git is not installed; --changed requires it\n"


def test_the_repository_is_as_it_was(repository: Repository, capsys: Capture) -> None:
    touch(repository, SLIPS)

    def state() -> dict[str, tuple[int, int]]:
        return {
            str(path): (path.lstat().st_mtime_ns, path.lstat().st_size)
            for path in repository.top.rglob("*")
            if path.name != "index"  # git refreshes what it knows of the files' times
        }

    before = state()
    since(capsys, repository, "--changed", "HEAD")
    assert {name: kept for name, kept in state().items() if ".git" not in name} == {
        name: kept for name, kept in before.items() if ".git" not in name
    }


# -- color


def on_terminal(root: Path, environment: Mapping[str, str]) -> str:
    """Return what `check` writes on a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*PROGRAM, "--root", root, "check"],
        stdout=theirs,
        env={**environment, "PYTHONPATH": str(REPO)},
    ):
        os.close(theirs)
        said = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError as error:
                if error.errno != errno.EIO:
                    raise
                break
            if not piece:
                break
            said += piece
    os.close(ours)
    return said.decode("utf-8").replace("\r\n", "\n")


@pytest.fixture
def environment() -> dict[str, str]:
    """The environment without a wish for or against color."""
    return {name: value for name, value in os.environ.items() if name != "NO_COLOR"}


def test_a_terminal_gets_color(lending: Lending, environment: dict[str, str]) -> None:
    spoil(lending)
    said = on_terminal(lending.root, environment)
    assert said == report.text(lending.findings(), RULES, color=True) + "\n"
    assert "\x1b[1;31merror\x1b[0m" in said


def test_a_terminal_gets_no_color_where_the_user_wants_none(
    lending: Lending, environment: dict[str, str]
) -> None:
    spoil(lending)
    said = on_terminal(lending.root, {**environment, "NO_COLOR": "1"})
    assert said == report.text(lending.findings(), RULES) + "\n"


def test_a_file_gets_no_color(lending: Lending) -> None:
    spoil(lending)
    done = command("--root", str(lending.root), "check", FORCE_COLOR="1")
    assert done.stdout.decode() == report.text(lending.findings(), RULES) + "\n"


# -- explain


def test_explain_lists_every_rule_with_its_severity_and_statement(capsys: Capture) -> None:
    assert main(["explain"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [[line[:22].strip(), line[22:37].strip()] for line in lines] == [
        [rule.id, rule.strength] for rule in RULES.values()
    ]
    assert all(
        line.endswith(rule.statement) for line, rule in zip(lines, RULES.values(), strict=True)
    )


def test_explain_says_what_rules_mean_with_examples(capsys: Capture) -> None:
    assert main(["explain", "link-unknown", "link-suspect"]) == 0
    out = capsys.readouterr().out
    for name in ("link-unknown", "link-suspect"):
        rule = RULES[name]
        assert f"{name} ({rule.strength})\n\n{rule.text}\n" in out
    assert "Bad:" in out
    assert "Good:" in out


def test_explain_says_which_rules_cannot_be_turned_off(capsys: Capture) -> None:
    assert main(["explain", "prose-html"]) == 0
    assert capsys.readouterr().out.startswith("prose-html (error, always)\n")


def test_explain_suggests_the_nearest_rule(capsys: Capture) -> None:
    assert main(["explain", "link-unknown", "link-unkown"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "speckb: unknown rule 'link-unkown'; did you mean 'link-unknown'?\n"


def test_explain_needs_no_knowledge_base(tmp_path: Path, capsys: Capture) -> None:
    assert run(capsys, tmp_path, "explain", "id-file")[0] == 0


# -- stats


def test_stats_count_entries_links_and_coverage(lending: Lending, capsys: Capture) -> None:
    status, out, err = run(capsys, lending.root, "stats")
    assert (status, err) == (0, "")
    assert out == stats.text(stats.stats(lending.corpus())) + "\n"
    assert "     3  candidate\n" in out
    assert "     9  criteria\n" in out
    assert " assessed, 1 met\n" in out
    assert out.endswith("values: 9 of 9, 6 with a note\n")


def test_stats_as_json_are_the_same_counts(lending: Lending, capsys: Capture) -> None:
    status, out, _ = run(capsys, lending.root, "stats", "--format", "json")
    assert status == 0
    assert json.loads(out) == stats.stats(lending.corpus())


# -- review


@pytest.fixture
def reviewed(lending: Lending, capsys: Capture) -> Lending:
    """A knowledge base whose assessments are all confirmed."""
    if "reviews =" not in lending.text("ubproject.toml"):
        lending.change("ubproject.toml", "[speckb]\n", '[speckb]\nreviews = "reviews.txt"\n')
    assert run(capsys, lending.root, "review", "--all")[0] == 0
    assert lending.findings() == []
    return lending


MEANING = ("Desks on the way know too.", "Every desk on the way knows.")


def test_a_review_confirms_the_entries_that_are_named(reviewed: Lending, capsys: Capture) -> None:
    reviewed.change(PRIVACY, *MEANING)
    suspect = [(SLIPS, "link-suspect"), (PRIVACY, "link-suspect")]
    assert reviewed.rules() == suspect
    status, out, err = run(capsys, reviewed.root, "review", "paper-slips")
    assert (status, err) == (0, "")
    assert "paper-slips:loan-privacy" in out
    assert reviewed.rules() == suspect[1:]
    assert run(capsys, reviewed.root, "review", "loan-privacy:LEND-1")[0] == 0
    assert reviewed.rules() == []


def test_a_review_of_all_confirms_all(reviewed: Lending, capsys: Capture) -> None:
    reviewed.change(PRIVACY, *MEANING)
    status, out, _ = run(capsys, reviewed.root, "review", "--all")
    assert status == 0
    assert "confirmed 2 assessments (reviews.txt)" in out
    assert reviewed.rules() == []
    assert "confirmed 0 assessments" in run(capsys, reviewed.root, "review", "--all")[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["paper-slip"], "unknown assessment 'paper-slip'; did you mean 'paper-slips'?"),
        (["paper-slips", "nobody"], "unknown assessment 'nobody'"),
        (["paper-slips:LEND-1"], "unknown assessment 'paper-slips:LEND-1'"),
        ([], "or use --because ENTRY or --all"),
    ],
)
def test_a_review_of_nothing_or_of_what_is_not_there_ends_with_2(
    arguments: list[str], said: str, reviewed: Lending, capsys: Capture
) -> None:
    before = reviewed.text("reviews.txt")
    status, out, err = run(capsys, reviewed.root, "review", *arguments)
    assert (status, out) == (2, "")
    assert said in err
    assert reviewed.text("reviews.txt") == before


def test_a_review_of_a_broken_knowledge_base_prints_its_errors_and_confirms_nothing(
    reviewed: Lending, capsys: Capture
) -> None:
    before = reviewed.text("reviews.txt")
    reviewed.change(PRIVACY, *MEANING)
    reviewed.change(SLIPS, "value: by-letter", "value: by-leter")
    status, out, err = run(capsys, reviewed.root, "review", "--all")
    assert (status, out) == (1, "")
    assert "[value-vocabulary]" in err
    assert reviewed.text("reviews.txt") == before


# -- tables


def test_an_unknown_table_suggests_the_nearest_and_lists_all(
    lending: Lending, capsys: Capture
) -> None:
    status, out, err = run(capsys, lending.root, "tables", "loan-privasy")
    assert (status, out) == (2, "")
    assert "unknown table 'loan-privasy'; did you mean 'loan-privacy'?" in err
    assert "tables: loan-privacy, overdue-recall, offline-desk, matrix, " in err


def test_an_empty_name_is_an_unknown_table(lending: Lending, capsys: Capture) -> None:
    status, _, err = run(capsys, lending.root, "tables", "")
    assert status == 2
    assert "unknown table ''" in err


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
    assert list(data) == table_names(lending.corpus())
    assert [len(data[name]) for name in ("loan-privacy", "works-named", "writers")] == [3, 3, 2]
    assert data["matrix"][0]["offline-desk"] == "yes"


# -- the command as such


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "required: COMMAND"),
        (["chekc"], "invalid choice: 'chekc'"),
        (["check", "--format", "xml"], "invalid choice: 'xml'"),
        (["check", "--fail-on", "nothing"], "invalid choice: 'nothing'"),
        (["check", "--changed"], "expected one argument"),
        (["stats", "extra"], "unrecognized arguments: extra"),
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


def test_the_package_runs_as_a_module() -> None:
    arguments = [sys.executable, "-m", "speckb", "--version"]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    assert done.stdout == f"{__version__}\n"


@pytest.mark.parametrize("name", ["starlette", "uvicorn", "watchfiles"])
def test_live_names_what_is_not_installed(
    name: str, lending: Lending, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in [module for module in sys.modules if module.startswith("speckb.cli.live")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.delattr("speckb.cli.live", raising=False)
    for module in [m for m in sys.modules if m.partition(".")[0] == name] or [name]:
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setitem(sys.modules, name, None)
    said = f"speckb: {name} is not installed; run `pip install 'speckb[live]'`\n"
    assert run(capsys, lending.root, "live") == (2, "", said)


def test_the_folder_is_here_unless_it_is_named(
    lending: Lending, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(lending.root)
    assert main(["check"]) == 0
    assert capsys.readouterr().out == "no findings\n"


def test_the_exit_status_reaches_the_shell(lending: Lending) -> None:
    root = str(lending.root)
    assert command("--root", root, "check").returncode == 0
    spoil(lending)
    done = command("--root", root, "check")
    assert (done.returncode, done.stderr) == (1, b"")
    assert command("--root", root, "check", "nothing").returncode == 2


def test_check_waits_for_neither_sphinx_nor_pandas(lending: Lending) -> None:
    code = (
        "import sys; from speckb.cli.main import main; main(sys.argv[1:]);"
        "print(sorted({'sphinx', 'pandas', 'docutils', 'myst_parser'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "--root", str(lending.root), "check"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("arguments", [["check"], ["explain"], ["stats"], ["tables", "matrix"]])
@pytest.mark.parametrize("size", ["a line", "more than a pipe holds"])
def test_a_reader_that_has_gone_ends_the_output_in_silence(
    size: str, arguments: list[str], lending: Lending
) -> None:
    if size != "a line":
        limits = "[speckb.limits]\npage_bytes = 1_000_000\nline_length = 1_000_000\n"
        lending.write("ubproject.toml", lending.text("ubproject.toml") + limits)
        lending.write("works/LONG.md", f"{'x' * 99_999}\n")
        lending.change(SLIPS, "Whoever sorts", f"{'Whoever ' * 40_000}sorts")
    ours, theirs = os.pipe()
    os.close(ours)
    done = subprocess.run(
        [*PROGRAM, "--root", lending.root, *arguments],
        stdout=theirs,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(REPO)},
    )
    os.close(theirs)
    assert done.stderr == "" or done.stderr.startswith("works/LONG.md:1:1: error: ")
    assert done.returncode in {0, 1}


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif", "junit"])
def test_an_output_without_some_letter_is_no_traceback(form: str, lending: Lending) -> None:
    lending.change(SLIPS, "value: by-letter", "value: by-lettér")
    done = command(
        "--root", str(lending.root), "check", "--format", form, PYTHONIOENCODING="ascii:strict"
    )
    assert done.stderr == b""
    assert done.returncode == 1


def test_a_file_name_that_is_no_text_is_no_traceback(lending: Lending) -> None:
    with open(os.fsencode(lending.root) + b"/works/\xff.md", "wb") as file:  # noqa: PTH123
        file.write(b"x")
    done = command("--root", str(lending.root), "check", PYTHONIOENCODING="utf-8:strict")
    assert done.stderr == b""
    assert done.returncode == 1


@pytest.mark.parametrize("form", ["github", "sarif"])
def test_a_forge_finds_the_file_of_a_knowledge_base_in_a_folder(
    form: str, lending: Lending, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(lending)
    monkeypatch.chdir(lending.root.parent)
    _, out, _ = run(capsys, Path(lending.root.name), "check", "--format", form)
    assert f"{lending.root.name}/{SLIPS}" in out


def test_the_knowledge_base_above_the_working_folder_is_found(
    lending: Lending, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(lending.root / "circumstances" / "drawings")
    assert main(["check"]) == 0
    monkeypatch.chdir(lending.root / "candidates")
    assert main(["check", "paper-slips.md"]) == 0
    monkeypatch.chdir(lending.root.parent)
    capsys.readouterr()
    assert main(["check"]) == 2
    assert "a knowledge base must have it" in capsys.readouterr().err
