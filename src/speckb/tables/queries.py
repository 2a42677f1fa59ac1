"""What queries of prose ask for: the entries that they choose, and what is wrong with a query.

The options are those of sphinx-needs' directives. Entries come in the order of their types and
documents, unless a query sorts them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from speckb.corpus.corpus import once
from speckb.corpus.filters import ORDER, FilterError, compiled
from speckb.corpus.queries import SHARE
from speckb.corpus.renamed import unknown
from speckb.sorting import natural
from speckb.suggest import instead, nearest
from speckb.tables.need_data import known, values

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.corpus.filters import Literal, Operand, Term
    from speckb.corpus.queries import Query
    from speckb.tables.need_data import Known

FIELD = r"\[\[ *(\w+) *\]\]"  # the place of a field in the text of a link
SORTS = ("sort", "sort_by")
NUMBERS = (int, float)
TEXTS = {"text": "text", "number": "a number", "list": "a list"}


class Problem(NamedTuple):
    """What is wrong with an option: its name, a place in its value, and whether it is a name."""

    option: str
    start: int
    end: int
    message: str
    is_name: bool = True


@once
def problems(corpus: Corpus, query: Query) -> Sequence[Problem]:
    """Return what is wrong with the filter, and with the names in the other options."""
    return [*_in_filters(corpus, query), *_in_names(corpus, query)]


def _in_names(corpus: Corpus, query: Query) -> Iterator[Problem]:
    settings = corpus.settings
    titles = [kind.title for kind in settings.types.values()]
    found = known(corpus)
    columns = [name for name, _ in query.columns] if query.get("columns") else []
    asked: list[tuple[str, Sequence[str], Collection[str], str]] = [
        ("types", query.listed("types"), [*settings.types, *titles], "type"),
        ("columns", columns, found, "field"),
        *((name, [query.get(name)] * bool(query.get(name)), found, "field") for name in SORTS),
        ("link_types", query.listed("link_types"), settings.links, "link"),
    ]
    for field in ("status", "tags"):
        if query.get(field) and field not in found:
            yield Problem(field, 0, len(query.get(field)), f"unknown field {field!r}")
        elif found_words := field in found and found[field].words:
            asked.append((field, query.listed(field), found_words, "word"))
    for option, names, allowed, kind in asked:
        for name in names:
            if name not in allowed:
                whole = rf"(?<![\w-]){re.escape(name)}(?![\w-])"
                match = re.search(whole, query.get(option))
                start = match.start() if match else 0
                message = f"unknown {kind} {name!r}{instead(name, map(str, allowed), 12)}"
                yield Problem(option, start, start + len(name), message)
    root = query.get("root_id")
    if root and root not in corpus.entries and root not in corpus.broken:
        yield Problem("root_id", 0, len(root), unknown(corpus, root, corpus.entries))


def _in_filters(corpus: Corpus, query: Query) -> Iterator[Problem]:
    if len(query.filters) > 2:
        message = f"more than one {SHARE.strip()!r}; a percentage has two filters"
        yield Problem("filter", 0, len(query.get("filter")), message, is_name=False)
        return
    for start, text in query.filters:
        try:
            terms = compiled(text).terms
        except FilterError as error:
            first, last = start + error.start, start + error.end
            yield Problem("filter", first, last, error.message, is_name=False)
            continue
        for term in terms:
            for first, last, message in _in_term(corpus, term):
                yield Problem("filter", start + first, start + last, message)


def _in_term(corpus: Corpus, term: Term) -> Iterator[tuple[int, int, str]]:
    """Yield the faults of what is asked of a field, each with its place."""
    fields = known(corpus)
    kinds = []
    for operand in (term.operand, term.other):
        if operand is None:
            continue
        if operand.name not in fields:
            message = f"unknown field {operand.name!r}{nearest(operand.name, fields)}"
            yield operand.start, operand.end, message
            return
        kind, problem = _kind(operand, fields[operand.name])
        kinds.append(kind)
        if problem:
            yield operand.start, operand.end, problem
            return
    operand, about = term.operand, fields[term.operand.name]
    name, kind = operand.name, kinds[0]
    if problem := _misused(term, kinds):
        yield operand.start, operand.end, f"{name!r} is {TEXTS[kind]}; {problem}"
        return
    for word in term.words:
        if problem := _other_word(corpus, term, about, kind, word):
            yield word.start, word.end, problem


def _kind(operand: Operand, about: Known) -> tuple[str, str]:
    """Return what a field is as it is read, and why it cannot be read so."""
    match operand.function:
        case "len" if about.kind == "number":
            return "number", f"{operand.name!r} is a number and has no length"
        case "lower" | "upper" if about.kind != "text":
            return "text", f"{operand.name!r} is {TEXTS[about.kind]} and has no case"
        case "len":
            return "number", ""
    return about.kind, ""


def _misused(term: Term, kinds: Sequence[str]) -> str:
    """Return what to write in place of a comparison that a field of its kind cannot have."""
    kind, name = kinds[0], term.operand.name
    if term.other:
        if kinds[1] != kind:
            return f"{term.other.name!r} is {TEXTS[kinds[1]]}"
        return "write a comparison of numbers" if term.sign in ORDER and kind != "number" else ""
    if term.sign in ORDER and kind != "number":
        return "write '==' or 'in'" if kind == "text" else f"write len({name})"
    if term.sign == "has" and kind == "number":
        return "write '=='"
    if term.sign == "starts" and kind != "text":
        return "write 'word in field'" if kind == "list" else "write '=='"
    is_none = all(word.value is None for word in term.words)
    if term.sign in {"==", "!=", "in"} and kind == "list" and not is_none:
        return f"write 'word in {name}'"
    return ""


def _other_word(corpus: Corpus, term: Term, about: Known, kind: str, word: Literal) -> str:
    """Return why a field can never be, or contain, a word."""
    value = word.value
    if value is None and term.sign in {"==", "!=", "in"}:
        return ""
    is_number = isinstance(value, NUMBERS) and not isinstance(value, bool)
    wanted = "number" if kind == "number" else "text"
    if is_number != (wanted == "number") or value is None or isinstance(value, bool):
        holds = "a list of text" if kind == "list" else TEXTS[kind]
        return f"{term.operand.name!r} is {holds}; {value!r} is not"
    is_part = term.sign == "starts" or (term.sign == "has" and kind == "text")
    if is_part or term.operand.function or not about.words or value in about.words:
        return ""
    if about.links:
        if value in corpus.broken:
            return ""
        if value in corpus.entries:
            return f"{term.operand.name!r} links to no entry {value!r}"
        return unknown(corpus, value, about.words)
    return f"{term.operand.name!r} is never {value!r}{instead(value, map(str, about.words), 12)}"


@once
def chosen(corpus: Corpus, query: Query) -> Sequence[Entry]:
    """Return the entries that a query chooses, in its order; its options must be sound."""
    types = set(query.listed("types"))
    words = {field: set(query.listed(field)) for field in ("status", "tags") if query.get(field)}
    tests = [compiled(query.get("filter")).passes] if query.get("filter") else []
    found = [
        entry
        for kind, group in corpus.by_type.items()
        if not types or kind in types or corpus.settings.types[kind].title in types
        for entry in group
        if all(wanted & _listed(values(corpus, entry)[name]) for name, wanted in words.items())
        and all(passes(values(corpus, entry), query.page) for passes in tests)
    ]
    for option in SORTS[::-1]:
        if field := query.get(option):
            found.sort(key=lambda entry: _place(values(corpus, entry)[field]))
    return found


def _listed(value: Any) -> set[Any]:
    return {*value} if isinstance(value, list) else {value}


def _place(value: Any) -> tuple[int, Any]:
    """Return the sort key of a value: none first, then numbers, then texts as people sort them."""
    if isinstance(value, NUMBERS):
        return 1, value
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
    return (2, natural(text.lower())) if text else (0, 0)


def counted(corpus: Corpus, query: Query) -> str:
    """Return the number of entries that pass the filter of a count, or a share in percent."""
    numbers = [
        len(chosen(corpus, query._replace(options=(("filter", text),))))
        for _, text in query.filters
    ]
    if len(numbers) == 1:
        return str(numbers[0])
    return f"{100 * numbers[0] / numbers[1] if numbers[1] else 0:.1f}"


@once
def filled(corpus: Corpus, entry: Entry, text: str) -> str:
    """Return the text of a link with the values of an entry in place of `[[field]]`."""
    return re.sub(FIELD, lambda match: _said(values(corpus, entry)[match[1]]), text)


def _said(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def renamed(
    corpus: Corpus, query: Query, old: str, fields: Mapping[str, str]
) -> Iterator[tuple[int, int, str | None]]:
    """Yield the places in a query's filters that a rename changes, and what comes there.

    `fields` are the new names of fields by the old ones. Nothing comes for the id itself, which
    stands between its quotes.
    """
    for start, text in query.filters:
        try:
            found = compiled(text)
        except FilterError:
            continue
        for operand in found.operands:
            if operand.name in fields:
                yield start + operand.start, start + operand.end, fields[operand.name]
        for term in found.terms:
            about = known(corpus).get(term.operand.name)
            if about and about.links and term.sign != "starts" and not term.operand.function:
                for word in term.words:
                    if word.value == old:
                        yield start + word.start + 1, start + word.end - 1, None
