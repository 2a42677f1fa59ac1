"""Translation of Typst's errors into messages with the source page and the nearest words.

The patterns are for the text that Typst prints, which has no documented form. Tried with Typst
0.15.0 to 0.15.2; `tests/unit/test_internals.py` fails when the text changes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from speckb.corpus.prose import glyphs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import typst

    from speckb.typst.document import Document

PLACE = re.compile(r"pages/(?P<page>[^\n]+?)\.typ:(?P<line>\d+):(?P<column>\d+)")
PICTURE = re.compile(r"pictures/(?P<name>\w+\.\w+):\d")
KIND = re.compile(r"^(?:error|warning): (?P<message>.*)$", re.MULTILINE)
LETTER = re.compile(r"""(?:the text|codepoint) [`'"]*(?P<text>[^`'"]+)""")
ESCAPE = re.compile(r"\\u\{(?P<code>[0-9a-f]+)\}")
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
STANDARDS = re.compile(r"^(?:PDF/\S+?,? )+error: ")
LOST = re.compile(
    r"""error: (?:the text|the PDF contains the codepoint) [`'"]+(?:\\u\{([0-9a-f]+)\}|(.))"""
)
MOST = 5
WORDS = 60


def message_for(problem: typst.TypstError | typst.TypstWarning, document: Document) -> str:
    """Return the message for users: a line per source page, at most MOST of them."""
    files = dict(document.files())
    lines = dict.fromkeys(_lines(f"{problem.diagnostic}", document, files))
    shown = [*lines][:MOST] or [f"the PDF cannot be made: {problem.message}"]
    more = len(lines) - len(shown)
    return "\n".join([*shown, *([f"and {more} more"] if more > 0 else [])])


def _lines(text: str, document: Document, files: Mapping[str, str]) -> Iterator[str]:
    """Yield the line of each error and warning in Typst's diagnostic."""
    starts = [match.start() for match in KIND.finditer(text)]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        part = text[start:end]
        found = KIND.match(part)
        message = STANDARDS.sub("", found["message"]) if found else part
        if place := PLACE.search(part):
            yield f"{_path(document, place['page'])}: the PDF cannot be made: {message}" + _near(
                files, place
            )
        elif picture := PICTURE.search(part):
            for name, page_code in sorted(document.page_codes.items()):
                if picture["name"] in page_code.pictures:
                    yield f"{_path(document, name)}: the PDF cannot be made: {message}"
        elif letter := LETTER.search(message):
            yield from _letters(letter["text"], document)
        else:
            yield f"the PDF cannot be made: {message}"


def _path(document: Document, docname: str) -> str:
    """Return the source file of a page."""
    if docname in document.env.found_docs:
        return str(document.env.doc2path(docname, base=False))
    return docname


def _near(files: Mapping[str, str], place: re.Match[str]) -> str:
    """Return the last words of the author before a position in the code, for orientation."""
    code = files.get(f"pages/{place['page']}.typ", "").splitlines()
    number = int(place["line"]) - 1
    before = code[number][: int(place["column"])] if number < len(code) else ""
    strings = [text for text in STRING.findall(before) if " " in text]
    return f", near {strings[-1][-WORDS:].strip()!r}" if strings else ""


def _letters(text: str, document: Document) -> Iterator[str]:
    """Yield a line for each page with a character that no font has, at its first occurrence."""
    letter = ESCAPE.sub(lambda found: chr(int(found["code"], 16)), text)[:1]
    what = glyphs.message(letter)
    pages = [
        name for name, page_code in sorted(document.page_codes.items()) if letter in page_code.code
    ]
    for name in pages:
        path = document.env.doc2path(name)
        lines = path.read_text(encoding="utf-8").split("\n")
        number = next((n for n, line in enumerate(lines, 1) if letter in line), 1)
        column = lines[number - 1].find(letter) + 1
        yield f"{_path(document, name)}:{number}:{max(column, 1)}: {what}"
    if not pages:
        yield what
