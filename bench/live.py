"""Measurement of live edits: from saving a file to the updated page in a real browser."""

from __future__ import annotations

import shutil
import subprocess
import time
from statistics import median
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from bench.builds import NOT_CONTENT
from bench.measure import REPO
from bench.served import Served
from tests.browser.install import find

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from playwright.sync_api import Page

EDITED = "requirements"
PATIENCE = 120_000
HOW = """\
Seconds of the clock from the write of a file to the moment at which the page that was open all the
time, in a headless Chromium, shows the change: noticing, checking, building, reloading. The real
knowledge base in a repository; the same file again and again, a paragraph or its title."""


def measure(work: Path, repeat: int) -> Iterator[tuple[str, float]]:
    """Yield the kind of edit and the seconds until it was visible, `repeat` times for each kind."""
    root = work / "live" / "knowledge"
    shutil.copytree(REPO, root, ignore=NOT_CONTENT)
    _commit(root)
    chromium = find()
    served = Served(root, root.parent)
    try:
        served.wait()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            yield from _edits(served, browser.new_page(), repeat)
            browser.close()
    finally:
        served.stop()


def _commit(root: Path) -> None:
    """Commit the copy: the pages show dates from the history."""
    person = ("-c", "user.name=bench", "-c", "user.email=bench@bench.example")
    commit = (*person, "commit", "--quiet", "-m", "All")
    for command in (("init", "--quiet"), ("add", "--all"), commit):
        subprocess.run(["git", "-C", root, *command], check=True)  # noqa: S603, S607


def _edits(served: Served, page: Page, repeat: int) -> Iterator[tuple[str, float]]:
    """Edit the prose, then the title of the middle requirement, and time each edit."""
    files = sorted((served.root / EDITED).glob("R*.md"))
    path = files[len(files) // 2]
    page.goto(f"{served.address}/{EDITED}/{path.stem}.html")
    before = path.read_text(encoding="utf-8")
    for number in range(repeat):
        word = f"Word{number}"
        yield "prose", _seen(page, path, f"{before}\n{word} is new.\n", word)
    for number in range(repeat):
        word = f"Title{number}"
        yield "title", _seen(page, path, before.replace("\ntitle: ", f"\ntitle: {word} ", 1), word)


def _seen(page: Page, path: Path, text: str, word: str) -> float:
    """Save a text and return the seconds until the open page shows `word`."""
    start = time.perf_counter()
    path.write_text(text, encoding="utf-8")
    page.locator(f"article >> text={word}").first.wait_for(timeout=PATIENCE)
    return time.perf_counter() - start


def table(found: Mapping[str, Sequence[float]]) -> str:
    """Return the table of medians and spreads."""
    lines = ["edit    median s  spread"]
    for name, seconds in found.items():
        lines.append(f"{name:8}{median(seconds):8.2f}  {min(seconds):.2f}-{max(seconds):.2f}")
    return "\n".join(lines)
