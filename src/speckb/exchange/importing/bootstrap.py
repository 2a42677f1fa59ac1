"""Settings and pages for an empty folder, from a source that is a whole knowledge base."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from speckb.corpus.settings import FILE
from speckb.errors import UsageError
from speckb.exchange.importing.source import BadFileError, Remark
from speckb.files.transaction import LONGEST, Change

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speckb.exchange.importing.source import Source

# What a source may bring: the settings, schemas, catalogues, reviews, pages and drawings.
SETTINGS = re.compile(r"ubproject\.toml|schemas/[A-Za-z0-9][\w-]*\.json")
OTHERS = re.compile(r"(?:[A-Za-z0-9][\w-]*/)*[A-Za-z0-9][\w.-]*\.(?:md|txt|po|d2|svg)")
MOST = 5_000  # files
LENGTH = 1_000  # letters of a path


def checked(source: Source) -> Source:
    """Return a source with the files that it may bring, and remarks on the others.

    Raises BadFileError for too many files, too long names, and names that differ only in case.
    """
    if len(source.files) > MOST:
        raise BadFileError(f"{len(source.files):,} files; at most {MOST:,}")
    kept: dict[str, str] = {}
    seen: dict[str, str] = {}
    remarks = [*source.remarks]
    for name, text in source.files.items():
        if not SETTINGS.fullmatch(name) and not OTHERS.fullmatch(name):
            remarks.append(
                Remark(f"files: {name[:80]!r}", "no page, drawing or settings; left out")
            )
            continue
        if len(name) > LENGTH or max(len(part.encode()) for part in name.split("/")) > LONGEST:
            raise BadFileError(f"files: {name[:80]!r}: the name is too long")
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            raise BadFileError(f"files: {other!r} and {name!r} differ only in case")
        kept[name] = text
    return replace(source, files=kept, remarks=tuple(remarks))


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
        yield Change(root / name, None, text.encode())


def moved(changes: Sequence[Change], work: Path, source: Source, root: Path) -> list[Change]:
    """Return the changes that were planned in a folder as those of the knowledge base.

    Raises BadFileError where an entry is among the files of the source as well.
    """
    if work == root:
        return [*changes]
    for one in changes:
        name = one.path.relative_to(work).as_posix()
        if name in source.files:
            raise BadFileError(f"files: {name!r} is written for an entry; leave it out of 'files'")
    there = (Change(root / one.path.relative_to(work), one.old, one.new) for one in changes)
    return [*files(source, root), *there]
