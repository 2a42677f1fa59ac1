"""Reader of the catalogue in which a knowledge base has words of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from speckb import language
from speckb.corpus.settings.file import ABSENT, SettingsError, read
from speckb.files.frontmatter import Span
from speckb.files.limits import DEFAULT, Limits
from speckb.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from babel.messages import Message

    from speckb.corpus.page import Fault
    from speckb.corpus.settings.file import SettingsFile

WHERE = ("speckb", "words")
TEXT = r'"(?:[^"\\]|\\.)*"'
LINE = re.compile(rf"(?:#.*|(?:(?P<key>msg\w+(?:\[\d\])?)\s+)?{TEXT})?")  # without blanks around
# What a line of a text can follow: babel would pass over what stands elsewhere.
AFTER = {
    "msgctxt": ("msgstr", "msgstr[]", ""),
    "msgid": ("msgctxt", "msgstr", "msgstr[]", ""),
    "msgid_plural": ("msgid",),
    "msgstr": ("msgid",),
    "msgstr[]": ("msgid_plural", "msgstr[]"),
}


@dataclass(frozen=True)
class OwnWords:
    """A catalogue as read: its file, its messages without the head, and the words that are used."""

    file: SettingsFile
    messages: Sequence[Message]
    catalogue: language.Catalogue

    def fault(self, message: Message, text: str) -> Fault:
        """Return a fault at a message."""
        return self.file.fault_at(place(message.lineno or 1), text)


def read_words(
    root: Path,
    settings: SettingsFile,
    name: str,
    code: str,
    limits: Limits = DEFAULT,
    *,
    needed: bool = True,
) -> OwnWords | None:
    """Return the catalogue that the settings name, if they name one.

    Raises SettingsError where it cannot be read, is no catalogue, or is needed and not there.
    """
    if not name:
        return None
    try:
        file = read(root, name, limits)
    except ABSENT:
        if not needed:
            return None
        message = f"no such file: {name}; `speckb words` writes one"
        raise SettingsError([settings.fault(message, WHERE)]) from None
    messages = _messages(file, code)
    return OwnWords(file, messages, language.translated(messages, code))


def _messages(file: SettingsFile, code: str) -> list[Message]:
    for number, message in _misplaced(file.text):
        raise SettingsError([file.fault_at(place(number), message)])
    from babel.messages.pofile import PoFileError  # noqa: PLC0415  slow; few need it

    try:
        return [message for message in language.parse(file.text, code) if message.id]
    except PoFileError as error:
        message = f"not a gettext catalogue: {error.args[0].rpartition(' on ')[0]}"
        raise SettingsError([file.fault_at(place((error.lineno or 0) + 1), message)]) from None


def _misplaced(text: str) -> Iterator[tuple[int, str]]:
    """Yield number and message of each line that cannot stand where it does."""
    last = ""
    for number, line in enumerate(text.split("\n"), start=1):
        match = LINE.fullmatch(line.strip())
        if match is None:
            yield (
                number,
                "not a line of a gettext catalogue: a comment, or a keyword and a text in quotes",
            )
        elif match["key"]:
            key = re.sub(r"\d", "", match["key"])
            if key not in AFTER:
                yield number, f"unknown keyword {match['key']!r}{nearest(key, AFTER)}"
            elif last not in AFTER[key]:
                yield number, f"{match['key']!r} cannot follow {last or 'the beginning'!r}"
            last = key


def place(line: int) -> Span:
    """Return the beginning of a line."""
    return Span(line, 1, 2)
