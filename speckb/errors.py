"""What ends a command with a message for people, and with the status 2."""

from __future__ import annotations


class CommandError(Exception):
    """A command cannot do what it was asked; the message says why."""


class UsageError(CommandError):
    """The command was called wrongly; the message says how."""


class WritingError(CommandError):
    """Nothing could be written; the message says why, and how things stand now."""
