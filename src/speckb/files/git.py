"""Git commands on a knowledge base: revisions, changed files, and the files of a revision.

All commands run through `run`, with one environment. A revision that a user names is never read as
an option: it follows `--end-of-options`, or is refused where it begins with a hyphen.
"""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from speckb.errors import UsageError
from speckb.files.child import Child, ChildError, Limits, TooManyNamesError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# No lock beside a git command of the user's own; messages that do not depend on the language; no
# question that waits for an answer.
ENVIRONMENT = {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}

# No program that a repository names is run: no hook, no file system monitor, and no settings of a
# bare repository that lies among the files. Time and memory are for a history of many years.
SAFE = (
    *("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}"),
    *("-c", "safe.bareRepository=explicit"),
)
LIMITS = Limits(seconds=300, memory=2000, output=1000)

# Names relative to the folder and unquoted, without a diff program of the user's settings, and
# without a look into the working trees of submodules.
CHANGED = (
    *("diff", "--name-only", "-z", "--relative", "--no-ext-diff", "--no-textconv"),
    *("--no-renames", "--ignore-submodules=dirty"),
)

UNTRACKED = ("ls-files", "--others", "--exclude-standard", "-z", "--", ".")


class GitError(Exception):
    """A git command failed: the message is git's own, or says that git is not installed."""


class NoGitError(GitError):
    """Git is not installed."""


class TooManyError(GitError):
    """A revision has more names than the limit."""


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
        return _names(run(self.root, *CHANGED, "HEAD", "--", "."))

    def tracked(self) -> set[str]:
        """Return the paths of all tracked files of the knowledge base."""
        return tracked(self.root, ())

    def files(self, commit: str, most: int, *paths: str) -> list[Blob]:
        """Return the files of the knowledge base in a commit; none where it was not there yet.

        With `paths`, only these. Raises TooManyError as soon as there are more names than `most`.
        """
        tree = f"{commit}:{self.prefix.rstrip('/')}"
        options = ("-r", "-z", "-l", "--full-tree")
        try:
            listed = run(self.root, "ls-tree", *options, tree, *paths, most=most)
        except TooManyError:
            raise
        except GitError:
            return []
        found = []
        for line in listed.split(b"\0")[:-1]:
            about, _, name = line.partition(b"\t")
            mode, kind, blob, size = about.decode().split()
            if kind == "blob":
                found.append(Blob(os.fsdecode(name), mode, blob, int(size)))
        return found

    def small(self, blobs: Iterable[str], most: int) -> list[str]:
        """Return the ids of the blobs that have at most so many bytes, each once."""
        wanted = list(dict.fromkeys(blobs))
        if not wanted:
            return []
        given = "\n".join(wanted).encode() + b"\n"
        sizes = run(self.root, "cat-file", "--batch-check=%(objectsize)", given=given).split(b"\n")
        return [
            blob
            for blob, size in zip(wanted, sizes, strict=False)
            if size.isdigit() and int(size) <= most
        ]

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


def changed_since(root: Path, revision: str) -> set[str]:
    """Return the files below `root` that differ from those at `revision`, from `root`.

    A renamed file has both names: what it leaves behind can break as much as what it brings.
    Raises UsageError where git is not installed or refuses the revision.
    """
    if revision.startswith("-"):  # git would read it as an option
        raise UsageError(f"unknown git revision {revision!r}")
    try:
        # Started together: one takes as long as the other, and `check --changed` waits for both.
        # Both are ended before one is judged: none goes on when the other has failed.
        with ExitStack() as running:
            asked = [
                running.enter_context(_start(root, *arguments))
                for arguments in (
                    UNTRACKED,
                    (*CHANGED, revision, "--", "."),
                )
            ]
            found = b"".join([_output(git) for git in asked])
    except NoGitError as error:
        raise UsageError(f"{error}; --changed requires it") from None
    except GitError as error:
        raise UsageError(f"git: {error}") from None
    return _names(found)


def statuses(root: Path, old: str, new: str = "") -> dict[str, str]:
    """Return git's letter for each file below `root` that differs between two commits, by path.

    Without `new`, the files as they are are compared; those that git does not know are added.
    Raises GitError.
    """
    asked = ("diff", "--name-status", *CHANGED[2:], old, *filter(None, [new]))
    listed = iter(run(root, *asked, "--", ".").split(b"\0")[:-1])
    found = {
        os.fsdecode(name): letter.decode()[:1] for letter, name in zip(listed, listed, strict=True)
    }
    if not new:
        found |= dict.fromkeys(_names(run(root, *UNTRACKED)), "A")
    return found


def deleted(root: Path) -> set[str]:
    """Return the files of the last commit that are gone, from `root`; none without git."""
    try:
        return _names(run(root, *CHANGED, "--diff-filter=D", "HEAD", "--", "."))
    except GitError:
        return set()


def ever_deleted(root: Path, folders: Iterable[str]) -> set[str]:
    """Return the files below folders that a commit has deleted, from `root`; none without git."""
    asked = ("log", "--diff-filter=D", "--no-renames", "--name-only", "--relative", "-z")
    try:
        return _names(run(root, *asked, "--format=", "HEAD", "--", *folders))
    except GitError:
        return set()


def last_commit(root: Path, paths: Iterable[str]) -> str:
    """Return the short id of the last commit that changed one of the files, or an empty string."""
    try:
        return run(root, "log", "-1", "--format=%h", "HEAD", "--", *paths).decode().strip()
    except GitError:
        return ""


def time_of_last_commit(root: Path) -> str:
    """Return when the last commit was made, in seconds since 1970; empty where there is none."""
    try:
        return run(root, "log", "-1", "--format=%ct").decode().strip()
    except GitError:
        return ""


def tracked(root: Path, patterns: Iterable[str]) -> set[str]:
    """Return the paths of the tracked files below `root` that match; raises GitError."""
    return _names(run(root, "ls-files", "-z", "--", *patterns))


def run(root: Path, *arguments: str, given: bytes = b"", most: int | None = None) -> bytes:
    """Return what a git command prints, with `given` as its input.

    Raises GitError where it fails, or where git is not installed; TooManyError as soon as it has
    printed more names than `most`, each ended by a NUL byte.
    """
    with _start(root, *arguments, given=given, most=most) as git:
        return _output(git)


def _start(root: Path, *arguments: str, given: bytes = b"", most: int | None = None) -> Child:
    try:
        # no argument of a user's can be an option
        return Child(
            ["git", *SAFE, "-C", root, *arguments],
            replace(LIMITS, names=most),
            env={**os.environ, **ENVIRONMENT},
            given=given,
        )
    except FileNotFoundError:
        raise NoGitError("git is not installed") from None
    except OSError as error:
        raise GitError(f"git cannot be started: {error.strerror}") from None


def _output(git: Child) -> bytes:
    """Return what a command prints until its end; raises GitError with its message if it fails."""
    try:
        ended = git.finish()
    except TooManyNamesError as error:
        raise TooManyError(f"git {error}") from None
    except ChildError as error:
        raise GitError(f"git {error}") from None
    if ended.status:
        message = ended.errors.decode(errors="replace").strip()
        raise GitError(message or f"git exited with status {ended.status}")
    return ended.output


def _names(listed: bytes) -> set[str]:
    """Return the paths that a command with the option `-z` has listed."""
    return {os.fsdecode(name) for name in listed.split(b"\0") if name}
