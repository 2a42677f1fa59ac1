"""A byte that is no UTF-8 is marked where an editor shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speckb.rules import report
from speckb.rules.check import RULES
from speckb.rules.finding import Place

if TYPE_CHECKING:
    from tests.unit.lending import Lending


@pytest.mark.parametrize(
    ("before", "column"),
    [("", 1), ("caf", 4), ("日本 é ", 6)],
    ids=["first in its line", "after letters", "after letters of several bytes"],
)
def test_the_byte_alone_is_marked(before: str, column: int, lending: Lending) -> None:
    text = lending.text("words.md").encode()
    line = text.count(b"\n") + 1
    lending.write("words.md", text + before.encode() + b"\xe9 and more\n")
    (finding,) = [f for f in lending.findings() if f.rule == "file-encoding"]
    assert finding.place == Place("words.md", line, column, column + 1)
    shown = report.text([finding], RULES).splitlines()
    assert shown[1] == f"  {before}\N{REPLACEMENT CHARACTER} and more"
    assert shown[2].strip() == "^"
