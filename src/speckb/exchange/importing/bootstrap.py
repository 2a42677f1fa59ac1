"""Settings and pages for an empty folder, from a source that is a whole knowledge base."""

from __future__ import annotations

import re
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from speckb.corpus.settings import FILE
from speckb.errors import UsageError
from speckb.files.transaction import Change

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speckb.exchange.importing.source import Source

# What a source may bring: the settings, schemas, catalogues, reviews, pages and drawings.
SETTINGS = re.compile(r"ubproject\.toml|schemas/[A-Za-z0-9][\w-]*\.json")
OTHERS = re.compile(r"(?:[A-Za-z0-9][\w-]*/)*[A-Za-z0-9][\w.-]*\.(?:md|txt|po|d2|svg)")


@contextmanager
def workplace(root: Path, source: Source) -> Iterator[Path]:
    """Give the folder in which an import is planned: the knowledge base, or a copy of its files.

    A folder without settings gets those of the source, in a folder that is deleted afterwards.
    Raises UsageError for a source that has none.
    """
    if (root / FILE).exists():
        yield root
        return
    if FILE not in source.files:
        raise UsageError(f"{root} has no {FILE}; run `speckb init` there first")
    with TemporaryDirectory() as folder:
        for change in files(source, Path(folder)):
            change.path.parent.mkdir(parents=True, exist_ok=True)
            change.path.write_bytes(change.new or b"")
        yield Path(folder)


def files(source: Source, root: Path) -> Iterator[Change]:
    """Yield the files of a source that are no entries, as changes of an empty folder."""
    for name, text in source.files.items():
        if SETTINGS.fullmatch(name) or OTHERS.fullmatch(name):
            yield Change(root / name, None, text.encode("utf-8", "surrogatepass"))


def moved(changes: Sequence[Change], work: Path, source: Source, root: Path) -> list[Change]:
    """Return the changes that were planned in a folder as those of the knowledge base."""
    if work == root:
        return [*changes]
    there = (Change(root / one.path.relative_to(work), one.old, one.new) for one in changes)
    return [*files(source, root), *there]
