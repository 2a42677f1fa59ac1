"""Characters that hide text, or end lines for some readers alone, outside of entries and pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speckb.cli.main import main

if TYPE_CHECKING:
    from tests.unit.lending import Lending

LETTERS = [
    "\r",
    "\x0b",
    "\x85",
    "\u2028",
    "\u2029",
    "\u202e",
    "\u2067",
    "\x7f",
    "\x9b",
    "\U000e0041",
]
Capture = pytest.CaptureFixture[str]


def check(lending: Lending, capsys: Capture) -> str:
    assert main(["--root", str(lending.root), "check"]) in {1, 2}
    said = capsys.readouterr()
    return said.out + said.err


@pytest.mark.parametrize("letter", LETTERS, ids=ascii)
def test_settings_have_none_even_in_comments(
    letter: str, lending: Lending, capsys: Capture
) -> None:
    lending.change("ubproject.toml", "# An", f"# A{letter}n")
    assert "ubproject.toml:1:4: " in check(lending, capsys)


@pytest.mark.parametrize("code", ["u202e", "u2028", "r", "u0007", "U000E0041"])
def test_settings_have_none_by_an_escape(code: str, lending: Lending, capsys: Capture) -> None:
    lending.change("ubproject.toml", 'title = "Demand"', f'title = "Dem\\{code}and"')
    assert "ubproject.toml:11:1: " in check(lending, capsys)


@pytest.mark.parametrize("letter", ["\u202e", "\u2028", "\\u202e", "\\u2028", "\\r"], ids=ascii)
def test_schemas_have_none(letter: str, lending: Lending, capsys: Capture) -> None:
    text = lending.text("schemas/demand.json")
    lending.write("schemas/demand.json", text.replace('"title": "', f'"title": "{letter}', 1))
    said = check(lending, capsys)
    assert "demand.json:" in said
    assert "character U+" in said or "carriage return" in said


def test_reviews_have_none(lending: Lending, capsys: Capture) -> None:
    lending.change("ubproject.toml", "[speckb]", '[speckb]\nreviews = "reviews.txt"')
    lending.write("reviews.txt", "# a\u202eb\n")
    said = check(lending, capsys)
    assert "reviews.txt:1:4: error: the character U+202E, which changes the order" in said
