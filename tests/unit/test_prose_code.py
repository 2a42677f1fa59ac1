"""Which prose is code, which is only shown, and which prose is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speckb.files.limits import DEFAULT

if TYPE_CHECKING:
    from tests.unit.lending import Lending

PAGE = "words.md"
NOBODY = "{entry}`nobody`"


def added(lending: Lending, text: str) -> list[tuple[int, str]]:
    """Return line and rule of each finding on a page with more text, lines counted from there."""
    before = lending.text(PAGE)
    lending.write(PAGE, f"{before}\n{text}")
    first = before.count("\n") + 1
    return [(f.place.line - first, f.rule) for f in lending.findings() if f.place.path == PAGE]


@pytest.mark.parametrize("sign", ["`", "~"])
@pytest.mark.parametrize("longer", [0, 1, 5])
def test_a_fence_of_code_is_closed_by_one_that_is_as_long_or_longer(
    sign: str, longer: int, lending: Lending
) -> None:
    text = f"{sign * 3}text\n{NOBODY}\n{sign * (3 + longer)}\n\n{NOBODY}\n"
    assert added(lending, text) == [(5, "prose-unknown")]


@pytest.mark.parametrize("sign", ["`", "~"])
def test_a_fence_of_code_is_not_closed_by_a_shorter_one(sign: str, lending: Lending) -> None:
    text = f"{sign * 4}text\n{NOBODY}\n{sign * 3}\n{NOBODY}\n{sign * 4}\n\n{NOBODY}\n"
    assert added(lending, text) == [(7, "prose-unknown")]


def test_a_directive_is_closed_by_a_longer_fence(lending: Lending) -> None:
    assert added(lending, ":::{on-screen}\nTick them.\n:::::\n\nMore.\n") == []


def test_a_directive_is_not_closed_by_a_shorter_fence(lending: Lending) -> None:
    found = added(lending, "::::{on-screen}\nTick them.\n:::\n\nMore.\n")
    assert (1, "prose-open") in found


def test_a_long_text_is_read_as_a_short_one(lending: Lending) -> None:
    long = "A line of words that only takes up space.\n" * 2_000
    assert added(lending, f"{long}\n    {NOBODY}\n\n{NOBODY}\n") == [(2_004, "prose-unknown")]


def test_code_by_indentation_alone_is_found_in_the_longest_page(lending: Lending) -> None:
    """It takes the parser of Markdown to tell."""
    words = "A line of words that only takes up space.\n" * 2_200
    assert added(lending, f"{words}\n\n    {NOBODY}\n") == []
    assert (lending.root / PAGE).stat().st_size > 0.9 * DEFAULT.page_bytes
