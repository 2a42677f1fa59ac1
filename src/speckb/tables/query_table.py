"""Tables that queries of prose ask for. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from speckb.language import _
from speckb.tables import need_verdicts
from speckb.tables.need_data import BACK, known, values
from speckb.tables.need_fields import cell_field
from speckb.tables.queries import chosen
from speckb.tables.table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.corpus.queries import Query
    from speckb.corpus.settings import EntryType

Read = Callable[["Corpus", "Entry"], Any]


def table(corpus: Corpus, query: Query) -> Table:
    """Return the table of a query: a row per entry, which the first column names."""
    entries = chosen(corpus, query)
    types = list({entry.type.name: entry.type for entry in entries}.values())
    if query.get("types"):
        asked = query.listed("types")
        types = [k for k in corpus.settings.types.values() if {k.name, k.title} & {*asked}]
    names = dict(query.columns)
    # where the name of an entry is its title, one column is enough
    if "id" in names and types and all("{title}" in kind.text for kind in types):
        names.pop("title", None)
    own = Column("id", names.get("id") or _named(types), "entry", hidden="id" not in names)
    columns: list[Column] = [own]
    readers: list[Read] = [_flat("id")]
    for name, title in names.items():
        if name != "id":
            column, read = _column(corpus, types, name)
            columns.append(replace(column, title=title) if title else column)
            readers.append(read)
    records = [[read(corpus, entry) for read in readers] for entry in entries]
    return Table(query.get("name"), query.argument, columns, records)


def _named(types: Sequence[EntryType]) -> str:
    return types[0].title if len(types) == 1 else _("Entry")


def _column(corpus: Corpus, types: Sequence[EntryType], name: str) -> tuple[Column, Read]:
    """Return a column of a field, and the function that reads its cell of an entry."""
    settings = corpus.settings
    about = known(corpus)[name]
    holders = [kind for kind in types or settings.types.values() if name in kind.properties]
    title = holders[0].label(name) if holders else about.title
    if name == "title":
        named = len(types) == 1 and "{title}" in types[0].text
        return Column(name, types[0].title if named else title, "title"), _flat(name)
    if name in {"type", "type_name"}:
        return Column(name, about.title, "text"), _flat("type_name")
    if about.links:
        own = settings.links[name.removesuffix(BACK)].editorial
        return Column(name, title, "entries", editorial=own), _own(name, [])
    if criterion := next((c for c in corpus.criteria if name == cell_field(c.id, "value")), None):
        return Column(name, criterion.title, "value", criterion.id), _flat(name)
    if subject := need_verdicts.subject(corpus, name):
        return Column(name, subject.text, "verdict", subject.id), _flat(name)
    if holders:
        kind = holders[0].name if len(holders) == 1 else ""
        own = all(settings.is_editorial(one, name) for one in holders)
        return Column(name, title, "field", kind, editorial=own), _own(name, "")
    return Column(name, title, "text"), _flat(name)


def _flat(name: str) -> Read:
    return lambda corpus, entry: values(corpus, entry)[name] or None


def _own(name: str, other: Any) -> Read:
    """Return the reader of a field; `other` is the cell of an entry whose type has none such."""

    def read(corpus: Corpus, entry: Entry) -> Any:
        has = name in entry.type.properties or name.endswith(BACK)
        return values(corpus, entry)[name] or (None if has else other)

    return read
