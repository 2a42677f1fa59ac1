"""What a rule is, and how it says where it was broken."""

from __future__ import annotations

from dataclasses import dataclass
from inspect import cleandoc
from typing import TYPE_CHECKING, NamedTuple

from speckb.finding import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from speckb.corpus import Corpus, Page
    from speckb.entry import Entry
    from speckb.finding import Severity
    from speckb.source import Path, Span


class Hit(NamedTuple):
    """A place that breaks a rule, and what to say about it."""

    file: Entry | Page
    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its id, how grave a breach is, and the generator that finds breaches."""

    id: str
    severity: Severity
    find: Callable[[Corpus], Iterator[Hit]]

    @property
    def local(self) -> bool:
        """Whether a breach depends on one file alone."""
        return not self.find.__module__.endswith((".graph", ".verdicts"))

    @property
    def text(self) -> str:
        """The rule in full: statement, a bad and a good example."""
        return cleandoc(self.find.__doc__ or "")

    @property
    def statement(self) -> str:
        """The rule in one line."""
        return self.text.split("\n", 1)[0]

    def findings(self, corpus: Corpus, severity: Severity) -> Iterator[Finding]:
        """Yield what breaks the rule."""
        for hit in self.find(corpus):
            place = Place(hit.file.path, hit.span.line, hit.span.column, hit.span.end)
            yield Finding(place, self.id, severity, hit.message, hit.file.source.line(place.line))


RULES: dict[str, Rule] = {}


def rule(
    name: str, severity: Severity = "error"
) -> Callable[[Callable[[Corpus], Iterator[Hit]]], Rule]:
    """Register a generator as the rule `name`; its docstring states the rule."""

    def register(find: Callable[[Corpus], Iterator[Hit]]) -> Rule:
        RULES[name] = Rule(name, severity, find)
        return RULES[name]

    return register


def at(entry: Entry, path: Path, message: str, *, key: bool = False) -> Hit:
    """Return a hit at a value of an entry's front matter, or at its key."""
    return Hit(entry, entry.locate(path, key=key), message)
