"""Two builds of the same input are the same bytes; a rebuild is a cold build."""

from __future__ import annotations

import hashlib
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from bench.warm import warm
from tests.conftest import SECOND, build
from tests.dom import read
from tests.unit.filled import CIRCLE, RECALL, fill
from tests.unit.lending import CATALOGUE, LEND_1, PRIVACY, SLIPS, Lending

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BESIDE, DESK = "side-by-side/index.md", "yardsticks/offline-desk.md"
PAGES = re.compile(r"(?!genindex|search)[\w./-]+\.html")


def digests(out: Path) -> dict[str, str]:
    """Return the digest of every file of the site, except the note of the build's own settings."""
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name != ".buildinfo"
    }


def differing(one: dict[str, str], other: dict[str, str]) -> set[str]:
    """Return the names of files that differ or that only one side has."""
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


def test_two_processes_write_what_one_writes(second_site: Path, tmp_path: Path) -> None:
    """Another seed of hashes makes no difference either."""
    pdf = ("-D", f"speckb_pdf={tmp_path / 'pdf'}")
    again = build(SECOND, tmp_path / "html", "-j", "2", *pdf, forked=False)
    assert again.status == 0, again.output
    assert differing(digests(second_site), digests(again.out)) == set()
    assert differing(digests(second_site.parent / "pdf"), digests(tmp_path / "pdf")) == set()


def test_each_builder_notices_an_edit_that_another_one_has_read(
    small: Path, tmp_path: Path
) -> None:
    """The site and the PDF share what is read; neither takes the other's build for its own."""
    out, pdf = tmp_path / "html", tmp_path / "pdf"
    shared = ("-d", str(tmp_path / "doctrees"))
    assert build(small, out, *shared).status == 0
    assert build(small, pdf, *shared, builder="pdf").status == 0
    change(small / "candidates/paper-slips.md", "title: ", "title: Changed ")
    assert build(small, pdf, *shared, fresh=False, builder="pdf").status == 0
    rebuilt = build(small, out, *shared, fresh=False)
    assert rebuilt.status == 0, rebuilt.output
    after = digests(out)
    cold = build(small, tmp_path / "cold")
    assert differing(after, digests(cold.out)) == set()
    again = build(small, tmp_path / "again", builder="pdf")
    assert digests(pdf) == digests(again.out)


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"{old!r} is not in {path}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


EDITS = {
    "a link": (CATALOGUE, "draws_on: [", "draws_on: [HARBOUR-1911, "),
    "a title": (LEND_1, "title: ", "title: Changed "),
    "a criterion value": (SLIPS, "value: seen-at-the-desk", "value: open-ledger"),
    "a value that others inherit": (
        SLIPS,
        "offline-desk:\n    value: yes",
        "offline-desk:\n    value: no",
    ),
    "a claim": (LEND_1, "claim: kept", "claim: kept on Mondays"),
    "a vocabulary label": (PRIVACY, "label: ", "label: changed "),
    "a summary": (RECALL, "summary: >-\n  ", "summary: >-\n  Changed: "),
    "prose": ("circumstances/flooded-branch.md", "\n\n", "\n\nA changed paragraph.\n\n"),
    "the front matter's order": (CIRCLE, "section: A.10", "section: A.1"),
    "a criterion's place among the comparisons": (DESK, "section: B.3", "section: B.3.1"),
    "the page of a criterion's table": (BESIDE, "{computed} loan-privacy\n", "{note}\nNone.\n"),
    "a glossary term": ("words.md", "queue\n", "file\n"),
    "a figure": ("circumstances/drawings/flood.d2", "Reader", "Reader A."),
}


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a knowledge base in `kb` that was built in `html`."""
    folder = tmp_path_factory.mktemp("start")
    built = build(fill(Lending(folder / "now/kb")).root, folder / "now/html")
    assert built.status == 0, built.output
    return folder


@pytest.fixture
def now(start: Path) -> Iterator[Path]:
    """That folder, where it was built, since what Sphinx keeps holds paths."""
    shutil.copytree(start / "now", start / "kept", dirs_exist_ok=True)
    yield start / "now"
    shutil.rmtree(start / "now")
    (start / "kept").rename(start / "now")


@pytest.mark.parametrize("edit", EDITS)
def test_a_rebuild_after_an_edit_is_a_cold_build(edit: str, now: Path) -> None:
    """The rebuild writes just the pages whose bytes change, and the page of the edited file."""
    name, old, new = EDITS[edit]
    root, out = now / "kb", now / "html"
    before = digests(out)
    stamps = {path: path.stat().st_mtime_ns for path in out.rglob("*.html")}

    change(root / name, old, new)
    rebuilt = build(root, out, fresh=False)
    assert rebuilt.status == 0, rebuilt.output
    after = digests(out)
    written = {
        path.relative_to(out).as_posix()
        for path in out.rglob("*.html")
        if stamps.get(path) != path.stat().st_mtime_ns
    }
    cold = build(root, out)
    assert cold.status == 0, cold.output

    assert differing(after, digests(out)) == set()
    own_page = name.replace(".md", ".html")
    changed = differing(before, after)
    assert changed
    assert {p for p in written if PAGES.fullmatch(p)} <= changed | {own_page}


def test_another_page_s_title_is_put_into_a_navigation_without_writing_the_page_anew(
    tmp_path: Path,
) -> None:
    kept = Lending(tmp_path / "kb")
    out, pdf = tmp_path / "html", ("-D", f"speckb_pdf={tmp_path / 'pdf'}")
    assert build(kept.root, out, *pdf).status == 0
    kept.change("demands/LEND-1.md", "title: ", "title: Changed ")
    rebuilt = build(kept.root, out, *pdf, fresh=False)
    assert rebuilt.status == 0, rebuilt.output
    menu = read(out / "demands/LEND-10.html").select_one("nav.sidebar-tree")
    assert menu is not None
    assert "Changed" in menu.get_text()
    assert menu.select_one(".sidebar-pdf a")
    assert "writing output... " in rebuilt.output
    assert "demands/LEND-10" not in rebuilt.output
    cold = build(kept.root, tmp_path / "cold", *pdf)
    assert cold.status == 0, cold.output
    assert differing(digests(out), digests(cold.out)) == set()


def test_what_make_live_leaves_after_a_save_is_a_cold_build(tmp_path: Path) -> None:
    kept = Lending(tmp_path / "kb")
    out = tmp_path / "html"
    with warm(kept.root, out, tmp_path / "doctrees") as save:
        save()
        kept.change("demands/LEND-1.md", "title: ", "title: Changed ")
        save()
    cold = build(kept.root, tmp_path / "cold", "-D", "speckb_exports=0")
    assert cold.status == 0, cold.output
    assert differing(digests(out), digests(cold.out)) == set()
    assert not (out / "_exports").exists()
