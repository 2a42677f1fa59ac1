"""When entries changed, on their pages; what changed, on a page and in a feed; from a real git."""

from __future__ import annotations

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest

from speckb.sphinxext.cleanup import MANIFEST
from tests.conftest import SECOND, build
from tests.dom import Tag, read
from tests.site.test_rebuild import differing, digests
from tests.unit.gitrepo import GitRepo
from tests.unit.lending import CATALOGUE, SLIPS, Lending

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "# What changed\n\n```{changes}\n```\n"
ATOM = "{http://www.w3.org/2005/Atom}"


class Kept:
    """The second knowledge base in a repository, with a page that says what changed."""

    def __init__(self, folder: Path) -> None:
        self.lending = Lending(folder / "kb")
        self.lending.write("changes.md", PAGE)
        index = self.lending.text("index.md")
        self.lending.write("index.md", f"{index}\n```{{toctree}}\n:hidden:\n\nchanges\n```\n")
        self.repo = GitRepo(self.lending.root)
        self.out = folder / "html"

    def build(self, *options: str, fresh: bool = False) -> Path:
        built = build(self.lending.root, self.out, *options, fresh=fresh)
        assert built.status == 0, built.output
        return built.out

    def cold(self) -> dict[str, str]:
        """Return the digests of a cold build, without what was kept of releases."""
        shutil.rmtree(self.repo.root / ".git/speckb", ignore_errors=True)
        built = build(self.lending.root, self.out.with_name("cold"))
        assert built.status == 0, built.output
        return digests(built.out)


def text(out: Path, name: str, css: str = "article") -> str:
    found = read(out / name).select_one(css)
    assert isinstance(found, Tag)
    return re.sub(r"\s+([,.:])", r"\1", " ".join(found.get_text(" ").replace("¶", "").split()))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Two releases and the beginning of a third one."""
    found = Kept(tmp_path_factory.mktemp("kept"))
    found.repo.commit("First", tag="v1.0")
    found.lending.change(SLIPS, "value: seen-at-the-desk", "value: open-ledger")
    found.lending.change(SLIPS, "Slips are yellow.", "Slips are @green.")
    found.lending.change(SLIPS, "reads them.", "reads <b>all</b>.")
    found.repo.commit("Second", tag="v2.0")
    found.lending.change(CATALOGUE, "title: Union catalogue", "title: Central catalogue")
    found.repo.commit("Third")
    return found


@pytest.fixture(scope="module")
def published(kept: Kept) -> Path:
    return kept.build(fresh=True)


def test_an_entry_s_page_says_when_it_changed_and_in_which_release(published: Path) -> None:
    assert text(published, "candidates/paper-slips.html", ".last-change") == (
        "Last changed on 2023-11-16, in release 2.0."
    )
    assert text(published, "candidates/union-catalogue.html", ".last-change") == (
        "Last changed on 2023-11-17, in release 0.0 (in preparation)."
    )
    soup = read(published / "candidates/paper-slips.html")
    link = soup.select_one(".last-change a")
    assert link is not None
    assert link["href"] == "../changes.html#release-2-0"
    day = soup.select_one(".last-change time")
    assert day is not None
    assert day["datetime"] == "2023-11-16"
    assert read(published / "index.html").select_one(".last-change") is None


def test_the_page_says_what_changed_in_each_release(published: Path) -> None:
    third = text(published, "changes.html", "#release-0-0")
    assert "Compared with 2.0: 1 entry changed" in third
    assert "Title: Union catalogue → Central catalogue" in third
    second = text(published, "changes.html", "#release-2-0")
    assert "Privacy of loans: seen at the desk → open ledger" in second
    assert "LEND-1: half kept → broken" in second
    assert (
        "Text: Slips are yellow. An {entry}`open ledger <swap-circle>` is … → Slips are @green. An"
        in second
    )
    assert "reads them. → Whoever sorts the slips reads <b>all</b>." in second
    first = text(published, "changes.html", "#release-1-0")
    assert "entries added" in first
    soup = read(published / "changes.html")
    assert soup.select_one('#release-2-0 a[href="candidates/paper-slips.html#paper-slips"]')
    assert soup.select_one('#release-1-0 a[href="words.html"]')
    assert [a["href"] for a in soup.select(".toc-tree a")][1:] == [
        "#release-0-0",
        "#release-2-0",
        "#release-1-0",
    ]


def test_every_page_names_the_feed_and_the_feed_names_pages_that_are_there(
    published: Path,
) -> None:
    for name, href in (("index.html", ""), ("candidates/paper-slips.html", "../")):
        soup = read(published / name)
        link = soup.select_one('link[type="application/atom+xml"]')
        assert link is not None
        assert link["href"] == f"{href}changes.atom"
    assert "changes.atom" in (published / MANIFEST).read_text().splitlines()  # it can be removed
    root = ET.parse(published / "changes.atom").getroot()
    soup = read(published / "changes.html")
    for link in root.iter(f"{ATOM}link"):
        page, _, place = str(link.get("href")).partition("#")
        assert page == "changes.html"
        assert not place or soup.by_id(place)
    assert 'href="changes.atom"' in (published / "changes.html").read_text()


def test_two_builds_of_one_commit_are_equal_wherever_it_is_checked_out(
    kept: Kept, published: Path, tmp_path: Path
) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", kept.repo.root, clone], check=True)
    built = build(clone, tmp_path / "html", "-j", "2")
    assert built.status == 0, built.output
    assert differing(digests(published), digests(built.out)) == set()


def test_a_rebuild_follows_edits_and_commits_as_a_cold_build_does(tmp_path: Path) -> None:
    """After an edit, its commit and the tag of a release, each time all bytes are equal."""
    kept = Kept(tmp_path)
    kept.repo.commit(tag="v1.0")
    kept.build(fresh=True)

    kept.lending.change(SLIPS, "title: Paper slips", "title: Slips")
    out = kept.build()
    assert text(out, "candidates/paper-slips.html", ".last-change") == (
        "Changed, and not yet published."
    )
    assert (
        text(out, "changes.html", "#not-yet-published")
        .partition(" ")[2]
        .startswith("Not yet published Slips")
    )
    assert differing(digests(out), kept.cold()) == set()

    kept.repo.commit()
    out = kept.build()
    assert "Last changed on 2023-11-16, in release 0.0 (in preparation)" in text(
        out, "candidates/paper-slips.html", ".last-change"
    )
    assert differing(digests(out), kept.cold()) == set()

    kept.repo.git("tag", "v1.1")
    out = kept.build()
    assert " 1.1 2023-11-16. Compared with 1.0" in text(out, "changes.html", "#release-1-1")
    history = text(out, "candidates/paper-slips.html", ".history")
    assert "1.1, 2023-11-16: changed Title: Paper slips → Slips" in history
    assert differing(digests(out), kept.cold()) == set()


@pytest.mark.parametrize("case", ["no repository", "shallow"])
def test_a_site_without_its_history_says_so_and_is_built(
    case: str, kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    folder = tmp_path / "kb"
    if case == "shallow":
        address = f"file://{kept.repo.root}"
        subprocess.run(["git", "clone", "--quiet", "--depth", "1", address, folder], check=True)
    else:
        shutil.copytree(kept.repo.root, folder, ignore=shutil.ignore_patterns(".git"))
    built = build(folder, tmp_path / "html")
    assert built.status == 0, built.output
    page = text(built.out, "changes.html")
    if case == "shallow":
        assert "only a part of its history is there (a shallow clone)" in page
        assert "Last changed on or before 2023-11-17, in release 0.0 (in preparation)." in text(
            built.out, "candidates/paper-slips.html", ".last-change"
        )
    else:
        assert "its history is not there" in page
        assert not (built.out / "changes.atom").exists()
        assert "last-change" not in (built.out / "candidates/paper-slips.html").read_text()


def test_a_knowledge_base_without_the_page_has_no_feed(second_site: Path) -> None:
    assert not (SECOND / "changes.md").exists()
    assert not (second_site / "changes.atom").exists()
    assert "atom+xml" not in (second_site / "index.html").read_text()


def test_addresses_are_absolute_where_the_settings_say_where_the_site_is(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.lending.change(
        "ubproject.toml", "[speckb]\n", '[speckb]\nsite_url = "https://x.example/"\n'
    )
    kept.repo.commit()
    root = ET.parse(kept.build(fresh=True) / "changes.atom").getroot()
    hrefs = [str(link.get("href")) for link in root.iter(f"{ATOM}link")]
    assert hrefs
    assert all(href.startswith("https://x.example/changes.") for href in hrefs)
