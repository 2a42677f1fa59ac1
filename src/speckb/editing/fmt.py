"""`speckb fmt`: writes the front matter of entries in canonical layout, without needless hints."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from speckb.corpus.folders import is_index, patterns
from speckb.corpus.loading import load
from speckb.editing.faults import TEXT, refuse_faulty
from speckb.editing.hints import hints, without_hints
from speckb.editing.laid_out import is_laid_out
from speckb.editing.layout import laid_out
from speckb.files import paths
from speckb.files.textfile import TextFile
from speckb.files.transaction import Change, commit
from speckb.files.tree import Tree
from speckb.progress import progress

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.settings import EntryType, Settings
    from speckb.files.frontmatter import Source


def fmt(
    settings: Settings, names: Collection[str] | None, *, check: bool
) -> tuple[list[Change], int]:
    """Lay out entries, or with `check` write nothing.

    `names` are files and folders below the root (None: all). Return the changes, and the number of
    entries that were looked at. Raises FaultyError for files without readable front matter.
    """
    corpus = load(settings)
    refuse_faulty(corpus, TEXT, names)
    files = list(_entries(settings, names))
    known = {settings.root / entry.path: entry.source for entry in corpus.entries.values()}
    cleaning = {kind.name: _cleaning(corpus, kind) for kind in settings.types.values()}
    changes = [
        _change(path, kind, known.get(path), cleaning[kind.name])
        for path, kind in progress(files, "entries formatted")
    ]
    changes = [change for change in changes if change.old != change.new]
    if not check:
        commit(settings.root, changes, "speckb fmt")
    return changes, len(files)


def _entries(settings: Settings, names: Collection[str] | None) -> Iterator[tuple[Path, EntryType]]:
    tree = Tree(settings.root, settings.limits)
    for kind in settings.types.values():
        for name in tree.names(patterns(tree, kind, settings.types)):
            if not is_index(name) and (names is None or paths.within(name, names)):
                yield settings.root / name, kind


def _cleaning(corpus: Corpus, kind: EntryType) -> Callable[[list[str]], list[str]]:
    """Return the function that takes the hints of `speckb new` out of an entry of a type."""
    known = cache(lambda: hints(corpus, kind))
    return lambda head: without_hints(head, known()) if any("#" in line for line in head) else head


def _change(
    path: Path,
    kind: EntryType,
    known: Source | None,
    clean: Callable[[list[str]], list[str]],
) -> Change:
    """Return the change of a file; `known` is what was read of it, if it is an entry."""
    file = TextFile.read(path)
    if known and known.text == file.raw and is_laid_out(known.text, known.meta, kind.schema):
        return file.change(file.data)
    return file.change(laid_out(file, kind.schema, clean))


def first_difference(change: Change) -> tuple[int, str]:
    """Return the first line that differs, from 1, and its text in canonical layout."""
    old, new = (_lines(data) for data in (change.old, change.new))
    number = next(i for i, (one, other) in enumerate(zip(old, new, strict=False)) if one != other)
    return number + 1, new[number]


def _lines(data: bytes | None) -> Sequence[str]:
    return (data or b"").decode("utf-8-sig").split("\n")
