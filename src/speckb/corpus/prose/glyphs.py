"""Index of the characters that the fonts of the PDF contain.

Those of the built-in fonts are in a generated file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from speckb.suggest import choice

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FILE = Path(__file__).with_name("glyphs.txt")
HEAD = "# Written by `make glyphs`: the characters that the fonts of the PDF have.\n"
SETTING = "speckb.pdf.fonts.others"


class Coverage:
    """A set of code points, from runs of them in ascending order."""

    def __init__(self, runs: Sequence[tuple[int, int]] = ()) -> None:
        self._firsts = [first for first, _ in runs]
        self._lasts = [last for _, last in runs]

    def __contains__(self, code: int) -> bool:
        at = bisect_right(self._firsts, code)
        return at > 0 and code <= self._lasts[at - 1]


NONE = Coverage()


def lost(text: str, more: Coverage = NONE) -> list[str]:
    """Return the runs of characters in a text that no font contains, built in or with `more`."""
    if text.isascii():
        return []
    letters = {one for one in {*text} if ord(one) not in _built_in() and ord(one) not in more}
    return re.findall(f"[{re.escape(''.join(letters))}]+", text) if letters else []


def message(letters: Iterable[str]) -> str:
    """Return the message for characters that no font contains."""
    named = choice(f"{one} (U+{ord(one):04X})" for one in dict.fromkeys(letters))
    return f"not in any font of the PDF: {named}; add a font that has them to {SETTING}"


@lru_cache(maxsize=1)
def _built_in() -> Coverage:
    """Return what the built-in fonts contain; all characters before the first of the file."""
    lines = FILE.read_text(encoding="ascii").splitlines()[1:]
    pairs = [[int(code, 16) for code in line.split("-")] for line in lines]
    return Coverage([(0, pairs[0][0] - 1), *((first, last) for first, last in pairs)])
