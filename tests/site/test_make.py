"""`make` and CI never trust what an earlier build has kept.

Sphinx says a page's warnings when it reads and writes the page: a second build with the pages that
the first one kept says nothing and passes, although the page is as wrong as before.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPO, build

# A place that has no number: the build warns when it writes the page, and no rule is about it.
WRONG = "\n(place)=\nA place.\n\n{numref}`place`\n"
BIN = Path(sys.executable).parent


def make(root: Path) -> int:
    """Build with the Makefile of the repository, in the environment that the tests have."""
    arguments = ["-f", REPO / "Makefile", "-o", "setup", "html", f"BIN={BIN}", "JOBS=1"]
    return subprocess.run(
        ["make", *arguments], cwd=root, capture_output=True, check=False
    ).returncode


def spoil(root: Path) -> str:
    page = root / "words.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(text + WRONG, encoding="utf-8")
    return text


def test_a_second_build_says_the_same_fault_again(small: Path, tmp_path: Path) -> None:
    spoil(small)
    first = build(small, tmp_path / "html")
    second = build(small, tmp_path / "html", fresh=False)
    assert (first.status, second.status) == (1, 1)
    for built in (first, second):
        assert "words.md:" in built.output
        assert "place" in built.output


def test_a_build_that_failed_fails_again(small: Path) -> None:
    text = spoil(small)
    assert make(small) != 0
    assert make(small) != 0
    (small / "words.md").write_text(text, encoding="utf-8")
    assert make(small) == 0
    assert make(small) == 0
    assert sorted(path.name for path in (small / "build").iterdir()) == ["doctrees", "html"]


def test_ci_starts_from_nothing() -> None:
    lines = (REPO / ".ci/run").read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line.startswith("make")]
    assert commands[0] == "make clean"
    assert commands.index("make") == 1
    targets = (REPO / "Makefile").read_text(encoding="utf-8")
    assert "\nall: setup " in targets
    assert "\nclean:" in targets
    assert "rm -rf build\n" in targets


def test_make_checks_the_entries_and_what_is_derived_from_them() -> None:
    done = subprocess.run(
        ["make", "-n", "-o", "setup", "check"], cwd=REPO, capture_output=True, text=True, check=True
    )
    assert "speckb check --format text\n" in done.stdout
    assert "speckb schemas\n" in done.stdout


@pytest.mark.parametrize(("jobs", "status"), [("0", 2), ("many", 2), ("1", 1)])
def test_a_build_says_what_is_wrong_before_it_writes(jobs: str, status: int, small: Path) -> None:
    page = small / "candidates/paper-slips.md"
    page.write_text(page.read_text(encoding="utf-8").replace("by-letter", "by-leter"), "utf-8")
    arguments = ["-m", "speckb", "--root", small, "build", "--jobs", jobs]
    done = subprocess.run(
        [sys.executable, *arguments], cwd=REPO, capture_output=True, text=True, check=False
    )
    assert done.returncode == status
    assert not (small / "build").exists()
    if status == 1:
        assert "candidates/paper-slips.md:16:12: error: 'by-leter' is not a value" in done.stderr
        assert done.stderr.endswith("1 error; nothing was built\n")
    else:
        assert f"{jobs!r} is not allowed; use a number from 1, or 'auto'\n" in done.stderr
