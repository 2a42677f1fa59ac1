"""Rules for choices: questions in prose, and the answers to questions of criteria."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.corpus.choices import MEET, QUESTION, VALUES, explorer_page, named, questions
from speckb.corpus.prose.forms import FORMS, misformed, option_value, within
from speckb.corpus.renamed import meant, renamed, unknown
from speckb.rules.rule import Group, Hit, Scope, at, rule
from speckb.suggest import instead
from speckb.tables.verdicts import speaking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.choices import Named
    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Link

OPTIONS = FORMS[QUESTION].options


@rule("answer-value", Group.ASSESSMENTS, Scope.ONE_ENTRY)
def answer_value(corpus: Corpus) -> Iterator[Hit]:
    """The answers to a criterion's question accept words of its vocabulary, and each others.

    One answer at most accepts any value: it names none.

    Bad:

        answers:
          - label: Only reader and desk
            values: [in-a-bagg]
          - label: Anybody

    Good:

        answers:
          - label: Only reader and desk
            values: [in-a-bag]
          - label: Anybody
    """
    for criterion in corpus.criteria:
        known = criterion.values
        seen: dict[frozenset[str], str] = {}
        for number, answer in enumerate(criterion.meta.get("answers", ())):
            path = ("answers", number)
            words = answer.get("values", ())
            for place, word in enumerate(words):
                if not known.reads(word):
                    message = (
                        f"{word!r} is not a value of {criterion.id}{instead(word, known.forms)}"
                    )
                    yield at(criterion, (*path, "values", place), message)
            if other := seen.get(frozenset(words)):
                message = f"accepts what {other!r} accepts"
                yield at(criterion, (*path, "label"), message)
            seen[frozenset(words)] = answer["label"]
        if set(seen) == {frozenset()}:
            yield at(criterion, ("answers",), "no answer names values", key=True)


@rule("question-unknown", Group.NAMES, Scope.WHOLE_CORPUS)
def question_unknown(corpus: Corpus) -> Iterator[Hit]:
    """What a question chooses can be chosen: ids that a criterion assesses, and its values.

    It chooses something, and a page has the `explorer`, to which the question is a link.

    Bad:

        :::{question} Who reads with me?
        :meet: LEND-21
        :::

    Good:

        :::{question} Who reads with me?
        :meet: LEND-12
        :::
    """
    if corpus.unread:
        return
    for item, use in questions(corpus):
        if not {MEET, VALUES} & use.prose.options(use).keys():
            message = "{question} must have the option meet or values"
            yield Hit(item, use.name_span, message)
        elif not explorer_page(corpus):
            yield Hit(item, use.name_span, "no page has the directive {explorer}")
        for (start, end), found in named(use):
            typed = use.prose.text[start:end]
            if misformed(OPTIONS[found.option], option_value(typed)[0]):
                continue  # which is a finding of its own
            if message := _problem(corpus, found):
                first, last = within(typed, *found.span, quoted=True)
                span = use.prose.span(start + first, start + last)
                about = (found.name, meant(corpus, found.name, corpus.entries))
                yield Hit(item, span, message, about=[*filter(None, about)])


def _problem(corpus: Corpus, found: Named) -> str:
    """Return why a name in a question cannot be chosen, or an empty string."""
    settings = corpus.settings
    if found.criterion:
        criterion = corpus.entries.get(found.criterion)
        if criterion is None or not criterion.values or found.name in criterion.values:
            return ""  # another finding says that the criterion is not one
        return (
            f"{found.name!r} is not a value of {criterion.id}"
            f"{instead(found.name, criterion.values.forms)}"
        )
    entry = corpus.entries.get(found.name)
    if found.option == VALUES:
        ids = [criterion.id for criterion in corpus.criteria]
        kind = settings.criteria.title
    else:
        views = corpus.views or [corpus]
        entries = corpus.having(settings.assessed)
        ids = [e.id for e in entries if any(_can_meet(view, e.id) for view in views)]
        kind = settings.assessed.title
    if found.name in ids or found.name in corpus.broken:
        return ""
    if entry is None:
        return renamed(corpus, found.name) or unknown(corpus, found.name, ids)
    if found.option == MEET and entry.type in settings.assessed:
        if any(link.target not in corpus.entries for link in _assessing(corpus)):
            return ""  # a link that leads nowhere may be the one
        return f"no {settings.criteria.noun} assesses {entry.id}, so it cannot be chosen"
    return f"{entry.id!r} has the type {entry.type.title!r}, not {kind!r}"


def _assessing(corpus: Corpus) -> Iterator[Link]:
    for criterion in corpus.criteria:
        yield from (link for link in corpus.outgoing[criterion.id] if link.kind == "assesses")


def _can_meet(view: Corpus, name: str) -> bool:
    """Return whether a criterion assesses an entry in a view."""
    entry = view.entries.get(name)
    return entry is not None and bool(speaking(view, entry))
