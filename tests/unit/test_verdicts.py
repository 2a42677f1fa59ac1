"""Verdicts: what each value comes to, what is decided elsewhere, and what several criteria say."""

from __future__ import annotations

import cProfile
import gc
import weakref
from typing import TYPE_CHECKING

import pytest

from speckb.corpus.settings import SettingsError
from speckb.corpus.settings.checks import no_order
from speckb.tables.comparison import table
from speckb.tables.entry_view import facts
from speckb.tables.explorer import explorer
from speckb.tables.fragments import rows
from speckb.tables.names import table_names
from speckb.tables.verdicts import assessed, combine, judged, speaking, verdict, verdicts
from speckb.tables.verdicts.claims import claims
from tests.unit.filled import CIRCLE, DESK, ELSEWHERE, RECALL, RECALLED
from tests.unit.lending import CATALOGUE, PRIVACY, SLIPS

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus
    from speckb.tables.verdicts import Verdict
    from tests.unit.lending import Lending


@pytest.fixture
def lending(lending: Lending) -> Lending:
    """A base in which two yardsticks judge LEND-1."""
    lending.change(RECALL, "---\n\nThe paper", RECALLED)
    return lending


@pytest.fixture
def flooded(lending: Lending) -> Lending:
    """A base whose yardstick for LEND-10 has values that leave the answer to something else."""
    lending.change(DESK, "---\n\nIt is", ELSEWHERE)
    return lending


def of(lending: Lending, entry: str, about: str) -> Verdict:
    found = lending.corpus()
    return verdict(found, found.entries[entry], found.entries[about])


def test_a_value_comes_to_what_the_mapping_says(lending: Lending) -> None:
    found = of(lending, "union-catalogue", "LEND-2")
    assert (found.word, found.settled, found.outcomes) == ("met", "met", ())
    (reason,) = found.reasons
    assert (reason.criterion, reason.section) == ("overdue-recall", "B.2")
    assert (reason.value, reason.word) == ("rings-by-itself", "met")
    assert reason.note == "After 28 days | in summer after 42."
    assert reason.editorial == "The paper's table says 48; its text says 42."
    assert reason.mapping == "LEND-2 wants nobody to have to notice."


def test_no_criterion_no_verdict(lending: Lending) -> None:
    found = of(lending, "paper-slips", "LEND-10")
    assert (found.word, found.reasons) == ("not-assessed", ())


def test_a_value_that_the_mapping_does_not_name_leaves_the_question_open(lending: Lending) -> None:
    lending.change(PRIVACY, "    partly: [seen-at-the-desk]\n", "")
    lending.change(RECALL, "    partly: [by-letter]\n", "    partly: [nobody-asks]\n")
    found = of(lending, "paper-slips", "LEND-1")
    assert found.word == "not-assessed"
    assert [reason.word for reason in found.reasons] == ["not-assessed", "not-assessed"]


def test_a_value_that_depends_says_on_what(flooded: Lending) -> None:
    flooded.change(SLIPS, "offline-desk:\n    value: yes", "offline-desk:\n    value: by-season")
    found = of(flooded, "paper-slips", "LEND-10")
    assert (found.word, found.depends_on) == ("depends", ("the season",))


def test_the_mapping_goes_before_what_the_vocabulary_says(flooded: Lending) -> None:
    flooded.change(SLIPS, "offline-desk:\n    value: yes", "offline-desk:\n    value: by-season")
    flooded.change(DESK, "met: [yes]", "met: [yes, by-season]")
    found = of(flooded, "paper-slips", "LEND-10")
    assert (found.word, found.depends_on) == ("met", ())


def test_an_inherited_value_is_resolved_by_what_it_is_inherited_from(flooded: Lending) -> None:
    flooded.change(CATALOGUE, "offline-desk:\n    value: no", "offline-desk:\n    value: as-before")
    found = of(flooded, "union-catalogue", "LEND-10")
    assert (found.word, found.settled) == ("inherited", "met")
    (outcome,) = found.outcomes
    assert (outcome.source, outcome.word, outcome.link) == ("paper-slips", "met", "grew_from")


def test_what_is_inherited_from_several_is_settled_only_if_they_agree(flooded: Lending) -> None:
    flooded.change(CATALOGUE, "offline-desk:\n    value: no", "offline-desk:\n    value: as-before")
    flooded.change(CATALOGUE, "grew_from:\n", "grew_from:\n  swap-circle: Readers asked.\n")
    assert of(flooded, "union-catalogue", "LEND-10").settled == "met"
    flooded.change(CIRCLE, "offline-desk:\n    value: yes", "offline-desk:\n    value: no")
    found = of(flooded, "union-catalogue", "LEND-10")
    assert (found.word, found.settled) == ("inherited", "inherited")
    assert {(o.source, o.word) for o in found.outcomes} == {
        ("swap-circle", "missed"),
        ("paper-slips", "met"),
    }


def test_what_is_inherited_from_an_open_question_is_open(flooded: Lending) -> None:
    flooded.change(CATALOGUE, "offline-desk:\n    value: no", "offline-desk:\n    value: as-before")
    flooded.change(DESK, "    met: [yes]\n", "")
    assert of(flooded, "union-catalogue", "LEND-10").word == "not-assessed"


def test_what_is_inherited_from_nobody_known_stays_inherited(flooded: Lending) -> None:
    flooded.change(SLIPS, "offline-desk:\n    value: yes", "offline-desk:\n    value: as-before")
    found = of(flooded, "paper-slips", "LEND-10")
    assert (found.word, found.settled, found.outcomes) == ("inherited", "inherited", ())


def test_a_chain_of_heirs_leads_to_its_end(flooded: Lending) -> None:
    flooded.change(CATALOGUE, "offline-desk:\n    value: no", "offline-desk:\n    value: as-before")
    flooded.change(SLIPS, "offline-desk:\n    value: yes", "offline-desk:\n    value: as-before")
    flooded.change(SLIPS, "carrier: van", "carrier: van\ngrew_from:\n  swap-circle: It was first.")
    assert of(flooded, "union-catalogue", "LEND-10").settled == "met"


def test_heirs_in_a_circle_settle_nothing(flooded: Lending) -> None:
    flooded.change(CATALOGUE, "offline-desk:\n    value: no", "offline-desk:\n    value: as-before")
    flooded.change(SLIPS, "offline-desk:\n    value: yes", "offline-desk:\n    value: as-before")
    flooded.change(
        SLIPS, "carrier: van", "carrier: van\ngrew_from:\n  union-catalogue: In a circle."
    )
    assert of(flooded, "union-catalogue", "LEND-10").settled == "inherited"


def test_others_stand_in_for_an_entry_without_values(lending: Lending) -> None:
    text = lending.text(CATALOGUE)
    head, _, tail = text.partition("criteria:\n")
    lending.write(CATALOGUE, head + tail[tail.index("draws_on:") :])
    lending.change("schemas/candidate.json", ',\n    "criteria"', "")
    found = of(lending, "union-catalogue", "LEND-2")
    assert (found.word, found.settled, found.reasons) == ("inherited", "missed", ())
    assert [(o.source, o.link) for o in found.outcomes] == [("paper-slips", "grew_from")]
    assert of(lending, "union-catalogue", "LEND-10").word == "not-assessed"


def test_who_stands_in_may_have_inherited_the_verdict(flooded: Lending) -> None:
    text = flooded.text(CATALOGUE)
    head, _, tail = text.partition("criteria:\n")
    flooded.write(CATALOGUE, head + tail[tail.index("draws_on:") :])
    flooded.change("schemas/candidate.json", ',\n    "criteria"', "")
    flooded.change(SLIPS, "offline-desk:\n    value: yes", "offline-desk:\n    value: as-before")
    flooded.change(SLIPS, "carrier: van", "carrier: van\ngrew_from:\n  swap-circle: It was first.")
    (outcome,) = of(flooded, "union-catalogue", "LEND-10").outcomes
    assert (outcome.source, outcome.word) == ("paper-slips", "met")


def test_several_criteria_combine_by_the_order_of_the_settings(lending: Lending) -> None:
    found = of(lending, "union-catalogue", "LEND-1")
    assert [reason.word for reason in found.reasons] == ["met", "not-assessed"]
    assert found.word == "met"


def test_a_requirement_can_have_an_order_of_its_own(lending: Lending) -> None:
    lending.change(
        "demands/LEND-1.md",
        "draws_on:",
        "combination: [missed, not-assessed, depends, inherited, partly, conditional, met]\n"
        "combination_reason: Every yardstick counts.\ndraws_on:",
    )
    assert of(lending, "union-catalogue", "LEND-1").word == "not-assessed"


def test_inherited_and_own_values_combine_for_each_that_is_inherited_from(
    flooded: Lending,
) -> None:
    flooded.change(CATALOGUE, "offline-desk:\n    value: no", "offline-desk:\n    value: as-before")
    flooded.change(
        RECALL,
        "  LEND-2:\n",
        "  LEND-10:\n    missed: [rings-by-itself]\n    reason: X.\n  LEND-2:\n",
    )
    found = of(flooded, "union-catalogue", "LEND-10")
    assert [reason.word for reason in found.reasons] == ["missed", "inherited"]
    assert (found.word, found.settled) == ("inherited", "met")


def test_each_judged_entry_has_a_verdict_on_each_assessed_one(full: Corpus) -> None:
    found = [(one.entry, one.about) for one in verdicts(full)]
    assert len(found) == len({*found}) == len(judged(full)) * len(assessed(full))
    assert len(judged(full)) == 4
    assert len(assessed(full)) == 3


def test_an_open_verdict_has_no_criterion_or_a_value_that_says_nothing(full: Corpus) -> None:
    for one in verdicts(full):
        spoken = speaking(full, full.entries[one.about])
        if not spoken:
            assert one.word == "not-assessed"
        elif full.entries[one.entry].assessments:
            assert [reason.criterion for reason in one.reasons] == [c.id for c in spoken]


def test_a_verdict_is_computed_once_for_all_that_show_it(lending: Lending) -> None:
    """Tables, pages, the explorer and the fields of needs ask for the same verdicts many times."""
    found = lending.corpus()
    with cProfile.Profile() as profile:
        for name in table_names(found):
            rows(found, table(found, name))
        for entry in found.entries.values():
            facts(found, entry)
            list(claims(found, entry.id))
        explorer(found, lambda entry, place: f"{entry}#{place}")
        shown = [*verdicts(found)]
    calls = {one.code: one.callcount for one in profile.getstats()}
    assert calls[verdict.__wrapped__.__code__] == len(judged(found)) * len(assessed(found)) > 0
    assert calls[judged.__wrapped__.__code__] == calls[assessed.__wrapped__.__code__] == 1
    assert calls[speaking.__wrapped__.__code__] == len(assessed(found))
    assert all(one is again for one, again in zip(shown, verdicts(found), strict=True))


def test_verdicts_do_not_keep_their_corpus_alive(lending: Lending) -> None:
    found = lending.corpus()
    kept, entries = [*verdicts(found)], judged(found)
    alive = weakref.ref(found)
    del found
    gc.collect()
    assert alive() is None
    assert kept
    assert entries


def test_two_states_have_verdicts_of_their_own(lending: Lending) -> None:
    before = of(lending, "union-catalogue", "LEND-2")
    lending.change(RECALL, "    met: [rings-by-itself]\n", "")
    after = of(lending, "union-catalogue", "LEND-2")
    assert (before.word, after.word) == ("met", "not-assessed")


@pytest.mark.parametrize(
    ("order", "problem"),
    [
        (
            ["met", "conditional", "partly", "missed", "depends", "inherited"],
            "missing: not-assessed",
        ),
        (
            ["met", "partly", "mist", "depends", "inherited", "not-assessed"],
            "did you mean 'missed'",
        ),
        (
            ["partly", "met", "conditional", "missed", "depends", "inherited", "not-assessed"],
            "'missed', 'partly', 'conditional', 'met' must be in this order",
        ),
        (
            [
                "met",
                "conditional",
                "partly",
                "missed",
                "depends",
                "inherited",
                "not-assessed",
                "met",
            ],
            "a verdict is listed twice",
        ),
    ],
)
def test_an_order_that_is_none_is_refused(lending: Lending, order: list[str], problem: str) -> None:
    assert problem in no_order(order)
    text = lending.text("ubproject.toml")
    start = text.index("combination = ")
    rest = text[text.index("\n", start) :]
    lending.write("ubproject.toml", f"{text[:start]}combination = {order}{rest}")
    with pytest.raises(SettingsError, match=r"speckb\.verdicts\.combination"):
        lending.corpus()


def test_an_unknown_link_to_stand_ins_is_refused(lending: Lending) -> None:
    lending.change("ubproject.toml", 'stand_in = "grew_from"', 'stand_in = "grew_form"')
    with pytest.raises(SettingsError, match="did you mean 'grew_from'"):
        lending.corpus()


def test_words_are_called_as_the_settings_say(lending: Lending) -> None:
    words = lending.corpus().settings.verdicts.words
    assert (words["met"].label, words["met"].tone) == ("kept", "good")
    assert combine([], ()) == "not-assessed"
