"""Fingerprints of assessments: digests of the words of other entries that they rest on. Pure.

An assessment rests on the meaning of its value; the values that a criterion counts as met or missed
rest on their meanings and on the assessed statement; a claim rests on the statement that it is
about and on what its word counts as; an editorial link on the statements of both entries. White
space, notes and reasons do not count.
"""

from __future__ import annotations

import hashlib
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.files.frontmatter import Path as FieldPath


READ = frozenset({"assesses", "criteria", "claims"})


class Basis(NamedTuple):
    """An entry, the id that it names in a field, and the words this rests on."""

    entry: str
    names: str
    path: FieldPath
    words: list[str]

    @property
    def digest(self) -> str:
        """The digest of the words."""
        return hashlib.sha256("\n".join(self.words).encode()).hexdigest()[:12]


def bases(corpus: Corpus) -> Iterator[Basis]:
    """Yield each pair of an entry and an id that it names once, for all that it says about it."""
    found: dict[tuple[str, str], Basis] = {}
    for said in chain(_readings(corpus), _assessments(corpus), _claims(corpus), _links(corpus)):
        first = found.setdefault((said.entry, said.names), said)
        if first is not said:
            first.words.extend(said.words)
    yield from found.values()


def _readings(corpus: Corpus) -> Iterator[Basis]:
    """Yield what criteria assess: the values, by the verdict as which they count."""
    for criterion in corpus.criteria:
        for target, mapping in criterion.meta.get("assesses", {}).items():
            required = corpus.entries.get(target)
            verdicts = {name: words for name, words in mapping.items() if isinstance(words, list)}
            read = [*chain.from_iterable(verdicts.values())]
            sound = len({*read}) == len(read) and criterion.values.keys() >= {*read}
            if required and sound:
                words = [_normative(required)]
                for verdict, named in sorted(verdicts.items()):
                    words += [f"{verdict} {_meaning(criterion, word)}" for word in sorted(named)]
                yield Basis(criterion.id, target, ("assesses", target), words)


def _assessments(corpus: Corpus) -> Iterator[Basis]:
    """Yield the values of compared entries."""
    for entry in corpus.compared:
        for assessment in entry.assessments.values():
            known = corpus.entries.get(assessment.criterion)
            if known and assessment.value in known.values:
                words = [assessment.value, _meaning(known, assessment.value)]
                yield Basis(entry.id, known.id, ("criteria", known.id), words)


def _claims(corpus: Corpus) -> Iterator[Basis]:
    """Yield the claims about assessed entries."""
    known = corpus.settings.verdicts.claims
    for name in corpus.settings.assessed:
        for about in corpus.by_type[name]:
            for target, made in about.meta.get("claims", {}).items():
                if target in corpus.entries and made["claim"] in known:
                    words = [_normative(about), made["claim"], known[made["claim"]].counts_as]
                    yield Basis(about.id, target, ("claims", target), words)


def _links(corpus: Corpus) -> Iterator[Basis]:
    """Yield the editorial links, except those that the other functions yield."""
    kinds = corpus.settings.links
    for entry in corpus.entries.values():
        for link in corpus.outgoing[entry.id]:
            target = corpus.entries.get(link.target)
            if target and kinds[link.kind].editorial and link.kind not in READ:
                words = [link.kind, _normative(entry), _normative(target)]
                yield Basis(entry.id, target.id, link.path, words)


def _normative(entry: Entry) -> str:
    return _words(str(entry.meta.get("statement") or entry.summary))


def _meaning(criterion: Entry, word: str) -> str:
    """Return a value with its meaning and condition, and what it depends on or is inherited by."""
    value = criterion.values[word]
    parts = (value.meaning, value.depends_on, value.inherits, value.condition)
    return f"{word}: {' | '.join(_words(part) for part in parts if part)}"


def _words(text: str) -> str:
    return " ".join(text.split())
