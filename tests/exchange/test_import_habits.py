"""`speckb import` after what editors do to entries, mappings and records between two imports."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.exchange.test_import import ROWS, SETTINGS, Capture, changed, run, table
from tests.unit.interrupting import tree


@pytest.fixture
def goals(tmp_path: Path, capsys: Capture) -> Path:
    """A knowledge base that has imported its entries."""
    root = tmp_path / "base"
    root.mkdir()
    (root / "ubproject.toml").write_text(SETTINGS, encoding="utf-8")
    assert run(capsys, root, table(root), "--type", "goal")[0] == 0
    return root


def test_a_file_without_a_last_end_of_line_is_updated(goals: Path, capsys: Capture) -> None:
    path = goals / "goals/G1.md"
    path.write_bytes(path.read_bytes().rstrip())
    text = path.read_bytes()
    status, said = run(capsys, goals, table(goals, changed((0, 4, "5"))))
    assert (status, "changed: goals/G1.md: cost" in said) == (0, True)
    assert path.read_bytes().rstrip() == text.replace(b"cost: 3", b"cost: 5")


@pytest.mark.parametrize("name", ["goals.imported.json", "goals.toml"])
@pytest.mark.parametrize("kind", ["pipe", "endless", "folder"])
def test_a_mapping_or_record_that_is_no_file_is_refused(
    name: str, kind: str, goals: Path, capsys: Capture
) -> None:
    path = goals / "imports" / name
    path.unlink()
    {"pipe": os.mkfifo, "endless": lambda at: at.symlink_to("/dev/zero"), "folder": Path.mkdir}[
        kind
    ](path)
    status, said = run(capsys, goals, table(goals), "--type", "goal")
    assert status == 2
    assert name in said
    assert "not a regular file; restore it" in said or "a mapping is a .toml file" in said
