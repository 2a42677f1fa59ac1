"""The settings that sphinx-needs brings along, where they would show in a site."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import sphinx

from tests.conftest import SECOND

SETTINGS = """
import sys
from sphinx.application import Sphinx
source, out = sys.argv[1:]
app = Sphinx(source, source, out, out, "html", status=None)
for found in app.config.filter({"html"}):
    print(found.name, found.value)
"""


def test_no_path_of_an_installed_package_is_in_the_settings_of_a_site(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SETTINGS, str(SECOND), str(tmp_path)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "html_static_path" in printed
    packages = str(Path(sphinx.__file__).parent.parent)
    assert [line for line in printed.splitlines() if packages in line] == []
