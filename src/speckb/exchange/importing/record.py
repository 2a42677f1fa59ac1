"""The record of the last import: which value of each entry came from the source.

It is a file beside the mapping, with a line for each entry, so that two branches rarely conflict. A
value is remembered by its digest; that is enough to tell who changed it since.
"""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING, Any

from speckb.errors import UsageError
from speckb.exchange.flat import joined
from speckb.exchange.importing import bounded
from speckb.exchange.importing.source import BadFileError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path as FilePath

    from speckb.exchange.flat import Path

SUFFIX = ".imported.json"
MOST_BYTES = 50_000_000
Record = dict[str, dict[str, str]]  # digests by path, by the id of the entry


def digest(value: Any) -> str:
    """Return the digest of a value; that of None stands for no value."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def digests(values: Mapping[Path, Any]) -> dict[str, str]:
    """Return the digests of an entry's values by path."""
    return {joined(path): digest(value) for path, value in values.items()}


def read(path: FilePath, shown: str) -> Record:
    """Return the record in a file, empty where there is none.

    Raises UsageError for a file that is none.
    """
    if not os.path.lexists(path):
        return {}
    try:
        data = json.loads(bounded.content(path, shown, MOST_BYTES))
    except BadFileError as error:
        raise UsageError(f"{error}; restore it, or delete it") from None
    except (ValueError, RecursionError):
        data = None
    good = isinstance(data, dict) and all(
        isinstance(one, dict) and all(isinstance(part, str) for part in one.values())
        for one in data.values()
    )
    if not good:
        raise UsageError(f"{shown} is not the record of an import; restore it, or delete it")
    return dict(data)


def as_text(record: Record) -> str:
    """Return the file of a record: JSON with an entry on each line, sorted by id."""
    lines = [
        f"{json.dumps(k, ensure_ascii=False)}: {json.dumps(record[k])}" for k in sorted(record)
    ]
    return "\n".join(["{", ",\n".join(lines), "}", ""]) if lines else "{}\n"
