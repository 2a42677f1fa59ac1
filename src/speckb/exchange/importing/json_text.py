"""JSON of strangers, with limits that Python's own parser does not have."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

from speckb.exchange.importing import bounded
from speckb.exchange.importing.source import BadFileError

if TYPE_CHECKING:
    from pathlib import Path

VALUES = 2_000_000
DEPTH = 100
HEAD = 4_000  # bytes that recognition looks at
SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class _RefusedError(Exception):
    """A value that is not allowed."""


def loaded(path: Path, most: int = bounded.MOST) -> Any:
    """Return the data of a JSON file in UTF-8; numbers are finite, keys occur once in an object.

    Raises BadFileError with line and column, or with what is wrong; and for more than `most` bytes.
    """
    name = path.name
    text = bounded.text(path, most=most)
    if sum(map(text.count, "[{,")) > VALUES:
        raise BadFileError(f"{name}: more than {VALUES:,} values")
    try:
        data = json.loads(
            text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_float
        )
    except json.JSONDecodeError as error:
        place = f"{name}:{error.lineno}:{error.colno}"
        raise BadFileError(f"{place}: not JSON: {error.msg}") from None
    except _RefusedError as error:
        raise BadFileError(f"{name}: {error}") from None
    except ValueError:
        raise BadFileError(f"{name}: a number with too many digits") from None
    except RecursionError:
        raise BadFileError(f"{name}: nested more than {DEPTH} deep") from None
    _check(data, name, has_surrogates=bool(SURROGATE.search(text)))
    return data


def head(path: Path) -> str:
    """Return the first characters of a file, for recognition; none where it cannot be read."""
    try:
        with path.open("rb") as stream:
            return stream.read(HEAD).decode("utf-8-sig", "ignore")
    except OSError:
        return ""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        key = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise _RefusedError(f"the key {key[:80]!r} is repeated in an object")
    return found


def _constant(word: str) -> None:
    raise _RefusedError(f"{word} is no number of JSON")


def _float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _RefusedError(f"the number {text[:40]} is too large")
    return number


def _check(data: Any, name: str, *, has_surrogates: bool) -> None:
    """Refuse data that is nested too deep, or has half a character."""
    pending: list[tuple[Any, int]] = [(data, 1)]
    while pending:
        one, depth = pending.pop()
        if depth > DEPTH:
            raise BadFileError(f"{name}: nested more than {DEPTH} deep")
        if isinstance(one, dict):
            pending += [
                (part, depth + 1) for part in one.values() if type(part) in {dict, list, str}
            ]
            pending += [(key, depth) for key in one] if has_surrogates else []
        elif isinstance(one, list):
            pending += [(part, depth + 1) for part in one if type(part) in {dict, list, str}]
        elif has_surrogates and isinstance(one, str):
            try:
                one.encode()
            except UnicodeEncodeError:
                raise BadFileError(f"{name}: {one[:40]!r} has half a character (\\ud8..)") from None
