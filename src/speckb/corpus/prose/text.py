"""Quick reader of a page's prose: finds directives, roles, links, tags and tables.

It uses regular expressions, because a check runs on every save and a Markdown parser is slow.
`blocks` says what is code; it asks the parser only in doubt.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from speckb.corpus.prose.blocks import BEFORE, Blocks, escaped, inside
from speckb.files.frontmatter import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from speckb.corpus.prose.blocks import Block
    from speckb.files.frontmatter import Source

# Patterns take linear time: where two parts could match the same blanks, the first keeps them.
OPTION = re.compile(
    r"^[ >\t]*+:(?P<name>[\w-]+):[ \t]*+"
    r"(?P<value>(?:[^ \t\n]++(?:[ \t]++(?=[^ \t\n]))?)*+)[ \t]*+$",
    re.M,
)
TARGET = re.compile(r"(?:.*<)?(?P<target>[^<>]*)>?\Z", re.S)
LINK = re.compile(
    r"\]\(\s*+(?:<(?P<wide>[^<>\n]*)>"
    r"|(?P<plain>(?>[^()\s\\]|\\.|\((?>[^()\s\\]|\\.|\([^()\s]*\))*+\))*+))(?=\s*\)|\s+[\"'(])"
)
IMAGE = re.compile(r"!\[(?>[^\[\]\\]|\\.|\[[^\[\]]*\])*+\]\(")
REFERENCE = re.compile(
    rf"^{BEFORE}\[[^\]^\n][^\]\n]{{0,300}}\]:[ ]*(?:<(?P<wide>[^<>\n]*)>|(?P<plain>\S+))", re.M
)
AUTOLINK = re.compile(r"<(?P<plain>[A-Za-z][A-Za-z0-9+.-]{1,31}:[^<>\s]*)>")
WIDE = re.compile(r"\]\(")
ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
TAG = re.compile(
    r"(?:<!--[^<]{0,500}?-->|<\?[^<]{0,500}?\?>"
    r"|<(?:[A-Za-z][\w-]*(?:\s(?>\"[^\"]{0,500}\"|'[^']{0,500}'|[^<>])*+)?/?"
    r"|/[A-Za-z][\w-]*\s*|![A-Z]+[^<>]*)>)"
)
TABLE = re.compile(
    r"^(?=[^\n]*\|)[ >\t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)?\|?"
    r"[ :]*+-++[ :]*+(?:\|[ :]*+-++[ :]*+)*+\|?[ \t]*+$",
    re.M,
)


class Use(NamedTuple):
    """A directive, role or link in prose: name and target, with the offsets of both."""

    name: str
    target: str
    prose: Prose
    target_at: tuple[int, int]
    name_at: tuple[int, int]

    @property
    def span(self) -> Span:
        """The position of the target in the file."""
        return self.prose.span(*self.target_at)

    @property
    def name_span(self) -> Span:
        """The position of the name in the file."""
        return self.prose.span(*self.name_at)


class Prose:
    """The text below the front matter of a page or an entry."""

    def __init__(self, source: Source) -> None:
        self.text = source.body
        self.first = source.body_line
        self._blocks = Blocks(source.body)

    @cached_property
    def directives(self) -> Sequence[Use]:
        """All directives outside code, in the order of the text."""
        return [
            self._directive(match)
            for match in self._blocks.fences
            if match["name"] is not None and not self.in_block(match.start("fence"))
        ]

    def _directive(self, match: re.Match[str]) -> Use:
        target = match["info"].strip()
        start = match.start("info") + match["info"].find(target)
        return Use(match["name"], target, self, (start, start + len(target)), match.span("name"))

    def held(self, name: str) -> Iterator[Block]:
        """Yield the content of each directive of that name, outside code."""
        for block in self._blocks.fenced:
            fence = block.opening
            if fence["name"] == name and not self.in_block(fence.start("fence")):
                yield block

    @property
    def unclosed(self) -> Use | None:
        """The fence of a block that runs to the end of the text because nothing closes it."""
        block = self._blocks.unclosed
        if block is None or self.in_block(block.opening.start("fence") - 1):
            return None
        at = block.opening.span("fence")
        return Use(block.opening["fence"], "", self, at, at)

    def options(self, directive: Use) -> Mapping[str, tuple[int, int]]:
        """Return the offsets of the value of each option, such as `:alt: words`, of a directive."""
        for block in self._blocks.fenced:
            if block.opening.span("name") == directive.name_at:
                found = OPTION.finditer(self.text, block.start, block.end)
                return {match["name"]: match.span("value") for match in found}
        return {}

    @cached_property
    def roles(self) -> Sequence[Use]:
        """All roles outside code, with the target in `text <target>`."""
        if "}`" not in self.text:
            return ()
        return [self._role(*role) for role in self._blocks.roles if not self.in_block(role[1])]

    def _role(self, name: str, start: int, end: int) -> Use:
        inner = TARGET.match(self.text, start, end)
        at = inner.span("target") if inner else (start, end)
        mark = self.text.rfind("}", 0, start)
        return Use(name, self.text[slice(*at)], self, at, (mark - len(name), mark))

    @cached_property
    def links(self) -> Sequence[Use]:
        """All Markdown links outside code; their names are link, image, reference and address."""
        found = []
        if "](" in self.text:
            images = {m.end() - 2 for m in IMAGE.finditer(self.text)} if "![" in self.text else ()
            found += [
                ("image" if match.start() in images else "link", match)
                for match in LINK.finditer(self.text)
            ]
        if "]:" in self.text:
            found += [("reference", match) for match in REFERENCE.finditer(self.text)]
        if "<" in self.text:
            found += [
                ("address", match)
                for match in AUTOLINK.finditer(self.text)
                if not WIDE.match(self.text, match.start() - 2)
            ]
        return [self._link(kind, match) for kind, match in found if self._is_markup(match)]

    def _link(self, kind: str, match: re.Match[str]) -> Use:
        group = "plain" if match["plain"] is not None else "wide"
        at = match.span(group)
        return Use(kind, unquote(ESCAPE.sub(r"\1", match[group])), self, at, match.span())

    def tags(self) -> Iterator[Use]:
        """Yield all raw HTML outside code."""
        if "<" not in self.text:
            return
        for match in TAG.finditer(self.text):
            start = match.start()
            known = WIDE.match(self.text, start - 2) or inside(self._listings, start)
            if self._is_markup(match) and not known:
                yield Use(match[0].split("\n")[0], "", self, match.span(), match.span())

    @cached_property
    def _listings(self) -> list[tuple[int, int]]:
        """Start and end of lists of pages, where `title <name>` is no HTML."""
        return sorted((block.start, block.end) for block in self.held("toctree"))

    def tables(self) -> Iterator[Use]:
        """Yield the delimiter row of each Markdown table."""
        if "-" not in self.text or "|" not in self.text:
            return
        for match in TABLE.finditer(self.text):
            if self._is_markup(match):
                yield Use(match[0], "", self, match.span(), match.span())

    def span(self, start: int, end: int) -> Span:
        """Return the position in the file of a part of the text; it ends with its first line."""
        before = self.text.rfind("\n", 0, start) + 1
        stop = self.text.find("\n", start)
        end = min(end, stop if stop >= 0 else len(self.text))
        line = self.first + self.text.count("\n", 0, start)
        return Span(line, start - before + 1, max(end - before, start - before + 1) + 1)

    def in_block(self, position: int) -> bool:
        """Return whether a position of the text is in a code block."""
        return inside(self._blocks.code, position)

    def shows(self, position: int) -> bool:
        """Return whether readers see a position of the text: it is in no comment, or in code."""
        return self.in_block(position) or not inside(self._blocks.comments, position)

    def in_directive(self, position: int) -> bool:
        """Return whether a position of the text is in any fenced block."""
        return any(block.start <= position < block.end for block in self._blocks.fenced)

    def _is_markup(self, match: re.Match[str]) -> bool:
        """Return whether a match is markup: neither in code nor escaped by a backslash."""
        start = match.start()
        in_code = inside(self._blocks.code, start) or inside(self._blocks.spans, start)
        return not in_code and not escaped(self.text, start)
