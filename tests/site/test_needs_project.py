"""Other projects of sphinx-needs that import the `needs.json` of a site."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CONF = """
project = "Other"
extensions = ["sphinx_needs"]
needs_from_toml = "needs.toml"
"""
INDEX = """
Other
=====

.. needimport:: needs.json

.. needtable::
   :columns: id;title;type
"""


def test_needs_are_imported_without_a_warning(site: Path, tmp_path: Path) -> None:
    for name in ("needs.json", "needs.toml"):
        shutil.copy(site / name, tmp_path)
    (tmp_path / "conf.py").write_text(CONF)
    (tmp_path / "index.rst").write_text(INDEX)
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", ".", "out"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    page = (tmp_path / "out/index.html").read_text(encoding="utf-8")
    data = json.loads((site / "needs.json").read_text(encoding="utf-8"))
    needs = data["versions"][data["current_version"]]["needs"]
    assert needs
    for name in needs:
        assert f">{name}<" in page


def test_the_page_about_data_or_the_list_of_files_names_the_settings(site: Path) -> None:
    pages = [path.read_text(encoding="utf-8") for path in site.rglob("*.html")]
    assert any('needs.toml"' in page for page in pages)
