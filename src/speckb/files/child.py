"""Child processes with limits of time, memory and output, ended together with their own children.

Limits of memory, CPU time and file size are the kernel's and exist on Linux; elsewhere the limits
of time and of what a child prints hold alone.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread
from typing import IO, TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

MB = 1_000_000
CHUNK = 1 << 16
GROUPS = hasattr(os, "killpg")  # of processes, which are ended together
OUT_OF_MEMORY = (
    *(b"out of memory", b"cannot allocate memory", b"failed to reserve"),
    b"memoryerror",  # of Python
)


class ChildError(Exception):
    """A child process broke one of its limits; the message says which, in a few words."""


class TooManyNamesError(ChildError):
    """A child printed more names than its limit."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use: seconds on the clock, MB of memory, MB printed or in one file.

    `names` is the number of names that it may print, each ended by a NUL byte.
    """

    seconds: int
    memory: int
    output: int
    names: int | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """A child that ended by itself: its exit status and what it printed."""

    status: int
    output: bytes
    errors: bytes


def run(
    command: Sequence[str | Path],
    limits: Limits,
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    given: bytes = b"",
) -> Ended:
    """Run a command to its end, with `given` as its input.

    Raises ChildError where it breaks a limit, and OSError where it cannot be started.
    """
    with Child(command, limits, cwd=cwd, env=env, given=given) as child:
        return child.finish()


class Child:
    """A running command; at the end of its `with` block it is ended if it still runs."""

    def __init__(
        self,
        command: Sequence[str | Path],
        limits: Limits,
        *,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        given: bytes = b"",
    ) -> None:
        self.limits = limits
        self._deadline = time.monotonic() + limits.seconds
        self._broken: ChildError | None = None
        self._process = subprocess.Popen(  # noqa: S603  the caller names the program
            command,
            cwd=cwd,
            env=env,
            stdin=subprocess.PIPE if given else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=GROUPS,
        )
        try:
            _limit(self._process.pid, limits)
            self._printed: list[list[bytes]] = [[], []]
            streams = (self._process.stdout, self._process.stderr)
            self._threads = [
                _thread(self._read, stream, printed)
                for stream, printed in zip(streams, self._printed, strict=True)
            ]
            if given:
                self._threads.append(_thread(self._write, self._process.stdin, given))
        except BaseException:
            self.end()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def finish(self) -> Ended:
        """Wait for the end of the child; raises ChildError where it breaks a limit."""
        for thread in self._threads:
            thread.join(self._left())
        # a child of the child may hold the pipes open when the child itself has ended
        in_time = not any(thread.is_alive() for thread in self._threads)
        with suppress(subprocess.TimeoutExpired):
            if in_time:
                self._process.wait(self._left())
        if self._process.returncode is None:
            seconds = self.limits.seconds
            self._broken = self._broken or ChildError(f"took longer than {seconds} seconds")
            self.end()
        if self._broken:
            raise self._broken
        status = self._process.returncode
        output, errors = map(b"".join, self._printed)
        if problem := self._problem(status, errors):
            raise ChildError(problem)
        return Ended(status, output, errors)

    def end(self) -> None:
        """End the child with its own children, if it has not ended yet."""
        process = self._process
        if process.returncode is None:
            _kill(process)
            process.wait()
        for thread in getattr(self, "_threads", ()):
            thread.join(1)
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                with suppress(OSError):
                    stream.close()

    def _left(self) -> float:
        return max(0.0, self._deadline - time.monotonic())

    def _read(self, stream: IO[bytes], printed: list[bytes]) -> None:
        size = names = 0
        most = self.limits.names
        with suppress(OSError, ValueError):  # closed when the child was ended
            while chunk := os.read(stream.fileno(), CHUNK):
                printed.append(chunk)
                size += len(chunk)
                names += chunk.count(0) if most is not None else 0
                if size > self.limits.output * MB:
                    self._broken = ChildError(f"printed more than {self.limits.output} MB")
                elif most is not None and names > most:
                    self._broken = TooManyNamesError(f"printed more than {most} names")
                else:
                    continue
                _kill(self._process)
                return

    @staticmethod
    def _write(stream: IO[bytes], given: bytes) -> None:
        with suppress(OSError, ValueError):  # it ends without reading everything
            stream.write(given)
        with suppress(OSError, ValueError):
            stream.close()

    def _problem(self, status: int, errors: bytes) -> str:
        """Return which limit of the kernel ended the child, or an empty string."""
        limits = self.limits
        if status == -getattr(signal, "SIGXFSZ", 0) < 0:
            return f"wrote a file larger than {limits.output} MB"
        if status == -getattr(signal, "SIGXCPU", 0) < 0:
            return f"took longer than {limits.seconds} seconds"
        if status and any(words in errors.lower() for words in OUT_OF_MEMORY):
            return f"used more than {limits.memory} MB of memory"
        if status == -getattr(signal, "SIGKILL", 0) < 0:
            return f"was killed: more than {limits.memory} MB, or {limits.seconds} seconds"
        return ""


def limit_this_process(limits: Limits) -> None:
    """Let this process end, by a signal, where it breaks a limit of time or memory."""
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(limits.seconds)
    _limit(0, limits, files=False)


def _thread(work: Callable[..., None], *arguments: object) -> Thread:
    thread = Thread(target=work, args=arguments, daemon=True)
    thread.start()
    return thread


def _limit(pid: int, limits: Limits, *, files: bool = True) -> None:
    """Set the kernel's limits for a process, 0 being this one, and for its future children.

    Memory is what it may write to (RLIMIT_DATA): programs in Go reserve far more addresses
    (RLIMIT_AS) than they use. The hard limit of CPU time is a second longer, so that the signal
    says what happened.
    """
    try:
        import resource  # noqa: PLC0415  not on Windows
    except ImportError:
        return
    if not hasattr(resource, "prlimit"):  # which Linux alone has
        return
    # Threads on all processors count together: CPU time is the limit of what ignores the clock.
    cpu = limits.seconds * max(1, os.cpu_count() or 1)
    wanted = [(resource.RLIMIT_CPU, cpu, cpu + 1), (resource.RLIMIT_CORE, 0, 0)]
    wanted.append((resource.RLIMIT_DATA, limits.memory * MB, limits.memory * MB))
    if files:
        wanted.append((resource.RLIMIT_FSIZE, limits.output * MB, limits.output * MB))
    for kind, soft, hard in wanted:
        # it may have ended already; a limit that is lower already stays
        with suppress(ProcessLookupError, PermissionError, ValueError):
            _, most = resource.prlimit(pid, kind)
            soft, hard = (_lower(value, most) for value in (soft, hard))  # noqa: PLW2901
            resource.prlimit(pid, kind, (soft, hard))


def _lower(value: int, most: int) -> int:
    return value if most < 0 else min(value, most)


def _kill(process: subprocess.Popen[bytes]) -> None:
    if process.returncode is not None:  # waited for: the number may be another process's by now
        return
    if GROUPS:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    with suppress(OSError):
        process.kill()
