"""Claims of specifications, and whether they agree with the verdicts beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speckb.corpus.settings import SettingsError
from speckb.tables import comparison, need_verdicts
from speckb.tables.entry_view import facts
from speckb.tables.fragments import rows
from speckb.tables.names import CLAIM_WORDS, table_names
from speckb.tables.verdicts.claims import claims, named
from tests.unit.boasting import boast
from tests.unit.lending import LEND_1

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus
    from tests.unit.lending import Lending

LEND_10 = "demands/LEND-10.md"


def agreements(lending: Lending, catalogue: str, circle: str) -> list[tuple[str, str]]:
    boast(lending, LEND_1, catalogue, circle)
    return [(one.entry, one.agreement) for one in claims(lending.corpus())]


def test_a_claim_agrees_or_disagrees_with_the_verdict(boasting: Lending) -> None:
    assert agreements(boasting, "kept", "kept") == [
        ("union-catalogue", "agrees"),
        ("swap-circle", "disagrees"),
    ]


def test_a_claim_under_a_condition_is_compared_as_what_it_counts_as(boasting: Lending) -> None:
    assert agreements(boasting, "kept on Mondays", "no matter") == [
        ("union-catalogue", "disagrees"),
        ("swap-circle", "nothing to compare"),
    ]


def test_a_claim_has_its_place_and_the_name_that_stands_there(boasting: Lending) -> None:
    catalogue, circle = claims(boasting.corpus())
    assert (catalogue.about, catalogue.entry) == ("LEND-1", "union-catalogue")
    assert (catalogue.where, circle.where) == (
        "The leaflet, Page 2",
        "The leaflet, Page 3 (as TRUST)",
    )
    assert circle.verdict.word == "missed"


def test_where_no_criterion_speaks_there_is_nothing_to_compare(lending: Lending) -> None:
    found = [*claims(boast(lending, LEND_10).corpus())]
    assert {one.agreement for one in found} == {"nothing to compare"}
    assert {one.verdict.word for one in found} == {"not-assessed"}


def test_claims_are_found_by_both_that_they_name(boasting: Lending) -> None:
    found = boast(boasting, LEND_10).corpus()
    assert [one.about for one in claims(found)] == ["LEND-1", "LEND-1", "LEND-10", "LEND-10"]
    assert [one.about for one in claims(found, "swap-circle")] == ["LEND-1", "LEND-10"]
    assert [one.entry for one in claims(found, "LEND-10")] == ["union-catalogue", "swap-circle"]
    assert named(found) == ["LEND-1", "LEND-10", "union-catalogue", "swap-circle"]


def test_a_page_has_the_claims_that_name_its_entry(boasting: Lending) -> None:
    found = boasting.corpus()
    heads = {name: facts(found, found.entries[name]).claimed for name in (*named(found), "LEND-2")}
    columns = {name: shown.heads[:-3] if shown else None for name, shown in heads.items()}
    assert columns == {
        "LEND-1": ["Lending candidate"],
        "union-catalogue": ["Demand"],
        "swap-circle": ["Demand"],
        "LEND-2": None,
    }


def test_the_tables_of_claims_have_a_row_each(boasting: Lending) -> None:
    found = boasting.corpus()
    sizes = {
        name: len(rows(found, comparison.table(found, name)))
        for name in table_names(found)
        if "claim" in name
    }
    assert sizes == {
        **{"claims": 2, "claims-compared": 2, "claim-words": 3},
        **{"LEND-1-claims": 2, "union-catalogue-claims": 1, "swap-circle-claims": 1},
    }


def test_a_base_without_claims_has_no_tables_of_them(lent: Corpus) -> None:
    assert [name for name in table_names(lent) if "claim" in name] == []
    assert [*claims(lent)] == []


def test_claims_of_a_type_that_no_criterion_may_assess_are_refused(boasting: Lending) -> None:
    boasting.change("schemas/work.json", '"properties": {', '"properties": {"claims": {}, ')
    boasting.change(
        "schemas/work.json",
        '"claims": {}',
        '"claims": {"type": "object", "additionalProperties": {"type": "object", "required":'
        ' ["claim"]}}',
    )
    with pytest.raises(SettingsError, match=r"types\.work: needs\.links\.assesses does not lead"):
        boasting.corpus()


def test_what_a_word_of_claims_counts_as_is_marked_as_this_site_s_own(boasting: Lending) -> None:
    found = comparison.table(boasting.corpus(), CLAIM_WORDS)
    marked = [(column.title, column.editorial) for column in found.columns]
    assert marked == [("Claim", False), ("Counts as", True), ("Reason", True)]


def test_the_needs_of_claims_say_which_of_them_agree_with_verdicts(boasting: Lending) -> None:
    corpus = boasting.corpus()
    assert need_verdicts.values(corpus, corpus.entries["LEND-1"]) == {
        need_verdicts.AGREEMENTS: ["union-catalogue: agrees", "swap-circle: disagrees"]
    }
