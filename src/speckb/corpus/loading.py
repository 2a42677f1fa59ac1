"""Loader of a knowledge base: reads its entries and pages, and collects faults of its files."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from speckb.corpus import ids
from speckb.corpus.corpus import Corpus
from speckb.corpus.default_pages import default_pages
from speckb.corpus.entry import Entry
from speckb.corpus.folders import is_index, patterns
from speckb.corpus.page import Fault, Page, undecoded
from speckb.corpus.prose.nesting import too_deep
from speckb.corpus.schema import Schema
from speckb.corpus.settings.checks import remedy
from speckb.corpus.settings.schemas import FORMERLY
from speckb.files.frontmatter import LIMIT, Source, Span, locate, parse
from speckb.files.tree import LINK, TooManyError, Tree, matches
from speckb.progress import progress
from speckb.suggest import choice, closest

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from speckb.corpus.settings import EntryType, Settings


KIND = "file-kind"
UNKNOWN = "field-unknown"
START = Span(1, 1, 2)
NOTHING: Mapping[str, bytes | None] = MappingProxyType({})
PAGE_FIELDS = frozenset({"formerly", "hide-toc", "template"})
OF_PAGE = Schema({"type": "object", "properties": {"formerly": FORMERLY}})


def load(settings: Settings, changed: Mapping[str, bytes | None] = NOTHING) -> Corpus:
    """Read every entry and page below the settings' root; errors in files are its `faults`.

    Files in `changed`, by path, count as if they held these bytes; None stands for a deleted file,
    and a file that is not there yet counts as new.
    Where all files together pass a limit, reading ends: the corpus has that fault and no entry.
    Where there are more faults than a check tells, it has no entry either.
    """
    reader = _Reader(settings, changed)
    try:
        for entry_type in settings.types.values():
            reader.read_type(entry_type)
        reader.read_pages(settings.pages)
        reader.add_default_pages(settings)
        reader.look_at_reviews(settings.reviews)
        reader.find_lost(entry_type.folder for entry_type in settings.types.values())
    except _PassedError as error:
        return Corpus(settings, {}, (), (error.fault,))
    except _TooManyFaultsError:
        return Corpus(settings, {}, (), reader.faults)
    # ids of files with faults: a link to one of them is not reported as well
    broken = frozenset(reader.stems - reader.entries.keys() | reader.doubtful)
    return Corpus(settings, reader.entries, reader.pages, reader.faults, broken)


class _PassedError(Exception):
    """All files together pass a limit; the fault says which, and where."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.fault = Fault(LIMIT, Page(path, Source("")), START, message)


class _TooManyFaultsError(Exception):
    """There are more faults than a check tells."""


class _Reader:
    """State of reading one knowledge base: what was read so far, and the faults."""

    def __init__(self, settings: Settings, changed: Mapping[str, bytes | None]) -> None:
        self.changed = changed
        self.file = settings.file
        self.root = settings.root
        self.types = settings.types
        self.limits = settings.limits
        self.id_regex = settings.id_regex
        self.tree = Tree(settings.root, settings.limits)
        self.number = 0  # of entries and pages
        self.size = 0  # of their files, in bytes
        self.entries: dict[str, Entry] = {}
        self.pages: list[Page] = []
        self.faults: list[Fault] = []
        self.undeclared: dict[str, set[str]] = {}  # files by type, where a type declares no fields
        self.stems: set[str] = set()  # the names of all files of entries, without their suffixes
        self.doubtful: set[str] = set()  # ids that more than one file, or a wrong one, has

    def read_type(self, entry_type: EntryType) -> None:
        """Read the entries of a type, and the index page of its folder."""
        schema = Schema(entry_type.schema)
        folder = entry_type.folder
        names = self._names(patterns(self.tree, entry_type, self.types))
        self._count(folder, len(names))
        if self.tree.kind(folder) == LINK:
            self._unread(folder, KIND, f"{LINK}; the folder of a type must be a real folder")
            self.doubtful |= {_stem(name) for name in names}
            return
        for name in progress(names, f"files read in {folder}"):
            stem = _stem(name)
            if is_index(name):
                self._read_page(name)
                continue
            self.stems.add(stem)
            if source := self._read(name):
                self._entry(name, stem, entry_type, schema, source)

    def read_pages(self, patterns: Iterable[str]) -> None:
        """Read the pages that match the patterns and were not read yet."""
        known = {page.path for page in self.pages} | {e.path for e in self.entries.values()}
        names = [name for name in self._names(patterns) if name not in known]
        if names:
            self._count(names[-1], len(names))
        for name in names:
            self._read_page(name)

    def add_default_pages(self, settings: Settings) -> None:
        """Add the index pages that have no files."""
        names = {fault.file.path for fault in self.faults} | {page.path for page in self.pages}
        self.pages += default_pages(settings, self.pages, names)

    def look_at_reviews(self, name: str) -> None:
        """Report a file of reviews that is too large to be read."""
        size = self.tree.look(name)[1] if name else 0
        if size > self.limits.file_bytes:
            message = self.limits.passed("file_bytes", f"{size:,} bytes")
            self._unread(name, LIMIT, message)

    def _count(self, path: str, number: int) -> None:
        """Count entries and pages that are about to be read; raises _PassedError."""
        self.number += number
        if self.number > self.limits.pages:
            message = self.limits.passed("pages", f"{self.number:,} entries and pages")
            raise _PassedError(path, message)

    def find_lost(self, folders: Iterable[str]) -> None:
        """Report Markdown files below the folders of entries that were not read as entries."""
        read = {page.path for page in self.pages} | {e.path for e in self.entries.values()}
        read |= {fault.file.path for fault in self.faults}.union(*self.undeclared.values())
        for folder in folders:
            for name in self._below(folder):
                if name not in read and self.tree.kind(folder) != LINK:
                    self._unread(name, "file-lost", "not read; an entry must be named <id>.md")

    def _names(self, patterns: Iterable[str]) -> list[str]:
        try:
            wanted = list(patterns)
            there = self._kept(self.tree.names(wanted))
            return there + self._added(wanted, {*there})
        except OSError as error:
            folder = Path(error.filename).relative_to(self.root).as_posix()
            self._unread(folder, "file-unreadable", str(error.strerror))
            return []
        except TooManyError as error:
            raise _PassedError(error.folder or ".", error.message) from None

    def _added(self, patterns: Iterable[str], there: Container[str]) -> list[str]:
        """Return the names that match among those of files that are yet to be written."""
        new = [k for k, data in self.changed.items() if data is not None and k not in there]
        return [name for name in new if any(matches(name, pattern) for pattern in patterns)]

    def _below(self, folder: str) -> list[str]:
        try:
            return self._kept(self.tree.below(folder))
        except TooManyError as error:
            raise _PassedError(error.folder, error.message) from None

    def _kept(self, names: Iterable[str]) -> list[str]:
        """Return the names of files that do not count as deleted."""
        return [name for name in names if self.changed.get(name, b"") is not None]

    def _read(self, name: str) -> Source | None:
        """Return a parsed file, or None, and a fault, for one that cannot be read at all."""
        kind, size = self.tree.look(name)
        if kind:
            self._unread(name, KIND, f"{kind}; an entry must be a file")
            return None
        if size > self.limits.page_bytes:
            self._unread(name, LIMIT, self.limits.passed("page_bytes", f"{size:,} bytes"))
            return None
        self.size += size
        if self.size > self.limits.corpus_bytes:
            message = f"{self.size:,} bytes in the entries and pages read so far"
            raise _PassedError(name, self.limits.passed("corpus_bytes", message))
        try:
            data = self.changed.get(name)
            data = (self.root / name).read_bytes() if data is None else data
            text = data.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            self._add(undecoded(name, error))
            return None
        except OSError as error:
            self._unread(name, "file-unreadable", str(error.strerror))
            return None
        if not text.strip():
            self._fault(name, Source(text), "file-empty", START, "the file is empty")
            return None
        source = parse(text, self.limits)
        if not source.problems and (problem := too_deep(source, self.limits)):
            source = Source(text, problems=[problem])
        for problem in source.problems:
            self._fault(name, source, problem.rule, problem.span, problem.message)
        return source

    def _read_page(self, name: str) -> None:
        if source := self._read(name):
            self._page(name, source)

    def _page(self, name: str, source: Source) -> None:
        allowed = ", ".join(sorted(PAGE_FIELDS))
        for key in source.meta.keys() - PAGE_FIELDS:
            span = locate(source.text, (key,), key=True)
            message = f"unknown field {key!r} of a page; allowed: {allowed}"
            self._fault(name, source, "field-unknown", span, message)
        violations = [*OF_PAGE.violations(source.meta)] if "formerly" in source.meta else []
        for violation in violations:
            span = locate(source.text, violation.path, key=violation.key)
            self._fault(name, source, violation.rule, span, violation.message)
        if not violations:
            self.pages.append(Page(name, source))

    def _entry(
        self, name: str, stem: str, entry_type: EntryType, schema: Schema, source: Source
    ) -> None:
        if source.problems:
            return
        if not source.has_front_matter:
            message = "an entry must start with a line '---' and its fields"
            self._fault(name, source, "front-matter-missing", Span(1, 1, 2), message)
            return
        meta = schema.read(source.meta)
        violations = list(schema.violations(meta))
        # a file in the wrong folder would otherwise be reported once for each of its fields
        if len(violations) > 1 and (meant := self._type_of(meta)):
            message = f"this has the fields of type {meant.name!r}; move it to {meant.folder}"
            self._fault(name, source, "file-folder", START, message)
            return
        if not entry_type.declares_fields and (own := _foreign(meta, entry_type)):
            self._add_undeclared(name, entry_type, own)
            return
        for violation in violations:
            span = locate(source.text, violation.path, key=violation.key)
            self._fault(name, source, violation.rule, span, violation.message)
        if violations:
            return
        entry = Entry(entry_type, name, meta, source)
        if problem := ids.problem(entry.id, self.id_regex):
            self._fault(name, source, "value-form", entry.locate(("id",)), problem)
        elif entry.id != stem:
            message = (
                f"the file is named {stem!r}, but the id is {entry.id!r}; they must be the same"
            )
            self.doubtful.add(entry.id)
            self._fault(name, source, "id-file", entry.locate(("id",)), message)
        elif entry.id in self.entries:
            other = self.entries[entry.id]
            place = f"{other.path}:{other.locate(('id',)).line}"
            message = f"{place} also has the id {entry.id!r}"
            self.doubtful.add(entry.id)
            self._fault(name, source, "id-duplicate", entry.locate(("id",)), message)
        else:
            self.entries[entry.id] = entry

    def _add_undeclared(self, path: str, entry_type: EntryType, fields: Sequence[str]) -> None:
        """Add one fault for all entries with fields of a type that declares none."""
        name = entry_type.name
        files = self.undeclared.setdefault(name, set())
        files.add(path)
        if len(files) > 1:
            return
        message = (
            f"the fields of {name!r} are declared nowhere, but entries have {choice(fields)};"
            f" {remedy(name)}"
        )
        self._add(self.file.fault(message, ["speckb", "types", name], UNKNOWN))

    def _type_of(self, meta: Mapping[str, Any]) -> EntryType | None:
        """Return the type by whose schema front matter is valid, if there is only one."""
        fitting = [t for t in self.types.values() if Schema(t.schema).fits(meta)]
        return fitting[0] if len(fitting) == 1 else None

    def _unread(self, name: str, rule: str, message: str, span: Span | None = None) -> None:
        self._fault(name, Source(""), rule, span or START, message)

    def _fault(self, name: str, source: Source, rule: str, span: Span, message: str) -> None:
        self._add(Fault(rule, Page(name, source), span, message))

    def _add(self, fault: Fault) -> None:
        self.faults.append(fault)
        if len(self.faults) > self.limits.findings:
            raise _TooManyFaultsError


def _foreign(meta: Mapping[str, Any], entry_type: EntryType) -> list[str]:
    """Return the fields that a type does not have, without those that may be misspelt."""
    known = entry_type.properties
    return [str(name) for name in meta if name not in known and not closest(str(name), known)]


def _stem(name: str) -> str:
    return name.rpartition("/")[2].removesuffix(".md")
