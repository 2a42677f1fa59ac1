"""Who is left for a choice: entries by what they have to meet, and by the values accepted. Pure.

`decide.js` of the site computes the same in the browser; a test compares both.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from speckb.corpus.settings.verdicts import CONDITIONAL, MET, MISSED
from speckb.tables.verdicts import judged, verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from speckb.corpus.choices import Choice
    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Assessment, Entry

OPEN = "open"
STATES = (MET, CONDITIONAL, OPEN, MISSED)  # of an answer, from best to worst
ELSEWHERE = "elsewhere"  # tone of a value that leaves the answer to something else


@dataclass(frozen=True, slots=True)
class Answer:
    """What an entry has to say to a part of a choice: one of `STATES`, and its conditions."""

    about: str
    state: str
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standing:
    """An entry with its answers to all parts of a choice."""

    entry: Entry
    answers: Sequence[Answer]

    @cached_property
    def state(self) -> str:
        """The worst of the answers; `met` if nothing is chosen."""
        return max((answer.state for answer in self.answers), key=STATES.index, default=MET)

    @property
    def is_left(self) -> bool:
        """Whether the entry meets everything, if need be under conditions."""
        return self.state in {MET, CONDITIONAL}

    def count(self, state: str) -> int:
        """Return how many answers have a state."""
        return sum(answer.state == state for answer in self.answers)


def standings(corpus: Corpus, choice: Choice) -> list[Standing]:
    """Return all judged entries with their answers to a choice, the best first.

    Ids and words that the corpus does not have are passed over.
    """
    abouts = [corpus.entries[name] for name in choice.meet if name in corpus.entries]
    accepted = {
        criterion.id: choice.values[criterion.id]
        for criterion in corpus.criteria
        if criterion.id in choice.values
    }
    found = [
        Standing(entry, [*_verdicts(corpus, entry, abouts), *_values(corpus, entry, accepted)])
        for entry in judged(corpus)
    ]
    return sorted(
        found, key=lambda one: (STATES.index(one.state), -one.count(MET), one.count(MISSED))
    )


def condition_of(corpus: Corpus, cell: Assessment) -> str:
    """Return the condition of a value: its own, or that of its word; empty where it has none."""
    return cell.condition or corpus.entries[cell.criterion].values[cell.value].condition


def _verdicts(corpus: Corpus, entry: Entry, abouts: Iterable[Entry]) -> Iterable[Answer]:
    for about in abouts:
        found = verdict(corpus, entry, about)
        state = found.settled if found.settled in STATES else OPEN
        yield Answer(about.id, state, found.conditions)


def _values(
    corpus: Corpus, entry: Entry, accepted: Mapping[str, Collection[str]]
) -> Iterable[Answer]:
    for name, words in accepted.items():
        cell = entry.assessments.get(name)
        if cell is None:
            yield Answer(name, OPEN)
            continue
        word = corpus.entries[name].values[cell.value]
        condition = condition_of(corpus, cell)
        if cell.value in words:
            state = CONDITIONAL if condition else MET
            yield Answer(name, state, (condition,) if condition else ())
        else:
            is_open = word.tone == ELSEWHERE or cell.value == corpus.settings.unstated
            yield Answer(name, OPEN if is_open else MISSED)
