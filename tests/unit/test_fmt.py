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
        f"laid out {LEND_1}",
        f"laid out {SLIPS}",
        "2 of 15 entries changed",
    ]
    assert "carrier: van\ndays: 9.5\n" in untidy.text(SLIPS)
    assert run(capsys, untidy.root) == (0, "0 of 15 entries changed\n", "")


def test_check_writes_nothing_and_names_the_first_line_that_differs(
    untidy: Lending, capsys: Capture
) -> None:
    before = tree(untidy.root)
    status, out, err = run(capsys, untidy.root, "--check")
    assert (status, err) == (1, "")
    assert out.splitlines() == [
        f"{LEND_1}:3: not in the canonical layout; here stands "
        "'title: Nobody else learns what is read'",
        f"{SLIPS}:7: not in the canonical layout; here stands 'carrier: van'",
        "2 of 15 entries are to be laid out; `speckb fmt` does it",
    ]
    assert tree(untidy.root) == before


@pytest.mark.parametrize(
    ("path", "name"), [(SLIPS, SLIPS), ("candidates", SLIPS), (LEND_1, LEND_1)]
)
def test_files_and_folders_that_are_named_are_laid_out_alone(
    path: str, name: str, untidy: Lending, capsys: Capture
) -> None:
    assert f"laid out {name}\n1 of " in run(capsys, untidy.root, str(untidy.root / path))[1]


def test_a_page_is_no_entry_and_stays(untidy: Lending, capsys: Capture) -> None:
    untidy.write(
        "works/index.md", "---\nhide-toc:   true\n---\n\n# Works\n\n```{entries} work\n```\n"
    )
    assert (
        run(capsys, untidy.root, str(untidy.root / "works/index.md"))[1]
        == "0 of 0 entries changed\n"
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
