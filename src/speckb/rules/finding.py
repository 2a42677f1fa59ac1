"""Findings: breaches of rules, each at one place in one file."""

from __future__ import annotations

from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "note"]


class Place(NamedTuple):
    """A stretch of one line: line and columns count from 1, `end` is the column after it."""

    path: str
    line: int = 1
    column: int = 1
    end: int = 2


class Finding(NamedTuple):
    """One defect at one place.

    `source` is the line of the file, for display. `about` has the ids of the entries, and the paths
    of other files, in which the cause may lie; `more` has lines that say more, for display.
    """

    place: Place
    rule: str
    severity: Severity
    message: str
    source: str = ""
    about: frozenset[str] = frozenset()
    more: tuple[str, ...] = ()


# The severities that fail a check, by the value of `--fail-on`.
GRAVE = {"error": {"error"}, "warning": {"error", "warning"}, "note": {"error", "warning", "note"}}
