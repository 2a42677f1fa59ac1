"""Check and editing need nothing that only Unix has, and write paths as POSIX does."""

from __future__ import annotations

import os
import subprocess
import sys
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from speckb.files import locks

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.lending import Lending

# What Windows lacks. `os.name` stays: it decides what kind of path Python makes.
PRELUDE = """
import os, signal, sys
for name in ("fcntl", "grp", "posix_ipc", "pty", "pwd", "resource", "syslog", "termios", "tty"):
    sys.modules[name] = None
for name in dir(os):
    if name in {NAMES!r}.split():
        delattr(os, name)
for name in ("SIGALRM", "SIGHUP", "SIGXCPU", "SIGXFSZ", "alarm"):
    delattr(signal, name)
from speckb.cli.main import main
"""
NAMES = "O_NOFOLLOW O_DIRECTORY fork forkpty fchmod fchown chown geteuid getuid killpg mkfifo"
PRELUDE = PRELUDE.replace("{NAMES!r}", repr(NAMES))
COMMANDS = [
    ["check", "--fail-on", "note"],
    ["new", "work", "NEW-WORK"],
    ["rename", "paper-slips", "slips"],
    ["remove", "NEW-WORK", "--reason", "It was a trial."],
    ["fmt"],
    ["fmt", "--check"],
    ["stats"],
]


def test_the_commands_of_editors_need_nothing_that_only_unix_has(lending: Lending) -> None:
    code = PRELUDE + dedent(
        f"""
        for command in {COMMANDS!r}:
            status = main(command)
            assert status == 0, (command, status)
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=lending.root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "candidates/paper-slips.md -> candidates/slips.md" in done.stdout
    assert (lending.root / "candidates/slips.md").is_file()
    assert [path.name for path in lending.root.glob(".*")] == []


def test_init_needs_nothing_that_only_unix_has(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"{PRELUDE}\nsys.exit(main(['init']))"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "ubproject.toml").is_file()


class Windows:
    """What `msvcrt` offers, over files of which others may have locked a byte."""

    LK_NBLCK = 2

    def __init__(self, error: OSError | None) -> None:
        self.error = error
        self.place = -1

    def locking(self, file: int, _mode: int, number: int) -> None:
        assert number == 1
        self.place = os.lseek(file, 0, os.SEEK_CUR)
        if self.error:
            raise self.error


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (None, None),
        (PermissionError(13, "Permission denied"), BlockingIOError),
        (OSError(5, "Input/output error"), OSError),
    ],
)
def test_windows_locks_a_byte_behind_the_content(
    error: OSError | None,
    said: type[OSError] | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    windows = Windows(error)
    monkeypatch.setattr(locks, "_unix", None)
    monkeypatch.setattr(locks, "_windows", windows)
    with (tmp_path / "file").open("wb") as file:
        if said is None:
            locks.lock(file.fileno())
        else:
            with pytest.raises(said):
                locks.lock(file.fileno())
    assert windows.place == locks.PLACE
