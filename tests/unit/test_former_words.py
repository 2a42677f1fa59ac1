"""The words that a suspect assessment rested on, and what one change made suspect."""

from __future__ import annotations

import json

import pytest

from speckb.cli.main import main
from speckb.diff import former_words
from speckb.rules import reviews
from tests.unit.gitrepo import GitRepo
from tests.unit.lending import LEND_1, PRIVACY, SLIPS, Lending

Capture = pytest.CaptureFixture[str]
FILE = "reviews.txt"
MEANING = "Desks on the way know too.", "Each desk on the way knows."
FORMER = "confirmed with the text of "
DIFF = "seen-at-the-desk: [-Desks-] {+Each desk+} on the way [-know too.-] {+knows.+}"
VALUE = "value: seen-at-the-desk", "value: open-ledger"


@pytest.fixture
def kept(lending: Lending) -> Lending:
    """A knowledge base whose assessments are all confirmed, in a repository."""
    lending.change("ubproject.toml", "[speckb]\n", f'[speckb]\nreviews = "{FILE}"\n')
    reviews.confirm(lending.corpus(), None)
    GitRepo(lending.root).commit("All is confirmed")
    return lending


def run(lending: Lending, capsys: Capture, *arguments: str) -> str:
    status = main(["--root", str(lending.root), *arguments])
    out, err = capsys.readouterr()
    assert status == 0, err
    return out


def test_a_finding_shows_what_the_words_were_and_are(kept: Lending, capsys: Capture) -> None:
    kept.change(PRIVACY, *MEANING)
    out = run(kept, capsys, "check")
    assert f"\n  {FORMER}" in out
    assert f" (2023-11-15):\n    {DIFF}\n" in out
    assert f"    partly {DIFF}\n" in out


def test_the_json_of_a_finding_has_the_words_too(kept: Lending, capsys: Capture) -> None:
    kept.change(PRIVACY, *MEANING)
    first, _ = json.loads(run(kept, capsys, "check", "--format", "json"))["findings"]
    assert first["more"].startswith(FORMER)
    assert first["more"].endswith(f"\n  {DIFF}")
    kept.change(PRIVACY, *MEANING[::-1])
    assert json.loads(run(kept, capsys, "check", "--format", "json"))["findings"] == []


def test_the_words_are_found_behind_later_commits(kept: Lending, capsys: Capture) -> None:
    repository = GitRepo(kept.root, new=False)
    for number, word in enumerate(["One", "Two", "Three"]):
        kept.change(PRIVACY, ["Desks", "One", "Two"][number], word)
        repository.commit(word)
    kept.change(PRIVACY, "title: Privacy", "title: More privacy")
    repository.commit("A title")
    assert "[-Desks-] {+Three+} on the way" in run(kept, capsys, "check")


def test_the_words_are_found_under_a_former_id(kept: Lending, capsys: Capture) -> None:
    run(kept, capsys, "rename", "paper-slips", "slips")
    GitRepo(kept.root, new=False).commit("Rename")
    kept.change(PRIVACY, *MEANING)
    assert DIFF in run(kept, capsys, "explain", "slips:loan-privacy")


def test_a_value_that_changed_is_shown_with_both_meanings(kept: Lending, capsys: Capture) -> None:
    kept.change(SLIPS, *VALUE)
    said = "[-seen-at-the-desk: Desks on the way know too.-] {+open-ledger: Every reader knows.+}"
    assert said in run(kept, capsys, "check")


@pytest.mark.parametrize("state", ["no git", "no commit", "a draft that was confirmed"])
def test_where_git_does_not_have_the_words_it_is_said(
    state: str, lending: Lending, capsys: Capture
) -> None:
    lending.change("ubproject.toml", "[speckb]\n", f'[speckb]\nreviews = "{FILE}"\n')
    if state == "a draft that was confirmed":
        GitRepo(lending.root).commit("Nothing is confirmed")
        lending.change(PRIVACY, "Desks on", "Some desks on")
    reviews.confirm(lending.corpus(), None)
    if state == "no commit":
        GitRepo(lending.root)
    lending.change(PRIVACY, "esks on the way", "esk by the road")
    out = run(lending, capsys, "check")
    missing = former_words.NO_GIT if state == "no git" else former_words.NO_WORDS
    assert f"  {missing}; now: seen-at-the-desk: " in out
    left = run(lending, capsys, "review", "--because", "loan-privacy")
    assert f"paper-slips:loan-privacy was not confirmed: {missing}\n" in left
    assert "confirmed 0 assessments (reviews.txt)\n" in left


def test_an_older_version_that_no_schema_fits_is_passed_over(
    kept: Lending, capsys: Capture
) -> None:
    repository = GitRepo(kept.root, new=False)
    text = kept.text(PRIVACY)
    kept.write(PRIVACY, "---\nid: [\n---\n")
    repository.commit("Broken")
    kept.write(PRIVACY, text.replace(*MEANING))
    repository.commit("Mended")
    assert DIFF in run(kept, capsys, "check")


def test_an_assessment_is_explained_by_its_words(kept: Lending, capsys: Capture) -> None:
    out = run(kept, capsys, "explain", "paper-slips:loan-privacy")
    assert out.startswith(f"paper-slips:loan-privacy ({SLIPS}:11:3)\nconfirmed as it is\n")
    assert "It rests on this text:\n  seen-at-the-desk\n  seen-at-the-desk: Desks on" in out


def test_a_pattern_confirms_what_all_say_by_one_criterion(kept: Lending, capsys: Capture) -> None:
    kept.change(PRIVACY, *MEANING)
    out = run(kept, capsys, "review", "*:loan-privacy")
    assert out == "paper-slips:loan-privacy\nconfirmed 1 assessment (reviews.txt)\n"
    assert kept.rules() == [(PRIVACY, "link-suspect")]


def test_all_that_one_change_made_suspect_is_confirmed(kept: Lending, capsys: Capture) -> None:
    kept.change(PRIVACY, *MEANING)
    kept.change(LEND_1, "from everybody", "from all people")
    out = run(kept, capsys, "review", "--because", "loan-privacy")
    assert out == (
        "paper-slips:loan-privacy\n"
        "loan-privacy:LEND-1 was not confirmed: it also rests on changes outside loan-privacy\n"
        "confirmed 1 assessment (reviews.txt)\n"
    )
    assert "LEND-1:market-day\n" in run(kept, capsys, "review", "--because", "LEND-1")
    assert kept.rules() == [(PRIVACY, "link-suspect")]


def test_a_dry_run_shows_what_is_confirmed_and_writes_nothing(
    kept: Lending, capsys: Capture
) -> None:
    kept.change(PRIVACY, *MEANING)
    before = kept.text(FILE)
    out = run(kept, capsys, "review", "paper-slips", "--dry-run")
    assert out.startswith(f"paper-slips:loan-privacy\n  {FORMER}")
    assert out.endswith(f"    {DIFF}\nconfirmed 1 assessment (reviews.txt)\nnothing was written\n")
    assert kept.text(FILE) == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["review"], "name what to confirm, such as ENTRY, ENTRY:NAME or '*:NAME'"),
        (["review", "*:loan-privcy"], "unknown assessment '*:loan-privcy'"),
        (["review", "--because", "LEND-2x"], "unknown entry 'LEND-2x'; did you mean"),
        (["explain", "paper-slips:loan"], "unknown assessment 'paper-slips:loan'; did you mean"),
    ],
)
def test_what_names_nothing_is_refused(
    arguments: list[str], said: str, kept: Lending, capsys: Capture
) -> None:
    assert main(["--root", str(kept.root), *arguments]) == 2
    assert said in capsys.readouterr().err
