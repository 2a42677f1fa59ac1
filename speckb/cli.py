"""The command line: parse, call, print."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from speckb import __version__, settings
from speckb.corpus import load
from speckb.finding import nearest
from speckb.report import text as report_text
from speckb.rules import check

if TYPE_CHECKING:
    from collections.abc import Sequence

    from speckb.corpus import Corpus

FORMATS = ("text", "csv", "json", "markdown")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 fine, 1 findings, 2 wrong use."""
    args = _parser().parse_args(argv)
    try:
        corpus = load(settings.load(args.root.resolve()))
    except settings.SettingsError as error:
        print(f"speckb: {error}", file=sys.stderr)
        return 2
    findings = check(corpus)
    errors = [finding for finding in findings if finding.severity == "error"]
    if args.command == "check" or errors:
        stream = sys.stdout if args.command == "check" else sys.stderr
        print(report_text(findings), file=stream)
        return 1 if errors else 0
    return _tables(corpus, args.name, args.format)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="speckb", description=__doc__)
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument(
        "--root", type=Path, default=Path(), help="folder of the knowledge base (default: here)"
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="check every entry and page, and print what is wrong")
    tables = commands.add_parser("tables", help="print computed tables")
    tables.add_argument("name", nargs="?", help="a table's name (default: all of them)")
    tables.add_argument("--format", choices=FORMATS, default="text")
    return parser


def _tables(corpus: Corpus, name: str | None, style: str) -> int:
    from speckb import tables  # noqa: PLC0415  pandas takes half a second that `check` need not wait

    known = tables.names(corpus)
    if name is not None and name not in known:
        print(f"speckb: no table {name!r}{nearest(name, known)}", file=sys.stderr)
        print(f"tables: {', '.join(known)}", file=sys.stderr)
        return 2
    chosen = [tables.table(corpus, one) for one in ([name] if name else known)]
    if style == "json":
        data = {found.name: tables.to_records(found) for found in chosen}
        print(json.dumps(data[name] if name else data, indent=2, ensure_ascii=False))
        return 0
    write = {"csv": tables.to_csv, "markdown": tables.to_markdown, "text": tables.to_text}[style]
    for found in chosen:
        if name is None:
            print(f"{found.name}: {found.caption}\n")
        print(write(found).rstrip("\n"))
        if name is None:
            print()
    return 0
