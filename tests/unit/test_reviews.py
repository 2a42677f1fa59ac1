"""What makes an assessment suspect and what does not, and the file that remembers."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from speckb.cli.main import main
from speckb.errors import UsageError
from speckb.rules import reviews
from tests.unit.interrupting import Steps, full, tree
from tests.unit.lending import CATALOGUE, LEND_1, PRIVACY, SLIPS, Lending

if TYPE_CHECKING:
    from speckb.rules.finding import Place

FILE = "reviews.txt"
DESK = "yardsticks/offline-desk.md"


@pytest.fixture
def reviewed(lending: Lending) -> Lending:
    """A knowledge base whose assessments are all confirmed."""
    if "reviews =" not in lending.text("ubproject.toml"):
        lending.change("ubproject.toml", "[speckb]\n", f'[speckb]\nreviews = "{FILE}"\n')
    reviews.confirm(lending.corpus(), None)
    assert suspects(lending) == []
    return lending


def suspects(lending: Lending) -> list[str]:
    """Return entry and name of each suspect assessment; there is no other finding."""
    findings = lending.findings()
    assert {(finding.rule, finding.severity) for finding in findings} <= {
        ("link-suspect", "warning")
    }
    return [f"{Path(f.place.path).stem}:{marked(lending, f.place)}" for f in findings]


def marked(lending: Lending, place: Place) -> str:
    """Return the text at a place."""
    line = lending.text(place.path).split("\n")[place.line - 1]
    return line[place.column - 1 : place.end - 1]


def lines(lending: Lending) -> list[str]:
    """Return the lines of the file that are no comments."""
    return [line for line in lending.text(FILE).splitlines() if not line.startswith("#")]


def test_every_assessment_is_confirmed_once(reviewed: Lending) -> None:
    found = [line.split()[:2] for line in lines(reviewed)]
    candidates = ("paper-slips", "swap-circle", "union-catalogue")
    criteria = ("loan-privacy", "offline-desk", "overdue-recall")
    pairs = [[entry, name] for entry in candidates for name in criteria]
    judged = [["LEND-1", "market-day"], ["LEND-10", "flooded-branch"]]
    assert found == sorted([*pairs, *judged, ["loan-privacy", "LEND-1"]])


def test_without_the_file_everything_is_suspect(reviewed: Lending) -> None:
    (reviewed.root / FILE).unlink()
    assert len(suspects(reviewed)) == 12
    messages = {finding.message for finding in reviewed.findings()}
    assert any("loan-privacy says about LEND-1 was never confirmed" in said for said in messages)


def test_where_the_settings_name_no_file_nothing_is_suspect(reviewed: Lending) -> None:
    (reviewed.root / FILE).unlink()
    reviewed.change("ubproject.toml", f'reviews = "{FILE}"\n', "")
    assert suspects(reviewed) == []


STATEMENT = "statement: >-\n"


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        pytest.param(PRIVACY, "Desks on the way", "Desks  on\n      the way", id="white space"),
        pytest.param(PRIVACY, "label: sealed\n", "label: shut\n", id="the label of a value"),
        pytest.param(PRIVACY, "tone: mixed", "tone: bad", id="the tone of a value"),
        pytest.param(PRIVACY, "hides a loan from", "keeps a loan from", id="a reason"),
        pytest.param(PRIVACY, "A yardstick for", "The yardstick for", id="prose"),
        pytest.param(SLIPS, "Whoever sorts", "Everybody who sorts", id="a note"),
        pytest.param(SLIPS, "title: Paper slips", "title: Slips", id="a title"),
        pytest.param(SLIPS, "days: 9.5", "days: 10", id="a fact that is no assessment"),
        pytest.param(CATALOGUE, "table says 48", "table has 48", id="an editorial remark"),
        pytest.param(LEND_1, "title: Nobody", "title: None", id="the title of a demand"),
        pytest.param(LEND_1, "[HARBOUR-1911]", "[QUILL-RULES]", id="a link of a demand"),
        pytest.param(LEND_1, "many people stand", "many stand", id="the reason of a link"),
        pytest.param(LEND_1, STATEMENT, f"{STATEMENT}\n", id="a blank line"),
        pytest.param(LEND_1, STATEMENT, STATEMENT.replace(">-", ">"), id="another block"),
    ],
)
def test_what_an_assessment_does_not_rest_on_may_change(
    name: str, old: str, new: str, reviewed: Lending
) -> None:
    reviewed.change(name, old, new)
    assert [f for f in reviewed.findings() if f.rule == "link-suspect"] == []


def test_a_statement_that_changes_makes_its_assessments_suspect(reviewed: Lending) -> None:
    text = reviewed.text(LEND_1)
    start = text.index("MUST", text.index(STATEMENT))
    reviewed.write(LEND_1, f"{text[:start]}MUST at once{text[start + 4 :]}")
    assert suspects(reviewed) == ["LEND-1:market-day", "loan-privacy:LEND-1"]
    message = reviewed.findings()[-1].message
    assert "what loan-privacy says about LEND-1 rests on text that changed" in message
    assert "speckb review loan-privacy:LEND-1" in message


def test_a_meaning_that_changes_makes_what_has_the_value_suspect(reviewed: Lending) -> None:
    reviewed.change(PRIVACY, "Desks on the way know too.", "A desk on the way knows.")
    assert suspects(reviewed) == ["paper-slips:loan-privacy", "loan-privacy:LEND-1"]


def test_a_judged_link_rests_on_the_words_of_both_ends(reviewed: Lending) -> None:
    reviewed.change("circumstances/market-day.md", "The whole valley", "Half the valley")
    assert suspects(reviewed) == ["LEND-1:market-day"]
    reviews.confirm(reviewed.corpus(), {"LEND-1:market-day"})
    assert suspects(reviewed) == []


def test_a_judged_link_to_another_entry_is_confirmed_anew(reviewed: Lending) -> None:
    reviewed.change(LEND_1, "  market-day:", "  flooded-branch:")
    assert suspects(reviewed) == ["LEND-1:flooded-branch"]


def test_a_link_that_is_no_judgement_of_the_editors_needs_no_confirmation(
    reviewed: Lending,
) -> None:
    reviewed.change("ubproject.toml", 'editorial_links = ["prompted_by"]\n', "")
    reviews.confirm(reviewed.corpus(), None)
    assert [line for line in lines(reviewed) if "market-day" in line] == []


def test_two_judged_links_between_the_same_entries_share_a_line(reviewed: Lending) -> None:
    reviewed.change("ubproject.toml", '["prompted_by"]', '["prompted_by", "seen_in"]')
    reviewed.change(LEND_1, "draws_on:", "seen_in: [market-day]\ndraws_on:")
    schema = reviewed.text("schemas/demand.json")
    items = '"items": { "type": "string" }'
    field = f'"properties": {{ "seen_in": {{ "title": "Seen in", "type": "array", {items} }},'
    reviewed.write("schemas/demand.json", schema.replace('"properties": {', field, 1))
    assert suspects(reviewed)[0] == "LEND-1:market-day"
    reviews.confirm(reviewed.corpus(), None)
    assert suspects(reviewed) == []
    reviewed.change(LEND_1, "seen_in: [market-day]\n", "")
    assert suspects(reviewed) == ["LEND-1:market-day"]


@pytest.mark.parametrize("field", ["depends_on: whoever asks", "inherits: grew_from"])
def test_where_a_value_is_decided_belongs_to_its_meaning(field: str, reviewed: Lending) -> None:
    reviewed.change(PRIVACY, "    tone: mixed\n", f"    tone: mixed\n    {field}\n")
    found = {f"{finding.place.path}" for finding in reviewed.findings()}
    assert {SLIPS, PRIVACY} <= found


CLAIMS = ["LEND-1:union-catalogue", "LEND-1:swap-circle"]


def claims_of(boasting: Lending) -> list[str]:
    """Return the claims that are suspect, once all that was there is confirmed."""
    return [name for name in suspects(boasting) if name in CLAIMS]


@pytest.fixture
def claiming(boasting: Lending) -> Lending:
    """A base whose claims are all confirmed."""
    boasting.change("ubproject.toml", "[speckb]\n", f'[speckb]\nreviews = "{FILE}"\n')
    reviews.confirm(boasting.corpus(), None)
    assert claims_of(boasting) == []
    return boasting


@pytest.mark.parametrize(
    ("name", "old", "new", "suspect"),
    [
        pytest.param(
            *(LEND_1, "hide a loan from everybody", "hide a loan from all"),
            CLAIMS,
            id="what the claims are about",
        ),
        pytest.param(
            *(LEND_1, "claim: kept", "claim: kept on Mondays"),
            ["LEND-1:union-catalogue"],
            id="the word that is claimed",
        ),
        pytest.param(
            *("ubproject.toml", '"kept" = { counts_as = "met"', '"kept" = { counts_as = "partly"'),
            CLAIMS,
            id="what the word counts as",
        ),
        pytest.param(*(LEND_1, "We seal every slip.", "All is sealed."), [], id="the reason"),
        pytest.param(*(LEND_1, "hide a loan", "hide a\n  loan"), [], id="white space"),
    ],
)
def test_a_claim_rests_on_what_it_is_about_and_on_what_its_word_counts_as(
    name: str, old: str, new: str, suspect: list[str], claiming: Lending
) -> None:
    claiming.change(name, old, new)
    assert claims_of(claiming) == suspect


def test_a_meaning_that_nothing_has_makes_nothing_suspect(reviewed: Lending) -> None:
    unused = "  never:\n    label: never\n    tone: bad\n    meaning: Never.\n"
    reviewed.change(DESK, "  yes:\n", f"{unused}  yes:\n")
    assert suspects(reviewed) == []


def test_another_value_makes_its_cell_suspect(reviewed: Lending) -> None:
    reviewed.change(SLIPS, "value: seen-at-the-desk", "value: open-ledger")
    assert suspects(reviewed) == ["paper-slips:loan-privacy"]


def test_another_verdict_makes_the_assessment_suspect(reviewed: Lending) -> None:
    reviewed.change(PRIVACY, "partly: [seen-at", "missed: [seen-at")
    reviewed.change(PRIVACY, "    missed: [open-ledger]\n", "")
    assert suspects(reviewed) == ["loan-privacy:LEND-1"]


def test_a_new_assessment_is_suspect(reviewed: Lending) -> None:
    reviewed.change(
        DESK,
        "---\n\n",
        "assesses:\n  LEND-2:\n    met: [yes]\n    reason: A reason.\n---\n\n",
    )
    assert suspects(reviewed) == ["offline-desk:LEND-2"]


def test_what_was_changed_back_is_confirmed_as_before(reviewed: Lending) -> None:
    reviewed.change(PRIVACY, "Desks on the way", "Desks near the way")
    assert suspects(reviewed)
    reviewed.change(PRIVACY, "Desks near the way", "Desks on the way")
    assert suspects(reviewed) == []


def test_a_change_of_one_file_changes_the_lines_of_its_assessments_alone(
    reviewed: Lending,
) -> None:
    before = lines(reviewed)
    reviewed.change(SLIPS, "value: seen-at-the-desk", "value: open-ledger")
    reviews.confirm(reviewed.corpus(), None)
    changed = [line for line in lines(reviewed) if line not in before]
    assert [line.split()[:2] for line in changed] == [["paper-slips", "loan-privacy"]]
    assert len(lines(reviewed)) == len(before)


def test_confirming_twice_writes_the_same_bytes(reviewed: Lending) -> None:
    before = reviewed.text(FILE)
    assert reviews.confirm(reviewed.corpus(), None) == []
    assert reviewed.text(FILE) == before
    assert before.endswith("\n")
    assert lines(reviewed) == sorted(lines(reviewed))


def test_only_what_is_named_is_confirmed(reviewed: Lending) -> None:
    reviewed.change(PRIVACY, "Desks on the way", "Desks near the way")
    corpus = reviewed.corpus()
    assert reviews.confirm(corpus, {"swap-circle"}) == []
    assert reviews.confirm(corpus, {"loan-privacy:LEND-1"}) == [("loan-privacy", "LEND-1")]
    assert suspects(reviewed) == ["paper-slips:loan-privacy"]
    assert reviews.confirm(corpus, {"paper-slips"}) == [("paper-slips", "loan-privacy")]
    assert suspects(reviewed) == []


def test_lines_of_assessments_that_are_gone_are_dropped(reviewed: Lending) -> None:
    text = reviewed.text(FILE)
    reviewed.write(FILE, f"{text}zebra nobody 0123456789ab\n")
    assert suspects(reviewed) == []
    reviews.confirm(reviewed.corpus(), {"swap-circle"})
    assert reviewed.text(FILE) == text


def test_an_assessment_that_nobody_confirmed_stays_out_until_it_is(reviewed: Lending) -> None:
    text = reviewed.text(FILE)
    text = "".join(line for line in text.splitlines(True) if " LEND-1 " not in line)
    reviewed.write(FILE, text)
    reviews.confirm(reviewed.corpus(), {"paper-slips"})
    assert suspects(reviewed) == ["loan-privacy:LEND-1"]


def test_the_file_is_replaced_and_not_written_into(reviewed: Lending) -> None:
    path = reviewed.root / FILE
    other = reviewed.root / "other-name"
    os.link(path, other)
    before = other.read_text(encoding="utf-8")
    reviewed.change(SLIPS, "value: seen-at-the-desk", "value: open-ledger")
    reviews.confirm(reviewed.corpus(), None)
    assert other.read_text(encoding="utf-8") == before != path.read_text(encoding="utf-8")
    assert [p.name for p in reviewed.root.iterdir() if "reviews" in p.name] == [FILE]


def test_a_full_disk_leaves_the_file_as_it_was_and_is_no_traceback(
    reviewed: Lending, capsys: pytest.CaptureFixture[str]
) -> None:
    reviewed.change(SLIPS, "value: seen-at-the-desk", "value: open-ledger")
    before = tree(reviewed.root)
    with Steps(3, full).counted():
        assert main(["--root", str(reviewed.root), "review", "--all"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("speckb: ")
    assert "No space left on device" in said
    assert main(["--root", str(reviewed.root), "explain"]) == 0
    assert tree(reviewed.root) == before


def test_comments_of_editors_stay_above_the_lines(reviewed: Lending) -> None:
    reviewed.write(FILE, "# By the desk.\n" + reviewed.text(FILE))
    reviewed.change(SLIPS, "value: seen-at-the-desk", "value: open-ledger")
    reviews.confirm(reviewed.corpus(), None)
    assert reviewed.text(FILE).startswith("# By the desk.\n" + reviews.HEAD)
    assert reviewed.rules() == []


CONFLICT = "<<<<<<< HEAD\n{0} 000000000000\n=======\n{0} 111111111111\n>>>>>>> branch (words)\n"


def conflict(reviewed: Lending) -> None:
    """Leave what git leaves where both sides confirmed the same assessment."""
    text = reviewed.text(FILE)
    line = next(line for line in text.splitlines(True) if line.startswith("paper-slips loan"))
    reviewed.write(FILE, text.replace(line, CONFLICT.format("paper-slips loan-privacy")))


@pytest.mark.parametrize("arguments", [["check"], ["review", "--all"], ["review", "swap-circle"]])
def test_a_merge_conflict_in_the_file_is_a_finding_at_its_line(
    arguments: list[str], reviewed: Lending, capsys: pytest.CaptureFixture[str]
) -> None:
    conflict(reviewed)
    before = reviewed.text(FILE)
    number = before.splitlines().index("<<<<<<< HEAD") + 1
    assert main(["--root", str(reviewed.root), *arguments]) == 1
    said = "".join(capsys.readouterr())
    unfinished = "error: unresolved merge conflict; keep the lines of one side"
    assert f"{FILE}:{number}:1: {unfinished}" in said
    assert "\n  <<<<<<< HEAD\n  ^^^^^^^^^^^^\n" in said
    assert reviewed.text(FILE) == before


def test_a_conflict_is_never_overwritten_even_where_its_rule_is_off(reviewed: Lending) -> None:
    conflict(reviewed)
    before = reviewed.text(FILE)
    with pytest.raises(UsageError, match=rf"{FILE}:\d+: unresolved merge conflict"):
        reviews.confirm(reviewed.corpus(), None)
    assert reviewed.text(FILE) == before


def test_in_a_conflict_what_either_side_confirmed_as_it_stands_is_not_suspect(
    reviewed: Lending,
) -> None:
    text = reviewed.text(FILE)
    line = next(line for line in text.splitlines(True) if line.startswith("paper-slips loan"))
    other = "paper-slips loan-privacy 000000000000\n"
    for ours, theirs in ((line, other), (other, line), ("", line), (line, "")):
        mark = f"<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> autumn\n"
        reviewed.write(FILE, text.replace(line, mark))
        assert [finding.rule for finding in reviewed.findings()] == ["review-line"]
    mark = f"<<<<<<< HEAD\n{other}||||||| 1a2b\n{line}=======\n{other}>>>>>>> autumn\n"
    reviewed.write(FILE, text.replace(line, mark))
    assert {finding.rule for finding in reviewed.findings()} == {"review-line", "link-suspect"}


def test_whichever_side_of_a_conflict_is_taken_what_does_not_hold_is_suspect(
    reviewed: Lending,
) -> None:
    conflict(reviewed)
    text = reviewed.text(FILE)
    for side in ("000000000000", "111111111111"):
        kept = [
            line
            for line in text.splitlines(True)
            if line[0] not in "<=>" and (line.split()[2] == side or "0000" not in line)
        ]
        kept = [line for line in kept if side in line or "1111" not in line]
        reviewed.write(FILE, "".join(kept))
        assert suspects(reviewed) == ["paper-slips:loan-privacy"]


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"\xff\xfe", [1]),
        (b"\0", [1]),
        (b"a b\n", [1]),
        (b"a b c d\n\nx\n", [1, 3]),
        (b"a b 0123456789ax\n", [1]),
        (b"a b 0123456789ab\n" * 2, [2]),
        (b"=======\n", [1]),
    ],
)
def test_a_line_that_is_none_is_a_finding(data: bytes, lines: list[int], reviewed: Lending) -> None:
    text = reviewed.text(FILE).encode()
    reviewed.write(FILE, data + b"\n" + text)
    found = [finding.place for finding in reviewed.findings()]
    assert [(place.path, place.line) for place in found] == [(FILE, line) for line in lines]


def test_a_folder_in_place_of_the_file_is_one_finding(reviewed: Lending) -> None:
    (reviewed.root / FILE).unlink()
    (reviewed.root / FILE).mkdir()
    (finding,) = reviewed.findings()
    assert (finding.rule, finding.message) == (
        "review-line",
        "a folder; the reviews must be in a file",
    )
    with pytest.raises(UsageError, match="a folder; the reviews must be in a file"):
        reviews.confirm(reviewed.corpus(), None)


def test_a_symbolic_link_in_place_of_the_file_is_not_read(reviewed: Lending) -> None:
    (reviewed.root.parent / "secret.txt").write_text("secret words", encoding="utf-8")
    (reviewed.root / FILE).unlink()
    (reviewed.root / FILE).symlink_to("../secret.txt")
    assert "a symbolic link; the reviews must be in a file [review-line]" in reviewed.said()
    assert "secret words" not in reviewed.said()
    with pytest.raises(UsageError, match="a symbolic link"):
        reviews.confirm(reviewed.corpus(), None)


def test_comments_blank_lines_and_other_line_ends_are_passed_over(reviewed: Lending) -> None:
    text = reviewed.text(FILE)
    reviewed.write(FILE, f"# a comment\n\n{text}".replace("\n", "\r\n"))
    assert suspects(reviewed) == []


def test_a_broken_entry_makes_no_other_assessment_suspect(reviewed: Lending) -> None:
    reviewed.write(LEND_1, "no front matter\n")
    assert [f.rule for f in reviewed.findings()] == ["front-matter-missing"]


def test_an_entry_may_accept_that_its_assessment_is_suspect(reviewed: Lending) -> None:
    reviewed.change(PRIVACY, "Desks on the way", "Desks near the way")
    accepted = "accepted:\n  link-suspect: It is read again in spring.\n"
    reviewed.change(PRIVACY, "seen_in:", f"{accepted}seen_in:")
    assert suspects(reviewed) == ["paper-slips:loan-privacy"]
