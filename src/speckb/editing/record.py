"""The table of removed entries in the settings."""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING, Any

from speckb.corpus.settings import FILE
from speckb.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = "[speckb.removed]"
HEAD = re.compile(r"\[speckb\.removed\][ \t]*(?:#.*)?")


def recorded(text: str, removed: Mapping[str, str]) -> str:
    """Return the text of the settings with more removed entries, by docname.

    Each has a line of its own, and lines are sorted, so that two removals rarely conflict. Raises
    UsageError where the settings write the table in another form.
    """
    wanted: dict[str, Any] = tomllib.loads(text)
    wanted["speckb"].setdefault("removed", {}).update(removed)
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.removesuffix(end).split(end)
    if not any(map(HEAD.fullmatch, lines)):
        lines += ["", NAME]
    first = next(n for n, line in enumerate(lines, 1) if HEAD.fullmatch(line))
    for name, reason in removed.items():
        line = f"{_quoted(name)} = {_quoted(reason)}"
        place = first
        while place < len(lines) and lines[place].startswith('"') and lines[place] < line:
            place += 1
        lines.insert(place, line)
    found = end.join([*lines, ""])
    try:
        if tomllib.loads(found) == wanted:
            return found
    except tomllib.TOMLDecodeError:
        pass
    raise UsageError(f"{FILE}: write {NAME} as a table with one entry per line")


def _quoted(text: str) -> str:
    """Return a text as a string of TOML, which has the escapes of JSON."""
    return json.dumps(text, ensure_ascii=False)
