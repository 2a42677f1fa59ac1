"""Reader of the catalogue in which a knowledge base has words of its own."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from speckb import language
from speckb.corpus.settings.file import ABSENT, MOST, SettingsError, read
from speckb.files.frontmatter import Span
from speckb.files.limits import DEFAULT
from speckb.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from speckb.corpus.page import Fault
    from speckb.corpus.settings.file import SettingsFile

WHERE = ("speckb", "words")


def read_words(
    root: Path, settings: SettingsFile, name: str, code: str
) -> tuple[language.Catalogue, list[Fault]]:
    """Return the words of the file that the settings name, and what is wrong in it."""
    empty = language.Catalogue()
    if not name:
        return empty, []
    try:
        file = read(root, name, DEFAULT)
    except SettingsError as error:
        return empty, error.faults
    except ABSENT:
        return empty, [settings.fault(f"no such file: {name}", WHERE)]
    wrong = [
        file.fault_at(Span(line, 1, 1), message)
        for line, message in [*_problems(file.text, code)][:MOST]
    ]
    return (empty, wrong) if wrong else (language.read(file.text, code), [])


def _problems(text: str, code: str) -> Iterator[tuple[int, str]]:
    """Yield line and message for each part of a catalogue that cannot be used."""
    from babel.messages.pofile import PoFileError, read_po  # noqa: PLC0415  not without words

    try:
        found = read_po(StringIO(text), abort_invalid=True)
    except PoFileError as error:
        yield (error.lineno or 0) + 1, f"not a gettext catalogue: {error}"
        return
    known, number = language.texts(), language.plural_forms(code)
    for message in found:
        ids, words = language.forms(message.id), language.forms(message.string)
        line = (message.lineno or 0) + 1
        if not ids[0] or not any(words):
            continue
        if ids[0] not in known:
            yield line, f"unknown text {ids[0]!r}{nearest(ids[0], known)}"
        elif len(ids) > 1 and len(words) != number:
            yield line, f"{len(words)} plural forms; the language {code!r} has {number}"
        else:
            names = {name for one in ids for name in language.NAME.findall(one)}
            for name in sorted({n for one in words for n in language.NAME.findall(one)} - names):
                yield line, f"unknown name {{{name}}}{nearest(name, names)}"
