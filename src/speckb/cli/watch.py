"""`speckb check --watch`: a check after each save."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

from speckb.cli.streams import gone
from speckb.corpus import settings
from speckb.corpus.folders import all_patterns
from speckb.errors import UsageError
from speckb.files.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


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
    for name in _names(root):
        try:
            state = os.stat(f"{root}/{name}")  # noqa: PTH116  many files, twice a second
        except OSError:  # deleted since it was listed, or a broken symbolic link
            continue
        found[name] = state.st_mtime_ns, state.st_size
    return found


def _names(root: Path) -> Iterator[str]:
    """Yield the names of the files that a check reads."""
    own = [settings.FILE, "schemas/*.json"]
    try:
        known = settings.load(root)
    except UsageError:
        yield from Tree(root).names(own)
        return
    tree = Tree(root, known.limits)
    reviews = [known.reviews] if known.reviews else []
    yield from tree.names([*own, *all_patterns(tree, known.types), *known.pages, *reviews])
