"""`speckb fmt`: front matter in its canonical layout."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from speckb.corpus import settings
from speckb.corpus.loading import INDEX, load
from speckb.editing.faults import TEXT, faults
from speckb.editing.layout import laid_out
from speckb.files import paths
from speckb.files.textfile import TextFile
from speckb.files.transaction import Change, commit
from speckb.files.tree import Tree
from speckb.progress import progress
from speckb.rules import report
from speckb.rules.check import RULES

if TYPE_CHECKING:
    import argparse
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from speckb.corpus.settings import EntryType, Settings


def run(args: argparse.Namespace) -> int:
    """Lay out entries, or say which ones are not laid out."""
    found = settings.load(args.root.resolve())
    wanted = paths.named(args.paths, found.root)
    faulty = faults(load(found), TEXT)
    if wanted is not None:
        faulty = [finding for finding in faulty if paths.within(finding.place.path, wanted)]
    if faulty:
        print(report.text(faulty, RULES), file=sys.stderr)
        return 1
    files = list(_entries(found, wanted))
    changes = [_change(path, kind) for path, kind in progress(files, "entries laid out")]
    changes = [change for change in changes if change.old != change.new]
    if not args.check:
        commit(found.root, changes, "speckb fmt")
    for change in changes:
        name = change.path.relative_to(found.root).as_posix()
        print(_difference(name, change) if args.check else f"laid out {name}")
    if args.check and changes:
        print(f"{len(changes)} of {len(files)} entries are to be laid out; `speckb fmt` does it")
    else:
        print(f"{len(changes)} of {len(files)} entries changed")
    return int(args.check and bool(changes))


def _entries(found: Settings, wanted: Collection[str] | None) -> Iterator[tuple[Path, EntryType]]:
    tree = Tree(found.root)
    for kind in found.types.values():
        for name in tree.names([f"{kind.folder}/*.md"]):
            if name != f"{kind.folder}/{INDEX}" and (wanted is None or paths.within(name, wanted)):
                yield found.root / name, kind


def _change(path: Path, kind: EntryType) -> Change:
    file = TextFile.read(path)
    return file.change(laid_out(file, kind.schema))


def _difference(name: str, change: Change) -> str:
    """Return where a file differs first from its canonical layout."""
    old, new = (_lines(data) for data in (change.old, change.new))
    number = next(i for i, (one, other) in enumerate(zip(old, new, strict=False)) if one != other)
    return f"{name}:{number + 1}: not in the canonical layout; here stands {new[number].strip()!r}"


def _lines(data: bytes | None) -> Sequence[str]:
    return (data or b"").decode("utf-8-sig").split("\n")
