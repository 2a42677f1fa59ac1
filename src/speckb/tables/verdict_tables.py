"""Tables of verdicts and claims: pure functions from a corpus to tables.

A verdict is a word of `settings.verdicts.TONES`; an inherited one on which all sources agree is
written `inherited: met`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from speckb.corpus.settings.verdicts import OPEN
from speckb.language import N_, _
from speckb.tables import coverage, names
from speckb.tables.fragments import ALL, OTHERS
from speckb.tables.table import Column, Table
from speckb.tables.verdicts import assessed, claims, judged, remarks, speaking, spoken, verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.tables.verdicts import Reason, Verdict
    from speckb.tables.verdicts.claims import Claim

CAPTIONS = {
    # Translators: {criterion} is what the knowledge base calls a criterion, here and below
    names.VERDICTS: N_("Verdicts at a glance"),
    names.WORDS: N_("What the verdicts mean"),
    names.COMBINATION: N_("Entries that more than one {criterion} assesses"),
    names.HOLES: N_("Entries that no {criterion} assesses"),
    names.CLAIMS: N_("Claims and verdicts"),
    names.COMPARED: N_("Claims and verdicts that can be compared"),
    names.CLAIM_WORDS: N_("What the words of claims count as"),
}


def table(corpus: Corpus, name: str) -> Table | None:
    """Return the table of that name, or None for one that is no table of verdicts."""
    if one := names.subject(corpus, name):
        return of_entry(corpus, one)
    if name.endswith(names.CLAIMED) and corpus.settings.assessed:
        return claims_on(corpus, name.removesuffix(names.CLAIMED))
    if name not in names.shared_by_verdicts(corpus):
        return None
    if name in TABLES:
        return TABLES[name](corpus)
    return coverage.table(corpus, corpus.settings.verdicts.coverage[name])


def matrix(corpus: Corpus, *, hidden: bool = True) -> Table:
    """Return all verdicts: a row per judged entry, a column per assessed one.

    Columns of entries that no criterion assesses are hidden: `holes` lists these. They can be many,
    and are left out without `hidden`. Two more are hidden: `conditions`, of the verdicts that have
    any, and `disputed`, what disagrees with a verdict (lists of `id: text`).
    """
    columns = [_judged(corpus)]
    rows: list[list[Any]] = [[entry.id] for entry in judged(corpus)]
    for about in assessed(corpus) if hidden else spoken(corpus):
        open_to_all = not speaking(corpus, about)
        columns.append(Column(about.id, about.heading, "verdict", about.id, hidden=open_to_all))
        for row, entry in zip(rows, judged(corpus), strict=True):
            row.append(OPEN if open_to_all else verdict(corpus, entry, about).text)
    columns += [
        Column("conditions", _("Conditions"), "text", hidden=True),
        Column("disputed", _("Disputed by"), "text", hidden=True),
    ]
    for row, entry in zip(rows, judged(corpus), strict=True):
        given = [verdict(corpus, entry, about) for about in spoken(corpus)]
        row += [remarks.conditions(given), remarks.disputes(corpus, given)]
    return _table(corpus, names.VERDICTS, columns, rows)


def of_entry(corpus: Corpus, one: Entry) -> Table:
    """Return one entry's verdicts, or all verdicts on it, with a row per criterion.

    Columns: the other type's name (id), `verdict`, `criterion` (id), `value`, `reading` (the
    verdict by this criterion alone), `conditions` (list of texts), `decided_by` (text or list),
    `disputed` (list of ids), `note`, `editorial`, `section`, `mapping` (the editorial reason of the
    reading).
    """
    name = f"{one.id}{names.SUFFIX}"
    if one.type in corpus.settings.assessed:
        found = [verdict(corpus, entry, one) for entry in judged(corpus)]
        columns, drop = [_judged(corpus), *_reason_columns(corpus, one.id)], 0
    else:
        found = [verdict(corpus, one, about) for about in spoken(corpus)]
        columns, drop = [_assessed(corpus), *_reason_columns(corpus)], 1
    # rows have both ids; the one of this entry, which is in the table's name, is dropped
    rows = ([*row[:drop], *row[drop + 1 :]] for each in found for row in _rows(each))
    return Table(name, _("Verdicts: {entry}", entry=one.heading), columns, list(rows))


def words(corpus: Corpus) -> Table:
    """Return the meanings of all verdicts: columns `verdict` and `meaning` (text)."""
    columns = (Column("verdict", _("Verdict"), "word"), Column("meaning", _("Meaning"), "text"))
    rows = [(word.id, word.meaning) for word in corpus.settings.verdicts.words.values()]
    return _table(corpus, names.WORDS, columns, rows)


def combination(corpus: Corpus) -> Table:
    """Return the orders in which verdicts by several criteria are combined, and why.

    Columns: the assessed type's name (id, or `all others` and `all` for the order of the settings),
    `first` (list of verdicts) and `reason` (text).
    """
    kind, noun = corpus.settings.assessed, corpus.settings.criteria.noun
    columns = (
        Column(kind.name, kind.title, "subject"),
        Column("first", _("The first of these that any {criterion} gives", criterion=noun), "word"),
        Column("reason", _("Reason"), "text", editorial=True),
    )
    own = [
        (about.id, list(about.meta["combination"]), about.meta.get("combination_reason", ""))
        for about in assessed(corpus)
        if "combination" in about.meta
    ]
    common = corpus.settings.verdicts
    name = OTHERS if own else ALL
    others = (name, list(common.combination), common.combination_reason)
    rows = [*own, others] if common.combination else own
    return _table(corpus, names.COMBINATION, columns, rows)


def holes(corpus: Corpus) -> Table:
    """Return the entries that no criterion assesses.

    Columns: the assessed type's name (id), `title`, and `would_ask` (text) where the type has it.
    """
    columns = [_assessed(corpus), Column("title", _("Title"), "title")]
    kinds = corpus.settings.assessed
    asking = next((kind for kind in kinds if "would_ask" in kind.properties), None)
    if asking:
        columns.append(Column("would_ask", asking.label("would_ask"), "text", editorial=True))
    rows = (
        [about.id, about.title, about.meta.get("would_ask")][: len(columns)]
        for about in assessed(corpus)
        if not speaking(corpus, about)
    )
    return _table(corpus, names.HOLES, columns, rows)


def all_claims(corpus: Corpus) -> Table:
    """Return all claims, each with the verdict on the same question.

    Columns: the assessed and the compared type's names (ids), `claimed`, `where` (texts),
    `verdict`, `agreement`, `reason` (text), `counts_as` (a verdict or None), `evidence` (address).
    """
    return _claims(corpus, names.CLAIMS, claims.claims(corpus))


def compared_claims(corpus: Corpus) -> Table:
    """Return the claims that agree or disagree with a verdict, with the columns of `all_claims`."""
    found = (claim for claim in claims.claims(corpus) if claim.agreement != claims.ALONE)
    return _claims(corpus, names.COMPARED, found)


def claims_on(corpus: Corpus, one: str) -> Table | None:
    """Return the claims about an entry, with the columns of `all_claims`, or None for none."""
    found = [*claims.claims(corpus, one)]
    if not found:
        return None
    made = _claims(corpus, names.CLAIMS, found)
    caption = _("Claims: {entry}", entry=corpus.entries[one].heading)
    return replace(made, name=f"{one}{names.CLAIMED}", caption=caption)


def claim_words(corpus: Corpus) -> Table:
    """Return the words of claims: `claimed`, the verdict `counts_as` (or None), `reason`."""
    columns = (
        Column("claimed", _("Claim"), "brief"),
        # Translators: heading of the column with the verdict that a claim amounts to
        Column("counts_as", _("Counts as"), "word", editorial=True),
        Column("reason", _("Reason"), "text", editorial=True),
    )
    rows = [
        (name, word.counts_as or None, word.reason)
        for name, word in corpus.settings.verdicts.claims.items()
    ]
    return _table(corpus, names.CLAIM_WORDS, columns, rows)


def _claims(corpus: Corpus, name: str, found: Iterable[Claim]) -> Table:
    columns = (
        _assessed(corpus),
        _judged(corpus),
        Column("claimed", _("Claim"), "brief"),
        # Translators: heading of the column with the section of a claim
        Column("where", _("Where"), "brief"),
        Column("verdict", _("Verdict"), "word"),
        # Translators: heading of the column that says whether claim and verdict agree
        Column("agreement", _("Agreement"), "agreement"),
        # Translators: heading of the column with the reason that a specification gives
        Column("reason", _("Reason given there"), "text", hidden=True),
        Column("counts_as", _("Counts as"), "word", hidden=True),
        Column("evidence", _("Evidence"), "text", hidden=True),
    )
    rows = (
        [
            *(one.about, one.entry, one.word, one.where, one.verdict.text),
            *(one.agreement, one.reason, one.counts_as or None, one.evidence),
        ]
        for one in found
    )
    return _table(corpus, name, columns, rows, keys=2)


def _judged(corpus: Corpus) -> Column:
    compared = corpus.settings.compared
    return Column(compared.name, compared.title, "entry")


def _assessed(corpus: Corpus) -> Column:
    kind = corpus.settings.assessed
    return Column(kind.name, kind.title, "entry")


def _reason_columns(corpus: Corpus, about: str = "") -> tuple[Column, ...]:
    return (
        Column("verdict", _("Verdict"), "verdict" if about else "word", about),
        Column("criterion", corpus.settings.criteria.title, "entry"),
        Column("value", _("Value"), "brief"),
        # Translators: heading of the column with the verdict by a criterion alone
        Column("reading", _("Reading"), "word"),
        Column("conditions", _("Conditions"), "text"),
        Column("decided_by", _("Decided by"), "text"),
        Column("disputed", _("Disputed by"), "text"),
        Column("note", _("Remark"), "text"),
        Column("editorial", _("Editorial"), "text"),
        Column("section", _("Section"), "brief"),
        Column("mapping", _("Reason of the reading"), "text", editorial=True),
    )


def _rows(found: Verdict) -> Iterator[list[Any]]:
    """Yield a row per criterion, or one row for a verdict that has none or is all inherited."""
    head = [found.about, found.entry, found.text]
    for reason in found.reasons:
        yield [
            *(*head, reason.criterion, reason.value, reason.word, [*reason.conditions]),
            *(_decided_by(reason), [*reason.disputed_by]),
            *(reason.note, reason.editorial, reason.section, reason.mapping),
        ]
    if not found.reasons:
        outcomes = [f"{one.source}: {one.word}" for one in found.outcomes]
        remarks_on = [*found.conditions], outcomes, [*found.disputed_by]
        yield [*head, "", None, None, *remarks_on, "", "", "", ""]


def _decided_by(reason: Reason) -> str | list[str] | None:
    if reason.outcomes:
        return [f"{one.source}: {one.word}" for one in reason.outcomes]
    return reason.depends_on or None


def _table(
    corpus: Corpus,
    name: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    keys: int = 1,
) -> Table:
    common = _(CAPTIONS[name], criterion=corpus.settings.criteria.noun)
    caption = corpus.settings.verdicts.captions.get(name, common)
    return Table(name, caption, columns, list(rows), keys)


TABLES: dict[str, Callable[[Corpus], Table]] = {
    names.VERDICTS: matrix,
    names.WORDS: words,
    names.COMBINATION: combination,
    names.HOLES: holes,
    names.CLAIMS: all_claims,
    names.COMPARED: compared_claims,
    names.CLAIM_WORDS: claim_words,
}
