"""Names of the computed tables; without pandas, because a check needs the names alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.tables.verdicts import assessed, judged, speaking
from speckb.tables.verdicts.claims import named

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry

MATRIX = "matrix"
VERDICTS = "verdicts"
WORDS = "verdict-words"
COMBINATION = "verdict-combination"
HOLES = "not-assessed"
CLAIMS = "claims"
COMPARED = "claims-compared"
CLAIM_WORDS = "claim-words"
SUFFIX = "-verdicts"
CLAIMED = "-claims"
TRACE = "traceability"
VOCABULARY = "-values"
# Suffixes to an entry's id in the names of the tables about it.
ENDINGS = ("", VOCABULARY, SUFFIX, CLAIMED)


def table_names(corpus: Corpus) -> list[str]:
    """Return the names of all tables.

    These are each criterion's id, the matrix, the trace, the listings of the settings, each
    compared entry's id, `<criterion>-values` for each vocabulary, and the tables of verdicts.
    """
    return [
        *(criterion.id for criterion in corpus.criteria),
        MATRIX,
        *([TRACE] if corpus.settings.trace else []),
        *corpus.settings.listings,
        *(entry.id for entry in corpus.compared),
        *(f"{criterion.id}{VOCABULARY}" for criterion in corpus.criteria),
        *verdict_names(corpus),
    ]


def shared_tables(corpus: Corpus) -> list[str]:
    """Return the names of all tables that are not about one entry."""
    traced = [TRACE] if corpus.settings.trace else []
    return [MATRIX, *traced, *corpus.settings.listings, *shared_by_verdicts(corpus)]


def verdict_names(corpus: Corpus) -> list[str]:
    """Return the names of all tables of verdicts and claims.

    These are fixed names, the coverage tables of the settings, `<id>-verdicts` for each entry that
    a criterion assesses and each that is judged, and `<id>-claims` for each entry that claims are
    about. There are none where criteria assess no type, and none of claims where no type has any.
    """
    if not corpus.settings.assessed:
        return []
    found = [entry for entry in assessed(corpus) if speaking(corpus, entry)]
    own = [f"{entry.id}{SUFFIX}" for entry in [*found, *judged(corpus)]]
    return [*shared_by_verdicts(corpus), *own, *(f"{name}{CLAIMED}" for name in named(corpus))]


def shared_by_verdicts(corpus: Corpus) -> list[str]:
    """Return the names of the tables of verdicts and claims that are not about one entry."""
    settings = corpus.settings
    if not settings.assessed:
        return []
    fixed = [VERDICTS, WORDS, COMBINATION, HOLES, *settings.verdicts.coverage]
    return [*fixed, CLAIMS, COMPARED, CLAIM_WORDS] if settings.claiming else fixed


def subject(corpus: Corpus, name: str) -> Entry | None:
    """Return the entry whose verdicts a table shows, or None where there is no such table."""
    entry = corpus.entries.get(name.removesuffix(SUFFIX))
    if entry is None or not name.endswith(SUFFIX):
        return None
    if entry.type.name in corpus.settings.assessed:
        return entry if speaking(corpus, entry) else None
    return entry if entry in judged(corpus) and corpus.settings.assessed else None
