"""Cost of child processes: CPU time, wall time and peak memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

REPO = Path(__file__).resolve().parent.parent
NO_CACHE = "PYTHONDONTWRITEBYTECODE"  # would make each process compile the engine's source
ENV = {n: v for n, v in os.environ.items() if n != NO_CACHE}
ENV |= {"PYTHONPATH": str(REPO), "NO_COLOR": "1"}
KIB = 1024 if sys.platform != "darwin" else 1  # ru_maxrss counts KiB, on macOS bytes


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds (user and system, with children), wall seconds and peak memory in bytes."""

    cpu: float
    wall: float
    peak: int


def run(command: Sequence[str | Path], folder: Path) -> Cost:
    """Run a command in `folder` and return its cost.

    Raises RuntimeError with the output if it fails.
    """
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603  our own commands
            command, cwd=folder, env=ENV, stdout=output, stderr=subprocess.STDOUT
        )
        process.returncode, cost = waited(process.pid, start)
        if process.returncode:
            output.seek(0)
            text = output.read().decode(errors="replace")
            raise RuntimeError(f"{' '.join(map(str, command))}\n{text}")
    return cost


def waited(process: int, start: float) -> tuple[int, Cost]:
    """Wait for a child process started at `start`; return its exit code and its cost."""
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - start
    cost = Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * KIB)
    return os.waitstatus_to_exitcode(status), cost


def printed(command: Sequence[str | Path], folder: Path) -> str:
    """Run a command in `folder` and return its output.

    Raises CalledProcessError if it fails.
    """
    return subprocess.run(  # noqa: S603  our own commands
        command, cwd=folder, env=ENV, check=True, capture_output=True, text=True
    ).stdout


def middle(costs: Sequence[Cost]) -> Cost:
    """Return the median of each kind of cost."""
    return Cost(
        median(cost.cpu for cost in costs),
        median(cost.wall for cost in costs),
        int(median(cost.peak for cost in costs)),
    )


def ratio(above: Sequence[Cost], below: Sequence[Cost]) -> float:
    """Return the median of the CPU ratios of runs made in pairs."""
    return median(a.cpu / b.cpu for a, b in zip(above, below, strict=True))
