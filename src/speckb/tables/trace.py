"""Traceability: layers of entries that the settings chain by kinds of links, and their table."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from speckb.corpus.editions import ASSESSES
from speckb.corpus.settings.verdicts import GRADES
from speckb.tables.names import TRACE
from speckb.tables.table import Column, Table
from speckb.tables.verdicts import verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.corpus.settings import EntryType


@dataclass(frozen=True, slots=True)
class Layer:
    """All entries of a type, in document order."""

    type: EntryType
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Trace:
    """The layers; `links[i]` has a pair of ids, left and right, per link of layer i with i + 1."""

    layers: Sequence[Layer]
    links: Sequence[Sequence[tuple[str, str]]]

    @property
    def linked(self) -> frozenset[str]:
        """The ids of all entries that have a link of the trace."""
        return frozenset(name for pairs in self.links for pair in pairs for name in pair)


def trace(corpus: Corpus) -> Trace:
    """Return the layers that `speckb.trace` chains: each kind of link leads from right to left."""
    types = corpus.settings.chain
    layers = [Layer(kind, corpus.by_type[kind.name]) for kind in types]
    links = []
    for name, (left, right) in zip(corpus.settings.trace, pairwise(layers), strict=True):
        known = {entry.id for entry in left.entries}
        links.append(
            [
                (link.target, link.source)
                for entry in right.entries
                for link in corpus.outgoing[entry.id]
                if link.kind == name and link.target in known
            ]
        )
    return Trace(layers, links)


def chains(corpus: Corpus) -> list[tuple[str, ...]]:
    """Return all chains of linked entries: an id per layer, empty before and after the chain.

    A chain starts at an entry to which no link leads from the layer before, and ends where no link
    leads on.
    """
    found = trace(corpus)
    last = len(found.layers) - 1
    rows: list[tuple[str, ...]] = []
    for number, layer in enumerate(found.layers):
        led_to = {right for _, right in found.links[number - 1]} if number else set()
        starts = [("",) * number + (entry.id,) for entry in layer.entries if entry.id not in led_to]
        for step in range(number, last):
            starts = [
                (*chain, right)
                for chain in starts
                for right in [r for left, r in found.links[step] if left == chain[-1]] or [""]
            ]
        rows += starts
    return rows


def traceability(corpus: Corpus) -> Table:
    """Return the table of the trace: a row per chain of `chains`.

    Columns: per layer, its type's name (id, empty where the chain does not reach it). Where the
    chains end with what criteria assess and the criteria, then `met`, `partly`, `missed`, and
    `open` for all other verdicts: the ids of the compared entries to which the chain's criterion
    gives that verdict.
    """
    layers = [Column(kind.name, kind.title, "entry") for kind in corpus.settings.chain]
    caption = corpus.settings.trace_caption
    if corpus.settings.trace[-1] != ASSESSES or not corpus.settings.assessed:
        plain = chains(corpus)
        return Table(TRACE, caption, layers, plain, keys=len(layers), grouped=True)
    words = corpus.settings.verdicts.words
    closed = GRADES[::-1]
    rest = [word for word in words if word not in closed]
    columns = [
        *layers,
        *(Column(word, _headed(words[word].label), "entries") for word in closed),
        Column("open", _headed(", ".join(words[word].label for word in rest)), "entries"),
    ]
    rows = []
    for chain in chains(corpus):
        found = _by_verdict(corpus, chain)
        given = [found.get(word, []) for word in closed]
        rows.append([*chain, *given, [name for word in rest for name in found.get(word, ())]])
    return Table(TRACE, caption, columns, list(rows), keys=len(layers), grouped=True)


def _headed(text: str) -> str:
    return text[:1].upper() + text[1:]


def _by_verdict(corpus: Corpus, chain: Sequence[str]) -> dict[str, list[str]]:
    """Return the ids of compared entries by the verdict that a chain's criterion gives them.

    The last two layers of a chain are an assessed entry and a criterion. The verdict by that
    criterion alone is meant, and not the one that several criteria have together.
    """
    *_, about, criterion = "", *chain
    found: dict[str, list[str]] = {}
    if not about or not criterion:
        return found
    for entry in corpus.compared:
        for reason in verdict(corpus, entry, corpus.entries[about]).reasons:
            if reason.criterion == criterion:
                found.setdefault(reason.settled, []).append(entry.id)
    return found
