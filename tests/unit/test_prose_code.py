"""Which prose is code, which is only shown, and which prose is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speckb.corpus.prose.blocks import MOST, Blocks

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
    (block,) = Blocks(text).fenced
    assert block.closed


@pytest.mark.parametrize("sign", ["`", "~"])
def test_a_fence_of_code_is_not_closed_by_a_shorter_one(sign: str, lending: Lending) -> None:
    text = f"{sign * 4}text\n{NOBODY}\n{sign * 3}\n{NOBODY}\n{sign * 4}\n\n{NOBODY}\n"
    assert added(lending, text) == [(7, "prose-unknown")]


def test_a_directive_is_closed_by_a_longer_fence(lending: Lending) -> None:
    assert added(lending, ":::{on-screen}\nTick them.\n:::::\n\nMore.\n") == []


def test_a_directive_is_not_closed_by_a_shorter_fence(lending: Lending) -> None:
    found = added(lending, "::::{on-screen}\nTick them.\n:::\n\nMore.\n")
    assert (1, "prose-open") in found


def indented(letters: int) -> str:
    """Return a text of that many letters whose last paragraph is code, by its indentation alone."""
    code = f"\n\n    {NOBODY}\n"
    line = "A line of words that only takes up space.\n"
    filled = line * ((letters - len(code)) // len(line))
    rest = "x" * (letters - len(code) - len(filled))
    return f"{rest}{filled}{code}"


def codes(text: str) -> list[str]:
    return [text[start:end].strip() for start, end in Blocks(text).code]


def test_a_text_of_at_most_200_000_letters_is_read_as_markdown_has_it() -> None:
    """Code by indentation alone takes the parser of Markdown to tell."""
    text = indented(MOST)
    assert len(text) == MOST == 200_000
    assert codes(text) == [NOBODY]


def test_a_longer_text_is_read_by_its_fences_alone() -> None:
    """The parser would take minutes for such a text; what it alone can tell to be code is read."""
    assert codes(indented(MOST + 1)) == []


def test_in_a_page_that_is_too_long_for_the_parser_more_is_checked(lending: Lending) -> None:
    assert added(lending, f"\n\n    {NOBODY}\n") == []
    lending.write(PAGE, lending.text(PAGE) + "A line of words that only takes up space.\n" * 5_000)
    assert (PAGE, "prose-unknown") in lending.rules()
