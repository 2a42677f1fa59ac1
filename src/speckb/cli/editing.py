"""Arguments of the commands that write entries, and recovery after one that was killed."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from speckb import JOURNAL
from speckb.editing.starters import kinds
from speckb.errors import UsageError

if TYPE_CHECKING:
    from speckb.cli.help import Parser

COMMANDS = frozenset({"init", "new", "rename", "remove", "fmt", "words"})


def add(parser: Parser) -> None:
    """Add the commands to the command line."""
    one = parser.add_command(
        "init",
        help="write a small knowledge base to start from",
        description="Write a small knowledge base that can be checked and built at once: settings,"
        " entries, a first page, a README, a workflow and editor settings. Files that exist are"
        " left as they are.",
    )
    one.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=Path(),
        metavar="FOLDER",
        help="where (default: the current folder)",
    )
    one.add_argument(
        "--like", choices=kinds(), default=kinds()[0], help="what it holds (default: %(default)s)"
    )

    one = parser.add_command(
        "new",
        help="create an entry: a file with every field to fill in",
        description="Write the file of a new entry with each field that its type requires,"
        " its purpose and the allowed values. `speckb check` reports every"
        " placeholder that is not filled in.",
    )
    one.add_argument("type", metavar="TYPE", help="type of the entry")
    one.add_argument("id", metavar="ID", help="id of the new entry, which is also its file name")
    one.add_argument(
        "--in",
        dest="below",
        metavar="FOLDER",
        default="",
        help="folder below that of the type (default: the folder of the type)",
    )
    one.add_argument(
        "--fill",
        action="store_true",
        help="add a placeholder for the criterion, new or existing, to each compared entry",
    )

    one = parser.add_command(
        "rename",
        help="change the id of an entry and every reference to it",
        description="Move the file of an entry and update every link, role and confirmation"
        " that names it. The old id is kept as a former id, and its address"
        " redirects to the new page. Plain text that contains the old id is not"
        " changed, but listed.",
    )
    one.add_argument("old", metavar="OLD", help="id of the entry")
    one.add_argument("new", metavar="NEW", help="new id")
    one.add_argument("--dry-run", action="store_true", help="show what would change, write nothing")

    one = parser.add_command(
        "remove",
        help="remove an entry or merge it into another one",
        description="Delete the file of an entry. If anything links to the entry, the links"
        " are listed and nothing is changed, unless --into or --unlink says"
        " what to do with them. A removed id cannot be reused: its address"
        " redirects to the other entry, or says what became of the removed one."
        " If the removal would cause errors, they are listed and nothing is"
        " written.",
    )
    one.add_argument("id", metavar="ID", help="id of the entry")
    one.add_argument("--into", metavar="OTHER", default="", help="redirect its links to OTHER")
    one.add_argument("--unlink", action="store_true", help="remove the links to it")
    one.add_argument(
        "--reason",
        metavar="TEXT",
        default="",
        help="what became of it, for readers of its old address (not with --into)",
    )
    one.add_argument("--dry-run", action="store_true", help="show what would change, write nothing")

    one = parser.add_command(
        "fmt",
        help="format front matter: order of fields, white space",
        description="Put fields into the order of their schema and normalize white space."
        " Comments, quotes and prose are not changed.",
    )
    one.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="format only these files or folders"
    )
    one.add_argument(
        "--check",
        action="store_true",
        help="write nothing; list differences, and exit with 1 if there are any",
    )

    parser.add_command(
        "words",
        help="write a catalogue of the engine's words to fill in",
        description="Write the catalogue that the setting `words` names, or one named by the"
        " language: a gettext file with every text that pages, tables, drawings and the PDF have"
        " beside your own. What is filled in stays; texts that are new are added, and those that"
        " are gone become comments.",
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
