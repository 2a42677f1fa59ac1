"""`speckb diff`: its arguments, and what it prints."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

from speckb import language
from speckb.cli.edition import edition
from speckb.errors import UsageError
from speckb.terminal import inert, inert_json, inert_markup

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from speckb.diff.states import State

FORMATS = ("text", "markdown", "json", "html")
SHORT = 10


def arguments(parser: ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "ref",
        nargs="?",
        metavar="REF",
        help="the old state: a git revision, tag or folder (default: HEAD)",
    )
    parser.add_argument("--to", metavar="REF", help="the new state (default: the working tree)")
    parser.add_argument(
        "--editions",
        nargs=2,
        metavar="EDITION",
        help="compare two editions of the files as they are, instead of two states",
    )
    parser.add_argument("--format", choices=FORMATS, default="text")


def run(args: Namespace, *, color: bool) -> int:
    """Print the diff and return the exit status."""
    from speckb.diff import data, markdown, states, text, webpage  # noqa: PLC0415
    from speckb.diff.compare import diff  # noqa: PLC0415
    from speckb.diff.other_files import other_files  # noqa: PLC0415
    from speckb.diff.outline import outline  # noqa: PLC0415

    root = args.root.resolve()
    if args.editions:
        if args.ref or args.to:
            raise UsageError("two editions are compared, or two states, and not both at once")
        with states.opened(root, None) as (now,):
            _speak(args, now)
            old, new = (now.corpus.at(edition(now.corpus, name)) for name in args.editions)
            found = diff(old, new)
            titles = {known.id: known.title for known in now.corpus.settings.editions}
        names = [f"{name} ({titles[name]})" for name in args.editions]
    else:
        with states.opened(root, args.ref or "HEAD", args.to) as (before, after):
            _speak(args, after)
            others = other_files(root, before, after)
            found = diff(before.corpus, after.corpus, others)
        names = [_name(state) for state in (before, after)]
    if args.format != "text" and isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    laid_out = outline(found, *names)
    match args.format:
        case "json":
            print(inert_json(data.as_json(found, *names)))
        case "markdown":
            print(inert(markdown.markdown(laid_out)), end="")
        case "html":
            print(inert_markup(webpage.webpage(laid_out)), end="")
        case _:
            print(inert(text.text(laid_out, color=color)))
    return 0


def _speak(args: Namespace, state: State) -> None:
    """Have a page in the language of the knowledge base; what commands print is English."""
    found = state.corpus.settings
    if args.format == "html":
        language.use(found.language, found.own_words)


def _name(state: State) -> str:
    short = state.commit[:SHORT]
    if not short or state.commit == state.name:
        return short or state.name
    return f"{state.name} ({short})"
