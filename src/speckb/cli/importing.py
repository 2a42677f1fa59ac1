"""Runs `speckb import`: reads a source, plans the entries, writes them, and prints the report."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from speckb.corpus import settings
from speckb.corpus.loading import load
from speckb.editing import editor_schemas
from speckb.editing.faults import FaultyError
from speckb.errors import UsageError
from speckb.exchange.importing import mapping, record, report
from speckb.exchange.importing.plan import plan
from speckb.exchange.importing.proposal import proposed
from speckb.exchange.importing.reading import read
from speckb.exchange.importing.source import BadFileError
from speckb.files.transaction import Change, commit
from speckb.rules import report as findings
from speckb.rules.check import RULES

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from speckb.corpus.settings import Settings

FOLDER = "imports"


def run(args: argparse.Namespace) -> int:
    """Run the command; return the exit status: 1 where something is left to do."""
    try:
        return _import(args)
    except FaultyError as error:
        print(findings.text(error.findings, RULES), file=sys.stderr)
        return 1


def _import(args: argparse.Namespace) -> int:
    found = settings.load(args.root.resolve())
    path = _mapping_path(args, found)
    shown = path.relative_to(found.root).as_posix()
    record_path = path.with_suffix(record.SUFFIX)
    try:
        known = mapping.read(path, shown) if path.is_file() else None
        source = read(args.source, args.form or (known.form if known else ""))
    except (BadFileError, mapping.MappingError) as error:
        print(f"speckb: {error}; nothing was written", file=sys.stderr)
        return 1
    corpus = load(found)
    chosen = known or proposed(corpus, source, args.type)
    if known and args.type and {kind.type for kind in known.kinds.values()} != {args.type}:
        raise UsageError(f"{shown} says which types entries get; leave --type out, or change it")
    last = record.read(record_path, record_path.relative_to(found.root).as_posix())
    planned = plan(corpus, source, chosen, last, record_path, shown=shown, overwrite=args.overwrite)
    changes = planned.changes
    if known is None:
        text = mapping.as_text(chosen, args.source.name)
        changes = [Change(path, None, text.encode()), *changes]
    if args.propose:
        if known:
            raise UsageError(f"{shown} already exists; --propose overwrites nothing")
        commit(found.root, changes[:1], "speckb import --propose")
        print(f"wrote {shown}; change it as you need, and import without --propose")
        return 0
    is_written = not args.dry_run and not planned.problems
    done = report.Import(
        args.source.name, source, chosen, shown, known is None, planned, is_written
    )
    if is_written:
        commit(found.root, changes, f"speckb import {args.source.name}")
        editor_schemas.renew(load(found))
    print(report.as_json(done) if args.format == "json" else report.text(done))
    return int(done.is_refused or not planned.is_done)


def _mapping_path(args: argparse.Namespace, found: Settings) -> Path:
    """Return the path of the mapping; raises UsageError for one outside the knowledge base."""
    if args.map is None:
        stem = re.sub(r"[^\w.-]+", "-", args.source.resolve().stem).strip(".-") or "import"
        path = found.root / FOLDER / f"{stem}.toml"
    else:
        path = args.map.absolute()
    real = path.parent.resolve() / path.name
    if not real.is_relative_to(found.root) or path.is_symlink() or real.suffix != ".toml":
        raise UsageError(f"{args.map or path}: a mapping is a .toml file in the knowledge base")
    return real
