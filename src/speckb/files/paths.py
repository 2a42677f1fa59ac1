"""The files and folders that a command is asked to look at."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from speckb.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path


def named(paths: Sequence[Path], root: Path) -> set[str] | None:
    """Return the files and folders that are meant, from the root, or None for all."""
    found = set()
    for path in paths:
        plain = path.name not in {"", ".."}
        full = path.parent.resolve() / path.name if plain else path.resolve()
        if not os.path.lexists(full):
            raise UsageError(f"no file {path}")
        if not full.is_relative_to(root):
            raise UsageError(f"{path} is not in the knowledge base at {root}")
        found.add(full.relative_to(root).as_posix())
    return found or None


def within(path: str, wanted: Collection[str]) -> bool:
    """Return whether a file is one of those, or in one of the folders."""
    return any(name in {path, "."} or path.startswith(f"{name}/") for name in wanted)
