"""A command that is killed, that fails, or that is disturbed at one of its writes.

What a command asks of the file system goes through a few functions of `os`; each call is a step.
"""

from __future__ import annotations

import errno
import os
import pkgutil
import signal
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from speckb import corpus, editing, files, rules
from speckb.cli.main import main
from tests.forking import Forking

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


def import_commands() -> None:
    """Import what the commands that write import when they run."""
    for room in (corpus, editing, files, rules):
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            import_module(module.name)


_forking = Forking(import_commands)


def apart(work: Callable[..., int], *arguments: object) -> int:
    """Do work in a process of its own, and return its exit status or minus the signal's number.

    It is a fork of a small process: a fork of one that has run tests for a while costs ten times
    as much.
    """
    return _forking.run(work, *arguments)[0]


def killed_at(number: int, work: Callable[..., int], *arguments: object, torn: bool = False) -> int:
    """Do work in a process of its own that is ended at a step, or in the middle of a write."""
    return apart(_killed_at, number, torn, work, *arguments)


def _killed_at(number: int, torn: bool, work: Callable[..., int], *arguments: object) -> int:
    with (Steps(number, tear, WRITES) if torn else Steps(number, kill)).counted():
        return work(*arguments)


def command(root: Path, *arguments: str) -> Callable[[], int]:
    """Return a command on a knowledge base."""
    return partial(main, ["--root", str(root), *arguments])


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
