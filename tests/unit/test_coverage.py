"""Coverage: verdicts counted by who is judged, by what they are about, and by its fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speckb.corpus.settings import SettingsError
from speckb.tables import comparison
from speckb.tables.verdicts import verdicts

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus
    from tests.unit.lending import Lending

WORDS = ["met", "conditional", "partly", "missed", "depends", "inherited", "not-assessed"]
NAMES = ["demand", "candidate", "circumstance", "duty"]
SETTING = '\n[speckb.verdicts.coverage.how-much]\ncaption = "How much"\nby = "{}"\n'


def counted(lending: Lending, by: str) -> list[list[object]]:
    lending.write("ubproject.toml", lending.text("ubproject.toml") + SETTING.format(by))
    frame = comparison.table(lending.corpus(), "how-much").frame
    return [[*row] for row in frame.itertuples(index=False, name=None)]


def test_by_candidate(lending: Lending) -> None:
    assert counted(lending, "candidate") == [
        ["paper-slips", 0, 0, 1, 0, 0, 0, 2],
        ["union-catalogue", 1, 0, 0, 0, 0, 0, 2],
        ["swap-circle", 0, 0, 0, 1, 0, 0, 2],
    ]


def test_by_demand_with_the_yardsticks_that_speak(lending: Lending) -> None:
    assert counted(lending, "demand") == [
        ["LEND-1", 1, 0, 1, 1, 0, 0, 0, ["loan-privacy"]],
        ["LEND-2", 0, 0, 0, 0, 0, 0, 3, []],
        ["LEND-10", 0, 0, 0, 0, 0, 0, 3, []],
    ]


def test_by_a_field_a_demand_counts_under_each_of_its_words(lending: Lending) -> None:
    assert counted(lending, "duty") == [
        ["MUST", 2, 1, 1, 0, 1, 1, 0, 0, 3],
        ["SHOULD", 1, 0, 0, 0, 0, 0, 0, 0, 3],
        ["MAY", 1, 0, 0, 0, 0, 0, 0, 0, 3],
    ]


def test_by_a_link_those_without_one_come_last(lending: Lending) -> None:
    assert [row[:3] for row in counted(lending, "prompted_by")] == [
        ["flooded-branch", 1, 0],
        ["market-day", 1, 1],
        ["", 1, 0],
    ]


def test_a_field_that_is_not_there_is_refused(lending: Lending) -> None:
    with pytest.raises(
        SettingsError, match=r"how-much\.by: unknown name 'dutty'; did you mean 'duty'"
    ):
        counted(lending, "dutty")


@pytest.mark.parametrize("name", NAMES[:2])
def test_every_verdict_is_counted_once(name: str, full: Corpus) -> None:
    frame = comparison.table(full, f"coverage-by-{name}").frame
    assert int(frame[WORDS].to_numpy().sum()) == len([*verdicts(full)])


@pytest.mark.parametrize("name", NAMES[2:])
def test_each_group_counts_all_verdicts_of_its_entries(name: str, full: Corpus) -> None:
    frame = comparison.table(full, f"coverage-by-{name}").frame
    assert (frame[WORDS].sum(axis=1) == frame["of"] * 4).all()
