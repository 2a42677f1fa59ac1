"""The explorer's data: everything that can be asked, every answer, and why."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from speckb.tables.choices import condition_of
from speckb.tables.explorer import explorer, packed
from speckb.tables.verdicts import assessed, judged, speaking, verdict

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus


def data(corpus: Corpus) -> dict[str, Any]:
    found = explorer(corpus, lambda entry, _: f"{corpus.entries[entry].docname}.html")
    copied: dict[str, Any] = json.loads(json.dumps(found))
    return copied


@pytest.fixture(params=["full", "lent"])
def corpus(request: pytest.FixtureRequest, full: Corpus, lent: Corpus) -> Corpus:
    return full if request.param == "full" else lent


def test_what_criteria_speak_to_can_be_asked_and_the_rest_is_named(corpus: Corpus) -> None:
    found = data(corpus)
    spoken = [about.id for about in assessed(corpus) if speaking(corpus, about)]
    assert [item["id"] for item in found["asked"]] == spoken
    assert {i["id"] for i in found["silent"]} == {a.id for a in assessed(corpus)} - {*spoken}


def test_every_verdict_and_value_is_there(corpus: Corpus) -> None:
    found = data(corpus)
    assert [entry["id"] for entry in found["entries"]] == [entry.id for entry in judged(corpus)]
    for shown, entry in zip(found["entries"], judged(corpus), strict=True):
        assert [*shown["verdicts"]] == [item["id"] for item in found["asked"]]
        for about, (word, settled, reasons, conditions) in shown["verdicts"].items():
            computed = verdict(corpus, entry, corpus.entries[about])
            assert (word, settled) == (computed.word, computed.settled)
            assert conditions == [*computed.conditions]
            assert bool(reasons) == bool(computed.reasons or computed.outcomes)
        assert shown["values"] == {
            name: [cell.value, cell.note, condition_of(corpus, cell)]
            for name, cell in entry.assessments.items()
        }


def test_every_word_and_value_has_a_label_and_a_tone(corpus: Corpus) -> None:
    found = data(corpus)
    for entry in found["entries"]:
        for word, settled, *_ in entry["verdicts"].values():
            assert {word, settled} <= found["words"].keys()
    for criterion in found["criteria"]:
        for label, tone in criterion["values"].values():
            assert label
            assert tone in found["symbols"]
    met, conditional, _, missed = found["states"]
    assert {met, conditional, missed} <= found["words"].keys()


def test_a_reason_names_the_criterion_its_section_the_value_and_the_remark(lent: Corpus) -> None:
    entries = {entry["id"]: entry for entry in data(lent)["entries"]}
    _, _, ((criterion, where, rest),), _ = entries["paper-slips"]["verdicts"]["LEND-1"]
    assert (criterion, where) == ("loan-privacy", "B.1")
    assert rest == [lent.entries["paper-slips"].assessments["loan-privacy"].note]


def test_what_is_inherited_has_what_each_source_makes_of_it(full: Corpus) -> None:
    entries = {entry["id"]: entry for entry in data(full)["entries"]}
    word, _, reasons, _ = entries["union-catalogue"]["verdicts"]["LEND-10"]
    assert word == "inherited"
    assert ["", "", ["Paper slips: kept."]] in reasons


def test_groups_have_what_can_be_asked_alone(corpus: Corpus) -> None:
    found = data(corpus)
    known = {item["id"] for item in found["asked"]}
    assert found["groups"]
    for group in found["groups"]:
        for name, ids in group["groups"]:
            assert name
            assert ids
            assert {*ids} <= known


def test_a_question_of_a_criterion_comes_with_its_answers(lent: Corpus) -> None:
    (asking,) = (one for one in data(lent)["criteria"] if "asks" in one)
    assert asking["asks"] == "Must somebody ask for late books?"
    assert asking["answers"] == [
        ["The system itself", ["rings-by-itself"]],
        ["A person will do", ["rings-by-itself", "by-letter"]],
    ]


def test_packed_data_has_each_sentence_once(corpus: Corpus) -> None:
    found = data(corpus)
    small = packed(found)
    assert len(small["texts"]) == len({*small["texts"]})
    assert len(json.dumps(small)) < len(json.dumps(found))
    for plain, entry in zip(found["entries"], small["entries"], strict=True):
        notes = [note for _, note, _ in plain["values"].values()]
        assert [small["texts"][cell[1]] for cell in entry["values"] if cell] == notes


def test_what_other_editions_have_is_told_with_its_counterparts(
    today: Corpus, knowledge: Corpus
) -> None:
    assert data(today)["across"]["R5"] == ["R-AVOID-CLIPPING"]
    assert data(today)["across"]["R3"] == ["R-FORK-RETARGET"]
    earlier = data(knowledge)["across"]
    assert earlier["R-FORK-RETARGET"] == ["R1", "R3"]
    assert earlier["sframe-mls"] == earlier["who-must-use-it"] == []
    assert "R5" not in earlier
