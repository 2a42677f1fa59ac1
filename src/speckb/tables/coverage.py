"""Coverage tables: verdicts counted by judged entry, by assessed entry, or by a field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from speckb.tables.groups import groups, listed
from speckb.tables.table import Column, Table, frame
from speckb.tables.verdicts import speaking, verdicts

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus
    from speckb.corpus.settings.verdicts import Coverage


def table(corpus: Corpus, spec: Coverage) -> Table:
    """Return a coverage table of the settings.

    `spec.by` is the compared type, an assessed type, or a field of one. Columns: its name (id or
    word); by a field, `of` (number of entries) and `assessed` (number of those that a criterion
    assesses); per verdict, how often it was given, where an inherited one that is settled counts as
    what it is settled to; by an assessed type, `criteria` (list of ids).
    """
    counts = _counts(corpus)
    if spec.by == corpus.settings.compared.name:
        return _by_judged(corpus, spec, counts)
    if spec.by in corpus.settings.assessed:
        return _by_assessed(corpus, spec, counts)
    return _by_field(corpus, spec, counts)


def _counts(corpus: Corpus) -> pd.DataFrame:
    """Return a row per verdict: `entry`, `about` (ids), and a column per word with 1 or 0."""
    found = [(one.entry, one.about, one.settled) for one in verdicts(corpus)]
    given = pd.DataFrame(found, columns=["entry", "about", "word"], dtype=object)
    words = pd.Categorical(given["word"], categories=[*corpus.settings.verdicts.words])
    return pd.concat([given[["entry", "about"]], pd.get_dummies(words, dtype=int)], axis=1)


def _by_judged(corpus: Corpus, spec: Coverage, counts: pd.DataFrame) -> Table:
    compared = corpus.settings.compared
    columns = (Column(compared.name, compared.title, "entry"), *_words(corpus))
    sums = counts.drop(columns="about").groupby("entry", sort=False).sum()
    rows = [[name, *row] for name, *row in sums.itertuples(name=None)]
    return Table(spec.name, spec.caption, columns, frame(columns, rows))


def _by_assessed(corpus: Corpus, spec: Coverage, counts: pd.DataFrame) -> Table:
    kind = corpus.settings.types[spec.by]
    criteria = Column("criteria", corpus.settings.criterion.title, "entries")
    columns = (Column(kind.name, kind.title, "entry"), *_words(corpus), criteria)
    sums = counts.drop(columns="entry").groupby("about", sort=False).sum()
    rows = [
        [about.id, *_row(sums, [about.id]), [one.id for one in speaking(corpus, about)]]
        for about in corpus.by_type[spec.by]
    ]
    return Table(spec.name, spec.caption, columns, frame(columns, rows))


def _by_field(corpus: Corpus, spec: Coverage, counts: pd.DataFrame) -> Table:
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
    sums = counts.drop(columns="entry").groupby("about", sort=False).sum()
    rows: list[list[Any]] = []
    for name in order:
        ids = [e.id for e in corpus.by_type[kind.name] if name in listed(e.meta.get(spec.by))]
        spoken = [one for one in ids if speaking(corpus, corpus.entries[one])]
        rows.append([name, len(ids), len(spoken), *_row(sums, ids)])
    return Table(spec.name, spec.caption, columns, frame(columns, rows))


def _row(sums: pd.DataFrame, ids: list[str]) -> list[int]:
    return [int(number) for number in sums.reindex(ids, fill_value=0).sum()]


def _words(corpus: Corpus) -> list[Column]:
    words = corpus.settings.verdicts.words.values()
    return [Column(word.id, word.label, "brief") for word in words]
