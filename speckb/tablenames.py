"""What the computed tables are called; a check asks for names alone and not for tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.verdicts import names as verdict_names

if TYPE_CHECKING:
    from speckb.corpus import Corpus

MATRIX = "matrix"
TRACE = "traceability"
VOCABULARY = "-values"
AGAIN = "again"
# What follows an entry's id in the names of the tables that are about it.
ENDINGS = ("", VOCABULARY, verdict_names.SUFFIX, verdict_names.CLAIMED)


def names(corpus: Corpus) -> list[str]:
    """Return the names of all tables.

    These are one per criterion by its id, the matrix, the trace, the listings of the settings, one
    per compared entry by its id, each criterion's vocabulary as `<criterion>-values`, and the
    tables of verdicts.
    """
    return [
        *(criterion.id for criterion in corpus.criteria),
        MATRIX,
        *([TRACE] if corpus.settings.trace else []),
        *corpus.settings.listings,
        *(entry.id for entry in corpus.compared),
        *(f"{criterion.id}{VOCABULARY}" for criterion in corpus.criteria),
        *verdict_names.names(corpus),
    ]


def shared(corpus: Corpus) -> list[str]:
    """Return the names of the tables that are not about one entry."""
    traced = [TRACE] if corpus.settings.trace else []
    return [MATRIX, *traced, *corpus.settings.listings, *verdict_names.shared(corpus)]


def address(name: str) -> str:
    """Return the address of a table on its page."""
    return f"table-{name}"
