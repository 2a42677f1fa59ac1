"""Records of a corpus for comparison: entries, pages, pictures and the settings."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from speckb.corpus.settings import FILE
from speckb.diff.images import digest, is_drawing, picture_names, read_picture
from speckb.diff.normalize import drawing, flatten, prose

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.corpus.page import Page
    from speckb.corpus.settings import Settings
    from speckb.diff.normalize import Path

Sort = Literal["settings", "entry", "page", "picture", "file"]
Key = tuple[Sort, str, str]


@dataclass(frozen=True)
class Record:
    """An entry, page, picture, the settings or a schema: fields by path, and prose as typed.

    `type` is the type of an entry, otherwise empty; `id` is an entry's id or the file's path. The
    prose of a drawing is its D2 source.
    """

    sort: Sort
    type: str
    id: str
    fields: Mapping[Path, Any] = field(default_factory=dict)
    text: str = ""

    @property
    def key(self) -> Key:
        """Unique key of the record within its state."""
        return self.sort, self.type, self.id

    @cached_property
    def prose(self) -> str:
        """The prose in its normal form."""
        return drawing(self.text) if self.sort == "picture" else prose(self.text)


def content(corpus: Corpus) -> dict[Key, Record]:
    """Return all records of a corpus, by key."""
    return {r.key: r for r in (*of_settings(corpus.settings), *records(corpus))}


def records(corpus: Corpus) -> Iterator[Record]:
    """Yield the records of entries by type and order, of pages with files, and of pictures."""
    for group in corpus.by_type.values():
        yield from map(of_entry, group)
    yield from (of_page(page) for page in corpus.pages if not page.is_default)
    for path in picture_names(corpus):
        data = read_picture(corpus, path)
        if data is not None:
            yield of_picture(path, data)


def of_entry(entry: Entry) -> Record:
    """Return the record of an entry."""
    fields = dict(flatten(dict(entry.meta)))
    return Record("entry", entry.type.name, entry.id, fields, entry.source.body)


def of_page(page: Page) -> Record:
    """Return the record of a page."""
    return Record("page", "", page.path, dict(flatten(dict(page.source.meta))), page.source.body)


def of_picture(path: str, data: bytes) -> Record:
    """Return the record of a picture."""
    if is_drawing(path):
        return Record("picture", "", path, text=data.decode("utf-8", errors="replace"))
    return Record("picture", "", path, {("sha256",): digest(data)})


def of_settings(settings: Settings) -> Iterator[Record]:
    """Yield the record of the settings and one of each type's schema, as their files are."""
    yield Record("settings", "", FILE, dict(flatten(dict(settings.data))))
    for name, file in settings.schema_files.items():
        path = settings.types[name].schema_path
        yield Record("settings", "", path, dict(flatten(json.loads(file.text))))
