"""The trace as a table: a row per chain of links, with what the compared entries make of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.settings.verdicts import GRADES
from speckb.table import Column, Table, frame
from speckb.tablenames import TRACE
from speckb.trace import chains
from speckb.verdicts import verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from speckb.corpus import Corpus


def traceability(corpus: Corpus) -> Table:
    """Return the trace; each layer's entries stand by their type's name, empty where a chain ends.

    Columns: an id per layer; then for the verdicts met, partly and missed, and for all others
    together in `open`, the ids of the compared entries to which the chain's criterion gives them.
    """
    words = corpus.settings.verdicts.words
    closed = GRADES[::-1]
    rest = [word for word in words if word not in closed]
    layers = [Column(kind.name, kind.title, "entry") for kind in corpus.settings.chain]
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
    caption = corpus.settings.trace_caption
    return Table(TRACE, caption, columns, frame(columns, rows), keys=len(layers), grouped=True)


def _headed(text: str) -> str:
    return text[:1].upper() + text[1:]


def _by_verdict(corpus: Corpus, chain: Sequence[str]) -> dict[str, list[str]]:
    """Return the compared entries by the verdict that the end of a chain comes to."""
    *_, about, criterion = "", *chain
    found: dict[str, list[str]] = {}
    if not about or not criterion:
        return found
    for entry in corpus.compared:
        for reason in verdict(corpus, entry, corpus.entries[about]).reasons:
            if reason.criterion == criterion:
                found.setdefault(reason.settled, []).append(entry.id)
    return found
