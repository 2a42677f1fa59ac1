"""Verdicts that are met under a condition, and verdicts that something disagrees with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from speckb.cli.main import main
from speckb.corpus.settings import SettingsError
from speckb.tables.comparison import shown, table
from speckb.tables.entry_view import facts
from speckb.tables.explorer import explorer
from speckb.tables.fragments import verdict_pieces
from speckb.tables.need_fields import values
from speckb.tables.need_verdicts import values as of_verdicts
from speckb.tables.verdicts import verdict
from tests.unit.boasting import boast
from tests.unit.filled import CIRCLE, DESK, ELSEWHERE
from tests.unit.lending import CATALOGUE, PRIVACY, SLIPS

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus
    from speckb.tables.verdicts import Verdict
    from tests.unit.lending import Lending

LINK = """
[needs.links.disputed_by]
outgoing = "Disputed by"
incoming = "Disputes"
target_types = ["work"]
"""
YES = "offline-desk:\n    value: yes"
SUMMER = "the ferry runs"


@pytest.fixture
def lending(lending: Lending) -> Lending:
    """A base in which the slips meet LEND-10 in summer, and the catalogue is as before."""
    lending.change(DESK, "---\n\nIt is", ELSEWHERE)
    lending.change(DESK, "    met: [yes]\n", "    conditional: [yes]\n")
    lending.change(SLIPS, YES, f"{YES}\n    condition: {SUMMER}")
    lending.change(CIRCLE, YES, f"{YES}\n    condition: the readers are friends")
    lending.change(CATALOGUE, "offline-desk:\n    value: no", "offline-desk:\n    value: as-before")
    return lending


@pytest.fixture
def disputed(lending: Lending) -> Lending:
    """The same base, in which a work calls the value of the slips in question."""
    schema = json.loads(lending.text("schemas/candidate.json"))
    cell = schema["properties"]["criteria"]["additionalProperties"]["properties"]
    cell["disputed_by"] = schema["properties"]["draws_on"]
    lending.write("schemas/candidate.json", json.dumps(schema))
    lending.write("ubproject.toml", lending.text("ubproject.toml") + LINK)
    lending.change(SLIPS, SUMMER, f"{SUMMER}\n    disputed_by: [ALMANAC-7]")
    return lending


def of(found: Corpus, entry: str, about: str = "LEND-10") -> Verdict:
    return verdict(found, found.entries[entry], found.entries[about])


def texts(found: Corpus, entry: str, about: str = "LEND-10") -> list[str]:
    return [piece.text for piece in verdict_pieces(found, of(found, entry, about))]


def test_a_condition_is_shown_with_the_verdict(lending: Lending) -> None:
    found = lending.corpus()
    assert lending.rules() == []
    assert (of(found, "paper-slips").word, of(found, "paper-slips").conditions) == (
        "conditional",
        (SUMMER,),
    )
    assert texts(found, "paper-slips") == ["kept, if", f"if {SUMMER}"]
    (row,) = [r for r in table(found, "LEND-10-verdicts").records if r[0] == "paper-slips"]
    assert row[1:6] == ["conditional", "offline-desk", "yes", "conditional", [SUMMER]]
    matrix = table(found, "verdicts")
    assert matrix.records[0][-2:] == [[f"LEND-10: {SUMMER}"], []]
    assert [column.name for column in matrix.columns[-2:]] == ["conditions", "disputed"]
    slips = found.entries["paper-slips"]
    assert of_verdicts(found, slips)["verdicts_conditions"] == [f"LEND-10: {SUMMER}"]
    assert values(found.settings, slips)["offline_desk_condition"] == SUMMER


def test_a_condition_of_the_word_holds_for_all_values_with_it(lending: Lending) -> None:
    lending.change(SLIPS, f"    condition: {SUMMER}\n", "")
    lending.change(
        DESK, "    meaning: It lends as before.", "    condition: it is dry\n    meaning: X"
    )
    found = lending.corpus()
    assert of(found, "paper-slips").conditions == ("it is dry",)
    assert of(found, "swap-circle").conditions == ("the readers are friends",)


def test_who_inherits_a_conditional_verdict_has_its_conditions(lending: Lending) -> None:
    assert texts(lending.corpus(), "union-catalogue") == ["taken over: kept, if", f"if {SUMMER}"]
    lending.change(CATALOGUE, "grew_from:\n", "grew_from:\n  swap-circle: Readers asked.\n")
    assert texts(lending.corpus(), "union-catalogue") == [
        "taken over: kept, if",
        "if the readers are friends",
        f"if {SUMMER}",
    ]
    lending.change(CIRCLE, "value: yes\n    condition: the readers are friends", "value: no")
    found = lending.corpus()
    assert texts(found, "union-catalogue") == ["taken over"]
    judged = facts(found, found.entries["union-catalogue"]).judgement
    assert judged is not None
    why = next(row.because for row in judged.rows if row.id.endswith("LEND-10"))
    assert [piece.text for piece in why[-1]] == ["kept, if", f"if {SUMMER}", "Paper slips"]


def test_a_condition_does_not_make_up_for_a_part_that_is_missing(lending: Lending) -> None:
    """With `partly`, a part is not met whatever holds: that goes before a condition."""
    lending.change(
        PRIVACY,
        "  LEND-1:\n",
        "  LEND-10:\n    partly: [seen-at-the-desk]\n    reason: X.\n  LEND-1:\n",
    )
    lending.change(
        "ubproject.toml", '["met", "conditional", "partly"', '["missed", "partly", "conditional"'
    )
    lending.change("ubproject.toml", '"inherited", "missed"]', '"inherited", "met"]')
    found = of(lending.corpus(), "paper-slips")
    assert [reason.word for reason in found.reasons] == ["partly", "conditional"]
    assert (found.word, found.conditions) == ("partly", ())


def test_the_explorer_says_the_condition_and_what_disputes_it(disputed: Lending) -> None:
    data: dict[str, Any] = explorer(disputed.corpus(), lambda entry, place: f"{entry}#{place}")
    slips = next(entry for entry in data["entries"] if entry["id"] == "paper-slips")
    word, settled, ((criterion, where, more),), conditions = slips["verdicts"]["LEND-10"]
    assert (word, settled, conditions) == ("conditional", "conditional", [SUMMER])
    assert (criterion, where) == ("offline-desk", "B.3")
    assert slips["values"]["offline-desk"][2] == SUMMER
    assert more[:2] == [f"Condition: {SUMMER}.", "Disputed: Almanac."]


def test_what_calls_a_value_in_question_is_shown_with_the_verdict(disputed: Lending) -> None:
    found = disputed.corpus()
    mark = verdict_pieces(found, of(found, "paper-slips"))[-1]
    assert (mark.text, mark.entry, mark.tone) == ("disputed: <Almanac>", "ALMANAC-7", "disputed")
    assert texts(found, "union-catalogue")[-1] == "disputed: <Almanac>"
    assert [row[-1] for row in shown(found, "verdicts").records] == [
        ["LEND-10: ALMANAC-7"],
        ["LEND-10: ALMANAC-7"],
        [],
    ]
    slips = found.entries["paper-slips"]
    assert of_verdicts(found, slips)["verdicts_disputed"] == ["LEND-10: ALMANAC-7"]
    assert values(found.settings, slips)["disputed_by"] == ["ALMANAC-7"]
    cells = next(row.cells for row in facts(found, slips).values if "offline" in row.id)
    assert [piece.text for piece in cells[1]] == ["lends on", f"if {SUMMER}", mark.text]


def test_what_calls_a_value_in_question_is_an_entry(disputed: Lending) -> None:
    disputed.change(SLIPS, "disputed_by: [ALMANAC-7]", "disputed_by: [ALMANAC-8]")
    ((path, rule),) = disputed.rules()
    assert (path, rule) == (SLIPS, "link-unknown")
    assert "did you mean 'ALMANAC-7'" in disputed.said()


def test_the_link_to_it_must_be_declared(disputed: Lending) -> None:
    disputed.write("ubproject.toml", disputed.text("ubproject.toml").replace(LINK, ""))
    with pytest.raises(SettingsError, match="'disputed_by' must be a link"):
        disputed.corpus()


def test_a_claim_that_says_otherwise_is_shown_with_the_verdict(lending: Lending) -> None:
    found = boast(lending).corpus()
    mark = verdict_pieces(found, of(found, "swap-circle", "LEND-1"))[-1]
    assert (mark.text, mark.entry) == ("claimed: kept (The leaflet)", "swap-circle")
    claimed = facts(found, found.entries["swap-circle"]).claimed
    assert claimed is not None
    assert mark.anchor in [row.id for row in claimed.rows]
    assert texts(found, "union-catalogue", "LEND-1") == ["kept"]
    column = [row[-1] for row in table(found, "verdicts").records]
    assert column == [[], [], ["LEND-1: claimed: kept (The leaflet)"]]


def test_a_rename_and_a_removal_reach_it(disputed: Lending) -> None:
    root = ["--root", str(disputed.root)]
    assert main([*root, "rename", "ALMANAC-7", "ALMANAC-9"]) == 0
    assert "disputed_by: [ALMANAC-9]" in disputed.text(SLIPS)
    assert main([*root, "remove", "ALMANAC-9", "--unlink", "--reason", "It is sold out."]) == 0
    assert "disputed_by" not in disputed.text(SLIPS)
    assert disputed.rules() == []


def test_a_value_that_is_too_uncertain_gives_no_verdict(disputed: Lending) -> None:
    disputed.change(SLIPS, f"    condition: {SUMMER}\n", "    no_verdict: The almanac is torn.\n")
    schema = json.loads(disputed.text("schemas/candidate.json"))
    cell = schema["properties"]["criteria"]["additionalProperties"]["properties"]
    cell["no_verdict"] = cell["condition"]
    disputed.write("schemas/candidate.json", json.dumps(schema))
    assert disputed.rules() == []
    found = disputed.corpus()
    assert of(found, "paper-slips").word == "not-assessed"
    assert of(found, "swap-circle").word == "conditional"
    assert texts(found, "paper-slips") == ["nobody measured", "disputed: <Almanac>"]
    for name, place in (
        ("LEND-10", "LEND-10--paper-slips"),
        ("paper-slips", "paper-slips--LEND-10"),
    ):
        judged = facts(found, found.entries[name]).judgement
        assert judged is not None
        why = next(row.because for row in judged.rows if row.id == place)
        assert ("The almanac is torn.", "editorial") in [
            (p.text, p.tone) for line in why for p in line
        ]
    (row,) = [r for r in table(found, "LEND-10-verdicts").records if r[0] == "paper-slips"]
    assert row[-1] == "The almanac is torn."
