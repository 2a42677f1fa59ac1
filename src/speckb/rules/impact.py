"""Impact of changed files: selects the findings that they can have caused."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from speckb.rules.check import RULES
from speckb.rules.rule import Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Set

    from speckb.corpus.settings import Settings
    from speckb.rules.finding import Finding


def caused(findings: Iterable[Finding], names: Set[str], settings: Settings) -> list[Finding]:
    """Return the findings that changes of the named files can have caused.

    These are the findings in those files, those about one of them, and those of rules whose scope
    is the whole corpus. A change of the settings, a schema or the reviews can have caused all.
    """
    if not names.isdisjoint(settings.files):
        return [*findings]
    changed = names | {PurePosixPath(name).stem for name in names}
    return [
        finding for finding in findings if finding.place.path in names or _reaches(finding, changed)
    ]


def _reaches(finding: Finding, changed: Set[str]) -> bool:
    """Return whether a change of files, given by path and by id, can cause a finding elsewhere."""
    match RULES[finding.rule].scope:
        case Scope.ONE_ENTRY:
            return False
        case Scope.NAMED_ENTRIES:
            return not finding.about.isdisjoint(changed)
        case Scope.WHOLE_CORPUS:
            return True
