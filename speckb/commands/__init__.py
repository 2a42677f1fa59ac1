"""The commands that write: how each is called. What each does is in a room of its own."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from speckb.errors import WritingError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

JOURNAL = ".speckb-journal"


def add_writing(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to the command line."""
    one = commands.add_parser("new", help="begin an entry: a file with every field to fill in")
    one.add_argument("type", metavar="TYPE", help="type of the entry")
    one.add_argument("id", metavar="ID", help="its id, which is the name of its file")
    one.add_argument(
        "--fill",
        action="store_true",
        help="give each entry that is compared a placeholder for the new criterion",
    )
    one.set_defaults(run=_room("new"))

    one = commands.add_parser("rename", help="give an entry another id, wherever it is named")
    one.add_argument("old", metavar="OLD", help="id of the entry")
    one.add_argument("new", metavar="NEW", help="the id that it gets")
    one.add_argument("--dry-run", action="store_true", help="say what would change, write nothing")
    one.set_defaults(run=_room("rename"))

    one = commands.add_parser("fmt", help="lay out front matter: order of fields, white space")
    one.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="lay out these alone")
    one.add_argument(
        "--check", action="store_true", help="write nothing, and end with 1 where something would"
    )
    one.set_defaults(run=_room("fmt"))


def _room(name: str) -> Callable[[argparse.Namespace], int]:
    """Return a command that imports its room when it runs: what writes is slow to import."""

    def run(args: argparse.Namespace) -> int:
        return cast("int", import_module(f"speckb.commands.{name}").run(args))

    return run


def settle(root: Path) -> None:
    """Finish, or take back, what a command began that was killed; say what was done."""
    if not os.path.lexists(root / JOURNAL):
        return
    from speckb import writing  # noqa: PLC0415

    try:
        done = writing.settle(root.resolve())
    except WritingError as error:
        done = str(error)
    if done:
        print(f"speckb: {done}", file=sys.stderr)
