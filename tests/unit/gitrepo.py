"""A real git repository in a folder of a test, away from the user's settings and the clock."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

DAY = 86_400
FIRST = 1_700_000_000
ALONE = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Reader",
    "GIT_AUTHOR_EMAIL": "reader@desk.example",
    "GIT_COMMITTER_NAME": "Reader",
    "GIT_COMMITTER_EMAIL": "reader@desk.example",
}


class GitRepo:
    """A repository whose commits are a day apart, the first of them on 14 November 2023."""

    def __init__(self, root: Path, *, new: bool = True) -> None:
        self.root = root
        self.days = 0
        if new:
            self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, given: bytes = b"") -> str:
        """Run a git command and return what it prints."""
        date = f"{FIRST + DAY * self.days} +0200"
        clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        done = subprocess.run(
            ["git", "-C", self.root, *arguments],
            input=given,
            capture_output=True,
            check=True,
            env={**clean, **ALONE, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date},
        )
        return done.stdout.decode().strip()

    def commit(self, message: str = "A change", tag: str = "") -> str:
        """Commit everything, and return the commit's id."""
        self.days += 1
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", message)
        if tag:
            self.git("tag", "-a", tag, "-m", tag)
        return self.git("rev-parse", "HEAD")
