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
NAMED = re.compile(r"(?:```|~~~)[ \t]*\{|:::[ \t]*[^:\s]")
# Of those without a name, one is inside of another only where it is shorter.
BARE = re.compile(r"(?<!:):{3,}+(?=[ \t]*+\n)")


def too_deep(source: Source, limits: Limits) -> Problem | None:
    """Return the problem of prose that is nested deeper than the limit."""
    text = f"\n{source.body}\n"
    fences = len(NAMED.findall(text))
    if ":::" in text:
        fences += len({*BARE.findall(text)})
    if fences <= limits.nesting and not MARKED.search(text):
        return None
    from speckb.corpus.prose.markdown import deep_line  # noqa: PLC0415  slow

    line = deep_line(source.body, limits.nesting)
    if not line:
        return None
    message = limits.passed("nesting", "quotes, lists or directives nested deeper")
    number = source.body_line + line - 1
    return Problem(LIMIT, Span(number, 1, max(2, len(source.line(number)) + 1)), message)
