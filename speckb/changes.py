"""The files that differ from a git revision."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from speckb.usage import UsageError

if TYPE_CHECKING:
    from pathlib import Path


def changed(root: Path, revision: str) -> set[str]:
    """Return the files below `root` that were changed or added since `revision`, from `root`.

    Raises UsageError where git cannot tell.
    """
    if revision.startswith("-"):
        raise UsageError(f"{revision!r} is no git revision")
    asked = [
        _ask(root, "ls-files", "--others", "--exclude-standard", "-z", "--", "."),
        _ask(root, "diff", "--name-only", "--relative", "-z", revision, "--", "."),
    ]
    answers = [(git, *git.communicate()) for git in asked]
    for git, _, problem in answers:
        if git.returncode:
            raise UsageError(f"git: {problem.strip()}")
    return {name for _, said, _ in answers for name in said.split("\0") if name}


def _ask(root: Path, *arguments: str) -> subprocess.Popen[str]:
    try:
        return subprocess.Popen(  # noqa: S603  the revision cannot be an option
            ["git", "-C", root, *arguments],  # noqa: S607  the user's own git
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="surrogateescape",
        )
    except FileNotFoundError:
        raise UsageError("git is not installed; --changed needs it") from None
