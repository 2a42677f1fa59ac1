"""Claims of specifications about themselves, each with the verdict on the same question.

The field `claims` of an assessed entry has what specifications claim for compared entries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from speckb.corpus.corpus import once
from speckb.corpus.settings.verdicts import GRADES
from speckb.language import N_, _
from speckb.tables.verdicts.judging import assessed, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.tables.verdicts.judging import Verdict

# Translators: of a claim: the verdict on it is the same
AGREES = N_("agrees")
# Translators: of a claim: the verdict on it is another one
DISAGREES = N_("disagrees")
# Translators: of a claim: there is no verdict on it
ALONE = N_("nothing to compare")
TONES = {AGREES: "good", DISAGREES: "bad", ALONE: "neutral"}


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of the specification of `entry` about the assessed entry `about`.

    `word` is what is claimed, `counts_as` the verdict to which the settings map it, or empty.
    """

    about: str
    entry: str
    word: str
    counts_as: str
    specification: str
    section: str
    called: str
    reason: str
    evidence: str
    verdict: Verdict

    @property
    def agreement(self) -> str:
        """Whether claim and verdict agree, if both are met, conditional, partly or missed."""
        found = self.verdict.settled
        if found not in GRADES or not self.counts_as:
            return ALONE
        return AGREES if found == self.counts_as else DISAGREES

    @property
    def summary(self) -> str:
        """The claim in a few words."""
        return _(
            "claimed: {claim} ({specification})",
            claim=self.word,
            specification=self.specification,
        )

    @property
    def where(self) -> str:
        """The section of the claim in its specification, and the entry's name there."""
        place = f"{self.specification}, {self.section}"
        # Translators: a section, and what it calls the entry
        return _("{place} (as {name})", place=place, name=self.called) if self.called else place


def claims(corpus: Corpus, naming: str = "") -> Iterator[Claim]:
    """Yield all claims, or those about or for the entry `naming`."""
    for about, entry in _made(corpus):
        if naming in {"", about.id, entry.id}:
            yield _claim(corpus, about, entry)


@once
def disagreeing(corpus: Corpus) -> Mapping[tuple[str, str], Sequence[Claim]]:
    """Return the claims that disagree with a verdict, by the judged and the assessed entry."""
    found: dict[tuple[str, str], list[Claim]] = {}
    for one in claims(corpus):
        if one.agreement == DISAGREES:
            found.setdefault((one.entry, one.about), []).append(one)
    return found


def named(corpus: Corpus) -> list[str]:
    """Return the ids of all entries that claims are about, then of those that they are for."""
    made = [*_made(corpus)]
    found = [*(about.id for about, _ in made), *(entry.id for _, entry in made)]
    return [*dict.fromkeys(found)]


def _made(corpus: Corpus) -> Iterator[tuple[Entry, Entry]]:
    """Yield assessed and compared entry of each claim."""
    for about in assessed(corpus):
        for name in about.meta.get("claims", {}):
            if entry := corpus.entries.get(name):
                yield about, entry


def _claim(corpus: Corpus, about: Entry, entry: Entry) -> Claim:
    made = about.meta["claims"][entry.id]
    known = corpus.settings.verdicts.claims.get(made["claim"])
    return Claim(
        about=about.id,
        entry=entry.id,
        word=made["claim"],
        counts_as=known.counts_as if known else "",
        specification=made.get("specification", ""),
        section=made.get("section", ""),
        called=made.get("called", ""),
        reason=made.get("reason", ""),
        evidence=made.get("evidence", ""),
        verdict=verdict(corpus, entry, about),
    )
