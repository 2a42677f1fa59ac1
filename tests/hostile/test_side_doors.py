"""What Sphinx, docutils, git and the system would read beside the files of a knowledge base."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from speckb.cli.main import main
from speckb.files import git
from tests.conftest import build, without_check
from tests.unit.gitrepo import GitRepo

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.lending import Lending

CATALOG = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Words"
msgstr "Translated"
"""


def test_a_catalog_changes_no_word(small: Path, tmp_path: Path) -> None:
    messages = small / "locales" / "en" / "LC_MESSAGES"
    messages.mkdir(parents=True)
    for name in ("words", "sphinx", "index"):
        (messages / f"{name}.po").write_text(CATALOG)
    done = build(small, tmp_path / "html")
    assert done.status == 1
    assert "locales:1:1: error: Sphinx would use these translations" in done.output
    without_check(small)
    assert build(small, tmp_path / "html").status == 0
    page = (tmp_path / "html" / "words.html").read_text()
    assert "Translated" not in page
    assert "</span>Words<" in page


def test_settings_of_docutils_are_not_read(small: Path, tmp_path: Path) -> None:
    (small / "docutils.conf").write_text("[general]\nraw_enabled: yes\ntitle: Other\n")
    assert build(small, tmp_path / "html").status == 0
    assert "Other" not in (tmp_path / "html" / "words.html").read_text()


def test_another_kind_of_file_is_no_page(small: Path, tmp_path: Path) -> None:
    (small / "secret.txt").write_text("The secret.")
    (small / "read.rst").write_text("Read\n====\n\n.. include:: secret.txt\n")
    settings = small / "ubproject.toml"
    for pattern in ("*.rst", "*.*", "*", "read.rst", "*.md*"):
        text = settings.read_text()
        settings.write_text(text.replace('pages = ["*.md"', f'pages = ["*.md", "{pattern}"'))
        done = build(small, tmp_path / "html")
        assert done.status == 1
        assert "Markdown files by their path from here" in done.output
        settings.write_text(text)


def test_no_parser_inserts_a_file(small: Path, tmp_path: Path) -> None:
    """Not even one that `conf.py` adds for files that the settings do not name."""
    (small / "secret.txt").write_text("The secret.")
    page = small / "words.md"
    page.write_text(page.read_text() + "\n```{include} secret.txt\n```\n")
    without_check(small)
    with (small / "conf.py").open("a") as file:
        file.write("import speckb.sphinxext.parser\n")
        file.write("speckb.sphinxext.parser.refusal = lambda kind, name: ''\n")
    done = build(small, tmp_path / "html")
    assert done.status == 1
    assert "The secret" not in done.output
    pages = [p.read_text() for p in (tmp_path / "html").rglob("*.html")]
    assert not [text for text in pages if "The secret" in text]


def test_a_tracked_environment_is_never_loaded(small: Path, tmp_path: Path) -> None:
    mark = tmp_path / "run"
    pickled = f"cos\nsystem\n(S'touch {mark}'\ntR."
    for name in ("build/html-doctrees/environment.pickle", "build/doctrees/environment.pickle"):
        (small / name).parent.mkdir(parents=True, exist_ok=True)
        (small / name).write_text(pickled)
    GitRepo(small).git("add", "--force", ".")
    done = build(small, small / "build" / "html", fresh=False)
    assert done.status == 1
    assert "tracked by git; run `git rm -r --cached build`" in done.output
    assert not mark.exists()


def test_a_module_of_the_folder_is_not_run(lending: Lending, tmp_path: Path) -> None:
    mark = tmp_path / "run"
    for name in ("numexpr", "bottleneck", "pandas", "yaml", "subprocess", "sphinx"):
        lending.write(f"{name}.py", f"open({str(mark)!r}, 'w')\nraise ImportError\n")
    for arguments in (["check"], ["tables", "matrix"], ["diff"], ["stats"]):
        subprocess.run(
            [sys.executable, "-m", "speckb", *arguments],
            cwd=lending.root,
            capture_output=True,
            check=False,
        )
        assert not mark.exists(), arguments


PLACES = ["works/PIPE.md", "words2.md", "demands/LEND-1.md", "works/index.md"]


@pytest.mark.parametrize("name", PLACES)
def test_a_pipe_is_a_finding_and_never_read(name: str, lending: Lending) -> None:
    (lending.root / name).unlink(missing_ok=True)
    os.mkfifo(lending.root / name)
    assert (name, "file-kind") in lending.rules()


@pytest.mark.parametrize("name", ["ubproject.toml", "schemas/demand.json", "reviews.txt"])
def test_a_pipe_in_place_of_settings_or_reviews_is_named(
    name: str, lending: Lending, capsys: pytest.CaptureFixture[str]
) -> None:
    lending.change("ubproject.toml", "[speckb]", '[speckb]\nreviews = "reviews.txt"')
    (lending.root / name).unlink(missing_ok=True)
    os.mkfifo(lending.root / name)
    assert main(["--root", str(lending.root), "check"]) in {1, 2}
    said = capsys.readouterr()
    assert "a pipe; " in said.out + said.err


@pytest.mark.parametrize("name", ["ubproject.toml", "schemas/demand.json"])
def test_settings_are_no_link(
    name: str, lending: Lending, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.move(lending.root / name, tmp_path / "elsewhere")
    (lending.root / name).symlink_to(tmp_path / "elsewhere")
    assert main(["--root", str(lending.root), "check"]) == 1
    assert (
        "a symbolic link; settings and schemas must be files [file-kind]" in capsys.readouterr().out
    )


def test_without_git_nothing_is_tracked(lending: Lending, monkeypatch: pytest.MonkeyPatch) -> None:
    (lending.root / ".git").mkdir()
    monkeypatch.setattr(git, "run", lambda *_: (_ for _ in ()).throw(git.GitError("none")))
    assert lending.findings() == []
