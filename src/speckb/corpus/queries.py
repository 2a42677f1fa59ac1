"""Queries of prose: the directives and the role of sphinx-needs that show entries by a filter."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from speckb.corpus.corpus import once
from speckb.corpus.prose.forms import option_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.corpus.page import Page
    from speckb.corpus.prose import Use

TABLE, LIST, EXTRACT, FLOW, COUNT = (
    "needtable",
    "needlist",
    "needextract",
    "needflow",
    "need_count",
)
DIRECTIVES = (TABLE, LIST, EXTRACT, FLOW)
TITLED = r"(?P<name>\w+)\s+as\s+(?P<title>\S.*)"
SHARE = " ? "  # between two filters of a count: how many percent of the second the first are


class Query(NamedTuple):
    """What a directive or role asks for: its name, argument and options, and the page it is on."""

    kind: str
    argument: str
    options: tuple[tuple[str, str], ...]
    page: str

    @classmethod
    def of_record(cls, text: str) -> Query:
        """Return the query that was recorded as a text."""
        kind, argument, options, page = json.loads(text)
        return cls(kind, argument, tuple((name, value) for name, value in options), page)

    @property
    def recorded(self) -> str:
        """The query as a text, for what is kept between builds."""
        return json.dumps(self)

    def get(self, option: str) -> str:
        """Return the value of an option, or an empty string."""
        return dict(self.options).get(option, "")

    def listed(self, option: str) -> list[str]:
        """Return the values of an option that has many, between commas or semicolons."""
        return [word for part in re.split("[;,]", self.get(option)) if (word := part.strip())]

    @property
    def filters(self) -> list[tuple[int, str]]:
        """The texts of its filters, and where each starts: at most one, but for a share."""
        if "filter" not in dict(self.options):
            return []
        text, start, found = self.get("filter"), 0, []
        for part in text.split(SHARE) if self.kind == COUNT else [text]:
            found.append((start, part))
            start += len(part) + len(SHARE)
        return found

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Name and title of each column of a table; a title may be empty."""
        found = []
        for part in self.listed("columns") or ["id", "title"]:
            match = re.fullmatch(TITLED, part)
            found.append((match["name"], match["title"].strip("\"'")) if match else (part, ""))
        return found


def of_directive(item: Entry | Page, use: Use) -> Query:
    """Return the query of a directive; it has no options that are not written as they have to."""
    places = use.prose.options(use)
    found = {name: option_value(use.prose.text[slice(*at)]) for name, at in places.items()}
    options = sorted((name, value) for name, (value, problem) in found.items() if not problem)
    return Query(use.name, use.target, tuple(options), item.docname)


def of_count(text: str, page: str) -> Query:
    """Return the query of a count, from the content of its role."""
    return Query(COUNT, "", (("filter", " ".join(text.split())),), page)


def asked(corpus: Corpus) -> Iterator[tuple[Entry | Page, Use, Query]]:
    """Yield each directive that is a query, with the page or entry that it stands on."""
    for item in corpus.items:
        if "{need" in item.source.body:  # nothing else is read for a query
            for use in item.prose.directives:
                if use.name in DIRECTIVES:
                    yield item, use, of_directive(item, use)


@once
def tables(corpus: Corpus) -> Mapping[str, Query]:
    """Return the queries that are tables, by the names of the tables."""
    found: dict[str, Query] = {}
    for _, _, query in asked(corpus):
        if query.kind == TABLE and query.get("name"):
            found.setdefault(query.get("name"), query)
    return found
