"""Argument parser whose help lists the commands in groups by purpose."""

from __future__ import annotations

import argparse
import os
from typing import Any

CHECK, READ, BUILD = "check", "read", "build"
WRITE = "write (all files of a command, or none)"
GROUPS = {
    "check": CHECK,
    "explain": CHECK,
    "build": BUILD,
    "live": BUILD,
    "schemas": WRITE,
    "snippets": WRITE,
    "reference": WRITE,
    "init": WRITE,
    "new": WRITE,
    "import": WRITE,
    "rename": WRITE,
    "remove": WRITE,
    "fmt": WRITE,
    "review": WRITE,
}


class Help(argparse.HelpFormatter):
    """Help as wide as the terminal, without the dozen modules that argparse imports for that."""

    def __init__(self, prog: str) -> None:
        try:
            shown = os.environ.get("COLUMNS", "")
            columns = int(shown) if shown.isdecimal() else os.get_terminal_size().columns
        except OSError:
            columns = 80
        super().__init__(prog, width=columns - 2)


class Parser(argparse.ArgumentParser):
    """Argument parser whose help lists commands by group; a command without one is in `read`.

    `commands` are the parsers of the commands by name, `arguments` the arguments by destination:
    argparse itself keeps both in private attributes.
    """

    def __init__(self, **options: Any) -> None:
        self.commands: dict[str, Parser] = {}
        self.arguments: dict[str, argparse.Action] = {}
        self._summaries: dict[str, str] = {}
        self._flags: list[tuple[tuple[str, ...], dict[str, Any]]] = []
        super().__init__(formatter_class=Help, **options)  # adds --help

    def add_argument(self, *names: Any, **options: Any) -> argparse.Action:
        """Add an argument, as argparse does, and keep it."""
        argument = super().add_argument(*names, **options)
        self.arguments[argument.dest] = argument
        if argument.option_strings:
            self._flags.append((names, options))
        return argument

    def add_command(self, name: str, help: str, description: str | None = None) -> Parser:  # noqa: A002  as argparse
        """Return the parser of a new command; `help` is its line in the help of this parser."""
        if not self.commands:
            self._subparsers_action = self.add_subparsers(
                required=True, metavar="COMMAND", dest="command", prog=self.prog
            )
        command: Parser = self._subparsers_action.add_parser(
            name, help=help, description=description
        )
        self.commands[name], self._summaries[name] = command, help
        return command

    def format_help(self) -> str:
        """Return the help.

        A second parser prints it, to which each command is an argument: argparse has no groups
        of commands.
        """
        if not self.commands:
            return super().format_help()
        shown = argparse.ArgumentParser(
            usage=self.format_usage().removeprefix("usage: ").rstrip("\n"),
            description=self.description,
            epilog=self.epilog,
            add_help=False,
            formatter_class=Help,
        )
        for title in (CHECK, READ, BUILD, WRITE):
            group = shown.add_argument_group(title)
            for name, line in self._summaries.items():
                if GROUPS.get(name, READ) == title:
                    group.add_argument(name, help=line)
        options = shown.add_argument_group("options")
        for names, arguments in self._flags:
            options.add_argument(*names, **arguments)
        return shown.format_help()
