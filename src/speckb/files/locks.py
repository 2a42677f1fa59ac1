"""Locks of open files, by what the system has for it.

A lock ends with the last process that has the file open. Where a system has none of the two ways,
nothing is locked.
"""

from __future__ import annotations

import errno
import importlib
import os
from typing import Any

PLACE = 1 << 30  # of the byte that Windows locks: behind all content, which others can read then
BUSY = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


_unix, _windows = _module("fcntl"), _module("msvcrt")


def lock(file: int) -> None:
    """Lock an open file; raises BlockingIOError where another process has locked it, or OSError."""
    if _unix:
        _unix.flock(file, _unix.LOCK_EX | _unix.LOCK_NB)
    elif _windows:
        os.lseek(file, PLACE, os.SEEK_SET)
        try:
            _windows.locking(file, _windows.LK_NBLCK, 1)
        except OSError as error:
            if error.errno in BUSY:
                raise BlockingIOError(error.errno, error.strerror) from None
            raise


def wait(file: int) -> None:
    """Lock an open file as soon as no other process has locked it; raises OSError."""
    if _unix:
        _unix.flock(file, _unix.LOCK_EX)
