"""What is asserted about other entries' words, and a digest of the words that it rests on. Pure.

An assessment rests on the meaning of a value, a criterion's reading of values on their meanings and
on a statement, a claim on the statement that it is about and on what its word counts as, and a link
of an editorial kind on what both of its ends say. White space, notes and reasons do not count.
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
    """What an entry says of what it names, at a field, and a digest of what it rests on."""

    entry: str
    names: str
    path: FieldPath
    digest: str


class _Said(NamedTuple):
    """The words that something rests on."""

    entry: str
    names: str
    path: FieldPath
    words: list[str]


def bases(corpus: Corpus) -> Iterator[Basis]:
    """Yield every pair of an entry and what it names once, whatever is said of it."""
    found: dict[tuple[str, str], _Said] = {}
    for said in chain(_readings(corpus), _assessments(corpus), _claims(corpus), _links(corpus)):
        first = found.setdefault((said.entry, said.names), said)
        if first is not said:
            first.words.extend(said.words)
    for said in found.values():
        yield Basis(said.entry, said.names, said.path, _digest(said.words))


def _readings(corpus: Corpus) -> Iterator[_Said]:
    """Yield how criteria read their values for what they assess."""
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
                yield _Said(criterion.id, target, ("assesses", target), words)


def _assessments(corpus: Corpus) -> Iterator[_Said]:
    """Yield the values that entries have by criteria."""
    for entry in corpus.compared:
        for assessment in entry.assessments.values():
            known = corpus.entries.get(assessment.criterion)
            if known and assessment.value in known.values:
                words = [assessment.value, _meaning(known, assessment.value)]
                yield _Said(entry.id, known.id, ("criteria", known.id), words)


def _claims(corpus: Corpus) -> Iterator[_Said]:
    """Yield what specifications claim for themselves."""
    claiming, known = corpus.settings.claiming, corpus.settings.verdicts.claims
    for group in corpus.by_type[claiming.name] if claiming else ():
        for target, made in group.meta.get("claims", {}).items():
            if target in corpus.entries and made["claim"] in known:
                words = [_normative(group), made["claim"], known[made["claim"]].counts_as]
                yield _Said(group.id, target, ("claims", target), words)


def _links(corpus: Corpus) -> Iterator[_Said]:
    """Yield the links that are this knowledge base's own judgement, but for what is read above."""
    kinds = corpus.settings.links
    for entry in corpus.entries.values():
        for link in corpus.outgoing[entry.id]:
            target = corpus.entries.get(link.target)
            if target and kinds[link.kind].editorial and link.kind not in READ:
                words = [link.kind, _normative(entry), _normative(target)]
                yield _Said(entry.id, target.id, link.path, words)


def _normative(entry: Entry) -> str:
    return _words(str(entry.meta.get("statement") or entry.summary))


def _meaning(criterion: Entry, word: str) -> str:
    """Return a value with all that defines it: what it means, and where it is decided."""
    value = criterion.values[word]
    parts = (value.meaning, value.depends_on, value.inherits)
    return f"{word}: {' | '.join(_words(part) for part in parts if part)}"


def _words(text: str) -> str:
    return " ".join(text.split())


def _digest(words: list[str]) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:12]
