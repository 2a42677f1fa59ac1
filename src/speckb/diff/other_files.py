"""Changes of files that a knowledge base does not read as entries, pages, pictures or settings.

They are told by name: programs, templates, workflows, and whatever else a change brings along.
"""

from __future__ import annotations

import hashlib
import os
import stat
from typing import TYPE_CHECKING

from speckb.diff.images import picture_names
from speckb.diff.model import Change
from speckb.errors import UsageError
from speckb.files import git

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from speckb.corpus.corpus import Corpus
    from speckb.diff.model import Status
    from speckb.diff.states import State

# Folders of git, of an environment and of builds, which are no part of a state.
LEFT_OUT = frozenset({".git", ".venv", "build", "__pycache__"})
STATUSES: Mapping[str, Status] = {"A": "added", "D": "removed"}


def other_files(root: Path, before: State, after: State) -> tuple[Change, ...]:
    """Return the changes of all other files, by path; `root` is the knowledge base's folder.

    Raises UsageError where git cannot compare the states.
    """
    known = _known(before.corpus) | _known(after.corpus)
    try:
        if before.commit and (after.commit or after.corpus.settings.root == root):
            found = git.statuses(root, before.commit, after.commit)
            changed = {path: STATUSES.get(letter, "changed") for path, letter in found.items()}
        else:
            changed = dict(_compared(_digests(root, before), _digests(root, after)))
    except git.GitError as error:
        raise UsageError(f"git: {error}") from None
    return tuple(
        Change("file", "", path, status)
        for path, status in sorted(changed.items())
        if path not in known
    )


def _known(corpus: Corpus) -> set[str]:
    """Return the paths of the files whose meaning is compared."""
    return {
        *corpus.settings.own_files,
        *(item.path for item in corpus.items),
        *picture_names(corpus),
    }


def _compared(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[tuple[str, Status]]:
    for path in {**old, **new}:
        if old.get(path) != new.get(path):
            yield path, "added" if path not in old else "removed" if path not in new else "changed"


def _digests(root: Path, state: State) -> dict[str, str]:
    """Return kind and digest of each file of a state, as git computes the ids of its blobs."""
    if state.commit:
        files = git.around(root).files(state.commit, state.corpus.settings.limits.files)
        return {blob.path: f"{blob.mode[:2]} {blob.id}" for blob in files}
    top = state.corpus.settings.root
    found = {}
    for folder, folders, names in os.walk(top):
        folders[:] = sorted({*folders} - LEFT_OUT)
        for name in names:
            path = os.path.join(folder, name)  # noqa: PTH118  as below
            found[os.path.relpath(path, top).replace(os.sep, "/")] = _digest(path)
    return found


def _digest(path: str) -> str:  # paths as texts are far quicker for many files
    try:
        about = os.lstat(path)
        if stat.S_ISLNK(about.st_mode):
            target = os.fsencode(os.readlink(path))  # noqa: PTH115  as below
            return f"12 {_blob(len(target), target).hexdigest()}"
        if not stat.S_ISREG(about.st_mode):
            return stat.filemode(about.st_mode)
        found = _blob(about.st_size)
        with open(path, "rb") as file:  # noqa: PTH123  as below
            while data := file.read(1 << 20):
                found.update(data)
    except OSError as error:
        return str(error.strerror)
    return f"10 {found.hexdigest()}"


def _blob(size: int, data: bytes = b"") -> hashlib._Hash:
    return hashlib.sha1(b"blob %d\0" % size + data, usedforsecurity=False)
