"""Findings as text: where, what is wrong, what is allowed, and the line with the fault marked."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from speckb.finding import Finding


def text(findings: Sequence[Finding]) -> str:
    """Return the findings for a terminal, one block each, and a closing count."""
    blocks = [_block(finding) for finding in findings]
    errors = sum(finding.severity == "error" for finding in findings)
    others = len(findings) - errors
    blocks.append(f"{errors} errors, {others} others")
    return "\n".join(blocks)


def _block(finding: Finding) -> str:
    place = finding.place
    head = f"{place.path}:{place.line}:{place.column}: {finding.severity}: {finding.message}"
    head += f" [{finding.rule}]"
    if not finding.source.strip():
        return head
    shown = finding.source.expandtabs(1)
    start = width(shown[: place.column - 1])
    length = max(1, width(shown[place.column - 1 : place.end - 1]))
    return f"{head}\n  {shown}\n  {' ' * start}{'^' * length}"


def width(text: str) -> int:
    """Return how many terminal columns the text takes."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )
