"""The help of the command line: what there is to do, by what it is for."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

CHECK, READ, WRITE = "check", "read", "write (all files of a command, or none)"
GROUPS = {
    "check": CHECK,
    "explain": CHECK,
    "new": WRITE,
    "rename": WRITE,
    "fmt": WRITE,
    "review": WRITE,
}


class Parser(argparse.ArgumentParser):
    """A parser whose help lists its commands in groups; one that is in no group reads."""

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
