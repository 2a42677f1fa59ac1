"""What a rule has to say about one place in one file."""

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
    """One defect at one place; `source` is the line it stands in, for display."""

    place: Place
    rule: str
    severity: Severity
    message: str
    source: str = ""


GRAVE = {"error": {"error"}, "warning": {"error", "warning"}, "note": {"error", "warning", "note"}}
