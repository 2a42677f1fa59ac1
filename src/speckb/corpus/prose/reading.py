"""What a reader finds in prose; all positions are offsets in the text."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from speckb.corpus.prose.allowed import CODE
from speckb.corpus.prose.forms import WITHOUT_OPTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Range = tuple[int, int]
ROLE_TARGET = re.compile(r"(?:.*<)?(?P<target>[^<>]*)>?\Z", re.S)  # of `text <target>`
FILTERED = frozenset({"need_count"})  # roles whose content is a filter, with its own `<` and `>`


class Found(NamedTuple):
    """A directive, role or link: name and target, and the positions of both.

    A link is named link, image, reference (the definition of a label) or address. The place of an
    image's name is its alternative text.
    """

    name: str
    target: str
    target_at: Range
    name_at: Range


class Block(NamedTuple):
    """A fenced block: its fence, what follows that, and its content, which starts with options."""

    fence: Range
    name: Range | None
    info: Range
    start: int
    options_end: int
    end: int
    is_code: bool


class Heading(NamedTuple):
    """A heading: its depth, its text as Markdown, and the position of its signs."""

    depth: int
    text: str
    at: Range


class Reading:
    """The blocks and the inline markup of a text, each in the order of the text."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.unclosed: Range | None = None  # the first fence that nothing closes
        self.code: list[Range] = []
        self.comments: list[Range] = []
        self.spans: list[Range] = []  # inline code, roles and comments
        self.roles: list[Found] = []
        self.links: list[Found] = []
        self.headings: list[Heading] = []
        self.labels: list[Range] = []  # the names in `(name)=`


def role_target(name: str, text: str, start: int, end: int) -> Range:
    """Return the place of a role's target in a text that has its content between two places."""
    match = None if name in FILTERED else ROLE_TARGET.match(text, start, end)
    return match.span("target") if match else (start, end)


def inside(ranges: Sequence[Range], position: int) -> bool:
    """Return whether a position is in one of the ranges, which are sorted and do not overlap."""
    place = bisect_right(ranges, (position, sys.maxsize)) - 1
    return place >= 0 and position < ranges[place][1]


def holds_code(fence: str, name: str | None) -> bool:
    """Return whether a block holds code: one with this fence, and this name if a directive."""
    return name in CODE if name is not None else not fence.startswith(":")


def directive(info: str) -> str | None:
    """Return the name of the directive that a fence opens, from what follows the fence."""
    word = (info.split(maxsplit=1) or [""])[0]
    return word[1:-1] if word.startswith("{") and word.endswith("}") else None


def count_options(name: str | None, lines: Iterable[str]) -> int:
    """Return how many lines at the start of a directive's content are its options, as MyST does.

    They start with a colon each, or stand between two lines `---`.
    """
    count = 0
    if name is None or name in WITHOUT_OPTIONS:
        return count
    delimited = False
    for line in lines:
        if count == 0 and line.startswith("---"):
            delimited = True
        elif delimited and line.startswith("---"):
            return count + 1
        elif not delimited and not _is_option(line):
            break
        count += 1
    return count


def _is_option(line: str) -> bool:
    start = line.lstrip()
    return start.startswith(":") and not start.startswith(":::")
