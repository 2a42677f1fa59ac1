"""Natural order of texts: numbers in them by size, so that R2 comes before R10."""

from __future__ import annotations

import re

# Python refuses to read numbers of thousands of digits: a longer run is several numbers.
NUMBER = re.compile(r"(\d{1,18})")


def natural(text: str) -> tuple[tuple[int, int | str], ...]:
    """Return a sort key that puts R2 before R10, and numbers before words.

    Letters sort by their codes; for an order without regard to case, give it `text.casefold()`.
    """
    return tuple(
        # the first number keeps int and str apart, which cannot be compared
        (0, int(piece)) if piece.isdecimal() else (1, piece)
        for piece in NUMBER.split(text)
        if piece
    )
