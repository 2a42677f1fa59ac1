"""Coverage tables: verdicts counted by judged entry, by assessed entry, or by a field."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from speckb.corpus.corpus import once
from speckb.corpus.settings.verdicts import OPEN
from speckb.tables.groups import groups, listed
from speckb.tables.table import Column, Table
from speckb.tables.verdicts import assessed, judged, speaking, spoken, verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.settings.verdicts import Coverage

    Counts = Mapping[str, Counter[str]]


def table(corpus: Corpus, spec: Coverage) -> Table:
    """Return a coverage table of the settings.

    `spec.by` is the compared type, an assessed type, or a field of one. Columns: its name (id or
    word); by a field, `of` (number of entries) and `assessed` (number of those that a criterion
    assesses); per verdict, how often it was given, where an inherited one that is settled counts as
    what it is settled to; by an assessed type, `criteria` (list of ids).
    """
    if spec.by == corpus.settings.compared.name:
        return _by_judged(corpus, spec)
    if spec.by in corpus.settings.assessed:
        return _by_assessed(corpus, spec)
    return _by_field(corpus, spec)


@once
def _counts(corpus: Corpus) -> tuple[Counts, Counts]:
    """Return how often each verdict was given, by the ids of judged and of assessed entries.

    Where no criterion assesses an entry, all verdicts on it are open: they are not computed.
    """
    unspoken = len(assessed(corpus)) - len(spoken(corpus))
    on = {about.id: Counter({OPEN: len(judged(corpus))}) for about in assessed(corpus)}
    on |= {about.id: Counter() for about in spoken(corpus)}
    by: dict[str, Counter[str]] = {}
    for entry in judged(corpus):
        by[entry.id] = Counter({OPEN: unspoken})
        for about in spoken(corpus):
            word = verdict(corpus, entry, about).settled
            by[entry.id][word] += 1
            on[about.id][word] += 1
    return by, on


def _by_judged(corpus: Corpus, spec: Coverage) -> Table:
    compared = corpus.settings.compared
    columns = (Column(compared.name, compared.title, "entry"), *_words(corpus))
    counts, _ = _counts(corpus)
    rows = [[one, *_row(corpus, [count])] for one, count in counts.items() if assessed(corpus)]
    return Table(spec.name, spec.caption, columns, list(rows))


def _by_assessed(corpus: Corpus, spec: Coverage) -> Table:
    kind = corpus.settings.types[spec.by]
    criteria = Column("criteria", corpus.settings.criterion.title, "entries")
    columns = (Column(kind.name, kind.title, "entry"), *_words(corpus), criteria)
    _, counts = _counts(corpus)
    rows = [
        [about.id, *_row(corpus, [counts[about.id]]), [one.id for one in speaking(corpus, about)]]
        for about in corpus.by_type[spec.by]
    ]
    return Table(spec.name, spec.caption, columns, list(rows))


def _by_field(corpus: Corpus, spec: Coverage) -> Table:
    kind = next(
        corpus.settings.types[name]
        for name in corpus.settings.assessed
        if spec.by in corpus.settings.types[name].properties
    )
    group, order = groups(corpus, kind.name, spec.by)
    columns = (
        group,
        Column("of", f"{kind.title}: all", "brief"),
        Column("assessed", "Assessed", "brief"),
        *_words(corpus),
    )
    _, counts = _counts(corpus)
    rows: list[list[Any]] = []
    for name in order:
        ids = [e.id for e in corpus.by_type[kind.name] if name in listed(e.meta.get(spec.by))]
        asked = [one for one in ids if speaking(corpus, corpus.entries[one])]
        rows.append([name, len(ids), len(asked), *_row(corpus, [counts[one] for one in ids])])
    return Table(spec.name, spec.caption, columns, list(rows))


def _row(corpus: Corpus, counts: Sequence[Counter[str]]) -> list[int]:
    """Return how often each verdict was given, by several counts together."""
    return [sum(count[word] for count in counts) for word in corpus.settings.verdicts.words]


def _words(corpus: Corpus) -> list[Column]:
    words = corpus.settings.verdicts.words.values()
    return [Column(word.id, word.label, "brief") for word in words]
