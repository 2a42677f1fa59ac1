"""Find what the browser tests need, or install it: Chromium, and the library of Playwright's Node.

`make test` runs this before pytest. It exits with 1, and with one sentence on what to install, when
something is missing that it cannot install.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

BROWSER, DRIVER = "chromium", "a driver of Playwright that starts"
# Chromium without a window comes first: a page takes a fifth less time in it.
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OWN = (
    "chromium_headless_shell-*/*/*headless*shell*",
    "chromium-*/chrome-*/chrome",
    "chromium-*/chrome-*/*.app/Contents/MacOS/*",
    "chromium-*/chrome-*/chrome.exe",
)
CACHES = {"darwin": "~/Library/Caches", "win32": "~/AppData/Local"}
PLAYWRIGHT = (sys.executable, "-m", "playwright")
LIBRARY = re.compile(r"(\S+\.so[.\d]*): cannot open shared object file")
PACKAGES = {"libatomic.so.1": "libatomic1", BROWSER: SHELL}
RELEASE = Path("/etc/os-release")
SECONDS = 600
LOCK_SECONDS = 120


def find() -> str | None:
    """Return the path of a browser that starts, or None; this starts no driver of Playwright."""
    for path in _candidates():
        if not _is_snap(path) and _fault(path, "--version") is None:
            return path
    return None


def missing() -> list[str]:
    """Return what the tests lack: a library or more for Playwright's Node, a browser."""
    fault = _fault(*PLAYWRIGHT, "--version")
    lacks = [] if fault is None else [_library(fault) or DRIVER]
    return lacks if find() else [*lacks, BROWSER]


def install(lacks: list[str]) -> list[str]:
    """Try all that can install it until nothing is missing, and return what went wrong."""
    faults = []
    for command in _commands(lacks, system()):
        fault = _fault(*command)
        if not missing():
            break
        if fault and not _library(fault):
            faults.append(fault)
    return list(dict.fromkeys(faults))


def system() -> str:
    """Return "debian" or "ubuntu" for them and what is made from them, else nothing."""
    if not RELEASE.is_file() or not shutil.which("apt-get"):
        return ""
    lines = RELEASE.read_text(encoding="utf-8").splitlines()
    told = " ".join(line.split("=", 1)[1] for line in lines if line.startswith(("ID=", "ID_LIKE=")))
    words = told.replace('"', "").split()
    return next((name for name in ("ubuntu", "debian") if name in words), "")


def remedy(lacks: list[str], on: str) -> str:
    """Return what a person can do about it on a system."""
    if DRIVER in lacks:
        return f"see what '{' '.join(PLAYWRIGHT)} --version' says"
    packages = _packages(lacks, on)
    commands = [f"sudo apt-get install {' '.join(packages)}"] if packages else []
    if on == "ubuntu" and BROWSER in lacks:
        commands.append(f"{' '.join(PLAYWRIGHT)} install --with-deps --only-shell chromium")
    if commands:
        return f"run '{' && '.join(commands)}'"
    browser = f"Chromium or Google Chrome, so that one of {', '.join(NAMES)} is in PATH"
    things = [browser if lack == BROWSER else f"the package that has {lack}" for lack in lacks]
    return f"install {' and '.join(things)}"


def main() -> int:
    """Make sure that the tests have what they need; return the exit status."""
    lacks, faults = missing(), []
    if _commands(lacks, system()):
        print(f"the browser tests lack {' and '.join(lacks)}; installing ...", flush=True)
        faults = install(lacks)
        lacks = missing()
    if lacks:
        because = f" ({'; '.join(faults)})" if faults else ""
        message = f"{' and '.join(lacks)}; {remedy(lacks, system())}{because}"
        print(f"the browser tests lack {message}", file=sys.stderr)
        return 1
    print(f"browser for the tests: {find()}")
    return 0


def _candidates() -> Iterator[str]:
    """Yield browsers of the system, then those that Playwright has installed, newest first."""
    yield from filter(None, map(shutil.which, NAMES))
    folder = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or str(
        Path(os.environ.get("XDG_CACHE_HOME") or CACHES.get(sys.platform, "~/.cache"))
        / "ms-playwright"
    )
    for pattern in OWN:
        found = Path(folder).expanduser().glob(pattern)
        yield from map(str, sorted(found, key=_revision, reverse=True))


def _revision(path: Path) -> int:
    found = re.search(r"chromium\w*-(\d+)", str(path))
    return int(found[1]) if found else 0


def _is_snap(path: str) -> bool:
    """Say whether a browser is a snap, which cannot see the folders that Playwright gives it."""
    real = Path(path).resolve()
    with real.open("rb") as file:
        start = file.read(4096)
    return real.name == "snap" or (start.startswith(b"#!") and b"/snap/" in start)


def _library(fault: str) -> str:
    found = LIBRARY.search(fault)
    return found[1] if found else ""


def _packages(lacks: list[str], on: str) -> list[str]:
    """Return the packages to install; Ubuntu's Chromium is a snap, which the tests cannot use."""
    known = [lack for lack in lacks if lack in PACKAGES and (on, lack) != ("ubuntu", BROWSER)]
    return [PACKAGES[lack] for lack in known] if on else []


def _commands(lacks: list[str], on: str) -> list[tuple[str, ...]]:
    """Return what may install what is missing, for the user who runs it."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    commands: list[tuple[str, ...]] = []
    if is_root and (packages := _packages(lacks, on)):
        apt = ("apt-get", "--quiet", "--option", f"DPkg::Lock::Timeout={LOCK_SECONDS}")
        commands = [(*apt, "update"), (*apt, "--yes", "install", *packages)]
    if BROWSER in lacks and (is_root or lacks == [BROWSER]):
        extra = ["--with-deps"] if is_root and on else []
        commands.append((*PLAYWRIGHT, "install", *extra, "--only-shell", "chromium"))
    return commands


def _fault(*command: str) -> str | None:
    """Run a command and return None, or the line of its output that says what is wrong."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            check=False,
            timeout=SECONDS,
            env=environment,
            text=True,
            errors="replace",
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if done.returncode == 0:
        return None
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    said = [line for line in lines if line.startswith("E: ") or LIBRARY.search(line)]
    return (said or lines or [f"{command[0]} exits with {done.returncode}"])[-1].strip()


if __name__ == "__main__":
    sys.exit(main())
