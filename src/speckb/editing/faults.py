"""What keeps a command from writing: files that cannot be read as what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.rules import fields, files, graph, syntax
from speckb.rules.check import RULES

if TYPE_CHECKING:
    from types import ModuleType

    from speckb.corpus.corpus import Corpus
    from speckb.rules.finding import Finding

TEXT = (files, syntax)
ENTRY = (*TEXT, fields, graph)


def faults(corpus: Corpus, groups: tuple[ModuleType, ...]) -> list[Finding]:
    """Return what was found wrong while files were read, by the rules of the groups."""
    broken = {fault.rule for fault in corpus.faults}
    names = {group.__name__ for group in groups}
    chosen = (r for r in RULES.values() if r.id in broken and r.find.__module__ in names)
    return sorted(finding for rule in chosen for finding in rule.findings(corpus, "error"))
