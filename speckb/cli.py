"""The command line: what it takes; `commands` does it, and is imported when there is something."""

from __future__ import annotations

import argparse
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from speckb import SETTINGS, __version__, report
from speckb.usage import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

TABLES = ("text", "csv", "json", "markdown")
GRAVE = {"error": {"error"}, "warning": {"error", "warning"}, "note": {"error", "warning", "note"}}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 fine, 1 findings, 2 wrong use."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    args = _parser().parse_args(argv)
    try:
        status = _run(args)
        sys.stdout.flush()
    except UsageError as error:
        print(f"speckb: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115  nobody reads on
        return 0
    except OSError as error:  # a disk that is full, a file that may not be written, ...
        print(f"speckb: {error.filename or 'output'}: {error.strerror}", file=sys.stderr)
        return 2
    return status


def _run(args: argparse.Namespace) -> int:
    since = None
    if args.command == "check" and args.changed is not None:
        from speckb.changes import changed  # noqa: PLC0415  git is asked only here

        root = args.root.resolve()
        since = changed(root, args.changed)
        plain = args.format == "text" and not args.paths
        if not since and plain and (root / SETTINGS).is_file():
            print(report.text([], {}))
            return 0
    from speckb import commands  # noqa: PLC0415  takes longer than git to say that nothing changed

    return commands.run(args, since)


class _Help(argparse.HelpFormatter):
    """Help as wide as the terminal, which argparse imports a dozen modules to learn."""

    def __init__(self, prog: str) -> None:
        try:
            shown = os.environ.get("COLUMNS", "")
            columns = int(shown) if shown.isdecimal() else os.get_terminal_size().columns
        except OSError:
            columns = 80
        super().__init__(prog, width=columns - 2)


class _Parser(argparse.ArgumentParser):
    def __init__(self, **options: Any) -> None:
        super().__init__(formatter_class=_Help, **options)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="speckb", description="Check and read a knowledge base.")
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument(
        "--root", type=Path, default=Path(), help="folder of the knowledge base (default: here)"
    )
    commands = parser.add_subparsers(
        required=True, metavar="COMMAND", dest="command", prog="speckb"
    )

    one = commands.add_parser("check", help="check every entry and page, and print what is wrong")
    one.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="report on these alone")
    one.add_argument("--format", choices=report.FORMATS, default="text")
    one.add_argument(
        "--changed",
        metavar="REF",
        help="only what files changed since a git revision can have broken",
    )
    one.add_argument("--fail-on", choices=GRAVE, default="error", help="what makes the status 1")

    one = commands.add_parser("explain", help="say what rules mean, with examples")
    one.add_argument("rules", nargs="*", metavar="RULE", help="rule ids (default: list all)")

    one = commands.add_parser(
        "review", help="confirm that an entry's assessments are right as they are"
    )
    one.add_argument("ids", nargs="*", metavar="ENTRY[:NAME]", help="what is confirmed")
    one.add_argument("--all", action="store_true", help="confirm the assessments of all entries")

    one = commands.add_parser("stats", help="count entries, links and coverage")
    one.add_argument("--format", choices=("text", "json"), default="text")

    one = commands.add_parser("schemas", help="write the JSON Schemas from which editors complete")
    one.add_argument("--check", action="store_true", help="write nothing, name what is not current")

    one = commands.add_parser("tables", help="print computed tables")
    one.add_argument("name", nargs="?", help="a table's name (default: all of them)")
    one.add_argument("--format", choices=TABLES, default="text")
    return parser
