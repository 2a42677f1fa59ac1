"""Data model of the settings: the types, links and tables of a knowledge base."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from string import Formatter
from typing import TYPE_CHECKING, Any

from speckb import SETTINGS
from speckb.corpus.schema_parts import constants, plain
from speckb.corpus.settings.verdicts import Verdicts
from speckb.files.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from speckb.corpus.settings.file import SettingsFile

FILE = SETTINGS
PAGE, LIST, TABLE, NONE = "page", "list", "table", "none"  # how the PDF has an entry


@dataclass(frozen=True)
class EntryType:
    """A type of entries: the folder of their files, their JSON Schema, and how they are named.

    The title for all of them is `plural`. Where there is no schema file, the settings
    declare the fields.
    `text` and `heading` are patterns for an entry's name in prose and on its page. `strip` lists
    the fields and links that a page has on top, as the last edition has them; `card` the fields
    that it shows first, `linked_by` the links of which at least one must lead to each entry,
    `editorial` the fields that no document has. `order_by` are fields by which entries are sorted
    before document and section. The PDF has each entry in the form `print`, with the parts
    `print_parts` and the fields and links `print_fields`, or all where these are empty.
    """

    name: str
    title: str
    folder: str
    schema: Mapping[str, Any]
    text: str = "{title}"
    heading: str = "{title}"
    strip: tuple[str, ...] = ()
    card: tuple[str, ...] = ()
    linked_by: tuple[str, ...] = ()
    editorial: tuple[str, ...] = ()
    order_by: tuple[str, ...] = ()
    print: str = PAGE
    print_parts: tuple[str, ...] = ()
    print_fields: tuple[str, ...] = ()
    plural: str = ""
    has_schema_file: bool = True

    @property
    def schema_path(self) -> str:
        """The path of the file that declares the fields, from the root."""
        return f"schemas/{self.name}.json" if self.has_schema_file else FILE

    @property
    def properties(self) -> Mapping[str, Any]:
        """The JSON Schema of each field of the front matter."""
        properties: Mapping[str, Any] = self.schema.get("properties", {})
        return properties

    @property
    def name_field(self) -> str:
        """The field that names an entry in tables: the first of the pattern `text`, or `id`."""
        fields = fields_of(self.text)
        return fields[0] if fields and fields[0] != "title" else "id"

    def label(self, name: str) -> str:
        """Return a field's title by the schema, or its name."""
        return str(self.properties.get(name, {}).get("title", name))

    def word(self, name: str, value: object) -> str:
        """Return a field's value as readers see it: its title by the schema, or the value."""
        titles = (
            title for word, title in constants(self.properties.get(name, {})) if word == value
        )
        return next(titles, plain(value))


@dataclass(frozen=True, slots=True)
class LinkType:
    """A kind of link: its titles in both directions, and the types that it may lead to.

    One that is `across` editions is in each view that has one of its ends.
    """

    name: str
    outgoing: str
    incoming: str
    targets: tuple[str, ...]
    editorial: bool = False
    across: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A table that the settings define, with the entries of a type as rows.

    With `by`, entries are grouped by that field or link; with `rows`, each item of that field is a
    row; with `link`, each link of that kind to an entry is a row, with its reason in a column whose
    title is `reason`.
    """

    name: str
    type: str
    caption: str
    columns: tuple[str, ...]
    by: str = ""
    rows: str = ""
    link: str = ""
    reason: str = "Reason"


@dataclass(frozen=True, slots=True)
class Edition:
    """A view of the corpus: what held when its document, an entry's id, had been published.

    `opens` are patterns of files: their pages open with this edition.
    """

    id: str
    title: str
    date: str
    document: str
    opens: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settings:
    """The settings of the knowledge base at `root`."""

    root: Path
    file: SettingsFile = field(repr=False, compare=False)
    types: Mapping[str, EntryType]
    links: Mapping[str, LinkType]
    listings: Mapping[str, Listing] = field(default_factory=dict)
    severities: Mapping[str, str] = field(default_factory=dict)
    pages: tuple[str, ...] = ("[a-z]*.md",)
    title: str = "Knowledge base"
    author: str = ""
    source: str = ""
    unstated: str = "not-stated"
    edit_url: str = ""
    editors_page: str = ""
    site_url: str = ""
    releases: str = "v[0-9]*"
    editions: tuple[Edition, ...] = ()  # from the first to the last
    edition: str = ""  # the id of the one that readers see first
    search_last: tuple[str, ...] = ()  # patterns of files
    reviews: str = ""
    editor_schemas: str = ""
    removed: Mapping[str, str] = field(default_factory=dict)  # what became of it, by docname
    matrix_caption: str = "All values at a glance"
    trace: tuple[str, ...] = ()
    trace_caption: str = ""
    verdicts: Verdicts = field(default_factory=Verdicts)
    pdf_name: str = ""
    pdf_edition: str = ""  # the id of the one that is printed
    paper: str = "a4"
    pdf_abstract: tuple[str, ...] = ()  # its paragraphs
    pdf_keywords: tuple[str, ...] = ()
    pdf_license: str = ""
    pdf_report: str = ""  # how to report faults
    pdf_leave_out: tuple[str, ...] = ()  # patterns of files whose pages are on the site alone
    limits: Limits = field(default_factory=Limits)
    data: Mapping[str, Any] = field(default_factory=dict, repr=False)  # as the file has it

    def is_editorial(self, entry_type: EntryType, name: str) -> bool:
        """Return whether this knowledge base adds a field of a type to its documents."""
        link = self.links.get(name)
        return name in entry_type.editorial or (link is not None and link.editorial)

    def opening(self, path: str) -> str:
        """Return the edition with which the page of a file opens; empty without editions."""
        own = (e.id for e in self.editions for form in e.opens if fnmatchcase(path, form))
        return next(own, self.edition)

    def nearest(self, known: Sequence[str], edition: str) -> str:
        """Return an edition if it is among those known, the last one before it, or the first."""
        order = [one.id for one in self.editions]
        before = [name for name in known if order.index(name) <= order.index(edition)]
        return before[-1] if before else known[0]

    @property
    def files(self) -> list[str]:
        """The files on which the findings of all entries depend, relative to the root."""
        return [*self.own_files, self.reviews]

    @property
    def own_files(self) -> list[str]:
        """The files of the settings and schemas, each once, relative to the root."""
        return [*dict.fromkeys([FILE, *(kind.schema_path for kind in self.types.values())])]

    @cached_property
    def removed_ids(self) -> Mapping[str, str]:
        """What became of each entry that was removed, by its id."""
        return {name.rpartition("/")[2]: why for name, why in self.removed.items()}

    @cached_property
    def compared(self) -> EntryType:
        """The type whose entries have values by criteria: the one with a field `criteria`."""
        return next(t for t in self.types.values() if "criteria" in t.properties)

    @cached_property
    def criterion(self) -> EntryType:
        """The type whose entries define vocabularies: the one with a field `values`."""
        return next(t for t in self.types.values() if "values" in t.properties)

    @cached_property
    def chain(self) -> tuple[EntryType, ...]:
        """The types that the links of `trace` join, from the first target to the last source."""
        return tuple(chain(self.trace, self.types, self.links))

    @cached_property
    def assessed(self) -> tuple[str, ...]:
        """The types that criteria may assess."""
        return self.links["assesses"].targets if "assesses" in self.links else ()

    @cached_property
    def viewed(self) -> frozenset[str]:
        """The types whose pages show one edition: what is compared, by what, and what is traced.

        The pages of all other types have links from all editions.
        """
        compared = (self.compared.name, self.criterion.name, *self.assessed)
        return frozenset([*compared, *(kind.name for kind in self.chain)])

    @cached_property
    def claiming(self) -> bool:
        """Whether a type that criteria may assess has a field `claims`."""
        kinds = (kind for name, kind in self.types.items() if name in self.assessed)
        return any("claims" in kind.properties for kind in kinds)


def fields_of(form: str) -> list[str]:
    """Return the names of fields in a format such as `text`, in their order."""
    return [name for _, name, _, _ in Formatter().parse(form) if name]


def chain(
    trace: Sequence[str], types: Mapping[str, EntryType], links: Mapping[str, LinkType]
) -> Iterator[EntryType]:
    """Yield the type that the first link leads to, then the type that each link starts from."""
    for number, name in enumerate(trace):
        if number == 0:
            yield types[links[name].targets[0]]
        yield types[owners(name, types)[0]]


def owners(link: str, types: Mapping[str, EntryType]) -> list[str]:
    """Return the types that have the link as a field."""
    return [kind.name for kind in types.values() if link in kind.properties]
