"""Site builds: cold, after one edit, and the floor that no Sphinx site gets below."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench.measure import ENV, REPO, Cost, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EDITED = "requirements"
OPTIONS = ["-W", "-q", "-j", "1", "-b", "html"]
NOT_CONTENT = shutil.ignore_patterns(".*", "__pycache__", "bench", "build", "speckb", "tests")
TITLE = re.compile(r"^title: \w+", re.MULTILINE)


@dataclass
class Case:
    """A knowledge base on disk, the same pages for the floor, and what its builds cost."""

    name: str
    home: Path
    entries: int = 0
    pages: int = 0
    cold: list[Cost] = field(default_factory=list)
    edit: list[Cost] = field(default_factory=list)
    floor: list[Cost] = field(default_factory=list)

    @property
    def knowledge(self) -> Path:
        """The folder of the knowledge base."""
        return self.home / "knowledge"


def real(work: Path) -> Case:
    """Return a copy of the repository's own knowledge base."""
    case = Case("real", work / "real")
    shutil.copytree(REPO, case.knowledge, ignore=NOT_CONTENT)
    return case


def generated(work: Path, number: int) -> Case:
    """Return a generated knowledge base of so many entries."""
    case = Case(f"{number:,} generated", work / f"generated-{number}")
    _module("bench.generate", str(number), case.knowledge)
    return case


def with_floor(case: Case) -> Case:
    """Write the floor's pages of a case and count them."""
    counted = _module("bench.floor", case.knowledge, case.home / "floor")
    case.entries, case.pages = map(int, counted.split())
    return case


def measure(case: Case, *, floor_first: bool) -> Iterator[str]:
    """Build a case three times, keep the costs in it, and yield what each cost in words."""
    if floor_first:
        yield _floor(case)
    case.cold.append(_build(case.knowledge, case.home / "site", fresh=True))
    yield f"cold {case.cold[-1].cpu:.2f} s"
    edited = sorted((case.knowledge / EDITED).glob("*.md"))
    path = edited[len(edited) // 2]
    before = path.read_text(encoding="utf-8")
    after, found = TITLE.subn("title: Changed", before, count=1)
    if not found:
        raise RuntimeError(f"{path} has no title that the edit can change")
    path.write_text(after, encoding="utf-8")
    case.edit.append(_build(case.knowledge, case.home / "site", fresh=False))
    path.write_text(before, encoding="utf-8")
    yield f"edit {case.edit[-1].cpu:.2f} s"
    if not floor_first:
        yield _floor(case)


def _floor(case: Case) -> str:
    case.floor.append(_build(case.home / "floor", case.home / "bare", fresh=True))
    return f"floor {case.floor[-1].cpu:.2f} s"


def _build(source: Path, out: Path, *, fresh: bool) -> Cost:
    doctrees = out.with_name(f"{out.name}-doctrees")
    if fresh:
        shutil.rmtree(out, ignore_errors=True)
        shutil.rmtree(doctrees, ignore_errors=True)
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "sphinx",
        *OPTIONS,
        "-d",
        doctrees,
        source,
        out,
    ]
    return run(command, source)


def _module(name: str, *arguments: str | Path) -> str:
    """Run a module in a process of its own, so that this one stays small, and return its output."""
    command: list[str | Path] = [sys.executable, "-m", name, *arguments]
    return subprocess.run(  # noqa: S603  our own modules
        command, env=ENV, check=True, capture_output=True, text=True
    ).stdout
