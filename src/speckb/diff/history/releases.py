"""Releases of the published line: their commits and names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from speckb.language import _
from speckb.sorting import natural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from speckb.diff.history.log import Commit

VERSION = re.compile(r"v(?=\d)")
NEXT = "next"


@dataclass(frozen=True, slots=True)
class Release:
    """A release: its name, its last commit with that commit's time, and its tag.

    `tag` is empty for the release in preparation.
    """

    name: str
    commit: str
    time: int
    tag: str = ""

    @property
    def title(self) -> str:
        """The release's title for readers."""
        return self.name if self.tag else _("{release} (in preparation)", release=self.name)

    @property
    def slug(self) -> str:
        """The release's anchor on the page of changes."""
        return "release-" + "-".join(re.findall(r"[a-z0-9]+", self.name.lower()))

    @property
    def day(self) -> str:
        """The day of its last commit, in UTC."""
        return day(self.time)


def day(time: int) -> str:
    """Return the UTC day of a time in seconds since 1970, such as 2024-05-01."""
    return datetime.fromtimestamp(time, UTC).date().isoformat()


def releases(line: Sequence[Commit], pattern: str, version: str) -> list[tuple[Release, int]]:
    """Return the releases, newest first, each with the index of its last commit in `line`.

    Tags that match `pattern` are releases. `version` names the release in preparation, unless a tag
    has that name.
    """
    found = []
    for place, commit in enumerate(line):
        tags = sorted((t for t in commit.tags if fnmatchcase(t, pattern)), key=natural)
        if tags:
            found.append((Release(name(tags[-1]), commit.id, commit.time, tags[-1]), place))
    if line and (not found or found[0][1] > 0):
        taken = {release.name for release, _ in found}
        coming = version if version and version not in taken else NEXT
        found.insert(0, (Release(coming, line[0].id, line[0].time), 0))
    return found


def name(tag: str) -> str:
    """Return the name of a tag's release: a version without its `v`."""
    return VERSION.sub("", tag, count=1) if VERSION.match(tag) else tag
