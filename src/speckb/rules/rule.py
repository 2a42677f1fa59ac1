"""Declaration of rules: id, group, scope, severity, and the generator that finds breaches."""

from __future__ import annotations

from enum import Enum
from inspect import cleandoc
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple, get_args

from speckb.files.frontmatter import Span, locate
from speckb.rules.finding import Finding, Place, Severity
from speckb.suggest import closest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.corpus.page import Page
    from speckb.files.frontmatter import Path

NEEDLESS = "accepted-needless"
OFF = "off"
SEVERITIES = (*get_args(Severity), OFF)  # what the settings may say of a rule


class Group(Enum):
    """Headings under which rules are listed, in the order of all lists of rules."""

    FILES = "Files"
    YAML = "YAML of front matter"
    FIELDS = "Fields and values"
    ENTRIES = "Entries and links"
    ASSESSMENTS = "Criteria and assessments"
    VERDICTS = "Verdicts and claims"
    EDITIONS = "Editions and documents"
    LETTERS = "Letters"
    PROSE = "Prose and keywords"
    NAMES = "Names in prose"
    LINKS = "Links and pictures in prose"
    ACCEPTED = "Findings on purpose"


class Scope(Enum):
    """Which files can cause a finding, apart from the settings.

    `check --changed` decides by the scope which findings it reports.
    """

    ONE_ENTRY = "one entry"  # the entry or page that has the finding
    NAMED_ENTRIES = "named entries"  # that one, and those that the finding is about
    WHOLE_CORPUS = "whole corpus"  # any file


class Hit(NamedTuple):
    """A breach of a rule: where it is, what is wrong, and what else it is about.

    `where` is a span, or the path of a field whose place is looked up only if the hit is reported:
    that takes a second reading of the front matter. `about` has the ids of other entries, and the
    paths of other files, in which the cause may lie.
    """

    file: Entry | Page
    where: Span | Path
    message: str
    key: bool = False
    about: Collection[str] = ()

    @property
    def span(self) -> Span:
        """Where the file breaks the rule."""
        if isinstance(self.where, Span):
            return self.where
        return locate(self.file.source.text, self.file.place(self.where), key=self.key)


class Rule(NamedTuple):
    """A rule, and the generator that finds its breaches.

    `while_reading` marks rules whose breaches are found while files are read: a file that breaks
    one is no entry of the corpus. `protects` marks rules without which a file could harm readers,
    or be missing from what is published: neither the settings nor an entry can turn them off. Rules
    of `each_edition` are about what holds together, and look at one view after another.
    """

    id: str
    severity: Severity
    find: Callable[[Corpus], Iterator[Hit]]
    group: Group
    scope: Scope
    while_reading: bool = False
    protects: bool = False
    each_edition: bool = False

    @property
    def strength(self) -> str:
        """The severity, and whether it can be changed."""
        return f"{self.severity}, always" if self.protects else self.severity

    @property
    def text(self) -> str:
        """The rule in full: statement, a bad and a good example."""
        return cleandoc(self.find.__doc__ or "")

    @property
    def statement(self) -> str:
        """The rule in one line."""
        return self.text.split("\n", 1)[0]

    def findings(self, corpus: Corpus, severity: Severity) -> Iterator[Finding]:
        """Return the breaches of the rule, except those that entries accept, each once."""
        found = self._findings(corpus, severity)
        return _once(found) if self.each_edition and corpus.views else found

    def hits(self, corpus: Corpus) -> Iterator[Hit]:
        """Yield the breaches of the rule, with those that entries accept."""
        for view in (corpus.views if self.each_edition else ()) or (corpus,):
            yield from self.find(view)

    def _findings(self, corpus: Corpus, severity: Severity) -> Iterator[Finding]:
        for hit in self.hits(corpus):
            if self.id == NEEDLESS or self.protects or not _accepts(hit.file, self.id):
                span = hit.span
                place = Place(hit.file.path, span.line, span.column, span.end)
                line = hit.file.source.line(span.line)
                about = frozenset([file_id(hit.file.path, corpus), *hit.about])
                yield Finding(place, self.id, severity, hit.message, line, about)


RULES: dict[str, Rule] = {}


def _once(found: Iterator[Finding]) -> Iterator[Finding]:
    seen: set[Finding] = set()
    for finding in found:
        if finding not in seen:
            seen.add(finding)
            yield finding


def file_id(path: str, corpus: Corpus) -> str:
    """Return how findings name a file that they are about: an entry's id, or a page's path."""
    return PurePosixPath(path).stem if path in corpus.entry_paths else path


def _accepts(file: Entry | Page, name: str) -> bool:
    """Return whether a file accepts findings of a rule.

    A misspelt id counts as the nearest rule: the misspelling is a finding of its own, and one
    mistake gives one finding.
    """
    unknown = (other for other in file.accepted if other not in RULES)
    return name in file.accepted or any(closest(other, RULES) == name for other in unknown)


def rule(
    name: str,
    group: Group,
    scope: Scope,
    *,
    severity: Severity = "error",
    protects: bool = False,
    each_edition: bool = False,
) -> Callable[[Callable[[Corpus], Iterator[Hit]]], Rule]:
    """Register a generator of hits as the rule `name`; its docstring states the rule."""

    def register(find: Callable[[Corpus], Iterator[Hit]]) -> Rule:
        RULES[name] = Rule(
            name, severity, find, group, scope, protects=protects, each_edition=each_edition
        )
        return RULES[name]

    return register


def reading_rule(
    name: str, group: Group, scope: Scope, *, protects: bool = True
) -> Callable[[Callable[[], None]], Rule]:
    """Register the rule `name`, whose breaches are the corpus's faults of that name.

    The docstring of the decorated function states the rule; the function itself is not called.
    """

    def register(stated: Callable[[], None]) -> Rule:
        def find(corpus: Corpus) -> Iterator[Hit]:
            for fault in corpus.faults:
                if fault.rule == name:
                    about = [PurePosixPath(fault.file.path).stem]
                    yield Hit(fault.file, fault.span, fault.message, about=about)

        find.__doc__ = stated.__doc__
        RULES[name] = Rule(name, "error", find, group, scope, while_reading=True, protects=protects)
        return RULES[name]

    return register


def at(
    entry: Entry, path: Path, message: str, *, key: bool = False, about: Collection[str] = ()
) -> Hit:
    """Return a hit at a value of an entry's front matter, or at its key."""
    return Hit(entry, path, message, key, about)
