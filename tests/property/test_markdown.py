"""The quick reading of prose finds what the site reads in the same text: no less, and no more.

A text without doubts is read by regular expressions, any other by the parser, and both are compared
with the site. Search deeper with `--hypothesis-profile=search`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from speckb.corpus.prose import Prose, markdown, quick
from speckb.files.frontmatter import Source
from tests.conftest import REPO
from tests.property.site_reading import SITE, differences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

SPECIFICATION = REPO / "tests/vendor/commonmark-0.31.2.txt"
EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n", re.M | re.S)
BEFORE = [
    *[
        "",
        "",
        "> ",
        "- ",
        "1. ",
        "  ",
        "    ",
        "\t",
        "> > ",
        "- - ",
        ": ",
        ">     ",
        "-      ",
        "~ ",
    ],
]
INLINE = [
    *["word", " ", "`x`", "`", "``", "`` ` ``", "{entry}`a`", "{term}`b <c>`", "{entry}``a``"],
    *["[a](b.md)", "![p](q.svg)", "[a](<b c.md>)", "[a](b(1).md)", "<https://e.example>", r"\`"],
    *["**", "*", "\\", "\\\\", "[a]", "{raw}", "%", "$", "[a](b.md 'title')", "![`x`](y.svg)"],
    *["[r]", "[r][]", "[a][r]", "![p][r]", "[", "]", "](", ")", "(", "<", ">", "![", "!", "]:"],
    *["&ouml;", "&amp;", "[a](f&ouml;.md)", "<a@b.example>", "<x:", "<b>", "[a](b\\_c.md)", "#"],
    *["[a [b](c.md) d](e.md)", "[![p](q.svg)](b.md)", "[a](%20b)", "[^1]", "[^1](b.md)", "(t)="],
    *["[a](javascript:b)", "[a](HTTP://É.example/é)", "[a]()", "\xa0", "{a:b}`c", "{x}", "é", "_"],
    *["---", "|", ": "],
]
ALONE = [
    *["", "", "# Heading `x`", "---", "===", "% a `comment", "+++", "(t)=", "Term", "[r]: s.md"],
    *["```", "~~~", ":::", "````", "```{note}", ":::{tip}", "~~~{note}", "```{code-block} text"],
    *["```python", "::::{note} `x`", "~~~text", "[^1]: word", ":name: x", "| a | b |", "::::"],
    *["[r]:", "[r", "[r]: <", "s.md", "<s t.md>", "'title'", "'title", "]: s.md", "/url", "- "],
    *["## [a](b.md) ##", "#", "####### x", "-", "=", "1.", "* * *", "|---|---|", "a | b", "$$"],
    *["(t u)=", "(a(b)c)=", "x (t)=", "()=", "  (t)=  ", "<div>", "{.class #id}", "{#id}", "~~~~"],
    *[
        ":::{figure} x.svg",
        ":::{epigraph} - a",
        ":::{note} # H",
        ":::{note} ```{raw} x",
        "[r]: <s>",
    ],
    *[":::{admonition} [a](b.md)", "[a]: javascript:b", "```{note} [r]: s.md", ":class: y"],
]
# What mostly leaves no doubt, so that the regular expressions have something to read.
PLAIN = [
    *["word", " ", " ", "`x`", "`", "``", "{entry}`a`", "{term}`b\n<c>`", "`a\nb`", "{entry}``a``"],
    *["[a](b.md)", "![p](q.svg)", "[a\nb](c.md)", "**", "*", "[a]", "{raw}", "%", "$", "[^1]", "é"],
    *[
        "_",
        "#",
        "(t)=",
        "(a)",
        "1.",
        "<b>",
        "\n",
        "|",
        "-",
        "=",
        ":",
        "'",
        "!",
        "{a}",
        "<",
        "[",
        "]",
    ],
    *["&", ";", "+++", "~~~", "```", ":::", "1)", "2.5", "~ ", "* ", "`` ` ``"],
]
PLAIN_ALONE = [
    *[
        "",
        "",
        "# Heading `x`",
        "## [a](b.md) ##",
        "% a `comment",
        "(t)=",
        "Term",
        ":::{tip}",
        ":::",
    ],
    *[":::", "::::", "::::{note} x", ":::{note}", "```", "```", "```python", "```{note}", "~~~"],
    *["~~~{note}", ":name: x", "---", "===", "word", "a | b", "`x`", "{entry}`a`", "[a](b.md)"],
    *["```{code-block} text", "-", "1.", "-----", ":::{figure} x.svg", ":::{epigraph}", "#", " "],
    *[":::{note} [a](b.md)", "b`", "<c>`", "```{admonition} {term}`x`", "2.5 x", "- - x", "~ x"],
]


def text_of(before: list[str], inline: list[str], alone: list[str]) -> st.SearchStrategy[str]:
    first, pieces = st.sampled_from(before), st.lists(st.sampled_from(inline), max_size=5)
    line = st.builds("{}{}".format, first, pieces.map("".join) | st.sampled_from(alone))
    return st.lists(line, max_size=9).map("\n".join)


doubtful = text_of(BEFORE, INLINE, ALONE)
ordinary = text_of(["", "", "", "", "- ", "1. ", "  ", ": ", "    ", "  - "], PLAIN, PLAIN_ALONE)


@given(doubtful)
def test_doubtful_text_is_read_as_the_site_reads_it(text: str) -> None:
    assert differences(text) == ([], [])


@given(ordinary)
def test_ordinary_text_is_read_as_the_site_reads_it(text: str) -> None:
    assume(quick.read(text) is not None)
    assert differences(text) == ([], [])


@given(doubtful)
def test_what_the_parser_finds_is_located_where_it_is_typed(text: str) -> None:
    prose = Prose(Source(text, body=text))
    for use in (*prose.directives, *prose.roles):
        assert text[slice(*use.name_at)] == use.name
    for use in prose.roles:
        typed = text[slice(*use.target_at)]
        assert typed == use.target or "\n" in typed
    for use in prose.links:
        if use.target in {"b.md", "s.md", "q.svg", "s t.md"} and use.name_at != use.target_at:
            assert text[slice(*use.target_at)] == use.target


def test_the_examples_of_commonmark_are_read_as_the_site_reads_them() -> None:
    text = SPECIFICATION.read_text(encoding="utf-8").replace("→", "\t")
    examples = [match[1].removesuffix("\n") for match in EXAMPLE.finditer(text)]
    assert len(examples) == 652
    differing = {n: differences(example) for n, example in enumerate(examples, 1)}
    assert {n: found for n, found in differing.items() if found != ([], [])} == {}


@pytest.mark.parametrize("text", ["- x--\n  [a](b.md)\n  ---", "---\n[a](b.md)\n---"])
def test_the_site_drops_nothing_as_front_matter(text: str) -> None:
    """It is read before; MyST-Parser would take the first lines of any block for it."""
    assert "front_matter" not in {kind for kind, _ in blocks(SITE.parse(text))}
    assert differences(f":::{{epigraph}}\n{text}\n:::") == ([], [])


def blocks(tokens: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    return ((token.type, token.map) for token in tokens)


@given(doubtful)
def test_the_parser_for_doubtful_text_is_the_site_s(text: str) -> None:
    """The blocks are equal; the counting of words is not ours to read."""
    assert [*blocks(markdown.parser().parse(text))] == [*blocks(SITE.parse(text))]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("    x", [0]),
        ("a\n    x", []),
        ("a\n\n    x\n\n    y\n\nb", [2, 3, 4]),
        ("- a\n\n    x", []),
        ("- a\n\n      x", [2]),
        ("-      x", [0]),
        (">     x\n> y", [0]),
        ("# H\n    x", [1]),
        ("> ```\n> x\ny", [0, 1]),
        ("- ```\n  x\n\ny\n```\nz\n```", [0, 1, 2, 4, 5, 6]),
        ("```\nx", [0, 1]),
        (":::{note}\n\n    x\n\n:::", [2]),
        ("```{glossary}\nT\n    x\n\n    y\n```", []),
    ],
)
def test_code_is_where_the_site_shows_code(text: str, code: list[int]) -> None:
    prose = Prose(Source(text, body=text))
    starts = [0, *(i + 1 for i, sign in enumerate(text) if sign == "\n")]
    ends = [*(start - 1 for start in starts[1:]), len(text)]
    shown = [n for n, end in enumerate(ends) if prose.in_block(max(starts[n], end - 1))]
    assert shown == code
