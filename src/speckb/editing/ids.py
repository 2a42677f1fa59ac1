"""Validation of ids for new and renamed entries."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import jsonschema_rs

from speckb.corpus import ids
from speckb.files import git
from speckb.tables.names import endings, tables

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus
    from speckb.corpus.settings import EntryType

NO_WORDS = frozenset({"null", "true", "false"})
PAGE = "index"


def refusal(corpus: Corpus, entry_type: EntryType, name: str, *, instead_of: str = "") -> str:
    """Return why no entry of the type can get the id, or an empty string when one can.

    `instead_of` is the present id of an entry to be renamed.
    """
    if problem := ids.problem(name, corpus.settings.id_regex):
        return problem
    part = entry_type.properties.get("id", {})
    if not jsonschema_rs.is_valid(dict(part), name):
        pattern = part.get("pattern", "")
        form = f"it must match {pattern}" if pattern else ids.FORM
        return f"{name!r} is not a valid id; {form}"
    if name.lower() in NO_WORDS:
        return f"YAML does not read {name!r} as text; choose another id"
    if name == PAGE:
        return f"{name!r} is reserved for the page of a folder; choose another id"
    return _taken(corpus, entry_type, name, instead_of) or _shown(
        corpus, entry_type, name, instead_of
    )


def _taken(corpus: Corpus, entry_type: EntryType, name: str, instead_of: str) -> str:
    if entry := corpus.entries.get(name):
        return f"{name!r} is in use: {entry.path}"
    former = corpus.former.get(name)
    if former and former.id != instead_of:
        return f"{name!r} is a former id of {former.id!r}; choose another id"
    removed = corpus.settings.removed_ids
    if name in removed:
        return f"{name!r} was removed; a removed id cannot be reused"
    for other in sorted({*corpus.entries, *corpus.broken, *corpus.former, *removed} - {name}):
        if other.lower() == name.lower():
            return f"{name!r} and {other!r} differ only in case, which some file systems ignore"
    path = f"{entry_type.folder}/{name}.md"
    if os.path.lexists(corpus.settings.root / path):
        return f"{path} already exists"
    kinds = corpus.settings.types.values()
    paths = (f":(glob){kind.folder}/**/{name}.md" for kind in kinds)
    if not former and (commit := git.last_commit(corpus.settings.root, paths)):
        return f"{name!r} was the id of an entry (git commit {commit}); it cannot be reused"
    return ""


def _shown(corpus: Corpus, entry_type: EntryType, name: str, instead_of: str) -> str:
    """Return which table has the name that a table about the entry would have."""
    own = {f"{name}{ending}".lower() for ending in endings(corpus.settings, entry_type)}
    for table, entry in tables(corpus):
        if table.lower() in own and (entry is None or entry.id != instead_of):
            return f"{name!r} cannot be an id: it would name a second table {table!r}"
    return ""
