"""What the settings say about verdicts: their words, how several become one, who stands in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from speckb.finding import choice, instead

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from speckb.settings.model import Settings

MET, PARTLY, MISSED = "met", "partly", "missed"
DEPENDS, INHERITED, OPEN = "depends", "inherited", "not-assessed"
TONES = {
    MET: "good",
    PARTLY: "mixed",
    MISSED: "bad",
    DEPENDS: "elsewhere",
    INHERITED: "elsewhere",
    OPEN: "neutral",
}
GRADES = (MISSED, PARTLY, MET)


@dataclass(frozen=True, slots=True)
class Word:
    """A verdict as readers see it: its label, its tone and what it means."""

    id: str
    label: str
    tone: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class ClaimWord:
    """A word in which a claim is made: which verdict it counts as, or none, and why."""

    counts_as: str
    reason: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """A table that counts verdicts by a field, by each entry of a type, or by both."""

    name: str
    caption: str
    by: str


def _plain_words() -> dict[str, Word]:
    return {word: Word(word, word.replace("-", " "), tone) for word, tone in TONES.items()}


@dataclass(frozen=True)
class Verdicts:
    """How verdicts are made and called.

    `combination` lists all verdicts: where several criteria speak, the first of them that occurs
    is the verdict. `stand_in` is the link to entries whose verdicts are those of an entry that has
    no values of its own. `claims_note` says whose the claims are; `claim_fields` are fields of what
    is assessed that stand beside them.
    """

    words: Mapping[str, Word] = field(default_factory=_plain_words)
    combination: tuple[str, ...] = ()
    combination_reason: str = ""
    stand_in: str = ""
    claims: Mapping[str, ClaimWord] = field(default_factory=dict)
    claims_note: str = ""
    claim_fields: tuple[str, ...] = ()
    coverage: Mapping[str, Coverage] = field(default_factory=dict)
    captions: Mapping[str, str] = field(default_factory=dict)


def read(own: Mapping[str, Any]) -> Verdicts:
    """Return what stands under `speckb.verdicts`."""
    words = _plain_words() | {
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
        claim_fields=tuple(own.get("claim_fields", ())),
        coverage={
            name: Coverage(name, table["caption"], table["by"])
            for name, table in own.get("coverage", {}).items()
        },
        captions=own.get("captions", {}),
    )


def problems(settings: Settings) -> Iterator[str]:
    """Yield what the settings of verdicts name and what is not there or makes no order."""
    found, where = settings.verdicts, "speckb.verdicts"
    if found.stand_in not in {"", *settings.links}:
        yield f"{where}.stand_in: no {found.stand_in!r}{instead(found.stand_in, settings.links)}"
    if found.combination and (problem := no_order(found.combination)):
        yield f"{where}.combination: {problem}"
    kinds = [settings.types[name] for name in settings.assessed if name in settings.types]
    fields = [name for kind in kinds for name in kind.properties]
    known = [settings.compared.name, *settings.assessed, *fields]
    for table in found.coverage.values():
        if table.by not in known:
            yield f"{where}.coverage.{table.name}.by: no {table.by!r}{instead(table.by, known)}"
    for name in found.claim_fields:
        if name not in fields:
            yield f"{where}.claim_fields: no {name!r}{instead(name, fields)}"


def no_order(words: Sequence[str]) -> str:
    """Return why a list cannot say which verdict comes first, or nothing.

    It names each verdict once, with `partly` between `met` and `missed`: otherwise a criterion
    could turn out better and the verdict worse.
    """
    for word in words:
        if word not in TONES:
            return f"no verdict {word!r}{instead(word, TONES)}"
    if missing := [word for word in TONES if word not in words]:
        return f"does not say where to put: {choice(missing)}"
    if len(words) > len(TONES):
        return "names a verdict twice"
    grades = tuple(word for word in words if word in GRADES)
    if grades not in {GRADES, GRADES[::-1]}:
        return f"{PARTLY!r} stands between {MET!r} and {MISSED!r}"
    return ""
