"""Names of the computed tables; without pandas, because a check needs the names alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.corpus import queries
from speckb.tables.verdicts import judged, speaking, spoken
from speckb.tables.verdicts.claims import named

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.corpus.settings import EntryType, Settings

MATRIX = "matrix"
VERDICTS = "verdicts"
WORDS = "verdict-words"
COMBINATION = "verdict-combination"
HOLES = "not-assessed"
CLAIMS = "claims"
COMPARED = "claims-compared"
CLAIM_WORDS = "claim-words"
OF_CLAIMS = (CLAIMS, COMPARED, CLAIM_WORDS)  # there are none without claims
SUFFIX = "-verdicts"
CLAIMED = "-claims"
TRACE = "traceability"
VOCABULARY = "-values"
# Suffixes to an entry's id in the names of the tables about it.
ENDINGS = ("", VOCABULARY, SUFFIX, CLAIMED)


def table_names(corpus: Corpus) -> list[str]:
    """Return the names of all tables."""
    return [name for name, _ in tables(corpus)]


def tables(corpus: Corpus) -> Iterator[tuple[str, Entry | None]]:
    """Yield the name of each table, and the entry that it is about, if it is about one.

    They are those of `own_tables`, and those that queries of prose ask for.
    """
    yield from own_tables(corpus)
    yield from ((name, None) for name in queries.tables(corpus))


def own_tables(corpus: Corpus) -> Iterator[tuple[str, Entry | None]]:
    """Yield the name of each table that entries and settings make, and what it is about.

    The names are each criterion's id, the matrix, the trace, the listings of the settings, each
    compared entry's id, `<criterion>-values` for each vocabulary, and those of verdicts and claims.
    """
    compared = corpus.criteria if corpus.settings.comparing else ()
    yield from ((criterion.id, criterion) for criterion in compared)
    yield from ((name, None) for name in _matrix(corpus.settings))
    yield from ((TRACE, None) for _ in corpus.settings.trace[:1])
    yield from ((name, None) for name in _listings(corpus))
    yield from ((entry.id, entry) for entry in corpus.compared)
    yield from ((f"{criterion.id}{VOCABULARY}", criterion) for criterion in corpus.criteria)
    yield from _verdict_tables(corpus)


def _matrix(settings: Settings) -> list[str]:
    return [MATRIX] if settings.comparing else []


def _listings(corpus: Corpus) -> Iterator[str]:
    """Yield the names of the listings; those of links are in the views that have such links."""
    for name, spec in corpus.settings.listings.items():
        links = (corpus.incoming.get(entry.id, ()) for entry in corpus.by_type[spec.type])
        kinds = {link.kind for found in links for link in found} if spec.link else ()
        if not (spec.link and corpus.edition) or spec.link in kinds:
            yield name


def endings(settings: Settings, kind: EntryType) -> Collection[str]:
    """Return what may follow an entry's id in the names of the tables about it."""
    if kind in settings.criteria:
        return ("", VOCABULARY) if settings.comparing else (VOCABULARY,)
    own = [""] if kind in settings.compared else []
    judged_type = kind in settings.compared or kind in settings.assessed
    return [*own, SUFFIX, CLAIMED] if settings.assessed and judged_type else own


def shared_tables(corpus: Corpus) -> list[str]:
    """Return the names of all tables that are not about one entry."""
    traced = [TRACE] if corpus.settings.trace else []
    return [
        *_matrix(corpus.settings),
        *traced,
        *_listings(corpus),
        *shared_by_verdicts(corpus),
        *queries.tables(corpus),
    ]


def _verdict_tables(corpus: Corpus) -> Iterator[tuple[str, Entry | None]]:
    """Yield the name of each table of verdicts and claims, and the entry that it is about, if any.

    These are fixed names, the coverage tables of the settings, `<id>-verdicts` for each entry that
    a criterion assesses and each that is judged, and `<id>-claims` for each entry that claims are
    about or for. There are none where criteria assess no type, and none of claims where there are
    no claims.
    """
    if not corpus.settings.assessed:
        return
    yield from ((name, None) for name in shared_by_verdicts(corpus))
    found = [*spoken(corpus), *judged(corpus)]
    yield from ((f"{entry.id}{SUFFIX}", entry) for entry in found)
    yield from ((f"{name}{CLAIMED}", corpus.entries.get(name)) for name in named(corpus))


def shared_by_verdicts(corpus: Corpus) -> list[str]:
    """Return the names of the tables of verdicts and claims that are not about one entry."""
    settings = corpus.settings
    if not settings.assessed:
        return []
    fixed = [VERDICTS, WORDS, COMBINATION, HOLES, *settings.verdicts.coverage]
    return [*fixed, *OF_CLAIMS] if named(corpus) else fixed


def subject(corpus: Corpus, name: str) -> Entry | None:
    """Return the entry whose verdicts a table shows, or None where there is no such table."""
    entry = corpus.entries.get(name.removesuffix(SUFFIX))
    if entry is None or not name.endswith(SUFFIX):
        return None
    if entry.type in corpus.settings.assessed:
        return entry if speaking(corpus, entry) else None
    return entry if entry in judged(corpus) and corpus.settings.assessed else None
