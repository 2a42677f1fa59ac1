"""What differs from a git revision, by names from the root of the knowledge base."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from speckb.errors import UsageError
from speckb.files.git import changed_since

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git repository with four files in its first commit, away from the user's settings."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Reader")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "reader@desk.example")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    folder = tmp_path / "top"
    for name in ("a.md", "inside/b.md", "inside/deep/c.md", "inside/d e é.md"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"This is the file {name}, long enough to be known again.\n" * 9)
    git(folder, "init", "--quiet")
    commit(folder)
    return folder


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", folder, *arguments], check=True, capture_output=True)


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "words")


def edit(path: Path) -> None:
    path.write_text(path.read_text() + "One more line.\n")


def test_nothing_differs_right_after_a_commit(top: Path) -> None:
    assert changed_since(top, "HEAD") == set()


def test_names_start_at_the_folder_and_leave_others_out(top: Path) -> None:
    for name in ("a.md", "inside/b.md", "inside/deep/c.md", "inside/d e é.md"):
        edit(top / name)
    assert changed_since(top, "HEAD") == {
        "a.md",
        "inside/b.md",
        "inside/deep/c.md",
        "inside/d e é.md",
    }
    assert changed_since(top / "inside", "HEAD") == {"b.md", "deep/c.md", "d e é.md"}
    assert changed_since(top / "inside/deep", "HEAD") == {"c.md"}


def test_staged_new_and_committed_files_differ(top: Path) -> None:
    edit(top / "a.md")
    git(top, "add", "a.md")
    (top / "new file.md").write_text("x")
    assert changed_since(top, "HEAD") == {"a.md", "new file.md"}
    commit(top)
    assert changed_since(top, "HEAD") == set()
    assert changed_since(top, "HEAD~1") == {"a.md", "new file.md"}


def test_a_change_that_was_staged_and_taken_back_is_none(top: Path) -> None:
    before = (top / "a.md").read_text()
    edit(top / "a.md")
    git(top, "add", "a.md")
    (top / "a.md").write_text(before)
    assert changed_since(top, "HEAD") == set()


def test_a_renamed_file_has_both_names(top: Path) -> None:
    git(top, "mv", "a.md", "z.md")
    assert changed_since(top, "HEAD") == {"a.md", "z.md"}


def test_what_git_ignores_does_not_differ(top: Path) -> None:
    (top / ".gitignore").write_text("build\n")
    commit(top)
    (top / "build").mkdir()
    (top / "build/x.md").write_text("x")
    assert changed_since(top, "HEAD") == set()


def test_names_with_odd_letters_are_whole(top: Path) -> None:
    names = {'quote".md', "line\nend.md", "tab\t.md", "日本.md", os.fsdecode(b"\xff.md")}
    for name in names:
        (top / name).write_text("x")
    assert changed_since(top, "HEAD") == names
    git(top, "add", "--all")
    assert changed_since(top, "HEAD") == names


def test_a_branch_and_a_file_of_the_same_name_are_told_apart(top: Path) -> None:
    git(top, "branch", "a.md")
    edit(top / "a.md")
    assert changed_since(top, "a.md") == {"a.md"}


@pytest.mark.parametrize("revision", ["nope", "HEAD~5", "HEAD^{tree}^", "a.md"])
def test_what_is_no_revision_is_said_in_git_s_words(revision: str, top: Path) -> None:
    with pytest.raises(UsageError, match=r"^git: .*\S"):
        changed_since(top, revision)


@pytest.mark.parametrize("revision", ["-", "-p", "--output=x", "--ext-diff"])
def test_an_option_is_no_revision(revision: str, top: Path) -> None:
    with pytest.raises(UsageError, match="unknown git revision"):
        changed_since(top, revision)
    assert sorted(path.name for path in top.iterdir()) == [".git", "a.md", "inside"]


def test_a_folder_without_a_repository_is_said(tmp_path: Path, top: Path) -> None:
    assert top.is_dir()
    (tmp_path / "other").mkdir()
    with pytest.raises(UsageError, match=r"^git: "):
        changed_since(tmp_path / "other", "HEAD")


def test_a_missing_repository_is_called_so(tmp_path: Path, top: Path) -> None:
    assert top.is_dir()
    (tmp_path / "other").mkdir()
    with pytest.raises(UsageError, match=r"(?i)not a git repository"):
        changed_since(tmp_path / "other", "HEAD")
