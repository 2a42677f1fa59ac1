"""`speckb fmt`: which files, what is said, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speckb.cli.main import main
from tests.conftest import REPO, SECOND
from tests.unit.interrupting import tree
from tests.unit.lending import LEND_1, SLIPS, Lending

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]


def run(capsys: Capture, root: Path, *arguments: str) -> tuple[int, str, str]:
    status = main(["--root", str(root), "fmt", *arguments])
    return status, *capsys.readouterr()


@pytest.fixture
def untidy(lending: Lending) -> Lending:
    """A knowledge base with two entries that are not laid out, and some findings."""
    lending.change(SLIPS, "carrier: van\ndays: 9.5\n", "days: 9.5\ncarrier:   van\n")
    lending.change(LEND_1, "title: Nobody", "title:   Nobody")
    lending.change(SLIPS, "value: by-letter", "value: by-leter")
    return lending


@pytest.mark.parametrize("root", [REPO, SECOND])
def test_this_repository_is_laid_out(root: Path, capsys: Capture) -> None:
    status, out, err = run(capsys, root, "--check")
    assert (status, err) == (0, "")
    assert out.startswith("0 of ")


def test_entries_are_laid_out_and_named(untidy: Lending, capsys: Capture) -> None:
    status, out, err = run(capsys, untidy.root)
    assert (status, err) == (0, "")
    assert out.splitlines() == [
        f"formatted {LEND_1}",
        f"formatted {SLIPS}",
        "formatted 2 of 15 entries",
    ]
    assert "carrier: van\ndays: 9.5\n" in untidy.text(SLIPS)
    assert run(capsys, untidy.root) == (0, "formatted 0 of 15 entries\n", "")


def test_check_writes_nothing_and_names_the_first_line_that_differs(
    untidy: Lending, capsys: Capture
) -> None:
    before = tree(untidy.root)
    status, out, err = run(capsys, untidy.root, "--check")
    assert (status, err) == (1, "")
    assert out.splitlines() == [
        f"{LEND_1}:3: not formatted; expected 'title: Nobody else learns what is read'",
        f"{SLIPS}:7: not formatted; expected 'carrier: van'",
        "2 of 15 entries are not formatted; run `speckb fmt`",
    ]
    assert tree(untidy.root) == before


@pytest.mark.parametrize(
    ("path", "name"), [(SLIPS, SLIPS), ("candidates", SLIPS), (LEND_1, LEND_1)]
)
def test_files_and_folders_that_are_named_are_laid_out_alone(
    path: str, name: str, untidy: Lending, capsys: Capture
) -> None:
    assert (
        f"formatted {name}\nformatted 1 of " in run(capsys, untidy.root, str(untidy.root / path))[1]
    )


def test_a_page_is_no_entry_and_stays(untidy: Lending, capsys: Capture) -> None:
    untidy.write(
        "works/index.md", "---\nhide-toc:   true\n---\n\n# Works\n\n```{entries} work\n```\n"
    )
    assert (
        run(capsys, untidy.root, str(untidy.root / "works/index.md"))[1]
        == "formatted 0 of 0 entries\n"
    )


@pytest.mark.parametrize(
    ("bad", "rule"),
    [
        ("title: A: b", "yaml-syntax"),
        ("title: &a b", "yaml-alias"),
        ("title: a\ntitle: b", "yaml-duplicate-key"),
        ("title: [", "yaml-syntax"),
    ],
)
def test_bad_yaml_is_a_finding_and_nothing_is_written(
    bad: str, rule: str, untidy: Lending, capsys: Capture
) -> None:
    untidy.change("works/ALMANAC-7.md", "title: Almanac of branches", bad)
    before = tree(untidy.root)
    for options in ((), ("--check",)):
        status, out, err = run(capsys, untidy.root, *options)
        assert (status, out) == (1, "")
        assert "works/ALMANAC-7.md:3:" in err or "works/ALMANAC-7.md:4:" in err
        assert f"[{rule}]" in err
    assert tree(untidy.root) == before


def test_bad_yaml_elsewhere_does_not_keep_a_named_file_from_its_layout(
    untidy: Lending, capsys: Capture
) -> None:
    untidy.change("works/ALMANAC-7.md", "title: Almanac", "title: [Almanac")
    assert run(capsys, untidy.root, str(untidy.root / SLIPS))[0] == 0


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"no front matter\n", b"---\nid: a\n"])
def test_a_file_that_is_no_entry_is_a_finding(
    data: bytes, untidy: Lending, capsys: Capture
) -> None:
    untidy.write("works/OTHER.md", data)
    before = tree(untidy.root)
    assert run(capsys, untidy.root)[0] == 1
    assert tree(untidy.root) == before


def test_unknown_and_missing_fields_do_not_keep_a_file_from_its_layout(
    untidy: Lending, capsys: Capture
) -> None:
    untidy.change(SLIPS, "id: paper-slips\n", "colour: yellow\nid: paper-slips\n")
    untidy.change(SLIPS, "title: Paper slips\n", "")
    assert run(capsys, untidy.root)[0] == 0
    assert untidy.text(SLIPS).startswith("---\nid: paper-slips\nsection: A.1\n")
    assert "\ncolour: yellow\n---\n" in untidy.text(SLIPS)


def test_a_symbolic_link_is_a_finding(untidy: Lending, capsys: Capture) -> None:
    (untidy.root / "works/LINK.md").symlink_to("ALMANAC-7.md")
    status, _, err = run(capsys, untidy.root)
    assert status == 1
    assert "[file-kind]" in err


COST = "yardsticks/cost.md"


def test_the_comments_of_a_place_go_when_it_is_filled_in(lending: Lending, capsys: Capture) -> None:
    main(["--root", str(lending.root), "new", "yardstick", "cost"])
    new = lending.text(COST)
    run(capsys, lending.root)
    assert lending.text(COST) == new
    lending.change(COST, "title: FIXME\n", "# Or Price?\ntitle: Cost\n")
    lending.change(COST, "# What it is, in one plain sentence.", "# What it is, in a sentence.")
    lending.change(COST, "summary: FIXME", "summary: What it costs.")
    lending.change(COST, "tone: good  # FIXME", "tone: good")
    half = lending.text(COST).split("\n")
    run(capsys, lending.root)
    gone = [line for line in half if line not in lending.text(COST).split("\n")]
    assert gone == [
        "# What the entry is called.",
        "    # How it is marked. One of: good, mixed, bad, neutral, elsewhere (decided elsewhere).",
    ]
    assert "# What it is, in a sentence.\nsummary: What" in lending.text(COST)
    text = lending.text(COST).replace("section: FIXME", "section: B.9").replace("FIXME", "free")
    lending.write(COST, text.replace("\n", "\r\n"))
    run(capsys, lending.root)
    data = (lending.root / COST).read_bytes().decode()
    left = [line for line in data.split("\r\n") if "#" in line]
    assert left == ["# Or Price?", "# What it is, in a sentence."]
    assert data.count("\n") == data.count("\r\n")


def test_the_words_of_a_criterion_stand_beside_its_value_until_it_is_chosen(
    lending: Lending, capsys: Capture
) -> None:
    main(["--root", str(lending.root), "new", "candidate", "book-bus"])
    name = "candidates/book-bus.md"
    meaning = "  #   {}: {}\n"
    lending.change(name, "value: sealed-envelope  # FIXME", "value: open-ledger")
    lending.change(name, "  loan-privacy:", "  # 'open', says its driver.\n  loan-privacy:")
    run(capsys, lending.root)
    text = lending.text(name)
    assert meaning.format("open-ledger", "Every reader knows.") not in text
    assert "criteria:\n  # 'open', says its driver.\n  loan-privacy:\n" in text
    assert meaning.format("by-letter", "A person writes.") in text
    assert lending.rules() == [(name, "placeholder")] * text.count("FIXME")


def test_a_line_of_a_text_that_looks_like_a_comment_stays(
    lending: Lending, capsys: Capture
) -> None:
    lending.change(LEND_1, "statement: >-\n", "statement: >-\n  # What the entry is called.\n")
    lending.change(LEND_1, "title: ", "# What the entry is called.\ntitle: ")
    run(capsys, lending.root)
    assert lending.text(LEND_1).count("# What the entry is called.") == 1
