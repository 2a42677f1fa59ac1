"""Which findings a change of files can have caused."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from speckb.rules.check import RULES, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from speckb.corpus.settings import Settings
    from speckb.rules.finding import Finding

WORD = re.compile(r"[\w-]+")


def caused(findings: Iterable[Finding], names: set[str], settings: Settings) -> list[Finding]:
    """Return the findings that changes of the named files can have caused.

    These are the findings in those files, those in others that name one of them, and those of
    rules that may break without naming the reason.
    """
    if names & {*settings.files}:
        return [*findings]
    ids = {PurePosixPath(name).stem for name in names}
    return [
        finding
        for finding in findings
        if finding.place.path in names or _reaches(RULES[finding.rule], finding.message, ids)
    ]


def _reaches(rule: Rule, message: str, ids: set[str]) -> bool:
    if rule.local:
        return False
    return rule.whole or not ids.isdisjoint(WORD.findall(message))
