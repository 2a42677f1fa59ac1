"""Headings and plain text: what Markdown of a source becomes in prose and in fields."""

from __future__ import annotations

import pytest

from speckb.exchange.importing.headings import lowered
from speckb.exchange.importing.plain_text import plain_text

LOWERED = {
    "# A\n\ntext\n\n## B\n\n# C": "## A\n\ntext\n\n### B\n\n## C",
    "A\n=\n\ntext\n\nB\n---": "## A\n\n\ntext\n\n### B\n",
    "### A\n\n###### B": "## A\n\n### B",
    "```sh\n# no heading\n```\n\n# A": "```sh\n# no heading\n```\n\n## A",
    "~~~~\n~~~\n# no heading\n~~~~\n# A": "~~~~\n~~~\n# no heading\n~~~~\n## A",
    "- a\n---\n\n# A": "- a\n---\n\n## A",
    "text\n\n---\n\n# A": "text\n\n---\n\n## A",
    "#A and #B": "#A and #B",
}


@pytest.mark.parametrize("text", LOWERED)
def test_headings_start_at_level_2(text: str) -> None:
    assert lowered(text) == LOWERED[text]
    assert lowered(LOWERED[text]) == LOWERED[text]


@pytest.mark.parametrize("text", ["## A\n\n### B\n\n## C", "A\n---\n\ntext", "a\nb", ""])
def test_what_is_right_stays_to_the_letter(text: str) -> None:
    assert lowered(text) == text


PLAIN: dict[str, tuple[str, list[str]]] = {
    "a **b** *c* `d` a_b \\* &lt;": ("a b c d a_b * <", []),
    "one\nline\\\nnext\n\nparagraph": ("one line\nnext\n\nparagraph", []),
    "text\n\n- a\n- b\n\n  more\n  1. c\n  2. d\n\nend": (
        "text\n\n- a\n- b\n  more\n  1. c\n  2. d\n\nend",
        [],
    ),
    "3. a\n4. b": ("3. a\n4. b", []),
    "[a](https://a.example) <https://b.example> \\<<https://c.example>\\>": (
        "a (https://a.example) https://b.example https://c.example",
        [],
    ),
    "H{sub}`2`O and {term}`host <hosts>`": ("H2O and host", []),
    "a <b>long</b> x < y": ("a long x < y", []),
    "# A\n\nb": ("A\n\nb", ["a heading"]),
    "| A | B |\n| --- | --- |\n| c | d |\n\nend": ("A | B\nc | d\n\nend", ["a table"]),
    "```{note}\n:class: x\n\nTwice **x**\n```": ("Twice x", ["code or a box"]),
    "```{tip} Title\nA\n```": ("Title\n\nA", ["code or a box"]),
    "```python\nx = [1]\n```": ("x = [1]", ["code or a box"]),
    "![seen](a.png)": ("seen", ["a picture"]),
    "> a": ("a", ["a quotation"]),
}


@pytest.mark.parametrize("markdown", PLAIN)
def test_plain_text_of_markdown(markdown: str) -> None:
    assert plain_text(markdown) == PLAIN[markdown]
