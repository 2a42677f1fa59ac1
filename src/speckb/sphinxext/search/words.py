"""Words of a text as the search compares them: folded, without hyphens, numbers kept.

`search.js` does the same with what readers type; a test compares the two.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from speckb.sphinxext.search.folding import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

ADDRESS = re.compile(r"https?://\S+")
INNER = "[.'\u2019-]"  # what may stand inside a word
CHUNK = re.compile(rf"[^\W_]+(?:{INNER}[^\W_]+)*")
SECTION = re.compile(r"(?:[a-z]|\d+)(?:\.\d+)+")
STANDARD = re.compile(r"[a-z]\.\d{3,}")
NUMBERED = re.compile(r"([^\W\d_]{2,})(\d+)")

# Scripts that do not part their words by blanks: Han, Kana, Thai, Lao, Myanmar and Khmer.
UNPARTED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
RUN = re.compile(rf"[{UNPARTED}]+|[^{UNPARTED}]+")
IS_UNPARTED = re.compile(rf"[{UNPARTED}]")


def words(text: str) -> Iterator[str]:
    """Yield the words of a text in order.

    Numbers of sections (`a.3.2`) are one word; one that may be a standard's (`x.509`) gives itself
    without the dot as well. A compound gives itself without hyphens and its parts, and a name with
    a number (`rfc1234`) itself and both parts. Where a script does not part words by blanks, each
    two neighbouring letters are one.
    """
    for chunk in CHUNK.findall(folded(text)):
        if SECTION.fullmatch(chunk):
            yield chunk
            if STANDARD.fullmatch(chunk):
                yield chunk.replace(".", "")
            continue
        parts = re.split(INNER, chunk)
        if len(parts) > 1 and "-" in chunk:
            yield "".join(parts)
        for part in (unit for one in parts for unit in _units(one)):
            yield part
            if match := NUMBERED.fullmatch(part):
                yield from match.groups()


def _units(part: str) -> Iterator[str]:
    """Yield a word, or what it has of each script, those without blanks by two letters."""
    if not IS_UNPARTED.search(part):
        yield part
        return
    for run in RUN.findall(part):
        if IS_UNPARTED.match(run):
            yield from (run[at : at + 2] for at in range(max(len(run) - 1, 1)))
        else:
            yield run


def kept(text: str, skipped: Set[str]) -> set[str]:
    """Return the words of a text by which it can be found, without those to skip.

    Numbers have at least three digits, and words two letters if their script has blanks.
    """
    found = words(ADDRESS.sub(" ", text))
    return {w for w in found if _least(w) <= len(w) < 30 and w not in skipped}


def _least(word: str) -> int:
    if word.isdigit():
        return 3
    return 1 if IS_UNPARTED.match(word) else 2
