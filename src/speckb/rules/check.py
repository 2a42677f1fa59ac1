"""The check: all rules in order, and their findings in a corpus."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from speckb.corpus.settings import FILE
from speckb.files.frontmatter import LIMIT
from speckb.rules import (  # noqa: F401  registers the rules
    accepted,
    assessments,
    choices,
    counts,
    directives,
    editions,
    fields,
    files,
    graph,
    letters,
    links,
    named,
    names,
    needs,
    pictures,
    prose,
    queries,
    syntax,
    templates,
    toctrees,
    tree,
    typed,
    verdicts,
    words,
)
from speckb.rules.finding import Finding, Place
from speckb.rules.rule import OFF, RULES, SEVERITIES, Group, Rule
from speckb.suggest import restart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.settings import Settings, SettingsError
    from speckb.rules.finding import Severity

__all__ = ["OFF", "RULES", "Rule", "check", "unusable"]

_ORDER = [*Group]
# The imports above have registered the rules; lists of rules go by group, then by definition.
for _rule in sorted(RULES.values(), key=lambda rule: _ORDER.index(rule.group)):
    RULES[_rule.id] = RULES.pop(_rule.id)


def check(corpus: Corpus) -> list[Finding]:
    """Return every finding of the corpus, sorted by place.

    Where there are more than the limit, the last one says so in place of the others.
    """
    restart()
    limits = corpus.settings.limits
    findings = _findings(corpus)
    found = sorted(islice(findings, limits.findings))
    if next(findings, None):
        message = limits.passed("findings", "too many findings; the rest is not listed")
        found.append(Finding(Place(FILE, 1, 1, 2), LIMIT, "error", message))
    return found


def unusable(error: SettingsError) -> list[Finding]:
    """Return the findings of settings and schemas that cannot be used, sorted by place."""
    return sorted(
        Finding(
            Place(file.path, *span),
            rule,
            RULES[rule].severity,
            message,
            file.source.line(span.line),
            frozenset([file.path]),
        )
        for rule, file, span, message in error.faults
    )


def _findings(corpus: Corpus) -> Iterator[Finding]:
    severities = _severities(corpus.settings)
    for name, rule in RULES.items():
        severity = severities.get(name, rule.severity)
        if severity != OFF:
            yield from rule.findings(corpus, severity)


def _severities(settings: Settings) -> dict[str, Severity]:
    """Return the severities by rule that the settings may set; the others are findings."""
    known = settings.severities.items()
    return {
        name: severity  # type: ignore[misc]
        for name, severity in known
        if name in RULES and not RULES[name].protects and severity in SEVERITIES
    }
