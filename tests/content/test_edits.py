"""Nine edits from start to end: check, diff, site, PDF and the tests of content."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import REPO, copy_content, once, printed, with_pdf
from tests.content.edits import nine_edits
from tests.dom import read
from tests.pdf.reading import Reader, plain

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The knowledge base after the edits."""
    return once(tmp_path_factory, "edits", edit) / "knowledge"


def edit(folder: Path) -> None:
    """Make the edits in a copy of the knowledge base."""
    root = copy_content(folder / "knowledge")
    shutil.copy(REPO / "reviews.txt", root)
    without_manual(root)
    nine_edits(root)


def without_manual(root: Path) -> None:
    """Take out the pages about the engine, a fourth of all files: no edit touches them."""
    shutil.rmtree(root / "docs")
    for name, line in (("index.md", r".*\bdocs/.*\n"), ("ubproject.toml", r"editors_page = .*\n")):
        text, number = re.subn(f"(?m)^{line}", "", (root / name).read_text(encoding="utf-8"))
        assert number
        (root / name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def built(edited: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with its site in `html` and its PDF in `pdf`."""
    return once(tmp_path_factory, "edits-built", with_pdf(edited))


def page(built: Path, name: str) -> str:
    found = read(built / f"html/{name}.html")
    return " ".join((found.select_one("#furo-main-content") or found).get_text(" ").split())


def test_the_site_has_what_each_edit_says(built: Path) -> None:
    assert "depends on mode" in page(built, "mechanisms/ekt")
    assert "It is new, and as ZRTP is." in page(built, "mechanisms/new-keying")
    for name in ("criteria/age", "comparisons/security"):
        assert "Age" in page(built, name)
    assert "New keying" in page(built, "criteria/age")
    former = (built / "html/mechanisms/zrtp-text.html").read_text(encoding="utf-8")
    assert "zrtp.html" in former
    assert "A lost call MUST NOT leave a key behind." in page(built, "requirements/R27")
    gone = (built / "html/scenarios/lost-call.html").read_text(encoding="utf-8")
    assert "No call is lost any more." in gone
    assert "Each session has a Diffie-Hellman exchange of its own." in page(built, "criteria/pfs")
    assert "What is in use" in page(built, "comparisons/matrix")
    assert "Implementations" in page(built, "comparisons/matrix")
    assert "Spoken by" in page(built, "mechanisms/zrtp")
    assert "A phone ¶ Product phone" in page(built, "products/phone")


def test_the_pdf_has_it_too(built: Path) -> None:
    text = Reader(printed(built / "pdf")).whole
    for words in (
        "New keying",
        "has PFS",
        "What is in use",
        "A phone",
    ):
        assert plain(words) in text, words


def test_what_an_edit_fails_is_the_fact_that_it_changes(edited: Path) -> None:
    """Of all edits those of a value and of a label need `make accept`, and of these files."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n0", "-q", "--tb=line", "tests/content/test_source.py"],
        cwd=REPO,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SPECKB_KNOWLEDGE": str(edited), "PYTHONPATH": str(REPO)},
    )
    failed = re.findall(r"^FAILED [^:]*::(\S+)", done.stdout, re.MULTILINE)
    name = "test_the_entries_say_what_the_source_says"
    files = ("values", "verdicts", "table-pfs")
    assert {*failed} == {f"{name}[{file}]" for file in files}
    for file in files:
        assert f"make accept ONLY={file}" in done.stdout
