"""What a knowledge base says about itself: its types, links and tables, as the engine uses them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from string import Formatter
from typing import TYPE_CHECKING, Any

from speckb import SETTINGS
from speckb.corpus.settings.verdicts import Verdicts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE = SETTINGS


@dataclass(frozen=True)
class EntryType:
    """One kind of entry: where its files are, how it is checked and what it is called."""

    name: str
    title: str
    folder: str
    schema: Mapping[str, Any]
    text: str = "{title}"
    heading: str = "{title}"
    card: tuple[str, ...] = ()
    linked_by: tuple[str, ...] = ()
    editorial: tuple[str, ...] = ()

    @property
    def properties(self) -> Mapping[str, Any]:
        """The JSON Schema of each field of the front matter."""
        properties: Mapping[str, Any] = self.schema.get("properties", {})
        return properties

    @property
    def name_field(self) -> str:
        """The field that names an entry where space is short, such as `id` in `{id}`."""
        fields = [name for _, name, _, _ in Formatter().parse(self.text) if name]
        return fields[0] if fields and fields[0] != "title" else "id"

    def label(self, name: str) -> str:
        """Return what a field is called: the title that its schema gives it."""
        return str(self.properties.get(name, {}).get("title", name))

    def word(self, name: str, value: object) -> str:
        """Return a field's value as people read it: the schema's title of that constant."""
        for option in self.properties.get(name, {}).get("oneOf", ()):
            if option.get("const") == value and "title" in option:
                return str(option["title"])
        return f"{value:g}" if isinstance(value, float) else str(value)


@dataclass(frozen=True, slots=True)
class LinkType:
    """One kind of link: what it is called in both directions and which types it may reach."""

    name: str
    outgoing: str
    incoming: str
    targets: tuple[str, ...]
    editorial: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A table of all entries of a type.

    With `by` the entries stand under each group; with `rows` each item of that field is a row; with
    `link` each link of that kind to an entry is a row, and `reason` heads its reason.
    """

    name: str
    type: str
    caption: str
    columns: tuple[str, ...]
    by: str = ""
    rows: str = ""
    link: str = ""
    reason: str = "Reason"


@dataclass(frozen=True)
class Settings:
    """The settings of the knowledge base at `root`."""

    root: Path
    types: Mapping[str, EntryType]
    links: Mapping[str, LinkType]
    listings: Mapping[str, Listing] = field(default_factory=dict)
    severities: Mapping[str, str] = field(default_factory=dict)
    pages: tuple[str, ...] = ("[a-z]*.md",)
    source: str = ""
    unstated: str = "not-stated"
    edit_url: str = ""
    editors_page: str = ""
    site_url: str = ""
    editions: str = "v[0-9]*"
    reviews: str = ""
    editor_schemas: str = ""
    matrix_caption: str = "All values at a glance"
    trace: tuple[str, ...] = ()
    trace_caption: str = ""
    verdicts: Verdicts = field(default_factory=Verdicts)
    pdf_name: str = ""
    paper: str = "a4"

    def is_editorial(self, entry_type: EntryType, name: str) -> bool:
        """Return whether a field of a type is no part of the source."""
        link = self.links.get(name)
        return name in entry_type.editorial or (link is not None and link.editorial)

    @property
    def files(self) -> list[str]:
        """The files that hold for all entries, from the root."""
        return [FILE, *(f"schemas/{name}.json" for name in self.types), self.reviews]

    @cached_property
    def compared(self) -> EntryType:
        """The type whose entries hold a value for each criterion."""
        return next(t for t in self.types.values() if "criteria" in t.properties)

    @cached_property
    def criterion(self) -> EntryType:
        """The type whose entries define a vocabulary of values."""
        return next(t for t in self.types.values() if "values" in t.properties)

    @cached_property
    def chain(self) -> tuple[EntryType, ...]:
        """The types that the links of `trace` join, from what is linked to what links."""
        return tuple(chain(self.trace, self.types, self.links))

    @cached_property
    def assessed(self) -> tuple[str, ...]:
        """The types that criteria may assess."""
        return self.links["assesses"].targets if "assesses" in self.links else ()

    @cached_property
    def claiming(self) -> EntryType | None:
        """The type whose entries hold what specifications claim for themselves."""
        return next((t for t in self.types.values() if "claims" in t.properties), None)


def chain(
    trace: Sequence[str], types: Mapping[str, EntryType], links: Mapping[str, LinkType]
) -> Iterator[EntryType]:
    """Yield the types that the links join: what the first leads to, then what each starts from."""
    for number, name in enumerate(trace):
        if number == 0:
            yield types[links[name].targets[0]]
        yield types[owners(name, types)[0]]


def owners(link: str, types: Mapping[str, EntryType]) -> list[str]:
    """Return the types that have the link as a field."""
    return [kind.name for kind in types.values() if link in kind.properties]
