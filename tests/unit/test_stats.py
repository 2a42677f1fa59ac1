"""Counts of entries, links and coverage follow the entries."""

from __future__ import annotations

import pytest

from speckb.tables.stats import stats, text
from tests.unit.lending import CATALOGUE, LEND_1, PRIVACY, SLIPS, Lending


def files(lending: Lending, folder: str) -> int:
    return sum(path.name != "index.md" for path in (lending.root / folder).glob("*.md"))


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("demand", "demands"),
        ("circumstance", "circumstances"),
        ("candidate", "candidates"),
        ("yardstick", "yardsticks"),
        ("work", "works"),
        ("paper", "papers"),
    ],
)
def test_each_file_of_a_type_is_counted(name: str, folder: str, lending: Lending) -> None:
    assert stats(lending.corpus())["entries"][name] == files(lending, folder) > 0


def test_types_are_counted_in_the_order_of_the_settings(lending: Lending) -> None:
    found = lending.corpus()
    assert list(stats(found)["entries"]) == list(found.settings.types)


def test_links_are_counted_by_kind(lending: Lending) -> None:
    before = stats(lending.corpus())["links"]
    lending.change(LEND_1, "[HARBOUR-1911]", "[HARBOUR-1911, QUILL-RULES]")
    after = stats(lending.corpus())["links"]
    assert after == before | {"draws_on": before["draws_on"] + 1}


def test_a_kind_without_links_is_left_out(lending: Lending) -> None:
    text = lending.text(CATALOGUE)
    start, end = text.index("grew_from:"), text.index("criteria:")
    lending.write(CATALOGUE, text[:start] + text[end:])
    assert "grew_from" not in stats(lending.corpus())["links"]


def test_pages_are_those_that_are_no_entries(lending: Lending) -> None:
    before = stats(lending.corpus())["pages"]
    lending.write("more.md", "# More\n")
    assert stats(lending.corpus())["pages"] == before + 1


def test_a_demand_counts_as_assessed_and_met_where_a_value_meets_it(lending: Lending) -> None:
    found = stats(lending.corpus())["assessed"]
    assert found == {"demand": {"of": files(lending, "demands"), "by_criteria": 1, "met": 1}}
    lending.change(CATALOGUE, "value: sealed-envelope", "value: open-ledger")
    assert stats(lending.corpus())["assessed"]["demand"] | {"of": 0} == {
        "of": 0,
        "by_criteria": 1,
        "met": 0,
    }


def test_what_meets_a_demand_in_part_does_not_meet_it(lending: Lending) -> None:
    lending.change(PRIVACY, "met: [sealed-envelope]\n    partly:", "partly: [sealed-envelope,")
    lending.change(PRIVACY, "[sealed-envelope, [seen", "[sealed-envelope, seen")
    assert stats(lending.corpus())["assessed"]["demand"]["met"] == 0


def test_two_criteria_that_assess_a_demand_count_once(lending: Lending) -> None:
    text = lending.text(PRIVACY)
    block = text[text.index("assesses:") : text.index("---\n\n")].replace("sealed-envelope", "yes")
    block = block.replace("seen-at-the-desk", "no").replace("missed: [open-ledger]", "missed: []")
    lending.change("yardsticks/offline-desk.md", "---\n\n", f"{block}---\n\n")
    lending.change("yardsticks/offline-desk.md", "    missed: []\n", "")
    found = lending.corpus()
    assert len(found.outgoing["offline-desk"]) == 2
    assert stats(found)["assessed"]["demand"]["by_criteria"] == 1


def test_values_are_counted_with_their_notes(lending: Lending) -> None:
    before = stats(lending.corpus())["values"]
    assert before["of"] == before["filled"] == 9
    lending.change(SLIPS, "    note: >-\n      Whoever sorts the slips reads them.\n", "")
    assert stats(lending.corpus())["values"] == before | {"with_note": before["with_note"] - 1}
    lending.change(SLIPS, "  overdue-recall:\n    value: by-letter\n", "")
    assert stats(lending.corpus())["values"]["filled"] == 8


def test_the_text_has_every_count(lending: Lending) -> None:
    found = stats(lending.corpus())
    said = text(found)
    assert said.startswith(f"{sum(found['entries'].values())} entries, {found['pages']} pages\n")
    for name, count in {**found["entries"], **found["links"]}.items():
        assert f"\n{count:8d}  {name}\n" in said
    assert f"\n{sum(found['links'].values())} links\n" in said
