"""Claims of specifications, and whether they agree with the verdicts beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docutils import nodes

from speckb.corpus.settings import SettingsError
from speckb.sphinxext import verdict_blocks
from speckb.sphinxext.nodes import GROUPED_BY
from speckb.tables import comparison, need_verdicts
from speckb.tables.entry_view import facts
from speckb.tables.fragments import rows
from speckb.tables.names import CLAIM_WORDS, table_names
from speckb.tables.verdicts.claims import claims, named, questions
from tests.unit.boasting import LEAFLET

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus
    from tests.unit.lending import Lending


def agreements(lending: Lending, catalogue: str, circle: str) -> list[tuple[str, str]]:
    lending.write("boasts/leaflet.md", LEAFLET.format(catalogue=catalogue, circle=circle))
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
    assert (catalogue.group, catalogue.about, catalogue.entry) == (
        "leaflet",
        "LEND-1",
        "union-catalogue",
    )
    assert (catalogue.where, circle.where) == (
        "The leaflet, Page 2",
        "The leaflet, Page 3 (as TRUST)",
    )
    assert circle.verdict is not None
    assert circle.verdict.word == "missed"


def test_where_no_question_is_linked_there_is_no_verdict(boasting: Lending) -> None:
    boasting.change("boasts/leaflet.md", "answers: [LEND-1]\n", "")
    found = [*claims(boasting.corpus())]
    assert [(one.about, one.verdict, one.agreement) for one in found] == [
        ("", None, "nothing to compare")
    ] * 2


def test_where_no_criterion_speaks_there_is_nothing_to_compare(boasting: Lending) -> None:
    boasting.change("boasts/leaflet.md", "[LEND-1]", "[LEND-10]")
    found = [*claims(boasting.corpus())]
    assert {one.agreement for one in found} == {"nothing to compare"}
    assert {one.verdict.word for one in found if one.verdict} == {"not-assessed"}


def test_each_question_of_a_group_has_its_claims(boasting: Lending) -> None:
    boasting.change("boasts/leaflet.md", "[LEND-1]", "[LEND-10, LEND-1]")
    found = boasting.corpus()
    assert [e.id for e in questions(found, found.entries["leaflet"]) if e] == ["LEND-10", "LEND-1"]
    assert [one.about for one in claims(found)] == ["LEND-10", "LEND-10", "LEND-1", "LEND-1"]
    assert named(found) == ["leaflet", "LEND-10", "LEND-1", "union-catalogue", "swap-circle"]


def test_a_page_has_the_claims_that_name_its_entry(boasting: Lending) -> None:
    found = boasting.corpus()
    heads = {name: facts(found, found.entries[name]).claimed for name in (*named(found), "LEND-2")}
    columns = {name: shown.heads[:-3] if shown else None for name, shown in heads.items()}
    assert columns == {
        "leaflet": ["Demand", "Lending candidate"],
        "LEND-1": ["Boast", "Lending candidate"],
        "union-catalogue": ["Boast", "Demand"],
        "swap-circle": ["Boast", "Demand"],
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
        **{"claims": 2, "claims-compared": 2, "claim-words": 3, "leaflet-claims": 2},
        **{"LEND-1-claims": 2, "union-catalogue-claims": 1, "swap-circle-claims": 1},
    }


def test_a_base_without_claims_has_no_tables_of_them(lent: Corpus) -> None:
    assert [name for name in table_names(lent) if "claim" in name] == []
    assert [*claims(lent)] == []


def test_fields_beside_claims_have_to_exist(boasting: Lending) -> None:
    boasting.change("ubproject.toml", "stand_in", 'claim_fields = ["dutty"]\nstand_in')
    with pytest.raises(
        SettingsError, match=r"claim_fields: unknown name 'dutty'; did you mean 'duty'"
    ):
        boasting.corpus()


def test_what_a_word_of_claims_counts_as_is_marked_as_this_site_s_own(boasting: Lending) -> None:
    found = comparison.table(boasting.corpus(), CLAIM_WORDS)
    marked = [(column.title, column.editorial) for column in found.columns]
    assert marked == [("Claim", False), ("Counts as", True), ("Reason", True)]


def test_the_needs_of_claims_say_which_of_them_agree_with_verdicts(boasting: Lending) -> None:
    boasting.write("boasts/leaflet.md", LEAFLET.format(catalogue="kept", circle="kept"))
    corpus = boasting.corpus()
    assert need_verdicts.values(corpus, corpus.entries["leaflet"]) == {
        need_verdicts.AGREEMENTS: [
            "LEND-1 union-catalogue: agrees",
            "LEND-1 swap-circle: disagrees",
        ]
    }


def test_the_pdf_groups_the_claims_about_an_entry_by_their_agreement(boasting: Lending) -> None:
    corpus = boasting.corpus()
    *_, frame = verdict_blocks.claims(facts(corpus, corpus.entries["union-catalogue"]))
    (table,) = frame.findall(nodes.table)
    heads = [cell.astext() for cell in next(iter(table.findall(nodes.row))).children]
    assert heads[table[GROUPED_BY]] == "Agreement"
