"""Last change of each entry in meaning: by commit, release and day."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from speckb.diff.history.log import commits
from speckb.diff.history.releases import Release, day, releases
from speckb.diff.history.same import file_bytes, same
from speckb.diff.images import is_picture, picture_names
from speckb.files.git import GitError, around
from speckb.language import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.diff.history.log import Commit
    from speckb.files.git import Repository
    from speckb.files.limits import Limits

# Translators: why a page of changes may be incomplete: the site was built where ...
SHALLOW = N_("only a part of its history is there (a shallow clone)")
When = Literal["committed", "earlier", "unpublished"]


@dataclass(frozen=True, slots=True)
class Last:
    """Last change of an entry: in a commit, `earlier` than a shallow clone, or `unpublished`.

    `age` is the number of newer commits on the published line, -1 if it is unpublished.
    """

    when: When
    time: int = 0
    release: Release | None = None
    age: int = 0

    @property
    def day(self) -> str:
        """The day of the change, in UTC."""
        return day(self.time)


@dataclass(frozen=True, slots=True)
class Committed:
    """Data from commits: releases, newest first; last change and blob id of each file, by path.

    Files are those of entries and pictures. `asked` is the key for reuse: commit, tags, version and
    pattern of releases.
    """

    asked: tuple[str, ...]
    releases: tuple[Release, ...] = ()
    last: Mapping[str, Last] = field(default_factory=dict)
    blobs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Past:
    """Releases and last changes by entry id; `missing` says what the clone lacks, if anything."""

    missing: str = ""
    releases: tuple[Release, ...] = ()
    last: Mapping[str, Last] = field(default_factory=dict)

    @property
    def unpublished(self) -> list[str]:
        """Ids of entries with changes that are not committed."""
        return [name for name, last in self.last.items() if last.when == "unpublished"]


def past(
    corpus: Corpus, version: str, known: Committed | None = None
) -> tuple[Past, Committed | None]:
    """Return the history, and its committed part to pass as `known` to the next call.

    Without a history, `missing` gives the reason.
    """
    try:
        repository = around(corpus.settings.root)
        if not repository.head:
            return Past(_("nothing is committed yet")), None
        asked = repository.head, repository.tags(), version, corpus.settings.releases
        if known is None or known.asked != asked:
            known = _committed(corpus, asked, repository)
        pictures = picture_names(corpus)
        last = {**known.last, **_unpublished(corpus, pictures.keys(), repository, known)}
    except GitError:
        return Past(_("its history is not there")), None
    for picture in pictures.keys() & last.keys():
        for path in pictures[picture].keys() & last.keys():
            last[path] = min(last[path], last[picture], key=lambda change: change.age)
    kept = {name: last[entry.path] for name, entry in corpus.entries.items() if entry.path in last}
    return Past(_(SHALLOW) if repository.shallow else "", known.releases, kept), known


def _committed(corpus: Corpus, asked: tuple[str, ...], repository: Repository) -> Committed:
    """Return the data from the commits of the published line."""
    _, _, version, pattern = asked
    line = commits(repository)
    named = releases(line, pattern, version)
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
        tuple(release for release, _ in named),
        last | _last(paths, line, named, repository, corpus.settings.limits),
        {path: blob for path, blob in blobs.items() if blob and (path in paths or path in last)},
    )


def _last(
    entries: Mapping[str, Entry],
    line: Sequence[Commit],
    named: Sequence[tuple[Release, int]],
    repository: Repository,
    limits: Limits,
) -> dict[str, Last]:
    """Return the last change of each entry's file: the newest commit that changed its meaning.

    Walks back through the commits of all files at once, so that git is called once per step. A
    version that passes a limit means something else than any other.
    """
    places: dict[str, list[int]] = {path: [] for path in entries}
    for place, commit in enumerate(line):
        for path in commit.files.keys() & places.keys():
            places[path].append(place)
    found: dict[str, Last] = {}
    while asked := {path: left.pop(0) for path, left in places.items() if left}:
        pairs = {path: line[place].files[path] for path, place in asked.items()}
        both = (blob for pair in pairs.values() for blob in pair if all(pair))
        data = repository.contents(repository.small(both, limits.page_bytes))
        for path, (old, new) in pairs.items():
            known = old in data and new in data
            if not (known and same(entries[path], data[old], data[new], limits)):
                found[path] = _at(line, asked[path], named, repository)
                del places[path]
    return found


def _at(
    line: Sequence[Commit], place: int, named: Sequence[tuple[Release, int]], repository: Repository
) -> Last:
    release = next((found for found, first in reversed(named) if first <= place), None)
    grafted = repository.shallow and place == len(line) - 1
    return Last("earlier" if grafted else "committed", line[place].time, release, place)


def _unpublished(
    corpus: Corpus, pictures: AbstractSet[str], repository: Repository, known: Committed
) -> dict[str, Last]:
    """Return the files, by path, whose meaning differs from the committed file."""
    differing = {
        entry.path: (entry, known.blobs.get(entry.path, ""))
        for entry in corpus.entries.values()
        if _id(entry, len(known.asked[0])) != known.blobs.get(entry.path)
    }
    limits = corpus.settings.limits
    committed = (blob for _, blob in differing.values() if blob)
    data = repository.contents(repository.small(committed, limits.page_bytes))
    paths = [
        path
        for path, (entry, blob) in differing.items()
        if blob not in data or not same(entry, data[blob], file_bytes(entry), limits)
    ]
    if pictures:
        paths += (pictures - known.blobs.keys()) | (pictures & repository.changed())
    return dict.fromkeys(paths, Last("unpublished", age=-1))


def _id(entry: Entry, length: int) -> str:
    """Return the git blob id of an entry's file; `length` is 40 for SHA-1, 64 for SHA-256."""
    data = file_bytes(entry)
    make = hashlib.sha1 if length == 40 else hashlib.sha256
    return make(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
