"""Coverage tables: verdicts counted by judged entry, by assessed entry, or by a field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speckb.corpus.corpus import once
from speckb.corpus.settings.verdicts import OPEN
from speckb.language import _
from speckb.tables.groups import groups, listed, named
from speckb.tables.table import Column, Table, pandas
from speckb.tables.verdicts import assessed, judged, speaking, spoken, verdict

if TYPE_CHECKING:
    from pandas import DataFrame

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.settings.verdicts import Coverage


def table(corpus: Corpus, spec: Coverage) -> Table:
    """Return a coverage table of the settings.

    `spec.by` is the compared type, an assessed type, or a field of one. Columns: its name (id or
    word); by a field, `of` (number of entries) and `assessed` (number of those that a criterion
    assesses); per verdict, how often it was given, where an inherited one that is settled counts as
    what it is settled to; by an assessed type, `criteria` (list of ids).
    """
    if spec.by in corpus.settings.compared.names:
        return _by_judged(corpus, spec)
    if spec.by in corpus.settings.assessed.names:
        return _by_assessed(corpus, spec)
    return _by_field(corpus, spec)


@once
def _counts(corpus: Corpus) -> DataFrame:
    """Return a row per verdict: `entry`, `about` (ids), and a column per word with 1 or 0.

    Verdicts on entries that no criterion assesses are open, and not among them.
    """
    pd = pandas()
    found = [
        (entry.id, about.id, verdict(corpus, entry, about).settled)
        for entry in judged(corpus)
        for about in spoken(corpus)
    ]
    given = pd.DataFrame(found, columns=["entry", "about", "word"], dtype=object)
    words = pd.Categorical(given["word"], categories=[*corpus.settings.verdicts.words])
    counts: DataFrame = pd.concat(
        [given[["entry", "about"]], pd.get_dummies(words, dtype=int)], axis=1
    )
    return counts


def _by_judged(corpus: Corpus, spec: Coverage) -> Table:
    kind = corpus.settings.types[spec.by]
    columns = (Column(kind.name, kind.title, "entry"), *_words(corpus))
    sums = _counts(corpus).drop(columns="about").groupby("entry", sort=False).sum()
    own = [one.id for one in judged(corpus) if one.type is kind and assessed(corpus)]
    sums = sums.reindex(own, fill_value=0)
    sums[OPEN] += len(assessed(corpus)) - len(spoken(corpus))
    rows = [[name, *row] for name, *row in sums.itertuples(name=None)]
    return Table(spec.name, spec.caption, columns, rows)


def _by_assessed(corpus: Corpus, spec: Coverage) -> Table:
    kind = corpus.settings.types[spec.by]
    criteria = Column("criteria", corpus.settings.criteria.title, "entries")
    columns = (Column(kind.name, kind.title, "entry"), *_words(corpus), criteria)
    sums = _on(corpus)
    rows = [
        [about.id, *_row(sums, [about.id]), [one.id for one in speaking(corpus, about)]]
        for about in corpus.by_type[spec.by]
    ]
    return Table(spec.name, spec.caption, columns, rows)


def _by_field(corpus: Corpus, spec: Coverage) -> Table:
    kind = next(kind for kind in corpus.settings.assessed if spec.by in kind.properties)
    group, order = groups(corpus, kind.name, spec.by)
    columns = (
        group,
        # Translators: heading of the column with the number of all entries of a type
        Column("of", _("{type}: all", type=kind.title), "brief"),
        # Translators: heading of the column with the number of entries that a criterion assesses
        Column("assessed", _("Assessed"), "brief"),
        *_words(corpus),
    )
    sums = _on(corpus)
    rows: list[list[Any]] = []
    for name in order:
        ids = [e.id for e in corpus.by_type[kind.name] if name in listed(e.meta.get(spec.by))]
        asked = [one for one in ids if speaking(corpus, corpus.entries[one])]
        rows.append([named(group, name), len(ids), len(asked), *_row(sums, ids)])
    return Table(spec.name, spec.caption, columns, rows)


@once
def _on(corpus: Corpus) -> DataFrame:
    """Return how often each verdict was given on each assessed entry: a row per id."""
    sums = _counts(corpus).drop(columns="entry").groupby("about", sort=False).sum()
    sums = sums.reindex([about.id for about in assessed(corpus)], fill_value=0)
    unspoken = [about.id for about in assessed(corpus) if not speaking(corpus, about)]
    sums.loc[unspoken, OPEN] = len(judged(corpus))
    return sums


def _row(sums: DataFrame, ids: list[str]) -> list[int]:
    return [int(number) for number in sums.loc[ids].sum()]


def _words(corpus: Corpus) -> list[Column]:
    words = corpus.settings.verdicts.words.values()
    return [Column(word.id, word.label, "brief") for word in words]
