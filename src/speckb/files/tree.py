"""Search for the files of a knowledge base by pattern, and for symbolic links among them.

Hidden files are ignored: editors keep files of their own beside those that are open in them.
"""

from __future__ import annotations

import os
import re
import stat
from fnmatch import translate
from itertools import islice
from typing import TYPE_CHECKING

from speckb.errors import UsageError
from speckb.files.limits import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from speckb.files.limits import Limits

LINK = "a symbolic link"
KINDS = {
    stat.S_ISDIR: "a folder",
    stat.S_ISFIFO: "a pipe",
    stat.S_ISSOCK: "a socket",
    stat.S_ISBLK: "a device",
    stat.S_ISCHR: "a device",
}
MARKDOWN = (".md", ".markdown")


class TooManyError(UsageError):
    """The folders have more names than the limit, which is passed in `folder`."""

    def __init__(self, folder: str, message: str) -> None:
        super().__init__(f"{folder or '.'}: {message}")
        self.folder = folder
        self.message = message


def matches(name: str, pattern: str) -> bool:
    """Return whether a name matches a pattern, which has wildcards in its last part alone."""
    folder, _, last = pattern.rpartition("/")
    own, _, file = name.rpartition("/")
    return own == folder and file[:1] != "." and bool(re.match(translate(last), file))


class Tree:
    """The files below a folder; names are paths relative to it, with `/` as the separator.

    Each folder is listed once. The methods that list raise TooManyError as soon as the folders have
    more names than the limit.
    """

    def __init__(self, root: Path, limits: Limits = DEFAULT) -> None:
        self.root = root
        self._limits = limits
        self._left = limits.files
        self._known: dict[str, Sequence[os.DirEntry[str]]] = {}
        self._linked = {"": False}

    def names(self, patterns: Iterable[str]) -> Iterator[str]:
        """Yield the names of whatever matches, sorted within each pattern, each once.

        A pattern may have wildcards in its last part alone. Raises OSError for a folder that
        cannot be read; a folder that does not exist has no files.
        """
        seen: set[str] = set()
        for pattern in patterns:
            for name in self._matching(pattern):
                if name not in seen:
                    seen.add(name)
                    yield name

    def _matching(self, pattern: str) -> Iterator[str]:
        folder, slash, last = pattern.rpartition("/")
        is_one = re.compile(translate(last)).match
        try:
            listed = self._listed(folder)
        except (FileNotFoundError, NotADirectoryError):
            return
        names = (entry.name for entry in listed)
        yield from (f"{folder}{slash}{n}" for n in names if is_one(n) and n[0] != ".")

    def _listed(self, folder: str) -> Sequence[os.DirEntry[str]]:
        """Return what a folder holds, sorted by name; raises OSError."""
        if folder not in self._known:
            # scandir instead of Path.glob: it says what is a file without a system call for each
            with os.scandir(f"{self.root}/{folder}") as entries:
                found = list(islice(entries, self._left + 1))
            if len(found) > self._left:
                raise TooManyError(folder, self._limits.passed("files", "too many names"))
            self._left -= len(found)
            self._known[folder] = sorted(found, key=lambda entry: entry.name)
        return self._known[folder]

    def folders(self, top: str, without: Collection[str] = ()) -> Iterator[str]:
        """Yield a folder and those below it, without some and what is below those.

        Raises OSError for one that cannot be read; one that is missing has no folders below it.
        """
        yield top
        try:
            found = self._listed(top)
        except (FileNotFoundError, NotADirectoryError):
            return
        for entry in found:
            name = f"{top}/{entry.name}"
            hidden = entry.name.startswith(".") or name in without
            if not hidden and entry.is_dir(follow_symlinks=False):
                yield from self.folders(name, without)

    def below(self, folder: str) -> Iterator[str]:
        """Yield the names of Markdown files in a folder and its subfolders, in any letter case."""
        pending = [folder]
        while pending:
            folder = pending.pop()
            try:
                found = self._listed(folder)
            except OSError:
                continue
            for entry in found:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    pending.append(f"{folder}/{entry.name}")
                elif entry.is_file(follow_symlinks=False) and entry.name.lower().endswith(MARKDOWN):
                    yield f"{folder}/{entry.name}"

    def kind(self, name: str) -> str:
        """Return what a name is instead of a file: a symbolic link, a folder, a pipe, a device.

        A file is a link where a folder that it is in is one. The result is empty for files, and
        for names of which nothing is known.
        """
        return self.look(name)[0]

    def look(self, name: str) -> tuple[str, int]:
        """Return the kind of a name, as `kind` does, and the size in bytes."""
        try:
            state = os.lstat(f"{self.root}/{name}")
        except OSError:
            return "", 0
        if stat.S_ISLNK(state.st_mode) or self._is_linked(name.rpartition("/")[0]):
            return LINK, 0
        kind = next((kind for is_one, kind in KINDS.items() if is_one(state.st_mode)), "")
        return kind, state.st_size

    def _is_linked(self, folder: str) -> bool:
        if folder not in self._linked:
            self._linked[folder] = self.kind(folder) == LINK
        return self._linked[folder]
