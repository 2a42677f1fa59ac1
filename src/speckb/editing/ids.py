"""Validation of ids for new and renamed entries."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from speckb.corpus import ids
from speckb.corpus.corpus import once
from speckb.files import git
from speckb.tables.names import endings, tables

if TYPE_CHECKING:
    from collections.abc import Iterable

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.corpus.settings import EntryType

NO_WORDS = frozenset({"null", "true", "false"})
PAGE = "index"


def refusal(corpus: Corpus, entry_type: EntryType, name: str, *, instead_of: str = "") -> str:
    """Return why no entry of the type can get the id, or an empty string when one can.

    `instead_of` is the present id of an entry to be renamed.
    """
    return _unusual(corpus, entry_type, name, instead_of) or _used_before(corpus, name, instead_of)


def refusals(corpus: Corpus, wanted: Iterable[tuple[EntryType, str]]) -> dict[str, str]:
    """Return why entries of types cannot get their ids, by id; history is read once for all."""
    pairs = [*wanted]
    gone: dict[str, str] = {}
    if pairs:
        folders = (kind.folder for kind in corpus.settings.types.values())
        deleted = git.ever_deleted(corpus.settings.root, folders)
        gone = {path.rpartition("/")[2].removesuffix(".md"): path for path in sorted(deleted)}
    found = {}
    for kind, name in pairs:
        problem = _unusual(corpus, kind, name, "")
        if not problem and name in gone and name not in corpus.former:
            problem = f"{name!r} was the id of an entry ({gone[name]}); it cannot be reused"
        if problem:
            found[name] = problem
    return found


def _unusual(corpus: Corpus, entry_type: EntryType, name: str, instead_of: str) -> str:
    """Return why the form of an id, or what there is, keeps an entry from getting it."""
    if problem := ids.problem(name, corpus.settings.id_regex):
        return problem
    part = entry_type.properties.get("id", {})
    if not _validator(corpus, entry_type.name).is_valid(name):
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
    if name in corpus.settings.removed_ids:
        return f"{name!r} was removed; a removed id cannot be reused"
    for other in _by_case(corpus).get(name.lower(), ()):
        if other != name:
            return f"{name!r} and {other!r} differ only in case, which some file systems ignore"
    path = f"{entry_type.folder}/{name}.md"
    if os.path.lexists(corpus.settings.root / path):
        return f"{path} already exists"
    return ""


def _used_before(corpus: Corpus, name: str, instead_of: str) -> str:
    """Return which commit had an entry of that id, unless it is a former id of `instead_of`."""
    former = corpus.former.get(name)
    if former and former.id == instead_of:
        return ""
    kinds = corpus.settings.types.values()
    paths = (f":(glob){kind.folder}/**/{name}.md" for kind in kinds)
    if commit := git.last_commit(corpus.settings.root, paths):
        return f"{name!r} was the id of an entry (git commit {commit}); it cannot be reused"
    return ""


@once
def _validator(corpus: Corpus, type_name: str) -> Any:
    part = corpus.settings.types[type_name].properties.get("id", {})
    return jsonschema_rs.validator_for(dict(part))


@once
def _by_case(corpus: Corpus) -> dict[str, list[str]]:
    """Return all ids that are or were in use, by their small letters."""
    found: dict[str, list[str]] = {}
    removed = corpus.settings.removed_ids
    for name in sorted({*corpus.entries, *corpus.broken, *corpus.former, *removed}):
        found.setdefault(name.lower(), []).append(name)
    return found


@once
def _table_owners(corpus: Corpus) -> dict[str, list[tuple[str, Entry | None]]]:
    """Return the tables, each with the entry that it is about, by their names in small letters."""
    found: dict[str, list[tuple[str, Entry | None]]] = {}
    for table, entry in tables(corpus):
        found.setdefault(table.lower(), []).append((table, entry))
    return found


def _shown(corpus: Corpus, entry_type: EntryType, name: str, instead_of: str) -> str:
    """Return which table has the name that a table about the entry would have."""
    for ending in endings(corpus.settings, entry_type):
        for table, entry in _table_owners(corpus).get(f"{name}{ending}".lower(), ()):
            if entry is None or entry.id != instead_of:
                return f"{name!r} cannot be an id: it would name a second table {table!r}"
    return ""
