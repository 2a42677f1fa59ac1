"""What the quick reading of prose finds, beside what the site's own parser finds in the same text.

The reading may see more than there is, in places that no author writes, but it misses nothing.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from speckb.corpus.prose import Prose, markdown
from speckb.files.frontmatter import Source
from speckb.sphinxext.sanitize import MYST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SITE = create_md_parser(
    MdParserConfig(
        enable_extensions=MYST["myst_enable_extensions"],  # type: ignore[arg-type]
        disable_syntax=MYST["myst_disable_syntax"],  # type: ignore[arg-type]
    ),
    RendererHTML,  # type: ignore[arg-type]
)
CODE = {"code", "code-block"}


class Parsed:
    """What the site's parser finds: directives, roles, and the targets of links."""

    def __init__(self, text: str) -> None:
        self.directives: list[str] = []
        self.roles: list[str] = []
        self.links: set[str] = set()
        self.read(text)

    def read(self, text: str) -> None:
        for token in SITE.parse(f"{text}\n"):
            if token.type in {"fence", "colon_fence"}:
                self.fence(token)
            elif token.type == "inline":
                self.inline(token.children or [])

    def fence(self, token: Any) -> None:
        name = (token.info.split(maxsplit=1) or [""])[0]
        if name.startswith("{") and name.endswith("}"):
            self.directives.append(name[1:-1])
            if name[1:-1] not in CODE:
                self.read(token.content)
        elif token.type == "colon_fence":
            self.read(token.content)

    def inline(self, tokens: Iterable[Any]) -> None:
        for token in tokens:
            if token.type == "myst_role":
                self.roles.append(token.meta["name"])
            elif token.type in {"link_open", "image"}:
                self.links.add(unquote(str(token.attrs.get("href", token.attrs.get("src")))))
            self.inline(token.children or [])


BEFORE = [
    "",
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
]
INLINE = [
    *["word", " ", "`x`", "`", "``", "`` ` ``", "{entry}`a`", "{term}`b <c>`", "{entry}``a``"],
    *["[a](b.md)", "![p](q.svg)", "[a](<b c.md>)", "[a](b(1).md)", "<https://e.example>", r"\`"],
    *["**", "*", "\\", "\\\\", "[a]", "{raw}", "%", "$", "[a](b.md 'title')", "![`x`](y.svg)"],
]
ALONE = [
    *["", "", "# Heading `x`", "---", "===", "% a `comment", "+++", "(t)=", "Term", "[r]: s.md"],
    *["```", "~~~", ":::", "````", "```{note}", ":::{tip}", "~~~{note}", "```{code-block} text"],
    *["```python", "::::{note} `x`", "~~~text", "[^1]: word", ":name: x", "| a | b |"],
]
lines = st.one_of(
    st.builds(
        lambda before, pieces: before + "".join(pieces),
        st.sampled_from(BEFORE),
        st.lists(st.sampled_from(INLINE), max_size=4),
    ),
    st.builds("".join, st.tuples(st.sampled_from(BEFORE), st.sampled_from(ALONE))),
)


@settings(max_examples=3_000)
@given(st.lists(lines, max_size=9).map("\n".join))
def test_the_quick_reading_misses_nothing_that_the_site_reads(text: str) -> None:
    parsed, prose = Parsed(text), Prose(Source(text, body=text))
    missed = Counter(parsed.directives) - Counter(use.name for use in prose.directives)
    missed += Counter(parsed.roles) - Counter(use.name for use in prose.roles)
    assert not missed
    assert parsed.links <= {use.target for use in prose.links}


def blocks(tokens: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    return ((token.type, token.map) for token in tokens)


@settings(max_examples=300)
@given(st.lists(lines, max_size=9).map("\n".join))
def test_the_parser_for_doubtful_text_is_the_site_s(text: str) -> None:
    """The blocks are equal; front matter and the counting of words are not ours to read."""
    ours = [*blocks(markdown.parser().parse(f"\n{text}\n"))]
    assert ours == [*blocks(SITE.parse(f"\n{text}\n"))]


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
