"""What git knows of a knowledge base: revisions, the files of one, and their bytes."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from speckb.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

QUIET = {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}


class GitError(Exception):
    """Git cannot tell; the message is its own, or says that there is no git."""


@dataclass(frozen=True, slots=True)
class Blob:
    """A file of a revision: its path from the knowledge base, its mode, id and size in bytes."""

    path: str
    mode: str
    id: str
    size: int


@dataclass(frozen=True, slots=True)
class Repository:
    """The git repository around a knowledge base, which is in its folder `prefix`.

    `head` is the commit that is checked out, empty before the first one.
    """

    root: Path
    prefix: str
    shallow: bool
    head: str

    def commit(self, revision: str) -> str:
        """Return the id of the commit that a revision names, or an empty string."""
        wanted = f"{revision}^{{commit}}"
        try:
            found = run(self.root, "rev-parse", "--verify", "--quiet", "--end-of-options", wanted)
        except GitError:
            return ""
        return found.decode().strip()

    def folder(self) -> Path:
        """Return git's own folder, which the repository's working trees share."""
        found = os.fsdecode(run(self.root, "rev-parse", "--git-common-dir")).removesuffix("\n")
        return self.root / found

    def names(self) -> list[str]:
        """Return the names of all branches and tags."""
        return run(self.root, "for-each-ref", "--format=%(refname:short)").decode().split()

    def tags(self) -> str:
        """Return all tags with the ids of what they name, as text."""
        form = "--format=%(objectname) %(refname)"
        return run(self.root, "for-each-ref", form, "refs/tags").decode(errors="replace")

    def is_clean(self) -> bool:
        """Return whether all tracked files of the knowledge base are as in the last commit."""
        try:
            return not self.changed()
        except GitError:
            return False

    def changed(self) -> set[str]:
        """Return the paths of the tracked files that are not as in the last commit."""
        asked = "--name-only", "-z", "--relative", "--no-renames", "--no-ext-diff"
        found = run(self.root, "diff", *asked, "HEAD", "--", ".")
        return {os.fsdecode(name) for name in found.split(b"\0") if name}

    def tracked(self) -> set[str]:
        """Return the paths of all tracked files of the knowledge base."""
        return {os.fsdecode(name) for name in run(self.root, "ls-files", "-z").split(b"\0") if name}

    def files(self, commit: str) -> list[Blob]:
        """Return the files of the knowledge base in a commit; none where it was not there yet."""
        tree = f"{commit}:{self.prefix.rstrip('/')}"
        try:
            listed = run(self.root, "ls-tree", "-r", "-z", "-l", "--full-tree", tree)
        except GitError:
            return []
        found = []
        for line in listed.split(b"\0")[:-1]:
            about, _, name = line.partition(b"\t")
            mode, kind, blob, size = about.decode().split()
            if kind == "blob":
                found.append(Blob(os.fsdecode(name), mode, blob, int(size)))
        return found

    def contents(self, blobs: Iterable[str]) -> dict[str, bytes]:
        """Return the bytes of blobs by their ids."""
        wanted = list(dict.fromkeys(blobs))
        if not wanted:
            return {}
        data = run(self.root, "cat-file", "--batch", given="\n".join(wanted).encode() + b"\n")
        found = {}
        start = 0
        for blob in wanted:
            end = data.index(b"\n", start)
            head = data[start:end].split()
            if len(head) != 3:
                raise GitError(f"{blob}: {data[start:end].decode(errors='replace')}")
            start, size = end + 1, int(head[2])
            found[blob] = data[start : start + size]
            start += size + 1
        return found


def around(root: Path) -> Repository:
    """Return the repository around a folder.

    Raises GitError where there is none, or no git.
    """
    asked = "--is-shallow-repository", "--show-prefix", "--revs-only", "HEAD"
    said = os.fsdecode(run(root, "rev-parse", *asked))
    shallow, *rest = said.removesuffix("\n").split("\n")
    head = rest.pop() if len(rest) > 1 else ""
    return Repository(root, "\n".join(rest), shallow == "true", head)


def run(root: Path, *arguments: str, given: bytes = b"") -> bytes:
    """Return what a git command prints. Raises GitError where it fails."""
    try:
        done = subprocess.run(  # noqa: S603  arguments are ours, or follow --end-of-options
            ["git", "-C", root, *arguments],  # noqa: S607  the user's own git
            input=given,
            capture_output=True,
            check=True,
            env={**os.environ, **QUIET},
        )
    except FileNotFoundError:
        raise GitError("git is not installed") from None
    except subprocess.CalledProcessError as error:
        message = error.stderr.decode(errors="replace").strip()
        raise GitError(message or f"git {arguments[0]} failed") from None
    return done.stdout


def changed(root: Path, revision: str) -> set[str]:
    """Return the files below `root` that were changed or added since `revision`, from `root`.

    Raises UsageError where git cannot tell.
    """
    if revision.startswith("-"):
        raise UsageError(f"{revision!r} is no git revision")
    asked = [
        _ask(root, "ls-files", "--others", "--exclude-standard", "-z", "--", "."),
        _ask(root, "diff", "--name-only", "--relative", "-z", revision, "--", "."),
    ]
    answers = [(git, *git.communicate()) for git in asked]
    for git, _, problem in answers:
        if git.returncode:
            raise UsageError(f"git: {problem.strip()}")
    return {name for _, said, _ in answers for name in said.split("\0") if name}


def _ask(root: Path, *arguments: str) -> subprocess.Popen[str]:
    try:
        return subprocess.Popen(  # noqa: S603  the revision cannot be an option
            ["git", "-C", root, *arguments],  # noqa: S607  the user's own git
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="surrogateescape",
        )
    except FileNotFoundError:
        raise UsageError("git is not installed; --changed needs it") from None
