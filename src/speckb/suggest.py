"""Suggestions for misspelt words: the nearest allowed word, and lists of the allowed ones."""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

# A comparison takes microseconds: thousands of misspelt ids among thousands would take minutes.
# Long lists are searched until so many words were compared; who reads on corrects those first.
MANY, MOST = 500, 1_000_000
_compared = [0]


def nearest(word: str, allowed: Collection[str]) -> str:
    """Return `; did you mean X?` for the allowed word nearest to `word`, or an empty string."""
    near = closest(word, allowed)
    return f"; did you mean {near!r}?" if near else ""


def closest(word: str, allowed: Collection[str]) -> str:
    """Return the allowed word nearest to `word`, or an empty string where none is near."""
    if len(allowed) > MANY:
        _compared[0] += len(allowed)
        if _compared[0] > MOST:
            return ""
    return _closest(word, tuple(allowed))


def restart() -> None:
    """Begin a new count of comparisons, as each check does."""
    _compared[0] = 0


@lru_cache(maxsize=256)
def _closest(word: str, allowed: tuple[str, ...]) -> str:
    near = get_close_matches(word, allowed, n=1, cutoff=0.6)
    return near[0] if near else ""


def instead(word: str, allowed: Iterable[str], most: int = 30) -> str:
    """Return the end of a message: the word nearest to `word`, if any, and the allowed words."""
    words = [*allowed]
    return f"{nearest(word, words) or ';'} allowed: {choice(words, most)}"


def choice(words: Iterable[str], most: int = 12) -> str:
    """Return the allowed words as a phrase, cut to `most` of them."""
    listed = [*words]
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return ", ".join(listed[:most]) + more
