"""Subject index: terms of the glossary, their abbreviations, and the entries in print."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from speckb.corpus.settings.types import PAGE, TABLE
from speckb.language import N_, _
from speckb.sorting import bare, natural
from speckb.typst.code import array, call, quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from speckb.corpus.entry import Entry
    from speckb.typst.writer import Term

LABEL = ":index"
TITLE = N_("Index")
OTHERS = N_("Numbers and symbols")
# The consonants that Korean syllables begin with, as letters of their own.
CONSONANTS = {
    chr(0x1100 + n): letter for n, letter in enumerate("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ")
}
SHORTENED = re.compile(r"\S{2,12}")
VARIANT = re.compile(r"[\s-]+")


@dataclass(frozen=True, slots=True)
class Subject:
    """A line of the index: the labels of its places, or the subject that has them instead."""

    text: str
    labels: tuple[str, ...] = ()
    see: str = ""


def code(subjects: Sequence[Subject]) -> str:
    """Return the code of the index, with the subjects in groups by their first letter."""
    places = {subject.text: subject.labels for subject in subjects}
    groups = []
    for letter, members in groupby(subjects, key=lambda subject: _letter(subject.text)):
        rows = [
            array([quote(s.text), array(map(quote, s.labels or places[s.see])), quote(s.see)])
            for s in members
        ]
        groups.append(array([quote(letter or _(OTHERS)), array(rows)]))
    # Translators: in an index, between a subject and the one that has its pages
    see = _("see")
    return f"#{call('index-of', quote(_(TITLE)), quote(LABEL), quote(see), *groups)}\n"


def subjects(
    terms: Iterable[Term], entries: Iterable[Entry], label: Callable[[Entry], str]
) -> list[Subject]:
    """Return the lines of the index in alphabetical order, without regard to case.

    A term has the place of its definition and those of the entries that this names. An entry with a
    page is found by its name, its title and its other names, one of a list by its name alone. A
    table of entries is in the contents.
    """
    entries = [entry for entry in entries if entry.type.print != TABLE]
    printed = {label(entry) for entry in entries}
    found: dict[str, tuple[str, dict[str, None]]] = {}  # spelling and labels, by words
    seen: dict[str, tuple[str, str]] = {}  # spelling and main subject, by words

    def add(text: str, labels: Iterable[str]) -> None:
        found.setdefault(_words(text), (text, {}))[1].update(dict.fromkeys(labels))

    for term in terms:
        main = next((name for name in term.names if not is_abbreviation(name)), term.names[0])
        add(main, [term.label, *(name for name in term.links if name in printed)])
        for name in term.names:
            seen.setdefault(_words(name), (name, main))
    for entry in entries:
        add(entry.text, [label(entry)])
        if entry.type.print == PAGE:
            add(entry.title, [label(entry)])
            for name in entry.meta.get("also_called", ()):
                seen.setdefault(_words(name), (name, entry.title))
    lines = [Subject(text, tuple(labels)) for text, labels in found.values()]
    lines += [
        Subject(name, see=found[_words(main)][0])
        for words, (name, main) in seen.items()
        if words not in found
    ]
    return sorted(lines, key=_place)


def labels(lines: Iterable[Subject]) -> Iterator[str]:
    """Yield the labels whose pages the index names."""
    for line in lines:
        yield from line.labels


def is_abbreviation(name: str) -> bool:
    """Return whether a name is one short word, mostly of capitals and digits."""
    large = sum(letter.isupper() or letter.isdigit() for letter in name)
    small = sum(letter.islower() for letter in name)
    return SHORTENED.fullmatch(name) is not None and large > max(1, small)


def _words(text: str) -> str:
    """Return text for comparison: without case, and with hyphens as spaces."""
    return VARIANT.sub(" ", text.casefold())


def _key(text: str) -> str:
    """Return text for sorting: without case, accents, and punctuation in front."""
    known = unicodedata.normalize("NFKC", text.casefold())
    return re.sub(r"^\W+", "", bare(known))


def _place(line: Subject) -> tuple[bool, Any, str]:
    """Return the key by which the lines are sorted: those without a letter are first."""
    return bool(_letter(line.text)), natural(_key(line.text)), line.text


def _letter(text: str) -> str:
    """Return the heading of a text's group: its first letter, in whatever script, or none."""
    first = _key(text)[:1].upper()
    if first in CONSONANTS:
        return CONSONANTS[first]
    return first if first.isalpha() else ""
