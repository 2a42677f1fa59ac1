"""The site's Markdown parser, which reads prose that leaves the quick reader in doubt.

To import it takes as long as a third of a whole check, so that this module is imported late.
"""

from __future__ import annotations

from functools import cache
from itertools import accumulate, islice
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkDestination, parseLinkLabel
from markdown_it.rules_block import make_fence_rule
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

from speckb.corpus.prose.forms import UNTITLED
from speckb.corpus.prose.reading import (
    Block,
    Found,
    Heading,
    Reading,
    count_options,
    directive,
    holds_code,
    role_target,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

    from speckb.corpus.prose.reading import Range

    InlineRule = Callable[[StateInline, bool], bool]

# Directives whose content has a syntax of its own: terms, and names of pages.
LISTS = frozenset({"glossary", "toctree"})
# Blocks that hold blocks; those of lists and definitions count once.
HOLDERS = frozenset({"blockquote", "list_item", "dd", "footnote_reference"})
MOST_NESTING = 16  # the largest limit that settings may set
# Blocks that a fence of colons may interrupt, as in MyST-Parser.
INTERRUPTED = ["paragraph", "reference", "blockquote", "list", "footnote_def"]
# Rules of inline markup whose tokens say where they stand, and the tokens.
LOCATED = {
    "autolink": "link_open",
    "backticks": "code_inline",
    "image": "image",
    "link": "link_open",
    "myst_role": "myst_role",
}


class _Parser(MarkdownIt):
    """A parser that keeps the links that it refuses and leaves as text, such as `javascript:`."""

    def __init__(self) -> None:
        super().__init__("commonmark")
        self.refused: list[str] = []

    def validateLink(self, url: str) -> bool:  # noqa: N802  a method of the parser
        """Return whether a link is allowed."""
        allowed = super().validateLink(url)
        self.refused += [] if allowed else [url]
        return allowed


def levels(nesting: int) -> int:
    """Return the depth that a parser needs for a limit; what is deeper, it leaves out silently.

    markdown-it counts a list twice, and the paragraph in it.
    """
    return 2 * nesting + 4


@cache
def parser() -> _Parser:
    """Return a parser with the syntax of MyST that the site has enabled.

    The `meta` of an inline token has its positions in the text of its block: `at`, and for links
    also `label`, and `target` where that is part of the link.
    """
    found = _Parser()
    found.enable("table").use(myst_block_plugin).use(myst_role_plugin)
    found.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    colons = make_fence_rule(markers=(":",), token_type="colon_fence")  # noqa: S106  no password
    found.options["maxNesting"] = levels(MOST_NESTING)
    found.block.ruler.before("fence", "colon_fence", colons, {"alt": INTERRUPTED})
    found.use(deflist_plugin).disable(["html_block", "html_inline"])
    inline = found.inline.ruler
    for name, rule in zip(inline.get_active_rules(), inline.getRules(""), strict=True):
        if name in LOCATED:
            inline.at(name, _locating(rule, LOCATED[name]))
    return found


@cache
def blocks() -> MarkdownIt:
    """Return a parser for blocks alone, which does not parse inline text."""
    found = MarkdownIt("commonmark")
    found.block = parser().block
    found.options["maxNesting"] = levels(MOST_NESTING)
    found.core.ruler.enableOnly(["normalize", "block"])
    return found


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
            name = directive(token.info)
            if token.type in {"fence", "colon_fence"} and not holds_code(token.markup, name):
                if directives >= most:
                    return line + 1
                if name not in LISTS:
                    parts.append((token.content, line + 1, directives + 1))
    return 0


def _locating(rule: InlineRule, kind: str) -> InlineRule:
    """Return a rule that adds positions to its token, which is of that kind."""

    def locate(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        found = rule(state, silent)
        if found and not silent:
            for token in islice(state.tokens, count, count + 2):  # pending text comes before it
                if token.type == kind:
                    token.meta |= _positions(state, start, token)
                    break
        return found

    return locate


def _positions(state: StateInline, start: int, token: Token) -> dict[str, Range]:
    found = {"at": (start, state.pos)}
    if token.info == "auto":
        found["target"] = start + 1, state.pos - 1
    elif token.type in {"link_open", "image"}:
        bracket = start + (token.type == "image")
        end = parseLinkLabel(state, bracket, token.type == "link_open")
        found["label"] = bracket + 1, end
        if state.src.startswith("(", end + 1) and state.pos > end + 1:
            target, address = _destination(state.src, end + 2, " \t\n")
            if address in token.attrs.values():
                found["target"] = target
    return found


def _destination(text: str, position: int, skipped: str) -> tuple[Range, str]:
    """Return position and address of the target after some blanks, without angle brackets."""
    while position < len(text) and text[position] in skipped:
        position += 1
    result = parseLinkDestination(text, position, len(text))
    if not result.ok:
        return (position, position), ""
    wide = text.startswith("<", position)
    return (position + wide, result.pos - wide), parser().normalizeLink(result.str)


def read(text: str) -> Reading:
    """Return what the site's parser finds in a text."""
    return _Reader(text).sorted()


class _Part(NamedTuple):
    """Lines that are parsed on their own, and their numbers in the text, from 0."""

    lines: Sequence[str]
    numbers: Sequence[int]
    is_inline: bool = False
    is_contained: bool = False  # in a quote or a list, with which the blocks in it end

    def number(self, line: int) -> int:
        """Return the number in the text of a line, or of the one after the last."""
        return self.numbers[line] if line < len(self.numbers) else self.numbers[-1] + 1


class _Reader:
    """Reads a text, and then the content of each directive that holds prose, as the site does."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.starts = [0, *accumulate(len(line) + 1 for line in self.lines)]
        self.found = Reading()
        self.env: dict[str, Any] = {"references": {}, "duplicate_refs": []}
        self.parts = [_Part(self.lines, range(len(self.lines)))]
        while self.parts:
            self._part(self.parts.pop())

    def sorted(self) -> Reading:
        """Return what was found, in the order of the text."""
        found = self.found
        found.spans += found.comments
        for ranges in (found.blocks, found.code, found.comments, found.spans, found.labels):
            ranges.sort()
        found.headings.sort(key=lambda heading: heading.at)
        for uses in (found.roles, found.links):
            uses.sort(key=lambda use: use.target_at)
        return found

    def _part(self, part: _Part) -> None:
        parser().refused = []
        references, again = self.env["references"], self.env["duplicate_refs"]
        known = len(references), len(again)
        text = "\n".join(part.lines)
        if part.is_inline:
            tokens = parser().parseInline(text, self.env)
        else:
            tokens = parser().parse(f"{text}\n", self.env)
        new = islice(reversed(references.values()), len(references) - known[0])
        for about in (*new, *again[known[1] :]):
            self._definition(part, about)
        for address in dict.fromkeys(parser().refused):
            self._refused(part, address)
        below = len(self.parts)
        self._tokens(part, tokens)
        self.parts[below:] = reversed(self.parts[below:])

    def _tokens(self, part: _Part, tokens: Sequence[Token]) -> None:
        cells: dict[int, int] = {}  # the end of the last cell on a line of a table
        for place, token in enumerate(tokens):
            if token.map is None:
                continue
            first, end = map(part.number, token.map)
            if token.type in {"fence", "colon_fence"}:
                self._fence(part, token)
            elif token.type == "code_block":
                self.found.code.append((self.starts[first], self._start(end)))
            elif token.type == "heading_open":
                self._heading(token, tokens[place + 1], first, end)
            elif token.type == "myst_target":
                start = self.starts[first] + self.lines[first].find(f"({token.content})=") + 1
                self.found.labels.append((start, start + len(token.content)))
            elif token.type == "myst_line_comment":
                start = self.starts[first] + self.lines[first].find("%")
                self.found.comments.append((start, self._start(end) - 1))
            elif token.type == "inline":
                is_cell = tokens[place - 1].tag in {"td", "th"}
                offsets = self._offsets(part, token, cells if is_cell else None)
                self._inline(token.children or [], offsets, 0)

    def _start(self, line: int) -> int:
        """Return the offset at which a line starts; the end of the text for one after the last."""
        return self.starts[min(line, len(self.starts) - 1)]

    def _fence(self, part: _Part, token: Token) -> None:
        opening, after = token.map or (0, 0)
        first, end = part.number(opening), part.number(after)
        content = token.content.split("\n")[:-1]
        closed = after - opening == len(content) + 2
        info_end = self.starts[first] + len(self.lines[first])
        info = info_end - len(token.info), info_end
        fence = info[0] - len(token.markup), info[0]
        word = directive(token.info)
        name = None
        if word is not None:
            start = info[0] + token.info.index("{") + 1
            name = start, start + len(word)
            info = name[1] + 1, info_end
        is_code = holds_code(token.markup, word)
        options = count_options(word, content)
        contained = part.is_contained or token.level > 0
        if is_code:
            self.found.code.append((fence[0] + 1, self._start(end)))
        else:
            lines = [self.text[slice(*info)].strip() if name else "", *content[options:]]
            numbers = [first, *map(part.number, range(opening + 1 + options, after + 1))]
            self.parts += _parts(word, lines, numbers[: len(lines)], is_contained=contained)
        if not closed and not contained:
            self.found.unclosed = min(fence, self.found.unclosed or fence)
        start = self._start(first + 1)
        options_end = max(start, self._start(first + 1 + options))
        last = max(start, self._start(end - closed))
        self.found.blocks.append(Block(fence, name, info, start, options_end, last, is_code))

    def _heading(self, token: Token, inline: Token, first: int, end: int) -> None:
        line = first if token.markup.startswith("#") else end - 1
        if token.markup.startswith("#"):
            start = self.lines[line].find(token.markup)
            at = start, start + len(token.markup)
        else:
            words = self.lines[line].rstrip()
            at = len(words.rstrip(token.markup)), len(words)
        at = self.starts[line] + at[0], self.starts[line] + at[1]
        self.found.headings.append(Heading(int(token.tag[1:]), inline.content, at))

    def _offsets(self, part: _Part, token: Token, cells: dict[int, int] | None) -> list[int]:
        """Return the offset in the text of each character of a block, and of the end.

        A line of a block is the end of a line of the text; that of a cell is anywhere in it.
        """
        offsets = []
        pieces = token.content.split("\n")
        first, end = token.map or (0, 0)
        while first + 1 < end and pieces[0].strip() not in part.lines[first]:
            first += 1  # past a line of blanks that are no spaces, which the parser drops
        for place, piece in enumerate(pieces, first):
            number = min(part.number(place), len(self.lines) - 1)
            line = self.lines[number].rstrip()
            words = piece.strip()
            column = len(line) - len(words)
            if cells is not None:
                column = max(0, line.find(words, cells.get(number, 0)))
                cells[number] = column + len(words)
            elif not line.endswith(words):  # a heading with signs after it
                column = max(0, line.rfind(words))
            column += self._start(number) - (len(piece) - len(piece.lstrip()))
            most = len(self.text)
            offsets += [min(max(0, column + shift), most) for shift in range(len(piece) + 1)]
        return offsets

    def _inline(self, tokens: Iterable[Token], offsets: list[int], base: int) -> None:
        """Add the links, roles and code among the tokens of a block's text from `base`."""

        def place(at: Range) -> Range:
            return offsets[base + at[0]], offsets[base + at[1]]

        for token in tokens:
            at = token.meta.get("at", (0, 0))
            if token.type in {"code_inline", "myst_role"}:
                self.found.spans.append(place(at))
            if token.type == "myst_role":
                name, content = token.meta["name"], token.content
                start, end = role_target(name, content, 0, len(content))
                before = at[0] + len(name) + 2
                before += (at[1] - before - len(content)) // 2  # backticks
                name_at = place((at[0] + 1, at[0] + 1 + len(name)))
                target_at = place((before + start, before + end))
                self.found.roles.append(Found(name, content[start:end], target_at, name_at))
            elif token.type in {"link_open", "image"}:
                self._inline(token.children or [], offsets, base + at[0] + len("!["))
                kind = "address" if token.info == "auto" else token.type.removesuffix("_open")
                target = unquote(str(token.attrs.get("href", token.attrs.get("src"))))
                label = place(token.meta.get("label", at))
                if "target" in token.meta:
                    self._link(kind, target, place(token.meta["target"]), label)
                elif kind == "image":  # of a link, the definition of its label is checked
                    self._link(kind, target, label, label)

    def _link(self, kind: str, target: str, at: Range, label: Range) -> None:
        self.found.links.append(Found(kind, target, at, label))

    def _definition(self, part: _Part, about: dict[str, Any]) -> None:
        """Add the target of a label; its position, or that of the line where it starts."""
        first, end = about["map"]
        lines = part.lines[first:end]
        text = "\n".join(lines)
        place = text.find("]:")
        at = self._line(part.number(first))
        while place >= 0:
            (start, stop), address = _destination(text, place + 2, " \t\n>")
            if address == about["href"]:
                number = text.count("\n", 0, start)
                # the line may be shorter than that of the text, whose end it is
                before = text.rfind("\n", 0, start) + 1 + len(lines[number])
                shift = self._line(part.number(first + number))[1] - before
                at = start + shift, stop + shift
                break
            place = text.find("]:", place + 2)
        self._link("reference", unquote(about["href"]), at, at)

    def _refused(self, part: _Part, address: str) -> None:
        at = self._line(part.number(0))
        start = self.text.find(address, at[0])
        at = (start, start + len(address)) if start >= 0 else at
        self._link("link", unquote(address), at, at)

    def _line(self, number: int) -> Range:
        start = self._start(number)
        line = self.lines[number] if number < len(self.lines) else ""
        return start, start + len(line)


def _parts(
    name: str | None, lines: Sequence[str], numbers: Sequence[int], *, is_contained: bool
) -> Iterator[_Part]:
    """Yield what is parsed of a block, whose first line is what follows the name."""
    if name not in UNTITLED and lines[0]:
        yield _Part(lines[:1], numbers[:1], is_inline=True)
    start = 0 if lines[0] and name in UNTITLED else 1
    if start and name is not None and not "".join(lines[1:2]).strip():
        start = 2  # as MyST does
    if name == "glossary":
        yield from _definitions(lines[start:], numbers[start:])
    elif name not in LISTS and lines[start:]:
        yield _Part(lines[start:], numbers[start:], is_contained=is_contained)


def _definitions(lines: Sequence[str], numbers: Sequence[int]) -> Iterator[_Part]:
    """Yield the terms of a glossary, and their definitions without indentation, as Sphinx does."""
    definition: list[str] = []
    indent = 0
    for place, line in enumerate(lines):
        if line.strip() and not line.startswith((" ", "\t")):
            if definition:
                yield _Part(definition, numbers[place - len(definition) : place])
            definition = []
            yield _Part([line], numbers[place : place + 1], is_inline=True)
        else:
            indent = indent if definition else len(line) - len(line.lstrip())
            definition.append(line[indent:])
    if definition:
        yield _Part(definition, numbers[len(lines) - len(definition) :])


def plain(text: str) -> str:
    """Return a line of inline Markdown without markup, as anchors of headings are made of it."""
    (line,) = parser().parseInline(text)
    words = (t.content for t in line.children or () if t.type in {"text", "code_inline"})
    return "".join(words)
