"""Faults that keep a command from writing: files that cannot be read as entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.rules.check import RULES
from speckb.rules.rule import Group

if TYPE_CHECKING:
    from collections.abc import Container

    from speckb.corpus.corpus import Corpus
    from speckb.rules.finding import Finding

TEXT = frozenset({Group.FILES, Group.YAML})
ENTRY = frozenset(Group)


def faults(corpus: Corpus, groups: Container[Group]) -> list[Finding]:
    """Return the findings made while files were read, by the rules of the groups."""
    rules = (r for r in RULES.values() if r.while_reading and r.group in groups)
    return sorted(finding for rule in rules for finding in rule.findings(corpus, "error"))
