"""Cache of the outlines of releases, in the repository's `.git` folder.

Published releases do not change. The key is a digest of the engine's code and of the words in use,
and both commits.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from speckb import __file__ as engine
from speckb.diff.outline import Block, Line, Outline, Section
from speckb.diff.worddiff import Words
from speckb.files.output import write
from speckb.language import fingerprint

if TYPE_CHECKING:
    from speckb.files.git import Repository

FOLDER = "speckb"
KEPT = 500


class OutlineCache:
    """Outlines by the commits that they compare."""

    def __init__(self, repository: Repository) -> None:
        self.folder = repository.folder() / FOLDER

    def get(self, before: str, after: str) -> Outline | None:
        """Return the outline, or None if there is none or it cannot be read."""
        try:
            return _outline(json.loads(self._path(before, after).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def put(self, before: str, after: str, outline: Outline) -> None:
        """Store an outline and drop the oldest; errors are ignored, a cache is no requirement."""
        with suppress(OSError):
            write(self._path(before, after), json.dumps(asdict(outline)))
            for old in sorted(self.folder.glob("*.json"), key=lambda one: one.stat().st_mtime)[
                :-KEPT
            ]:
                old.unlink()

    def _path(self, before: str, after: str) -> Path:
        made = "-".join(filter(None, [_engine(), fingerprint()]))
        return self.folder / f"{made}-{before or 'nothing'}-{after}.json"


@cache
def _engine() -> str:
    """Return a digest of the engine's code."""
    digest = hashlib.sha256()
    for path in sorted(Path(engine).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _outline(data: dict[str, Any]) -> Outline:
    sections = tuple(
        Section(**section | {"blocks": tuple(map(_block, section["blocks"]))})
        for section in data["sections"]
    )
    return Outline(data["before"], data["after"], sections, tuple(data["notes"]))


def _block(data: dict[str, Any]) -> Block:
    return Block(**data | {"lines": tuple(map(_line, data["lines"]))})


def _line(data: dict[str, Any]) -> Line:
    return Line(**data | {"words": tuple(Words(**words) for words in data["words"])})
