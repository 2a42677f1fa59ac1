"""Rules for verdicts and claims: inheritance, combination, open questions, words of claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.corpus.settings.checks import no_order
from speckb.corpus.settings.verdicts import CONDITIONAL, GRADES
from speckb.rules.graph import unreached
from speckb.rules.prose import MARK
from speckb.rules.rule import Group, Scope, at, rule
from speckb.suggest import choice, instead
from speckb.tables.verdicts import assessed, order_for, speaking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.rules.rule import Hit

ALLOWED = 7
LINKS = "link-missing"


@rule("value-elsewhere", Group.VERDICTS, Scope.ONE_ENTRY, each_edition=True)
def value_elsewhere(corpus: Corpus) -> Iterator[Hit]:
    """A value that is decided elsewhere has either `depends_on` or `inherits`, not both.

    Bad:

        inherits: grew_form

    Good:

        inherits: grew_from
    """
    compared = corpus.settings.compared
    fields = {name for kind in compared for name in kind.properties} - {"criteria"}
    links = [name for name in corpus.settings.links if name in fields]
    for criterion in corpus.criteria:
        for value in criterion.values.values():
            path = ("values", value.id, "inherits")
            if value.inherits and value.depends_on:
                message = f"{value.id!r} has both 'depends_on' and 'inherits'; use one"
                yield at(criterion, path, message, key=True)
            elif value.inherits and value.inherits not in links:
                message = f"no {compared.noun} has a link {value.inherits!r}"
                yield at(criterion, path, f"{message}{instead(value.inherits, links)}")


@rule("value-inherited", Group.VERDICTS, Scope.NAMED_ENTRIES, severity="warning", each_edition=True)
def value_inherited(corpus: Corpus) -> Iterator[Hit]:
    """An entry with an inherited value links to the entries that it inherits from.

    Bad: `value: as-before`, which inherits through `grew_from`, and no `grew_from:`.
    Good: `value: as-before`, and `grew_from:` names what the candidate grew from.
    """
    for entry in corpus.compared:
        links = {link.kind for link in corpus.outgoing[entry.id]}
        for assessment in entry.assessments.values():
            criterion = corpus.entries.get(assessment.criterion)
            value = criterion.values.get(assessment.value) if criterion else None
            if value and value.inherits and value.inherits not in links:
                message = (
                    f"{assessment.value!r} is inherited, but {entry.id} has no {value.inherits!r}"
                )
                path = ("criteria", assessment.criterion, "value")
                yield at(entry, path, message, about=(assessment.criterion,))


@rule("value-condition", Group.VERDICTS, Scope.NAMED_ENTRIES, each_edition=True)
def value_condition(corpus: Corpus) -> Iterator[Hit]:
    """A value has a condition, its own or that of its word, if it counts as conditional.

    A value is conditional if all that is required is met as soon as a condition holds, which the
    source names. If a part is not met, whatever holds, the value counts as partly, and a condition
    would not be shown.

    Bad: `conditional: [now-and-then]` in a yardstick, and a candidate with

        value: now-and-then

    Good:

        value: now-and-then
        condition: the ferry runs
    """
    for entry in corpus.compared:
        for cell in entry.assessments.values():
            criterion = corpus.entries.get(cell.criterion)
            value = criterion.values.get(cell.value) if criterion else None
            if criterion is None or value is None or cell.no_verdict:
                continue
            read = {
                word
                for mapping in criterion.meta.get("assesses", {}).values()
                for word in GRADES
                if criterion.values.among(value.id, mapping.get(word, ()))
            }
            named = f"{value.id!r} of {criterion.id} counts as"
            if CONDITIONAL in read and not (cell.condition or value.condition):
                message = (
                    f"{named} {CONDITIONAL}; write the condition in 'condition', of this value or"
                    " of the word"
                )
                yield at(
                    entry, ("criteria", cell.criterion, "value"), message, about=(criterion.id,)
                )
            elif cell.condition and read and CONDITIONAL not in read:
                message = f"{named} {choice(sorted(read))}, which needs no 'condition'; remove it"
                path = ("criteria", cell.criterion, "condition")
                yield at(entry, path, message, key=True, about=(criterion.id,))


@rule("combination-missing", Group.VERDICTS, Scope.NAMED_ENTRIES, each_edition=True)
def combination_missing(corpus: Corpus) -> Iterator[Hit]:
    """If several criteria assess an entry, the order in which their verdicts combine is stated.

    Bad: two yardsticks assess a demand, and there is no `combination`.
    Good:

        combination: [missed, not-assessed, depends, inherited, partly, conditional, met]
        combination_reason: Each yardstick measures a part of the demand.
    """
    noun = corpus.settings.criteria.noun
    for entry in assessed(corpus):
        criteria = speaking(corpus, entry)
        if len(criteria) > 1 and not order_for(corpus, entry):
            ids = [criterion.id for criterion in criteria]
            message = (
                f"more than one {noun} assesses {entry.id} ({choice(ids)}), but their order of"
                " precedence is missing; add a combination to the entry, or one for all"
                " to [speckb.verdicts]"
            )
            yield at(entry, ("id",), message, about=ids)


@rule("combination-order", Group.VERDICTS, Scope.ONE_ENTRY, each_edition=True)
def combination_order(corpus: Corpus) -> Iterator[Hit]:
    """A combination goes from `met` to `missed` or back: better values make no worse verdict.

    Bad:

        combination: [partly, met, conditional, missed, depends, inherited, not-assessed]

    Good:

        combination: [met, conditional, partly, missed, depends, inherited, not-assessed]
    """
    for entry in assessed(corpus):
        own = entry.meta.get("combination", ())
        if own and (problem := no_order(own)):
            yield at(entry, ("combination",), problem, key=True)


@rule(
    "assessment-question", Group.VERDICTS, Scope.WHOLE_CORPUS, severity="warning", each_edition=True
)
def assessment_question(corpus: Corpus) -> Iterator[Hit]:
    """An entry has the field `would_ask` if, and only if, no criterion assesses it.

    Bad: a demand that no yardstick assesses, without `would_ask:`.
    Good:

        would_ask: Whether a branch that is cut off still lends.
    """
    if corpus.broken:
        return
    noun = corpus.settings.criteria.noun
    for entry in assessed(corpus):
        criteria = [criterion.id for criterion in speaking(corpus, entry)]
        asks = "would_ask" in entry.meta
        if asks and criteria:
            message = f"{choice(criteria)} assesses {entry.id}; remove 'would_ask'"
            yield at(entry, ("would_ask",), message, key=True, about=criteria)
        elif not asks and not criteria and _is_open(corpus, entry):
            message = (
                f"no {noun} assesses {entry.id}; write in 'would_ask' what one would have to ask"
            )
            yield at(entry, ("id",), message)


def _is_open(corpus: Corpus, entry: Entry) -> bool:
    """Return whether an entry lacks its question, and no finding of `link-missing` says as much."""
    off = corpus.settings.severities.get(LINKS) == "off"
    reported = not off and unreached(corpus, entry) and LINKS not in entry.accepted
    return "would_ask" in entry.type.properties and not reported


@rule("claim-word", Group.VERDICTS, Scope.ONE_ENTRY, each_edition=True)
def claim_word(corpus: Corpus) -> Iterator[Hit]:
    """A claim uses a word that the settings define under `speckb.verdicts.claims`.

    Bad:

        claim: mostly kept

    Good:

        claim: kept on Mondays
    """
    known = corpus.settings.verdicts.claims
    for about in assessed(corpus):
        for entry, made in about.meta.get("claims", {}).items():
            if made["claim"] not in known and made["claim"] != MARK:
                message = f"unknown claim {made['claim']!r}{instead(made['claim'], known, ALLOWED)}"
                yield at(about, ("claims", entry, "claim"), message)
