"""Grouping of entries by link target or field value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speckb.corpus.schema_parts import item, words
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
        targets = [entry for name in link.targets for entry in corpus.by_type[name]]
        title = entry_type.label(by)
        order = [entry.id for entry in targets if entry.id in present]
        column = Column(by, title, "entry", editorial=own)
    else:
        schema = entry_type.properties[by]
        part = item(schema) or schema
        order = [word for word in words(part) or sorted(present) if word in present]
        column = Column(by, entry_type.label(by), "field", type_name, editorial=own)
    return column, [*order, *({NONE} & present)]


def listed(value: Any) -> list[str]:
    """Return a field's values as a list: of one for a single value, the empty group for none."""
    return [str(word) for word in ([value] if isinstance(value, str) else value or [NONE])]
