"""`speckb check --watch`: a check after each save."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

from speckb.corpus import settings
from speckb.errors import UsageError
from speckb.files.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PAUSE = 0.4
BEGIN, END = "checking", "checked; waiting for the next save"


def watch(check: Callable[[], int], root: Path) -> int:
    """Check now, and again whenever a file has changed; the user ends it."""
    for _ in changes(root):
        print(BEGIN, flush=True)
        try:
            check()
        except UsageError as error:
            print(f"speckb: {error}", file=sys.stderr)
        print(END, flush=True)
    return 0


def changes(root: Path, sleep: Callable[[float], None] = time.sleep) -> Iterator[None]:
    """Yield at once, and each time that a file of the knowledge base is not as it was."""
    before = None
    while True:
        now = _stamps(root)
        if now != before:
            before = now
            yield
        sleep(PAUSE)


def _stamps(root: Path) -> dict[str, tuple[int, int]]:
    """Return time and size of each file that a check reads, by name."""
    found = {}
    for name in Tree(root).names(_patterns(root)):
        try:
            state = os.stat(f"{root}/{name}")  # noqa: PTH116  many files, twice a second
        except OSError:  # gone in between, or a link to nowhere
            continue
        found[name] = state.st_mtime_ns, state.st_size
    return found


def _patterns(root: Path) -> list[str]:
    own = [settings.FILE, "schemas/*.json"]
    try:
        known = settings.load(root)
    except UsageError:
        return own
    folders = [f"{kind.folder}/*.md" for kind in known.types.values()]
    return [*own, *folders, *known.pages, *([known.reviews] if known.reviews else [])]
