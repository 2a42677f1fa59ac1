"""TOML with bounded nesting, and with the positions that Python's own parser does not report."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TABLE = re.compile(r"\s*\[\[?(?P<name>[^\[\]]+)\]")
KEY = re.compile(r"\s*(?P<name>(?:[\w-]+|\"[^\"]*\")(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"))*)\s*=")
PART = re.compile(r"[\w-]+|\"[^\"]*\"")
# A key of many parts: Python's parser takes time and memory by the square of their number.
LONG_KEY = re.compile(
    r"(?m)(?:^|[\[{,])[ \t]*+(?P<name>(?>[\w-]+|\"[^\"\n]*\"|'[^'\n]*')"
    r"(?:[ \t]*+\.[ \t]*+(?>[\w-]+|\"[^\"\n]*\"|'[^'\n]*')){12})"
)
STOPPED = re.compile(r"(?P<message>.*) \(at line (?P<line>\d+), column (?P<column>\d+)\)")


def loads(text: str) -> dict[str, Any]:
    """Return the data of a TOML text; raises TOMLDecodeError also for keys of too many parts."""
    if match := LONG_KEY.search(text):
        start = match.start("name")
        line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
        message = "a key of more than 12 parts"
        raise tomllib.TOMLDecodeError(f"{message} (at line {line}, column {column})")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise tomllib.TOMLDecodeError("nested too deep") from None


def place(text: str, path: Sequence[str]) -> str:
    """Return `:line:column` of a setting by its path, or of the innermost table that it is in.

    The text is read line by line with regular expressions, which is enough for keys and tables on
    lines of their own; it is empty where nothing is found.
    """
    known = positions(text)
    for depth in range(len(path), 0, -1):
        if found := known.get(tuple(path[:depth])):
            return f":{found[0]}:{found[1]}"
    return ""


def positions(text: str) -> dict[tuple[str, ...], tuple[int, int]]:
    """Return line and column of each table and setting, by its path."""
    found: dict[tuple[str, ...], tuple[int, int]] = {}
    for line, column, names in _named(text):
        found.setdefault(tuple(names), (line, column))
    return found


def _named(text: str) -> Iterator[tuple[int, int, list[str]]]:
    """Yield line, column and path of each table and setting."""
    table: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        if match := TABLE.match(line):
            table = _parts(match["name"])
            yield number, match.start("name") + 1, table
        elif match := KEY.match(line):
            yield number, match.start("name") + 1, [*table, *_parts(match["name"])]


def _parts(name: str) -> list[str]:
    return [part.strip('"') for part in PART.findall(name)]


def stopped(error: ValueError) -> tuple[str, str]:
    """Return `:line:column` of a syntax error, and the parser's message without its position."""
    match = STOPPED.fullmatch(str(error))
    return (f":{match['line']}:{match['column']}", match["message"]) if match else ("", str(error))
