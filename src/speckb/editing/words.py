"""Writes the catalogue in which a knowledge base has words of its own, to be filled in."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from babel.messages.pofile import read_po, write_po

from speckb import language
from speckb.corpus.settings.words import read_words
from speckb.files.transaction import Change, commit

if TYPE_CHECKING:
    from babel.messages import Catalog

    from speckb.corpus.settings import Settings

WIDTH = 100


class Written(NamedTuple):
    """The path of the catalogue from the root, and how many of its texts are not filled in."""

    name: str
    left: int
    texts: int


def write(settings: Settings) -> Written:
    """Write the catalogue that the settings name, or one named by the language.

    What is filled in stays. Texts that the engine no longer has become comments at the end.
    Raises SettingsError for a file that is no catalogue, UsageError where it cannot be written.
    """
    name = settings.words or f"{settings.language}.po"
    path = settings.root / name
    root, code, limits = settings.root, settings.language, settings.limits
    there = read_words(root, settings.file, name, code, limits, needed=False)
    old = there.file.text if there else _head(code)
    catalog = language.parse(old, code)
    catalog.update(_template(), no_fuzzy_matching=True, update_creation_date=False)
    before = path.read_bytes() if there else None
    new = _text(old, catalog, code)
    if before and b"\r\n" in before:
        new = new.replace("\n", "\r\n")
    commit(root, [Change(path, before, new.encode())], "speckb words")
    texts = [message for message in catalog if message.id]
    left = sum(not all(language.forms(message.string)) for message in texts)
    return Written(name, left, len(texts))


def _head(code: str) -> str:
    forms = language.plural_forms(code)
    lines = (f"Language: {code}", "Content-Type: text/plain; charset=utf-8")
    plural = f"Plural-Forms: nplurals={forms}; plural={language.plural_rule(code)};"
    said = "".join(f'"{line}\\n"\n' for line in (*lines, plural))
    return f'# Words of the engine. Those left empty stay English.\nmsgid ""\nmsgstr ""\n{said}'


def _template() -> Catalog:
    """Return all texts, with the comments for translators."""
    with language.GERMAN.open(encoding="utf-8") as file:
        found = read_po(file)
    for message in found:
        if message.id:
            message.string = "" if isinstance(message.id, str) else ("", "")
    return found


def _text(old: str, catalog: Catalog, code: str) -> str:
    """Return a catalogue as text, with the head that it had, if it had one."""
    out = BytesIO()
    write_po(out, catalog, width=WIDTH, sort_output=True, omit_header=True)
    found = language.HEAD.search(old)
    head = old[: found.end()].rstrip() if found else _head(code).rstrip()
    return f"{head}\n\n{out.getvalue().decode()}"
