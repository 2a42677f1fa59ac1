"""Two builds of the same input are the same bytes; a rebuild is a cold build."""

from __future__ import annotations

import hashlib
import re
import shutil
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from bench.warm import warm
from tests.conftest import REPO, build
from tests.unit.lending import Lending

if TYPE_CHECKING:
    from pathlib import Path

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


def test_two_processes_write_what_one_writes(site: Path, tmp_path: Path) -> None:
    again = build(REPO, tmp_path / "html", "-j", "2", "-D", f"speckb_pdf={tmp_path / 'pdf'}")
    assert again.status == 0, again.output
    assert differing(digests(site), digests(again.out)) == set()
    assert differing(digests(site.parent / "pdf"), digests(tmp_path / "pdf")) == set()


def test_each_builder_notices_an_edit_that_another_one_has_read(
    content: Path, tmp_path: Path
) -> None:
    """The site and the PDF share what is read; neither takes the other's build for its own."""
    out, pdf = tmp_path / "html", tmp_path / "pdf"
    shared = ("-d", str(tmp_path / "doctrees"))
    assert build(content, out, *shared).status == 0
    assert build(content, pdf, *shared, builder="pdf").status == 0
    change(content / "mechanisms/zrtp.md", "title: ZRTP", "title: Changed ZRTP")
    assert build(content, pdf, *shared, fresh=False, builder="pdf").status == 0
    rebuilt = build(content, out, *shared, fresh=False)
    assert rebuilt.status == 0, rebuilt.output
    after = digests(out)
    cold = build(content, tmp_path / "cold")
    assert differing(after, digests(cold.out)) == set()
    again = build(content, tmp_path / "again", builder="pdf")
    assert digests(pdf) == digests(again.out)


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"{old!r} is not in {path}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


EDITS = {
    "a link": ("mechanisms/zrtp.md", "cites: [", "cites: [RFC4474, "),
    "a title": ("requirements/R5.md", "title: ", "title: Changed "),
    "a criterion value": ("mechanisms/zrtp.md", "value: not-clipped", "value: clipped"),
    "a value that others inherit": (
        "mechanisms/mikey-null.md",
        "value: not-used",
        "value: used-to-authenticate-public-key",
    ),
    "a claim": ("claims/R-ASSOC.md", "claim: met", "claim: partly"),
    "a vocabulary label": ("criteria/pfs.md", "label: ", "label: changed "),
    "a summary": ("criteria/pki.md", "summary: >-\n  ", "summary: >-\n  Changed: "),
    "prose": ("scenarios/conferencing.md", "\n\n", "\n\nA changed paragraph.\n\n"),
    "the front matter's order": ("mechanisms/ekt.md", "section: A.3.1", "section: A.1.1"),
    "a glossary term": ("terminology.md", "KEK\n", "KEKKEK\n"),
    "a figure": ("scenarios/figures/forking.d2", "Alice", "Alice A."),
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_rebuild_after_an_edit_is_a_cold_build(edit: str, content: Path, tmp_path: Path) -> None:
    """The rebuild writes just the pages whose bytes change, and the page of the edited file."""
    name, old, new = EDITS[edit]
    out = tmp_path / "html"
    assert build(content, out).status == 0
    before = digests(out)
    stamps = {path: path.stat().st_mtime_ns for path in out.rglob("*.html")}

    change(content / name, old, new)
    rebuilt = build(content, out, fresh=False)
    assert rebuilt.status == 0, rebuilt.output
    after = digests(out)
    written = {
        path.relative_to(out).as_posix()
        for path in out.rglob("*.html")
        if stamps.get(path) != path.stat().st_mtime_ns
    }
    kept = tmp_path / "kept"
    shutil.move(out, kept)
    cold = build(content, out)
    assert cold.status == 0, cold.output

    assert differing(after, digests(out)) == set()
    own_page = name.replace(".md", ".html")
    changed = differing(before, after)
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
    menu = BeautifulSoup((out / "demands/LEND-10.html").read_bytes(), "html.parser").nav
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
    cold = build(kept.root, tmp_path / "cold")
    assert cold.status == 0, cold.output
    assert differing(digests(out), digests(cold.out)) == set()
