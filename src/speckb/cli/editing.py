"""Arguments of the commands that write entries, and recovery after one that was killed."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from speckb import JOURNAL
from speckb.errors import UsageError

if TYPE_CHECKING:
    from speckb.cli.help import Parser

COMMANDS = frozenset({"new", "rename", "remove", "fmt"})


def add(parser: Parser) -> None:
    """Add the commands to the command line."""
    one = parser.add_command(
        "new",
        help="begin an entry: a file with every field to fill in",
        description="Write the file of a new entry: each field that its type requires, what it is"
        " for and which words it may hold. `speckb check` refuses what is not filled in yet.",
    )
    one.add_argument("type", metavar="TYPE", help="type of the entry")
    one.add_argument("id", metavar="ID", help="its id, which is the name of its file")
    one.add_argument(
        "--fill",
        action="store_true",
        help="give each entry that is compared a placeholder for the criterion, new or there",
    )

    one = parser.add_command(
        "rename",
        help="give an entry another id, wherever it is named",
        description="Move an entry's file and change every link, role and confirmation that names"
        " it. The old id is kept: its address leads to the new one. Words of prose that are no"
        " links are left as they are, and listed.",
    )
    one.add_argument("old", metavar="OLD", help="id of the entry")
    one.add_argument("new", metavar="NEW", help="the id that it gets")
    one.add_argument("--dry-run", action="store_true", help="say what would change, write nothing")

    one = parser.add_command(
        "remove",
        help="remove an entry, or merge it into another one",
        description="Delete an entry's file. While anything links to the entry, the places are"
        " listed and nothing is changed; --into or --unlink says what becomes of them. The id is"
        " not free afterwards: its address leads to the other entry, or says what became of this"
        " one. What would break the check is listed, and nothing is written.",
    )
    one.add_argument("id", metavar="ID", help="id of the entry")
    one.add_argument("--into", metavar="OTHER", default="", help="turn its links over to OTHER")
    one.add_argument("--unlink", action="store_true", help="take the links to it out")
    one.add_argument(
        "--reason", metavar="TEXT", default="", help="what became of it (not with --into)"
    )
    one.add_argument("--dry-run", action="store_true", help="say what would change, write nothing")

    one = parser.add_command(
        "fmt",
        help="lay out front matter: order of fields, white space",
        description="Put the fields of entries into the order of their schema, and even out white"
        " space. Comments, quotes and prose stay as they are.",
    )
    one.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="lay out these alone")
    one.add_argument(
        "--check", action="store_true", help="write nothing; say what differs, and end with 1"
    )


def settle(root: Path) -> None:
    """Finish or undo the changes of a command that was killed, and print which."""
    if not os.path.lexists(root / JOURNAL):
        return
    from speckb.files import transaction  # noqa: PLC0415

    try:
        done = transaction.settle(root.resolve())
    except UsageError as error:
        done = str(error)
    if done:
        print(f"speckb: {done}", file=sys.stderr)
