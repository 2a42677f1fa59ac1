"""The files that differ from a git revision."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from speckb.settings import SettingsError

if TYPE_CHECKING:
    from pathlib import Path


def changed(root: Path, revision: str) -> set[str]:
    """Return the files below `root` that were changed or added since `revision`, from `root`.

    Raises SettingsError where git cannot tell.
    """
    if revision.startswith("-"):
        raise SettingsError(f"{revision!r} is no git revision")
    diff = _git(root, "diff", "--name-only", "--relative", "-z", revision, "--", ".")
    new = _git(root, "ls-files", "--others", "--exclude-standard", "-z", "--", ".")
    return {name for name in (*diff, *new) if name}


def _git(root: Path, *arguments: str) -> list[str]:
    try:
        done = subprocess.run(  # noqa: S603  the revision cannot be an option
            ["git", "-C", root, *arguments],  # noqa: S607  the user's own git
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=True,
        )
    except FileNotFoundError:
        raise SettingsError("git is not installed; --changed needs it") from None
    except subprocess.CalledProcessError as error:
        raise SettingsError(f"git: {error.stderr.strip()}") from None
    return done.stdout.split("\0")
