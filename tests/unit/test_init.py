"""`speckb init` writes what can be checked at once, all or nothing, over no file that is there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from speckb import __version__
from speckb.cli.main import main
from speckb.editing import init as module
from speckb.editing.starters import kinds
from speckb.files.transaction import WritingError

Capture = pytest.CaptureFixture[str]
COMMON = [
    *(".github/workflows/site.yml", ".gitignore", ".vscode/settings.json"),
    *(".vscode/speckb.code-snippets", ".vscode/tasks.json", "README.md"),
]


def listed(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


@pytest.mark.parametrize("like", kinds())
def test_what_is_written_passes_the_check_and_is_formatted(
    like: str, tmp_path: Path, capsys: Capture
) -> None:
    folder = tmp_path / "new/kb"
    assert main(["init", str(folder), "--like", like]) == 0
    names = listed(folder)
    said = f"wrote {len(names)} files to {folder}; next: `speckb build` in this folder\n"
    assert capsys.readouterr().out == said
    assert {*COMMON, "ubproject.toml", "index.md"} <= {*names}
    assert main(["--root", str(folder), "check", "--fail-on", "note"]) == 0
    assert main(["--root", str(folder), "fmt", "--check"]) == 0
    snippets = str(folder / ".vscode/speckb.code-snippets")
    assert main(["--root", str(folder), "snippets", "--check", snippets]) == 0
    for name in names:
        if name.endswith(".json"):
            assert json.loads((folder / name).read_text(encoding="utf-8"))
    workflow = (folder / ".github/workflows/site.yml").read_text(encoding="utf-8")
    assert f'"speckb=={__version__}"' in workflow
    assert yaml.safe_load(workflow)["permissions"] == {"contents": "read"}


def test_the_workflow_passes_the_linters_of_workflows(tmp_path: Path) -> None:
    assert main(["init", str(tmp_path)]) == 0
    path = tmp_path / ".github/workflows/site.yml"
    for command in (["actionlint", "-shellcheck=", "-pyflakes="], ["zizmor", "--offline"]):
        program = Path(sys.executable).with_name(command[0])
        done = subprocess.run(
            [program, *command[1:], path], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_there_is_left_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "README.md").write_text("mine\n", encoding="utf-8")
    (tmp_path / ".gitignore").symlink_to("nowhere")
    assert main(["init"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[:-1] == [
        ".gitignore already exists; left as it is",
        "README.md already exists; left as it is",
    ]
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "mine\n"
    assert (tmp_path / ".gitignore").is_symlink()
    assert not list(tmp_path.glob(".*speckb*"))


def test_a_knowledge_base_is_not_written_over(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "ubproject.toml").touch()
    assert main(["init", str(tmp_path)]) == 2
    assert capsys.readouterr().err == (
        f"speckb: {tmp_path}/ubproject.toml already exists; nothing was written\n"
    )
    assert listed(tmp_path) == ["ubproject.toml"]


def test_a_file_in_the_place_of_the_folder_is_said(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "file").touch()
    assert main(["init", str(tmp_path / "file/kb")]) == 2
    assert "Not a directory" in capsys.readouterr().err


def test_all_is_written_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "criteria").touch()  # a file in the place of a folder
    with pytest.raises(WritingError):
        module.init(tmp_path, kinds()[0])
    assert listed(tmp_path) == ["criteria"]

    def fail(*_: object) -> None:
        raise WritingError("the disk is full")

    monkeypatch.setattr(module, "commit", fail)
    with pytest.raises(WritingError):
        module.init(tmp_path / "a/b", kinds()[0])
    assert [path.name for path in tmp_path.iterdir()] == ["criteria"]


def test_a_command_that_was_killed_is_finished_by_the_next(tmp_path: Path, capfd: Capture) -> None:
    code = (
        "import os\nfrom pathlib import Path\nfrom speckb.files import transaction\n"
        "from speckb.editing.init import init\nfrom speckb.editing.starters import kinds\n"
        "applied = transaction._apply\n"
        "def apply(root, step):\n    applied(root, step)\n    os._exit(9)\n"
        "transaction._apply = apply\ninit(Path.cwd(), kinds()[0])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=False)
    assert done.returncode == 9
    assert main(["--root", str(tmp_path), "check"]) == 0
    assert "finished `speckb init`, which was interrupted" in capfd.readouterr().err
    assert {*COMMON} <= {*listed(tmp_path)}
