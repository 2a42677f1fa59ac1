"""States from a real git repository: whole, apart from the working tree, and without its tricks."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from speckb.cli.main import main
from speckb.diff.images import read_picture
from speckb.diff.states import StateError, opened
from speckb.errors import UsageError
from tests.conftest import SECOND
from tests.unit.gitrepo import GitRepo
from tests.unit.lending import SLIPS, Lending

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def repo(lending: Lending, monkeypatch: pytest.MonkeyPatch) -> GitRepo:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(lending.root.parent))
    found = GitRepo(lending.root)
    found.commit("First", tag="v1.0")
    return found


def titles(root: Path, *names: str | None) -> list[str]:
    with opened(root, *names) as states:
        return [state.corpus.entries["paper-slips"].title for state in states]


def test_a_revision_a_tag_a_branch_and_the_working_tree_are_states(
    lending: Lending, repo: GitRepo
) -> None:
    lending.change(SLIPS, "title: Paper slips", "title: Second")
    repo.git("branch", "second")
    repo.commit()
    lending.change(SLIPS, "title: Second", "title: Third")
    short = repo.git("rev-parse", "--short", "HEAD")
    assert titles(lending.root, "v1.0", "second", "HEAD~1", "HEAD", short, None) == [
        "Paper slips",
        "Paper slips",
        "Paper slips",
        "Second",
        "Second",
        "Third",
    ]


def test_folders_are_states_with_and_without_git(lending: Lending, tmp_path: Path) -> None:
    other = shutil.copytree(SECOND, tmp_path / "other")
    lending.change(SLIPS, "title: Paper slips", "title: Changed")
    assert titles(lending.root, str(other), None) == ["Paper slips", "Changed"]


def test_a_folder_can_be_told_from_a_branch_of_its_name(
    lending: Lending, repo: GitRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.git("branch", "kept")
    shutil.copytree(SECOND, lending.root / "kept")
    monkeypatch.chdir(lending.root)
    text = (lending.root / "kept" / SLIPS).read_text()
    (lending.root / "kept" / SLIPS).write_text(text.replace("title: Paper slips", "title: Kept"))
    assert titles(lending.root, "kept", "./kept") == ["Paper slips", "Kept"]


def test_a_knowledge_base_below_the_repository_s_top_has_its_own_revisions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    top = tmp_path / "top"
    top.mkdir()
    repo = GitRepo(top)
    repo.commit("Nothing yet")
    lending = Lending(top / "deep" / "kb")
    repo.commit("The knowledge base")
    lending.change(SLIPS, "title: Paper slips", "title: Changed")
    assert titles(lending.root, "HEAD", None) == ["Paper slips", "Changed"]
    with pytest.raises(StateError, match=r"^HEAD~1: not a knowledge base: it has no ubproject"):
        titles(lending.root, "HEAD~1")


def test_settings_and_schemas_are_those_of_the_state(lending: Lending, repo: GitRepo) -> None:
    lending.change("schemas/candidate.json", '"carrier": {', '"color": {}, "carrier": {')
    lending.change(SLIPS, "carrier: van", "carrier: van\ncolor: red")
    lending.change("ubproject.toml", 'unstated = "unknown"', 'unstated = "open"')
    with opened(lending.root, "HEAD", None) as (before, after):
        assert (before.corpus.settings.unstated, after.corpus.settings.unstated) == (
            "unknown",
            "open",
        )
        assert after.corpus.entries["paper-slips"].meta["color"] == "red"
    assert repo.root == lending.root


def test_nothing_is_left_of_the_states(
    lending: Lending, repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    before = repo.git("status", "--porcelain"), sorted(lending.root.rglob("*"))
    with opened(lending.root, "HEAD", "v1.0") as states:
        assert len({state.corpus.settings.root for state in states}) == 2
        assert len(list((tmp_path / "scratch").iterdir())) == 2
    assert list((tmp_path / "scratch").iterdir()) == []
    assert (repo.git("status", "--porcelain"), sorted(lending.root.rglob("*"))) == before


def said(capsys: Capture, root: Path, *arguments: str) -> str:
    """Return what is said of a wrong state, in one line and with status 2."""
    assert main(["--root", str(root), "diff", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("speckb: ")
    assert err.count("\n") == 1
    return err.removeprefix("speckb: ").rstrip()


def test_a_name_that_is_nothing_is_said(capsys: Capture, lending: Lending, repo: GitRepo) -> None:
    repo.git("branch", "release")
    assert said(capsys, lending.root, "v1.1") == (
        "unknown git revision, tag or folder 'v1.1'; did you mean 'v1.0'?"
    )
    assert said(capsys, lending.root, "HEAD", "--to", "relese").endswith("'release'?")
    assert said(capsys, lending.root, "nothing-like-it").endswith("tag or folder 'nothing-like-it'")
    assert said(capsys, lending.root, "v1.0..main").endswith("`speckb diff v1.0 --to main`")
    assert said(capsys, lending.root, "v1.0...").endswith("`speckb diff v1.0 --to HEAD`")


@pytest.mark.parametrize("name", ["--output=here", "-p", "--upload-pack=touch here", "HEAD^{tree}"])
def test_an_option_is_no_state(name: str, lending: Lending, repo: GitRepo) -> None:
    with pytest.raises(StateError, match="unknown git revision, tag or folder"):
        titles(lending.root, name)
    assert not (repo.root / "here").exists()


def test_a_folder_that_holds_no_knowledge_base_is_said(
    capsys: Capture, lending: Lending, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    message = said(capsys, lending.root, str(tmp_path / "empty"))
    assert message.endswith("not a knowledge base: it has no ubproject.toml")


def test_no_repository_is_said(
    capsys: Capture, lending: Lending, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    message = said(capsys, lending.root)
    assert message.startswith("'HEAD' is neither a folder nor a git revision: ")
    assert "not a git repository" in message
    monkeypatch.setenv("PATH", "")
    assert said(capsys, lending.root).endswith("git is not installed")


def test_a_repository_without_commits_is_said(
    capsys: Capture, lending: Lending, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    GitRepo(lending.root)
    assert said(capsys, lending.root) == "unknown git revision, tag or folder 'HEAD'"


def test_a_shallow_clone_says_that_it_is_one(
    capsys: Capture, lending: Lending, repo: GitRepo, tmp_path: Path
) -> None:
    repo.commit("Second")
    clone = tmp_path / "clone"
    subprocess.run(
        ["git", "clone", "--quiet", "--depth", "1", f"file://{lending.root}", clone],
        check=True,
        capture_output=True,
    )
    assert titles(clone, "HEAD", None) == ["Paper slips", "Paper slips"]
    assert "this clone is shallow: run `git fetch --unshallow`" in said(capsys, clone, "HEAD~1")


def test_settings_that_cannot_be_read_are_said_with_their_state(
    capsys: Capture, lending: Lending, repo: GitRepo
) -> None:
    good = lending.text("ubproject.toml")
    lending.write("ubproject.toml", good.replace("[speckb]", "[speckb]\ncolour = 1"))
    repo.commit("Broken settings", tag="broken")
    lending.write("ubproject.toml", good)
    assert main(["--root", str(lending.root), "diff", "broken"]) == 1
    assert capsys.readouterr().err.startswith("broken:ubproject.toml:")


def test_a_rule_that_an_old_state_names_in_vain_is_a_finding_of_it(
    capsys: Capture, lending: Lending, repo: GitRepo
) -> None:
    good = lending.text("ubproject.toml")
    lending.write("ubproject.toml", f'{good}\n[speckb.rules]\nno-such-rule = "off"\n')
    repo.commit("A rule that is none", tag="rule")
    lending.write("ubproject.toml", good)
    assert main(["--root", str(lending.root), "diff", "rule"]) == 0
    assert "unknown rule 'no-such-rule'" in capsys.readouterr().out


def tree(repo: GitRepo, *entries: tuple[str, str, str]) -> str:
    """Return the id of a tree with entries that git itself would not make."""
    data = b"".join(
        f"{mode} {name}".encode() + b"\0" + bytes.fromhex(blob)
        for mode, name, blob in sorted(entries, key=lambda entry: entry[1])
    )
    return repo.git("hash-object", "-t", "tree", "-w", "--stdin", "--literally", given=data)


def evil(repo: GitRepo, *entries: tuple[str, str, str]) -> None:
    """Tag a commit `evil` whose root has odd entries beside those of HEAD."""
    listed = [line.split(maxsplit=3) for line in repo.git("ls-tree", "HEAD").splitlines()]
    known = [(mode.lstrip("0"), name, blob) for mode, _, blob, name in listed]
    known = [one for one in known if one[1] not in {entry[1] for entry in entries}]
    made = tree(repo, *known, *entries)
    repo.git("tag", "-f", "evil", repo.git("commit-tree", "-m", "evil", made))


def blob(repo: GitRepo, text: str) -> str:
    return repo.git("hash-object", "-w", "--stdin", given=text.encode())


@pytest.mark.parametrize("name", ["..", ".", "../outside.md", "a/../../outside.md", "/outside.md"])
def test_a_path_that_leaves_the_folder_is_refused(
    name: str, lending: Lending, repo: GitRepo, tmp_path: Path
) -> None:
    inside = blob(repo, "text")
    entry = ("100644", name, inside)
    if name in {"..", "."}:
        entry = ("40000", name, tree(repo, ("100644", "outside.md", inside)))
    evil(repo, entry)
    with pytest.raises(StateError, match=r"^evil: the revision has a file with the path "):
        titles(lending.root, "evil")
    assert not list(tmp_path.rglob("outside.md"))


@pytest.fixture
def secret(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "secret.md"
    path.write_text((SECOND / SLIPS).read_text())
    yield path
    assert path.read_text() == (SECOND / SLIPS).read_text()


def test_a_symbolic_link_is_a_finding_and_leads_nowhere(
    lending: Lending, repo: GitRepo, secret: Path, capsys: Capture
) -> None:
    (lending.root / SLIPS).unlink()
    (lending.root / SLIPS).symlink_to(secret)
    repo.commit("A link", tag="link")
    with opened(lending.root, "link") as (state,):
        assert "paper-slips" not in state.corpus.entries
        assert (state.corpus.settings.root / SLIPS).readlink() != secret
        assert [fault.rule for fault in state.corpus.faults] == ["file-kind"]
    assert main(["--root", str(lending.root), "diff", "v1.0", "--to", "link"]) == 0
    assert "unreadable now: Paper slips" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["ubproject.toml", "schemas"])
def test_settings_behind_a_link_are_not_followed(
    name: str, lending: Lending, repo: GitRepo, tmp_path: Path
) -> None:
    moved = (lending.root / name).rename(tmp_path / "moved")
    (lending.root / name).symlink_to(moved)
    repo.commit("A link", tag="link")
    with pytest.raises(UsageError, match=r"^link: ?\S"):
        titles(lending.root, "link")


def test_a_file_behind_a_link_of_the_same_revision_is_refused(
    lending: Lending, repo: GitRepo, secret: Path
) -> None:
    link = blob(repo, str(secret.parent))
    inner = tree(repo, ("100644", "secret.md", blob(repo, "overwritten")))
    evil(repo, ("120000", "works", link), ("40000", "works", inner))
    with ExitStack() as stack, pytest.raises(StateError, match=r"^evil: works"):
        stack.enter_context(opened(lending.root, "evil"))


def test_attributes_of_a_revision_change_nothing(lending: Lending, repo: GitRepo) -> None:
    lending.write(".gitattributes", "candidates export-ignore\n*.md export-subst ident\n")
    lending.change(SLIPS, "title: Paper slips", "title: $Format:%an$ $Id$")
    repo.commit("Attributes")
    assert titles(lending.root, "HEAD") == ["$Format:%an$ $Id$"]


def test_a_huge_file_is_a_finding_and_a_huge_picture_is_not_read(
    lending: Lending, repo: GitRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("speckb.diff.states.LARGEST", 60_000)
    monkeypatch.setattr("speckb.diff.images.LARGEST", 60_000)
    lending.write("picture.png", b"0" * 70_000)
    repo.commit("A picture", tag="picture")
    with opened(lending.root, "picture") as (state,):
        picture = state.corpus.settings.root / "picture.png"
        assert picture.read_bytes() == b"\0" * 70_000
        assert read_picture(state.corpus, "picture.png") == b""
    lending.write("words.md", "x" * 1_000_001)
    repo.commit("A page", tag="page")
    with opened(lending.root, "page") as (state,):
        assert state.corpus.settings.root.joinpath("words.md").read_bytes()[:1] == b"\0"
        assert [fault.rule for fault in state.corpus.faults] == ["file-limit"]


def test_a_changed_drawing_is_told_between_revisions_and_not_between_folders_that_are_alike(
    capsys: Capture, lending: Lending, repo: GitRepo
) -> None:
    """A drawing may also lie in a folder that holds no entry."""
    lending.write("figures/well.d2", "well: The well\n")
    text = "\n```{d2} figures/well.d2\n:name: figure-well\n:alt: A well.\n\nThe well.\n```\n"
    lending.write("words.md", lending.text("words.md") + text)
    repo.commit("A figure", tag="v2")
    assert main(["--root", str(lending.root), "diff"]) == 0
    assert "nothing changed" in capsys.readouterr().out
    lending.change("figures/well.d2", "The well", "The deep well")
    repo.commit("Deeper")
    assert main(["--root", str(lending.root), "diff", "v2", "--to", "HEAD"]) == 0
    assert capsys.readouterr().out.split("\n", 1)[1] == (
        "\nPictures\n  changed: figure-well in Words (figures/well.d2)\n"
        "    Drawing: well: The {+deep+} well\n"
    )


def test_odd_names_are_read_as_they_are(lending: Lending, repo: GitRepo) -> None:
    for name in ("tab\t.md", "line\nend.md", "日本.md", 'quote".md'):
        lending.write(name, "# Odd\n")
    repo.commit("Odd names")
    with opened(lending.root, "HEAD", None) as (before, after):
        assert [page.path for page in before.corpus.pages] == [p.path for p in after.corpus.pages]


def printed(capsys: Capture, root: Path, *arguments: str) -> list[str]:
    """Return the lines that `speckb diff` prints."""
    assert main(["--root", str(root), "diff", *arguments]) == 0
    return capsys.readouterr().out.rstrip().split("\n")


OTHERS = [
    "Other files",
    "  added: tool.py",
    "  changed: beside the settings",
    "    conf.py",
    "    reviews.txt",
    "  removed: _templates/old.html",
    "  added: hidden/.github/w.yml",
    "  added: loose/unread.md",
]


@pytest.mark.parametrize(
    "ways", ["to the files", "between commits", "from a folder", "to a folder"]
)
def test_files_that_the_knowledge_base_does_not_read_are_told(
    capsys: Capture, tmp_path: Path, lending: Lending, repo: GitRepo, ways: str
) -> None:
    lending.write("_templates/old.html", "old")
    lending.write("conf.py", "extensions = []\n")
    lending.write("reviews.txt", "")
    lending.write(".gitignore", "build/\n")
    repo.commit("Others", tag="others")
    old = shutil.copytree(lending.root, tmp_path / "old", ignore=shutil.ignore_patterns(".git"))
    (lending.root / "_templates/old.html").unlink()
    lending.write("conf.py", "extensions = ['evil']\n")
    lending.write("reviews.txt", "# nothing\n")
    lending.write("tool.py", "")
    lending.write("hidden/.github/w.yml", "on: push")
    lending.write("loose/unread.md", "# Unread\n")
    lending.write("build/site.html", "built")
    new = shutil.copytree(lending.root, tmp_path / "new", ignore=shutil.ignore_patterns(".git"))
    if ways != "to the files":
        repo.commit("Changed", tag="changed")
    arguments = {
        "to the files": ["others"],
        "between commits": ["others", "--to", "changed"],
        "from a folder": [str(old), "--to", "changed"],
        "to a folder": ["others", "--to", str(new)],
    }[ways]
    found = printed(capsys, lending.root, *arguments)
    assert found[found.index("Other files") :][: len(OTHERS)] == OTHERS
    assert "3 other files added" in found[0]
    assert "2 other files changed" in found[0]


def test_a_change_of_mode_is_a_change_and_a_change_of_an_entry_is_told_once(
    capsys: Capture, lending: Lending, repo: GitRepo
) -> None:
    lending.write("tool.sh", "true\n")
    repo.commit("A tool")
    (lending.root / "tool.sh").chmod(0o755)
    lending.change(SLIPS, "title: Paper slips", "title: Changed")
    found = printed(capsys, lending.root)
    assert "1 entry changed; 1 other file changed" in found[0]
    assert not any("slips.md" in line for line in found)


def test_every_setting_that_changes_is_told(
    capsys: Capture, lending: Lending, repo: GitRepo
) -> None:
    lending.change("ubproject.toml", "reproducible_json = true\n", "")
    assert "1 setting changed" in printed(capsys, lending.root)[0]
    assert repo.root == lending.root


def test_a_commit_is_named_by_its_first_letters(
    lending: Lending, repo: GitRepo, capsys: pytest.CaptureFixture[str]
) -> None:
    commit = repo.git("rev-parse", "HEAD").strip()
    lending.change(SLIPS, "title: Paper slips", "title: Changed")
    for ref, shown in ((commit, commit[:10]), ("v1.0", f"v1.0 ({commit[:10]})")):
        assert main(["--root", str(lending.root), "diff", ref]) == 0
        assert capsys.readouterr().out.startswith(f"{shown} -> the working tree: ")
