"""What a cell of a matrix rests on, as plain data for a script. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from speckb.language import _
from speckb.tables.entry_view import section_piece
from speckb.tables.fragments import (
    Piece,
    condition_piece,
    disputed_piece,
    entry_piece,
    evidence,
    value_piece,
    word_piece,
)
from speckb.tables.verdicts import changed_from, spoken, verdict
from speckb.tables.verdicts.claims import TONES, claims

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Assessment, Entry
    from speckb.tables.verdicts import Verdict

    Line = tuple[str, Sequence[Piece]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Evidence of a cell: what the cell is about, what it says, and lines of label and pieces."""

    about: Sequence[Piece]
    said: Sequence[Piece]
    lines: Sequence[Line]


def of_entry(corpus: Corpus, entry: Entry) -> Mapping[str, Evidence]:
    """Return the evidence of each verdict and value of an entry, by its anchor on the page."""
    found = {}
    for about in spoken(corpus):
        one = verdict(corpus, entry, about)
        cell = Evidence(
            [entry_piece(entry), entry_piece(about, about.heading)],
            [word_piece(corpus, one.text), *map(condition_piece, one.conditions)],
            [
                *_reasons(corpus, one),
                *_inherited(corpus, one),
                *_claims(corpus, one),
                *_before(corpus, one),
            ],
        )
        found[evidence(entry.id, about.id)] = cell
    for criterion in corpus.criteria:
        if value := entry.assessments.get(criterion.id):
            shown = value_piece(corpus, criterion.id, value.value)
            found[evidence(entry.id, criterion.id)] = Evidence(
                [entry_piece(entry), entry_piece(criterion)],
                [shown],
                [(_("Meaning"), [Piece(shown.title)]), *_remarks(corpus, entry, value)],
            )
    return found


def _reasons(corpus: Corpus, found: Verdict) -> Iterator[Line]:
    """Yield, for each criterion of a verdict, its value with the remarks."""
    entry = corpus.entries[found.entry]
    for reason in found.reasons:
        criterion = corpus.entries[reason.criterion]
        value = value_piece(corpus, criterion.id, reason.value, entry.id)
        yield corpus.settings.criteria.title, [entry_piece(criterion), value]
        known = entry.assessments[criterion.id]
        said = known.condition in found.conditions
        yield from _remarks(corpus, entry, replace(known, condition="") if said else known)
        if reason.depends_on:
            yield _("Decided by"), [Piece(reason.depends_on)]
        if reason.mapping:
            # Translators: label of why a value meets an entry or not
            yield _("Reading"), [Piece(reason.mapping, tone="editorial")]


def _remarks(corpus: Corpus, entry: Entry, value: Assessment) -> Iterator[Line]:
    if value.condition:
        yield _("Condition"), [Piece(value.condition)]
    if value.note:
        yield _("Remark"), [Piece(value.note)]
    for text in (value.editorial, value.no_verdict):
        if text:
            yield _("Editorial"), [Piece(text, tone="editorial")]
    if value.disputed_by:
        # Translators: label of what calls a value in question
        yield _("Disputed"), [disputed_piece(corpus, name) for name in value.disputed_by]
    sections = value.sections or corpus.entries[value.criterion].meta.get("section", "")
    if sections:
        document = value.document or corpus.document_of(entry)
        # Translators: label of the section that a value is from
        yield _("Source"), [section_piece(corpus, document, sections)]


def _inherited(corpus: Corpus, found: Verdict) -> Iterator[Line]:
    for one in found.outcomes:
        source = corpus.entries[one.source]
        word = word_piece(corpus, one.word, source.id, found.about)
        # Translators: label of an entry from which a verdict is inherited
        yield _("Inherited"), [entry_piece(source), word, *map(condition_piece, one.conditions)]


def _before(corpus: Corpus, found: Verdict) -> Iterator[Line]:
    """Yield what the verdict was in the edition before, if it was another one."""
    if earlier := changed_from(corpus, found):
        edition, before = earlier
        view = corpus.whole.at(edition)
        title = next(known.title for known in corpus.settings.editions if known.id == edition)
        said = [word_piece(view, before.text), *map(condition_piece, before.conditions)]
        yield f"{edition}, {title}", [*said, entry_piece(view.entries[before.about])]


def _claims(corpus: Corpus, found: Verdict) -> Iterator[Line]:
    """Yield what specifications claim, and whether that agrees with the verdict."""
    for one in claims(corpus, found.entry):
        if one.about == found.about:
            yield (
                # Translators: label of what a specification claims
                _("Claimed"),
                [
                    Piece(f"{one.word}: {one.reason}" if one.reason else one.word),
                    Piece(one.where, url=one.evidence),
                    Piece(_(one.agreement), tone=TONES[one.agreement]),
                ],
            )
