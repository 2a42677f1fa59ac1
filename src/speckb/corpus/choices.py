"""Choices: what entries have to meet, and the values that are acceptable; questions in prose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from speckb.corpus.corpus import once
from speckb.corpus.prose.forms import option_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.corpus.page import Page
    from speckb.corpus.prose import Use

QUESTION, EXPLORER = "question", "explorer"
MEET, VALUES = "meet", "values"  # the options of a question
NAME = re.compile(r"[^\s,;:]+")

Range = tuple[int, int]


class Choice(NamedTuple):
    """Ids of entries that have to be met, and the accepted words by the ids of criteria."""

    meet: Sequence[str]
    values: Mapping[str, Sequence[str]]

    @property
    def address(self) -> str:
        """The choice as the part of the explorer's address after `#`, as `decide.js` writes it."""
        values = ";".join(f"{name}:{','.join(words)}" for name, words in self.values.items())
        parts = [f"meet={','.join(self.meet)}" if self.meet else "", values and f"value={values}"]
        return "&".join(filter(None, parts))


class Named(NamedTuple):
    """A name in an option of a question: `criterion` is that of a word, `span` its place."""

    name: str
    option: str
    criterion: str
    span: Range


def names(option: str, text: str) -> Iterator[Named]:
    """Yield the names in the value of an option: ids, or `criterion: word, word; criterion: ...`.

    Of values, the id of each criterion comes before its words, which name it.
    """
    criterion = ""
    for match in NAME.finditer(text):
        before = text[: match.start()].rstrip()
        if option == VALUES and (not before or before.endswith(";")):
            criterion = match[0]
            yield Named(match[0], option, "", match.span())
        else:
            yield Named(match[0], option, criterion, match.span())


def choice(meet: str, values: str) -> Choice:
    """Return the choice that the two options of a question make, each name once."""
    words: dict[str, dict[str, None]] = {}
    for found in names(VALUES, values):
        if found.criterion:
            words.setdefault(found.criterion, {})[found.name] = None
    ids = dict.fromkeys(found.name for found in names(MEET, meet))
    return Choice([*ids], {name: [*said] for name, said in words.items()})


def questions(corpus: Corpus) -> Iterator[tuple[Entry | Page, Use]]:
    """Yield each question in prose, with its page or entry."""
    for item in corpus.items:
        if f"{{{QUESTION}}}" in item.source.body:
            yield from ((item, use) for use in item.prose.directives if use.name == QUESTION)


def named(use: Use) -> Iterator[tuple[Range, Named]]:
    """Yield each name in the options of a question, with the place of the option's value."""
    for option, at in use.prose.options(use).items():
        if option in {MEET, VALUES}:
            value = option_value(use.prose.text[slice(*at)])[0]
            yield from ((at, found) for found in names(option, value))


@once
def explorer_page(corpus: Corpus) -> str:
    """Return the docname of the first page with the explorer, or an empty string."""
    for item in corpus.items:
        has_name = f"{{{EXPLORER}}}" in item.source.body
        if has_name and any(use.name == EXPLORER for use in item.prose.directives):
            return item.docname
    return ""


@once
def counterparts(corpus: Corpus, name: str) -> Sequence[str]:
    """Return the ids of entries of a view that a link across editions joins to an entry without it.

    They are of the same type as the entry; there are none for an entry that the view has.
    """
    whole = corpus.whole
    entry = whole.entries.get(name)
    if entry is None or name in corpus.entries:
        return ()
    across = {kind.name for kind in corpus.settings.links.values() if kind.across}
    own = [link.target for link in whole.outgoing[name] if link.kind in across]
    others = [link.source for link in whole.incoming.get(name, ()) if link.kind in across]
    return [
        one
        for one in dict.fromkeys([*own, *others])
        if one in corpus.entries and corpus.entries[one].type is entry.type
    ]


def in_view(corpus: Corpus, made: Choice) -> Choice | None:
    """Return a choice as a view can answer it, or None where it lacks a part of it.

    Entries of other editions are replaced by their counterparts, and words of other editions are
    left out, unless none of a criterion's would be left.
    """
    meet: dict[str, None] = {}
    for name in made.meet:
        found = [name] if name in corpus.entries else counterparts(corpus, name)
        if not found:
            return None
        meet |= dict.fromkeys(found)
    values = {}
    for name, words in made.values.items():
        criterion = corpus.entries.get(name)
        known = [word for word in words if criterion and word in criterion.values]
        if not known:
            return None
        values[name] = known
    return Choice([*meet], values)
