"""Measurement of `speckb check` by size of the knowledge base, and of `--changed`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bench import builds
from bench.measure import ENV, Cost, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Command = Sequence[str | Path]

SPECKB = Path(sys.executable).with_name("speckb")
BARE, IMPORTS = "bare Python", "Python and the imports"
SAME, EDITED = "real, --changed HEAD, nothing changed", "real, --changed HEAD, one entry changed"
GIT = ["git", "-c", "user.name=Bench", "-c", "user.email=bench@localhost", "-c", "gc.auto=0"]


def knowledge(
    work: Path, sizes: Sequence[int], cases: Sequence[builds.Case]
) -> Iterator[tuple[str, Path]]:
    """Yield name and folder of each knowledge base to check; generate those not in `cases`."""
    known = {case.name: case for case in cases}
    yield "real", (known.get("real") or builds.real(work)).knowledge
    for size in sizes:
        case = known.get(f"{size:,} generated") or builds.generated(work, size)
        yield case.name, case.knowledge


def commands(work: Path, folders: Mapping[str, Path]) -> dict[str, Command]:
    """Return the commands to measure, by name."""
    same, edited = (_repository(work / name, folders["real"]) for name in ("same", "edited"))
    entry = min((edited / "mechanisms").glob("*-*.md"))
    entry.write_text(f"{entry.read_text(encoding='utf-8')}\nMore words.\n", encoding="utf-8")
    changed = ["check", "--changed", "HEAD"]
    return {
        BARE: [sys.executable, "-c", ""],
        IMPORTS: [sys.executable, "-c", "import speckb.cli.main, speckb.cli.commands"],
        SAME: [SPECKB, "--root", same, *changed],
        EDITED: [SPECKB, "--root", edited, *changed],
        **{name: [SPECKB, "--root", path, "check"] for name, path in folders.items()},
    }


def measure(found: Mapping[str, Command], times: int) -> Iterator[dict[str, Cost]]:
    """Run all commands in turn, `times` times, and yield the costs of each round."""
    for _ in range(times):
        yield {name: run(command, Path.cwd()) for name, command in found.items()}


def _repository(folder: Path, source: Path) -> Path:
    """Return a git repository with the files of a folder in a single commit."""
    builds.copy(source, folder)
    for arguments in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "-m", "words"]):
        subprocess.run([*GIT, *arguments], cwd=folder, env=ENV, check=True)  # noqa: S603  ours
    return folder
