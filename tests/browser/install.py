"""Finds a Chromium for the browser tests, or installs one; prints a line on what it did.

`make test` runs this before pytest. It exits with 1 when no browser can be had.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SECONDS = 600


def find() -> str | None:
    """Return the path of a browser that starts, or None."""
    for candidate in [*map(shutil.which, NAMES), _playwrights_own()]:
        if candidate and _succeeds(candidate, "--version"):
            return candidate
    return None


def install() -> str | None:
    """Install a browser and return a sentence on how, or None when that is not possible."""
    if _succeeds(sys.executable, "-m", "playwright", "install", "chromium") and find():
        return "installed by Playwright"
    if _is_root_on_debian() and (
        _succeeds("apt-get", "--quiet", "update")
        and _succeeds("apt-get", "--quiet", "--yes", "install", "chromium")
        and find()
    ):
        return "installed by apt-get"
    return None


def main() -> int:
    """Make sure that there is a browser; return the exit status."""
    how = "found" if find() else install()
    if how is None:
        print(
            "no browser for the tests: install Chromium or Google Chrome so that one of "
            f"{', '.join(NAMES)} is in PATH, or run 'playwright install --with-deps chromium'",
            file=sys.stderr,
        )
        return 1
    print(f"browser for the tests: {find()} ({how})")
    return 0


def _playwrights_own() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def _is_root_on_debian() -> bool:
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return is_root and Path("/etc/debian_version").is_file()


def _succeeds(*command: str) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, capture_output=True, check=False, timeout=SECONDS, env=environment
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
