"""Upper bounds of the width of text, and line breaks, without the font.

Which font a reader has is not known, so widths are those of a wide sans serif.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Advance widths of DejaVu Sans, rounded up, in hundredths of the font size.
GROUPS = {
    30: "'IJijl",
    35: " ,./:;\\|",
    40: "()-[]ft",
    45: "!r",
    50: '"*_`',
    55: "?csz",
    60: "FLkvxy",
    65: "$0123456789EPSTYabdeghnopqu{}",
    70: "ABCKRVXZ",
    75: "NU",
    80: "&DGHOQ",
    85: "#+<=>^w~",
    90: "M",
    100: "%@Wm",
}
WIDTHS = {character: width for width, group in GROUPS.items() for character in group}
BOLD = 1.15  # factor for bold text
ELLIPSIS = "…"
PIECE = re.compile(r"[^-]+-*|-+")


def width(text: str, size: float) -> float:
    """Return an upper bound of the width of a line of text, in the unit of the font size."""
    return sum(WIDTHS.get(c) or _unlisted(c) for c in text) * size / 100


def _unlisted(character: str) -> int:
    """Return the width of a character that is not in the table, in hundredths of the font size."""
    if unicodedata.combining(character):
        return 0
    return 105 if unicodedata.east_asian_width(character) in "WF" else 100


@cache
def wrap(text: str, size: float, limit: float, lines: int) -> tuple[str, ...]:
    """Break text into at most `lines` lines no wider than `limit`; cut text ends in an ellipsis."""
    rest = [piece for word in text.split() for piece in _pieces(word, size, limit)]
    found: list[str] = []
    while rest and len(found) < lines:
        line = rest.pop(0)
        while rest and width(f"{line}{rest[0]}".rstrip(), size) <= limit:
            line += rest.pop(0)
        found.append(line.rstrip())
    if rest:
        found[-1] += ELLIPSIS
    return tuple(_cut(line, size, limit) for line in found)


def _pieces(word: str, size: float, limit: float) -> list[str]:
    """Return a word with a space after it; one that is too wide is split after its hyphens."""
    return [f"{word} "] if width(word, size) <= limit else PIECE.findall(f"{word} ")


def _cut(line: str, size: float, limit: float) -> str:
    if width(line, size) <= limit:
        return line
    kept = line.removesuffix(ELLIPSIS)
    while kept and width(kept + ELLIPSIS, size) > limit:
        kept = kept[:-1]
    return kept.rstrip() + ELLIPSIS
