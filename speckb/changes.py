"""The files that differ from a git revision, and what they can have broken."""

from __future__ import annotations

import re
import subprocess
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from speckb.usage import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from speckb.finding import Finding
    from speckb.rules import Rule
    from speckb.settings import Settings

WORD = re.compile(r"[\w-]+")


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


def caused(
    findings: Iterable[Finding], names: set[str], settings: Settings, rules: Mapping[str, Rule]
) -> list[Finding]:
    """Return the findings that changes of the named files can have caused.

    These are the findings in those files, those in others that name one of them, and those of
    rules that may break without naming the reason.
    """
    if names & {*settings.files}:
        return [*findings]
    ids = {PurePosixPath(name).stem for name in names}
    return [
        finding
        for finding in findings
        if finding.place.path in names or _reaches(rules[finding.rule], finding.message, ids)
    ]


def _reaches(rule: Rule, message: str, ids: set[str]) -> bool:
    if rule.local:
        return False
    return rule.whole or not ids.isdisjoint(WORD.findall(message))
