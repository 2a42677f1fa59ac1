"""`speckb new`: the file of a new entry, and the cells that a new criterion asks for."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from speckb.corpus import settings
from speckb.corpus.entry import Entry
from speckb.corpus.loading import load
from speckb.editing.faults import ENTRY, faults
from speckb.editing.filling import filled
from speckb.editing.ids import refusal
from speckb.editing.skeleton import Skeleton
from speckb.errors import UsageError
from speckb.files.frontmatter import parse
from speckb.files.transaction import Change, commit
from speckb.rules import report
from speckb.rules.check import RULES
from speckb.rules.prose import PLACEHOLDER
from speckb.suggest import choice, instead

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.settings import EntryType


def run(args: argparse.Namespace) -> int:
    """Write the file, and with `--fill` the cells."""
    corpus = load(settings.load(args.root.resolve()))
    kind = corpus.settings.types.get(args.type)
    if kind is None:
        raise UsageError(f"no type {args.type!r}{instead(args.type, corpus.settings.types)}")
    if problem := refusal(corpus, kind, args.id):
        raise UsageError(problem)
    is_criterion = kind is corpus.settings.criterion
    if args.fill and not is_criterion:
        criterion = corpus.settings.criterion.name
        raise UsageError(f"--fill is for the type {criterion!r}: no other adds to what is compared")
    if args.fill and (faulty := faults(corpus, ENTRY)):
        print(report.text(faulty, RULES), file=sys.stderr)
        return 1
    path = f"{kind.folder}/{args.id}.md"
    text = Skeleton(corpus).text(kind, args.id)
    changes = [Change(corpus.settings.root / path, None, text.encode())]
    if args.fill:
        changes += filled(corpus, _as_entry(kind, path, text))
    commit(corpus.settings.root, changes, f"speckb new {args.type} {args.id}")
    print(f"{path}: {len(PLACEHOLDER.findall(text))} places to fill in")
    if is_criterion:
        _say_what_is_missing(corpus, args.fill)
    return 0


def _as_entry(kind: EntryType, path: str, text: str) -> Entry:
    source = parse(text)
    return Entry(kind, path, source.meta, source)


def _say_what_is_missing(corpus: Corpus, is_filled: bool) -> None:
    lacking: Sequence[Entry] = corpus.compared
    if is_filled:
        for entry in lacking:
            print(f"{entry.path}: a value to fill in")
    elif lacking:
        names = choice((entry.id for entry in lacking), 99)
        print(f"{len(lacking)} entries have no value for it yet: {names}")
        print("`speckb new` with --fill adds a placeholder to each")
