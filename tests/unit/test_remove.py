"""`speckb remove`: what links to an entry is turned over or taken out, and the id stays taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speckb.cli.main import main
from tests.unit.gitrepo import GitRepo
from tests.unit.interrupting import tree
from tests.unit.lending import CATALOGUE, LEND_1, SLIPS, Lending

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]
CIRCLE = "candidates/swap-circle.md"
REASON = "No desk keeps them any more."
NOTES = """\
# Notes

{entry}`paper-slips`, {entry}`the slips <paper-slips>`, {doc}`candidates/paper-slips`,
{doc}`the *slips* </candidates/paper-slips>`, [one](candidates/paper-slips.md), [two](#paper-slips),
[three](./candidates/paper-slips.md "title"), [four](<candidates/paper-slips.md>), {entry}`the
slips <paper-slips>`, {ref}`their values <table-paper-slips>` and [so
on](candidates/paper-slips.md).

paper-slips and `{entry}`paper-slips`` stay.
"""
UNLINKED = """\
# Notes

Paper slips, the slips, Paper slips,
the *slips*, one, two,
three, four, the
slips, their values and [so
on](candidates/paper-slips.md).
"""
FLOOD = """\
---
id: FLOOD-1
formerly: [FLOOD-0]
title: The flood
section: "7"
mark: Flood
year: 1931
---
"""


def run(capsys: Capture, root: Path, *arguments: str) -> tuple[int, str, str]:
    status = main(["--root", str(root), "remove", *arguments])
    return status, *capsys.readouterr()


def removed(lending: Lending, capsys: Capture, *arguments: str) -> str:
    status, out, err = run(capsys, lending.root, *arguments)
    assert (status, err) == (0, ""), out
    return out


def refused(lending: Lending, capsys: Capture, *arguments: str) -> str:
    """Return what is said where nothing is changed."""
    before = tree(lending.root)
    status, out, err = run(capsys, lending.root, *arguments)
    assert status == (2 if err else 1)
    assert tree(lending.root) == before
    return err or out


def test_without_an_option_the_links_are_listed_and_nothing_changes(
    lending: Lending, capsys: Capture
) -> None:
    said = refused(lending, capsys, "paper-slips")
    assert said.startswith(f"{SLIPS}: Paper slips; 1 line of prose, these links:\n")
    assert "  Measured by: loan-privacy, overdue-recall, offline-desk\n" in said
    assert f"{CATALOGUE}:14:3: paper-slips: The numbers" in said
    assert "1 place links to 'paper-slips'; nothing was changed; use --into OTHER" in said


def test_a_merged_entry_leads_on_to_the_other_one(lending: Lending, capsys: Capture) -> None:
    out = removed(lending, capsys, "paper-slips", "--into", "swap-circle")
    assert not (lending.root / SLIPS).exists()
    assert "id: swap-circle\nformerly: [paper-slips]\n" in lending.text(CIRCLE)
    assert "grew_from:\n  swap-circle: The numbers" in lending.text(CATALOGUE)
    assert f"{SLIPS}: deleted\n" in out
    assert lending.rules() == []
    assert lending.corpus().former["paper-slips"].id == "swap-circle"


def test_former_ids_go_to_the_other_entry_too(lending: Lending, capsys: Capture) -> None:
    lending.write("works/FLOOD-1.md", FLOOD)
    lending.change("works/ALMANAC-7.md", "id: ALMANAC-7\n", "id: ALMANAC-7\nformerly: [OLD]\n")
    removed(lending, capsys, "FLOOD-1", "--into", "ALMANAC-7")
    assert "formerly: [OLD, FLOOD-0, FLOOD-1]\n" in lending.text("works/ALMANAC-7.md")


def test_where_both_are_linked_the_removed_one_is_left_out(
    lending: Lending, capsys: Capture
) -> None:
    out = removed(lending, capsys, "QUILL-RULES", "--into", "ALMANAC-7")
    assert "draws_on: [ALMANAC-7]\n" in lending.text(CATALOGUE)
    assert (
        "links lost in the merge, because the file is 'ALMANAC-7' or already links to it:\n" in out
    )
    assert f"  {CATALOGUE}:30:12: draws_on\n" in out
    assert [rule for _, rule in lending.rules() if rule != "link-missing"] == []


def test_an_entry_never_links_to_itself_after_a_merge(lending: Lending, capsys: Capture) -> None:
    removed(lending, capsys, "paper-slips", "--into", "union-catalogue")
    assert "grew_from" not in lending.text(CATALOGUE)
    assert lending.rules() == []


def test_what_the_check_would_refuse_is_listed_and_not_done(
    lending: Lending, capsys: Capture
) -> None:
    said = refused(lending, capsys, "offline-desk", "--unlink", "--reason", REASON)
    assert "without 'offline-desk', the check would report:\n" in said
    assert "side-by-side/index.md:24:18: error: no yardstick has the section 'B.3'" in said
    assert said.endswith("nothing was changed; edit these places first, or use other options\n")


def test_the_tables_of_an_entry_go_with_it(lending: Lending, capsys: Capture) -> None:
    shown = "```{computed} paper-slips\n:again:\n```\n"
    lending.page("notes.md", f"# Notes\n\n{shown}\n:::{{computed}} paper-slips\n:::\n\nWords.\n")
    removed(lending, capsys, "paper-slips", "--unlink", "--reason", REASON)
    assert lending.text("notes.md").startswith("# Notes\n\nWords.\n")
    assert lending.rules() == []


def test_a_merge_shows_no_table_twice(lending: Lending, capsys: Capture) -> None:
    tables = "```{computed} paper-slips\n```\n\n```{computed} swap-circle\n```\n"
    lending.page("notes.md", f"# Notes\n\n{tables}")
    removed(lending, capsys, "paper-slips", "--into", "swap-circle")
    assert lending.text("notes.md").startswith("# Notes\n\n```{computed} swap-circle\n```\n")
    assert lending.rules() == []


@pytest.mark.parametrize("before", ["> ", "- ", "> - "])
def test_a_table_in_a_quote_is_left_to_its_author(
    before: str, lending: Lending, capsys: Capture
) -> None:
    after = before.replace("-", " ")
    lending.page("notes.md", f"# Notes\n\n{before}```{{computed}} paper-slips\n{after}```\n")
    said = refused(lending, capsys, "paper-slips", "--unlink", "--reason", REASON)
    assert "remove this table by hand; nothing was changed" in said


def test_a_dry_run_says_the_same_and_writes_nothing(lending: Lending, capsys: Capture) -> None:
    before = tree(lending.root)
    out = removed(lending, capsys, "paper-slips", "--unlink", "--reason", REASON, "--dry-run")
    assert tree(lending.root) == before
    assert out == f"{removed(lending, capsys, 'paper-slips', '--unlink', '--reason', REASON)}" + (
        "nothing was written\n"
    )


def test_links_that_are_taken_out_leave_their_words(lending: Lending, capsys: Capture) -> None:
    text = NOTES.replace(" and [so\non](candidates/paper-slips.md)", "")
    lending.page("notes.md", text)
    out = removed(lending, capsys, "paper-slips", "--unlink", "--reason", REASON)
    assert lending.text("notes.md").startswith(UNLINKED.split(" and [so", maxsplit=1)[0])
    assert "grew_from" not in lending.text(CATALOGUE)
    assert "  notes.md: line 8\n" in out
    assert lending.rules() == []


def test_a_link_over_two_lines_is_left_to_its_author(lending: Lending, capsys: Capture) -> None:
    lending.page("notes.md", "# Notes\n\n[one][slips]\n\n[slips]: candidates/paper-slips.md\n")
    said = refused(lending, capsys, "paper-slips", "--unlink", "--reason", REASON)
    assert "notes.md:5:10: remove this link by hand; nothing was changed" in said


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("draws_on: [QUILL-RULES, ALMANAC-7]\n", "draws_on: [ALMANAC-7]\n"),
        ("draws_on: [ALMANAC-7, QUILL-RULES]  # x\n", "draws_on: [ALMANAC-7]  # x\n"),
        ("draws_on: ['QUILL-RULES']\n", ""),
        ("# why\ndraws_on: [QUILL-RULES]\n", ""),
        ("draws_on:\n  - ALMANAC-7\n  # q\n  - QUILL-RULES  # r\n", "draws_on:\n  - ALMANAC-7\n"),
        ("draws_on:\n- QUILL-RULES\n- ALMANAC-7\n", "draws_on:\n- ALMANAC-7\n"),
        ("draws_on:\n- QUILL-RULES\n", ""),
        ("draws_on: [\n  QUILL-RULES,\n  ALMANAC-7\n  ]\n", "draws_on: [\n  ALMANAC-7\n  ]\n"),
        (
            "draws_on: [\n  ALMANAC-7, QUILL-RULES\n  ]\n",
            "draws_on: [\n  ALMANAC-7\n  ]\n",
        ),
    ],
)
def test_a_link_is_taken_out_of_any_layout_of_front_matter(
    before: str, after: str, lending: Lending, capsys: Capture
) -> None:
    lending.change(CATALOGUE, "draws_on: [QUILL-RULES, ALMANAC-7]\n", before)
    whole = lending.text(CATALOGUE)
    lending.write(CATALOGUE, whole.replace("\n", "\r\n"))
    removed(lending, capsys, "QUILL-RULES", "--unlink", "--reason", REASON)
    data = (lending.root / CATALOGUE).read_bytes().decode()
    assert data == whole.replace(before, after).replace("\n", "\r\n")


def test_a_line_of_a_list_of_pages_goes(lending: Lending, capsys: Capture) -> None:
    listed = "paper-slips\nswap-circle\nunion-catalogue\n"
    lending.write("candidates/index.md", f"# C\n\n```{{toctree}}\n:hidden:\n\n{listed}```\n")
    removed(lending, capsys, "paper-slips", "--into", "swap-circle")
    assert ":hidden:\n\nswap-circle\nunion-catalogue\n```" in lending.text("candidates/index.md")


# -- the record


def test_the_settings_say_what_became_of_it(lending: Lending, capsys: Capture) -> None:
    before = lending.text("ubproject.toml")
    lending.write("works/FLOOD-1.md", FLOOD)
    removed(lending, capsys, "FLOOD-1", "--reason", 'Out of "print".')
    removed(lending, capsys, "paper-slips", "--unlink", "--reason", REASON)
    assert lending.text("ubproject.toml") == (
        f'{before}\n[speckb.removed]\n"candidates/paper-slips" = "{REASON}"\n'
        '"works/FLOOD-0" = "Out of \\"print\\"."\n"works/FLOOD-1" = "Out of \\"print\\"."\n'
    )
    lending.change(LEND_1, "A ledger", "{entry}`FLOOD-1`. A ledger")
    assert "'FLOOD-1' was removed: Out of \"print\"." in lending.said()


def test_a_record_in_another_form_is_refused(lending: Lending, capsys: Capture) -> None:
    lending.change("ubproject.toml", "[speckb]\n", "[speckb]\nremoved = {}\n")
    said = refused(lending, capsys, "paper-slips", "--unlink", "--reason", REASON)
    assert "ubproject.toml: write [speckb.removed] as a table with one entry per line" in said


@pytest.mark.parametrize(
    "command", [["new", "candidate", "paper-slips"], ["rename", "swap-circle", "paper-slips"]]
)
def test_a_removed_id_cannot_be_reused(
    command: list[str], lending: Lending, capsys: Capture
) -> None:
    removed(lending, capsys, "paper-slips", "--unlink", "--reason", REASON)
    assert main(["--root", str(lending.root), *command]) == 2
    assert "'paper-slips' was removed; a removed id cannot be reused" in capsys.readouterr().err


def test_confirmations_go_and_those_of_links_are_suspect(lending: Lending, capsys: Capture) -> None:
    lending.change("ubproject.toml", "[speckb]", '[speckb]\nreviews = "reviews.txt"')
    main(["--root", str(lending.root), "review", "--all"])
    assert "paper-slips" in lending.text("reviews.txt")
    removed(lending, capsys, "paper-slips", "--into", "swap-circle")
    assert "paper-slips" not in lending.text("reviews.txt")
    assert {rule for _, rule in lending.rules()} <= {"link-suspect"}


def held(root: Path) -> dict[str, bytes]:
    return {name: data for name, data in tree(root).items() if not name.startswith(".git/")}


def test_git_takes_it_back(lending: Lending, capsys: Capture) -> None:
    repo = GitRepo(lending.root)
    repo.commit()
    before = held(lending.root)
    removed(lending, capsys, "paper-slips", "--into", "swap-circle")
    repo.git("restore", ".")
    assert held(lending.root) == before


def test_of_a_file_that_was_deleted_the_check_says_what_to_do(lending: Lending) -> None:
    repo = GitRepo(lending.root)
    repo.commit()
    repo.git("rm", "--quiet", SLIPS)
    said = lending.said()
    assert "unknown entry 'paper-slips', whose file was deleted; restore it" in said
    assert f"(`git restore -SW {SLIPS}`), then run `speckb remove paper-slips`" in said
    assert "did you mean" not in said


@pytest.mark.parametrize("is_committed", [False, True])
def test_an_id_that_git_remembers_cannot_be_reused(
    is_committed: bool, lending: Lending, capsys: Capture
) -> None:
    repo = GitRepo(lending.root)
    first = repo.commit()
    repo.git("rm", "--quiet", SLIPS)
    last = repo.commit() if is_committed else first
    for command in (["new", "work", "paper-slips"], ["rename", "FLOOD", "paper-slips"]):
        lending.write("works/FLOOD.md", FLOOD.replace("FLOOD-1", "FLOOD"))
        assert main(["--root", str(lending.root), *command]) == 2
        said = capsys.readouterr().err
        assert f"'paper-slips' was the id of an entry (git commit {last[:7]}" in said
        assert said.endswith("); it cannot be reused\n")


def test_an_id_that_the_entry_had_before_may_be_its_own_again(lending: Lending) -> None:
    GitRepo(lending.root).commit()
    for names in (("paper-slips", "slips"), ("slips", "paper-slips")):
        assert main(["--root", str(lending.root), "rename", *names]) == 0
    assert "formerly: [slips]\n" in lending.text(SLIPS)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["paper-slip"], "unknown entry 'paper-slip'; did you mean 'paper-slips'?"),
        (
            ["paper-slips", "--unlink"],
            "--reason is missing; say in a sentence what became of the entry",
        ),
        (["paper-slips", "--unlink", "--reason", " "], "--reason is missing"),
        (["paper-slips", "--into", "paper-slips"], "cannot be merged into itself"),
        (["paper-slips", "--into", "nothing"], "unknown entry 'nothing'"),
        (
            ["paper-slips", "--into", "LEND-1"],
            "'LEND-1' has the type 'demand'; merge into an entry of type",
        ),
        (
            ["paper-slips", "--into", "swap-circle", "--reason", "x"],
            "--reason cannot be combined with --into",
        ),
        (["paper-slips", "--into", "swap-circle", "--unlink"], "use either --into"),
    ],
)
def test_what_cannot_be_done_is_refused(
    arguments: list[str], said: str, lending: Lending, capsys: Capture
) -> None:
    assert said in refused(lending, capsys, *arguments)
