"""Writes values and keys as TOML."""

from __future__ import annotations

import json
import re
from typing import Any

BARE = re.compile(r"[A-Za-z0-9_-]+")


def value(found: Any) -> str:
    """Return a text, number, truth, list or group as TOML has it in one line."""
    if isinstance(found, dict):
        return f"{{{', '.join(f'{key(name)} = {value(one)}' for name, one in found.items())}}}"
    if isinstance(found, list | tuple):
        return f"[{', '.join(map(value, found))}]"
    if isinstance(found, int | float):
        return json.dumps(found)
    text = str(found)
    return json.dumps(text, ensure_ascii="\x7f" in text)


def key(name: str) -> str:
    """Return a key, in quotes where it needs them."""
    return name if BARE.fullmatch(name) else value(name)
