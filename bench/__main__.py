"""Measures site builds and checks, and prints them beside their aims."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from importlib.util import cache_from_source, find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from bench import builds, report
from bench.measure import Cost, run

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

START = 20
SIZES, CHECKED = [100, 1_000], [100, 1_000, 5_000, 10_000]
QUICK_SIZES, QUICK_CHECKED = [100], [100, 1_000]
CHECKS = 5
SLOW = "NO compiled bytecode: every start compiles the packages anew; run `make setup`"


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--repeat", type=int, default=3, help="rounds of builds (default: 3)")
    parser.add_argument("--quick", action="store_true", help="leave out the large ones")
    args = parser.parse_args()
    print(f"{_machine()}\n\n{report.how(args.repeat, CHECKS)}\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        work = Path(name)
        sizes = QUICK_SIZES if args.quick else SIZES
        cases = _cases(work, sizes)
        _build_all(cases, args.repeat)
        start = cases[0]
        print(f"\n{report.builds(cases, start)}\n\n{report.build_aims(cases, start)}\n", flush=True)
        print(f"\n{report.pdfs(cases)}\n", flush=True)
        checked = _checked(work, QUICK_CHECKED if args.quick else CHECKED, cases)
        print(f"\n{report.checks(_check_all(checked))}")


def _machine() -> str:
    """Return what the figures depend on beside the engine."""
    spec = find_spec("sphinx")
    compiled = spec is not None and Path(cache_from_source(spec.origin or "")).is_file()
    return (
        f"{platform.platform()}, {os.cpu_count()} CPUs, load {os.getloadavg()[0]:.2f}, "
        f"Python {platform.python_version()}, "
        + ("bytecode of the packages compiled" if compiled else SLOW)
    )


def _cases(work: Path, sizes: Sequence[int]) -> list[builds.Case]:
    _say("writing the knowledge bases")
    found = [builds.generated(work, START), builds.real(work)]
    found += [builds.generated(work, size) for size in sizes]
    return [builds.with_floor(case) for case in found]


def _build_all(cases: Sequence[builds.Case], repeat: int) -> None:
    for number in range(repeat):
        for case in cases:
            for words in builds.measure(case, floor_first=number % 2 == 1):
                _say(f"round {number + 1} of {repeat}: {case.name}: {words}")


def _checked(work: Path, sizes: Sequence[int], cases: Sequence[builds.Case]) -> dict[str, Path]:
    """Return the folder of each knowledge base that is checked; those that are missing are made."""
    found = {case.name: case.knowledge for case in cases if case.name == "real"}
    known = {case.name: case for case in cases}
    for size in sizes:
        _say(f"writing {size:,} entries")
        case = known.get(f"{size:,} generated") or builds.generated(work, size)
        found[case.name] = case.knowledge
    return found


def _check_all(folders: Mapping[str, Path]) -> dict[str, list[Cost]]:
    speckb = Path(sys.executable).with_name("speckb")
    commands: dict[str, list[str | Path]] = {"bare Python": [sys.executable, "-c", ""]}
    commands |= {name: [speckb, "--root", path, "check"] for name, path in folders.items()}
    found: dict[str, list[Cost]] = {name: [] for name in commands}
    for number in range(CHECKS):
        for name, command in commands.items():
            found[name].append(run(command, Path.cwd()))
        costs = ", ".join(f"{name} {costs[-1].cpu:.2f} s" for name, costs in found.items())
        _say(f"round {number + 1} of {CHECKS}: {costs}")
    return found


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
