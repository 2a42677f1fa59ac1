"""`speckb check --watch`: a check after each save."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

from speckb.cli.streams import gone
from speckb.corpus import settings
from speckb.errors import UsageError
from speckb.files.limits import DEFAULT
from speckb.files.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from speckb.files.limits import Limits

PAUSE = 0.4  # seconds
# Editors recognize the begin and the end of a check by these lines: see .vscode/tasks.json.
BEGIN, END = "checking", "checked; waiting for the next save"


def watch(check: Callable[[], int], root: Path) -> int:
    """Check now and after each change of a file, until the user interrupts or reads no more."""
    for _ in changes(root):
        print(BEGIN, flush=True)
        try:
            check()
        except UsageError as error:
            print(f"speckb: {error}", file=sys.stderr)
        print(END, flush=True)
        if gone():
            break
    return 0


def changes(root: Path, sleep: Callable[[float], None] = time.sleep) -> Iterator[None]:
    """Yield at once, and then after each change of a file of the knowledge base.

    The files are polled: that needs nothing more, and works on network drives and in containers.
    """
    before = None
    while True:
        now = _stamps(root)
        if now != before:
            before = now
            yield
        sleep(PAUSE)


def _stamps(root: Path) -> dict[str, tuple[int, int]]:
    """Return modification time (ns) and size of each file that a check reads, by name."""
    found = {}
    patterns, limits = _read(root)
    for name in Tree(root, limits).names(patterns):
        try:
            state = os.stat(f"{root}/{name}")  # noqa: PTH116  many files, twice a second
        except OSError:  # deleted since it was listed, or a broken symbolic link
            continue
        found[name] = state.st_mtime_ns, state.st_size
    return found


def _read(root: Path) -> tuple[list[str], Limits]:
    """Return the patterns of the files that a check reads, and the limits."""
    own = [settings.FILE, "schemas/*.json"]
    try:
        known = settings.load(root)
    except UsageError:
        return own, DEFAULT
    folders = [f"{kind.folder}/*.md" for kind in known.types.values()]
    reviews = [known.reviews] if known.reviews else []
    return [*own, *folders, *known.pages, *reviews], known.limits
