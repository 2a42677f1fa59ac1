"""`speckb export`: which files it replaces."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from speckb.cli.main import main
from tests.unit.interrupting import tree
from tests.unit.lending import SLIPS, Lending

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("csv", SLIPS),
        ("json", "ubproject.toml"),
        ("json", "schemas/work.json"),
        ("json", "imports/works.imported.json"),
    ],
)
def test_a_file_of_the_knowledge_base_is_not_replaced(
    form: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tmp_path = tmp_path / "base"
    lending = Lending(tmp_path)
    lending.write("imports/works.imported.json", "{}\n")
    before = tree(tmp_path)
    asked = ["--root", str(tmp_path), "export", "--format", form, "--output", str(tmp_path / name)]
    assert main(asked) == 2
    assert f"is there and no export; name a file such as export.{form}" in capsys.readouterr().err
    assert tree(tmp_path) == before


def test_a_pipe_is_not_replaced_and_an_export_is(tmp_path: Path) -> None:
    tmp_path = tmp_path / "base"
    Lending(tmp_path)
    pipe, file = tmp_path / "pipe.json", tmp_path / "all.json"
    os.mkfifo(pipe)
    file.write_bytes(b"{}")
    assert main(["--root", str(tmp_path), "export", "--output", str(pipe)]) == 2
    assert pipe.is_fifo()
    assert main(["--root", str(tmp_path), "export", "--output", str(file)]) == 0
    assert file.stat().st_size > 1000
