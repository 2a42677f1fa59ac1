"""What the search knows of a language: words that say nothing, endings, and how readers ask.

English and German are here. Of other languages, the words that say nothing are those of Sphinx.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sphinx import search
from sphinx.util import import_object

from speckb.language import base
from speckb.sphinxext.search.folding import folded

ENGLISH = """
a about after all also an and any are as at be been before but by can cannot could did do
does doing done for from get gets give given had has have how i if in into is it its may me more
most must my no nor not of on one only or other our out over shall should so some
such than that the their them then there these they this those to too under until up us use used
uses using via was we were what when where whether which while who whose why will with within
without would you your
"""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a language; all words are folded.

    `skipped` are words that say nothing about what is sought, `endings` those that a word may have
    without being another one, as alternatives of a regular expression. With one of `choosing`,
    readers ask which of the compared entries to take, and by `sections` for what rests on a part
    of a document.
    """

    skipped: frozenset[str] = frozenset()
    endings: str = ""
    choosing: str = ""
    sections: str = ""


_ENGLISH = Rules(
    frozenset(ENGLISH.split()),
    "ings?|ed|es?|s|ion",
    "best better choice choose compare compared comparing comparison difference differences pick"
    " side versus vs which",
    "section sections appendix",
)
_GERMAN = Rules(
    endings="ungen|ung|ern|en|em|er|es|e|n|s",
    choosing="auswahl auswahlen beste bester bestes besser entscheiden entscheidung unterschied"
    " unterschiede vergleich vergleiche vergleichen verglichen versus vs wahl wahlen welche welchem"
    " welchen welcher welches",
    sections="abschnitt abschnitte anhang",
)


@lru_cache(maxsize=4)
def rules(code: str) -> Rules:
    """Return the rules of a language by its code of BCP 47."""
    name = base(code)
    known = {"en": _ENGLISH, "de": _GERMAN}.get(name, Rules())
    skipped = known.skipped | _stop_words(name) | {*known.sections.split()}
    return Rules(skipped, known.endings, known.choosing, known.sections)


def _stop_words(name: str) -> frozenset[str]:
    """Return the words that Sphinx leaves out of its own index; English has more here."""
    found = search.languages.get(name) if name != "en" else None
    if isinstance(found, str):
        found = import_object(found)
    return frozenset(map(folded, found.stopwords)) if found and name != "zh" else frozenset()
