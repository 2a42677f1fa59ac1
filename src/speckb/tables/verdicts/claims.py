"""Claims of specifications about themselves, each with the verdict on the same question.

An entry of the type that has a field `claims` gathers the claims on one question. Links in either
direction between it and assessed entries say with which verdicts they are compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from speckb.corpus.settings.verdicts import GRADES
from speckb.tables.verdicts import verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.tables.verdicts import Verdict

AGREES, DISAGREES, ALONE = "agrees", "disagrees", "nothing to compare"
TONES = {AGREES: "good", DISAGREES: "bad", ALONE: "neutral"}


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of the specification of `entry`; `group` is the entry whose file has the claim.

    `word` is what is claimed, `counts_as` the verdict to which the settings map it, or empty.
    `verdict` is the one on `about`; both are empty where no link leads to an assessed entry.
    """

    group: str
    entry: str
    word: str
    counts_as: str
    specification: str
    section: str
    called: str
    reason: str
    evidence: str
    about: str = ""
    verdict: Verdict | None = None

    @property
    def agreement(self) -> str:
        """Whether claim and verdict agree, if both are met, partly or missed."""
        found = self.verdict.settled if self.verdict else ""
        if found not in GRADES or not self.counts_as:
            return ALONE
        return AGREES if found == self.counts_as else DISAGREES

    @property
    def where(self) -> str:
        """The section of the claim in its specification, and the entry's name there."""
        named = f" (as {self.called})" if self.called else ""
        return f"{self.specification}, {self.section}{named}"


def claims(corpus: Corpus, naming: str = "") -> Iterator[Claim]:
    """Yield all claims, or those about the entry `naming`, once for each question of a group."""
    for group, about, entry in _made(corpus):
        if naming in {"", group.id, entry, about.id if about else ""}:
            yield _claim(corpus, group, entry, about)


def named(corpus: Corpus) -> list[str]:
    """Return the ids of all entries that claims are about: groups, questions, judged entries."""
    made = [*_made(corpus)]
    groups = [group.id for group, _, _ in made]
    abouts = [about.id for _, about, _ in made if about]
    return [*dict.fromkeys([*groups, *abouts, *(entry for _, _, entry in made)])]


def _made(corpus: Corpus) -> Iterator[tuple[Entry, Entry | None, str]]:
    """Yield group, question (None where there is none) and judged entry of each claim."""
    claiming = corpus.settings.claiming
    for group in corpus.by_type[claiming.name] if claiming else ():
        for about in [*questions(corpus, group)] or [None]:
            for entry in group.meta.get("claims", {}):
                yield group, about, entry


def _claim(corpus: Corpus, group: Entry, entry: str, about: Entry | None) -> Claim:
    made = group.meta["claims"][entry]
    known = corpus.settings.verdicts.claims.get(made["claim"])
    judged = corpus.entries.get(entry)
    return Claim(
        group=group.id,
        entry=entry,
        word=made["claim"],
        counts_as=known.counts_as if known else "",
        specification=made.get("specification", ""),
        section=made.get("section", ""),
        called=made.get("called", ""),
        reason=made.get("reason", ""),
        evidence=made.get("evidence", ""),
        about=about.id if about else "",
        verdict=verdict(corpus, judged, about) if judged and about else None,
    )


def questions(corpus: Corpus, group: Entry) -> Sequence[Entry | None]:
    """Return the assessed entries that a group of claims is linked with, incoming links first."""
    ids = [link.source for link in corpus.incoming.get(group.id, ())]
    ids += [link.target for link in corpus.outgoing[group.id]]
    known = (corpus.entries[name] for name in dict.fromkeys(ids) if name in corpus.entries)
    return [entry for entry in known if entry.type.name in corpus.settings.assessed]
