"""Words of a text as the search compares them: folded, without hyphens, numbers kept.

`search.js` does the same with what readers type; a test compares the two.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ADDRESS = re.compile(r"https?://\S+")
INNER = "[.'\u2019-]"  # what may stand inside a word
CHUNK = re.compile(rf"[^\W_]+(?:{INNER}[^\W_]+)*")
SECTION = re.compile(r"(?:[a-z]|\d+)(?:\.\d+)+")
STANDARD = re.compile(r"[a-z]\.\d{3,}")
NUMBERED = re.compile(r"([^\W\d_]{2,})(\d+)")

# English words that say nothing about what is sought.
_SKIPPED = """
a about after all also an and any appendix are as at be been before but by can cannot could did do
does doing done for from get gets give given had has have how i if in into is it its may me more
most must my no nor not of on one only or other our out over section sections shall should so some
such than that the their them then there these they this those to too under until up us use used
uses using via was we were what when where whether which while who whose why will with within
without would you your
"""
SKIPPED = frozenset(_SKIPPED.split())


def folded(text: str) -> str:
    """Return text in lower case, without accents, and with plain forms of letters and digits."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in plain if unicodedata.category(c)[0] != "M")
    return plain.replace("\u2010", "-").lower()


def words(text: str) -> Iterator[str]:
    """Yield the words of a text in order.

    Numbers of sections (`a.3.2`) are one word; one that may be a standard's (`x.509`) gives itself
    without the dot as well. A compound gives itself without hyphens and its parts, and a name with
    a number (`rfc1234`) itself and both parts.
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
        for part in parts:
            yield part
            if match := NUMBERED.fullmatch(part):
                yield from match.groups()


def kept(text: str) -> set[str]:
    """Return the words of a text by which it can be found; numbers have at least three digits."""
    found = words(ADDRESS.sub(" ", text))
    least = {True: 3, False: 2}
    return {w for w in found if least[w.isdigit()] <= len(w) < 30 and w not in SKIPPED}
