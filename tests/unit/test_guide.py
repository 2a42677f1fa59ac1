"""The editors' guide shows what its commands print, and nothing that somebody typed."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import REPO

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

GUIDE = REPO / "docs/guide.md"


@pytest.fixture(scope="module")
def guide() -> ModuleType:
    spec = importlib.util.spec_from_file_location("guide", REPO / "docs/guide.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_guide_is_what_its_commands_print() -> None:
    done = subprocess.run(
        [sys.executable, REPO / "docs/guide.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(REPO), "TZ": "Asia/Tokyo", "COLUMNS": "40"},
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_guide_tells_the_whole_journey() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    assert re.findall(r"^## (.*)$", text, re.M) == [
        "Find the entry",
        "Change it",
        "See what it does",
        "Get it reviewed",
        "Publish it",
        "Remove an entry",
    ]
    commands = " ".join(re.findall(r"^\$ (.*)$", text, re.M))
    assert {"tables", "check", "review", "diff", "remove"} <= {
        *re.findall(r"speckb (\w+)", commands)
    }


def test_there_is_a_guide_for_each_thing_that_settings_and_schemas_add(guide: ModuleType) -> None:
    assert [path.name for path in guide.guides()] == [
        "guide.md",
        "add-drawing.md",
        "add-field.md",
        "add-table.md",
        "add-type.md",
        "start.md",
        "exchange.md",
    ]


def test_the_drawing_that_the_guide_adds_is_the_one_that_its_page_shows() -> None:
    text = (REPO / "docs/add-drawing.md").read_text(encoding="utf-8")
    added = re.findall(r"^\+(?!\+\+)(.*)$", text.split("```diff\n")[1].split("```")[0], re.M)
    shown = (REPO / "docs/figures/van.d2").read_text(encoding="utf-8")
    assert "".join(f"{line}\n" for line in added) == shown


def test_readers_find_the_guide() -> None:
    for name in ("index.md", "CONTRIBUTING.md"):
        assert "docs/guide" in (REPO / name).read_text(encoding="utf-8")


def test_output_is_put_below_its_command_and_patches_are_applied(
    guide: ModuleType, tmp_path: Path
) -> None:
    (tmp_path / "a").write_text("one\n")
    text = (
        "# Text\n\n```console\n$ cat a; echo typed by hand >&2\nold output\n```\n\n"
        "```diff\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-one\n+two\n```\n\n"
        "````console\n$ cat a\n$ false\n````\n\n```text\n$ not run\n```\n"
    )
    assert guide.printed(text, tmp_path) == text.replace(
        "old output", "one\ntyped by hand"
    ).replace("$ cat a\n$ false", "$ cat a\ntwo\n$ false")


def test_a_patch_that_does_not_fit_is_said(guide: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("three\n")
    with pytest.raises(SystemExit, match="patch does not apply"):
        guide.printed("```diff\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-one\n+two\n```\n", tmp_path)
