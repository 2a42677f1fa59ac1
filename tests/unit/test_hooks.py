"""What git runs before a commit is what `make setup` installs."""

from __future__ import annotations

import yaml

from tests.conftest import REPO


def test_hooks_run_what_is_installed_and_the_targets_that_ci_runs() -> None:
    text = (REPO / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    (local,) = yaml.safe_load(text)["repos"]
    assert local["repo"] == "local"
    hooks = {hook["id"]: hook["entry"].split() for hook in local["hooks"]}
    assert hooks == {
        "speckb-fmt": [".venv/bin/speckb", "fmt"],
        "speckb-check": [".venv/bin/speckb", "check"],
        "lint": ["make", "--no-print-directory", "lint"],
    }
    assert {hook["language"] for hook in local["hooks"]} == {"system"}
