"""Search for the files of a knowledge base by pattern, and for symbolic links among them.

Hidden files are ignored: editors keep files of their own beside those that are open in them.
"""

from __future__ import annotations

import os
import re
import stat
from fnmatch import translate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

LINK = "a symbolic link"
KINDS = {
    stat.S_ISDIR: "a folder",
    stat.S_ISFIFO: "a pipe",
    stat.S_ISSOCK: "a socket",
    stat.S_ISBLK: "a device",
    stat.S_ISCHR: "a device",
}
MARKDOWN = (".md", ".markdown")


class Tree:
    """The files below a folder; names are paths relative to it, with `/` as the separator."""

    def __init__(self, root: Path) -> None:
        self.root = root
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
        # scandir instead of Path.glob: it says what is a file without a system call for each
        folder, slash, last = pattern.rpartition("/")
        matches = re.compile(translate(last)).match
        try:
            with os.scandir(self.root / folder) as entries:
                names = sorted(e.name for e in entries if matches(e.name) and e.name[0] != ".")
        except (FileNotFoundError, NotADirectoryError):
            return
        yield from (f"{folder}{slash}{name}" for name in names)

    def below(self, folder: str) -> Iterator[str]:
        """Yield the names of Markdown files in a folder and its subfolders, in any letter case."""
        pending = [folder]
        while pending:
            folder = pending.pop()
            try:
                with os.scandir(self.root / folder) as entries:
                    found = sorted(entries, key=lambda entry: entry.name)
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
        try:
            mode = os.lstat(f"{self.root}/{name}").st_mode
        except OSError:
            return ""
        if stat.S_ISLNK(mode) or self._is_linked(name.rpartition("/")[0]):
            return LINK
        return next((kind for is_one, kind in KINDS.items() if is_one(mode)), "")

    def _is_linked(self, folder: str) -> bool:
        if folder not in self._linked:
            self._linked[folder] = self.kind(folder) == LINK
        return self._linked[folder]
