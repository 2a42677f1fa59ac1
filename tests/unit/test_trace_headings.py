"""The headings of the table of the trace are the settings' words for verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.tables.trace import traceability

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus


def test_a_heading_is_the_word_with_a_capital_and_nothing_else_changed(lent: Corpus) -> None:
    titles = {column.name: column.title for column in traceability(lent).columns}
    assert titles == {
        "circumstance": "Circumstance",
        "demand": "Demand",
        "yardstick": "Yardstick",
        "met": "Kept",
        "conditional": "Kept, if",
        "partly": "Half kept",
        "missed": "Broken",
        "open": "Hangs on it, taken over, nobody measured",
    }
