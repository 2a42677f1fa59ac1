"""View of the verdicts and claims on an entry's page, as plain data for every output. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from speckb.corpus.settings.verdicts import (
    CONDITIONAL,
    DEPENDS,
    INHERITED,
    MET,
    MISSED,
    OPEN,
    PARTLY,
)
from speckb.language import _
from speckb.tables.fragments import (
    Piece,
    Row,
    condition_piece,
    entry_piece,
    evidence,
    value_piece,
    verdict_pieces,
    word_piece,
)
from speckb.tables.verdicts import assessed, claims, judged, speaking, spoken, verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.tables.verdicts import Outcome, Reason, Verdict
    from speckb.tables.verdicts.claims import Claim

TONE = "editorial"
WORST_FIRST = (MISSED, PARTLY, CONDITIONAL, MET, DEPENDS, INHERITED, OPEN)
IN_FULL = frozenset({MISSED, PARTLY, CONDITIONAL})  # verdicts that readers look for first


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict: its anchor, the other entry, the verdict, and lines of pieces as reasons."""

    id: str
    subject: Piece
    verdict: Sequence[Piece]
    because: Sequence[Sequence[Piece]]


@dataclass(frozen=True, slots=True)
class Judgement:
    """An entry's verdicts, or the verdicts on it.

    `subject` is the title of the first column. `criteria` are those that assess the entry; where
    there are none, `question` has the title and the text of the field that says what one would have
    to ask. `silent` are entries that no criterion assesses, `stand_ins` the link's title and the
    entries from which all verdicts are inherited. `editorial` says whether the mapping of values
    to verdicts is this site's own.
    """

    subject: str
    rows: Sequence[Judged]
    criteria: Sequence[Piece] = ()
    question: tuple[str, str] = ("", "")
    silent: Sequence[Piece] = ()
    stand_ins: tuple[str, Sequence[Piece]] = ("", ())
    editorial: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict in brief: the other entry, as a link to the reasons, and what goes with it."""

    subject: Piece
    asides: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Answers:
    """An entry's verdicts in brief: how many of each word, then each word with its verdicts.

    The third of each is whether its verdicts have a line each.
    """

    counted: str
    by_word: Sequence[tuple[Piece, Sequence[Answer], bool]]


@dataclass(frozen=True, slots=True)
class Claimed:
    """Claims with verdicts: titles of the columns, rows, and a note that says whose claims."""

    heads: Sequence[str]
    rows: Sequence[Row]
    note: str


def judgement(corpus: Corpus, entry: Entry) -> Judgement | None:
    """Return the verdicts on an assessed entry, or of a judged one; None for any other."""
    if entry.type in corpus.settings.assessed:
        return _on(corpus, entry)
    if entry in judged(corpus) and corpus.settings.assessed:
        return _of(corpus, entry)
    return None


def answers(corpus: Corpus, entry: Entry) -> Answers | None:
    """Return the verdicts of a judged entry in brief, worst first; None for any other."""
    if entry not in judged(corpus):
        return None
    found: dict[str, list[Answer]] = {word: [] for word in WORST_FIRST}
    for about in spoken(corpus):
        one = verdict(corpus, entry, about)
        name = about.heading if one.settled in IN_FULL else about.text
        subject = Piece(name, entry.id, evidence(entry.id, about.id), title=about.title)
        found[one.settled].append(Answer(subject, verdict_pieces(corpus, one)[1:]))
    given = {word: same for word, same in found.items() if same}
    label = {word.id: word.label for word in corpus.settings.verdicts.words.values()}
    counted = _(", ").join(f"{len(same)} {label[word]}" for word, same in given.items())
    return Answers(
        counted,
        [(word_piece(corpus, word), same, word in IN_FULL) for word, same in given.items()],
    )


def claimed(corpus: Corpus, entry: Entry) -> Claimed | None:
    """Return the claims about an entry, those first that can be compared; None without any."""
    order = (claims.DISAGREES, claims.AGREES, claims.ALONE)
    found = sorted(claims.claims(corpus, entry.id), key=lambda one: order.index(one.agreement))
    if not found:
        return None
    settings = corpus.settings
    is_assessed = entry.type in settings.assessed
    subject = settings.compared if is_assessed else settings.assessed
    others = (one.entry if one.about == entry.id else one.about for one in found)
    rows = [
        Row(f"claim-{one.about}-{one.entry}", _cells(corpus, one, other))
        for one, other in zip(found, others, strict=True)
    ]
    heads = [subject.title, _("Claim"), _("Verdict"), _("Agreement")]
    return Claimed(heads, rows, settings.verdicts.claims_note)


def _on(corpus: Corpus, about: Entry) -> Judgement:
    criteria = speaking(corpus, about)
    rows = []
    for entry in judged(corpus) if criteria else ():
        found = verdict(corpus, entry, about)
        why = [line for reason in found.reasons for line in _remarks(corpus, found, reason)]
        shown = verdict_pieces(corpus, found)
        why += _outcomes(corpus, found.outcomes)
        rows.append(Judged(f"{about.id}--{entry.id}", entry_piece(entry), shown, why))
    return Judgement(
        subject=corpus.settings.compared.title,
        rows=rows,
        criteria=[entry_piece(one, _with_section(one)) for one in criteria],
        question=("", "") if criteria else _question(about),
        editorial=corpus.settings.links["assesses"].editorial,
    )


def _of(corpus: Corpus, entry: Entry) -> Judgement:
    rows, silent = [], []
    for about in assessed(corpus):
        if not speaking(corpus, about):
            silent.append(entry_piece(about))
            continue
        found = verdict(corpus, entry, about)
        why = [line for reason in found.reasons for line in _values(corpus, entry, reason)]
        why += _outcomes(corpus, found.outcomes)
        subject = entry_piece(about, about.heading)
        shown = verdict_pieces(corpus, found, linked=False)
        rows.append(Judged(evidence(entry.id, about.id), subject, shown, why))
    stand_ins = ("", ()) if entry.assessments else _stand_ins(corpus, entry)
    editorial = corpus.settings.links["assesses"].editorial
    return Judgement(
        corpus.settings.assessed.title,
        rows,
        silent=silent,
        stand_ins=stand_ins,
        editorial=editorial,
    )


def _question(about: Entry) -> tuple[str, str]:
    return about.type.label("would_ask"), str(about.meta.get("would_ask", ""))


def _stand_ins(corpus: Corpus, entry: Entry) -> tuple[str, Sequence[Piece]]:
    kind = corpus.settings.links[corpus.settings.verdicts.stand_in]
    links = [link for link in corpus.outgoing[entry.id] if link.kind == kind.name]
    return kind.outgoing, [entry_piece(corpus.entries[link.target]) for link in links]


def _remarks(corpus: Corpus, found: Verdict, reason: Reason) -> list[list[Piece]]:
    """Return lines for a criterion's verdict with all remarks, for the assessed entry's page."""
    value = value_piece(corpus, reason.criterion, reason.value, found.entry)
    lines = [[value, *([Piece(reason.note)] if reason.note else [])]]
    if reason.depends_on:
        lines.append([Piece(reason.depends_on)])
    asides = (reason.no_verdict, reason.editorial)
    return [*lines, *([Piece(text, tone=TONE)] for text in asides if text)]


def _values(corpus: Corpus, entry: Entry, reason: Reason) -> list[list[Piece]]:
    """Return lines for a criterion's verdict without the remarks, which the page shows already."""
    criterion = corpus.entries[reason.criterion]
    where = evidence(entry.id, criterion.id)
    name = Piece(_with_section(criterion), entry.id, where, title=criterion.title)
    line = [name, value_piece(corpus, criterion.id, reason.value)]
    lines = [line, [Piece(reason.depends_on)]] if reason.depends_on else [line]
    return [*lines, [Piece(reason.no_verdict, tone=TONE)]] if reason.no_verdict else lines


def _outcomes(corpus: Corpus, outcomes: Sequence[Outcome]) -> list[list[Piece]]:
    """Return a line per possible verdict, with the entries from which it is inherited."""
    kinds = dict.fromkeys((outcome.word, outcome.conditions) for outcome in outcomes)
    return [
        [
            word_piece(corpus, word),
            *map(condition_piece, conditions),
            *(
                entry_piece(corpus.entries[o.source])
                for o in outcomes
                if (o.word, o.conditions) == (word, conditions)
            ),
        ]
        for word, conditions in kinds
    ]


def _cells(corpus: Corpus, one: Claim, other: str) -> list[list[Piece]]:
    return [
        [entry_piece(corpus.entries[other])],
        [Piece(one.word), Piece(one.reason), Piece(one.where), Piece(one.evidence)],
        verdict_pieces(corpus, one.verdict)[: 1 + len(one.verdict.conditions)],
        [Piece(_(one.agreement), tone=claims.TONES[one.agreement])],
    ]


def _with_section(criterion: Entry) -> str:
    section = criterion.meta.get("section")
    return f"{criterion.text} ({section})" if section else criterion.text
