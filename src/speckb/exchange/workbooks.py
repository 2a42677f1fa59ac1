"""What the writer and the reader of workbooks both know."""

from __future__ import annotations

import re

MARK = "speckb"  # the document property by which our own workbooks say which sheet has what
TYPES, DERIVED = "types", "derived"  # its parts, as JSON: types by sheet, and the other sheets
CONTINUED = re.compile(r"(?P<name>.+) \(continued [0-9]+\)")


def continued(name: str, number: int) -> str:
    """Return the name of the column in which a text goes on that is longer than a cell can be."""
    return f"{name} (continued {number})"


def letter(column: int) -> str:
    """Return the name that spreadsheets give to a column, counted from 0."""
    name, rest = "", column + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        name = chr(ord("A") + place) + name
    return name
