"""Verdicts of compared entries on assessed ones, with their reasons. Pure.

A criterion's field `assesses` says which of its values meet an entry, meet it under a condition, in
part or not at all. A value that it does not name leaves the question open, unless the vocabulary
says that it is decided elsewhere: `depends_on` says by what, `inherits` names the link to the
entries that decide. So does a value with `no_verdict`, whatever its word.

A verdict is conditional where all that is asked is met as soon as a condition holds, and partly met
where a part of it is not met, whatever holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from speckb.corpus.corpus import once
from speckb.corpus.settings.verdicts import (
    CONDITIONAL,
    DEPENDS,
    GRADES,
    INHERITED,
    OPEN,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Assessment, Entry


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict that is inherited if the entry `source` decides, to which `link` leads.

    `conditions` are those of a conditional verdict; `disputed_by` has ids of entries that call a
    value behind it in question.
    """

    source: str
    word: str
    link: str
    conditions: tuple[str, ...] = ()
    disputed_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """The verdict by one criterion: the entry's value with its remarks, and the word it maps to.

    `section` is that of the value, or else the criterion's; `mapping` is the editorial reason of
    the mapping. `depends_on` says what decides where `word` is `depends`, `condition` when the word
    `conditional` holds, `no_verdict` why the value leaves the question open.
    """

    criterion: str
    section: str
    value: str
    note: str
    editorial: str
    mapping: str
    word: str
    depends_on: str = ""
    condition: str = ""
    no_verdict: str = ""
    disputes: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()

    @property
    def settled(self) -> str:
        """The word; for an inherited one, the word on which all its sources agree, if they do."""
        return settled(self.word, self.outcomes)

    @property
    def conditions(self) -> tuple[str, ...]:
        """The conditions, where the settled word is `conditional`."""
        if self.settled != CONDITIONAL:
            return ()
        return (self.condition,) if self.condition else _joined(self.outcomes, "conditions")

    @property
    def disputed_by(self) -> tuple[str, ...]:
        """The ids of entries that call in question the value, or all values it is settled by."""
        theirs = _joined(self.outcomes, "disputed_by") if self.settled != INHERITED else ()
        return (*self.disputes, *theirs)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether `entry` meets `about`: `word` is one of `settings.verdicts.TONES`.

    `reasons` has a verdict per criterion; it is empty where no criterion assesses `about`, and
    where the whole verdict is inherited. `outcomes` has one per entry that it is inherited from.
    """

    entry: str
    about: str
    word: str
    reasons: tuple[Reason, ...] = ()
    outcomes: tuple[Outcome, ...] = ()

    @property
    def settled(self) -> str:
        """The word; for an inherited one, the word on which all its sources agree, if they do."""
        return settled(self.word, self.outcomes)

    @property
    def text(self) -> str:
        """The verdict in tables: the word, or `inherited: met` where all sources agree."""
        return self.word if self.settled == self.word else f"{self.word}: {self.settled}"

    @property
    def conditions(self) -> tuple[str, ...]:
        """The conditions, where the settled word is `conditional`."""
        return _joined(self._deciding, "conditions") if self.settled == CONDITIONAL else ()

    @property
    def disputed_by(self) -> tuple[str, ...]:
        """The ids of entries that call a value in question by which the word is settled."""
        return _joined(self._deciding, "disputed_by") if self.settled != INHERITED else ()

    @property
    def _deciding(self) -> Sequence[Reason | Outcome]:
        """What gives the word: the reasons that have it, or what it is inherited from."""
        return self.outcomes or [reason for reason in self.reasons if reason.word == self.word]

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The texts that say what decides, where the verdict is `depends`."""
        named = [reason.depends_on for reason in self.reasons if reason.word == DEPENDS]
        return tuple(dict.fromkeys(named)) if self.word == DEPENDS else ()


def verdicts(corpus: Corpus) -> Iterator[Verdict]:
    """Yield the verdict of each judged entry on each assessed one, in document order."""
    for entry in judged(corpus):
        for about in assessed(corpus):
            yield verdict(corpus, entry, about)


@once
def verdict(corpus: Corpus, entry: Entry, about: Entry) -> Verdict:
    """Return whether an entry meets another one, and why; computed once for each pair."""
    return _verdict(corpus, entry, about, frozenset())


@once
def judged(corpus: Corpus) -> Sequence[Entry]:
    """Return the compared entries that have values, or that inherit all verdicts from others."""
    stand_in = corpus.settings.verdicts.stand_in
    group = corpus.having(corpus.settings.compared)
    return tuple(entry for entry in group if entry.assessments or entry.meta.get(stand_in))


@once
def assessed(corpus: Corpus) -> Sequence[Entry]:
    """Return all entries of the types that criteria may assess, whether one does or not."""
    return tuple(corpus.having(corpus.settings.assessed))


@once
def spoken(corpus: Corpus) -> Sequence[Entry]:
    """Return the entries that a criterion assesses, in the order of `assessed`."""
    return tuple(about for about in assessed(corpus) if speaking(corpus, about))


@once
def speaking(corpus: Corpus, about: Entry) -> Sequence[Entry]:
    """Return the criteria that assess an entry, in document order."""
    links = corpus.incoming.get(about.id, ())
    return tuple(corpus.entries[link.source] for link in links if link.kind == "assesses")


def combine(words: Iterable[str], order: Sequence[str]) -> str:
    """Return the verdict of several criteria together: the first of `order` that occurs.

    A single word needs no order. Several words without an order, and no words, give `OPEN`.
    """
    given = set(words)
    if len(given) == 1:
        return given.pop()
    return next((word for word in order if word in given), OPEN)


def order_for(corpus: Corpus, about: Entry) -> tuple[str, ...]:
    """Return the order in which verdicts on an entry combine: its own, or the settings'."""
    return tuple(about.meta.get("combination", corpus.settings.verdicts.combination))


def settled(word: str, outcomes: Iterable[Outcome]) -> str:
    """Return the only outcome of an inherited verdict, or the word where it has several."""
    found = {outcome.word for outcome in outcomes}
    return found.pop() if word == INHERITED and len(found) == 1 else word


def _joined(parts: Iterable[Reason | Outcome], name: str) -> tuple[str, ...]:
    """Return the texts of a field of several parts, each once."""
    return tuple(dict.fromkeys(text for part in parts for text in getattr(part, name)))


def _verdict(corpus: Corpus, entry: Entry, about: Entry, trail: frozenset[str]) -> Verdict:
    """Return a verdict; `trail` has the entries that inherit from this one, to stop at cycles.

    Within a cycle the result depends on where one starts, so it is not cached for the others.
    """
    criteria = speaking(corpus, about)
    if not criteria:
        return Verdict(entry.id, about.id, OPEN)
    if not entry.assessments:
        link = corpus.settings.verdicts.stand_in
        outcomes = tuple(
            _outcome(other.id, link, _verdict(corpus, other, about, trail | {entry.id}))
            for other in _linked(corpus, entry, link, trail)
        )
        return Verdict(entry.id, about.id, _inherited(outcomes), outcomes=outcomes)
    found = (_reason(corpus, entry, criterion, about.id, trail) for criterion in criteria)
    reasons = tuple(reason for reason in found if reason)
    order = order_for(corpus, about)
    word = combine((reason.word for reason in reasons), order)
    outcomes = _outcomes(reasons, order) if word == INHERITED else ()
    return Verdict(entry.id, about.id, word, reasons, outcomes)


def _reason(
    corpus: Corpus, entry: Entry, criterion: Entry, about: str, trail: frozenset[str]
) -> Reason | None:
    """Return the verdict by one criterion, or None where the entry has no value by it."""
    assessment = entry.assessments.get(criterion.id)
    value = criterion.values.get(assessment.value) if assessment else None
    if assessment is None or value is None:
        return None
    mapping = criterion.meta["assesses"][about]
    outcomes: tuple[Outcome, ...] = ()
    named = [grade for grade in GRADES if criterion.values.among(value.id, mapping.get(grade, ()))]
    undecided = assessment.no_verdict if named else ""
    if undecided:
        word = OPEN
    elif (
        named
    ):  # the mapping for this entry has precedence over what the vocabulary says of a value
        word = named[0]
    elif value.inherits:
        outcomes = tuple(
            _outcome(other.id, value.inherits, reason)
            for other in _linked(corpus, entry, value.inherits, trail)
            for reason in [_reason(corpus, other, criterion, about, trail | {entry.id})]
        )
        word = _inherited(outcomes)
    else:
        word = DEPENDS if value.depends_on else OPEN
    return Reason(
        criterion=criterion.id,
        section=_section(criterion, assessment),
        value=value.id,
        note=assessment.note,
        editorial=assessment.editorial,
        mapping=undecided or str(mapping.get("reason", "")),
        no_verdict=undecided,
        word=word,
        depends_on=value.depends_on if word == DEPENDS else "",
        condition=(assessment.condition or value.condition) if word == CONDITIONAL else "",
        disputes=assessment.disputed_by if undecided or word != OPEN else (),
        outcomes=outcomes,
    )


def _section(criterion: Entry, assessment: Assessment) -> str:
    """Return where a value is from: its own document and sections, or the criterion's section."""
    if not assessment.sections:
        return str(criterion.meta.get("section", ""))
    return f"{assessment.document} {', '.join(assessment.sections)}".lstrip()


def _linked(corpus: Corpus, entry: Entry, link: str, trail: frozenset[str]) -> list[Entry]:
    """Return the entries that a link leads to, without those on the trail."""
    ids = [found.target for found in corpus.outgoing[entry.id] if found.kind == link]
    return [corpus.entries[i] for i in ids if i in corpus.entries and i not in {*trail, entry.id}]


def _inherited(outcomes: Sequence[Outcome]) -> str:
    """Return `INHERITED`, or `OPEN` where all sources leave the question open."""
    return OPEN if {outcome.word for outcome in outcomes} == {OPEN} else INHERITED


def _outcome(source: str, link: str, found: Reason | Verdict | None) -> Outcome:
    """Return what an entry gives to those that inherit from it."""
    if found is None:
        return Outcome(source, OPEN, link)
    return Outcome(source, found.settled, link, found.conditions, found.disputed_by)


def _outcomes(reasons: Sequence[Reason], order: Sequence[str]) -> tuple[Outcome, ...]:
    """Return the combined verdict for each entry that decides one of the reasons."""
    links = {o.source: o.link for r in reasons if r.word == INHERITED for o in r.outcomes}
    found = []
    for source, link in links.items():
        given = [_given(reason, source) for reason in reasons]
        word = combine((part.word for part in given), order)
        kept = [part for part in given if part.word == word]
        joined = (_joined(kept, name) for name in ("conditions", "disputed_by"))
        found.append(Outcome(source, word, link, *joined))
    return tuple(found)


def _given(reason: Reason, source: str) -> Reason | Outcome:
    """Return the verdict by one criterion if `source` decides."""
    found = (outcome for outcome in reason.outcomes if outcome.source == source)
    return next(found, reason) if reason.word == INHERITED else reason
