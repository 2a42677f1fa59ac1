"""TOML with bounded nesting, and with the positions that Python's own parser does not report."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from speckb.files.frontmatter import Span
from speckb.files.positions import START

TABLE = re.compile(r"\s*\[\[?(?P<name>[^\[\]]+)\]")
KEY = re.compile(r"\s*(?P<name>(?:[\w-]+|\"[^\"]*\")(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"))*)\s*=")
PART = re.compile(r"[\w-]+|\"[^\"]*\"")
# A key of many parts: Python's parser takes time and memory by the square of their number.
LONG_KEY = re.compile(
    r"(?m)(?:^|[\[{,])[ \t]*+(?P<name>(?>[\w-]+|\"[^\"\n]*\"|'[^'\n]*')"
    r"(?:[ \t]*+\.[ \t]*+(?>[\w-]+|\"[^\"\n]*\"|'[^'\n]*')){12})"
)
ENDED = " (at end of document)"
LONG_NUMBER = "a number has more than 4,300 digits"
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
    except tomllib.TOMLDecodeError:
        raise
    except ValueError:  # Python's own limit
        raise tomllib.TOMLDecodeError(LONG_NUMBER) from None


def places(text: str) -> dict[tuple[str, ...], Span]:
    """Return the position of each table and setting by its path, of the first where there are two.

    The text is read line by line with regular expressions, which is enough for keys and tables on
    lines of their own.
    """
    found: dict[tuple[str, ...], Span] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), 1):
        if match := TABLE.match(line):
            path = table = _parts(match["name"])
        elif match := KEY.match(line):
            path = (*table, *_parts(match["name"]))
        else:
            continue
        found.setdefault(path, Span(number, match.start("name") + 1, match.end("name") + 1))
    # a table that has no line of its own is where its first part is
    for path, span in [*found.items()]:
        for depth in range(1, len(path)):
            found.setdefault(path[:depth], span)
    return found


def _parts(name: str) -> tuple[str, ...]:
    return tuple(part.strip('"') for part in PART.findall(name))


def stopped(error: ValueError, text: str) -> tuple[Span, str]:
    """Return the position of a syntax error, and the parser's message without its position."""
    if match := STOPPED.fullmatch(str(error)):
        line, column = int(match["line"]), int(match["column"])
        return Span(line, column, column + 1), match["message"]
    if str(error).endswith(ENDED):
        lines = text.split("\n")
        end = len(lines[-1]) + 1
        return Span(len(lines), end, end + 1), f"{str(error)[: -len(ENDED)]}; the file ends here"
    return START, str(error)
