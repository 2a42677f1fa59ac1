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
from speckb.exchange.importing import bootstrap, mapping, missing, record, report
from speckb.exchange.importing.plan import plan
from speckb.exchange.importing.proposal import proposed
from speckb.exchange.importing.reading import read
from speckb.exchange.importing.source import BadFileError
from speckb.files.transaction import Change, commit
from speckb.rules import report as findings
from speckb.rules.check import RULES
from speckb.terminal import printable

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

FOLDER = "imports"


def run(args: argparse.Namespace) -> int:
    """Run the command; return the exit status: 1 where something is left to do."""
    try:
        return _import(args)
    except (BadFileError, mapping.MappingError) as error:
        print(f"speckb: {printable(str(error))}; nothing was written", file=sys.stderr)
        return 1
    except FaultyError as error:
        print(findings.text(error.findings, RULES), file=sys.stderr)
        return 1


def _import(args: argparse.Namespace) -> int:
    root = args.root.resolve()
    path = _mapping_path(args, root)
    shown = path.relative_to(root).as_posix()
    known = mapping.read(path, shown) if path.is_file() else None
    source = read(args.source, args.form or (known.form if known else ""))
    if not (root / settings.FILE).exists():
        source = bootstrap.checked(source)
    with bootstrap.workplace(root, source) as work:
        corpus = load(settings.load(work))
        chosen = known or proposed(corpus, source, args.type)
        if known and args.type and {kind.type for kind in known.kinds.values()} != {args.type}:
            raise UsageError(
                f"{shown} says which types entries get; leave --type out, or change it"
            )
        if args.propose:
            return _propose(path, shown, chosen, args.source.name)
        record_path = (work / shown).with_suffix(record.SUFFIX)
        last = record.read(record_path, record_path.relative_to(work).as_posix())
        planned = plan(
            corpus, source, chosen, last, record_path, shown=shown, overwrite=args.overwrite
        )
        lacking = missing.missing(corpus, source, chosen) if known is None else ()
        changes = bootstrap.moved(planned.changes, work, source, root)
    if known is None:
        text = mapping.as_text(chosen, args.source.name)
        changes = [Change(path, None, text.encode()), *changes]
    is_written = not args.dry_run and not planned.problems
    done = report.Import(
        args.source.name, source, chosen, shown, known is None, planned, is_written, lacking
    )
    if is_written:
        commit(root, changes, f"speckb import {args.source.name}")
        editor_schemas.renew(load(settings.load(root)))
    print(report.as_json(done) if args.format == "json" else report.text(done))
    return int(done.is_refused or not planned.is_done)


def _propose(path: Path, shown: str, chosen: mapping.MappingFile, name: str) -> int:
    """Write a mapping alone; return the exit status."""
    if path.exists():
        raise UsageError(f"{shown} already exists; --propose overwrites nothing")
    text = mapping.as_text(chosen, name)
    commit(path.parents[shown.count("/")], [Change(path, None, text.encode())], "speckb import")
    print(f"wrote {shown}; change it as you need, and import without --propose")
    return 0


def _mapping_path(args: argparse.Namespace, root: Path) -> Path:
    """Return the path of the mapping; raises UsageError for one outside the knowledge base."""
    if args.map is None:
        stem = re.sub(r"[^\w.-]+", "-", args.source.resolve().stem).strip(".-") or "import"
        path = root / FOLDER / f"{stem}.toml"
    else:
        path = args.map.absolute()
    real = path.parent.resolve() / path.name
    is_other = path.is_symlink() or (path.exists() and not path.is_file())
    if not real.is_relative_to(root) or is_other or real.suffix != ".toml":
        raise UsageError(f"{args.map or path}: a mapping is a .toml file in the knowledge base")
    return real
