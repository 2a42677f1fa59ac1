"""The order of the words that a criterion reads says nothing; their verdict does."""

from __future__ import annotations

import pytest

from speckb.rules import reviews
from tests.unit.lending import PRIVACY, Lending

READING = "    met: [sealed-envelope]\n    partly: [seen-at-the-desk]\n    missed: [open-ledger]\n"


@pytest.fixture
def reviewed(lending: Lending) -> Lending:
    """A base in which one verdict is read from two words, and everything is confirmed."""
    lending.change("ubproject.toml", "[speckb]\n", '[speckb]\nreviews = "reviews.txt"\n')
    lending.change(
        PRIVACY,
        READING,
        "    met: [sealed-envelope, seen-at-the-desk]\n    missed: [open-ledger]\n",
    )
    reviews.confirm(lending.corpus(), None)
    assert lending.rules() == []
    return lending


@pytest.mark.parametrize(
    "reading",
    [
        pytest.param(
            "    met: [seen-at-the-desk, sealed-envelope]\n    missed: [open-ledger]\n", id="words"
        ),
        pytest.param(
            "    missed: [open-ledger]\n    met: [sealed-envelope, seen-at-the-desk]\n",
            id="verdicts",
        ),
        pytest.param(
            "    missed:\n      - open-ledger\n    met: [seen-at-the-desk, sealed-envelope]\n",
            id="both",
        ),
    ],
)
def test_the_order_of_words_does_not_make_a_reading_suspect(
    reading: str, reviewed: Lending
) -> None:
    reviewed.change(
        PRIVACY,
        "    met: [sealed-envelope, seen-at-the-desk]\n    missed: [open-ledger]\n",
        reading,
    )
    assert reviewed.rules() == []


@pytest.mark.parametrize(
    "reading",
    [
        "    met: [sealed-envelope, open-ledger]\n    missed: [seen-at-the-desk]\n",
        "    met: [open-ledger]\n    missed: [sealed-envelope, seen-at-the-desk]\n",
        "    partly: [sealed-envelope, seen-at-the-desk]\n    missed: [open-ledger]\n",
    ],
)
def test_a_word_under_another_verdict_does(reading: str, reviewed: Lending) -> None:
    reviewed.change(
        PRIVACY,
        "    met: [sealed-envelope, seen-at-the-desk]\n    missed: [open-ledger]\n",
        reading,
    )
    assert (PRIVACY, "link-suspect") in reviewed.rules()


def test_the_order_of_words_in_a_statement_counts(reviewed: Lending) -> None:
    reviewed.change("demands/LEND-1.md", "everybody but the reader", "the reader but everybody")
    assert (PRIVACY, "link-suspect") in reviewed.rules()
