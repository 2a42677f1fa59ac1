"""The rules, and what they find in a corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from speckb.finding import Severity, choice, nearest
from speckb.rules import form, graph, prose, verdicts
from speckb.rules.rule import RULES, Rule
from speckb.settings import FILE, SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus import Corpus
    from speckb.finding import Finding
    from speckb.settings import Settings

OFF = "off"

__all__ = ["RULES", "Rule", "check", "form", "graph", "prose", "verdicts"]


def check(corpus: Corpus) -> list[Finding]:
    """Return every finding of the corpus, in the order of the files.

    Raises SettingsError where the settings name a rule or a severity that does not exist.
    """
    return sorted(_findings(corpus))


def _findings(corpus: Corpus) -> Iterator[Finding]:
    by_path = {entry.path: entry for entry in corpus.entries.values()}
    severities = _severities(corpus.settings)
    for name, rule in RULES.items():
        severity = severities.get(name, rule.severity)
        if severity == OFF:
            continue
        for finding in rule.findings(corpus, severity):
            entry = by_path.get(finding.place.path)
            if entry is None or name not in entry.accepted or name == graph.NEEDLESS:
                yield finding


def _severities(settings: Settings) -> dict[str, Severity]:
    allowed = (*get_args(Severity), OFF)
    for name, severity in settings.severities.items():
        if name not in RULES:
            raise SettingsError(f"{FILE}: no rule {name!r}{nearest(name, RULES)}")
        if severity not in allowed:
            raise SettingsError(
                f"{FILE}: {name} cannot be {severity!r}; allowed: {choice(allowed)}"
            )
    return dict(settings.severities)  # type: ignore[arg-type]
