"""Runs the tests of each mutant in a fork of a process that has imported all but the engine."""

from __future__ import annotations

import difflib
import json
import os
import signal
import sys
import time
from dataclasses import astuple
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.forking import LATE
from tests.mutation.mutants import Mutant, sample
from tests.mutation.reach import OPTIONS, Ordered, Reach

if TYPE_CHECKING:
    from collections.abc import Callable

_times = count(1_000_000_000, 10)


def main() -> None:
    """Measure what tests reach, and try the mutants of each room."""
    kept, seed, size, again, *rooms = sys.argv[1:]
    for name in ("pikepdf", "pypdfium2", "selectolax.lexbor", "sphinx.cmd.build", *LATE):
        if not name.startswith("speckb"):
            import_module(name)
    reach = Reach(Path(kept))
    if reach.changed:
        print(f"measuring what {len(reach.changed)} test files reach ...", flush=True)
        forked(reach.measure)
        reach.load()
    for room in rooms:
        file = Path(kept, f"{room}.json")
        if again == "True":
            mutants = [Mutant(*found) for found in json.loads(file.read_text())]
        else:
            mutants = sample(Path(), room, int(size), int(seed))
        survived = [found for found in mutants if not killed(found, *reach.tests_for(found, room))]
        file.write_text(json.dumps([astuple(mutant) for mutant in survived]))
        gone = len(mutants) - len(survived)
        print(f"{room}: {len(mutants)} mutants, {gone} killed, {len(survived)} survived, ", end="")
        print(f"{gone / max(len(mutants), 1):.0%}", flush=True)


def killed(mutant: Mutant, tests: list[str], seconds: float) -> bool:
    """Return whether one of the tests fails, or hangs, with the mutant; print it if none does."""
    path = Path(mutant.path)
    source = path.read_text(encoding="utf-8")
    code = mutant.code(source)
    files = dict.fromkeys(nodeid.partition("::")[0] for nodeid in tests)
    limit = 20 + 3 * seconds
    begun = time.monotonic()
    try:
        _write(path, code)
        arguments = [*OPTIONS, "-x", *files]
        status = forked(lambda: pytest.main(arguments, plugins=[Ordered(tests)]), limit)
    finally:
        _write(path, source)
    if tests and status:
        return True
    lines = difflib.unified_diff(source.splitlines(), code.splitlines(), n=0, lineterm="")
    print(f"{mutant.path}:{mutant.line}: {len(tests)} tests, {time.monotonic() - begun:.0f} s")
    print(*(f"    {line}" for line in [*lines][3:]), sep="\n", flush=True)
    return False


def _write(path: Path, code: str) -> None:
    """Write code with a time of its own, by which Python knows compiled code that is too old."""
    path.write_text(code, encoding="utf-8")
    os.utime(path, (moment := next(_times), moment))


def forked(work: Callable[[], int], limit: float = 3600) -> int:
    """Return the exit status of work in a fork that is silent; after `limit` seconds, kill it."""
    child = os.fork()
    if not child:
        os.setsid()
        silent = os.open("log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        try:
            os._exit(work())
        finally:
            os._exit(70)
    due = time.monotonic() + limit
    while not (ended := os.waitpid(child, os.WNOHANG))[0]:
        if time.monotonic() > due:
            os.killpg(child, signal.SIGKILL)
        time.sleep(0.02)
    return os.waitstatus_to_exitcode(ended[1])


if __name__ == "__main__":
    main()
