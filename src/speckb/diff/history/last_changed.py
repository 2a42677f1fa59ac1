"""The history of a knowledge base: its editions, and when each entry changed last."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from speckb.diff.history.editions import Edition, day, editions
from speckb.diff.history.log import commits
from speckb.diff.history.same import held, same
from speckb.diff.images import drawn, is_picture
from speckb.files.git import GitError, around

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.diff.history.log import Commit
    from speckb.files.git import Repository

SHALLOW = "only a part of its history is there (a shallow clone)"
When = Literal["committed", "earlier", "unpublished"]


@dataclass(frozen=True, slots=True)
class Last:
    """When an entry changed last: in a commit, before those that are there, or not yet in any.

    `age` counts the newer commits of the published line; what is in none yet is younger than all.
    """

    when: When
    time: int = 0
    edition: Edition | None = None
    age: int = 0

    @property
    def day(self) -> str:
        """The day of the change, in UTC."""
        return day(self.time)


@dataclass(frozen=True, slots=True)
class Committed:
    """What the commits say: editions, newest first; by path, each file's last change and its id.

    Files are those of entries and of pictures.

    `asked` is all that it depends on: the commit, the tags, and how editions are told by them.
    """

    asked: tuple[str, ...]
    editions: tuple[Edition, ...] = ()
    last: Mapping[str, Last] = field(default_factory=dict)
    blobs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Past:
    """The history as it stands; `missing` says what is not there of it, or nothing."""

    missing: str = ""
    editions: tuple[Edition, ...] = ()
    last: Mapping[str, Last] = field(default_factory=dict)

    @property
    def unpublished(self) -> list[str]:
        """The ids of the entries that no commit has as they are."""
        return [name for name, last in self.last.items() if last.when == "unpublished"]


def past(
    corpus: Corpus, version: str, known: Committed | None = None
) -> tuple[Past, Committed | None]:
    """Return the history, and what its commits say, which the next call may be given as `known`.

    Where there is no history, `missing` says why.
    """
    try:
        repository = around(corpus.settings.root)
        if not repository.head:
            return Past("nothing is committed yet"), None
        asked = repository.head, repository.tags(), version, corpus.settings.editions
        if known is None or known.asked != asked:
            known = _committed(corpus, asked, repository)
        pictures = drawn(corpus)
        last = {**known.last, **_unpublished(corpus, pictures.keys(), repository, known)}
    except GitError:
        return Past("its history is not there"), None
    for picture in pictures.keys() & last.keys():
        for path in pictures[picture].keys() & last.keys():
            last[path] = min(last[path], last[picture], key=lambda change: change.age)
    kept = {name: last[entry.path] for name, entry in corpus.entries.items() if entry.path in last}
    return Past(SHALLOW if repository.shallow else "", known.editions, kept), known


def _committed(corpus: Corpus, asked: tuple[str, ...], repository: Repository) -> Committed:
    _, _, version, pattern = asked
    line = commits(repository)
    named = editions(line, pattern, version)
    paths = {entry.path: entry for entry in corpus.entries.values()}
    blobs: dict[str, str] = {}
    last: dict[str, Last] = {}
    for place, commit in enumerate(line):
        for path, (_, new) in commit.files.items():
            blobs.setdefault(path, new)
            if path not in last and is_picture(path):
                last[path] = _at(line, place, named, repository)
    return Committed(
        asked,
        tuple(edition for edition, _ in named),
        last | _last(paths, line, named, repository),
        {path: blob for path, blob in blobs.items() if blob and (path in paths or path in last)},
    )


def _last(
    entries: Mapping[str, Entry],
    line: Sequence[Commit],
    named: Sequence[tuple[Edition, int]],
    repository: Repository,
) -> dict[str, Last]:
    """Return each entry file's last change: the newest commit after which it means another.

    The commits of a file are looked at one after the other, those of all files together.
    """
    places: dict[str, list[int]] = {path: [] for path in entries}
    for place, commit in enumerate(line):
        for path in commit.files.keys() & places.keys():
            places[path].append(place)
    found: dict[str, Last] = {}
    while asked := {path: left.pop(0) for path, left in places.items() if left}:
        pairs = {path: line[place].files[path] for path, place in asked.items()}
        data = repository.contents(blob for pair in pairs.values() for blob in pair if all(pair))
        for path, (old, new) in pairs.items():
            if not (old and new and same(entries[path], data[old], data[new])):
                found[path] = _at(line, asked[path], named, repository)
                del places[path]
    return found


def _at(
    line: Sequence[Commit], place: int, named: Sequence[tuple[Edition, int]], repository: Repository
) -> Last:
    edition = next((found for found, first in reversed(named) if first <= place), None)
    grafted = repository.shallow and place == len(line) - 1
    return Last("earlier" if grafted else "committed", line[place].time, edition, place)


def _unpublished(
    corpus: Corpus, pictures: AbstractSet[str], repository: Repository, known: Committed
) -> dict[str, Last]:
    """Return the files, by path, that mean something else than what is committed of them."""
    differing = {
        entry.path: (entry, known.blobs.get(entry.path, ""))
        for entry in corpus.entries.values()
        if _id(entry, len(known.asked[0])) != known.blobs.get(entry.path)
    }
    data = repository.contents(blob for _, blob in differing.values() if blob)
    paths = [
        path
        for path, (entry, blob) in differing.items()
        if not blob or not same(entry, data[blob], held(entry))
    ]
    if pictures:
        paths += (pictures - known.blobs.keys()) | (pictures & repository.changed())
    return dict.fromkeys(paths, Last("unpublished", age=-1))


def _id(entry: Entry, length: int) -> str:
    """Return the id that git gives to an entry's file, of 40 or 64 digits."""
    data = held(entry)
    make = hashlib.sha1 if length == 40 else hashlib.sha256
    return make(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
