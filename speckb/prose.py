"""The prose of a page as text: what authors may write in it, and where they write something else.

It is read with regular expressions and not parsed: the check runs on every save.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import unquote

from speckb.finding import instead
from speckb.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speckb.source import Source

ADMONITIONS = "admonition attention caution danger error hint important note seealso tip warning"
DIRECTIVES = frozenset(
    f"{ADMONITIONS} code code-block computed container d2 entries epigraph explorer figure "
    "glossary image list-table rubric toctree topic trace".split()
)
ROLES = frozenset(
    [
        "abbr",
        "count",
        "doc",
        "emphasis",
        "entry",
        "kbd",
        "literal",
        "numref",
        "ref",
        "strong",
        "sub",
        "sup",
        "term",
    ]
)
SCHEMES = frozenset({"", "http", "https", "mailto"})

FENCE = re.compile(
    r"^[ >\t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?P<fence>`{3,}|~{3,}|:{3,})[ ]*"
    r"(?:\{(?P<name>[^}\s]*)\})?(?P<info>[^`\n]*)$",
    re.M,
)
COMMENT = re.compile(r"^%.*$", re.M)
BACKTICKS = re.compile(r"`+")
FENCES = ("```", "~~~", ":::")
ROLE = re.compile(r"\{(?P<name>[A-Za-z][\w:.-]*)\}(?P<mark>`+)(?P<text>[^`]*)(?P=mark)")
TARGET = re.compile(r"^(?:.*<)?(?P<target>[^<>]*)>?$", re.S)
LINK = re.compile(r"(?<!\\)\]\(\s*(?:<(?P<wide>[^<>\n]*)>|(?P<plain>[^)\s]*))")
REFERENCE = re.compile(r"^ {0,3}\[[^\]^\n][^\]\n]{0,300}\]:[ ]*<?(?P<plain>[^\s>]+)", re.M)
TAG = re.compile(
    r"(?<!\\)(?:<!--[^<]{0,500}?-->|<\?[^<]{0,500}?\?>|<(?:[A-Za-z][\w-]*(?:\s[^<>]*)?/?|/[A-Za-z][\w-]*\s*|![A-Z]+[^<>]*)>)"
)
AUTOLINK = re.compile(r"<(?:https?|mailto):[^<>\s]*>")
TABLE = re.compile(
    r"^(?=[^\n]*\|)[ >\t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?\|?"
    r"[ :]*-+[ :]*(?:\|[ :]*-+[ :]*)*\|?[ \t]*$",
    re.M,
)


@dataclass(frozen=True, slots=True)
class Use:
    """A directive, role or link in prose: its name, what it points to, and where that stands."""

    name: str
    target: str
    span: Span
    name_span: Span


class Prose:
    """The body of a page or an entry."""

    def __init__(self, source: Source) -> None:
        self.text = source.body
        self.first = source.body_line

    def directives(self) -> Iterator[Use]:
        """Yield each directive by its name, outside code blocks."""
        for match in self._fences:
            if match["name"] is not None and not self.in_block(match.start("fence")):
                name = self.span(match.start("name"), match.end("name"))
                target = match["info"].strip()
                start = match.start("info") + match["info"].find(target)
                yield Use(match["name"], target, self.span(start, start + len(target)), name)

    @cached_property
    def roles(self) -> Sequence[Use]:
        """Each role outside code: its name, and the target in its text."""
        if "}`" not in self.text:
            return ()
        return [self._role(m) for m in ROLE.finditer(self.text) if not self._in_code(m.start())]

    def _role(self, match: re.Match[str]) -> Use:
        inner = TARGET.match(match["text"])
        target = inner["target"] if inner else match["text"]
        start = match.start("text") + (inner.start("target") if inner else 0)
        return Use(
            match["name"],
            target,
            self.span(start, start + len(target)),
            self.span(match.start("name"), match.end("name")),
        )

    def links(self) -> Iterator[Use]:
        """Yield the target of each Markdown link and image outside code."""
        if "](" not in self.text and "]:" not in self.text:
            return
        for match in (*LINK.finditer(self.text), *REFERENCE.finditer(self.text)):
            group = "plain" if match["plain"] is not None else "wide"
            if not self._in_code(match.start()):
                span = self.span(match.start(group), match.end(group))
                yield Use("", unquote(match[group]), span, span)

    def tags(self) -> Iterator[Use]:
        """Yield each piece of raw HTML outside code."""
        if "<" not in self.text:
            return
        for match in TAG.finditer(self.text):
            address = AUTOLINK.match(match[0]) or self.text[: match.start()].endswith("](")
            if not self._in_code(match.start()) and not address:
                span = self.span(match.start(), match.end())
                yield Use(match[0].split("\n")[0], "", span, span)

    def tables(self) -> Iterator[Use]:
        """Yield the rule under the heading of each table that is typed by hand."""
        if "-" not in self.text or "|" not in self.text:
            return
        for match in TABLE.finditer(self.text):
            if not self._in_code(match.start()):
                span = self.span(match.start(), match.end())
                yield Use(match[0], "", span, span)

    def span(self, start: int, end: int) -> Span:
        """Return where a piece of the text stands in the file."""
        before = self.text.rfind("\n", 0, start) + 1
        stop = self.text.find("\n", start)
        end = min(end, stop if stop >= 0 else len(self.text))
        line = self.first + self.text.count("\n", 0, start)
        return Span(line, start - before + 1, max(end - before, start - before + 1) + 1)

    def in_block(self, position: int) -> bool:
        """Return whether a position of the text is in a code block."""
        return _inside(self._blocks, position - 1)

    def _in_code(self, position: int) -> bool:
        return self.in_block(position) or _inside(self._spans, position)

    @cached_property
    def _fences(self) -> Sequence[re.Match[str]]:
        if not any(mark in self.text for mark in FENCES):
            return ()
        return list(FENCE.finditer(self.text))

    @cached_property
    def _blocks(self) -> list[tuple[int, int]]:
        """Start and end of each code block: a fence that holds no prose."""
        found = []
        opened: list[re.Match[str]] = []
        for match in self._fences:
            top = opened[-1] if opened else None
            if top and _closes(match, top):
                opened.pop()
                if _is_code(top):
                    found.append((top.start("fence"), match.end()))
            elif top is None or not _is_code(top):
                opened.append(match)
        found += [(top.start("fence"), len(self.text)) for top in opened if _is_code(top)]
        return sorted(found)

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        """Start and end of each inline code span, of each role's text and of each comment."""
        found = [m.span() for m in COMMENT.finditer(self.text)] if "%" in self.text else []
        opened: dict[int, int] = {}
        fences = {match.start("fence") for match in self._fences}
        for match in BACKTICKS.finditer(self.text):
            if match.start() in fences:
                continue
            length = match.end() - match.start()
            if opened and "\n\n" in self.text[next(iter(opened.values())) : match.start()]:
                opened.clear()
            if length in opened:
                found.append((opened[length], match.end()))
                opened.clear()
            elif not opened:
                opened[length] = match.start()
        return sorted(found)


def _inside(pieces: Sequence[tuple[int, int]], position: int) -> bool:
    """Return whether a position is in one of the pieces, which are sorted and do not overlap."""
    place = bisect_right(pieces, (position, sys.maxsize)) - 1
    return place >= 0 and position < pieces[place][1]


def _closes(match: re.Match[str], top: re.Match[str]) -> bool:
    fence, opening = match["fence"], top["fence"]
    bare = match["name"] is None and not match["info"].strip()
    return bare and fence[0] == opening[0] and len(fence) >= len(opening)


def _is_code(match: re.Match[str]) -> bool:
    return match["fence"][0] != ":" and match["name"] in {None, "code", "code-block"}


def refusal(kind: str, name: str) -> str:
    """Return why the directive or role `name` is refused, or an empty string when it is not."""
    allowed = DIRECTIVES if kind == "directive" else ROLES
    if name in allowed:
        return ""
    return f"no {kind} {name!r} here{instead(name, sorted(allowed), 40)}"
