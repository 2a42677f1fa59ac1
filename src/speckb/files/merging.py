"""Marks of a merge, which git leaves in a file where both sides changed the same lines."""

from __future__ import annotations

import re

MARK = re.compile(r"^(?:<{7}|\|{7}|>{7})(?= |$)", re.M)
UNFINISHED = (
    "unresolved merge conflict; keep the lines of one side, and remove the conflict markers"
)


def mark(text: str) -> re.Match[str] | None:
    """Return the first mark at the start of a line; `=======` alone may underline a heading."""
    if "<<<<<<<" in text or ">>>>>>>" in text or "|||||||" in text:
        return MARK.search(text)
    return None
