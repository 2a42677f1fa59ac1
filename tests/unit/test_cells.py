"""What a cell shows and where it leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speckb.tables import comparison, fragments
from speckb.tables.fragments import Piece
from speckb.tables.names import table_names
from speckb.tables.verdicts import verdict

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus
    from tests.unit.lending import Lending


def shown(corpus: Corpus, name: str) -> list[list[str]]:
    """Return a table as people read it."""
    found = fragments.rows(corpus, comparison.table(corpus, name))
    return [[", ".join(piece.text for piece in cell) for cell in row.cells] for row in found]


def test_words_are_shown_by_their_labels(lent: Corpus) -> None:
    assert shown(lent, "candidates-at-a-glance") == [
        ["Paper slips", "the weekly van", "9.5", "not stated"],
        ["Union catalogue", "the post", "2", "1"],
        ["Swap circle", "the reader", "not stated", "not stated"],
    ]


def test_values_are_shown_by_label_tone_and_meaning_and_lead_to_the_evidence(lent: Corpus) -> None:
    row = fragments.rows(lent, comparison.table(lent, "loan-privacy"))[0]
    assert row.id == "table-loan-privacy-paper-slips"
    assert list(row.cells[0]) == [Piece("Paper slips", "paper-slips", title="Paper slips")]
    assert list(row.cells[1]) == [
        Piece(
            "seen at the desk",
            "paper-slips",
            "paper-slips--loan-privacy",
            "mixed",
            "Desks on the way know too.",
        )
    ]


def test_a_verdict_says_to_a_pointer_what_it_means_and_on_what_it_depends(
    full: Corpus, lent: Corpus
) -> None:
    titles = [
        fragments.verdict_pieces(corpus, verdict(corpus, entry, demand))[0].title
        for corpus in (lent, full)
        for entry in corpus.compared
        for demand in corpus.by_type["demand"]
    ]
    assert titles[0] == "The candidate does so for some books."
    assert [title for title in titles if title.endswith(" the season")]


def test_an_entry_s_own_values_are_shown_by_their_labels(lent: Corpus) -> None:
    assert shown(lent, "swap-circle") == [
        ["Privacy of loans", "open ledger", "", ""],
        ["Recall of overdue books", "nobody asks", "Nobody counts the days.", ""],
        ["Desk without a line", "lends on", "", ""],
    ]


def test_an_editorial_remark_stands_apart_from_the_source_s(lent: Corpus) -> None:
    row = fragments.rows(lent, comparison.table(lent, "overdue-recall"))[1]
    assert [(piece.text, piece.tone) for piece in row.cells[2]] == [
        ("After 28 days | in summer after 42.", ""),
        ("The paper's table says 48; its text says 42.", "editorial"),
    ]


def test_a_group_leads_to_its_entry_and_the_empty_one_says_so(lent: Corpus) -> None:
    found = fragments.rows(lent, comparison.table(lent, "demands-by-circumstance"))
    assert [row.cells[0][0] for row in found] == [
        Piece("The flooded branch", "flooded-branch", title="The flooded branch"),
        Piece("Market day", "market-day", title="Market day"),
        Piece("none named", tone="none"),
    ]
    assert found[2].id == "table-demands-by-circumstance-none-LEND-2"


def test_an_entry_is_shown_by_its_short_name(lent: Corpus) -> None:
    assert shown(lent, "works-named")[0] == ["<Almanac>", "Almanac of branches", "1931",
                                             "not stated"]  # fmt: skip


@pytest.mark.parametrize("which", ["full", "lent"])
def test_every_row_of_all_tables_has_an_address_of_its_own(
    which: str, request: pytest.FixtureRequest
) -> None:
    corpus: Corpus = request.getfixturevalue(which)
    found = [
        row.id
        for name in table_names(corpus)
        for row in fragments.rows(corpus, comparison.table(corpus, name))
    ]
    assert len(set(found)) == len(found)
    assert [address for address in found if " " in address] == []


@pytest.mark.parametrize("which", ["full", "lent"])
def test_every_cell_leads_to_an_entry_that_exists(
    which: str, request: pytest.FixtureRequest
) -> None:
    corpus: Corpus = request.getfixturevalue(which)
    for name in table_names(corpus):
        for row in fragments.rows(corpus, comparison.table(corpus, name)):
            targets = {piece.entry for cell in row.cells for piece in cell if piece.entry}
            assert targets <= corpus.entries.keys()


@pytest.mark.parametrize(
    ("text", "address"),
    [("MUST NOT", "MUST-NOT"), ("a.b/c", "a-b-c"), (" x ", "x"), ("é 日", "é-日"), ("", "")],
)
def test_an_address_has_no_blanks_or_signs(text: str, address: str) -> None:
    assert fragments.slug(text) == address


def test_a_list_of_groups_can_be_a_column(lending: Lending) -> None:
    lending.change("ubproject.toml", 'type = "work"', 'type = "paper"')
    lending.change("ubproject.toml", '["mark", "title", "year", "shelf"]', '["title", "writers"]')
    assert "A. Reader" in shown(lending.corpus(), "works-named")[0][1]
