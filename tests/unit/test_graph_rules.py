"""Findings about links do not depend on where the search began, and one misspelling gives one."""

from __future__ import annotations

import pytest

from tests.unit.lending import CATALOGUE, LEND_1, SLIPS, Lending

CIRCLE = "candidates/swap-circle.md"
SPOKEN = {SLIPS: "paper-slips", CATALOGUE: "union-catalogue", CIRCLE: "swap-circle"}


def grow(lending: Lending, name: str, *others: str) -> None:
    """Let a candidate grow from others."""
    found = "".join(f"  {SPOKEN[other]}: So it did.\n" for other in others)
    lending.change(name, "criteria:\n", f"grew_from:\n{found}criteria:\n")


def without_growth(lending: Lending) -> None:
    text = lending.text(CATALOGUE)
    start, end = text.index("grew_from:"), text.index("criteria:")
    lending.write(CATALOGUE, text[:start] + text[end:])


@pytest.mark.parametrize(
    ("links", "said"),
    [
        ([(CATALOGUE, CIRCLE), (CIRCLE, CATALOGUE)], [CIRCLE, CATALOGUE]),
        ([(SLIPS, CIRCLE), (CIRCLE, CATALOGUE), (CATALOGUE, SLIPS)], [SLIPS, CIRCLE, CATALOGUE]),
        ([(SLIPS, CATALOGUE), (CATALOGUE, CIRCLE), (CIRCLE, CATALOGUE)], [CIRCLE, CATALOGUE]),
        ([(CIRCLE, CIRCLE)], [CIRCLE]),
    ],
)
def test_a_circle_is_said_once_from_the_first_of_its_ids(
    links: list[tuple[str, str]], said: list[str], lending: Lending
) -> None:
    """Candidates are read in the order of the source, which is not that of their ids."""
    without_growth(lending)
    for one, other in links:
        grow(lending, one, other)
    (finding,) = [f for f in lending.findings() if f.rule == "link-cycle"]
    ids = " -> ".join(SPOKEN[name] for name in [*said, said[0]])
    assert finding.message == f"'Grew from' forms a cycle: {ids}"
    assert finding.place.path == said[0]
    after = said[1] if len(said) > 1 else said[0]
    assert finding.source.strip() == f"{SPOKEN[after]}: So it did."


@pytest.fixture
def expecting(lending: Lending) -> Lending:
    """A knowledge base in which each work must be drawn on."""
    lending.change(
        "ubproject.toml", 'folder = "works"\n', 'folder = "works"\nlinked_by = ["draws_on"]\n'
    )
    assert lending.rules() == []
    return lending


def test_an_entry_that_a_misspelt_link_is_meant_for_is_not_missed_as_well(
    expecting: Lending,
) -> None:
    expecting.change(LEND_1, "[HARBOUR-1911]", "[HARBOR-1911]")
    (finding,) = expecting.findings()
    assert (finding.place.path, finding.rule) == (LEND_1, "link-unknown")
    assert "did you mean 'HARBOUR-1911'?" in finding.message


def test_an_entry_that_no_link_is_meant_for_is_missed(expecting: Lending) -> None:
    expecting.change(LEND_1, "[HARBOUR-1911]", "[PAMPHLET-3]")
    assert expecting.rules() == [
        (LEND_1, "link-unknown"),
        ("works/HARBOUR-1911.md", "link-missing"),
    ]
