"""Who is left for a choice, and questions in prose: their ids follow renames and removals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speckb.cli.main import main
from speckb.corpus.choices import Choice, choice, explorer_page, in_view
from speckb.tables.choices import standings
from tests.unit.lending import PRIVACY, RECALL

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus
    from tests.unit.lending import Lending

CHOOSE = "side-by-side/choose.md"

ASKED = ":meet: LEND-1\n"


def left(corpus: Corpus, made: Choice) -> dict[str, str]:
    return {one.entry.id: one.state for one in standings(corpus, made) if one.is_left}


@pytest.mark.parametrize(
    ("meet", "values", "found"),
    [
        ("", "", {"paper-slips": "met", "union-catalogue": "met", "swap-circle": "met"}),
        ("LEND-1", "", {"union-catalogue": "met"}),
        ("", "loan-privacy: seen-at-the-desk, sealed-envelope", {"paper-slips", "union-catalogue"}),
        ("LEND-1", "loan-privacy: open-ledger", {}),
        ("", "offline-desk: yes; loan-privacy: seen-at-the-desk", {"paper-slips": "met"}),
        ("LEND-99", "loan-privacy: no-word", {}),
    ],
)
def test_who_meets_everything_is_left(
    meet: str, values: str, found: dict[str, str], lent: Corpus
) -> None:
    made = left(lent, choice(meet, values))
    assert (made if isinstance(found, dict) else {*made}) == found


def test_an_accepted_value_with_a_condition_is_met_under_it(lending: Lending) -> None:
    lending.change(
        PRIVACY, "    meaning: Desks on", "    condition: it rains\n    meaning: Desks on"
    )
    (slips,) = [
        one
        for one in standings(lending.corpus(), choice("", "loan-privacy: seen-at-the-desk"))
        if one.is_left
    ]
    assert slips.entry.id == "paper-slips"
    assert slips.state == "conditional"
    assert [answer.conditions for answer in slips.answers] == [("it rains",)]


def test_the_best_come_first(lent: Corpus) -> None:
    found = standings(lent, choice("LEND-1", "offline-desk: yes"))
    states = [one.state for one in found]
    assert states == sorted(states, key=["met", "conditional", "open", "missed"].index)


def test_the_address_is_that_of_the_explorer() -> None:
    made = choice("B-2, A,B-2", "c: x,y ;d:z; c: w")
    assert made == Choice(["B-2", "A"], {"c": ["x", "y", "w"], "d": ["z"]})
    assert made.address == "meet=B-2,A&value=c:x,y,w;d:z"
    assert choice("", "").address == ""


def test_a_view_asks_by_what_it_has(knowledge: Corpus, today: Corpus) -> None:
    asked = choice("R-AVOID-CLIPPING, R-FORK-RETARGET", "pki: not-used, optional")
    assert in_view(today, asked) == asked
    assert in_view(knowledge, asked) == Choice(["R5", "R1", "R3"], {"pki": ["not-used"]})
    assert in_view(knowledge, choice("R-ID-BINDING", "")) is None
    assert in_view(knowledge, choice("", "pki: optional")) is None
    assert in_view(knowledge, choice("", "who-must-use-it: required")) is None


def test_a_rename_reaches_questions(lending: Lending) -> None:
    root = ["--root", str(lending.root)]
    assert main([*root, "rename", "LEND-1", "LEND-20"]) == 0
    assert main([*root, "rename", "overdue-recall", "recall"]) == 0
    assert ":meet: LEND-20\n:values: recall: rings-by-itself, by-letter\n" in lending.text(CHOOSE)
    assert lending.rules() == []


def test_a_value_that_is_spelt_like_the_id_is_left(lending: Lending) -> None:
    lending.change(PRIVACY, "  open-ledger:\n", "  LEND-1:\n")
    lending.change(PRIVACY, "missed: [open-ledger]", "missed: [LEND-1]")
    lending.change("candidates/swap-circle.md", "value: open-ledger", "value: LEND-1")
    lending.change(CHOOSE, ":values: ", ":values: loan-privacy: LEND-1; ")
    assert main(["--root", str(lending.root), "rename", "LEND-1", "LEND-20"]) == 0
    assert ":meet: LEND-20\n:values: loan-privacy: LEND-1; overdue-recall" in lending.text(CHOOSE)


def test_a_removal_takes_an_id_out_of_a_question(
    lending: Lending, capsys: pytest.CaptureFixture[str]
) -> None:
    lending.write(
        "demands/LEND-3.md", lending.text("demands/LEND-1.md").replace("LEND-1", "LEND-3")
    )
    lending.change(
        PRIVACY,
        "  LEND-1:\n",
        "  LEND-3:\n    met: [sealed-envelope]\n    reason: So.\n  LEND-1:\n",
    )
    lending.change(CHOOSE, ASKED, ":meet: LEND-1, LEND-3\n")
    remove = ["--root", str(lending.root), "remove", "LEND-3"]
    assert main(remove) == 1
    assert f"{CHOOSE}:16:16: :meet: LEND-1, LEND-3" in capsys.readouterr().out
    assert main([*remove, "--unlink", "--reason", "It was asked twice."]) == 0
    assert ASKED in lending.text(CHOOSE)
    assert lending.rules() == []


def test_the_only_choice_of_a_question_is_left_to_its_author(
    lending: Lending, capsys: pytest.CaptureFixture[str]
) -> None:
    before = lending.text(CHOOSE)
    remove = ["--root", str(lending.root), "remove", "LEND-1", "--unlink", "--reason", "Gone."]
    assert main(remove) == 2
    assert f"{CHOOSE}:16:8: remove this choice of a question by hand" in capsys.readouterr().err
    assert lending.text(CHOOSE) == before


def test_a_merge_turns_the_choice_over(lending: Lending) -> None:
    lending.write(
        "demands/LEND-3.md", lending.text("demands/LEND-1.md").replace("LEND-1", "LEND-3")
    )
    lending.change(CHOOSE, ASKED, ":meet: LEND-3\n")
    assert main(["--root", str(lending.root), "remove", "LEND-3", "--into", "LEND-1"]) == 0
    assert ASKED in lending.text(CHOOSE)


def test_without_an_explorer_there_is_no_page(lending: Lending) -> None:
    assert explorer_page(lending.corpus()) == "side-by-side/choose"
    lending.change(CHOOSE, "```{explorer}\n```\n", "")
    assert explorer_page(lending.corpus()) == ""


@pytest.mark.parametrize("lacking", ["asks: Must somebody ask for late books?\n", "answers"])
def test_a_question_and_its_answers_come_together(lacking: str, lending: Lending) -> None:
    text = lending.text(RECALL)
    start = text.index(lacking)
    end = text.index("values:\n  rings") if lacking == "answers" else start + len(lacking)
    lending.write(RECALL, text[:start] + text[end:])
    assert (RECALL, "field-missing") in lending.rules()
