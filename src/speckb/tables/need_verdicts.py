"""Typed fields of needs for verdicts and claims: one for each entry that is assessed against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speckb.corpus.corpus import once
from speckb.language import _
from speckb.tables.need_fields import Field, cell_field
from speckb.tables.verdicts import assessed, judged, remarks, speaking, verdict
from speckb.tables.verdicts.claims import claims

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry

KEY = "verdict"
INHERITED = "verdicts_inherited"
CONDITIONS = "verdicts_conditions"
DISPUTES = "verdicts_disputed"
AGREEMENTS = "claims_agreement"
TEXTS: dict[str, Any] = {"type": "array", "items": {"type": "string"}}


def fields(corpus: Corpus) -> Iterator[Field]:
    """Yield the declarations of the fields."""
    words: dict[str, Any] = {"type": "string", "enum": [*corpus.settings.verdicts.words]}
    spoken = _spoken(corpus)
    for about in spoken:
        yield Field(_name(about), _("{entry}: verdict", entry=about.id), words)
    if spoken:
        yield Field(INHERITED, _("Verdicts by those that they are inherited from"), TEXTS)
        yield Field(CONDITIONS, _("Conditions of verdicts"), TEXTS)
        yield Field(DISPUTES, _("What disagrees with verdicts"), TEXTS)
    if corpus.settings.claiming:
        yield Field(AGREEMENTS, _("Claims: agreement with verdicts"), TEXTS)


def values(corpus: Corpus, entry: Entry) -> dict[str, Any]:
    """Return the values of an entry's fields by name.

    A verdict is a word. Inherited verdicts are a list of `about source: verdict`, conditions one of
    `about: condition`, disputes one of `about: id`, and the agreement of claims about an entry is a
    list of `entry: word`.
    """
    found: dict[str, Any] = {}
    if _spoken(corpus) and entry in judged(corpus):
        given = [verdict(corpus, entry, about) for about in _spoken(corpus)]
        found = {_name(corpus.entries[one.about]): one.word for one in given}
        found[INHERITED] = [
            f"{one.about} {o.source}: {o.word}" for one in given for o in one.outcomes
        ] or None
        found[CONDITIONS] = remarks.conditions(given) or None
        found[DISPUTES] = remarks.disputes(corpus, given) or None
    if corpus.settings.claiming and "claims" in entry.type.properties:
        made = (claim for claim in claims(corpus, entry.id) if claim.about == entry.id)
        found[AGREEMENTS] = [f"{claim.entry}: {claim.agreement}" for claim in made] or None
    return found


def subject(corpus: Corpus, name: str) -> Entry | None:
    """Return the entry about which a field has a verdict, or None for any other field."""
    return next((about for about in _spoken(corpus) if _name(about) == name), None)


@once
def _spoken(corpus: Corpus) -> list[Entry]:
    return [about for about in assessed(corpus) if speaking(corpus, about)]


def _name(about: Entry) -> str:
    return cell_field(about.id, KEY)
