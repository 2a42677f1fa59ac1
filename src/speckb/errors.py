"""Errors that a user can fix: wrong arguments, wrong settings."""


class UsageError(Exception):
    """The command cannot do what it was asked for.

    The message says why. The command line prints it in one line and ends with status 2.
    """
