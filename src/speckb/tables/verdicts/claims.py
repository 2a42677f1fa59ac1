"""What specifications claim for themselves, beside the verdict on the same question. Pure.

An entry of the type that has a field `claims` gathers the claims on one question. Links between it
and entries that criteria assess, in either direction, say which verdicts they stand beside.
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
    """A claim that the specification of `entry` makes, `group` being the entry that has it.

    `word` is what is claimed, `counts_as` the verdict that the settings take it for, or nothing.
    `verdict` is what the criteria say on `about`; there is none where no link names the question.
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
        """Whether claim and verdict agree; both must be met, partly or missed to be compared."""
        found = self.verdict.settled if self.verdict else ""
        if found not in GRADES or not self.counts_as:
            return ALONE
        return AGREES if found == self.counts_as else DISAGREES

    @property
    def where(self) -> str:
        """The place of the claim in its specification, and the name that it has there."""
        named = f" (as {self.called})" if self.called else ""
        return f"{self.specification}, {self.section}{named}"


def claims(corpus: Corpus, naming: str = "") -> Iterator[Claim]:
    """Yield every claim, or those that name an entry, once for each question of their group."""
    for group, about, entry in _made(corpus):
        if naming in {"", group.id, entry, about.id if about else ""}:
            yield _claim(corpus, group, entry, about)


def named(corpus: Corpus) -> list[str]:
    """Return the ids of all entries that claims name."""
    made = [*_made(corpus)]
    groups = [group.id for group, _, _ in made]
    abouts = [about.id for _, about, _ in made if about]
    return [*dict.fromkeys([*groups, *abouts, *(entry for _, _, entry in made)])]


def _made(corpus: Corpus) -> Iterator[tuple[Entry, Entry | None, str]]:
    """Yield group, question and judged entry of each claim."""
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
    """Return the assessed entries that a group of claims is linked with, in their order."""
    ids = [link.source for link in corpus.incoming.get(group.id, ())]
    ids += [link.target for link in corpus.outgoing[group.id]]
    known = (corpus.entries[name] for name in dict.fromkeys(ids) if name in corpus.entries)
    return [entry for entry in known if entry.type.name in corpus.settings.assessed]
