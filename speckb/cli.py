"""The command line: parse, call, print."""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from speckb import __version__, report, settings
from speckb.commands import add_writing, diff, paths, settle
from speckb.corpus import load
from speckb.errors import CommandError, UsageError
from speckb.finding import choice, nearest
from speckb.rules import RULES, check

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from speckb.corpus import Corpus
    from speckb.finding import Finding

WORD = re.compile(r"[\w-]+")
TABLES = ("text", "csv", "json", "markdown")
GRAVE = {"error": {"error"}, "warning": {"error", "warning"}, "note": {"error", "warning", "note"}}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 fine, 1 findings, 2 wrong use."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    args = _parser().parse_args(argv)
    command: Callable[[argparse.Namespace], int] = args.run
    try:
        settle(args.root)
        status = command(args)
        sys.stdout.flush()
    except CommandError as error:
        print(f"speckb: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("speckb: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115  nobody reads on
        return 0
    return status


class _Help(argparse.HelpFormatter):
    """Help as wide as the terminal, which argparse imports a dozen modules to learn."""

    def __init__(self, prog: str) -> None:
        try:
            columns = os.get_terminal_size().columns
        except OSError:
            columns = 80
        super().__init__(prog, width=columns - 2)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="speckb", description="Check and read a knowledge base.", formatter_class=_Help
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument(
        "--root", type=Path, default=Path(), help="folder of the knowledge base (default: here)"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND", prog="speckb")

    one = commands.add_parser("check", help="check every entry and page, and print what is wrong")
    one.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="report on these alone")
    one.add_argument("--format", choices=report.FORMATS, default="text")
    one.add_argument(
        "--changed",
        metavar="REF",
        help="only what files changed since a git revision can have broken",
    )
    one.add_argument("--fail-on", choices=GRAVE, default="error", help="what makes the status 1")
    one.set_defaults(run=_check)

    one = commands.add_parser("diff", help="say what changed in meaning between two states")
    diff.arguments(one)
    one.set_defaults(run=_diff)

    one = commands.add_parser("explain", help="say what rules mean, with examples")
    one.add_argument("rules", nargs="*", metavar="RULE", help="rule ids (default: list all)")
    one.set_defaults(run=_explain)

    one = commands.add_parser(
        "review", help="confirm that an entry's assessments are right as they are"
    )
    one.add_argument("ids", nargs="*", metavar="ENTRY[:NAME]", help="what is confirmed")
    one.add_argument("--all", action="store_true", help="confirm the assessments of all entries")
    one.set_defaults(run=_review)

    one = commands.add_parser("stats", help="count entries, links and coverage")
    one.add_argument("--format", choices=("text", "json"), default="text")
    one.set_defaults(run=_stats)

    one = commands.add_parser("tables", help="print computed tables")
    one.add_argument("name", nargs="?", help="a table's name (default: all of them)")
    one.add_argument("--format", choices=TABLES, default="text")
    one.set_defaults(run=_tables)

    add_writing(commands)
    return parser


def _load(args: argparse.Namespace) -> Corpus:
    return load(settings.load(args.root.resolve()))


def _sound(args: argparse.Namespace) -> Corpus | None:
    """Return the corpus, or print its errors and return None."""
    corpus = _load(args)
    errors = [finding for finding in check(corpus) if finding.severity == "error"]
    if errors:
        print(report.text(errors, RULES), file=sys.stderr)
        return None
    return corpus


def _check(args: argparse.Namespace) -> int:
    found = settings.load(args.root.resolve())
    named = paths.named(args.paths, found.root)
    since = _since(args.changed, found.root)
    findings = [] if since == set() else check(load(found))
    if named is not None:
        findings = [f for f in findings if paths.within(f.place.path, named)]
    if since and not any(name == settings.FILE or name.startswith("schemas/") for name in since):
        ids = {Path(name).stem for name in since}
        findings = [f for f in findings if f.place.path in since or _names(f, ids)]
    if args.format != "text" and isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    if args.format in {"github", "sarif"}:
        findings = [
            f._replace(place=f.place._replace(path=_from_here(found.root, f))) for f in findings
        ]
    if args.format == "text":
        print(report.text(findings, RULES, color=_color()))
    elif args.format == "sarif":
        print(report.sarif(findings, RULES, found.site_url))
    else:
        write = {"json": report.as_json, "github": report.github, "junit": report.junit}
        print(write[args.format](findings, RULES))
    return int(any(finding.severity in GRAVE[args.fail_on] for finding in findings))


def _from_here(root: Path, finding: Finding) -> str:
    """Return the file's path from the working folder, where a forge looks for it."""
    path = root / finding.place.path
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else finding.place.path


def _since(revision: str | None, root: Path) -> set[str] | None:
    """Return the files changed since a revision, or None where none is given."""
    if revision is None:
        return None
    from speckb.changes import changed  # noqa: PLC0415  git is asked only here

    return changed(root, revision)


def _names(finding: Finding, ids: set[str]) -> bool:
    """Return whether a finding in a file is about another one, of the given ids."""
    return not RULES[finding.rule].local and not ids.isdisjoint(WORD.findall(finding.message))


def _color() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def _diff(args: argparse.Namespace) -> int:
    return diff.run(args, color=_color())


def _explain(args: argparse.Namespace) -> int:
    for name in args.rules:
        if name not in RULES:
            raise UsageError(f"no rule {name!r}{nearest(name, RULES)}")
    if not args.rules:
        for rule in RULES.values():
            print(f"{rule.id:22} {rule.severity:8} {rule.statement}")
    for name in args.rules:
        print(f"{name} ({RULES[name].severity})\n\n{RULES[name].text}\n")
    return 0


def _review(args: argparse.Namespace) -> int:
    from speckb import reviews  # noqa: PLC0415

    corpus = _sound(args)
    if corpus is None:
        return 1
    if not corpus.settings.reviews:
        raise UsageError(f"{settings.FILE} names no file under speckb.reviews")
    known = {name for b in reviews.bases(corpus) for name in (b.entry, f"{b.entry}:{b.names}")}
    for name in args.ids:
        if name not in known:
            raise UsageError(f"no assessment {name!r}{nearest(name, known)}")
    if not args.ids and not args.all:
        raise UsageError("name what to confirm, such as ENTRY or ENTRY:NAME, or give --all")
    confirmed = reviews.confirm(corpus, None if args.all else {*args.ids})
    for entry, name in confirmed:
        print(f"{entry}:{name}")
    print(f"{len(confirmed)} assessments newly confirmed in {corpus.settings.reviews}")
    return 0


def _stats(args: argparse.Namespace) -> int:
    from speckb import stats  # noqa: PLC0415

    found = stats.stats(_load(args))
    print(json.dumps(found, indent=2) if args.format == "json" else stats.text(found))
    return 0


def _tables(args: argparse.Namespace) -> int:
    corpus = _sound(args)
    if corpus is None:
        return 1
    from speckb import tables  # noqa: PLC0415  pandas takes half a second that `check` need not wait

    known = tables.names(corpus)
    name = args.name
    if name is not None and name not in known:
        raise UsageError(f"no table {name!r}{nearest(name, known)}\ntables: {choice(known, 99)}")
    chosen = [tables.table(corpus, one) for one in ([name] if name else known)]
    if args.format == "json":
        data = {found.name: tables.to_records(found) for found in chosen}
        print(json.dumps(data[name] if name else data, indent=2, ensure_ascii=False))
        return 0
    write = {"csv": tables.to_csv, "markdown": tables.to_markdown, "text": tables.to_text}
    for found in chosen:
        if name is None:
            print(f"{found.name}: {found.caption}\n")
        print(write[args.format](found).rstrip("\n"))
        if name is None:
            print()
    return 0
