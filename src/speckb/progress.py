"""Progress display for loops that take long, on a terminal only."""

from __future__ import annotations

import sys
from time import monotonic
from typing import TYPE_CHECKING, TextIO, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

PATIENCE = 0.7  # seconds before the first display
STEP = 0.1  # seconds between two displays
CLEAR = "\r\x1b[K"
T = TypeVar("T")


def progress(
    items: Sequence[T],
    what: str,
    out: TextIO | None = None,
    clock: Callable[[], float] = monotonic,
) -> Iterator[T]:
    """Yield the items; once this takes long, show on the terminal how many are done.

    `what` names the items, such as `files read`. `clock` returns seconds.
    """
    out = out or sys.stderr
    if not out.isatty():
        yield from items
        return
    due, shown = clock() + PATIENCE, False
    try:
        for number, item in enumerate(items):
            if clock() >= due:
                out.write(f"{CLEAR}{number} of {len(items)} {what}")
                out.flush()
                due, shown = clock() + STEP, True
            yield item
    finally:
        if shown:
            out.write(CLEAR)
            out.flush()
