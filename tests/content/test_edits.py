"""Nine edits from start to end: check, diff, site, PDF and the tests of content."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from tests.conftest import REPO, Built, build, copy_content, printed
from tests.content.edits import Desk, nine_edits
from tests.pdf.reading import Reader, plain

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    root = copy_content(tmp_path_factory.mktemp("edits") / "knowledge")
    shutil.copy(REPO / "reviews.txt", root)
    without_manual(root)
    return nine_edits(root)


def without_manual(root: Path) -> None:
    """Take out the pages about the engine, a fourth of all files: no edit touches them."""
    shutil.rmtree(root / "docs")
    for name, line in (("index.md", r".*\bdocs/.*\n"), ("ubproject.toml", r"editors_page = .*\n")):
        text, number = re.subn(f"(?m)^{line}", "", (root / name).read_text(encoding="utf-8"))
        assert number
        (root / name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def built(edited: Desk) -> Built:
    out = edited.root.parent / "html"
    return build(edited.root, out, "-D", f"speckb_pdf={out.with_name('pdf')}")


def page(built: Built, name: str) -> str:
    soup = BeautifulSoup((built.out / f"{name}.html").read_text(encoding="utf-8"), "lxml")
    return " ".join((soup.select_one("#furo-main-content") or soup).get_text(" ").split())


def test_the_site_has_what_each_edit_says(built: Built) -> None:
    assert built.status == 0, built.output
    assert "depends on mode" in page(built, "mechanisms/ekt")
    assert "It is new, and as ZRTP is." in page(built, "mechanisms/new-keying")
    for name in ("criteria/age", "comparisons/security"):
        assert "Age" in page(built, name)
    assert "New keying" in page(built, "criteria/age")
    former = (built.out / "mechanisms/zrtp-text.html").read_text(encoding="utf-8")
    assert "zrtp.html" in former
    assert "A lost call MUST NOT leave a key behind." in page(built, "requirements/R27")
    gone = (built.out / "scenarios/lost-call.html").read_text(encoding="utf-8")
    assert "No call is lost any more." in gone
    assert "Each session has a Diffie-Hellman exchange of its own." in page(built, "criteria/pfs")
    assert "What is in use" in page(built, "comparisons/matrix")
    assert "Implementations" in page(built, "comparisons/matrix")
    assert "Spoken by" in page(built, "mechanisms/zrtp")
    assert "A phone ¶ Product phone" in page(built, "products/phone")


def test_the_pdf_has_it_too(built: Built) -> None:
    text = Reader(printed(built.out.with_name("pdf"))).whole
    for words in (
        "New keying",
        "has PFS",
        "What is in use",
        "A phone",
    ):
        assert plain(words) in text, words


def test_what_an_edit_fails_is_the_fact_that_it_changes(edited: Desk) -> None:
    """Of all edits those of a value and of a label need `make accept`, and of these files."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n0", "-q", "--tb=line", "tests/content/test_source.py"],
        cwd=REPO,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SPECKB_KNOWLEDGE": str(edited.root), "PYTHONPATH": str(REPO)},
    )
    failed = re.findall(r"^FAILED [^:]*::(\S+)", done.stdout, re.MULTILINE)
    name = "test_the_entries_say_what_the_source_says"
    files = ("values", "verdicts", "table-pfs")
    assert {*failed} == {f"{name}[{file}]" for file in files}
    for file in files:
        assert f"make accept ONLY={file}" in done.stdout
