"""Data model of the settings: the types, links and tables of a knowledge base."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from typing import TYPE_CHECKING, Any

from speckb import SETTINGS
from speckb.corpus.settings.bibliography import Bibliography
from speckb.corpus.settings.keywords import BCP14, Keywords, chosen
from speckb.corpus.settings.types import CRITERION, EntryType, Role
from speckb.corpus.settings.verdicts import Verdicts
from speckb.files.limits import Limits
from speckb.language import ENGLISH, N_, Catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from speckb.corpus.settings.file import SettingsFile
    from speckb.corpus.settings.words import OwnWords

FILE = SETTINGS
# Defaults that readers see; what is read from a file has them in its language.
TITLE = N_("Knowledge base")
MATRIX_CAPTION = N_("All values at a glance")
REASON = N_("Reason")


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
    reason: str = REASON


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
    title: str = TITLE
    author: str = ""
    license: str = ""  # its identifier by SPDX
    language: str = ENGLISH  # by BCP 47
    words: str = ""  # the file of its own words
    schema_files: Mapping[str, SettingsFile] = field(
        default_factory=dict, repr=False, compare=False
    )  # by type
    catalogue: OwnWords | None = field(default=None, repr=False, compare=False)
    source: str = ""
    unstated: str = "not-stated"
    id_regex: str = ""  # a narrower form of ids than that of all
    edit_url: str = ""
    editors_page: str = ""
    site_url: str = ""
    releases: str = "v[0-9]*"
    editions: tuple[Edition, ...] = ()  # from the first to the last
    edition: str = ""  # the id of the one that readers see first
    keywords: Keywords = field(default_factory=lambda: chosen([BCP14], ENGLISH))
    search_last: tuple[str, ...] = ()  # patterns of files
    reviews: str = ""
    editor_schemas: str = ""
    removed: Mapping[str, str] = field(default_factory=dict)  # what became of it, by docname
    matrix_caption: str = MATRIX_CAPTION
    trace: tuple[str, ...] = ()
    trace_caption: str = ""
    verdicts: Verdicts = field(default_factory=Verdicts)
    bibliography: Bibliography = field(default_factory=Bibliography)
    pdf_name: str = ""
    pdf_edition: str = ""  # the id of the one that is printed
    paper: str = "a4"
    pdf_fonts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by role
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
    def own_words(self) -> Catalogue:
        """The words of the engine as the knowledge base has them itself."""
        return self.catalogue.catalogue if self.catalogue else Catalogue()

    @property
    def files(self) -> list[str]:
        """The files on which the findings of all entries depend, relative to the root."""
        return [*self.own_files, self.reviews]

    @property
    def own_files(self) -> list[str]:
        """The files of the settings and schemas, each once, relative to the root."""
        schemas = (kind.schema_path for kind in self.types.values())
        return [*dict.fromkeys([FILE, *filter(None, [self.words]), *schemas])]

    @cached_property
    def removed_ids(self) -> Mapping[str, str]:
        """What became of each entry that was removed, by its id."""
        return {name.rpartition("/")[2]: why for name, why in self.removed.items()}

    @cached_property
    def compared(self) -> Role:
        """The types whose entries have values by criteria: those with a field `criteria`."""
        return Role(tuple(t for t in self.types.values() if "criteria" in t.properties))

    @cached_property
    def criteria(self) -> Role:
        """The types whose entries define values: those with a field `values` or `measure`."""
        return Role(tuple(t for t in self.types.values() if CRITERION & t.properties.keys()))

    @property
    def comparing(self) -> bool:
        """Whether there are types to compare; without them criteria are vocabularies alone."""
        return bool(self.compared and self.criteria)

    @cached_property
    def chain(self) -> tuple[EntryType, ...]:
        """The types that the links of `trace` join, from the first target to the last source."""
        return tuple(chain(self.trace, self.types, self.links))

    @cached_property
    def assessed(self) -> Role:
        """The types that criteria may assess."""
        link = self.links.get("assesses") if self.comparing else None
        names = link.targets if link else ()
        return Role(tuple(self.types[name] for name in names if name in self.types))

    @cached_property
    def viewed(self) -> frozenset[str]:
        """The types whose pages show one edition: what is compared, by what, and what is traced.

        The pages of all other types have links from all editions.
        """
        kinds = (*self.compared, *self.criteria, *self.assessed, *self.chain)
        return frozenset(kind.name for kind in kinds)

    def lack(self, directive: str) -> str:
        """Return why there is nothing that a directive could show, or an empty string."""
        if directive == "trace" and not self.trace:
            return "there is no trace; set speckb.trace.links"
        if directive in {"comparisons", "explorer", "question"} and not self.comparing:
            return "nothing is compared: no type has a field 'criteria'"
        return ""

    @cached_property
    def claiming(self) -> bool:
        """Whether a type that criteria may assess has a field `claims`."""
        return any("claims" in kind.properties for kind in self.assessed)


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
