"""Remarks on verdicts as plain text: their conditions, and what disagrees with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.tables.verdicts.claims import disagreeing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from speckb.corpus.corpus import Corpus
    from speckb.tables.verdicts import Verdict


def conditions(given: Iterable[Verdict]) -> list[str]:
    """Return the conditions of an entry's verdicts, as `id: condition`."""
    return [f"{one.about}: {condition}" for one in given for condition in one.conditions]


def disputes(corpus: Corpus, given: Iterable[Verdict]) -> list[str]:
    """Return what disagrees with an entry's verdicts, as `id: id` or `id: claimed word`."""
    return [
        f"{one.about}: {by}"
        for one in given
        for by in [
            *one.disputed_by,
            *(claim.summary for claim in disagreeing(corpus).get((one.entry, one.about), ())),
        ]
    ]
