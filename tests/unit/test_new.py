"""`speckb new`: a file that the rule on placeholders alone refuses; cells for a criterion."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from speckb.cli.main import main
from speckb.corpus import loading, settings
from speckb.editing.layout import laid_out
from speckb.files.frontmatter import parse
from speckb.files.textfile import TextFile
from speckb.rules.check import check
from tests.conftest import REPO, SECOND, copy_content
from tests.unit.interrupting import tree
from tests.unit.lending import CATALOGUE, SLIPS, Lending

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]
HOUSES = {"this": REPO, "second": SECOND}
TYPES = [(house, name) for house, root in HOUSES.items() for name in settings.load(root).types]


def run(capsys: Capture, root: Path, *arguments: str) -> tuple[int, str, str]:
    status = main(["--root", str(root), "new", *arguments])
    return status, *capsys.readouterr()


def errors(root: Path) -> set[tuple[str, str]]:
    """Return file and rule of each error."""
    found = check(loading.load(settings.load(root)))
    return {(f.place.path, f.rule) for f in found if f.severity == "error"}


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Copies of both knowledge bases; a test takes away what it makes."""
    folder = tmp_path_factory.mktemp("houses")
    this = copy_content(folder / "this")
    shutil.copy(REPO / "reviews.txt", this)
    return {"this": this, "second": shutil.copytree(SECOND, folder / "second")}


@pytest.mark.parametrize(("house", "name"), TYPES)
def test_only_the_rule_on_placeholders_refuses_a_new_entry_of_any_type(
    house: str, name: str, houses: dict[str, Path], capsys: Capture
) -> None:
    root = houses[house]
    kind = settings.load(root).types[name]
    path = f"{kind.folder}/new-entry.md"
    before = tree(root)
    fill = ["--fill"] if "values" in kind.properties else []
    status, out, err = run(capsys, root, name, "new-entry", *fill)
    assert (status, err) == (0, "")
    try:
        found = errors(root)
        # a type of one entry may be in a list of pages, which a second entry is not in
        assert {rule for _, rule in found} - {"entry-unlisted"} == {"placeholder"}
        after = tree(root)
        made = {file for file in after if after[file] != before.get(file)}
        changed = {file for file in made if not file.startswith("build/")}
        assert {file for file, _ in found} == changed
        assert out.startswith(f"{path}: ")
        file = TextFile.read(root / path)
        assert laid_out(file, kind.schema) == file.data
        assert max(map(len, file.text.split("\n"))) <= 100
        assert {*kind.schema["required"]} <= parse(file.text).meta.keys()
    finally:
        for file in tree(root).keys() - before.keys():
            (root / file).unlink()
        for file, data in before.items():
            (root / file).write_bytes(data)


def test_what_may_be_written_stands_beside_it(lending: Lending, capsys: Capture) -> None:
    run(capsys, lending.root, "candidate", "book-bus")
    text = lending.text("candidates/book-bus.md")
    assert "# What brings the book. One of: van (the weekly van), post (the post), reader" in text
    assert "carrier: van  # FIXME\n" in text
    assert "days: unknown  # FIXME\n" in text
    assert "#   desks: How many staffed desks it needs. One of: a number, unknown.\n" in text
    assert "\ncriteria:\n  # Optional:\n  #   note: " in text
    for criterion in lending.corpus().criteria:
        for value in criterion.values.values():
            assert f"  #   {value.id}: {value.meaning}" in text
        assert f"\n  {criterion.id}:\n    value: " in text


def test_a_value_that_needs_a_note_says_so_and_is_not_the_one_that_is_put_in(
    lending: Lending, capsys: Capture
) -> None:
    schema = lending.text("schemas/yardstick.json")
    if '"remark"' not in schema:
        lending.change(
            "schemas/yardstick.json",
            '"meaning": {',
            '"remark": {"oneOf": [{"const": "required"}]}, "meaning": {',
        )
    lending.change(
        "yardsticks/offline-desk.md", "    tone: good\n", "    tone: good\n    remark: required\n"
    )
    run(capsys, lending.root, "candidate", "book-bus")
    text = lending.text("candidates/book-bus.md")
    assert "It lends as before. A note is required." in text
    assert "  offline-desk:\n    value: no  # FIXME\n" in text


def test_a_new_criterion_names_the_entries_that_lack_a_value(
    lending: Lending, capsys: Capture
) -> None:
    _, out, _ = run(capsys, lending.root, "yardstick", "desk-hours")
    assert out.splitlines()[1:] == [
        "3 entries have no value for it yet: paper-slips, union-catalogue, swap-circle",
        "use `speckb new` with --fill to add a placeholder to each",
    ]
    assert (CATALOGUE, "criterion-missing") in errors(lending.root)


def test_filling_adds_a_cell_below_the_others_and_changes_nothing_else(
    lending: Lending, capsys: Capture
) -> None:
    lending.change(SLIPS, "needs no line; = sums", "needs no line;\n      # no comment = sums")
    lending.change(SLIPS, "---\n\nSlips", "  # below the last\n\n# about nothing\n---\n\nSlips")
    before = {name: lending.text(name) for name in (SLIPS, CATALOGUE)}
    status, out, _ = run(capsys, lending.root, "yardstick", "desk-hours", "--fill")
    assert status == 0
    assert f"{SLIPS}: 1 value to fill in" in out
    cell = "  desk-hours:\n    value: FIXME\n"
    assert lending.text(CATALOGUE) == before[CATALOGUE].replace("draws_on:", f"{cell}draws_on:")
    assert lending.text(SLIPS) == before[SLIPS].replace("\n\n# about", f"\n{cell}\n# about")


def test_filling_keeps_ends_of_lines(lending: Lending, capsys: Capture) -> None:
    data = lending.text(SLIPS).replace("\n", "\r\n").encode()
    lending.write(SLIPS, b"\xef\xbb\xbf" + data)
    run(capsys, lending.root, "yardstick", "desk-hours", "--fill")
    new = (lending.root / SLIPS).read_bytes()
    assert new.startswith(b"\xef\xbb\xbf---\r\n")
    assert new.count(b"\n") == new.count(b"\r\n")
    assert new.replace(b"  desk-hours:\r\n    value: FIXME\r\n", b"").endswith(data)


def test_a_criterion_that_is_there_is_filled_in_where_a_value_lacks(
    lending: Lending, capsys: Capture
) -> None:
    filled = ["yardstick", "offline-desk", "--fill"]
    status, out, _ = run(capsys, lending.root, *filled)
    assert (status, out) == (
        0,
        "yardsticks/offline-desk.md already exists\nevery compared entry has a value for it\n",
    )
    before = lending.text(SLIPS)
    cell = "  offline-desk:\n    value: yes\n    note: >-\n"
    lending.change(SLIPS, f"{cell}      A slip needs no line; = sums are done by hand.\n", "")
    status, out, _ = run(capsys, lending.root, *filled)
    assert status == 0
    assert out.endswith(f"{SLIPS}: 1 value to fill in\n")
    assert "  offline-desk:\n    value: yes  # FIXME\n" in lending.text(SLIPS)
    assert errors(lending.root) == {(SLIPS, "placeholder")}
    assert lending.text(SLIPS).split("offline-desk")[0] == before.split("offline-desk")[0]


def refused(lending: Lending, capsys: Capture, *arguments: str) -> str:
    """Return what is said where nothing is written."""
    before = tree(lending.root)
    status, out, err = run(capsys, lending.root, *arguments)
    assert status in {1, 2}
    assert out == ""
    assert tree(lending.root) == before
    return err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["candidat", "x"], "unknown type 'candidat'; did you mean 'candidate'? allowed: demand, "),
        (["candidate", "paper-slips"], "'paper-slips' is in use: candidates/paper-slips.md"),
        (
            ["candidate", "verdicts"],
            "'verdicts' cannot be an id: it would name a second table 'verdicts'",
        ),
        (["work", "paper-slips"], "'paper-slips' is in use: candidates/paper-slips.md"),
        (["work", "Paper-Slips"], "'Paper-Slips' and 'paper-slips' differ only in case"),
        (["work", "a b"], "'a b' is not a valid id; use letters, digits, '.', '_' and '-'"),
        (["work", "../x"], "'../x' is not a valid id"),
        (["work", "a/b"], "'a/b' is not a valid id"),
        (["work", ""], "'' is not a valid id"),
        (["work", "-a"], "'-a' is not a valid id"),
        (["work", "null"], "YAML does not read 'null' as text"),
        (["work", "True"], "YAML does not read 'True' as text"),
        (["work", "index"], "'index' is reserved for the page of a folder"),
        (["work", "OLD-1"], "'OLD-1' is a former id of 'ALMANAC-7'; choose another id"),
        (["work", "BROKEN"], "differ only in case"),
        (["work", "x", "--fill"], "--fill is only for the type 'yardstick'"),
        (
            ["yardstick", "paper-slips", "--fill"],
            "'paper-slips' is in use: candidates/paper-slips.md",
        ),
        (["candidate", "paper-slips", "--fill"], "'paper-slips' is in use"),
    ],
)
def test_what_cannot_be_made_is_refused_with_the_reason(
    arguments: list[str], said: str, lending: Lending, capsys: Capture
) -> None:
    lending.change("works/ALMANAC-7.md", "id: ALMANAC-7\n", "id: ALMANAC-7\nformerly: [OLD-1]\n")
    lending.write("works/broken.md", "---\nid: broken\n---\n")
    if arguments[0] == "work" and arguments[1].startswith("-"):
        arguments = ["--", *arguments]
    assert said in refused(lending, capsys, *arguments)


def test_a_pattern_of_ids_is_told(lending: Lending, capsys: Capture) -> None:
    lending.change("schemas/work.json", '"pattern": "^[A-Za-z0-9]', '"pattern": "^[A-Z0-9]')
    assert "'x' is not a valid id; it must match ^[A-Z0-9]" in refused(lending, capsys, "work", "x")


def test_filling_is_refused_while_a_file_cannot_be_read(lending: Lending, capsys: Capture) -> None:
    lending.change(SLIPS, "title: Paper slips", "title: [")
    assert "[yaml-syntax]" in refused(lending, capsys, "yardstick", "desk-hours", "--fill")
    assert run(capsys, lending.root, "yardstick", "desk-hours")[0] == 0


def test_filling_is_refused_where_values_stand_in_braces(lending: Lending, capsys: Capture) -> None:
    text = lending.text("candidates/swap-circle.md")
    start, end = text.index("criteria:"), text.index("---\n\n")
    cells = "{loan-privacy: {value: open-ledger}, overdue-recall: {value: nobody-asks}}"
    lending.write("candidates/swap-circle.md", f"{text[:start]}criteria: {cells}\n{text[end:]}")
    line = text[:start].count("\n") + 1
    said = refused(lending, capsys, "yardstick", "desk-hours", "--fill")
    assert f"candidates/swap-circle.md:{line}:1: 'criteria' is in braces" in said


def test_an_entry_is_made_in_a_folder_below_that_of_its_type(
    lending: Lending, capsys: Capture
) -> None:
    status, out, _ = run(capsys, lending.root, "demand", "LEND-20", "--in", "late/fees/")
    assert status == 0
    assert out.startswith("demands/late/fees/LEND-20.md: ")
    assert errors(lending.root) == {("demands/late/fees/LEND-20.md", "placeholder")}
    assert "LEND-20" in refused(lending, capsys, "demand", "LEND-20", "--in", "other")


@pytest.mark.parametrize("folder", ["..", "../x", "/tmp", "a//b", ".hidden", "a/../b", "a b", "-x"])
def test_a_folder_elsewhere_is_refused(folder: str, lending: Lending, capsys: Capture) -> None:
    said = refused(lending, capsys, "demand", "LEND-20", f"--in={folder}")
    assert f"{folder!r} is no folder below demands; write names such as 'part-1'" in said


def test_a_link_in_place_of_a_folder_is_refused(
    lending: Lending, tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "outside").mkdir()
    (lending.root / "demands/late").symlink_to(tmp_path / "outside")
    said = refused(lending, capsys, "demand", "LEND-20", "--in", "late/fees")
    assert "demands/late is a symbolic link" in said
    assert [*(tmp_path / "outside").iterdir()] == []


def test_the_folder_of_another_type_is_refused(lending: Lending, capsys: Capture) -> None:
    lending.change("ubproject.toml", 'folder = "works"', 'folder = "demands/works"')
    (lending.root / "works").rename(lending.root / "demands/works")
    said = refused(lending, capsys, "demand", "LEND-20", "--in", "works/old")
    assert "demands/works/old belongs to the type 'work'" in said
