"""Measures site builds, checks and live edits, and prints the results beside their targets."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from importlib.util import cache_from_source, find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from bench import builds, checks, report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.measure import Cost

START = 20
SIZES, CHECKED = [100, 1_000], [100, 1_000, 5_000, 10_000]
QUICK_SIZES, QUICK_CHECKED = [100], [100, 1_000]
CHECKS = 5
SAVES = 7
SLOW = "NO compiled bytecode: each process compiles the packages; run `make setup`"


def main() -> None:
    """Run the benchmarks that the command line selects."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--repeat", type=int, default=3, help="rounds of builds (default: 3)")
    parser.add_argument("--quick", action="store_true", help="skip the large knowledge bases")
    parser.add_argument("--checks", action="store_true", help="measure the checks only")
    parser.add_argument("--live", action="store_true", help="measure the live edits only")
    parser.add_argument("--pdf", action="store_true", help="measure the PDF only")
    args = parser.parse_args()
    print(f"{_machine()}\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        work = Path(name)
        if args.pdf:
            _pdf(work, args.repeat)
            return
        if not args.live:
            _builds_and_checks(work, args)
        if not args.checks:
            _live(work)


def _builds_and_checks(work: Path, args: argparse.Namespace) -> None:
    print(f"{report.how(args.repeat, CHECKS)}\n", flush=True)
    cases: list[builds.Case] = []
    if not args.checks:
        cases = _cases(work, QUICK_SIZES if args.quick else SIZES)
        _build_all(cases, args.repeat)
        found = [
            report.builds(cases, cases[0]),
            report.rebuilds(cases),
            report.build_aims(cases, cases[0]),
            report.pdfs(cases),
        ]
        print("\n{}\n".format("\n\n".join(found)), flush=True)
    costs = _check_all(work, QUICK_CHECKED if args.quick else CHECKED, cases)
    print(f"\n{report.checks(costs)}\n\n{report.check_aims(costs)}")


def _pdf(work: Path, repeat: int) -> None:
    case = builds.real(work)
    for number in range(repeat):
        for words in builds.measure_pdf(case):
            _log(f"round {number + 1} of {repeat}: {words}")
    print(report.pdfs([case]))


def _live(work: Path) -> None:
    from bench import live  # noqa: PLC0415  only this needs a browser

    print(f"\n{live.HOW}\n", flush=True)
    found: dict[str, list[float]] = {}
    for what, seconds in live.measure(work, SAVES):
        found.setdefault(what, []).append(seconds)
        _log(f"{what}: {seconds:.2f} s")
    print(f"\n{live.table(found)}")


def _machine() -> str:
    """Return the conditions of the measurement: platform, CPUs, load, Python, bytecode."""
    spec = find_spec("sphinx")
    compiled = spec is not None and Path(cache_from_source(spec.origin or "")).is_file()
    return (
        f"{platform.platform()}, {os.cpu_count()} CPUs, load {os.getloadavg()[0]:.2f}, "
        f"Python {platform.python_version()}, "
        + ("bytecode of the packages compiled" if compiled else SLOW)
    )


def _cases(work: Path, sizes: Sequence[int]) -> list[builds.Case]:
    _log("writing the knowledge bases")
    found = [builds.generated(work, START), builds.real(work)]
    found += [builds.generated(work, size) for size in sizes]
    return [builds.with_floor(case) for case in found]


def _build_all(cases: Sequence[builds.Case], repeat: int) -> None:
    for number in range(repeat):
        for case in cases:
            for words in builds.measure(case, floor_first=number % 2 == 1):
                _log(f"round {number + 1} of {repeat}: {case.name}: {words}")


def _check_all(
    work: Path, sizes: Sequence[int], cases: Sequence[builds.Case]
) -> dict[str, list[Cost]]:
    _log("writing the knowledge bases to check")
    commands = checks.commands(work, dict(checks.knowledge(work, sizes, cases)))
    found: dict[str, list[Cost]] = {name: [] for name in commands}
    for number, costs in enumerate(checks.measure(commands, CHECKS), 1):
        for name, cost in costs.items():
            found[name].append(cost)
        words = ", ".join(f"{name} {cost.cpu:.2f} s" for name, cost in costs.items())
        _log(f"round {number} of {CHECKS}: {words}")
    return found


def _log(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
