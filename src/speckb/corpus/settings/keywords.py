"""Keywords of statements: those of a standard, or those that the settings list."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from speckb.language import base
from speckb.suggest import closest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from speckb.corpus.settings.shapes import Problem

BCP14 = "bcp14"
# RFC 2119 with RFC 8174; ISO/IEC Directives, Part 2, Clause 7, and in German DIN 820-2.
STANDARDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    BCP14: {
        "en": (
            *("MAY", "MUST", "MUST NOT", "OPTIONAL", "RECOMMENDED", "NOT RECOMMENDED"),
            *("REQUIRED", "SHALL", "SHALL NOT", "SHOULD", "SHOULD NOT"),
        ),
    },
    "iso": {
        "en": ("shall", "shall not", "should", "should not", "may", "can", "cannot"),
        "de": (
            *("muss", "müssen", "darf nicht", "dürfen nicht", "darf", "dürfen", "sollte"),
            *("sollten", "sollte nicht", "sollten nicht", "kann", "können", "kann nicht"),
            "können nicht",
        ),
    },
}


@dataclass(frozen=True)
class Keywords:
    """The words that say how strict a statement is, as they are written in it."""

    words: tuple[str, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """A pattern with one group, a keyword; the longest one where one begins with another."""
        return _pattern(self.words)

    def found(self, text: str) -> list[str]:
        """Return the keywords of a text in order, as they are listed."""
        return [
            word if word in self.words else word[:1].lower() + word[1:]
            for word in self.pattern.findall(text)
        ]

    def parts(self, text: str) -> tuple[str, ...]:
        """Return the parts of a text: what is before a keyword, the keyword, and so on; or none."""
        return tuple(self.pattern.split(text)) if text else ()

    @cached_property
    def in_any_case(self) -> re.Pattern[str]:
        """A pattern of those keywords that are written in capitals, also in small letters."""
        capitals = [word for word in self.words if word.isupper() and word != word.lower()]
        return _pattern(capitals, re.IGNORECASE)


def chosen(names: Sequence[str], language: str) -> Keywords:
    """Return the keywords for what the settings list: standards and words."""
    return Keywords(tuple(dict.fromkeys(_words(names, language))))


def _words(names: Sequence[str], language: str) -> Iterator[str]:
    for name in names:
        known = STANDARDS.get(name)
        yield from (known.get(base(language)) or known["en"]) if known else (name,)


def problems(names: Sequence[str], path: tuple[str, ...]) -> Iterator[Problem]:
    """Yield path and message for each name that is nearly that of a standard."""
    for number, name in enumerate(names):
        meant = closest(name.lower(), STANDARDS)
        if name not in STANDARDS and meant and not name.isupper():
            yield [*path, str(number)], f"unknown standard {name!r}; did you mean {meant!r}?"


def _pattern(words: Sequence[str], flags: int = 0) -> re.Pattern[str]:
    forms = map(_form, sorted(words, key=len, reverse=True))
    return re.compile(f"({'|'.join(forms) or '(?!)'})", flags)


def _form(word: str) -> str:
    """Return the pattern of a keyword, which is a word by itself where its script has blanks.

    "must not only" has no "must not" in it.
    """
    text = r"\s+".join(map(re.escape, word.split()))
    if word[0].islower() and len(word[0].upper()) == 1:  # it may begin a sentence
        text = f"[{word[0]}{word[0].upper()}]{text[1:]}"
    before = "" if _is_wide(word[0]) else r"(?<!\w)"
    after = r"(?!\w)" if word[-1].isalnum() and not _is_wide(word[-1]) else ""
    return f"{before}{text}{after}" + (r"(?!\s+only)" if word.lower().endswith(" not") else "")


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"
