"""Rules for values and criteria: vocabularies, notes, completeness, and reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.corpus.page import Page
from speckb.rules.reviews import read, suspects
from speckb.rules.rule import Group, Hit, Scope, at, rule
from speckb.suggest import choice, instead, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.corpus.vocabulary import Range, Vocabulary


@rule("value-vocabulary", Group.ASSESSMENTS, Scope.NAMED_ENTRIES, each_edition=True)
def value_vocabulary(corpus: Corpus) -> Iterator[Hit]:
    """A value is a word of its criterion's vocabulary.

    Bad:

        value: yess

    Good:

        value: yes
    """
    for entry in corpus.having(corpus.settings.compared):
        for assessment in entry.assessments.values():
            criterion = corpus.entries.get(assessment.criterion)
            if criterion and criterion.values and assessment.value not in criterion.values:
                message = (
                    f"{assessment.value!r} is not a value of {criterion.id}"
                    f"{instead(assessment.value, criterion.values.forms)}"
                )
                path = ("criteria", criterion.id, "value")
                yield at(entry, path, message, about=(criterion.id,))


@rule("note-missing", Group.ASSESSMENTS, Scope.NAMED_ENTRIES, each_edition=True)
def note_missing(corpus: Corpus) -> Iterator[Hit]:
    """A value has a note where its vocabulary says `remark: required`.

    Bad:

        value: now-and-then

    Good:

        value: now-and-then
        note: In summer, while the ferry runs.
    """
    for entry in corpus.compared:
        for assessment in entry.assessments.values():
            criterion = corpus.entries.get(assessment.criterion)
            words = criterion.meta.get("values", {}) if criterion else {}
            if words.get(assessment.value, {}).get("remark") == "required" and not assessment.note:
                named = f"the value {assessment.value!r} of {assessment.criterion}"
                message = f"{named} must have a note that gives the reason"
                path = ("criteria", assessment.criterion, "value")
                yield at(entry, path, message, about=(assessment.criterion,))


@rule("criterion-missing", Group.ASSESSMENTS, Scope.NAMED_ENTRIES, each_edition=True)
def criterion_missing(corpus: Corpus) -> Iterator[Hit]:
    """A compared entry has a value for every criterion.

    Where entries of several types are compared, it has one for every criterion by which another
    entry of its type has one.

    Bad: three criteria, and two of them under the candidate's `criteria:`.
    Good: three criteria, and all of them under the candidate's `criteria:`.
    """
    for entry in corpus.compared:
        unknown = [name for name in entry.assessments if name not in corpus.entries]
        wanted = corpus.criteria_for(entry.type)
        missing = [c.id for c in wanted if c.id not in entry.assessments]
        missing = [name for name in missing if not nearest(name, unknown)]
        if missing:
            message = f"values are missing for: {choice(missing)}"
            # a misspelt criterion hides the missing one: the entries that its values name count too
            about = (*missing, *entry.assessments)
            yield at(entry, ("criteria",), message, key=True, about=about)


@rule(
    "entry-uncompared",
    Group.ASSESSMENTS,
    Scope.NAMED_ENTRIES,
    severity="warning",
    each_edition=True,
)
def entry_uncompared(corpus: Corpus) -> Iterator[Hit]:
    """An entry of the compared type has values, or links to an entry that has them.

    Bad: a candidate without `criteria:` that grew from nothing.
    Good: a candidate without `criteria:` that grew from one that has them.
    """
    compared = {entry.id for entry in corpus.compared}
    for entry in corpus.having(corpus.settings.compared):
        targets = {link.target for link in corpus.outgoing[entry.id]}
        if entry.id not in compared and not compared & targets:
            message = f"{entry.id} is not compared: it has no values of its own"
            yield at(entry, ("id",), message, about=targets)


@rule("assessment-value", Group.ASSESSMENTS, Scope.ONE_ENTRY, each_edition=True)
def assessment_value(corpus: Corpus) -> Iterator[Hit]:
    """The words under `assesses` are from the criterion's own vocabulary, each listed once.

    They may be words of any edition.

    Bad:

        met: [yes]
        missed: [no, yes]

    Good:

        met: [yes]
        missed: [no]
    """
    for criterion in corpus.criteria:
        known = corpus.whole.entries[criterion.id].values
        for target, mapping in criterion.meta.get("assesses", {}).items():
            seen: dict[str, str] = {}
            verdicts = {name: words for name, words in mapping.items() if isinstance(words, list)}
            for verdict, words in verdicts.items():
                for index, word in enumerate(words):
                    path = ("assesses", target, verdict, index)
                    if not known.reads(word):
                        message = (
                            f"{word!r} is not a value of {criterion.id}{instead(word, known.forms)}"
                        )
                        yield at(criterion, path, message)
                    elif word in seen:
                        message = f"{word!r} is listed under {seen[word]!r} and under {verdict!r}"
                        yield at(criterion, path, message)
                    seen.setdefault(word, verdict)
            yield from _overlaps(criterion, target, known, verdicts)


def _overlaps(
    criterion: Entry, target: str, known: Vocabulary, verdicts: Mapping[str, Sequence[str]]
) -> Iterator[Hit]:
    """Yield the ranges that have a size in common with one of another verdict."""
    before: list[tuple[str, str, Range]] = []
    for verdict, listed in verdicts.items():
        for text, found in known.ranges(listed).items():
            for other, name, one in before:
                if name != verdict and text != other and found.meets(one):
                    path = ("assesses", target, verdict, list(listed).index(text))
                    message = f"{text!r} has sizes in common with {other!r} under {name!r}"
                    yield at(criterion, path, message)
            before.append((text, verdict, found))


@rule("assessment-unmet", Group.ASSESSMENTS, Scope.WHOLE_CORPUS, severity="warning")
def assessment_unmet(corpus: Corpus) -> Iterator[Hit]:
    """What a criterion assesses is met by at least one compared entry, if need be conditionally.

    Where there are editions, it is met in one of them.

    Bad: `met: [always]`, and no candidate with `value: always`.
    Good: `met: [always]`, and a candidate with `value: always`.
    """
    if corpus.broken:
        return
    met: dict[str, bool] = {}
    for view, criterion in ((v, c) for v in corpus.views or [corpus] for c in v.criteria):
        cells = [e.assessments.get(criterion.id) for e in view.compared]
        found = {cell.value if cell else "" for cell in cells}
        for target, mapping in criterion.meta.get("assesses", {}).items():
            words = {*mapping.get("met", ()), *mapping.get("conditional", ())}
            known = corpus.whole.entries[criterion.id].values
            unsure = not all(value in known for value in found) or not all(map(known.reads, words))
            is_met = any(known.among(value, words) for value in found)
            met[target] = met.get(target, False) or unsure or is_met
    for target, is_met in met.items():
        if not is_met and (entry := corpus.entries.get(target)):
            noun = corpus.settings.compared.noun
            yield at(entry, ("id",), f"no {noun} meets {entry.id}")


@rule("link-suspect", Group.ASSESSMENTS, Scope.NAMED_ENTRIES, severity="warning")
def link_suspect(corpus: Corpus) -> Iterator[Hit]:
    """What an assessment, claim or editorial link rests on has not changed since it was confirmed.

    Bad: the statement of a demand changed after the criterion that assesses it was confirmed.
    Good: the editor read both again and ran `speckb review`.
    """
    if not corpus.settings.reviews:
        return
    reviews = read(corpus.settings)
    for suspect in suspects(corpus, reviews) if reviews.is_read else ():
        entry = corpus.entries[suspect.entry]
        yield at(entry, suspect.path, suspect.message, key=True, about=(suspect.names,))


@rule("review-line", Group.ASSESSMENTS, Scope.ONE_ENTRY)
def review_line(corpus: Corpus) -> Iterator[Hit]:
    """A line of the reviews has an entry, what it names and a digest, and is not repeated.

    Bad:

        book-bus days 000000000000
        book-bus days 111111111111

    Good:

        book-bus days 111111111111
    """
    if corpus.settings.reviews:
        reviews = read(corpus.settings)
        for problem in reviews.problems:
            page = Page(corpus.settings.reviews, reviews.source)
            yield Hit(page, problem.span, problem.message)
