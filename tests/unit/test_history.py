"""When entries changed, in which release, and what changed from release to release."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest
from docutils import nodes

from speckb import language
from speckb.diff.history.changelog import Chapter, chapters
from speckb.diff.history.feed import Site, feed
from speckb.diff.history.last_changed import Committed, Past, past
from speckb.diff.history.log import Commit, commits
from speckb.diff.history.releases import Release, name, releases
from speckb.diff.outline import Block, Line, Outline, Section
from speckb.diff.states import opened
from speckb.diff.worddiff import Words
from speckb.files.git import around
from speckb.sphinxext import changelog_nodes
from tests.golden import golden
from tests.unit.gitrepo import GitRepo
from tests.unit.lending import CATALOGUE, SLIPS, Lending

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from speckb.corpus.corpus import Corpus
    from speckb.diff.states import State

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def repo(lending: Lending, monkeypatch: pytest.MonkeyPatch) -> GitRepo:
    """A history: the first release, a change of layout and one of meaning, the second release."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(lending.root.parent))
    found = GitRepo(lending.root)
    found.commit("First", tag="v1.0")
    lending.change(SLIPS, "title: Paper slips", "title: Slips")
    found.commit("A title")
    lending.change(SLIPS, "days: 9.5", "days:   9.50\n")
    lending.change(CATALOGUE, "days: 2", "days:   2")
    found.commit("Layout")
    found.git("commit", "--quiet", "--allow-empty", "-m", "Nothing")
    found.commit("Second", tag="v2.0")
    return found


def take(lending: Lending, days: int) -> None:
    """Let the catalogue take so many days."""
    lending.write(CATALOGUE, re.sub(r"days: .*", f"days: {days}", lending.text(CATALOGUE)))


def now(lending: Lending, version: str = "3.0", known: Committed | None = None) -> Past:
    return past(lending.corpus(), version, known)[0]


def said(found: Past, entry: str) -> tuple[str, str, str]:
    last = found.last[entry]
    return last.when, last.day if last.time else "", last.release.title if last.release else ""


def test_an_entry_changed_when_a_commit_gave_it_another_meaning(
    lending: Lending, repo: GitRepo
) -> None:
    found = now(lending)
    assert found.missing == ""
    assert said(found, "paper-slips") == ("committed", "2023-11-16", "2.0")
    assert said(found, "union-catalogue") == ("committed", "2023-11-15", "1.0")
    assert found.last.keys() == lending.corpus().entries.keys()
    assert repo.days == 4


def test_what_is_committed_after_a_release_is_for_the_next(lending: Lending, repo: GitRepo) -> None:
    assert [release.title for release in now(lending).releases] == ["2.0", "1.0"]
    take(lending, 42)
    repo.commit()
    found = now(lending)
    assert [release.title for release in found.releases] == ["3.0 (in preparation)", "2.0", "1.0"]
    assert said(found, "union-catalogue") == ("committed", "2023-11-19", "3.0 (in preparation)")
    assert now(lending, "2.0").releases[0].title == "next (in preparation)"


def test_what_is_not_committed_is_not_yet_published(lending: Lending, repo: GitRepo) -> None:
    assert now(lending).unpublished == []
    take(lending, 42)
    text = lending.text("candidates/swap-circle.md").replace("swap-circle", "book-boat")
    lending.write("candidates/book-boat.md", text)
    lending.change(SLIPS, "carrier: van", "carrier:    van")
    assert sorted(now(lending).unpublished) == ["book-boat", "union-catalogue"]
    repo.commit()
    assert now(lending).unpublished == []


def test_bytes_that_git_holds_otherwise_are_no_change(lending: Lending, repo: GitRepo) -> None:
    lending.write(SLIPS, "\ufeff" + lending.text(SLIPS).replace("\n", "\r\n"))
    assert now(lending).unpublished == []
    assert repo.git("status", "--porcelain") != ""


def test_a_picture_that_an_entry_shows_is_a_part_of_it(lending: Lending, repo: GitRepo) -> None:
    lending.write(SLIPS, lending.text(SLIPS) + "\n![A slip](../drawn/slip.svg)\n")
    lending.write("candidates/drawn/other.svg", "<svg/>")
    repo.commit()
    lending.write("drawn/slip.svg", "<svg/>\n")
    assert now(lending).unpublished == ["paper-slips"]
    repo.commit(tag="v2.1")
    assert now(lending).unpublished == []
    lending.write("drawn/slip.svg", "<svg><title>Slip</title></svg>")
    known = past(lending.corpus(), "3.0")[1]
    assert now(lending, known=known).unpublished == ["paper-slips"]
    repo.commit(tag="v2.2")
    assert said(now(lending), "paper-slips") == ("committed", "2023-11-21", "2.2")
    lending.change(SLIPS, "title: Slips", "title: Paper slips")
    repo.commit()
    assert said(now(lending), "paper-slips")[1] == "2023-11-22"
    assert said(now(lending), "union-catalogue")[1] == "2023-11-15"


def test_a_new_id_is_a_change(lending: Lending, repo: GitRepo) -> None:
    text = lending.text(SLIPS).replace("id: paper-slips", "id: slips\nformerly: [paper-slips]")
    (lending.root / SLIPS).unlink()
    lending.write("candidates/slips.md", text)
    repo.commit()
    assert said(now(lending), "slips")[1] == "2023-11-19"


def test_a_merge_is_one_change_of_the_line_that_it_reached(lending: Lending, repo: GitRepo) -> None:
    repo.git("switch", "--quiet", "-c", "side")
    take(lending, 42)
    repo.commit("On the side", tag="v9.9")
    repo.git("switch", "--quiet", "main")
    lending.write("words.md", lending.text("words.md") + "\nMore.\n")
    repo.commit("On the line")
    repo.days += 1
    repo.git("merge", "--quiet", "--no-ff", "-m", "Merge", "side")
    found = now(lending)
    assert said(found, "union-catalogue") == ("committed", "2023-11-21", "3.0 (in preparation)")
    assert [release.name for release in found.releases] == ["3.0", "2.0", "1.0"]


def test_tags_that_are_no_releases_are_passed_over(lending: Lending, repo: GitRepo) -> None:
    repo.git("tag", "very-good")
    repo.git("tag", "2024-01")
    assert [release.name for release in now(lending).releases] == ["2.0", "1.0"]
    lending.change("ubproject.toml", "[speckb]\n", '[speckb]\nreleases = "20*"\n')
    assert [release.name for release in now(lending).releases] == ["2024-01"]


def test_a_knowledge_base_below_the_top_has_its_own_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (tmp_path / "top").mkdir()
    repo = GitRepo(tmp_path / "top")
    lending = Lending(tmp_path / "top" / "deep" / "kb")
    repo.commit(tag="v1.0")
    (tmp_path / "top" / "elsewhere").write_text("x")
    repo.commit(tag="v1.1")
    found = now(lending)
    assert said(found, "paper-slips") == ("committed", "2023-11-15", "1.0")
    assert [release.name for release in found.releases] == ["1.1", "1.0"]


def test_a_shallow_clone_knows_what_it_does_not_know(
    lending: Lending, repo: GitRepo, tmp_path: Path
) -> None:
    take(lending, 42)
    repo.commit()
    clone = tmp_path / "clone"
    address = f"file://{lending.root}"
    subprocess.run(["git", "clone", "--quiet", "--depth", "2", address, clone], check=True)
    lending.root = clone
    found = now(lending)
    assert "shallow" in found.missing
    assert said(found, "union-catalogue") == ("committed", "2023-11-19", "3.0 (in preparation)")
    assert said(found, "paper-slips") == ("earlier", "2023-11-18", "2.0")
    told = chapters(lending.corpus(), found.releases, {}, whole=False)
    assert told[0].outline is not None
    assert told[1].outline is None
    assert "history before it is not there" in told[1].note


@pytest.mark.parametrize("case", ["no repository", "no git", "no commit", "broken repository"])
def test_without_a_history_there_is_a_reason_and_no_failure(
    case: str, lending: Lending, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(lending.root.parent))
    if case == "no git":
        monkeypatch.setenv("PATH", "")
    if case == "no commit":
        GitRepo(lending.root)
    if case == "broken repository":
        GitRepo(lending.root).commit()
        shutil.rmtree(lending.root / ".git" / "objects")
    found = now(lending)
    assert found.missing
    assert (found.releases, found.last) == ((), {})


def test_a_folder_inside_a_foreign_repository_has_no_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (tmp_path / "home").mkdir()
    repo = GitRepo(tmp_path / "home")
    (tmp_path / "home" / ".gitignore").write_text("kb\n")
    repo.commit()
    found = now(Lending(tmp_path / "home" / "kb"))
    assert {last.when for last in found.last.values()} == {"unpublished"}


def test_what_commits_say_is_asked_once_per_commit(
    lending: Lending, repo: GitRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, known = past(lending.corpus(), "3.0")
    monkeypatch.setattr("speckb.diff.history.last_changed.commits", None)
    assert past(lending.corpus(), "3.0", known) == (first, known)
    monkeypatch.undo()
    take(lending, 42)
    repo.commit()
    assert past(lending.corpus(), "3.0", known) == past(lending.corpus(), "3.0")
    _, known = past(lending.corpus(), "3.0")
    repo.git("tag", "v3.0")
    assert past(lending.corpus(), "3.0", known) == past(lending.corpus(), "3.0")
    assert past(lending.corpus(), "4.0", known) == past(lending.corpus(), "4.0")


def test_the_user_s_settings_of_git_change_nothing(
    lending: Lending, repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = commits(around(lending.root)), now(lending)
    (tmp_path / "config").write_text(
        "[log]\nshowRoot = false\nshowSignature = true\ndate = relative\ndecorate = full\n"
        "[diff]\nrenames = copies\nexternal = false\nnoprefix = true\n[core]\nabbrev = 4\n"
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "config"))
    assert (commits(around(lending.root)), now(lending)) == plain
    assert repo.days


def test_odd_names_in_the_history_are_read(lending: Lending, repo: GitRepo) -> None:
    for odd in ("tab\t.md", "line\nend.md", ":colon.md", "\x02two.md", "日本.md"):
        lending.write(odd, "# Odd\n")
    repo.commit()
    newest = commits(around(lending.root))[0]
    assert {"tab\t.md", "line\nend.md", ":colon.md", "\x02two.md", "日本.md"} == {*newest.files}


@pytest.mark.parametrize(
    ("tag", "called"), [("v1.0", "1.0"), ("v1", "1"), ("very", "very"), ("2024", "2024")]
)
def test_a_release_is_called_by_its_version(tag: str, called: str) -> None:
    assert name(tag) == called


def test_of_several_tags_at_a_commit_the_highest_names_the_release() -> None:
    line = [Commit("b", 2, ("v1.10", "v1.9", "w")), Commit("a", 1)]
    assert [e.name for e, _ in releases(line, "v*", "")] == ["1.10"]
    assert [e.name for e, _ in releases(line[1:], "v*", "")] == ["next"]
    assert releases([], "v*", "1") == []


def told(lending: Lending) -> list[Chapter]:
    found = now(lending)
    return chapters(lending.corpus(), found.releases, {}, whole=not found.missing)


def test_what_is_checked_out_is_not_read_again_from_its_commit(
    lending: Lending, repo: GitRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []

    def noted(root: Path, *names: str) -> AbstractContextManager[Sequence[State]]:
        read.extend(names)
        return opened(root, *names)

    monkeypatch.setattr("speckb.diff.states.opened", noted)
    told(lending)
    assert read == [repo.git("rev-parse", "v1.0^{commit}")]


@pytest.mark.parametrize("case", ["changed", "staged", "untracked", "ignored", "deleted"])
def test_what_is_not_committed_is_in_no_release(case: str, lending: Lending, repo: GitRepo) -> None:
    lending.write("notes.md", "# Notes\n")
    lending.write(".gitignore", "hidden.md\n")
    repo.commit("Notes")
    match case:
        case "changed" | "staged":
            take(lending, 43)
        case "untracked" | "ignored":
            lending.write("extra.md" if case == "untracked" else "hidden.md", "# More\n")
        case "deleted":
            (lending.root / "notes.md").unlink()
    if case == "staged":
        repo.git("add", "--all")
    outline = told(lending)[0].outline
    assert outline is not None
    blocks = [b for s in outline.sections if s.name in {"entries", "pages"} for b in s.blocks]
    assert [(block.word, block.title) for block in blocks] == [("added", "Notes")]


def test_each_release_is_compared_with_the_one_before(lending: Lending, repo: GitRepo) -> None:
    take(lending, 42)
    repo.commit()
    take(lending, 43)
    third, second, first = told(lending)
    assert third.outline is not None
    assert third.outline.summary[0] == "1 entry changed"
    assert [b.name for s in third.outline.sections for b in s.blocks][:1] == ["union-catalogue"]
    assert second.outline is not None
    assert [b.title for b in second.outline.sections[0].blocks] == ["Slips"]
    assert first.outline is not None
    assert first.outline.summary[0].endswith("entries added")


def test_a_release_that_cannot_be_read_says_so_and_the_others_stay(
    lending: Lending, repo: GitRepo
) -> None:
    good = lending.text("ubproject.toml")
    lending.write("ubproject.toml", good.replace("[speckb]", "[speckb]\nold-setting = 1"))
    repo.commit("Of another time", tag="v3.0")
    lending.write("ubproject.toml", good)
    repo.commit("Of today", tag="v4.0")
    fourth, third, second, _ = told(lending)
    assert fourth.note.startswith("It cannot be compared: ubproject.toml:")
    assert third.note.startswith("It cannot be compared: ubproject.toml:")
    assert second.outline is not None


def test_releases_are_compared_once(
    lending: Lending, repo: GitRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = told(lending)
    with monkeypatch.context() as patch:
        patch.setattr("speckb.diff.states.opened", None)
        assert told(lending) == before
    for path in (repo.root / ".git/speckb").iterdir():
        path.write_text("{}")
    assert told(lending) == before
    shutil.rmtree(repo.root / ".git/speckb")
    (repo.root / ".git/speckb").write_text("no folder")
    assert told(lending) == before


@pytest.mark.usefixtures("repo")
def test_changes_are_kept_with_their_language(
    lending: Lending, german: Callable[[Mapping[str, str]], None]
) -> None:
    english = told(lending)
    german({"changed": "ge\u00e4ndert", "{title}: what changed": "Neues aus {title}"})
    for made in ({}, {chapter.key: chapter for chapter in english}):
        found = chapters(lending.corpus(), now(lending).releases, made, whole=True)
        assert [chapter.key for chapter in found] == [chapter.key for chapter in english]
        assert {block.word for chapter in found for block in blocks(chapter)} == {
            "hinzugef\u00fcgt",
            "ge\u00e4ndert",
        }
    shown = feed(site(), found)
    assert 'xml:lang="de"' in shown
    assert "<title>Neues aus Lending</title>" in shown
    language.use(language.ENGLISH)
    assert told(lending) == english


def blocks(chapter: Chapter) -> list[Block]:
    assert chapter.outline is not None
    return [block for section in chapter.outline.sections for block in section.blocks]


def site(url: str = "") -> Site:
    return Site("Lending", "The desk", url, "changes.html")


@pytest.fixture
def chaptered(lending: Lending, repo: GitRepo) -> list[Chapter]:
    lending.change(CATALOGUE, "title: Union catalogue", "title: <b>Union & catalogue</b> ]]>")
    lending.change(CATALOGUE, "value: no", "value: yes")
    repo.commit()
    return told(lending)


def test_the_feed_is_atom_with_an_entry_per_release(chaptered: list[Chapter]) -> None:
    """RFC 4287, 4.1: what a feed and an entry must have, and once."""
    root = ET.fromstring(feed(site("https://desk.example/kb/"), chaptered))
    assert root.tag == f"{ATOM}feed"
    found = root.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in found] == [
        "3.0 (in preparation)",
        "2.0",
        "1.0",
    ]
    for element in (root, *found):
        for once in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{once}")) == 1
        assert str(element.findtext(f"{ATOM}id")).startswith("urn:uuid:")
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "The desk"
    assert root.findtext(f"{ATOM}updated") == "2023-11-19T22:13:20Z"
    assert len({entry.findtext(f"{ATOM}id") for entry in found}) == 3
    content = found[0].find(f"{ATOM}content")
    assert content is not None
    assert content.get("type") == "html"
    assert "&lt;b&gt;Union &amp; " in str(content.text)


def test_addresses_are_absolute_where_the_site_has_one_and_nowhere_else(
    chaptered: list[Chapter],
) -> None:
    absolute = ET.fromstring(feed(site("https://desk.example/kb"), chaptered))
    links = [(link.get("rel"), link.get("href")) for link in absolute.iter(f"{ATOM}link")]
    assert links[:3] == [
        ("self", "https://desk.example/kb/changes.atom"),
        ("alternate", "https://desk.example/kb/changes.html"),
        ("alternate", "https://desk.example/kb/changes.html#release-3-0"),
    ]
    text = feed(site(), chaptered)
    assert [link.get("href") for link in ET.fromstring(text).iter(f"{ATOM}link")][:2] == [
        "changes.html",
        "changes.html#release-3-0",
    ]
    assert "http" not in text.replace("http://www.w3.org/2005/Atom", "")


def test_ids_stay_when_the_site_moves_and_the_release_is_published(
    chaptered: list[Chapter],
) -> None:
    def ids(text: str) -> list[str | None]:
        return [element.text for element in ET.fromstring(text).iter(f"{ATOM}id")]

    coming = chaptered[0]
    release = Release("3.0", coming.release.commit, coming.release.time + 9, "v3.0")
    published = [Chapter(release, coming.before, coming.outline), *chaptered[1:]]
    assert ids(feed(site(), chaptered)) == ids(feed(site("https://x.example"), published))


def test_the_feed_s_bytes_depend_on_the_history_alone(
    chaptered: list[Chapter], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = feed(site(), chaptered)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    assert feed(site(), chaptered) == before
    golden("changes.atom", before)
    assert os.environ["TZ"] == "Asia/Tokyo"


def test_the_page_of_changes_parts_names_by_commas_and_words_by_blanks(lent: Corpus) -> None:
    words = (Words("kept", "A"), Words("out", "slip"), Words("in", "card"), Words("kept", "waits"))
    blocks = (
        *(Block("added", name) for name in ("One", "Two", "Three")),
        Block("changed", "Four", lines=(Line("Summary", words=words),)),
    )
    outline = Outline("", "", (Section("entries", "Entries", "4 entries", blocks),))
    chapter = Chapter(Release("1.0", "c", 0), "", outline)
    (shown,) = changelog_nodes.sections(lent, Past(), [chapter])
    said = [paragraph.astext() for paragraph in shown.findall(nodes.paragraph)]
    assert said[1:] == [
        "Added: One, Two, Three",
        "Four changed",
        "Summary: A slip waits \N{RIGHTWARDS ARROW} A card waits",
    ]
    bold = [strong.astext() for strong in shown.findall(nodes.strong)]
    assert bold[-2:] == ["slip", "card"]
