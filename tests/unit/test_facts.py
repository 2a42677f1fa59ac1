"""What an entry's page shows beside its prose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speckb.tables.entry_view import Facts, facts
from speckb.tables.fragments import Piece

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus


def page(corpus: Corpus, name: str) -> Facts:
    return facts(corpus, corpus.entries[name])


def card(found: Facts) -> dict[str, list[str]]:
    return {fact.label: [cell.text for cell in fact.items] for fact in found.card}


def links(found: Facts) -> dict[str, list[tuple[str, str, str]]]:
    return {
        group.label: [(link.cell.text, link.heading, link.reason) for link in group.links]
        for group in found.links
    }


def test_a_page_says_kind_id_summary_and_statement(lent: Corpus) -> None:
    found = page(lent, "LEND-2")
    assert (found.kind, found.id) == ("Demand", "LEND-2")
    assert found.summary.startswith("A book that is overdue")
    assert [*found.statement[:2]] == ["A lending system ", "SHOULD"]


def test_the_card_has_labels_words_and_the_section(lent: Corpus) -> None:
    assert card(page(lent, "union-catalogue")) == {
        "Carrier": ["the post"],
        "Days": ["2"],
        "Desks": ["1"],
        "Needs first": [
            "A line between every branch and the central desk",
            "A reader's ticket with a number",
        ],
        "Section": ["draft-example-library-lending-00, Section A.2"],
    }


def test_the_section_leads_to_the_source(lent: Corpus) -> None:
    section = page(lent, "LEND-2").card[-1].items[0]
    assert section.entry == "draft-example-library-lending-00"


def test_what_the_source_does_not_state_is_said(lent: Corpus) -> None:
    assert card(page(lent, "paper-slips"))["Desks"] == ["not stated"]


def test_what_this_site_adds_is_marked(lent: Corpus) -> None:
    assert [(f.label, f.editorial) for f in page(lent, "ALMANAC-7").card] == [
        ("Year", False),
        ("Shelf", True),
        ("Section", False),
    ]
    groups = {group.label: group.editorial for group in page(lent, "LEND-1").links}
    assert groups == {"Prompted by": True, "Draws on": False, "Judged by": False}


def test_values_stand_in_the_criteria_s_order_with_both_remarks(lent: Corpus) -> None:
    found = page(lent, "union-catalogue").values
    assert [row.id for row in found] == [
        "union-catalogue--loan-privacy",
        "union-catalogue--overdue-recall",
        "union-catalogue--offline-desk",
    ]
    assert [cell[0].text for cell in found[1].cells] == [
        "Recall of overdue books",
        "rings by itself",
        "After 28 days | in summer after 42.",
        "The paper's table says 48; its text says 42.",
    ]


def test_a_vocabulary_says_meaning_holders_and_what_it_speaks_to(lent: Corpus) -> None:
    found = page(lent, "loan-privacy").vocabulary
    assert [row.id for row in found] == [
        "loan-privacy--sealed-envelope",
        "loan-privacy--seen-at-the-desk",
        "loan-privacy--open-ledger",
    ]
    label, meaning, holders, speaks = found[0].cells
    assert (label[0].text, label[0].tone) == ("sealed", "good")
    assert meaning[0].text == "Only the reader and the lending desk know."
    assert list(holders) == [
        Piece(
            "Union catalogue",
            "union-catalogue",
            "union-catalogue--loan-privacy",
            title="Union catalogue",
        )
    ]
    assert [(cell.text, cell.entry) for cell in speaks] == [("LEND-1 met", "LEND-1")]


def test_links_of_both_directions_have_their_reasons(lent: Corpus) -> None:
    assert links(page(lent, "LEND-1")) == {
        "Prompted by": [
            (
                "Market day",
                "Market day",
                "On market day many people stand at one desk and see what the others borrow.",
            )
        ],
        "Draws on": [("<Harbour>", "Harbour rules of reading", "")],
        "Judged by": [
            (
                "Privacy of loans",
                "Privacy of loans",
                "LEND-1 hides a loan from everybody but reader and desk.",
            )
        ],
    }


def test_values_are_not_repeated_as_links(lent: Corpus) -> None:
    assert set(links(page(lent, "offline-desk"))) == {"Seen in"}
    assert set(links(page(lent, "paper-slips"))) == {"Grew into"}


def test_an_entry_with_little_has_little(lent: Corpus) -> None:
    found = page(lent, "draft-example-library-lending-00")
    assert card(found) == {"Issued": ["1999-02-28"]}
    assert (found.values, found.vocabulary, found.links, found.statement) == ([], [], [], ())


@pytest.mark.parametrize("which", ["full", "lent"])
def test_every_entry_has_facts(which: str, request: pytest.FixtureRequest) -> None:
    corpus: Corpus = request.getfixturevalue(which)
    for entry in corpus.entries.values():
        found = facts(corpus, entry)
        shown = [link for group in found.links for link in group.links]
        ends = [*corpus.outgoing[entry.id], *corpus.incoming.get(entry.id, ())]
        linked = [link for link in ends if link.kind not in {"criteria", "claims"}]
        assert len(shown) == len(linked) + len(entry.accepted)
        assert "None" not in {cell.text for fact in found.card for cell in fact.items}
