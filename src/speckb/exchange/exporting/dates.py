"""Dates of the files of a knowledge base, and of an export, from git."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from speckb.diff.history.log import commits
from speckb.exchange.exporting.archive import FIRST
from speckb.files.git import GitError, around, time_of_last_commit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from speckb.corpus.corpus import Corpus


@dataclass(frozen=True, slots=True, eq=False)  # hashed by identity, for what is kept by corpus
class Dates:
    """When files changed, in seconds since 1970.

    `export` is the date of the whole, as `moment` has it. `files` has the date of the last commit
    that changed a file, by path from the root; files that differ from it are not there.
    """

    export: int
    files: Mapping[str, int] = field(default_factory=dict)

    @property
    def when(self) -> datetime:
        """The date of the whole, in UTC."""
        return datetime.fromtimestamp(self.export, UTC)

    def of(self, paths: Iterable[str]) -> str:
        """Return the date of the newest of some files as `2026-09-30T12:00:00Z`.

        A file without a date of its own has the date of the export.
        """
        return written(max((self.files.get(path, self.export) for path in paths), default=0))


def dates(corpus: Corpus) -> Dates:
    """Return the dates of the files of a knowledge base.

    In a shallow clone the oldest commit that is there seems to have made all files before it.
    """
    try:
        repository = around(corpus.settings.root)
        line = commits(repository) if repository.head else []
        changed = repository.changed() if line else set()
    except GitError:
        line, changed = [], set()
    found: dict[str, int] = {}
    for commit in line:  # the newest first
        for path in commit.files:
            found.setdefault(path, commit.time)
    return Dates(
        moment(corpus), {path: date for path, date in found.items() if path not in changed}
    )


def moment(corpus: Corpus) -> int:
    """Return the date of an export: SOURCE_DATE_EPOCH, or else that of the last commit.

    Without either it is the first that every format can have: the same files give the same bytes.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH") or time_of_last_commit(corpus.settings.root)
    return int(given or FIRST)


def written(seconds: int) -> str:
    """Return a time in seconds since 1970 as `2026-09-30T12:00:00Z`."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
