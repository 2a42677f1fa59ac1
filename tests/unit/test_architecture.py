"""The rooms of the engine: which imports are allowed is a contract in pyproject.toml."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

REPO = Path(__file__).parents[2]


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_imports_keep_the_contracts() -> None:
    done = lint(REPO)
    assert done.returncode == 0, done.stdout
    assert "3 kept, 0 broken" in done.stdout


def changed(tmp_path: Path, **lines: str) -> str:
    """Return what the contracts say of a copy of the engine with lines added to its modules."""
    shutil.copytree(REPO / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPO / "pyproject.toml", tmp_path)
    for module, line in lines.items():
        path = tmp_path / f"src/speckb/{module.replace('__', '/')}.py"
        with path.open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    done = lint(tmp_path)
    assert done.returncode == 1
    return done.stdout


def test_other_imports_break_the_contracts(tmp_path: Path) -> None:
    said = changed(
        tmp_path,
        files__tree="from speckb.corpus import page",
        typst__code="from speckb.cli import help",
        corpus__prose__allowed="from speckb.corpus import page",
        rules__finding="import pandas",
        files__git="import sphinx.util",
    )
    assert "0 kept, 3 broken" in said
    for start, end in (
        ("speckb.files.tree", "speckb.corpus.page"),
        ("speckb.typst.code", "speckb.cli.help"),
        ("speckb.rules.finding", "pandas"),
        ("speckb.files.git", "sphinx"),
    ):
        assert f"{start} -> {end}" in said


def test_a_module_outside_the_rooms_breaks_the_contract(tmp_path: Path) -> None:
    assert "speckb.newcomer" in changed(tmp_path, newcomer="")
