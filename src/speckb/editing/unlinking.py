"""Edits that turn the links to an entry over to another one, or take them out."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from speckb.corpus.choices import MEET
from speckb.corpus.prose import toctree
from speckb.corpus.prose.allowed import AGAIN
from speckb.corpus.prose.forms import within
from speckb.corpus.queries import COUNT
from speckb.editing.mentions import Mentions
from speckb.errors import UsageError
from speckb.files.frontmatter import Span, parse
from speckb.files.textfile import Edit, TextFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.choices import Named
    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.corpus.page import Page
    from speckb.corpus.prose import Use
    from speckb.corpus.prose.reading import Block, Range
    from speckb.files.frontmatter import Path as FieldPath
    from speckb.files.frontmatter import Source

NEXT, LAST = re.compile(r"[ \t]*,[ \t]*"), re.compile(r"(?<![ \t])[ \t]*+,[ \t]*+\Z")
# What follows the target of a Markdown link: the end of its angle brackets, and a title.
CLOSING = re.compile(r">?(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*\)")
SIGNS = re.compile(r"[\\`*_<]")


class Merging(Mentions):
    """Turns the links to an entry over to `other`; where both are linked, the first is left out."""

    def __init__(self, corpus: Corpus, entry: Entry, other: Entry) -> None:
        super().__init__(corpus, entry, other.id)
        self.other = other
        self.left_out: list[str] = []  # places of links that are lost

    def _fields(self, entry: Entry) -> Iterator[Edit]:
        for path, key in self._paths(entry):
            if entry is self.other or self.new in entry.meta[str(path[0])]:
                span = entry.locate(path, key=key)
                self.left_out.append(f"{entry.path}:{span.line}:{span.column}: {path[0]}")
                yield from taken_out(entry, path)
            else:
                yield self._word(entry, path, key)

    def _directives(self, item: Entry | Page) -> Iterator[Edit]:
        """Yield the edits of tables; one that a page has of the other entry is taken out."""
        for use, new in self._tables_on(item):
            if new not in self.corpus.table_pages or AGAIN in item.prose.options(use):
                yield Edit(use.span, new)
            else:
                yield from _block_out(item, use)
        yield from self._questions(item)

    def _listed(self, item: Entry | Page) -> Iterator[Edit]:
        listed = {
            self.corpus.path_from(item.path, name).lstrip("/").removesuffix(".md")
            for _, _, name in toctree.items(item.prose)
        }
        for edit in super()._listed(item):
            yield _unlisted(item, edit) if self.other.docname in listed else edit


class Unlinking(Mentions):
    """Takes the links to an entry out: from front matter and lists of pages, and words stay."""

    def __init__(self, corpus: Corpus, entry: Entry) -> None:
        super().__init__(corpus, entry, entry.id)

    def _fields(self, entry: Entry) -> Iterator[Edit]:
        for path, _ in self._paths(entry):
            yield from taken_out(entry, path)

    def _listed(self, item: Entry | Page) -> Iterator[Edit]:
        for edit in super()._listed(item):
            yield _unlisted(item, edit)

    def _directives(self, item: Entry | Page) -> Iterator[Edit]:
        """Yield the deletion of each table that is gone with the entry."""
        for use, _ in self._tables_on(item):
            yield from _block_out(item, use)
        for at, found in self._chosen(item):
            yield _not_chosen(item, at, found)

    def _role(self, item: Entry | Page, use: Use) -> Iterator[Edit]:
        if use.name == COUNT or not any(super()._role(item, use)):
            return  # the check names the place of a filter that asks for what is gone
        text = use.prose.text
        start = text.index("`", use.name_at[1])
        inner = start + len(text[start:]) - len(text[start:].lstrip("`"))
        ticks = text[start:inner]
        end = text.index(ticks, use.target_at[1])
        before = use.name_at[0] - 1
        if text[inner:end].strip() == use.target:
            words = {
                "entry": self.entry.text,
                "need": self.entry.text,
                "doc": self.entry.heading,
            }.get(use.name, "")
            if not words:
                raise _by_hand(item, use.span)
            yield Edit(use.prose.span(before, end + len(ticks)), SIGNS.sub(r"\\\g<0>", words))
            return
        if "[[" in text[inner:end]:
            raise _by_hand(item, use.span)
        title = text[inner : text.rindex("<", inner, use.target_at[0])]
        after = inner + len(title.rstrip())
        yield from _without(item, use, (before, inner), (after, end + len(ticks)))

    def _link(
        self,
        item: Entry | Page,
        use: Use,
        page: str,  # noqa: ARG002
        anchor: str,  # noqa: ARG002
        place: str,  # noqa: ARG002
    ) -> Iterator[Edit]:
        closing = CLOSING.match(use.prose.text, use.target_at[1])
        if use.name != "link" or not closing:
            raise _by_hand(item, use.span)
        first, last = use.name_at
        yield from _without(item, use, (first - 1, first), (last, closing.end()))


def _without(
    item: Entry | Page, use: Use, before: tuple[int, int], after: tuple[int, int]
) -> Iterator[Edit]:
    """Yield the edits that take out what is before and after the words of a link."""
    for start, end in (before, after):
        if "\n" in use.prose.text[start:end]:
            raise _by_hand(item, use.span)
        yield Edit(use.prose.span(start, end), "")


def _unlisted(item: Entry | Page, edit: Edit) -> Edit:
    """Return the deletion of a line of a list of pages."""
    if item.source.line(edit.span.line).lstrip(" >").startswith(("```", ":::", "~~~")):
        raise _by_hand(item, edit.span)
    return Edit(edit.span, None)


def _block_out(item: Entry | Page, use: Use) -> Iterator[Edit]:
    """Yield the deletion of the lines of a directive, and of a blank line of two around it."""
    block = use.prose.block(use)
    first = use.prose.span(*block.fence).line
    last = use.prose.span(block.end, block.end).line
    text = use.prose.text
    if text[block.options_end : block.end].strip() or block.fence[0] != _line_start(text, block):
        raise _by_hand(item, use.span, "table")
    lines = item.source.text.split("\n")
    around = [lines[number - 1].strip() for number in (first - 1, last + 1) if number <= len(lines)]
    last += around == ["", ""]
    yield from (Edit(Span(line, 1, 1), None) for line in range(first, last + 1))


def _not_chosen(item: Entry | Page, at: Range, found: Named) -> Edit:
    """Return the edit of a question's option with an id less; the only one is taken out by hand."""
    typed = item.prose.text[slice(*at)]
    first, last = within(typed, *found.span, quoted=True)
    if found.option == MEET and (after := NEXT.match(typed, last)):
        last = after.end()
    elif found.option == MEET and (before := LAST.search(typed, 0, first)):
        first = before.start()
    else:
        span = item.prose.span(at[0] + first, at[0] + last)
        raise _by_hand(item, span, "choice of a question")
    return Edit(item.prose.span(at[0] + first, at[0] + last), "")


def _line_start(text: str, block: Block) -> int:
    return text.rfind("\n", 0, block.fence[0]) + 1


def _by_hand(item: Entry | Page, span: Span, what: str = "link") -> UsageError:
    place = f"{item.path}:{span.line}:{span.column}"
    return UsageError(f"{place}: remove this {what} by hand; nothing was changed")


def taken_out(entry: Entry, path: FieldPath) -> list[Edit]:
    """Return the edits that take a value out of front matter, and the field that then has none.

    Raises UsageError for a layout in which it cannot be told apart from what stays.
    """
    meta = entry.source.meta
    while len(path) > 1 and len(_inside(meta, path)) == 1:
        path = path[:-1]
    wanted = copy.deepcopy(meta)
    del _inside(wanted, path)[path[-1]]
    keyed = isinstance(_inside(meta, path), dict)
    span = entry.locate(path, key=keyed)
    value = entry.locate(path)
    text = TextFile(Path(entry.path), entry.source.text.encode())
    for edits in (_lines(entry.source, span), _flow(entry.source, span, value)):
        if edits and parse(text.edited(edits).decode()).meta == wanted:
            return edits
    place = f"{entry.path}:{span.line}:{span.column}"
    raise UsageError(f"{place}: remove {path[-1]!r} by hand; nothing was changed")


def _inside(meta: Any, path: FieldPath) -> Any:
    """Return the group or list that the last step of a path is in."""
    for step in path[:-1]:
        meta = meta[step]
    return meta


def _lines(source: Source, span: Span) -> list[Edit]:
    """Return the deletion of the lines of a key or an item, with its comments above."""
    before = source.line(span.line)[: span.column - 1]
    if before.strip() not in {"", "-"}:
        return []
    depth = len(before) - len(before.lstrip(" "))
    depth = depth if before.strip() else len(before)
    first, last = span.line, span.line
    while source.line(first - 1).startswith(" " * depth + "#"):
        first -= 1
    number = span.line + 1
    while number < source.body_line - 1 and _goes_on(source.line(number), depth, before):
        if source.line(number).strip():
            last = number
        number += 1
    return [Edit(Span(line, 1, 1), None) for line in range(first, last + 1)]


def _goes_on(line: str, depth: int, before: str) -> bool:
    """Return whether a line belongs to the key or item above it, which begins at a depth."""
    inner = line.lstrip(" ")
    found = len(line) - len(inner)
    return not inner or found > depth or (found == depth and inner[0] == "-" and not before.strip())


def _flow(source: Source, span: Span, value: Span) -> list[Edit]:
    """Return the edit of a list in brackets, or a group in braces, with one comma less."""
    line = source.line(span.line)
    start, end = span.column - 1, value.end - 1
    if value.line != span.line:
        return []
    if found := NEXT.match(line, end):
        end = found.end()
    elif found := LAST.search(line, 0, start):
        start = found.start()
    alone = not (line[:start] + line[end:]).strip()
    return [Edit(span._replace(column=start + 1, end=end + 1), None if alone else "")]
