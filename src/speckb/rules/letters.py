"""Rule for letters that no font of the PDF has."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from speckb import language
from speckb.corpus import fonts
from speckb.corpus.prose.glyphs import lost, message
from speckb.files.frontmatter import Span
from speckb.rules.rule import Group, Hit, Scope, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.corpus.page import Page
    from speckb.corpus.prose.glyphs import Coverage
    from speckb.corpus.settings import Settings
    from speckb.files.frontmatter import Path

UNSHOWN = ("$comment", "description", "pattern")  # of a schema


@rule("letter-missing", Group.LETTERS, Scope.ONE_ENTRY, severity="warning")
def letter_missing(corpus: Corpus) -> Iterator[Hit]:
    """A font of the PDF has every character; otherwise the PDF cannot be made.

    Bad: a title in Chinese characters.
    Good: the title in Latin letters, or a font that has Chinese ones in `speckb.pdf.fonts`.
    """
    more = fonts.of(corpus).letters
    yield from _in_settings(corpus.settings, more)
    yield from _in_words(corpus.settings, more)
    for item in corpus.items:
        text = item.source.text
        if lost(text, more):
            yield from _in_prose(item, more)
        # an escape of YAML, such as "\u6f22", is a letter written in ASCII
        if not text.isascii() or "\\" in text:
            yield from _in_fields(item, more)


def _in_settings(settings: Settings, more: Coverage) -> Iterator[Hit]:
    """Yield a hit for each text of the settings and schemas with such letters."""
    schemas = [(file, settings.types[name].schema) for name, file in settings.schema_files.items()]
    for file, data in [(settings.file, settings.data), *schemas]:
        if file.text.isascii() and "\\" not in file.text:
            continue
        for path, text in _texts(data, ()):
            if path[-1] not in UNSHOWN and "fonts" not in path and (found := lost(text, more)):
                fault = file.fault(message("".join(found)), path)
                yield Hit(fault.file, fault.span, fault.message)


def _in_words(settings: Settings, more: Coverage) -> Iterator[Hit]:
    """Yield a hit for each text of an own catalogue with such letters, and one for dates."""
    own = settings.catalogue
    for one in own.messages if own else ():
        if own and (found := lost("".join(language.forms(one.string)), more)):
            fault = own.fault(one, message("".join(found)))
            yield Hit(fault.file, fault.span, fault.message)
    if settings.language != language.ENGLISH:
        days = (language.day(date(2026, month, 28), settings.language) for month in range(1, 13))
        if found := lost("".join(days), more):
            letters = "".join(dict.fromkeys("".join(found)))
            fault = settings.file.fault(f"dates: {message(letters)}", ["speckb", "language"])
            yield Hit(fault.file, fault.span, fault.message)


def _in_prose(item: Entry | Page, more: Coverage) -> Iterator[Hit]:
    """Yield a hit for each line of the body with such letters, at the first of them."""
    start = 0
    for line in item.prose.text.split("\n"):
        if (found := lost(line, more)) and item.prose.shows(start):
            first = start + line.index(found[0])
            yield Hit(item, item.prose.span(first, first + len(found[0])), message("".join(found)))
        start += len(line) + 1


def _in_fields(item: Entry | Page, more: Coverage) -> Iterator[Hit]:
    """Yield a hit for each text of the front matter with such letters, at the first of them."""
    for path, text in _texts(item.source.meta, ()):
        if found := lost(text, more):
            yield Hit(item, _place(item, path, found[0]), message("".join(found)))


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
