"""Depth of quotes, lists and directives in prose, found before anything parses them.

A pattern finds the texts that may be too deep, which few are; the Markdown parser then counts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from speckb.files.frontmatter import LIMIT, Problem, Span

if TYPE_CHECKING:
    from speckb.files.frontmatter import Source
    from speckb.files.limits import Limits

# A line in many blocks begins with their marks, or with as many blanks: at least a sign for each.
MARKED = re.compile(r"\n(?:[ \t>]|(?:[-*+:~]|\d{1,9}[.)]|\[\^[^\]\s]{1,99}\]:)(?=\s)){13,}+")
FENCE = re.compile(r"\n(?P<before>[^\n`~:]*+)(?P<fence>`{3,}+|~{3,}+|:{3,}+)(?P<info>[^\n]*+)")


def too_deep(source: Source, limits: Limits) -> Problem | None:
    """Return the problem of prose that is nested deeper than the limit."""
    text = f"\n{source.body}\n"
    marked = any(match[0].strip() for match in MARKED.finditer(text))
    if not marked and _most_fences(text) <= limits.nesting:
        return None
    from speckb.corpus.prose.markdown import deep_line  # noqa: PLC0415  slow

    line = deep_line(source.body, limits.nesting)
    if not line:
        return None
    message = limits.passed("nesting", "quotes, lists or directives nested too deeply")
    number = source.body_line + line - 1
    return Problem(LIMIT, Span(number, 1, max(2, len(source.line(number)) + 1)), message)


def _most_fences(text: str) -> int:
    """Return a number that as many blocks, or fewer, are opened by fences inside of each other.

    A fence without a name ends the outermost block that it can end, and all in it, where both stand
    at the start of their lines. Whatever may open a block counts.
    """
    opened: list[tuple[str, str]] = []  # what stands before the fence, and the fence
    most = 0
    for match in FENCE.finditer(text):
        before, fence = match["before"].strip(" "), match["fence"]
        ended = None
        if not before and not match["info"].strip():
            ended = next(
                (
                    n
                    for n, (prefix, one) in enumerate(opened)
                    if not prefix and fence.startswith(one)
                ),
                None,
            )
        if ended is None:
            opened.append((before, fence))
        else:
            del opened[ended:]
        most = max(most, len(opened))
    return most
