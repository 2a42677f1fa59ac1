"""Limits of what is read, each of which settings may raise."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

SETTING = "speckb.limits"
MOST = 1_000_000_000  # to which a limit can be raised


@dataclass(frozen=True, slots=True)
class Limits:
    """What a knowledge base may have at most; `settings.schema.json` describes each limit.

    The defaults are far above what people write, and low enough that a file takes seconds at most.
    """

    file_bytes: int = 1_000_000
    page_bytes: int = 100_000
    page_lines: int = 3_000
    line_length: int = 10_000
    nesting: int = 12
    pages: int = 20_000
    corpus_bytes: int = 40_000_000
    files: int = 200_000
    font_bytes: int = 20_000_000
    findings: int = 100_000

    @classmethod
    def raised(cls, own: Any) -> Limits:
        """Return the limits as settings raise them, up to MOST; anything else is ignored."""
        found = {one.name: getattr(DEFAULT, one.name) for one in fields(cls)}
        for name in found.keys() & own.keys() if isinstance(own, dict) else ():
            if isinstance(own[name], int | float):
                found[name] = int(min(max(found[name], own[name]), MOST))
        return cls(**found)

    def passed(self, name: str, found: str) -> str:
        """Return the message for a limit that is passed, by its name; `found` says by what."""
        return f"{found}; at most {getattr(self, name):,}, by the setting {SETTING}.{name}"


DEFAULT = Limits()
