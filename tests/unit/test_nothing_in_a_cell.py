"""What a cell says where there is nothing: who has not said it, and that it leads nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.tables import comparison, fragments
from speckb.tables.fragments import Piece

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus
    from tests.unit.lending import Lending


def cells(corpus: Corpus, table: str, row: str) -> list[list[Piece]]:
    """Return the cells of the row that an address ends with."""
    found = fragments.rows(corpus, comparison.table(corpus, table))
    (one,) = [each for each in found if each.id == f"table-{table}-{row}"]
    return [list(cell) for cell in one.cells]


def test_no_link_of_ours_is_none_named_and_no_link_of_the_source_is_not_stated(
    lending: Lending,
) -> None:
    """`prompted_by` is editorial by the settings: we named nothing; `draws_on` is the source's."""
    lending.change(
        "ubproject.toml",
        "[speckb.tables.works-named]",
        '[speckb.tables.demands-and-links]\ntype = "demand"\ncaption = "Links"\n'
        'columns = ["id", "prompted_by", "draws_on"]\n[speckb.tables.works-named]',
    )
    corpus = lending.corpus()
    _, ours, theirs = cells(corpus, "demands-and-links", "LEND-2")
    assert ours == [Piece("none named", tone="none")]
    assert theirs == [Piece("not stated", tone="none")]
    _, ours, theirs = cells(corpus, "demands-and-links", "LEND-10")
    assert ours == [Piece("The flooded branch", "flooded-branch", title="The flooded branch")]
    assert theirs == [Piece("not stated", tone="none")]


READING = """\
assesses:
  LEND-2:
    met: [rings-by-itself]
    reason: >-
      LEND-2 asks for overdue books.
---

The paper compares all three.
"""


def test_an_open_verdict_leads_nowhere_and_any_other_to_its_reasons(lending: Lending) -> None:
    lending.change(
        "yardsticks/overdue-recall.md", "---\n\nThe paper compares all three.\n", READING
    )
    corpus = lending.corpus()
    *_, catalogue = cells(corpus, "verdicts", "union-catalogue")
    assert [(piece.text, piece.entry, piece.anchor) for piece in catalogue] == [
        ("kept", "union-catalogue", "union-catalogue--LEND-2")
    ]
    *_, slips = cells(corpus, "verdicts", "paper-slips")
    assert [(piece.text, piece.entry, piece.anchor) for piece in slips] == [
        ("nobody measured", "", "")
    ]
