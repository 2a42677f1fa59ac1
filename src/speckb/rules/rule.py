"""What a rule is, and how it says where it was broken."""

from __future__ import annotations

from inspect import cleandoc
from typing import TYPE_CHECKING, NamedTuple

from speckb.files.frontmatter import Span, locate
from speckb.rules.finding import Finding, Place
from speckb.suggest import closest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.corpus.page import Page
    from speckb.files.frontmatter import Path
    from speckb.rules.finding import Severity


NEEDLESS = "accepted-needless"
LOCAL = frozenset({"files", "syntax", "fields", "letters", "prose"})


class Hit(NamedTuple):
    """A place that breaks a rule, and what to say about it; a field's place is looked up late."""

    file: Entry | Page
    where: Span | Path
    message: str
    key: bool = False

    @property
    def span(self) -> Span:
        """Where the file breaks the rule."""
        if isinstance(self.where, Span):
            return self.where
        return locate(self.file.source.text, self.where, key=self.key)


class Rule(NamedTuple):
    """A rule: its id, how grave a breach is, and the generator that finds breaches.

    A rule on the `whole` may be broken by a change in another file that no breach names.
    """

    id: str
    severity: Severity
    find: Callable[[Corpus], Iterator[Hit]]
    whole: bool = False

    @property
    def local(self) -> bool:
        """Whether a breach depends on one file alone."""
        return self.find.__module__.rpartition(".")[2] in LOCAL

    @property
    def text(self) -> str:
        """The rule in full: statement, a bad and a good example."""
        return cleandoc(self.find.__doc__ or "")

    @property
    def statement(self) -> str:
        """The rule in one line."""
        return self.text.split("\n", 1)[0]

    def findings(self, corpus: Corpus, severity: Severity) -> Iterator[Finding]:
        """Yield what breaks the rule, but for what entries accept."""
        for hit in self.find(corpus):
            if self.id == NEEDLESS or not _accepts(hit.file, self.id):
                span = hit.span
                place = Place(hit.file.path, span.line, span.column, span.end)
                line = hit.file.source.line(span.line)
                yield Finding(place, self.id, severity, hit.message, line)


RULES: dict[str, Rule] = {}


def _accepts(file: Entry | Page, name: str) -> bool:
    """Return whether a file accepts a rule, be its id misspelt, which is said where it stands."""
    unknown = (other for other in file.accepted if other not in RULES)
    return name in file.accepted or any(closest(other, RULES) == name for other in unknown)


def rule(
    name: str, severity: Severity = "error", *, whole: bool = False
) -> Callable[[Callable[[Corpus], Iterator[Hit]]], Rule]:
    """Register a generator as the rule `name`; its docstring states the rule."""

    def register(find: Callable[[Corpus], Iterator[Hit]]) -> Rule:
        RULES[name] = Rule(name, severity, find, whole)
        return RULES[name]

    return register


def faults(corpus: Corpus, name: str) -> Iterator[Hit]:
    """Yield the faults of a rule that were found while the files were read."""
    return (Hit(f.file, f.span, f.message) for f in corpus.faults if f.rule == name)


def at(entry: Entry, path: Path, message: str, *, key: bool = False) -> Hit:
    """Return a hit at a value of an entry's front matter, or at its key."""
    return Hit(entry, path, message, key)
