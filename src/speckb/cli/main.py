# PYTHON_ARGCOMPLETE_OK
"""The command line: arguments, and exit statuses for errors.

`commands` runs the commands. It is imported after the arguments are parsed: help, and a check of
no changed files, need none of it.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentTypeError
from pathlib import Path
from typing import TYPE_CHECKING

from speckb import SETTINGS, __version__
from speckb.cli import diff, editing, edition, exchange, streams
from speckb.cli.help import Parser
from speckb.errors import UsageError
from speckb.files import paths
from speckb.rules import report
from speckb.rules.finding import GRAVE
from speckb.terminal import inert, printable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

TABLES = ("text", "csv", "json", "markdown")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 fine, 1 findings, 2 wrong use."""
    streams.settle()
    parser = _parser()
    if "_ARGCOMPLETE" in os.environ:
        from speckb.cli.completion import complete  # noqa: PLC0415

        complete(parser)
    args = parser.parse_args(argv)
    try:
        editing.settle(args.root)
        status = _run(args)
        sys.stdout.flush()
    except UsageError as error:
        said = map(printable, f"speckb: {error}".split("\n"))
        print(inert("\n".join(said)), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("speckb: interrupted", file=sys.stderr)
        return 130
    except OSError as error:  # a full disk, a file without write permission, ...
        print(f"speckb: {error.filename or 'output'}: {error.strerror}", file=sys.stderr)
        if error.filename is None:
            _discard_output()
        return 2
    return status


def _discard_output() -> None:
    """Let the flush at exit succeed, which would set another exit status."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115


def _run(args: argparse.Namespace) -> int:
    since = None
    if args.command == "check" and args.changed is not None:
        from speckb.files.git import changed_since  # noqa: PLC0415  git is asked only here

        root = args.root.resolve()
        since = changed_since(root, args.changed)
        plain = args.format == "text" and not args.paths
        if not since and plain and (root / SETTINGS).is_file():
            print(report.text([], {}))
            return 0
    from speckb.cli import commands  # noqa: PLC0415  takes longer than git to say that nothing changed

    return commands.run(args, since)


def _parser() -> Parser:
    parser = Parser(
        prog="speckb",
        description="Check, query and change a knowledge base: a folder of entries, one file each.",
        epilog="See `speckb COMMAND --help` for the options of a command.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument(
        "--root",
        type=Path,
        default=paths.top(Path(), SETTINGS),
        help="folder of the knowledge base (default: the current folder, or the"
        " nearest parent that has one)",
    )

    one = parser.add_command("check", help="check all entries and pages, and print findings")
    one.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="report only findings in these files or folders",
    )
    one.add_argument("--format", choices=report.FORMATS, default="text")
    one.add_argument(
        "--changed",
        metavar="REF",
        help="report only what changes since a git revision can have broken",
    )
    one.add_argument(
        "--fail-on",
        choices=GRAVE,
        default="error",
        help="lowest severity that makes the exit status 1",
    )
    one.add_argument("--watch", action="store_true", help="check again after each save")

    one = parser.add_command(
        "diff",
        help="show what changed in meaning between two states",
        description="Show which entries, pages, pictures and settings changed in meaning,"
        " and how tables, verdicts, coverage and findings change as a result."
        " Nothing is written.",
    )
    diff.arguments(one)

    one = parser.add_command(
        "explain", help="explain rules, with examples, or what an assessment rests on"
    )
    one.add_argument(
        "rules", nargs="*", metavar="RULE|ENTRY:NAME", help="what to explain (default: all rules)"
    )

    one = parser.add_command("review", help="confirm that assessments still hold")
    one.add_argument(
        "ids", nargs="*", metavar="ENTRY[:NAME]", help="what to confirm; * matches any text"
    )
    one.add_argument(
        "--because", metavar="ENTRY", help="confirm what is suspect only because ENTRY changed"
    )
    one.add_argument("--all", action="store_true", help="confirm the assessments of all entries")
    one.add_argument("--dry-run", action="store_true", help="show what would change, write nothing")

    one = parser.add_command("stats", help="count entries, links and coverage")
    edition.argument(one)
    one.add_argument("--format", choices=("text", "json"), default="text")

    parser.add_command("schemas", help="write JSON Schemas for completion in editors")

    one = parser.add_command("snippets", help="write snippets for VS Code")
    one.add_argument("file", type=Path, metavar="FILE", help="file of the snippets")
    one.add_argument(
        "--check", action="store_true", help="write nothing; exit with 1 if not up to date"
    )

    one = parser.add_command(
        "reference", help="write reference pages for rules, settings and fields"
    )
    one.add_argument("folder", type=Path, metavar="FOLDER", help="folder of the pages")
    one.add_argument(
        "--check", action="store_true", help="write nothing; list what is not up to date"
    )

    one = parser.add_command(
        "build",
        help="build the site, the PDF, or both",
        description="Check all entries and pages, and build the site in build/html, the PDF in"
        " build/pdf, or both. Warnings are errors, and after a failure everything is built anew."
        " The date is that of the last commit, or SOURCE_DATE_EPOCH.",
    )
    one.add_argument(
        "output", nargs="?", choices=("all", "html", "pdf"), default="all", help="what to build"
    )
    one.add_argument(
        "--jobs",
        type=_jobs,
        metavar="N",
        default="auto",
        help="number of processes (default: one for each processor)",
    )
    _add_out(one)

    one = parser.add_command(
        "live", help="serve the site, rebuild it on each save, and show findings on its pages"
    )
    one.add_argument("--host", default="127.0.0.1", help="address to serve at (default: this host)")
    one.add_argument("--port", type=int, default=8000, help="port to serve at (default: 8000)")
    _add_out(one)

    one = parser.add_command("tables", help="print computed tables")
    one.add_argument("name", nargs="?", help="a table's name (default: all of them)")
    one.add_argument("--format", choices=TABLES, default="text")
    edition.argument(one)

    editing.add(parser)
    exchange.add(parser)
    return parser


def _jobs(text: str) -> str:
    """Return a number of processes as it was typed; raises ArgumentTypeError for anything else."""
    if text == "auto" or (text.isdecimal() and int(text)):
        return text
    raise ArgumentTypeError(f"{text!r} is not allowed; use a number from 1, or 'auto'")


def _add_out(parser: Parser) -> None:
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FOLDER",
        help="folder of all output (default: build, in the knowledge base)",
    )
