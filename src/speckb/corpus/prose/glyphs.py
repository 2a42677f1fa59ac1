"""Index of the characters that the fonts of the PDF contain, from a generated file."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("glyphs.txt")
HEAD = "# Written by `make glyphs`: the characters that the fonts of the PDF have.\n"


def lost(text: str) -> list[str]:
    """Return the runs of characters in a text that no font contains."""
    letters = set() if text.isascii() else {one for one in {*text} if not _known(ord(one))}
    if not letters:
        return []
    return re.findall(f"[{re.escape(''.join(letters))}]+", text)


def _known(code: int) -> bool:
    """Return whether a font contains a code point; those below the first range all are."""
    firsts, lasts = _ranges()
    return code < firsts[0] or code <= lasts[bisect_right(firsts, code) - 1]


@lru_cache(maxsize=1)
def _ranges() -> tuple[list[int], list[int]]:
    """Return the first and the last code point of each range, both in ascending order."""
    lines = FILE.read_text(encoding="ascii").splitlines()[1:]
    pairs = [line.split("-") for line in lines]
    return [int(first, 16) for first, _ in pairs], [int(last, 16) for _, last in pairs]
