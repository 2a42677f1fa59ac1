"""Reasons of verdicts as plain text, and the entries that a verdict rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.tables.verdicts import speaking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.tables.verdicts import Verdict


def reasons(found: Verdict) -> Iterator[str]:
    """Yield a line for each criterion, or each entry that the verdict is inherited from."""
    for reason in found.reasons:
        said = f"{reason.criterion} = {reason.value}: {reason.word}"
        yield f"{said}. {' '.join(reason.mapping.split())}" if reason.mapping else said
    if not found.reasons:
        for outcome in found.outcomes:
            yield f"{outcome.link} {outcome.source}: {outcome.word}"


def behind(view: Corpus, found: Verdict) -> list[Entry]:
    """Return the entries that a verdict rests on: both ends, criteria, and those it inherits from.

    Each may be there several times.
    """
    about = view.entries[found.about]
    outcomes = [*found.outcomes, *(one for reason in found.reasons for one in reason.outcomes)]
    sources = [view.entries[one.source] for one in outcomes]
    return [view.entries[found.entry], about, *speaking(view, about), *sources]
