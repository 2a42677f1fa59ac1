"""Index of all entries and pages of a knowledge base, with links in both directions."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, TypeVar, TypeVarTuple

from speckb.corpus import editions
from speckb.corpus.prose.allowed import AGAIN, address
from speckb.corpus.prose.anchors import labels
from speckb.sorting import natural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from speckb.corpus import vocabulary
    from speckb.corpus.entry import Entry, Link
    from speckb.corpus.page import Fault, Page
    from speckb.corpus.prose import Use
    from speckb.corpus.settings import EntryType, LinkType, Role, Settings
    from speckb.files.frontmatter import Path

Keys = TypeVarTuple("Keys")
Value = TypeVar("Value")


@dataclass(frozen=True, eq=False)  # equal only to itself: two that are read are two states
class Corpus:
    """A knowledge base as read.

    Files with faults are not among the entries; the ids that they may define are `broken`.
    """

    settings: Settings
    entries: Mapping[str, Entry]
    pages: Sequence[Page]
    faults: Sequence[Fault] = ()
    broken: frozenset[str] = frozenset()
    edition: str = ""  # of which it is a view
    origin: Corpus | None = None  # of which it is a view

    def at(self, edition: str) -> Corpus:
        """Return the view of an edition: the entries that are in it, with what holds in it."""
        if not self.settings.editions or self.edition:  # a view has no other views
            return self
        if (view := self._views.get(edition)) is None:
            entries = editions.view(self.settings, self.entries, edition)
            view = replace(self, entries=entries, edition=edition, origin=self)
            self._views[edition] = view
        return view

    @property
    def whole(self) -> Corpus:
        """The corpus with all entries, of which this may be a view."""
        return self.origin or self

    def document_of(self, entry: Entry) -> str:
        """Return the id of the document that an entry rests on where nothing else is said."""
        settings = self.settings
        documents = {known.id: known.document for known in settings.editions}
        first = next(iter(documents.values()), settings.source)
        own = entry.meta.get("document", "") if settings.editions else ""
        return str(own or documents.get(entry.meta.get("from", ""), first))

    @cached_property
    def linkable(self) -> Mapping[str, Entry]:
        """The entries to which links can lead: in a view those of other editions as well."""
        return {**self.whole.shown.entries, **self.entries}

    def targets(self, kind: LinkType) -> list[str]:
        """Return the ids that a link of a kind may name."""
        by_type = (self.whole if kind.across else self).by_type
        return [entry.id for name in kind.targets or by_type for entry in by_type[name]]

    @property
    def views(self) -> Sequence[Corpus]:
        """The views of all editions, from the first to the last; none if there are no editions."""
        return [] if self.edition else [self.at(known.id) for known in self.settings.editions]

    def with_entry(self, name: str, edition: str) -> Corpus:
        """Return the view in which the page of an entry shows it in an edition.

        For an entry that is not in the edition it is that of the last one before it that has the
        entry, or else of the first one after it. Entries of types that are not viewed by edition
        are shown with the links of all editions.
        """
        entry = self.entries.get(name)
        if entry and self.settings.editions and entry.type.name not in self.settings.viewed:
            return self.shown
        return self._nearest(name, edition)

    def _nearest(self, name: str, edition: str) -> Corpus:
        if not edition or name in self.at(edition).entries or name not in self.entries:
            return self.at(edition)
        known = [view.edition for view in self.views if name in view.entries]
        return self.at(self.settings.nearest(known, edition)) if known else self

    def editions_of(self, entry: Entry) -> Sequence[str]:
        """Return the editions that the page of an entry can show, in order."""
        if entry.type.name not in self.settings.viewed:
            return []
        return [view.edition for view in self.views if entry.id in view.entries]

    @cached_property
    def shown(self) -> Corpus:
        """All entries, each as its page shows it: for links, lists of pages and searches."""
        if not self.settings.editions:
            return self
        opening = self.settings.opening
        entries = {
            name: self._nearest(name, opening(entry.path)).entries[name]
            for name, entry in self.entries.items()
        }
        return replace(self, entries=entries, edition=self.settings.edition, origin=self)

    @cached_property
    def _views(self) -> dict[str, Corpus]:
        return {}

    @cached_property
    def items(self) -> Sequence[Entry | Page]:
        """All entries, then all pages: everything that has prose."""
        return [*self.entries.values(), *self.pages]

    @cached_property
    def by_type(self) -> Mapping[str, Sequence[Entry]]:
        """The entries of each type, in document order."""
        groups: dict[str, list[Entry]] = {name: [] for name in self.settings.types}
        for entry in self.entries.values():
            groups[entry.type.name].append(entry)
        return {name: sorted(group, key=self._place) for name, group in groups.items()}

    def _place(self, entry: Entry) -> tuple[Any, ...]:
        """Return the sort key of an entry: later editions come last, by document; so do our own.

        The fields that the type is sorted by decide first.
        """
        places = {known.id: place for place, known in enumerate(self.settings.editions)}
        place = places.get(entry.meta.get(editions.FROM, ""), 0)
        document = natural(self.document_of(entry) if place else "")
        ranks = map(entry.rank, entry.type.order_by)
        return *ranks, place, document, entry.is_editorial, *entry.order

    @cached_property
    def criteria(self) -> Sequence[Entry]:
        """The criteria, in document order."""
        return self.having(self.settings.criteria)

    def criteria_for(self, kind: EntryType) -> Sequence[Entry]:
        """Return the criteria by which entries of a compared type have values.

        Where one type is compared these are all. Of several types each has those by which one of
        its entries has a value.
        """
        if len(self.settings.compared.types) == 1:
            return self.criteria
        return [one for one in self.criteria if one.id in self._used[kind.name]]

    @cached_property
    def _used(self) -> Mapping[str, AbstractSet[str]]:
        return {
            kind.name: {name for entry in self.by_type[kind.name] for name in entry.assessments}
            for kind in self.settings.compared
        }

    def values_of(self, criterion: Entry) -> Sequence[vocabulary.Value]:
        """Return the words of a criterion, and the sizes that entries have, from the least."""
        known = criterion.values
        if known.measure is None:
            return [*known.values()]
        cells = (entry.assessments.get(criterion.id) for entry in self.compared)
        found = {cell.value: known.get(cell.value) for cell in cells if cell}
        sizes = [value for value in found.values() if value and value.size is not None]
        return [*sorted(sizes, key=lambda value: value.size or 0), *known.values()]

    def criteria_of(self, section: str) -> Sequence[Entry]:
        """Return the criteria of a section of a document and of those in it; all for `""`."""
        return [
            entry
            for entry in self.criteria
            if not section or f"{entry.meta.get('section', '')}.".startswith(f"{section}.")
        ]

    @cached_property
    def compared(self) -> Sequence[Entry]:
        """The entries that have values by criteria, in document order."""
        return [e for e in self.having(self.settings.compared) if e.assessments]

    def having(self, role: Role) -> Sequence[Entry]:
        """Return the entries with a role, by type in the order of the settings."""
        return [entry for kind in role for entry in self.by_type[kind.name]]

    @cached_property
    def outgoing(self) -> Mapping[str, Sequence[Link]]:
        """Each entry's links to others, by the entry's id; a link's target may not exist."""
        kinds = self.settings.links
        order = list(kinds)
        return {
            entry.id: sorted(entry.links(kinds), key=lambda link: order.index(link.kind))
            for entry in self.entries.values()
        }

    @cached_property
    def incoming(self) -> Mapping[str, Sequence[Link]]:
        """Each entry's links from others, by the entry's id, in document order.

        Links across editions from entries that a view does not have come last.
        """
        found: dict[str, list[Link]] = defaultdict(list)
        own = (entry for group in self.by_type.values() for entry in group)
        others = (e for e in self.whole.entries.values() if e.id not in self.entries)
        across = {name: kind for name, kind in self.settings.links.items() if kind.across}
        for links in (*(self.outgoing[e.id] for e in own), *(e.links(across) for e in others)):
            for link in links:
                found[link.target].append(link)
        return found

    @cached_property
    def named(self) -> frozenset[str]:
        """The targets of all roles in prose: ids, terms and the like."""
        return frozenset(use.target for item in self.items for use in item.prose.roles)

    @cached_property
    def entry_paths(self) -> frozenset[str]:
        """The paths of the entries."""
        return frozenset(entry.path for entry in self.entries.values())

    @cached_property
    def paths(self) -> frozenset[str]:
        """The paths of all entries and pages, with those of files with faults."""
        return frozenset([*(i.path for i in self.items), *(f.file.path for f in self.faults)])

    @cached_property
    def docnames(self) -> frozenset[str]:
        """The paths of all entries and pages without their suffixes, as Sphinx names pages."""
        return frozenset(posixpath.splitext(path)[0] for path in self.paths)

    @cached_property
    def default_docnames(self) -> frozenset[str]:
        """The names of the pages that have no files of their own."""
        return frozenset(page.docname for page in self.pages if page.is_default)

    @cached_property
    def names(self) -> Mapping[str, Sequence[str]]:
        """The names of the files in each folder, sorted."""
        found: dict[str, list[str]] = defaultdict(list)
        for path in sorted(self.paths):
            folder, _, name = path.rpartition("/")
            found[folder].append(name)
        return found

    def path_from(self, page: str, name: str) -> str:
        """Return a path relative to the root, from one that is relative to a page's folder."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(page), name))

    @cached_property
    def unread(self) -> bool:
        """Whether some file was not read as a whole: what it lists and explains is not known."""
        if len(self.paths) > len(self.items) or (self.faults and not self.items):
            return True
        return any(page.source.problems for page in self.pages)

    def labels_on(self, item: Entry | Page) -> Iterator[tuple[str, int, int]]:
        """Yield each label of a page, as `anchors.labels` does, and those of its comparisons."""
        yield from labels(item.prose)
        for use, criterion in self.comparisons_on(item):
            yield address(criterion.id).lower(), *use.target_at

    def comparisons_on(self, item: Entry | Page) -> Iterator[tuple[Use, Entry]]:
        """Yield each criterion whose table a page has by the directive `comparisons`.

        Of a directive that the page has already the first criterion is enough: it is a fault.
        """
        seen: set[str] = set()
        for use in item.prose.directives:
            if use.name == "comparisons" and self.settings.comparing:
                found = self.criteria_of(use.target)
                yield from ((use, entry) for entry in found[: 1 if use.target in seen else None])
                seen.add(use.target)

    @cached_property
    def table_pages(self) -> Mapping[str, str]:
        """The docname of the page whose prose has a table, by the table's name."""
        found: dict[str, str] = {}
        for item in self.items:
            for use in item.prose.directives:
                if use.name == "computed" and AGAIN not in item.prose.options(use):
                    found.setdefault(use.target, item.docname)
            for _, criterion in self.comparisons_on(item):
                found.setdefault(criterion.id, item.docname)
        return found

    def keeps_table(self, entry: Entry) -> bool:
        """Return whether a criterion's own page is the place of its table: no prose has it."""
        has_table = self.settings.comparing and entry.type in self.settings.criteria
        return has_table and entry.id not in self.table_pages

    @cached_property
    def based(self) -> Sequence[tuple[Entry, Path, Mapping[str, Any]]]:
        """Each part of an entry that may name its document and section, with its path.

        Without editions there is none: `speckb.source` names the only document.
        """
        if not self.settings.editions:
            return []
        found = ((entry, editions.based(entry)) for entry in self.entries.values())
        return [(entry, path, part) for entry, parts in found for path, part in parts]

    @cached_property
    def documents(self) -> frozenset[str]:
        """The ids of documents on which something rests."""
        own = (part.get(editions.DOCUMENT) for _, _, part in self.based)
        given = (known.document for known in self.settings.editions)
        return frozenset(filter(None, (*own, *given)))

    @cached_property
    def labels(self) -> frozenset[str]:
        """The labels that pages define, in lower case."""
        own = [entry.id for entry in self.criteria if self.keeps_table(entry)]
        tables = (address(name).lower() for name in (*self.table_pages, *own))
        typed = (name for item in self.items for name, _, _ in labels(item.prose))
        return frozenset([*tables, *typed])

    @cached_property
    def former(self) -> Mapping[str, Entry]:
        """The entries by their former ids."""
        return {old: entry for entry in self.entries.values() for old in entry.former_ids}

    @cached_property
    def moved(self) -> Mapping[str, Entry | Page]:
        """The entries and pages by the names that their pages had before."""
        return {old: item for item in self.items for old in item.former_pages}

    @cached_property
    def by_docname(self) -> Mapping[str, Entry]:
        """The entries by the name of their page."""
        return {entry.docname: entry for entry in self.entries.values()}

    @cached_property
    def _computed(self) -> dict[tuple[Any, ...], Any]:
        """The results of functions decorated with `once`, which go when the corpus goes."""
        return {}


def once(
    compute: Callable[[Corpus, *Keys], Value],
) -> Callable[[Corpus, *Keys], Value]:
    """Let a pure function of a corpus and hashable keys compute each result once per corpus.

    The results are kept by the corpus, so that nothing global keeps a corpus alive; they are shared
    between callers and must not be changed.
    """

    @wraps(compute)
    def computed(corpus: Corpus, *keys: *Keys) -> Value:
        known = corpus._computed
        key = (compute, *keys)
        if key not in known:
            known[key] = compute(corpus, *keys)
        found: Value = known[key]
        return found

    return computed
