"""Renderers of findings: text for terminals, JSON, workflow commands, SARIF, JUnit."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Any

from speckb import __version__
from speckb.terminal import inert, inert_json, inert_markup, printable, unmarked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from speckb.rules.check import Rule
    from speckb.rules.finding import Finding

COLORS = {"error": "31", "warning": "33", "note": "36"}
LONGEST = 160
NO_WIDTH = {"Mn", "Me", "Cf"}
NEWLINES = {"%": "%25", "\r": "%0D", "\n": "%0A"}
PROPERTY = NEWLINES | {":": "%3A", ",": "%2C"}
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def text(findings: Sequence[Finding], rules: Mapping[str, Rule], *, color: bool = False) -> str:
    """Return the findings for a terminal: each with its line, each rule once, and a count."""
    blocks = []
    explained: set[str] = set()
    for finding in findings:
        blocks.append(_block(finding, color=color))
        blocks += [f"  {line}" for line in finding.more]
        if finding.rule not in explained:
            explained.add(finding.rule)
            blocks.append(f"  rule: {rules[finding.rule].statement}")
    if explained:
        blocks.append(f"more: speckb explain {' '.join(sorted(explained))}")
    blocks.append(_count(findings))
    return inert("\n".join(blocks))


def as_json(findings: Sequence[Finding], rules: Mapping[str, Rule]) -> str:
    """Return the findings as JSON, as described by `findings.schema.json` in this folder."""
    data = {
        "version": 1,
        "findings": [
            {
                "rule": finding.rule,
                "severity": finding.severity,
                "path": finding.place.path,
                "line": finding.place.line,
                "column": finding.place.column,
                "endColumn": finding.place.end,
                "message": finding.message,
                "statement": rules[finding.rule].statement,
                **({"more": "\n".join(finding.more)} if finding.more else {}),
            }
            for finding in findings
        ],
    }
    return inert_json(json.dumps(data, indent=2, ensure_ascii=False))


def github(findings: Sequence[Finding], _rules: Mapping[str, Rule]) -> str:
    """Return the findings as GitHub workflow commands, which a forge shows at their lines."""
    kinds = {"error": "error", "warning": "warning", "note": "notice"}
    lines = []
    for finding in findings:
        place = finding.place
        where = (
            f"file={_escaped(place.path, PROPERTY)},line={place.line},"
            f"col={place.column},endColumn={place.end},title={_escaped(finding.rule, PROPERTY)}"
        )
        lines.append(f"::{kinds[finding.severity]} {where}::{_escaped(finding.message, NEWLINES)}")
    return unmarked("\n".join([*lines, _count(findings)]))


def sarif(findings: Sequence[Finding], rules: Mapping[str, Rule], pages: str = "") -> str:
    """Return the findings as SARIF 2.1.0, with the help of every rule.

    `pages` is the address of a rule's page, with `{}` for the id; empty if there are no pages.
    """
    order = list(rules)
    driver = {
        "name": "speckb",
        "version": __version__,
        "rules": [
            {
                "id": rule.id,
                "shortDescription": {"text": rule.statement},
                "fullDescription": {"text": rule.statement},
                "help": {"text": rule.text, "markdown": rule.text},
                **({"helpUri": pages.format(rule.id)} if pages else {}),
                "defaultConfiguration": {"level": rule.severity},  # SARIF has the same words
            }
            for rule in rules.values()
        ],
    }
    results = [
        {
            "ruleId": finding.rule,
            "ruleIndex": order.index(finding.rule),
            "level": finding.severity,
            "message": {"text": finding.message},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {
                            "uri": _uri(finding.place.path),
                            "uriBaseId": "%SRCROOT%",
                        },
                        "region": {
                            "startLine": finding.place.line,
                            "startColumn": finding.place.column,
                            "endColumn": finding.place.end,
                        },
                    }
                }
            ],
        }
        for finding in findings
    ]
    run: dict[str, Any] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return inert_json(json.dumps(log, indent=2, ensure_ascii=False))


def junit(findings: Sequence[Finding], rules: Mapping[str, Rule]) -> str:
    """Return the findings as JUnit XML: one test case per rule, failing with its findings."""
    from html import escape  # noqa: PLC0415  only this form needs it

    cases = []
    failed = 0
    for rule in rules.values():
        broken = [finding for finding in findings if finding.rule == rule.id]
        head = f'  <testcase classname="speckb" name="{rule.id}"'
        if not broken:
            cases.append(f"{head}/>")
            continue
        failed += 1
        said = [
            printable(f"{f.place.path}:{f.place.line}:{f.place.column}: {f.message}")
            for f in broken
        ]
        body = escape("\n".join(said))
        message = escape(rule.statement)
        cases.append(f'{head}>\n    <failure message="{message}">{body}</failure>\n  </testcase>')
    suite = f'<testsuite name="speckb" tests="{len(rules)}" failures="{failed}" errors="0">'
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', suite, *cases, "</testsuite>"]
    return inert_markup("\n".join(lines))


FORMATS = ("text", "json", "github", "sarif", "junit")


def _block(finding: Finding, *, color: bool) -> str:
    place = finding.place
    severity: str = finding.severity
    if color:
        severity = f"\033[1;{COLORS[severity]}m{severity}\033[0m"
    where = f"{printable(place.path)}:{place.line}:{place.column}"
    head = f"{where}: {severity}: {printable(finding.message)} [{finding.rule}]"
    if not finding.source or finding.source.isspace():
        return head
    # a very long line is cut around the finding
    first = max(0, place.column - 1 - LONGEST // 2) if len(finding.source) > LONGEST else 0
    shown = printable(finding.source[first : first + LONGEST].replace("\t", " "))
    start = width(shown[: place.column - 1 - first])
    length = max(1, width(shown[place.column - 1 - first : place.end - 1 - first]))
    return f"{head}\n  {shown}\n  {' ' * start}{'^' * length}"


def _count(findings: Sequence[Finding]) -> str:
    if not findings:
        return "no findings"
    counts = Counter[str](finding.severity for finding in findings)
    return ", ".join(
        f"{counts[name]} {name}{'s' if counts[name] > 1 else ''}" for name in COLORS if counts[name]
    )


def width(shown: str) -> int:
    """Return how many terminal columns the text takes."""
    if shown.isascii():  # fast: a report may have thousands of lines
        return len(shown)
    return sum(
        0
        if unicodedata.category(c) in NO_WIDTH
        else 2
        if unicodedata.east_asian_width(c) in "WF"
        else 1
        for c in shown
    )


def _escaped(shown: str, table: Mapping[str, str]) -> str:
    return "".join(table.get(c, c) for c in shown)


def _uri(path: str) -> str:
    from urllib.parse import quote  # noqa: PLC0415  only this form needs it

    return quote(path)
