"""The help of the command line: what there is to do, by what it is for."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

CHECK, READ, WRITE = "check", "read", "write (all files of a command, or none)"
GROUPS = {
    "check": CHECK,
    "explain": CHECK,
    "schemas": WRITE,
    "new": WRITE,
    "rename": WRITE,
    "fmt": WRITE,
    "review": WRITE,
}


class Help(argparse.HelpFormatter):
    """Help as wide as the terminal, which argparse imports a dozen modules to learn."""

    def __init__(self, prog: str) -> None:
        try:
            shown = os.environ.get("COLUMNS", "")
            columns = int(shown) if shown.isdecimal() else os.get_terminal_size().columns
        except OSError:
            columns = 80
        super().__init__(prog, width=columns - 2)


class Parser(argparse.ArgumentParser):
    """A parser whose help lists its commands in groups; one that is in no group reads."""

    def __init__(self, **options: Any) -> None:
        super().__init__(formatter_class=Help, **options)

    def format_help(self) -> str:
        """Return the help."""
        commands = self._commands()
        if not commands:
            return super().format_help()
        formatter = self._get_formatter()
        formatter.add_usage(self.usage, self._actions, self._mutually_exclusive_groups)
        formatter.add_text(self.description)
        for title in (CHECK, READ, WRITE):
            formatter.start_section(title)
            formatter.add_arguments([c for c in commands if GROUPS.get(c.dest, READ) == title])
            formatter.end_section()
        formatter.start_section("options")
        formatter.add_arguments([action for action in self._actions if action.option_strings])
        formatter.end_section()
        formatter.add_text(self.epilog)
        return formatter.format_help()

    def _commands(self) -> Sequence[argparse.Action]:
        """Return what stands in the help for each command."""
        for action in self._actions:
            if isinstance(action, argparse._SubParsersAction):
                return list(action._get_subactions())
        return ()
