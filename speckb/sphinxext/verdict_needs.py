"""Verdicts and claims as typed fields of needs. A field per entry that a criterion speaks to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speckb.claims import claims
from speckb.verdicts import assessed, judged, speaking, verdict

if TYPE_CHECKING:
    from speckb.corpus import Corpus
    from speckb.entry import Entry

INHERITED = "verdicts_inherited"
AGREEMENTS = "claims_agreement"
TEXTS: dict[str, Any] = {"type": "array", "items": {"type": "string"}}


def fields(corpus: Corpus) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return title and JSON type of the fields of verdicts and claims."""
    words: dict[str, Any] = {"type": "string", "enum": [*corpus.settings.verdicts.words]}
    found = {_name(about): (f"{about.id}: verdict", words) for about in _spoken(corpus)}
    if found:
        found[INHERITED] = ("Verdicts by those that they are inherited from", TEXTS)
    if corpus.settings.claiming:
        found[AGREEMENTS] = ("Claims: agreement with verdicts", TEXTS)
    return found


def values(corpus: Corpus, entry: Entry) -> dict[str, Any]:
    """Return an entry's verdicts by the name of their field, and how its claims agree.

    What is inherited is in a list of `about source: verdict`, agreement in `about entry: word`.
    """
    found: dict[str, Any] = {}
    if entry in judged(corpus):
        given = [verdict(corpus, entry, about) for about in _spoken(corpus)]
        found = {_name(corpus.entries[one.about]): one.word for one in given}
        found[INHERITED] = [
            f"{one.about} {o.source}: {o.word}" for one in given for o in one.outcomes
        ] or None
    if entry.type is corpus.settings.claiming:
        made = (claim for claim in claims(corpus) if claim.group == entry.id and claim.about)
        found[AGREEMENTS] = [f"{c.about} {c.entry}: {c.agreement}" for c in made] or None
    return found


def _spoken(corpus: Corpus) -> list[Entry]:
    return [about for about in assessed(corpus) if speaking(corpus, about)]


def _name(about: Entry) -> str:
    return f"{about.id.replace('-', '_')}_verdict"
