"""`speckb init`: writes a small knowledge base to start from."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from speckb import SETTINGS, __version__
from speckb.corpus import settings
from speckb.editing import snippets
from speckb.editing.starters import COMMON, STARTERS
from speckb.errors import UsageError
from speckb.files.transaction import Change, commit

if TYPE_CHECKING:
    from pathlib import Path

SNIPPETS = ".vscode/speckb.code-snippets"
VERSION = "SPECKB_VERSION"  # in a file, stands for the version of this program


class Made(NamedTuple):
    """Paths from the folder, sorted: the files that were written, and those that were there."""

    written: list[str]
    left: list[str]


def init(folder: Path, like: str) -> Made:
    """Write the files of a kind that are not there yet, all or none.

    Raises UsageError where the folder is a knowledge base already, or where it cannot be written.
    """
    if os.path.lexists(folder / SETTINGS):
        raise UsageError(f"{folder / SETTINGS} already exists; nothing was written")
    found = files(like)
    left = sorted(name for name in found if os.path.lexists(folder / name))
    written = sorted(found.keys() - {*left})
    made = _make(folder)
    try:
        changes = [Change(folder / name, None, found[name].encode()) for name in written]
        commit(folder, changes, "speckb init")
    except BaseException:
        for path in made:
            with suppress(OSError):
                path.rmdir()
        raise
    return Made(written, left)


def files(like: str) -> dict[str, str]:
    """Return the text of each file of a kind, by its path."""
    found = {}
    for top in (COMMON, STARTERS / like):
        for path in sorted(top.rglob("*")):
            if path.is_file():
                name = path.relative_to(top).as_posix().replace("dot_", ".")
                found[name] = path.read_text(encoding="utf-8").replace(VERSION, __version__)
    found[SNIPPETS] = snippets.text(settings.load(STARTERS / like))
    return found


def _make(folder: Path) -> list[Path]:
    """Make a folder and those above it; return those that were made, the innermost first."""
    lacking = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: {error.strerror}; nothing was written") from None
    return lacking
