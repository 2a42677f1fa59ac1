"""Editions: views of a corpus as it was when a document had been published.

An entry exists from one edition to another. What a later document changes in it is listed under
`later`, beside the fields or beside a value by a criterion or a word of a vocabulary, each item
with its edition, document and section. A view has the entries of its edition, with what holds in
it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from speckb.corpus.overlay import Overlay, Said
from speckb.corpus.settings.verdicts import DISPUTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from speckb.corpus.entry import Entry
    from speckb.corpus.settings import Settings
    from speckb.files.frontmatter import Path

LATER = "later"
FROM, UNTIL, NOT_IN = "from", "until", "not_in"
EDITION, DOCUMENT, SECTION = "edition", "document", "section"
WORDS, ASSESSES, ANSWERS = "values", "assesses", "answers"
MEMBERS = ("criteria", WORDS, "claims")  # the groups whose members have lists `later` of their own
REMARKS = ("note", "editorial")
OF_VALUES = (
    *REMARKS,
    "condition",
    "no_verdict",
    DISPUTED,
)  # what each document says anew of a value


def exists(part: Mapping[str, Any], names: Sequence[str], edition: str) -> bool:
    """Return whether an entry, or a word of a vocabulary, is in an edition.

    `names` has all editions, in order.
    """
    place = names.index(edition)
    first, last = part.get(FROM), part.get(UNTIL)
    begun = first not in names or names.index(first) <= place
    return (
        begun
        and (last not in names or place <= names.index(last))
        and (edition not in part.get(NOT_IN, ()))
    )


def view(settings: Settings, entries: Mapping[str, Entry], edition: str) -> dict[str, Entry]:
    """Return the entries of an edition as they are in it, by id.

    An entry in which nothing differs is the same object. Links to entries of other editions are
    left out, unless their kind leads across editions; those to entries that do not exist at all
    stay.
    """
    names = [known.id for known in settings.editions]
    there = {name: e for name, e in entries.items() if exists(e.meta, names, edition)}
    links = [name for name, kind in settings.links.items() if not kind.across]
    reader = _Reader(names, edition, entries.keys() - there.keys(), links)
    return {name: reader.at(entry) for name, entry in there.items()}


def changes(entry: Entry) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Yield path and content of each item of the lists `later` of an entry, in the file's order."""
    parts: list[tuple[Path, Any]] = [((), entry.meta), *members(entry)]
    for path, part in parts:
        for number, item in enumerate(_later(part)):
            yield (*path, LATER, number), item


def members(entry: Entry) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Yield path and content of each value and each word of an entry, as the file has it."""
    for group in MEMBERS:
        for name, part in _group(entry.meta, group).items():
            yield (group, name), part


def based(entry: Entry) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Yield each part of an entry that may name a document and a section, with its path."""
    yield (), entry.meta
    pending: list[tuple[Path, Any]] = [((), entry.meta)]
    while pending:
        path, part = pending.pop()
        for key, held in part.items() if isinstance(part, dict) else enumerate(part):
            if isinstance(held, dict | list):
                pending.append(((*path, key), held))
                if isinstance(held, dict) and DOCUMENT in held:
                    yield (*path, key), held


class _Reader:
    """Makes the entries of one edition: `gone` are the ids of entries that are not in it."""

    def __init__(
        self, names: Sequence[str], edition: str, gone: set[str], links: Sequence[str]
    ) -> None:
        self.names, self.edition = names, edition
        self.known = {*names[: names.index(edition) + 1]}
        self.gone, self.links = gone, links

    def at(self, entry: Entry) -> Entry:
        """Return the entry as it is in the edition."""
        meta = dict(entry.meta)
        places: dict[Path, Path] = {}
        said: dict[Path, Said] = {}
        self._overlay(meta, (), places, said)
        for group in MEMBERS:
            if group in meta:
                meta[group] = self._members(meta[group], group, places, said)
        gone = _group(entry.meta, WORDS).keys() - _group(meta, WORDS).keys()
        if gone and ASSESSES in meta:
            meta[ASSESSES] = _reading(meta[ASSESSES], gone, places)
        if gone and ANSWERS in meta:
            meta[ANSWERS] = _answers(meta[ANSWERS], gone, places)
        for name in self.links:
            if name in meta:
                meta[name] = self._without(meta[name], (name,), places)
                if not meta[name]:
                    del meta[name]
        if meta == entry.meta:
            return entry
        return replace(entry, meta=meta, overlay=Overlay(places, said))

    def _members(
        self, group: Any, name: str, places: dict[Path, Path], said: dict[Path, Said]
    ) -> Any:
        own = (LATER, FROM, UNTIL, DISPUTED)
        if not any(key in part for part in group.values() for key in own):
            return group
        found = {}
        for key, part in group.items():
            if exists(part, self.names, self.edition):
                found[key] = {k: v for k, v in part.items() if k not in (FROM, UNTIL)}
                self._overlay(found[key], (name, key), places, said)
                if DISPUTED in found[key]:
                    path = (name, key, DISPUTED)
                    found[key][DISPUTED] = self._without(found[key][DISPUTED], path, places)
        return found

    def _overlay(
        self,
        part: dict[str, Any],
        path: Path,
        places: dict[Path, Path],
        said: dict[Path, Said],
    ) -> None:
        """Take the list `later` out of a group, and put what holds in the edition into it."""
        own = {EDITION, DOCUMENT, SECTION, *(() if path else REMARKS)}
        for number, item in enumerate(part.pop(LATER, ())):
            if item[EDITION] not in self.known:
                continue
            by = Said(item[EDITION], item[DOCUMENT], _sections(item[SECTION]), item.get("note", ""))
            if path:  # a value has the remarks of the document that said it last
                for key in OF_VALUES if path[0] == "criteria" else REMARKS:
                    part.pop(key, None)
                said[path] = by
            for key, value in item.items():
                if key not in own:
                    part[key] = value
                    places[(*path, key)] = (*path, LATER, number, key)
                    said[(*path, key)] = by

    def _without(self, targets: Any, path: Path, places: dict[Path, Path]) -> Any:
        """Return a link's targets, a list or a group by ids, without those that are gone."""
        if isinstance(targets, dict):
            return {name: about for name, about in targets.items() if name not in self.gone}
        if isinstance(targets, list):
            kept = [place for place, name in enumerate(targets) if name not in self.gone]
            whole = places.get(path, path)
            places |= {(*path, new): (*whole, old) for new, old in enumerate(kept) if new != old}
            return [targets[place] for place in kept]
        return targets


def _reading(
    assesses: Mapping[str, Any], gone: AbstractSet[str], places: dict[Path, Path]
) -> dict[str, Any]:
    """Return which words meet or miss what a criterion assesses, without those that are gone."""
    found: dict[str, Any] = {}
    for target, verdicts in assesses.items():
        found[target] = dict(verdicts)
        for verdict, words in verdicts.items():
            if isinstance(words, list) and not gone.isdisjoint(words):
                kept = [place for place, word in enumerate(words) if word not in gone]
                found[target][verdict] = [words[place] for place in kept]
                path = (ASSESSES, target, verdict)
                places |= {(*path, new): (*path, old) for new, old in enumerate(kept)}
    return found


def _answers(
    answers: Sequence[Mapping[str, Any]], gone: AbstractSet[str], places: dict[Path, Path]
) -> list[Mapping[str, Any]]:
    """Return the answers of a criterion's question without words that are gone.

    An answer that accepts such words alone is left out.
    """
    found: list[Mapping[str, Any]] = []
    for number, answer in enumerate(answers):
        words = answer.get(WORDS, ())
        kept = [place for place, word in enumerate(words) if word not in gone]
        if words and not kept:
            continue
        path, whole = (ANSWERS, len(found)), (ANSWERS, number)
        places |= {(*path, key): (*whole, key) for key in answer}
        places |= {(*path, WORDS, new): (*whole, WORDS, old) for new, old in enumerate(kept)}
        found.append({**answer, WORDS: [words[place] for place in kept]} if words else answer)
    return found


def _sections(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _group(meta: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = meta.get(name)
    return found if isinstance(found, dict) else {}


def _later(part: Any) -> Sequence[Mapping[str, Any]]:
    found = part.get(LATER, ()) if isinstance(part, dict) else ()
    return found if isinstance(found, list) else ()
