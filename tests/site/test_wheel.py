"""Who installs the wheel into an empty environment can begin, check and build at once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from speckb.editing.starters import kinds
from tests import shapes
from tests.conftest import GERMAN, REPO, once, printed
from tests.scripts import ALL

if TYPE_CHECKING:
    from collections.abc import Callable

UV = Path(sys.executable).with_name("uv")


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in an environment that knows nothing of this one."""
    kept = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    return subprocess.run(command, cwd=cwd, env=kept, capture_output=True, text=True, check=False)


def uv(*arguments: str | Path) -> str:
    """Return what uv prints: without a network where its cache is enough, and else with it."""
    done = run(UV, "--offline", *arguments, cwd=REPO)
    if done.returncode:
        done = run(UV, *arguments, cwd=REPO)
    assert done.returncode == 0, done.stderr
    return done.stdout


def install(folder: Path) -> None:
    """Build the wheel, and install it with its locked dependencies and no others."""
    wheels, environment = folder / "wheels", folder / "environment"
    uv("build", "--quiet", "--wheel", "--out-dir", wheels, REPO)
    locked = folder / "locked.txt"
    locked.write_text(uv("export", "--frozen", "--no-dev", "--no-emit-project"), encoding="utf-8")
    uv("venv", "--quiet", "--python", sys.executable, environment)
    into = ("pip", "install", "--quiet", "--python", environment)
    uv(*into, "--requirements", locked)
    uv(*into, "--no-deps", *wheels.glob("*.whl"))


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an environment that has the wheel, and with the wheel."""
    return once(tmp_path_factory, "wheel", install)


@pytest.mark.parametrize("like", kinds())
def test_three_commands_make_a_site_and_a_pdf(like: str, installed: Path, tmp_path: Path) -> None:
    speckb = installed / "environment/bin/speckb"
    for command in (["init", "--like", like], ["check", "--fail-on", "note"], ["build"]):
        done = run(speckb, *command, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
    index = (tmp_path / "build/html/index.html").read_text(encoding="utf-8")
    assert "_pdf/" in index or ".pdf" in index
    assert printed(tmp_path / "build/pdf").read_bytes().startswith(b"%PDF-")
    own = {path.name for path in tmp_path.iterdir()} - {"build"}
    assert {"README.md", "index.md", "ubproject.toml"} <= own
    assert not own & {"conf.py", "schemas"}


def german(root: Path) -> Path:
    return Path(shutil.copytree(GERMAN, root))


def hebrew(root: Path) -> Path:
    return next(script for script in ALL if script.language == "he").write(root)


@pytest.mark.parametrize("write", [shapes.alone, shapes.unassessed, german, hebrew])
def test_other_shapes_and_languages_are_built(
    write: Callable[[Path], Path], installed: Path, tmp_path: Path
) -> None:
    root = write(tmp_path / "base")
    speckb = installed / "environment/bin/speckb"
    for command in ("check", "build"):
        done = run(speckb, command, cwd=root)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert (root / "build/html/index.html").is_file()
    assert printed(root / "build/pdf").read_bytes().startswith(b"%PDF-")


def test_what_live_lacks_is_named_with_the_command_that_installs_it(
    installed: Path, tmp_path: Path
) -> None:
    speckb = installed / "environment/bin/speckb"
    assert run(speckb, "init", cwd=tmp_path).returncode == 0
    done = run(speckb, "live", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.endswith(" is not installed; run `pip install 'speckb[live]'`\n")


BASE = ("json", "csv", "zip", "reqif", "reqifz")


def test_formats_come_in_and_go_out_with_the_packages_that_there_are(
    installed: Path, tmp_path: Path
) -> None:
    speckb = installed / "environment/bin/speckb"
    one, other = tmp_path / "one", tmp_path / "other"
    for root in (one, other):
        assert run(speckb, "init", "--like", "requirements", root, cwd=tmp_path).returncode == 0
    for path in other.glob("*/*.md"):
        path.unlink()
    for ending in BASE:
        done = run(speckb, "export", "--output", tmp_path / f"all.{ending}", cwd=one)
        assert (done.returncode, done.stderr) == (0, ""), ending
    for ending in ("json", "csv"):
        back = Path(shutil.copytree(other, tmp_path / ending))
        done = run(speckb, "import", tmp_path / f"all.{ending}", cwd=back)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
        assert run(speckb, "export", "--output", "again.csv", cwd=back).returncode == 0
        assert (back / "again.csv").read_bytes() == (tmp_path / "all.csv").read_bytes()


def doorstop(root: Path) -> Path:
    (root / "goals").mkdir()
    (root / "goals/.doorstop.yml").write_text("settings: {prefix: G, digits: 3, sep: ''}\n")
    (root / "goals/G001.yml").write_text("text: It shall answer.\n")
    return root / "goals"


def test_a_folder_of_doorstop_needs_no_other_package(installed: Path, tmp_path: Path) -> None:
    speckb, root = installed / "environment/bin/speckb", tmp_path / "base"
    assert run(speckb, "init", "--like", "requirements", root, cwd=tmp_path).returncode == 0
    done = run(speckb, "import", doorstop(tmp_path), "--type", "requirement", cwd=root)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


@pytest.mark.parametrize(
    ("name", "text", "package"),
    [
        ("a.sdoc", "[DOCUMENT]\nTITLE: A\n", "markdownify"),
        ("a.reqif", "<REQ-IF/>", "markdownify"),
        ("needs.json", '{"versions": {}, "project": "A"}', "markdownify"),
        ("a.xlsx", "PK", "openpyxl"),
        ("all.parquet", "", "pyarrow"),
        ("all.xlsx", "", "openpyxl"),
    ],
)
def test_what_a_format_lacks_is_named_with_the_command_that_installs_it(
    name: str, text: str, package: str, installed: Path, tmp_path: Path
) -> None:
    speckb = installed / "environment/bin/speckb"
    assert run(speckb, "init", cwd=tmp_path).returncode == 0
    if text:
        (tmp_path / name).write_text(text)
        done, doing = run(speckb, "import", name, cwd=tmp_path), f"read {name}"
    else:
        done, doing = run(speckb, "export", "--output", name, cwd=tmp_path), f"write .{name[4:]}"
    assert done.returncode == 2
    assert done.stderr == (
        f"speckb: to {doing}, speckb needs {package}, which is not installed;"
        " run `pip install 'speckb[exchange]'`\n"
    )


def test_the_wheel_is_about_the_engine(installed: Path) -> None:
    (wheel,) = (installed / "wheels").glob("*.whl")
    with ZipFile(wheel) as found:
        names = found.namelist()
        (about,) = (name for name in names if name.endswith("/METADATA"))
        text = found.read(about).decode()
    assert "speckb/editing/starters/common/dot_gitignore" in names
    assert "Provides-Extra: live" in text
    assert "# speckb\n" in text
    assert {name.partition("/")[0] for name in names} == {"speckb", about.partition("/")[0]}
