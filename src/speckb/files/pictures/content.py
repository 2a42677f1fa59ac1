"""What the readers of all pictures share: problems with their places, and text without controls."""

from __future__ import annotations

import re
from typing import NamedTuple

from speckb.files import merging
from speckb.files.frontmatter import Source, Span

MOST_BYTES = 8_000_000
# Control characters, marks that turn the direction of writing, and line ends that are none for all.
CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"
)


class Problem(NamedTuple):
    """Why a picture is refused, and where in its file."""

    span: Span
    message: str

    def __str__(self) -> str:
        return f"{self.span.line}:{self.span.column}: {self.message}"


def whole_file(message: str) -> Problem:
    """Return a problem of a file as such."""
    return Problem(Span(1, 1, 2), message)


def decoded(data: bytes) -> tuple[str, list[Problem]]:
    """Return data as text whose lines end with LF, and what is wrong with its characters."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = f"byte {data[error.start]:#04x} is not UTF-8"
        return "", [Problem(Span(line, column, column + 1), message)]
    if found := CONTROL.search(text):
        return text, [Problem(Source(text).span(*found.span()), control(found[0]))]
    if left := merging.mark(text):
        return text, [Problem(Source(text).span(*left.span()), merging.UNFINISHED)]
    return text, []


def control(letter: str) -> str:
    """Return the message for a control character."""
    return f"a control character (U+{ord(letter):04X})"


def words(text: str) -> frozenset[str]:
    """Return the words of a list that is written as text."""
    return frozenset(text.split())
