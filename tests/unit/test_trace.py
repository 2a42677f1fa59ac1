"""The trace: which types it chains, its chains as a table, and settings that do not join."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from speckb.corpus.settings import SettingsError, load
from speckb.tables import comparison
from speckb.tables.names import table_names
from speckb.tables.trace import chains, trace

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus
    from tests.unit.lending import Lending

LINKS = 'links = ["prompted_by", "assesses"]'


def test_the_settings_chain_types_by_their_links(lent: Corpus) -> None:
    found = trace(lent)
    assert [layer.type.name for layer in found.layers] == ["circumstance", "demand", "yardstick"]
    assert found.links == [
        [("market-day", "LEND-1"), ("flooded-branch", "LEND-10")],
        [("LEND-1", "loan-privacy")],
    ]


def test_a_chain_begins_where_nothing_leads_and_ends_where_nothing_follows(lent: Corpus) -> None:
    assert chains(lent) == [
        ("flooded-branch", "LEND-10", ""),
        ("market-day", "LEND-1", "loan-privacy"),
        ("", "LEND-2", ""),
        ("", "", "overdue-recall"),
        ("", "", "offline-desk"),
    ]


def test_the_table_says_what_each_candidate_makes_of_a_chain(lent: Corpus) -> None:
    found = comparison.table(lent, "traceability")
    assert [column.title for column in found.columns][:3] == ["Circumstance", "Demand", "Yardstick"]
    rows = list(found.frame.itertuples(index=False, name=None))
    assert rows[1][3:] == (["union-catalogue"], [], ["paper-slips"], ["swap-circle"], [])
    assert rows[0][3:] == ([], [], [], [], [])


def test_every_link_of_the_layers_stands_in_a_chain(full: Corpus) -> None:
    pairs = {pair for chain in chains(full) for pair in pairwise(chain)}
    assert {pair for links in trace(full).links for pair in links} <= pairs
    shown = {name for chain in chains(full) for name in chain} - {""}
    assert shown == {e.id for layer in trace(full).layers for e in layer.entries}


def test_without_a_trace_there_is_no_table(lending: Lending) -> None:
    lending.change("ubproject.toml", "[speckb.trace]", "[speckb.rules]")
    lending.change("ubproject.toml", LINKS, "")
    lending.change("ubproject.toml", 'caption = "From circumstance to candidate"', "")
    assert "traceability" not in table_names(lending.corpus())


@pytest.mark.parametrize(
    ("links", "message"),
    [
        ('links = ["prompted_bi"]', "unknown link 'prompted_bi'; did you mean 'prompted_by'?"),
        ('links = ["assesses", "prompted_by"]', "needs.links.prompted_by does not link to"),
        ('links = ["criteria", "criteria"]', "needs.links.criteria does not link to 'candidate'"),
    ],
)
def test_links_that_do_not_join_are_refused(links: str, message: str, lending: Lending) -> None:
    lending.change("ubproject.toml", LINKS, links)
    with pytest.raises(SettingsError) as caught:
        load(lending.root)
    assert "speckb.trace.links: " in str(caught.value)
    assert message in str(caught.value)
