"""Completion of arguments in the shell: ids, types, rules, tables and git revisions.

Ids are taken from file names. Nothing is parsed for them, and a broken file is offered too.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from speckb.corpus import settings
from speckb.corpus.folders import all_patterns, is_index
from speckb.corpus.loading import load
from speckb.errors import UsageError
from speckb.files.tree import Tree
from speckb.rules.check import RULES
from speckb.tables.names import table_names

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable

    from speckb.cli.help import Parser
    from speckb.corpus.settings import Settings


def complete(parser: Parser) -> None:
    """Print completions and exit, if the shell called the program for them."""
    import argcomplete  # noqa: PLC0415  the shell alone asks for it

    for (command, name), offer in OFFERS.items():
        argument: Any = parser.commands[command].arguments[name]
        argument.completer = _completer(offer)  # where argcomplete looks for it
    argcomplete.autocomplete(parser)


def _completer(offer: Callable[[Settings], Iterable[str]]) -> Callable[..., list[str]]:
    def completer(parsed_args: argparse.Namespace, **_: Any) -> list[str]:
        try:
            return list(offer(settings.load(Path(parsed_args.root).resolve())))
        except UsageError:  # no place for a message
            return []

    return completer


def _ids(found: Settings) -> Iterable[str]:
    tree = Tree(found.root, found.limits)
    files = tree.names(all_patterns(tree, found.types))
    return (PurePosixPath(name).stem for name in files if not is_index(name))


def _revisions(found: Settings) -> Iterable[str]:
    from speckb.files.git import GitError, around  # noqa: PLC0415  git is asked only here

    try:
        return ["HEAD", *around(found.root).names()]
    except GitError:
        return ()


def _nothing(_found: Settings) -> Iterable[str]:
    return ()


OFFERS: dict[tuple[str, str], Callable[[Settings], Iterable[str]]] = {
    ("explain", "rules"): lambda _: RULES,
    ("diff", "ref"): _revisions,
    ("diff", "to"): _revisions,
    ("review", "ids"): _ids,
    ("review", "because"): _ids,
    ("tables", "name"): lambda found: table_names(load(found)),
    ("new", "type"): lambda found: found.types,
    ("new", "id"): _nothing,
    ("rename", "old"): _ids,
    ("rename", "new"): _nothing,
    ("remove", "id"): _ids,
    ("remove", "into"): _ids,
    ("remove", "reason"): _nothing,
}
