"""Rules for verdicts and claims: inheritance, combination, open questions, words of claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.corpus.settings.checks import no_order
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


@rule("value-elsewhere", Group.VERDICTS, Scope.ONE_ENTRY)
def value_elsewhere(corpus: Corpus) -> Iterator[Hit]:
    """A value that is decided elsewhere says by what, or by which link's entries, not both.

    Bad:

        inherits: grew_form

    Good:

        inherits: grew_from
    """
    fields = corpus.settings.compared.properties
    links = [name for name in corpus.settings.links if name in fields and name != "criteria"]
    for criterion in corpus.criteria:
        for value in criterion.values.values():
            path = ("values", value.id, "inherits")
            if value.inherits and value.depends_on:
                message = f"{value.id!r} depends on something and is inherited; choose one"
                yield at(criterion, path, message, key=True)
            elif value.inherits and value.inherits not in links:
                title = corpus.settings.compared.title.lower()
                message = f"a {title} has no link {value.inherits!r}"
                yield at(criterion, path, f"{message}{instead(value.inherits, links)}")


@rule("value-inherited", Group.VERDICTS, Scope.NAMED_ENTRIES, severity="warning")
def value_inherited(corpus: Corpus) -> Iterator[Hit]:
    """An entry with an inherited value is linked with those that it is inherited from.

    Bad: `value: as-before`, which inherits by `grew_from`, and no `grew_from:`.
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


@rule("combination-missing", Group.VERDICTS, Scope.NAMED_ENTRIES)
def combination_missing(corpus: Corpus) -> Iterator[Hit]:
    """Where several criteria speak to an entry, it is stated how their verdicts combine.

    Bad: two yardsticks judge a demand, and there is no `combination`.
    Good:

        combination: [missed, not-assessed, depends, inherited, partly, met]
        combination_reason: Each yardstick measures a part of the demand.
    """
    for entry in assessed(corpus):
        criteria = speaking(corpus, entry)
        if len(criteria) > 1 and not order_for(corpus, entry):
            ids = [criterion.id for criterion in criteria]
            message = (
                f"several criteria speak to {entry.id} ({choice(ids)}), and nothing says "
                "how they combine: give it a combination, or all of them under [speckb.verdicts]"
            )
            yield at(entry, ("id",), message, about=ids)


@rule("combination-order", Group.VERDICTS, Scope.ONE_ENTRY)
def combination_order(corpus: Corpus) -> Iterator[Hit]:
    """A combination has `partly` between `met` and `missed`: better values make no worse verdict.

    Bad:

        combination: [partly, met, missed, depends, inherited, not-assessed]

    Good:

        combination: [met, partly, missed, depends, inherited, not-assessed]
    """
    for entry in assessed(corpus):
        own = entry.meta.get("combination", ())
        if own and (problem := no_order(own)):
            yield at(entry, ("combination",), problem, key=True)


@rule("assessment-question", Group.VERDICTS, Scope.WHOLE_CORPUS, severity="warning")
def assessment_question(corpus: Corpus) -> Iterator[Hit]:
    """What one would have to ask is said just where no criterion speaks.

    Bad: a demand that no yardstick judges, without `would_ask:`.
    Good:

        would_ask: Whether a branch that is cut off still lends.
    """
    if corpus.broken:
        return
    for entry in assessed(corpus):
        criteria = [criterion.id for criterion in speaking(corpus, entry)]
        asks = "would_ask" in entry.meta
        if asks and criteria:
            message = f"{choice(criteria)} speaks to {entry.id}: there is nothing left to ask"
            yield at(entry, ("would_ask",), message, key=True, about=criteria)
        elif not asks and not criteria and _is_open(corpus, entry):
            message = f"no criterion speaks to {entry.id}, and 'would_ask' does not say what to ask"
            yield at(entry, ("id",), message)


def _is_open(corpus: Corpus, entry: Entry) -> bool:
    """Return whether an entry lacks its question, and no finding of `link-missing` says as much."""
    off = corpus.settings.severities.get(LINKS) == "off"
    reported = not off and unreached(corpus, entry) and LINKS not in entry.accepted
    return "would_ask" in entry.type.properties and not reported


@rule("claim-word", Group.VERDICTS, Scope.ONE_ENTRY)
def claim_word(corpus: Corpus) -> Iterator[Hit]:
    """A claim is made in a word of which the settings say what it counts as.

    Bad:

        claim: mostly kept

    Good:

        claim: kept on Mondays
    """
    claiming = corpus.settings.claiming
    known = corpus.settings.verdicts.claims
    for group in corpus.by_type[claiming.name] if claiming else ():
        for entry, made in group.meta.get("claims", {}).items():
            if made["claim"] not in known and made["claim"] != MARK:
                message = f"no claim {made['claim']!r}{instead(made['claim'], known, ALLOWED)}"
                yield at(group, ("claims", entry, "claim"), message)
