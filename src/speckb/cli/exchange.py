"""Arguments of `import` and `export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from speckb.cli.help import Parser


def add(parser: Parser) -> None:
    """Add the commands to the command line."""
    one = parser.add_command(
        "import",
        help="make entries from the file of another tool, and update them from a newer one",
        description="Read a table, needs.json, ReqIF, or a folder of Doorstop or StrictDoc, and"
        " write an entry for each record. What becomes which field stands in a mapping, a file that"
        " the first import proposes and that you can change. A later import updates what came from"
        " the source and keeps what was changed here. All is written or nothing.",
    )
    one.add_argument("source", type=Path, metavar="FILE_OR_FOLDER", help="what to import")
    one.add_argument("--type", metavar="TYPE", default="", help="type of the entries")
    one.add_argument(
        "--map",
        type=Path,
        metavar="FILE",
        help="file of the mapping (default: imports/NAME.toml in the knowledge base)",
    )
    one.add_argument(
        "--from",
        dest="form",
        metavar="FORMAT",
        default="",
        help="csv, xlsx, speckb, needs, doorstop, strictdoc or reqif (default: by ending and"
        " content)",
    )
    one.add_argument("--dry-run", action="store_true", help="print the report, write nothing")
    one.add_argument(
        "--propose", action="store_true", help="write the mapping alone, to be changed first"
    )
    one.add_argument(
        "--overwrite",
        action="store_true",
        help="take the source's value where it was changed here as well",
    )
    one.add_argument("--format", choices=("text", "json"), default="text")

    one = parser.add_command(
        "export",
        help="write the whole knowledge base to a file for other tools",
        description="Write types, fields, words, entries with their links in both directions,"
        " values and verdicts with their reasons to one file. Equal entries give equal bytes.",
    )
    one.add_argument(
        "--format",
        metavar="FORMAT",
        default="",
        help="json, xlsx, csv, tables, parquet, reqif, reqifz or oscal (default: by the ending)",
    )
    one.add_argument("--output", type=Path, required=True, metavar="FILE", help="file to write")
    one.add_argument(
        "--edition",
        metavar="EDITION",
        help="what held then alone (default: all entries, as their files have them)",
    )
