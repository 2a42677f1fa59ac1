"""The check: all rules in order, and their findings in a corpus."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, get_args

from speckb.corpus.settings import FILE, SettingsError
from speckb.files.frontmatter import LIMIT
from speckb.rules import (  # noqa: F401  registers the rules
    accepted,
    assessments,
    directives,
    fields,
    files,
    graph,
    letters,
    links,
    named,
    names,
    pictures,
    prose,
    queries,
    syntax,
    tree,
    typed,
    verdicts,
)
from speckb.rules.finding import Finding, Place, Severity
from speckb.rules.rule import RULES, Group, Rule
from speckb.suggest import choice, nearest, restart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.settings import Settings

OFF = "off"
ALWAYS = "is always an error: it protects readers, and what is published"

__all__ = ["OFF", "RULES", "Rule", "check"]

_ORDER = [*Group]
# The imports above have registered the rules; lists of rules go by group, then by definition.
for _rule in sorted(RULES.values(), key=lambda rule: _ORDER.index(rule.group)):
    RULES[_rule.id] = RULES.pop(_rule.id)


def check(corpus: Corpus) -> list[Finding]:
    """Return every finding of the corpus, sorted by place.

    Where there are more than the limit, the last one says so in place of the others. Raises
    SettingsError where the settings name a rule or a severity that does not exist.
    """
    restart()
    limits = corpus.settings.limits
    findings = _findings(corpus)
    found = sorted(islice(findings, limits.findings))
    if next(findings, None):
        message = limits.passed("findings", "more findings than are listed here")
        found.append(Finding(Place(FILE, 1, 1, 2), LIMIT, "error", message))
    return found


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
        if RULES[name].protects:
            raise SettingsError(f"{FILE}: {name} {ALWAYS}; take the line out")
        if severity not in allowed:
            raise SettingsError(
                f"{FILE}: {name} cannot be {severity!r}; allowed: {choice(allowed)}"
            )
    return dict(settings.severities)  # type: ignore[arg-type]
