"""Folders of entries: that of each type, and those below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from speckb.corpus.settings import EntryType
    from speckb.files.tree import Tree

INDEX = "index.md"  # the page of a folder of entries, which is no entry itself


def patterns(tree: Tree, kind: EntryType, types: Mapping[str, EntryType]) -> Iterator[str]:
    """Yield the patterns of the files of a type: one for its folder, and one for each below it.

    What is below the folder of another type belongs to that one. Raises OSError for a folder that
    cannot be read, and TooManyError.
    """
    others = {other.folder for other in types.values()} - {kind.folder}
    yield from (f"{name}/*.md" for name in tree.folders(kind.folder, others))


def all_patterns(tree: Tree, types: Mapping[str, EntryType]) -> Iterator[str]:
    """Yield the patterns of the files of all types."""
    for kind in types.values():
        yield from patterns(tree, kind, types)


def is_index(name: str) -> bool:
    """Return whether a file is the page of a folder of entries."""
    return name.rpartition("/")[2] == INDEX
