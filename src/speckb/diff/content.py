"""A corpus as what a comparison sees: entries, pages, pictures and settings, by their meaning."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from speckb.corpus.settings import FILE
from speckb.diff.images import digest, drawn, held, is_source
from speckb.diff.normalize import drawing, flat, prose

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.corpus.page import Page
    from speckb.corpus.settings import Settings
    from speckb.diff.normalize import Path

Sort = Literal["settings", "entry", "page", "picture"]
Key = tuple[Sort, str, str]


@dataclass(frozen=True)
class Record:
    """An entry, page, picture or the settings: its fields by their paths, and its prose as typed.

    `type` is an entry's type and empty for the others; `id` is the path of a page or picture. The
    prose of a picture is the source from which it is drawn.
    """

    sort: Sort
    type: str
    id: str
    fields: Mapping[Path, Any] = field(default_factory=dict)
    text: str = ""

    @property
    def key(self) -> Key:
        """What tells the record from all others of its state."""
        return self.sort, self.type, self.id

    @cached_property
    def prose(self) -> str:
        """The prose in its normal form."""
        return drawing(self.text) if self.sort == "picture" else prose(self.text)


def content(corpus: Corpus) -> dict[Key, Record]:
    """Return everything that a corpus says, by key."""
    return {r.key: r for r in (of_settings(corpus.settings), *records(corpus))}


def records(corpus: Corpus) -> Iterator[Record]:
    """Yield entries, by type and in the source's order, pages, and the pictures that they show."""
    for group in corpus.by_type.values():
        yield from map(of_entry, group)
    yield from map(of_page, corpus.pages)
    for path in drawn(corpus):
        data = held(corpus, path)
        if data is not None:
            yield of_picture(path, data)


def of_entry(entry: Entry) -> Record:
    """Return the record of an entry."""
    fields = dict(flat(dict(entry.meta)))
    return Record("entry", entry.type.name, entry.id, fields, entry.source.body)


def of_page(page: Page) -> Record:
    """Return the record of a page."""
    return Record("page", "", page.path, dict(flat(dict(page.source.meta))), page.source.body)


def of_picture(path: str, data: bytes) -> Record:
    """Return the record of a picture."""
    if is_source(path):
        return Record("picture", "", path, text=data.decode("utf-8", errors="replace"))
    return Record("picture", "", path, {("sha256",): digest(data)})


def of_settings(settings: Settings) -> Record:
    """Return the record of the settings, with the schemas of all types."""
    data = {name: value for name, value in asdict(settings).items() if name != "root"}
    return Record("settings", "", FILE, dict(flat(data)))
