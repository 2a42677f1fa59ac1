"""Settings of verdicts: their words, how several are combined, and claims beside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from speckb.language import N_, Catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

ENGLISH = Catalogue()
MET, CONDITIONAL, PARTLY, MISSED = "met", "conditional", "partly", "missed"
DEPENDS, INHERITED, OPEN = "depends", "inherited", "not-assessed"
DISPUTED = "disputed_by"  # the link of a value to what calls it in question
TONES = {
    MET: "good",
    CONDITIONAL: "conditional",
    PARTLY: "mixed",
    MISSED: "bad",
    DEPENDS: "elsewhere",
    INHERITED: "elsewhere",
    OPEN: "neutral",
}
# What a verdict is called where the settings have no label for it.
LABELS = {
    # Translators: a verdict: it does what is required
    MET: N_("met"),
    # Translators: a verdict: it does what is required as soon as a condition holds
    CONDITIONAL: N_("conditional"),
    # Translators: a verdict: it does a part of what is required
    PARTLY: N_("partly"),
    # Translators: a verdict: it does not do what is required
    MISSED: N_("missed"),
    # Translators: a verdict: it depends on something else
    DEPENDS: N_("depends"),
    # Translators: a verdict: it is that of another entry
    INHERITED: N_("inherited"),
    # Translators: a verdict: nothing says whether it does what is required
    OPEN: N_("not assessed"),
}
GRADES = (MISSED, PARTLY, CONDITIONAL, MET)  # from worst to best


@dataclass(frozen=True, slots=True)
class Word:
    """A verdict as readers see it: label, tone and meaning."""

    id: str
    label: str
    tone: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class ClaimWord:
    """A word of the claims: the verdict that it counts as, or an empty string, and the reason."""

    counts_as: str
    reason: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """A table that counts verdicts by a field, by judged entries or by assessed ones."""

    name: str
    caption: str
    by: str


def _plain_words(words: Catalogue = ENGLISH) -> dict[str, Word]:
    return {word: Word(word, words.text(LABELS[word]), tone) for word, tone in TONES.items()}


@dataclass(frozen=True)
class Verdicts:
    """How verdicts are computed and named.

    `combination` lists all verdicts: where several criteria assess an entry, the first of the list
    that one of them gives is the verdict. `stand_in` is the link to the entries from which an entry
    without values of its own inherits its verdicts. `claims_note` says whose the claims are.
    """

    words: Mapping[str, Word] = field(default_factory=_plain_words)
    combination: tuple[str, ...] = ()
    combination_reason: str = ""
    stand_in: str = ""
    claims: Mapping[str, ClaimWord] = field(default_factory=dict)
    claims_note: str = ""
    coverage: Mapping[str, Coverage] = field(default_factory=dict)
    captions: Mapping[str, str] = field(default_factory=dict)


def read(own: Mapping[str, Any], catalogue: Catalogue) -> Verdicts:
    """Return the settings under `speckb.verdicts`, with words of a catalogue as defaults."""
    words = _plain_words(catalogue) | {
        name: Word(name, word["label"], TONES[name], word["meaning"])
        for name, word in own.get("words", {}).items()
    }
    return Verdicts(
        words=words,
        combination=tuple(own.get("combination", ())),
        combination_reason=own.get("combination_reason", ""),
        stand_in=own.get("stand_in", ""),
        claims={
            name: ClaimWord(word.get("counts_as", ""), word["reason"])
            for name, word in own.get("claims", {}).items()
        },
        claims_note=own.get("claims_note", ""),
        coverage={
            name: Coverage(name, table["caption"], table["by"])
            for name, table in own.get("coverage", {}).items()
        },
        captions=own.get("captions", {}),
    )
