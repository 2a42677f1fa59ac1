"""Reads what `speckb export --format json` writes: each entry with its front matter and prose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speckb.exchange.flat import PROSE
from speckb.exchange.importing import json_text
from speckb.exchange.importing.source import BadFileError, Record, Source

if TYPE_CHECKING:
    from pathlib import Path

NAME = "speckb"
START = 2_000  # bytes in which the file says what it is
MOST_BYTES = 40_000_000


def is_own(path: Path) -> bool:
    """Return whether a file says that it is an export."""
    with path.open("rb") as file:
        start = file.read(START)
    return b'"format": "speckb"' in start


def read(path: Path) -> Source:
    """Return the entries of a file; raises BadFileError."""
    data = json_text.loaded(path, MOST_BYTES)
    entries = data.get("entries") if isinstance(data, dict) else None
    if not isinstance(entries, list):
        raise BadFileError(f"{path.name}: no list 'entries'; this is no export of speckb")
    records = [_record(path.name, number, one) for number, one in enumerate(entries)]
    files = data.get("files", {})
    if not isinstance(files, dict) or not all(isinstance(text, str) for text in files.values()):
        raise BadFileError(f"{path.name}: 'files' must be texts by path")
    return Source(NAME, tuple(records), ids="id", files=files, attributes=_declared(data))


def _declared(data: Any) -> tuple[str, ...]:
    """Return the fields of all types, as far as the file says them as it should."""
    types = data.get("types")
    kinds = types.values() if isinstance(types, dict) else ()
    fields = [kind.get("fields") for kind in kinds if isinstance(kind, dict)]
    names = (name for found in fields if isinstance(found, dict) for name in found)
    return tuple(dict.fromkeys((*names, PROSE)))


def _record(name: str, number: int, entry: Any) -> Record:
    place = f"{name}: entries[{number}]"
    if not isinstance(entry, dict):
        raise BadFileError(f"{place}: an entry must be an object")
    fields, kind, prose = entry.get("fields"), entry.get("type"), entry.get(PROSE, "")
    if not isinstance(fields, dict) or not isinstance(kind, str) or not isinstance(prose, str):
        raise BadFileError(f"{place}: an entry must have 'type' and 'prose', texts, and 'fields'")
    values = {key: value for key, value in fields.items() if value not in (None, "", [], {})}
    if "id" in values:
        place = f"{place} ({str(values['id'])[:60]})"
    return Record(place, kind, {**values, **({PROSE: prose} if prose else {})})
