"""Natural order of texts: numbers in them by size, so that R2 comes before R10.

An accented letter stands with the letter without it, as most languages have it in lists.
"""

from __future__ import annotations

import re
import unicodedata

# Python refuses to read numbers of thousands of digits: a longer run is several numbers.
NUMBER = re.compile(r"(\d{1,18})")
# Letters that are one with others for a list, though Unicode does not say so.
ALIKE = str.maketrans(
    {"ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O"}
    | {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D"}
)


def natural(text: str) -> tuple[tuple[int, int | str], ...]:
    """Return a sort key that puts R2 before R10, and numbers before words.

    Letters without accents sort by their codes. For an order without regard to case, give it
    `text.casefold()`.
    """
    return tuple(
        # the first number keeps int and str apart, which cannot be compared
        (0, int(piece)) if piece.isdecimal() else (1, piece)
        for piece in NUMBER.split(bare(text))
        if piece
    )


def bare(text: str) -> str:
    """Return a text without accents, and with joined letters as two."""
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFD", text.translate(ALIKE))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))
