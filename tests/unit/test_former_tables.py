"""A table is asked for by the former id of its entry, or by a word that only starts like one."""

from __future__ import annotations

import pytest

from speckb.cli.main import main
from tests.unit.lending import CATALOGUE, SLIPS, Lending


@pytest.fixture
def renamed(lending: Lending, capsys: pytest.CaptureFixture[str]) -> Lending:
    """A base in which the paper slips were called `slip` before."""
    lending.change(SLIPS, "id: paper-slips\n", "id: paper-slips\nformerly: [slip]\n")
    assert lending.rules() == []
    del capsys
    return lending


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("slip", "'slip' was renamed: use 'paper-slips'"),
        ("slip-verdicts", "'slip-verdicts' was renamed: use 'paper-slips-verdicts'"),
        ("slip-shod", "unknown table 'slip-shod'"),
        ("slipper", "unknown table 'slipper'"),
        ("worksx", "unknown table 'worksx'"),
    ],
)
def test_only_a_table_that_there_is_under_the_new_id_was_renamed(
    name: str, said: str, renamed: Lending, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--root", str(renamed.root), "tables", name]) == 2
    assert capsys.readouterr().err.startswith(f"speckb: {said}")


def test_in_prose_too(renamed: Lending) -> None:
    page = renamed.text(CATALOGUE)
    renamed.write(CATALOGUE, f"{page}\n```{{computed}} slip-verdicts\n```\n")
    (finding,) = [f for f in renamed.findings() if f.rule == "table-unknown"]
    assert finding.message == "'slip-verdicts' was renamed: use 'paper-slips-verdicts'"
    renamed.write(CATALOGUE, f"{page}\n```{{computed}} slip-shod\n```\n")
    (finding,) = [f for f in renamed.findings() if f.rule == "table-unknown"]
    assert "was renamed" not in finding.message
