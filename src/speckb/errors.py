"""What a user can mend by calling the command otherwise, or by mending the settings."""


class UsageError(Exception):
    """The command cannot do what it was asked for; the message says why."""
