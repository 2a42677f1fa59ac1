"""A command that is killed, that fails, or that is disturbed at one of its writes.

What a command asks of the file system goes through a few functions of `os`; each call is a step.
"""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from speckb.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CALLS = tuple("open write fsync replace link unlink ftruncate mkdir rmdir".split())
WRITES = ("write",)
KILLED = -signal.SIGKILL


class Steps:
    """Counts the calls, and does something before each one from that number on (from 0).

    Nothing waits for the disk meanwhile: what is tested are processes that end, not machines.
    """

    def __init__(
        self,
        number: int,
        act: Callable[[str, tuple[Any, ...]], None],
        calls: tuple[str, ...] = CALLS,
    ) -> None:
        self.number = number
        self.act = act
        self.calls = calls
        self.done = 0

    @contextmanager
    def counted(self) -> Iterator[Steps]:
        """Take the place of the functions."""
        real = {name: getattr(os, name) for name in CALLS}
        for name, function in real.items():
            setattr(
                os, name, self._wrapped(name, (lambda _: None) if name == "fsync" else function)
            )
        try:
            yield self
        finally:
            for name, function in real.items():
                setattr(os, name, function)

    def _wrapped(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            if name in self.calls:
                self.done += 1
                if self.done > self.number:
                    self.act(name, args)
            return function(*args, **options)

        return call


def kill(_name: str, _args: tuple[Any, ...]) -> None:
    """End this process as the power does."""
    os.kill(os.getpid(), signal.SIGKILL)


def tear(name: str, args: tuple[Any, ...]) -> None:
    """Write a half of what is to be written, and end this process."""
    half = bytes(args[1])[: len(args[1]) // 2]
    os.pwrite(args[0], half, os.lseek(args[0], 0, os.SEEK_CUR))
    kill(name, args)


def full(name: str, args: tuple[Any, ...]) -> None:
    """Say that the disk is full."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(args[0]) if name != "write" else "")


def once(act: Callable[[str, tuple[Any, ...]], None]) -> Callable[[str, tuple[Any, ...]], None]:
    """Return an act that is done a single time."""
    acted: list[bool] = []

    def only(name: str, args: tuple[Any, ...]) -> None:
        if not acted:
            acted.append(True)
            act(name, args)

    return only


def apart(work: Callable[[], int]) -> int:
    """Do work in a process of its own, and return its exit status or minus the signal's number."""
    child = os.fork()
    if not child:
        status = 99
        try:
            sys.stdout = sys.stderr = io.StringIO()
            status = work()
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_at(number: int, work: Callable[[], int], *, torn: bool = False) -> int:
    """Do work in a process of its own that is ended at a step, or in the middle of a write."""
    steps = Steps(number, tear, WRITES) if torn else Steps(number, kill)

    def counted() -> int:
        with steps.counted():
            return work()

    return apart(counted)


def command(root: Path, *arguments: str) -> Callable[[], int]:
    """Return a command on a knowledge base."""
    return lambda: main(["--root", str(root), *arguments])


def tree(root: Path) -> dict[str, bytes]:
    """Return what every file below a folder holds, the hidden ones too."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def seen(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files that an editor sees."""
    return {name: data for name, data in files.items() if "/." not in f"/{name}"}
