"""Rules for queries: the filters and names of sphinx-needs' directives and roles in prose."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from speckb.corpus.prose.forms import within
from speckb.corpus.queries import COUNT, FLOW, asked, of_count
from speckb.rules.rule import Group, Hit, Scope, rule
from speckb.suggest import nearest
from speckb.tables.flow import excess, flow
from speckb.tables.need_data import known
from speckb.tables.queries import FIELD, problems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.corpus.page import Page
    from speckb.corpus.prose import Use
    from speckb.corpus.queries import Query
    from speckb.tables.queries import Problem

    Place = tuple[int, int]

MOST = 100  # queries on a page, each of which looks at every entry


@rule("need-filter", Group.PROSE, Scope.ONE_ENTRY)
def need_filter(corpus: Corpus) -> Iterator[Hit]:
    """A filter uses the portable grammar of sphinx-needs, which compares fields and runs no code.

    Bad:

        The paper makes {need_count}`any(d == "MUST" for d in duty)` strict demands.

    Good:

        The paper makes {need_count}`"MUST" in duty` strict demands.
    """
    for item, use, _, problem in _problems(corpus):
        if not problem.is_name:
            yield _hit(item, use, problem)


@rule("need-unknown", Group.NAMES, Scope.WHOLE_CORPUS)
def need_unknown(corpus: Corpus) -> Iterator[Hit]:
    """The fields, values, types, links and ids that a query names exist.

    Bad:

        The paper makes {need_count}`type == "demands"` demands.

    Good:

        The paper makes {need_count}`type == "demand"` demands.
    """
    if corpus.unread:
        return
    for item, use, _, problem in _problems(corpus):
        if problem.is_name:
            yield _hit(item, use, problem)
    for item, use in _roles(corpus, "need"):
        start, end = use.name_at[1], use.target_at[0]
        for match in re.finditer(FIELD, use.prose.text[start:end]):
            if match[1] not in known(corpus):
                message = f"unknown field {match[1]!r}{nearest(match[1], known(corpus))}"
                first = start + match.start(1)
                yield Hit(item, use.prose.span(first, first + len(match[1])), message)


@rule("need-many", Group.NAMES, Scope.WHOLE_CORPUS)
def need_many(corpus: Corpus) -> Iterator[Hit]:
    """A drawing of links is small enough to read, and a page does not have too many queries.

    Bad: a `needflow` of all entries of a base that has a hundred.
    Good: a `needflow` of one entry and the entries linked to it.
    """
    if corpus.unread:
        return
    number: Counter[str] = Counter()
    for item, use, query in (*asked(corpus), *_counts(corpus)):
        number[item.path] += 1
        if number[item.path] == MOST + 1:
            message = f"more than {MOST} queries on one page; split it in two"
            yield Hit(item, use.name_span, message)
        if number[item.path] > MOST or query.kind != FLOW or problems(corpus, query):
            continue
        if message := excess(flow(corpus, query)):
            yield Hit(item, use.name_span, message)


def _problems(corpus: Corpus) -> Iterator[tuple[Entry | Page, Use, Query, Problem]]:
    for item, use, query in (*asked(corpus), *_counts(corpus)):
        for problem in problems(corpus, query):
            yield item, use, query, problem


def _counts(corpus: Corpus) -> Iterator[tuple[Entry | Page, Use, Query]]:
    for item, use in _roles(corpus, COUNT):
        yield item, use, of_count(use.target, item.docname)


def _roles(corpus: Corpus, name: str) -> Iterator[tuple[Entry | Page, Use]]:
    for item in corpus.items:
        if f"{{{name}}}" in item.source.body:
            yield from ((item, use) for use in item.prose.roles if use.name == name)


def _hit(item: Entry | Page, use: Use, problem: Problem) -> Hit:
    is_option = use.name != COUNT
    at = use.prose.options(use)[problem.option] if is_option else use.target_at
    typed = use.prose.text[slice(*at)]
    first, last = within(typed, problem.start, problem.end, quoted=is_option)
    return Hit(item, use.prose.span(at[0] + first, at[0] + last), problem.message)
