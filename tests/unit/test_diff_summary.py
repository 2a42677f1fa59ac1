"""What a comparison says in a line of a table that belongs to one entry."""

from __future__ import annotations

from typing import Any

import pytest

from speckb.diff.model import CellChange, Consequences, Diff, TableChange
from speckb.diff.outline import outline
from speckb.diff.text import text

CELL = CellChange("Paper slips", "Days", "9", "10")


@pytest.mark.parametrize(
    ("status", "parts", "said"),
    [
        ("changed", {}, "caption"),
        ("changed", {"reordered": True}, "order of rows"),
        ("changed", {"cells": (CELL,)}, "1 cell"),
        ("changed", {"cells": (CELL, CELL), "added": ("One",)}, "2 cells, 1 row added"),
        ("changed", {"removed": ("One", "Two")}, "2 rows removed"),
        ("added", {}, "added"),
        ("removed", {}, "removed"),
    ],
)
def test_a_table_of_one_entry_is_said_in_a_line(
    status: Any, parts: dict[str, Any], said: str
) -> None:
    table = TableChange("slips", "Slips", "own", status, **parts)
    found = text(outline(Diff(consequences=Consequences(tables=(table,))), "one", "other"))
    assert f"Slips: {said}\n" in f"{found}\n"
