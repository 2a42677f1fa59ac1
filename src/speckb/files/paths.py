"""Paths on the command line, relative to the knowledge base."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from speckb.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path


def top(folder: Path, name: str) -> Path:
    """Return the nearest folder, from this one upwards, that has a file of that name, or itself."""
    here = folder.resolve()
    return next((one for one in (here, *here.parents) if (one / name).is_file()), folder)


def named(paths: Sequence[Path], root: Path) -> set[str] | None:
    """Return the named files and folders, relative to the root, or None where none are named.

    Raises UsageError for a path that does not exist or is outside the knowledge base.
    """
    found = set()
    for path in paths:
        # the last part is not resolved: a symbolic link is meant itself, not its target
        plain = path.name not in {"", ".."}
        full = path.parent.resolve() / path.name if plain else path.resolve()
        if not os.path.lexists(full):
            raise UsageError(f"no such file: {path}")
        if not full.is_relative_to(root):
            raise UsageError(f"{path} is not in the knowledge base at {root}")
        found.add(full.relative_to(root).as_posix())
    return found or None


def within(path: str, wanted: Collection[str]) -> bool:
    """Return whether a file is one of the wanted paths, or in one of the wanted folders."""
    return any(name in {path, "."} or path.startswith(f"{name}/") for name in wanted)
