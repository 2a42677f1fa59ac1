"""Finder of code, comments and roles in prose, which the other readers of prose build on.

Blocks of code are found by their fences; where indentation or nesting leaves a doubt, the Markdown
parser is asked. Inline code is found by its backticks, as CommonMark and MyST pair them.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections import defaultdict
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from speckb.corpus.prose.allowed import CODE

if TYPE_CHECKING:
    from collections.abc import Sequence

# What may come before a block on its line: quotes, items, definitions, footnotes.
BEFORE = r"(?:[ >\t]|(?:[-*+:]|\d{1,9}[.)]|\[\^[^\]\s]{1,99}\]:)(?=[ \t]))*+"
FENCE = re.compile(
    rf"^(?P<before>{BEFORE})(?P<fence>`{{3,}}(?=[^`\n]*$)|~{{3,}}|:{{3,}})[ \t]*"
    r"(?:\{(?P<name>\S*)\}(?!\S))?(?P<info>[^\n]*)$",
    re.M,
)
MARK = re.compile(r"```|~~~|:::")
# A line that may be an indented block of code, depending on the block that it is in.
INDENTED = (
    r"(?m)(?:\A|^[ \t>]*\n|^[ >]*(?:#|`{3}|~{3}|:{3}|[-=_*]{3})[^\n]*\n)"
    r"(?=[ >]*(?: {4}|\t))(?=[^\n]*\S)"
    r"|^[ >]*(?:[-*+:]|\d{1,9}[.)])(?: {5}| ?\t)"
)
COMMENT = r"(?m)^[ >\t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*%.*$"
TICKS = re.compile("`+")
ROLE = re.compile(r"\{([\w:+-]+)\}\Z", re.A)
LONGEST = 60  # of a role's name, with braces: bounds the search before each run of backticks
# What ends a paragraph, and with it an inline span of code.
BREAK = re.compile(
    r"\n(?=[ \t>]*(?:\n|#{1,6}[ \t]|[-*+:][ \t]|\d{1,9}[.)][ \t]|`{3,}[^`\n]*(?:\n|\Z)|~{3}|:{3}|%"
    r"|\+\+\+|\[\^[^\]\s]+\]:|\([^)\n]*\)=|(?:=+|-{2,})[ \t]*(?:\n|\Z)))"
)
ONE_LINE = re.compile(r"[ >]*(?:#{1,6}[ \t]|\+\+\+|\([^)]*\)=)")
QUOTE = re.compile(r"\n[ \t]*>")
AHEAD = 99  # the patterns of BREAK look this far beyond the end of a span


class Block(NamedTuple):
    """A fenced block: the match of its opening line, and the offsets of its content."""

    opening: re.Match[str]
    start: int
    end: int
    closed: bool

    @property
    def is_code(self) -> bool:
        """Whether the content is code."""
        return _is_code(self.opening)


class Blocks:
    """The fenced blocks, code, comments and roles of a text; each is computed when asked for."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def fences(self) -> Sequence[re.Match[str]]:
        """All lines that look like a fence, those inside of code too."""
        found: list[re.Match[str]] = []
        # searching for three signs first is far quicker than trying FENCE on every line
        for mark in MARK.finditer(self.text):
            line = self.text.rfind("\n", 0, mark.start()) + 1
            if not found or found[-1].end() < line:
                match = FENCE.match(self.text, line)
                found += [match] if match else []
        return found

    @cached_property
    def _nested(self) -> tuple[list[Block], bool]:
        """Return all fenced blocks, and whether it is certain what they hold.

        It is not where code is fenced in a quote or a list, which may end before the fence does,
        or where nothing closes it.
        """
        found = []
        opened: list[re.Match[str]] = []
        sure = True
        for match in self.fences:
            top = opened[-1] if opened else None
            if top and _closes(match, top):
                opened.pop()
                found.append(Block(top, top.end() + 1, match.start(), closed=True))
            elif top is None or not _is_code(top):
                opened.append(match)
                sure = sure and not (match["before"] and _is_code(match))
        found += [Block(top, top.end() + 1, len(self.text), closed=False) for top in opened]
        return found, sure and not any(map(_is_code, opened))

    @property
    def fenced(self) -> list[Block]:
        """All fenced blocks by their fences alone, with code and with prose."""
        return self._nested[0]

    @property
    def unclosed(self) -> Block | None:
        """The outermost block that nothing closes; one in a quote or list ends with that."""
        opened = [block for block in self.fenced if not block.closed]
        first = min(opened, key=lambda block: block.start, default=None)
        return first if first and not first.opening["before"] else None

    @cached_property
    def code(self) -> list[tuple[int, int]]:
        """Start and end of each block of code, in the order of the text.

        The first sign of a fence is left out, so that the fence itself is not in its own block.
        """
        blocks, sure = self._nested
        if sure and not self._indented:
            return sorted((b.opening.start("fence") + 1, b.end) for b in blocks if b.is_code)
        from speckb.corpus.prose.markdown import code_lines  # noqa: PLC0415  slow

        starts = [0, *accumulate(len(line) + 1 for line in self.text.split("\n"))]
        found = []
        for first, end, fence in code_lines(self.text):
            start = self.text.find(fence, starts[first]) + 1 if fence else starts[first]
            found.append((start, starts[min(end, len(starts) - 1)]))
        return found

    @property
    def _indented(self) -> bool:
        """Whether some line may be an indented block of code."""
        may_be = "    " in self.text or "\t" in self.text
        return may_be and re.search(INDENTED, self.text) is not None

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Start and end of each inline code span, role and comment, in the order of the text."""
        return sorted([*self.comments, *self._inline[0]])

    @property
    def roles(self) -> list[tuple[str, int, int]]:
        """Name of each role, and start and end of its text."""
        return self._inline[1]

    @cached_property
    def comments(self) -> list[tuple[int, int]]:
        """Start and end of each comment."""
        return [m.span() for m in re.finditer(COMMENT, self.text)] if "%" in self.text else []

    def _runs(self) -> list[tuple[int, int]]:
        """Return start and end of each run of backticks outside code blocks and comments."""
        runs = [match.span() for match in TICKS.finditer(self.text)]
        if not self.fences and not self.code and not self.comments:
            return runs
        fences = {match.start("fence") for match in self.fences}
        hidden = sorted([*self.code, *self.comments])
        return [run for run in runs if run[0] not in fences and not inside(hidden, run[0])]

    @cached_property
    def _inline(self) -> tuple[list[tuple[int, int]], list[tuple[str, int, int]]]:
        """Return the spans between backticks, and the roles among them.

        CommonMark closes a code span with the next run of exactly as many backticks. MyST closes a
        role with the next backticks of that number, even within a longer run, whose rest may open
        another span. Runs are looked up by their length, as a text of many unpaired backticks
        would otherwise take quadratic time.
        """
        runs = self._runs()
        starts: dict[int, list[int]] = defaultdict(list)
        for start, end in runs:
            starts[end - start].append(start)
        spans, roles = [], []
        done = 0  # the end of the last span: runs before it are within the span
        for start, end in runs:
            role = self._role(start) if start >= done else ""
            if not role and start >= done:
                # an escaped backtick is text, and the run is one shorter
                start += escaped(self.text, start)  # noqa: PLW2901
            start = max(done, start)  # noqa: PLW2901  the rest of a run that closed a role
            close = self._close(start, end, None if role else starts[end - start])
            if close:
                done = close + end - start
                spans.append((start, done))
                if role:
                    roles.append((role, end, close))
        return spans, roles

    def _role(self, start: int) -> str:
        """Return the name of the role whose text the backticks at `start` open, or nothing."""
        if self.text[start - 1 : start] != "}":
            return ""
        match = ROLE.search(self.text, max(0, start - LONGEST), start)
        return match[1] if match and not escaped(self.text, match.start()) else ""

    def _close(self, start: int, end: int, same: Sequence[int] | None) -> int:
        """Return the offset of the backticks that close a span, or 0 where none do.

        They are one of the runs of the `same` length, or any backticks where that is None.
        """
        if start >= end:
            return 0
        if same is None:
            close = max(0, self.text.find("`" * (end - start), end + 1))
        else:
            place = bisect_right(same, start)
            close = same[place] if place < len(same) else 0
        return 0 if close and self._ends_between(start, close) else close

    def _ends_between(self, start: int, end: int) -> bool:
        """Return whether a paragraph ends between two offsets, and with it all inline markup."""
        inner = self.text.find("\n", start, end)
        if inner < 0:
            return False
        broken = BREAK.search(self.text, inner, end + AHEAD)
        first = self.text[self.text.rfind("\n", 0, start) + 1 : inner]
        deeper = QUOTE.search(self.text, inner, end) and not first.lstrip().startswith(">")
        return bool((broken and broken.start() < end) or deeper or ONE_LINE.match(first))


def escaped(text: str, position: int) -> bool:
    """Return whether the character at a position is escaped by a backslash."""
    before = position
    while before and text[before - 1] == "\\":
        before -= 1
    return (position - before) % 2 == 1


def inside(ranges: Sequence[tuple[int, int]], position: int) -> bool:
    """Return whether a position is in one of the ranges, which are sorted and do not overlap."""
    place = bisect_right(ranges, (position, sys.maxsize)) - 1
    return place >= 0 and position < ranges[place][1]


def _closes(match: re.Match[str], top: re.Match[str]) -> bool:
    """Return whether a fence closes the block that `top` opened."""
    fence, opening = match["fence"], top["fence"]
    bare = match["name"] is None and not match["info"].strip()
    return bare and fence[0] == opening[0] and len(fence) >= len(opening)


def _is_code(match: re.Match[str]) -> bool:
    return match["name"] in CODE if match["name"] is not None else match["fence"][0] != ":"
