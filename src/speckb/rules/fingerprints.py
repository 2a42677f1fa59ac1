"""Fingerprints of assessments: digests of the words of other entries that they rest on. Pure.

An assessment rests on the meaning of its value; the values that a criterion counts as met or missed
rest on their meanings and on the assessed statement; a claim rests on the statement that it is
about and on what its word counts as; an editorial link on the statements of both entries. White
space, notes and reasons do not count, except the notes of later documents on a value.

Each edition counts. One that has the same as the edition before it adds nothing to a digest, so
that a new edition makes nothing suspect by itself.
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


Pair = tuple[str, str]
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
    """Yield each pair of an entry and an id that it names once, for all that it says about it.

    The words of a later edition begin with its id, and are there if they differ from those of the
    edition before it that has the pair.
    """
    found: dict[Pair, Basis] = {}
    last: dict[Pair, list[str]] = {}
    for view in corpus.views or (corpus,):
        for pair, basis in _bases(view).items():
            if pair not in found:
                place = view.entries[basis.entry].place(basis.path)
                found[pair] = basis._replace(path=place, words=[*basis.words])
            elif basis.words != last[pair]:
                found[pair].words.extend(f"{view.edition}: {line}" for line in basis.words)
            last[pair] = basis.words
    yield from found.values()


def _bases(view: Corpus) -> dict[Pair, Basis]:
    """Return what holds in one edition."""
    found: dict[Pair, Basis] = {}
    for said in chain(_readings(view), _assessments(view), _claims(view), _links(view)):
        first = found.setdefault((said.entry, said.names), said)
        if first is not said:
            first.words.extend(said.words)
    return found


def _readings(view: Corpus) -> Iterator[Basis]:
    """Yield what criteria assess: the values, by the verdict as which they count."""
    for criterion in view.criteria:
        for target, mapping in criterion.meta.get("assesses", {}).items():
            required = view.entries.get(target)
            verdicts = {name: words for name, words in mapping.items() if isinstance(words, list)}
            read = [*chain.from_iterable(verdicts.values())]
            sound = len({*read}) == len(read) and all(map(criterion.values.reads, read))
            if required and sound:
                words = [_normative(required)]
                for verdict, named in sorted(verdicts.items()):
                    words += [f"{verdict} {_meaning(criterion, word)}" for word in sorted(named)]
                yield Basis(criterion.id, target, ("assesses", target), words)


def _assessments(view: Corpus) -> Iterator[Basis]:
    """Yield the values of compared entries."""
    for entry in view.compared:
        for assessment in entry.assessments.values():
            known = view.entries.get(assessment.criterion)
            if known and assessment.value in known.values:
                words = [assessment.value, _meaning(known, assessment.value)]
                path = "criteria", known.id
                if entry.overlay and path in entry.overlay.said:
                    words.append(_words(assessment.note))
                yield Basis(entry.id, known.id, path, words)


def _claims(view: Corpus) -> Iterator[Basis]:
    """Yield the claims about assessed entries."""
    known = view.settings.verdicts.claims
    for about in view.having(view.settings.assessed):
        for target, made in about.meta.get("claims", {}).items():
            if target in view.entries and made["claim"] in known:
                words = [_normative(about), made["claim"], known[made["claim"]].counts_as]
                yield Basis(about.id, target, ("claims", target), words)


def _links(view: Corpus) -> Iterator[Basis]:
    """Yield the editorial links, except those that the other functions yield."""
    kinds = view.settings.links
    for entry in view.entries.values():
        for link in view.outgoing[entry.id]:
            target = view.entries.get(link.target)
            if target and kinds[link.kind].editorial and link.kind not in READ:
                words = [link.kind, _normative(entry), _normative(target)]
                yield Basis(entry.id, target.id, link.path, words)


def _normative(entry: Entry) -> str:
    return _words(str(entry.meta.get("statement") or entry.summary))


def _meaning(criterion: Entry, word: str) -> str:
    """Return a value with its meaning and condition, and what it depends on or is inherited by."""
    value = criterion.values.get(word)
    if value is None or value.size is not None:  # sizes mean what they say, with their unit
        measure = criterion.values.measure
        return f"{word} {measure.unit if measure else ''}".rstrip()
    parts = (value.meaning, value.depends_on, value.inherits, value.condition)
    return f"{word}: {' | '.join(_words(part) for part in parts if part)}"


def _words(text: str) -> str:
    return " ".join(text.split())
