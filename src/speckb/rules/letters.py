"""Rule for letters that no font of the PDF has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speckb.corpus.prose.glyphs import lost
from speckb.files.frontmatter import Span
from speckb.rules.rule import Group, Hit, Scope, rule
from speckb.suggest import choice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.corpus.page import Page
    from speckb.files.frontmatter import Path


@rule("letter-missing", Group.LETTERS, Scope.ONE_ENTRY, severity="warning")
def letter_missing(corpus: Corpus) -> Iterator[Hit]:
    """A font of the PDF has every character; otherwise the PDF cannot be made.

    Bad: a title in Chinese characters.
    Good: the title in Latin, Greek or Cyrillic letters.
    """
    for item in corpus.items:
        text = item.source.text
        if not text.isascii() and lost(text):
            yield from _in_prose(item)
        # an escape of YAML, such as "\u6f22", is a letter written in ASCII
        if not text.isascii() or "\\" in text:
            yield from _in_fields(item)


def _in_prose(item: Entry | Page) -> Iterator[Hit]:
    """Yield a hit for each line of the body with such letters, at the first of them."""
    start = 0
    for line in item.prose.text.split("\n"):
        if (found := lost(line)) and item.prose.shows(start):
            first = start + line.index(found[0])
            yield Hit(item, item.prose.span(first, first + len(found[0])), _message(found))
        start += len(line) + 1


def _in_fields(item: Entry | Page) -> Iterator[Hit]:
    """Yield a hit for each text of the front matter with such letters, at the first of them."""
    for path, text in _texts(item.source.meta, ()):
        if found := lost(text):
            yield Hit(item, _place(item, path, found[0]), _message(found))


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _texts(part, (*path, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _texts(part, (*path, index))


def _place(item: Entry | Page, path: Path, letters: str) -> Span:
    """Return the place of the letters in a field, or of the field if they are escaped there."""
    span = Hit(item, path, "").span
    for number in range(span.line, item.source.body_line - 1):
        line = item.source.line(number)
        at = line.find(letters, span.column - 1 if number == span.line else 0)
        if at >= 0:
            return Span(number, at + 1, at + len(letters) + 1)
    return span


def _message(lost: list[str]) -> str:
    letters = dict.fromkeys("".join(lost))
    return f"not in any font of the PDF: {choice(f'{one} (U+{ord(one):04X})' for one in letters)}"
