"""Measurement of site builds: cold, after one edit, and a floor that no Sphinx site can beat."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench.measure import ENV, REPO, Cost, printed, run
from bench.warm import warm

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OPTIONS = ["-W", "-q", "-b", "html", "-j"]
NOT_CONTENT = shutil.ignore_patterns(".*", "__pycache__", "bench", "build", "src", "tests")
TYPST = re.compile(r"(\d+) pages, Typst ([\d.]+) s \(CPU ([\d.]+) s\)")
TITLE = ("requirements", re.compile(r"^(title: |# )\w+", re.MULTILINE))
REMARK = ("mechanisms", re.compile(r"^( +note: (?:>-\s+)?)\w+", re.MULTILINE))
EDITS = {"title": TITLE, "remark": REMARK}


@dataclass
class Case:
    """A knowledge base on disk, its pages for the floor builds, and the costs of its builds.

    `home` is the folder of all that; `sheets` is the number of pages of the PDF.
    """

    name: str
    home: Path
    entries: int = 0
    pages: int = 0
    cold: list[Cost] = field(default_factory=list)
    title: list[Cost] = field(default_factory=list)
    remark: list[Cost] = field(default_factory=list)
    live_title: list[Cost] = field(default_factory=list)
    live_remark: list[Cost] = field(default_factory=list)
    floor: list[Cost] = field(default_factory=list)
    floor_title: list[Cost] = field(default_factory=list)
    prose: list[Cost] = field(default_factory=list)
    made: list[Cost] = field(default_factory=list)
    pdf: list[Cost] = field(default_factory=list)
    typst: list[Cost] = field(default_factory=list)
    sheets: int = 0

    @property
    def knowledge(self) -> Path:
        """The folder of the knowledge base."""
        return self.home / "knowledge"

    @property
    def document(self) -> Path:
        """The PDF that was made last."""
        (found,) = (self.home / "pdf").glob("*.pdf")
        return found


def real(work: Path) -> Case:
    """Return a copy of the repository's own knowledge base."""
    case = Case("real", work / "real")
    copy(REPO, case.knowledge)
    return case


def copy(source: Path, target: Path) -> None:
    """Copy a knowledge base without build output, engine and tests."""
    shutil.copytree(source, target, ignore=NOT_CONTENT)


def generated(work: Path, number: int) -> Case:
    """Return a generated knowledge base of `number` entries."""
    case = Case(f"{number:,} generated", work / f"generated-{number}")
    _module("bench.generate", str(number), case.knowledge)
    return case


def with_floor(case: Case) -> Case:
    """Write the pages of the floor builds; set the numbers of entries and pages."""
    counted = _module("bench.floor", case.knowledge, case.home / "floor")
    _module("bench.floor", "--prose", case.knowledge, case.home / "prose")
    case.entries, case.pages = map(int, counted.split())
    return case


def measure(case: Case, *, floor_first: bool) -> Iterator[str]:
    """Run each build of a case once, store its cost in the case and yield it as text.

    The order alternates between rounds (`floor_first`), so that drift of the machine hits both.
    """
    site, bare = case.home / "site", case.home / "bare"
    variants = [
        (case.knowledge, site, case.cold, {"title": case.title, "remark": case.remark}),
        (case.home / "floor", bare, case.floor, {"title": case.floor_title}),
    ]
    for source, out, cold, edits in reversed(variants) if floor_first else variants:
        cold.append(_build(source, out, fresh=True))
        yield f"{source.name} {cold[-1].cpu:.2f} s"
        for name, costs in edits.items():
            with _edited(source, *EDITS[name]):
                costs.append(_build(source, out, fresh=False))
            yield f"{source.name}, {name} changed {costs[-1].cpu:.2f} s"
            _build(source, out, fresh=False)
    with warm(case.knowledge, site, _doctrees(site)) as build:
        for name, costs in {"title": case.live_title, "remark": case.live_remark}.items():
            with _edited(case.knowledge, *EDITS[name]):
                costs.append(build())
            yield f"live, {name} changed {costs[-1].cpu:.2f} s"
            build()
    case.prose.append(_build(case.home / "prose", case.home / "bare-prose", fresh=True))
    yield f"prose {case.prose[-1].cpu:.2f} s"
    yield from measure_pdf(case)


def measure_pdf(case: Case) -> Iterator[str]:
    """Build the site without and with its PDF, then the PDF alone; yield what each took."""
    case.made.append(_build(case.knowledge, case.home / "made", fresh=True, jobs="auto"))
    yield f"as make does, without the PDF {case.made[-1].wall:.2f} s of the clock"
    pdf = ("-D", f"speckb_pdf={case.home / 'pdf'}")
    case.pdf.append(_build(case.knowledge, case.home / "both", *pdf, fresh=True, jobs="auto"))
    yield f"with it {case.pdf[-1].wall:.2f} s"
    case.typst.append(_typst(case))
    yield f"Typst {case.typst[-1].cpu:.2f} s"


@contextmanager
def _edited(source: Path, folder: str, word: re.Pattern[str]) -> Iterator[None]:
    """Change one word in the middle entry of a folder while the context lasts."""
    edited = sorted((source / folder).glob("*.md"))
    path = edited[len(edited) // 2]
    before = path.read_text(encoding="utf-8")
    after, found = word.subn(r"\1Changed", before, count=1)
    if not found:
        raise RuntimeError(f"{path} has nothing that the edit can change")
    path.write_text(after, encoding="utf-8")
    yield
    path.write_text(before, encoding="utf-8")


def _typst(case: Case) -> Cost:
    """Return the cost of Typst, as logged by a build of the PDF alone."""
    doctrees = _doctrees(case.home / "both")
    command: list[str | Path] = [sys.executable, "-m", "sphinx", "-W", "-b", "pdf", "-d", doctrees]
    found = TYPST.search(printed([*command, case.knowledge, case.home / "pdf"], case.knowledge))
    if found is None:
        raise RuntimeError("the build did not log how long Typst took")
    case.sheets = int(found[1])
    return Cost(cpu=float(found[3]), wall=float(found[2]), peak=0)


def _build(source: Path, out: Path, *options: str, fresh: bool, jobs: str = "1") -> Cost:
    doctrees = _doctrees(out)
    if fresh:
        shutil.rmtree(out, ignore_errors=True)
        shutil.rmtree(doctrees, ignore_errors=True)
    sphinx: list[str | Path] = [sys.executable, "-m", "sphinx", *OPTIONS, jobs, *options]
    return run([*sphinx, "-d", doctrees, source, out], source)


def _doctrees(out: Path) -> Path:
    return out.with_name(f"{out.name}-doctrees")


def _module(name: str, *arguments: str | Path) -> str:
    """Run a module in a child process and return its output.

    Memory of this process would count in the peaks of processes that are forked from it.
    """
    command: list[str | Path] = [sys.executable, "-m", name, *arguments]
    return subprocess.run(  # noqa: S603  our own modules
        command, env=ENV, check=True, capture_output=True, text=True
    ).stdout
