"""A corpus as what a comparison sees: each entry, page and the settings, by their meaning."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from speckb.diff.normal import flat, prose
from speckb.settings import FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from speckb.corpus import Corpus, Page
    from speckb.diff.normal import Path
    from speckb.entry import Entry
    from speckb.settings import Settings

Sort = Literal["settings", "entry", "page"]
Key = tuple[Sort, str, str]


@dataclass(frozen=True)
class Record:
    """An entry, a page or the settings: its fields by their paths, and its prose as typed.

    `type` is an entry's type and empty for the others; `id` is a page's path.
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
        return prose(self.text)


def content(corpus: Corpus) -> dict[Key, Record]:
    """Return everything that a corpus says, by key."""
    return {r.key: r for r in (of_settings(corpus.settings), *records(corpus))}


def records(corpus: Corpus) -> Iterator[Record]:
    """Yield entries, by type and in the source's order, and pages."""
    for group in corpus.by_type.values():
        yield from map(of_entry, group)
    yield from map(of_page, corpus.pages)


def of_entry(entry: Entry) -> Record:
    """Return the record of an entry."""
    fields = dict(flat(dict(entry.meta)))
    return Record("entry", entry.type.name, entry.id, fields, entry.source.body)


def of_page(page: Page) -> Record:
    """Return the record of a page."""
    return Record("page", "", page.path, dict(flat(dict(page.source.meta))), page.source.body)


def of_settings(settings: Settings) -> Record:
    """Return the record of the settings, with the schemas of all types."""
    data = {name: value for name, value in asdict(settings).items() if name != "root"}
    return Record("settings", "", FILE, dict(flat(data)))
