"""Ordinary edits of content: an addition passes the tests of content, a changed fact is named."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.conftest import REPO, copy_content
from tests.content.edits import edit

if TYPE_CHECKING:
    from pathlib import Path


def test_what_an_edit_fails_is_the_fact_that_it_changes(tmp_path: Path) -> None:
    """Of all edits the one of a value alone needs `make accept`, and of these files."""
    root = copy_content(tmp_path / "knowledge")
    shutil.copy(REPO / "reviews.txt", root)
    edit(root)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n0", "-q", "--tb=line", "tests/content/test_source.py"],
        cwd=REPO,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SPECKB_KNOWLEDGE": str(root), "PYTHONPATH": str(REPO)},
    )
    failed = re.findall(r"^FAILED [^:]*::(\S+)", done.stdout, re.MULTILINE)
    name = "test_the_entries_say_what_the_source_says"
    assert {*failed} == {f"{name}[{file}]" for file in ("values", "verdicts", "table-pfs")}
    for file in ("values", "verdicts", "table-pfs"):
        assert f"make accept ONLY={file}" in done.stdout
