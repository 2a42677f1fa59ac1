"""Prose of a page: directives, roles, links, headings, tags and tables.

`quick` reads ordinary prose, because a check runs on every save and a Markdown parser is slow.
Where it is in doubt, `markdown` reads the text with the parser of the site.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from speckb.corpus.prose import quick
from speckb.corpus.prose.reading import inside
from speckb.files.frontmatter import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from speckb.corpus.prose.reading import Block, Found, Heading, Range, Reading
    from speckb.files.frontmatter import Source

# Patterns take linear time: where two parts could match the same blanks, the first keeps them.
OPTION = re.compile(
    r"^[ >\t]*+:?[ \t]*+[\"']?(?P<name>[\w-]+)[\"']?[ \t]*:[ \t]*+"
    r"(?P<value>(?:[^ \t\n]++(?:[ \t]++(?=[^ \t\n]))?)*+)[ \t]*+$",
    re.M,
)
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

    @cached_property
    def _reading(self) -> Reading:
        found = quick.read(self.text)
        if found is None:
            from speckb.corpus.prose import markdown  # noqa: PLC0415  slow

            found = markdown.read(self.text)
        return found

    @cached_property
    def directives(self) -> Sequence[Use]:
        """All directives outside code."""
        return [self._directive(block) for block in self._reading.blocks if block.name]

    def _directive(self, block: Block) -> Use:
        at = block.name or block.fence
        info = self.text[slice(*block.info)]
        target = info.strip()
        start = block.info[0] + info.find(target)
        return Use(self.text[slice(*at)], target, self, (start, start + len(target)), at)

    def held(self, name: str) -> Iterator[Block]:
        """Yield each directive of that name."""
        for block in self._reading.blocks:
            if block.name and self.text[slice(*block.name)] == name:
                yield block

    @property
    def unclosed(self) -> Use | None:
        """The fence of a block that runs to the end of the text because nothing closes it."""
        at = self._reading.unclosed
        return Use(self.text[slice(*at)], "", self, at, at) if at else None

    def options(self, directive: Use) -> Mapping[str, Range]:
        """Return the position of the value of each option of a directive, such as `:alt: words`."""
        block = self._named.get(directive.name_at)
        if block is None:  # an image of Markdown
            return {}
        found = OPTION.finditer(self.text, block.start, block.options_end)
        return {match["name"]: match.span("value") for match in found}

    @cached_property
    def roles(self) -> Sequence[Use]:
        """All roles, with the target in `text <target>`."""
        return [self._use(found) for found in self._reading.roles]

    @cached_property
    def links(self) -> Sequence[Use]:
        """All Markdown links; their names are link, image, reference and address."""
        return [self._use(found) for found in self._reading.links]

    def _use(self, found: Found) -> Use:
        return Use(found.name, found.target, self, found.target_at, found.name_at)

    @property
    def headings(self) -> Sequence[Heading]:
        """All headings."""
        return self._reading.headings

    @property
    def labels(self) -> Sequence[Range]:
        """The position of each name in `(name)=`."""
        return self._reading.labels

    def tags(self) -> Iterator[Use]:
        """Yield all raw HTML outside code."""
        if "<" not in self.text:
            return
        targets = {use.target_at[0] for use in self.links}
        for match in TAG.finditer(self.text):
            start = match.start()
            known = start + 1 in targets or inside(self._listings, start)
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
        return inside(self._reading.code, position)

    def shows(self, position: int) -> bool:
        """Return whether readers see a position of the text: it is in no comment, or in code."""
        return self.in_block(position) or not inside(self._reading.comments, position)

    def is_text(self, position: int) -> bool:
        """Return whether a position is in words: in no code, role or comment, and not escaped."""
        hidden = self.in_block(position) or inside(self._reading.spans, position)
        return not hidden and not _is_escaped(self.text, position)

    def is_heading(self, position: int) -> bool:
        """Return whether the signs of a heading stand at a position of the text."""
        return inside(self._heading_signs, position)

    def in_options(self, position: int) -> bool:
        """Return whether a position of the text is in the options of a directive."""
        return inside(self._option_lines, position)

    @cached_property
    def _heading_signs(self) -> Sequence[Range]:
        return sorted(heading.at for heading in self.headings)

    @cached_property
    def _option_lines(self) -> Sequence[Range]:
        """The options of each directive; they come before what is nested in it."""
        blocks = self._reading.blocks
        return sorted((b.start, b.options_end) for b in blocks if b.start < b.options_end)

    def block(self, directive: Use) -> Block:
        """Return the block of a directive."""
        return self._named[directive.name_at]

    @cached_property
    def _named(self) -> Mapping[Range, Block]:
        return {block.name: block for block in self._reading.blocks if block.name}

    @property
    def plain_fences(self) -> Iterator[tuple[Range, str]]:
        """The fence of each block that is no directive, and what follows the fence."""
        for block in self._reading.blocks:
            if block.name is None:
                yield block.fence, self.text[slice(*block.info)].strip()

    def in_directive(self, position: int) -> bool:
        """Return whether a position of the text is in any fenced block."""
        return any(block.start <= position < block.end for block in self._reading.blocks)

    def _is_markup(self, match: re.Match[str]) -> bool:
        """Return whether a match is markup: neither in code nor escaped by a backslash."""
        return self.is_text(match.start())


def _is_escaped(text: str, position: int) -> bool:
    """Return whether a backslash escapes the character at a position."""
    before = position
    while before and text[before - 1] == "\\":
        before -= 1
    return (position - before) % 2 == 1
