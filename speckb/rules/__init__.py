"""The rules: small generators of findings over a corpus.

A rule's docstring is its one-line statement. Local rules look at one entry, graph rules at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.rules import graph, prose

if TYPE_CHECKING:
    from speckb.corpus import Corpus
    from speckb.finding import Finding


def check(corpus: Corpus) -> list[Finding]:
    """Return every finding of the corpus, in the order of the files."""
    found = [*corpus.defects]
    for rule in (*graph.RULES, *prose.RULES):
        found += rule(corpus)
    return sorted(set(found))
