"""`speckb rename`: another id for an entry, wherever it is named."""

from __future__ import annotations

import sys
from itertools import groupby
from typing import TYPE_CHECKING

from speckb.corpus import settings
from speckb.corpus.loading import load
from speckb.corpus.renamed import unknown
from speckb.editing import editor_schemas
from speckb.editing.faults import ENTRY, faults
from speckb.editing.ids import refusal
from speckb.editing.renaming import renaming
from speckb.errors import UsageError
from speckb.files.transaction import commit
from speckb.rules import report
from speckb.rules.check import RULES, check

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry


def run(args: argparse.Namespace) -> int:
    """Rename an entry, or say what that would change."""
    corpus = load(settings.load(args.root.resolve()))
    if faulty := faults(corpus, ENTRY):
        print(report.text(faulty, RULES), file=sys.stderr)
        return 1
    entry = _entry(corpus, args.old)
    if problem := refusal(corpus, entry.type, args.new, instead_of=entry.id):
        raise UsageError(problem)
    found = renaming(corpus, entry, args.new)
    if not args.dry_run:
        root = corpus.settings.root
        commit(root, found.changes, f"speckb rename {args.old} {args.new}")
    print(f"{entry.path} -> {entry.type.folder}/{args.new}.md")
    for path, number in found.places.items():
        print(f"{path}: {number} {'place' if number == 1 else 'places'}")
    for change in found.changes:
        name = change.path.relative_to(corpus.settings.root).as_posix()
        if name not in found.places and change.new is not None:
            print(name)
    for line in _left(args.old, found.words):
        print(line)
    if args.dry_run:
        print("nothing was written")
    else:
        _renew_schemas(corpus.settings.root)
    return 0


def _renew_schemas(root: Path) -> None:
    """Write the schemas for editors anew: they offer the ids that there are."""
    corpus = load(settings.load(root))
    folder = corpus.settings.editor_schemas
    if folder and not any(finding.severity == "error" for finding in check(corpus)):
        for name in editor_schemas.write(corpus, root / folder):
            print(f"{folder}/{name}: written")


def _entry(corpus: Corpus, name: str) -> Entry:
    if name in corpus.entries:
        return corpus.entries[name]
    raise UsageError(unknown(corpus, name, corpus.entries))


def _left(old: str, words: Sequence[str]) -> Iterator[str]:
    """Yield where the old id is left as a word, by file."""
    if words:
        yield f"left as it is, where {old!r} is a word and no link; look whether it still fits:"
    for path, places in groupby(words, lambda place: place.rpartition(":")[0]):
        lines = ", ".join(place.rpartition(":")[2] for place in places)
        yield f"  {path}: {'lines' if ',' in lines else 'line'} {lines}"
