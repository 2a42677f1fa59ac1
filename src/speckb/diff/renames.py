"""Detection of renamed entries, and the new ids in the fields of old records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speckb.diff.content import Record

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from speckb.diff.content import Key
    from speckb.diff.normalize import Path

FORMER = "formerly"


def renames(before: Mapping[Key, Record], after: Mapping[Key, Record]) -> dict[str, str]:
    """Return the new ids of renamed entries, by old id.

    An entry is renamed if its `formerly` lists an id that existed before and no longer does, and
    its own id did not exist before.
    """
    found: dict[str, str] = {}
    for (sort, kind, name), record in after.items():
        if (sort, kind, name) in before:
            continue
        for old in record.fields.get((FORMER,), ()):
            key = (sort, kind, old)
            if key in before and key not in after and old not in found:
                found[old] = name
                break
    return found


def renamed(record: Record, names: Mapping[str, str], links: Collection[str]) -> Record:
    """Return a record with new ids in its links and its own id; prose is left unchanged."""
    if not names:
        return record
    fields = {
        _path(path, names, links): _value(path, value, names, links)
        for path, value in record.fields.items()
    }
    new = record.id
    if record.sort == "entry" and record.id in names:
        new = names[record.id]
        fields[("id",)] = new
        fields[(FORMER,)] = [*fields.get((FORMER,), ()), record.id]
    return Record(record.sort, record.type, new, fields, record.text)


def _path(path: Path, names: Mapping[str, str], links: Collection[str]) -> Path:
    if len(path) > 1 and path[0] in links:
        return (path[0], names.get(path[1], path[1]), *path[2:])
    return path


def _value(path: Path, value: Any, names: Mapping[str, str], links: Collection[str]) -> Any:
    if len(path) == 1 and path[0] in links and isinstance(value, list):
        return [names.get(item, item) if isinstance(item, str) else item for item in value]
    return value
