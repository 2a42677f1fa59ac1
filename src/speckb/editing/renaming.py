"""Plan of a rename: the changes of all files, and mentions in words, which stay."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from speckb.corpus.settings import FILE
from speckb.editing.mentions import Mentions
from speckb.errors import UsageError
from speckb.files.frontmatter import locate, parse
from speckb.files.textfile import TextFile
from speckb.files.transaction import Change
from speckb.progress import progress
from speckb.rules import reviews

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.corpus.settings import Settings
    from speckb.files.limits import Limits


@dataclass(frozen=True, slots=True)
class Renaming:
    """The changes, the number of mentions by file, and the lines that still have the old id.

    These lines are given as `path:number`.
    """

    changes: Sequence[Change]
    places: Mapping[str, int]
    words: Sequence[str]


def renaming(corpus: Corpus, entry: Entry, new: str) -> Renaming:
    """Return the changes that give an entry another id.

    The new file is written first and the old one deleted last: other programs that read while the
    changes are written find the entry at any time.
    """
    mentions = Mentions(corpus, entry, new)
    changes: list[Change] = []
    places: dict[str, int] = {}
    words: list[str] = []
    last: list[Change] = []
    for item in progress(corpus.items, "files read"):
        if item.docname in corpus.default_docnames:  # which have no files
            continue
        edits = mentions.edits(item)
        file = TextFile.read(corpus.settings.root / item.path, item.source.text)
        data = file.edited(edits)
        path = item.path
        if item is entry:
            path = f"{entry.beside(new)}.md"
            changes.insert(0, Change(corpus.settings.root / path, None, data))
            last.append(file.change(None))
        elif edits:
            changes.append(file.change(data))
        if edits:
            places[path] = len(edits)
        text = TextFile(file.path, data).text
        former = _former_lines(text, corpus.settings.limits) if item is entry else ()
        words += [f"{path}:{line}" for line in mentions.words(text) if line not in former]
    changes += reviews.renamed(corpus.settings, entry.id, new)
    settings = TextFile.read(corpus.settings.root / FILE)
    raw = renamed_settings(corpus.settings, settings.raw, entry, new)
    changes += [settings.change(settings.holding(raw))] if raw != settings.raw else []
    words += [f"{FILE}:{line}" for line in mentions.words(raw)]
    return Renaming([*changes, *last], places, words)


def _former_lines(text: str, limits: Limits) -> set[int]:
    """Return the lines where an entry lists its former ids."""
    former = parse(text, limits).meta.get("formerly", ())
    return {locate(text, ("formerly", index)).line for index in range(len(former))}


def renamed_settings(settings: Settings, raw: str, entry: Entry, new: str) -> str:
    """Return the text of the settings with the new id where they name the entry or its page."""
    docname = entry.beside(new)
    named = {"source": (entry.id, new), "editors_page": (entry.docname, docname)}
    for key, (old, name) in named.items():
        if getattr(settings, key) == old:
            raw = _replaced(raw, [key], old, name)
    for edition in settings.editions:
        if edition.document == entry.id:
            raw = _replaced(raw, ["editions", edition.id, "document"], entry.id, new)
    return raw


def _replaced(text: str, path: Sequence[str], old: str, new: str) -> str:
    """Return TOML with another value of a setting below `speckb`, and nothing else changed.

    Each place with the old word is tried: Python has no TOML writer that keeps comments. Raises
    UsageError for a value that is not written as a plain string.
    """
    wanted: dict[str, Any] = tomllib.loads(text)
    group: dict[str, Any] = wanted["speckb"]
    for step in path[:-1]:
        group = group[step]
    group[path[-1]] = new
    for quote in ('"', "'"):
        word, start = f"{quote}{old}{quote}", -1
        while (start := text.find(word, start + 1)) >= 0:
            changed = f"{text[:start]}{quote}{new}{quote}{text[start + len(word) :]}"
            if tomllib.loads(changed) == wanted:
                return changed
    setting = ".".join(["speckb", *path])
    raise UsageError(f"{FILE}: write the setting {setting} as a plain string in quotes")
