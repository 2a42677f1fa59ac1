"""Grouping of entries by link target or field value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speckb.corpus.schema_parts import item, plain, words
from speckb.sorting import natural
from speckb.tables.table import Column

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus

NONE = ""


def groups(corpus: Corpus, type_name: str, by: str) -> tuple[Column, list[str]]:
    """Return the column of the groups and their names in order, the empty group last.

    Groups by a link are ordered like its targets, groups by a field like its vocabulary, and by
    name where it has none. Groups without entries are left out.
    """
    entry_type = corpus.settings.types[type_name]
    own = corpus.settings.is_editorial(entry_type, by)
    present = {name for e in corpus.by_type[type_name] for name in listed(e.meta.get(by))}
    if link := corpus.settings.links.get(by):
        title = entry_type.label(by)
        order = [name for name in corpus.targets(link) if name in present]
        column = Column(by, title, "entry", editorial=own)
    else:
        schema = entry_type.properties[by]
        part = item(schema) or schema
        known = [*map(plain, words(part))] or sorted(present - {NONE}, key=natural)
        order = [word for word in known if word in present]
        column = Column(by, entry_type.label(by), "field", type_name, editorial=own)
    return column, [*order, *({NONE} & present)]


def named(column: Column, name: str) -> str | None:
    """Return the cell of a group in its column: None for a field that is not stated."""
    return name if name or column.kind == "entry" else None


def listed(value: Any) -> list[str]:
    """Return a field's values as a list: of one for a single value, the empty group for none."""
    values = [NONE] if value in (None, []) else value if isinstance(value, list | dict) else [value]
    return [plain(word) for word in values]
