"""The rules, and what they find in a corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from speckb.corpus.settings import FILE, SettingsError
from speckb.rules import (
    accepted,
    assessments,
    fields,
    files,
    graph,
    letters,
    links,
    names,
    prose,
    syntax,
    verdicts,
)
from speckb.rules.finding import Severity
from speckb.rules.rule import RULES, Rule
from speckb.suggest import choice, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import ModuleType

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.settings import Settings
    from speckb.rules.finding import Finding

OFF = "off"
GROUPS: Mapping[str, ModuleType] = {
    "Files": files,
    "YAML of front matter": syntax,
    "Fields and values": fields,
    "Entries and links": graph,
    "Criteria and assessments": assessments,
    "Verdicts and claims": verdicts,
    "Letters": letters,
    "Prose and keywords": prose,
    "Names in prose": names,
    "Links and pictures in prose": links,
    "Findings on purpose": accepted,
}

__all__ = ["GROUPS", "OFF", "RULES", "Rule", "check"]

for _group in GROUPS.values():  # the order of all lists, whatever the order of the imports
    for _rule in vars(_group).values():
        if isinstance(_rule, Rule):
            RULES[_rule.id] = RULES.pop(_rule.id)


def check(corpus: Corpus) -> list[Finding]:
    """Return every finding of the corpus, in the order of the files.

    Raises SettingsError where the settings name a rule or a severity that does not exist.
    """
    return sorted(_findings(corpus))


def _findings(corpus: Corpus) -> Iterator[Finding]:
    severities = _severities(corpus.settings)
    for name, rule in RULES.items():
        severity = severities.get(name, rule.severity)
        if severity != OFF:
            yield from rule.findings(corpus, severity)


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
