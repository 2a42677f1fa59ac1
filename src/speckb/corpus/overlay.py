"""What later documents changed in an entry, with their sections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from speckb.files.frontmatter import Path


@dataclass(frozen=True, slots=True)
class Said:
    """What makes something hold: the edition from which it does, the document and its sections."""

    edition: str
    document: str
    sections: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Overlay:
    """What later documents changed in an entry, up to an edition.

    `places` maps the path of each changed field to its path in the file; `said` has what changed
    it last; an empty path stands for all that is about the entry as a whole.
    """

    places: Mapping[Path, Path]
    said: Mapping[Path, Said]

    def place(self, path: Path) -> Path:
        """Return the path in the file of a field of the view."""
        for length in range(len(path), 0, -1):
            if found := self.places.get(path[:length]):
                return (*found, *path[length:])
        return path
