"""Lists of the entries of a type in parts: groups that the settings name, or numbers. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from speckb.corpus.corpus import once
from speckb.corpus.prose.allowed import HIDDEN
from speckb.corpus.schema_parts import item, words
from speckb.corpus.settings import OF_EVERY_TYPE, Listing
from speckb.language import _
from speckb.tables import fragments
from speckb.tables.comparison import listing
from speckb.tables.fragments import NO_GROUP, slug
from speckb.tables.groups import groups, listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.corpus.settings import EntryType
    from speckb.tables.fragments import Row
    from speckb.tables.table import Table

MOST = 60  # entries of a part that is not divided
COLUMNS = 4  # beside the name and the title, unless the settings name them
OF_EDITIONS = frozenset({"from", "until", "not_in", "document", "later"})


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a list: its title and anchor, its entries, and the parts that it is divided into.

    A list that is not divided is one part without a title.
    """

    title: str
    anchor: str
    entries: Sequence[Entry]
    below: Sequence[Part] = ()


@dataclass(frozen=True, slots=True)
class EntryList:
    """All entries of a type as a table, in parts; `rows` by id, without hidden columns.

    `filters` are the numbers of columns by whose words readers may choose rows.
    """

    table: Table
    parts: Sequence[Part]
    rows: Mapping[str, Row]
    filters: Sequence[int]


@once
def has_list(corpus: Corpus, docname: str, name: str) -> bool:
    """Return whether a page shows the list of a type: it has no table of the entries otherwise."""
    page = next((page for page in corpus.pages if page.docname == docname), None)
    uses = page.prose.directives if page else ()
    tables = corpus.settings.listings
    shown = {use.target for use in uses if use.name == "computed"}
    if any(tables[one].type == name for one in shown & tables.keys()):
        return False
    return any(
        use.name == "entries" and use.target == name and HIDDEN not in use.prose.options(use)
        for use in uses
    )


def entry_list(corpus: Corpus, kind: EntryType) -> EntryList:
    """Return the list of the entries of a type."""
    fields = kind.list_columns or tuple(_fields(corpus, kind))
    named = ("title",) if "{title}" in kind.text else (kind.name_field, "title")
    table = listing(corpus, Listing("", kind.name, kind.title, (*named, *fields)))
    entries = corpus.by_type[kind.name]
    rows = fragments.rows(corpus, table)
    if len(named) == 1:  # in a list of all, the heading tells more than the title alone
        rows = [_headed(row, entry) for row, entry in zip(rows, entries, strict=True)]
    known = {entry.id: row for entry, row in zip(entries, rows, strict=True)}
    return EntryList(table, parts(corpus, kind.name), known, fragments.filters(table, rows))


def _headed(row: Row, entry: Entry) -> Row:
    """Return a row whose first link is the heading of its entry, with the title if it lacks it."""
    (first, *more), *cells = row.cells
    has_title = "{title}" in entry.type.heading
    text = entry.heading if has_title else f"{entry.heading}: {entry.title}"
    return replace(row, cells=[[replace(first, text=text), *more], *cells])


def _fields(corpus: Corpus, kind: EntryType) -> list[str]:
    """Return the fields that a list shows without a setting: short ones, or what entries say.

    A field that no entry has is not shown.
    """
    used = {name for entry in corpus.by_type[kind.name] for name in entry.meta}
    used -= {*kind.group_by, *OF_EVERY_TYPE, *OF_EDITIONS}
    names = [name for name in kind.card or kind.properties if name in used]
    short = [name for name in names if _is_short(kind.properties[name])]
    told: list[str] = [name for name in ("summary", "statement") if name in used]
    return short[:COLUMNS] or told[:1]


def _is_short(part: Mapping[str, Any]) -> bool:
    """Return whether a field has a word of a list, some of them, a number, or yes and no."""
    is_word = bool(words(part) or words(item(part)))
    return is_word or part.get("type") in {"boolean", "integer", "number"}


def is_divided(corpus: Corpus, name: str) -> bool:
    """Return whether the list of a type has several parts, with titles."""
    return bool(parts(corpus, name)[0].title)


@once
def parts(corpus: Corpus, name: str) -> Sequence[Part]:
    """Return the parts of the list of a type."""
    kind = corpus.settings.types[name]
    entries = corpus.by_type[name]
    found = list(_divided(corpus, kind, kind.group_by, entries, f"list-{name}"))
    return found or [Part("", "", entries)]


def _divided(
    corpus: Corpus, kind: EntryType, fields: Sequence[str], entries: Sequence[Entry], anchor: str
) -> Iterator[Part]:
    """Yield the parts of entries: by the first of the fields, or by number if they are many."""
    if not fields:
        if len(entries) > MOST:
            yield from _numbered(entries, anchor)
        return
    by, *rest = fields
    column, order = groups(corpus, kind.name, by)
    members: dict[str, list[Entry]] = {}
    for entry in entries:
        for group in listed(entry.meta.get(by)):
            members.setdefault(group, []).append(entry)
    seen: set[str] = set()
    for group in (name for name in order if name in members):
        title = corpus.entries[group].heading if column.kind == "entry" and group else group
        shown = kind.word(by, title) if title else _(NO_GROUP)
        where = f"{anchor}-{slug(title or NO_GROUP)}"
        while where in seen:
            where += "-2"
        seen.add(where)
        own = members[group]
        yield Part(shown, where, own, [*_divided(corpus, kind, rest, own, where)])


def _numbered(entries: Sequence[Entry], anchor: str) -> Iterator[Part]:
    for start in range(0, len(entries), MOST):
        some = entries[start : start + MOST]
        title = f"{some[0].text} \N{EN DASH} {some[-1].text}"
        yield Part(title, f"{anchor}-{start // MOST + 1}", some)
