"""The site's Markdown parser, for prose that the quick reader in `blocks` cannot be sure of.

To import it takes as long as a third of a whole check, so that this module is imported late.
"""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import make_fence_rule
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

from speckb.corpus.prose.allowed import CODE

# Directives whose content has a syntax of its own: terms, and names of pages.
LISTS = frozenset({"{glossary}", "{toctree}"})
# Blocks that hold blocks; those of lists and definitions count once.
HOLDERS = frozenset({"blockquote", "list_item", "dd", "footnote_reference"})
MOST_NESTING = 16  # the largest limit that settings may set
# Blocks that a fence of colons may interrupt, as in MyST-Parser.
INTERRUPTED = ["paragraph", "reference", "blockquote", "list", "footnote_def"]


def levels(nesting: int) -> int:
    """Return the depth that a parser needs for a limit; what is deeper, it leaves out silently.

    markdown-it counts a list twice, and the paragraph in it.
    """
    return 2 * nesting + 4


@cache
def parser() -> MarkdownIt:
    """Return a parser with the syntax of MyST that the site has enabled."""
    found = (
        MarkdownIt("commonmark")
        .enable("table")
        .use(myst_block_plugin)
        .use(myst_role_plugin)
        .use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    )
    colons = make_fence_rule(markers=(":",), token_type="colon_fence")  # noqa: S106  no password
    found.options["maxNesting"] = levels(MOST_NESTING)
    found.block.ruler.before("fence", "colon_fence", colons, {"alt": INTERRUPTED})
    return found.use(deflist_plugin).disable(["html_block", "html_inline"])


@cache
def blocks() -> MarkdownIt:
    """Return a parser for blocks alone, which does not parse inline text."""
    found = MarkdownIt("commonmark")
    found.block = parser().block
    found.options["maxNesting"] = levels(MOST_NESTING)
    found.core.ruler.enableOnly(["normalize", "block"])
    return found


def code_lines(text: str) -> list[tuple[int, int, str]]:
    """Return each block of code: first line, line after the last (from 0), and fence, if any.

    Directives that hold prose are parsed again, as the site does.
    """
    found = []
    parts = [(text, 0)]
    while parts:
        part, first = parts.pop()
        for token in blocks().parse(f"{part}\n"):
            if token.map is None or token.type not in {"code_block", "fence", "colon_fence"}:
                continue
            start, end = (first + line for line in token.map)
            if holds_code(token.markup, token.info):
                found.append((start, end, token.markup))
            elif not LISTS & {*token.info.split()}:
                parts.append((token.content, start + 1))
    return sorted(found)


def deep_line(text: str, most: int) -> int:
    """Return the line, from 1, of a block inside more than `most` others, or 0.

    Quotes and lists count within the directive that they are in, directives within the page.
    """
    parts = [(text, 0, 0)]
    while parts:
        part, first, directives = parts.pop()
        depth = 0
        for token in blocks().parse(f"{part}\n"):
            if token.type.rpartition("_")[0] in HOLDERS:
                depth += token.nesting
            line = first + token.map[0] if token.map else 0
            if depth > most:
                return line + 1
            fence = token.type in {"fence", "colon_fence"}
            if fence and not holds_code(token.markup, token.info):
                if directives >= most:
                    return line + 1
                if not LISTS & {*token.info.split()}:
                    parts.append((token.content, line + 1, directives + 1))
    return 0


def holds_code(fence: str, info: str) -> bool:
    """Return whether a block with this fence and info holds code; indented code has no fence."""
    name = (info.split(maxsplit=1) or [""])[0]
    if name.startswith("{") and name.endswith("}"):
        return name[1:-1] in CODE
    return not fence.startswith(":")


def plain(text: str) -> str:
    """Return a line of inline Markdown without markup, as anchors of headings are made of it."""
    (line,) = parser().parseInline(text)
    words = (t.content for t in line.children or () if t.type in {"text", "code_inline"})
    return "".join(words)
