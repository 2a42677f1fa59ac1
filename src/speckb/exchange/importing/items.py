"""Entries as a source has them: values by their paths in the front matter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from speckb.exchange.flat import PROSE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from speckb.corpus.settings import EntryType
    from speckb.exchange.flat import Path

ID: Path = ("id",)
TEXT: Path = (PROSE,)


class Problem(NamedTuple):
    """Why a record cannot become an entry, and where that is: in the source or in the mapping."""

    place: str
    message: str


@dataclass(frozen=True)
class Item:
    """An entry as the source has it: values by their paths, none empty.

    `asked` has the paths, without that of the id, for which the mapping has a value in some entry.
    """

    kind: EntryType
    id: str
    place: str
    values: Mapping[Path, Any]
    asked: frozenset[Path]

    @property
    def path(self) -> str:
        """The path of the file of a new entry, from the root."""
        return f"{self.kind.folder}/{self.id}.md"

    @property
    def meta(self) -> dict[str, Any]:
        """The front matter."""
        return nested(self.values)


def nested(values: Mapping[Path, Any]) -> dict[str, Any]:
    """Return values by their paths as front matter, without the text below it."""
    found: dict[str, Any] = {}
    for path, value in values.items():
        if path != TEXT:
            put(found, path, value)
    return found


def put(meta: dict[str, Any], path: Path, value: Any) -> None:
    """Set a value in front matter, with the groups around it.

    None takes the value out, and the groups that are empty then.
    """
    *groups, name = path
    around = [meta]
    for step in groups:
        if not isinstance(around[-1].get(step), dict):
            around[-1][step] = {}
        around.append(around[-1][step])
    if value is not None:
        around[-1][name] = value
        return
    around[-1].pop(name, None)
    for outer, inner, step in zip(around[-2::-1], around[:0:-1], groups[::-1], strict=True):
        if not inner:
            del outer[step]
