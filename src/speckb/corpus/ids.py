"""Form of ids: the one that every id has, and the narrower one that the settings ask for."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import jsonschema_rs

_WORD = r"\p{L}\p{M}\p{N}"  # letters of any script, their marks, and digits
_ID = rf"[\p{{L}}\p{{N}}](?:[{_WORD}._-]*[{_WORD}_-])?"
ID = f"^{_ID}$"
PAGE = rf"^(?:[{_WORD}_-][{_WORD}._-]*/)*{_ID}$"  # an id, or the path of a page without its suffix
FORM = "use letters, digits, '.', '_' and '-'; begin with a letter or digit, end with no '.'"


def problem(name: str, pattern: str = "") -> str:
    """Return why a name cannot be an id, or an empty string; `pattern` is that of the settings."""
    if not matcher(ID).is_valid(name):
        return f"{name!r} is not a valid id; {FORM}"
    if pattern and not matcher(pattern).is_valid(name):
        return f"{name!r} is not a valid id; it must match {pattern}"
    return ""


@lru_cache
def matcher(pattern: str) -> Any:
    """Return a validator of texts that match a pattern in linear time, whatever the pattern is.

    Raises jsonschema_rs.ValidationError for a pattern that cannot be used: one that is wrong, or
    that looks around or back.
    """
    schema = {"type": "string", "pattern": pattern}
    return jsonschema_rs.validator_for(schema, pattern_options=jsonschema_rs.RegexOptions())
