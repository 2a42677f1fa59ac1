"""Small knowledge bases to start from: the files of each kind, and in `common` those of all.

A name that begins with `dot_` begins with a dot where it is written, so that no tool takes these
files for those of this repository.
"""

from __future__ import annotations

from pathlib import Path

STARTERS = Path(__file__).parent
COMMON = STARTERS / "common"


def kinds() -> list[str]:
    """Return the names of the kinds."""
    names = (path.name for path in STARTERS.iterdir() if path.is_dir() and path != COMMON)
    return sorted(name for name in names if not name.startswith("_"))
