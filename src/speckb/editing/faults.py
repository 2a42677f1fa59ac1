"""Guard for commands that write: refuses files that cannot be read as entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.files import paths
from speckb.rules.check import RULES
from speckb.rules.rule import Group

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.rules.finding import Finding

TEXT = frozenset({Group.FILES, Group.YAML})
ENTRY = frozenset(Group)


class FaultyError(Exception):
    """Files cannot be read as entries; `findings` says which and why."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(f"{len(findings)} findings")
        self.findings = findings


def refuse_faulty(
    corpus: Corpus, groups: Container[Group], names: Collection[str] | None = None
) -> None:
    """Raise FaultyError where reading the files broke rules of the groups.

    `names` are the files and folders that count, as `files.paths.named` returns them (None: all).
    """
    rules = (r for r in RULES.values() if r.while_reading and r.group in groups)
    found = sorted(finding for rule in rules for finding in rule.findings(corpus, "error"))
    if names is not None:
        found = [finding for finding in found if paths.within(finding.place.path, names)]
    if found:
        raise FaultyError(found)
