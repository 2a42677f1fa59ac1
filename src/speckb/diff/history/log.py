"""Commits of the published line, from one call of `git log`."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from speckb.files.git import run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from speckb.files.git import Repository

HEAD_MARK = b"\2"
MOST_NAMES = 2_000_000  # in all commits: each changed file has two, its record and its path
NO_BLOB = frozenset("0")
LOG = (
    *("-c", "log.showRoot=true", "-c", "log.showSignature=false"),
    *("log", "--first-parent", "-m", "--raw", "--no-abbrev", "-z", "--no-renames", "--no-ext-diff"),
    *("--no-textconv", "--ignore-submodules=dirty"),
    *("--relative", "--decorate=short", "--decorate-refs=refs/tags/*", "--format=%x02%H %ct %D"),
)


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit of the published line; `time` is the committer's, in seconds since 1970.

    `files` has the blob ids of each changed file before and after, by path relative to the
    knowledge base; an id is empty where there is no file.
    """

    id: str
    time: int
    tags: tuple[str, ...] = ()
    files: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def commits(repository: Repository) -> list[Commit]:
    """Return the commits of the published line, newest first; a merge is one commit.

    Raises GitError without any commit.
    """
    return list(_commits(run(repository.root, *LOG, most=MOST_NAMES)))


def _commits(data: bytes) -> Iterator[Commit]:
    head = b""
    files: dict[str, tuple[str, str]] = {}
    pieces = iter(data.split(b"\0"))
    for piece in (piece.lstrip(b"\n") for piece in pieces):
        if piece.startswith(HEAD_MARK):
            if head:
                yield _commit(head, files)
            head, files = piece, {}
        elif piece.startswith(b":"):
            _, _, old, new, _ = piece.decode().split()
            files[os.fsdecode(next(pieces))] = (_blob(old), _blob(new))
    if head:
        yield _commit(head, files)


def _commit(head: bytes, files: Mapping[str, tuple[str, str]]) -> Commit:
    name, time, refs = head.removeprefix(HEAD_MARK).decode(errors="replace").split(" ", 2)
    tags = (ref.removeprefix("tag: ") for ref in refs.split(", ") if ref.startswith("tag: "))
    return Commit(name, int(time), tuple(tags), files)


def _blob(name: str) -> str:
    return "" if {*name} == NO_BLOB else name
