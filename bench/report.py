"""Report of the measurements: tables, and figures beside their targets."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pypdfium2

from bench.checks import EDITED, IMPORTS, SAME
from bench.measure import middle, ratio

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bench.builds import Case
    from bench.measure import Cost

MB = 1_000_000
COLD, EDIT, GROWTH = 1.5, 0.25, 1.3
PDF, TYPST, PDF_MB = 1.25, 1.2, 3.0
SECONDS = {"real": 0.2, "100 generated": 0.2, "5,000 generated": 2.0}
MEGABYTES = {"10,000 generated": 300}
BUILDS = ["case", "entries", "pages", "cold s", "floor s", "cold/floor", "prose s", "cold/prose"]
BUILDS += ["ms/page", "ms/page net", "cold wall s", "cold MB"]
REBUILDS = ["case", "cold s", "live title s", "/cold", "live remark s", "/cold", "wall s"]
REBUILDS += ["process title s", "/cold", "process remark s", "/cold", "wall s", "floor title/cold"]
LINEAR = 1.05
DEPTH = 2  # of chapters in the outline, below parts
PDFS = ["case", "pages", "MB", "Typst s", "Typst wall s", "site s", "with PDF s", "with/site"]
PDFS += ["site wall s", "with PDF wall s", "wall with/site"]
CHECKS = ["case", "CPU s", "spread", "wall s", "peak MB", "aim"]


def how(repeat: int, checks: int) -> str:
    """Return the explanation of how everything was measured."""
    return f"""\
Seconds are CPU seconds, user and system, of a process of its own and its children (wait4). Wall is
what the clock said. MB is the peak resident set of the largest process, at least that of this one.
A site is built by `python -m sphinx -W -q -j 1 -b html`.
- Cold: without earlier output or doctrees.
- Title: one word in the title of the middle requirement changed, then built again; the navigation
  of all requirements and every table with requirements show it.
- Remark: one word in the remark on the middle mechanism by one criterion changed.
- Live: the build that `make live` does after a save, in a fork of a process that has everything
  imported, the check of all entries included. Process: the same command as for cold, once more.
- Floor: the same pages as Markdown that somebody could have typed, with their facts, tables and
  links, by Sphinx, MyST and the theme `basic` without navigation, checks and CSV.
- Prose: the same without facts, tables and links; less than any such site has.
- Site and with PDF: cold as `make` does it (`-j auto`), without and with the PDF made in the same
  build (`-D speckb_pdf=...`).
- Typst: all rounds of layout and the export, as logged by a build of the PDF alone.
In each round the variants of a case run one after the other, floor first or last in turn. Figures
are medians of {repeat} rounds, ratios the medians of the rounds' own ratios. `ms/page` is the cold
build by page; net is without the start-up, which the cold build of the smallest case measures.
A check is a whole process `speckb check`; medians of {checks}. There is no cache, so that every
check is one without. Python and the imports are a process that imports what a check imports."""


def builds(cases: Sequence[Case], start: Case) -> str:
    """Return the table of site builds; `start` is the case that measures the start-up."""
    rows = []
    for case in cases:
        cold, floor, prose = middle(case.cold), middle(case.floor), middle(case.prose)
        rows.append(
            [
                case.name,
                f"{case.entries}",
                f"{case.pages}",
                f"{cold.cpu:.2f}",
                f"{floor.cpu:.2f}",
                f"{ratio(case.cold, case.floor):.2f}",
                f"{prose.cpu:.2f}",
                f"{ratio(case.cold, case.prose):.2f}",
                f"{1000 * cold.cpu / case.pages:.1f}",
                f"{1000 * _net(case, start):.1f}" if case is not start else "-",
                f"{cold.wall:.2f}",
                f"{cold.peak / MB:.0f}",
            ]
        )
    return _table([BUILDS, *rows])


def rebuilds(cases: Sequence[Case]) -> str:
    """Return the table of builds after one edit: as `make live` does them, and in new processes."""
    rows = []
    for case in cases:
        row = [case.name, f"{middle(case.cold).cpu:.2f}"]
        for title, remark in ((case.live_title, case.live_remark), (case.title, case.remark)):
            for costs in (title, remark):
                row += [f"{middle(costs).cpu:.2f}", f"{ratio(costs, case.cold):.2f}"]
            row.append(f"{middle(remark).wall:.2f}")
        rows.append([*row, f"{ratio(case.floor_title, case.floor):.2f}"])
    return _table([REBUILDS, *rows])


def pdfs(cases: Sequence[Case]) -> str:
    """Return the table of PDFs: what Typst takes, and what a cold site build takes with one."""
    rows = []
    for case in cases:
        site, both = middle(case.made), middle(case.pdf)
        rows.append(
            [
                case.name,
                f"{case.sheets}",
                f"{_megabytes(case):.2f}",
                f"{middle(case.typst).cpu:.2f}",
                f"{middle(case.typst).wall:.2f}",
                f"{site.cpu:.2f}",
                f"{both.cpu:.2f}",
                f"{ratio(case.pdf, case.made):.2f}",
                f"{site.wall:.2f}",
                f"{both.wall:.2f}",
                f"{_clock(case):.2f}",
            ]
        )
    aims = [
        line
        for case in cases
        if case.name == "real"
        for line in (
            _aim("real: Typst by the clock", middle(case.typst).wall, TYPST),
            _aim("real: make with the PDF / without, by the clock", _clock(case), PDF),
            _aim("real: MB of the PDF", _megabytes(case), PDF_MB),
        )
    ]
    parts = [_table([["real", "pages"], *_chapters(case)]) for case in cases if case.name == "real"]
    return "\n".join([_table([PDFS, *rows]), "", *aims, "", *parts])


def _megabytes(case: Case) -> float:
    return case.document.stat().st_size / MB


def _chapters(case: Case) -> Iterator[list[str]]:
    """Yield title and number of pages of each chapter, from the outline."""
    with pypdfium2.PdfDocument(case.document) as read:
        found = [
            (mark.get_title(), place.get_index())
            for mark in read.get_toc()
            if mark.level < DEPTH and (place := mark.get_dest())
        ]
        for (title, first), (_, after) in pairwise([*found, ("", len(read))]):
            if after > first:
                yield [title, f"{after - first}"]


def build_aims(cases: Sequence[Case], start: Case) -> str:
    """Return each aim of the site builds, what was measured and whether it was reached."""
    lines = []
    for case in cases:
        if case is start:
            continue
        lines.append(_aim(f"{case.name}: cold / floor", ratio(case.cold, case.floor), COLD))
        edits = {
            "live, title": case.live_title,
            "live, remark": case.live_remark,
            "process, title": case.title,
            "process, remark": case.remark,
        }
        for name, costs in edits.items():
            lines.append(_aim(f"{case.name}: {name} changed / cold", ratio(costs, case.cold), EDIT))
    sizes = [case for case in cases if case is not start and case.name != "real"]
    for small, large in pairwise(sizes):
        what = f"page cost at {large.entries:,} / at {small.entries:,}"
        whole = middle(large.cold).cpu / large.pages / (middle(small.cold).cpu / small.pages)
        lines.append(_aim(what, whole, GROWTH))
        lines.append(_aim(f"{what}, net", _net(large, start) / _net(small, start), GROWTH))
    return "\n".join(lines)


def checks(found: Mapping[str, Sequence[Cost]]) -> str:
    """Return the table of checks, aims beside them."""
    rows = []
    for name, costs in found.items():
        cost, seconds = middle(costs), [one.cpu for one in costs]
        rows.append(
            [
                name,
                f"{cost.cpu:.3f}",
                f"{min(seconds):.3f}-{max(seconds):.3f}",
                f"{cost.wall:.3f}",
                f"{cost.peak / MB:.0f}",
                _check_aim(name, cost),
            ]
        )
    return _table([CHECKS, *rows])


def check_aims(found: Mapping[str, Sequence[Cost]]) -> str:
    """Return the aims that compare checks with each other, each with what was measured."""
    lines = [
        _aim(f"CPU of '{name}' / of '{IMPORTS}'", ratio(found[name], found[IMPORTS]), 1.0)
        for name in (SAME, EDITED)
    ]
    sizes = [name for name in found if name.endswith("generated")]
    for small, large in pairwise(sizes):
        grown = (_number(large) / _number(small)) * LINEAR
        cost = [_beyond(found, name) for name in (small, large)]
        what = f"CPU beyond the imports of {large} / of {small}"
        lines.append(_aim(what, cost[1] / cost[0], grown))
    return "\n".join(lines)


def _number(name: str) -> int:
    return int(name.split(maxsplit=1)[0].replace(",", ""))


def _beyond(found: Mapping[str, Sequence[Cost]], name: str) -> float:
    """Return the CPU seconds of a check without those of the start-up and the imports."""
    return middle(found[name]).cpu - middle(found[IMPORTS]).cpu


def _check_aim(name: str, cost: Cost) -> str:
    if name in SECONDS:
        return f"<= {SECONDS[name]} s: {_verdict(cost.cpu <= SECONDS[name])}"
    if name in MEGABYTES:
        return f"< {MEGABYTES[name]} MB: {_verdict(cost.peak < MEGABYTES[name] * MB)}"
    return ""


def _net(case: Case, start: Case) -> float:
    """Return the CPU seconds of each page that the case has more than `start`."""
    return (middle(case.cold).cpu - middle(start.cold).cpu) / (case.pages - start.pages)


def _clock(case: Case) -> float:
    """Return the wall seconds of a site with its PDF by those without."""
    return middle(case.pdf).wall / middle(case.made).wall


def _aim(what: str, value: float, most: float) -> str:
    return f"{what}: {value:.2f} (aim <= {most}): {_verdict(value <= most)}"


def _verdict(reached: bool) -> str:
    return "reached" if reached else "MISSED"


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )
