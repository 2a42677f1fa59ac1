"""Output that cannot be written ends a command with a sentence."""

from __future__ import annotations

import io
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from speckb.cli.main import main
from tests.conftest import SECOND

if TYPE_CHECKING:
    from tests.unit.lending import Lending

FULL = Path("/dev/full")
PROGRAM = (sys.executable, "-c", "import sys; from speckb.cli.main import main; sys.exit(main())")


@pytest.mark.skipif(not FULL.exists(), reason="the system has no device that is always full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_under_the_output_is_said(unbuffered: str) -> None:
    with FULL.open("w") as full:
        done = subprocess.run(
            [*PROGRAM, "--root", SECOND, "stats"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        )
    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == "speckb: output: No space left on device"


def ended(command: str, root: Path) -> tuple[int, str]:
    """Run a shell command with `$SPECKB`; return the status of what stands first in its pipe."""
    done = subprocess.run(
        ["bash", "-c", f"{command}; exit ${{PIPESTATUS[0]}}"],
        env={**os.environ, "SPECKB": shlex.join([*PROGRAM, "--root", str(root)])},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_goes_changes_no_status(
    lending: Lending, unbuffered: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    assert ended("eval $SPECKB stats | true", lending.root) == (0, "")
    lending.write("words.md", "# Words\n\n" + "{entry}`nobody` <b>\n\n" * 1000)
    for form in ("text", "json", "github"):
        command = f"eval $SPECKB check --format {form} | head -1"
        assert ended(command, lending.root) == (1, ""), form
    lending.change("candidates/paper-slips.md", "days: 9.5", "days:   9.5")
    assert ended("eval $SPECKB fmt --check | true", lending.root)[0] in {1, 2}


def test_a_watch_ends_when_its_reader_has_gone(lending: Lending) -> None:
    # `read` takes the first line; the line that follows the check is the first that nobody reads
    assert ended("eval $SPECKB check --watch | read -r line", lending.root) == (0, "")


def test_a_command_without_output_or_error_has_its_status(lending: Lending) -> None:
    assert ended("eval $SPECKB check >&-", lending.root) == (0, "")
    assert ended("eval $SPECKB check >&- 2>&-", lending.root) == (0, "")
    lending.write("words.md", "# Words\n\n{entry}`nobody`\n")
    assert ended("eval $SPECKB check >&- 2>&-", lending.root) == (1, "")
    assert ended("eval $SPECKB check --nothing 2>&-", lending.root) == (2, "")


def test_letters_that_the_output_does_not_know_are_written_by_their_numbers(
    lending: Lending, monkeypatch: pytest.MonkeyPatch
) -> None:
    lending.change("candidates/paper-slips.md", "title: Paper slips", "title: Caf\u00e9 slips")
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding="ascii"))
    assert main(["--root", str(lending.root), "tables", "candidates-at-a-glance"]) == 0
    assert b"Caf\\xe9 slips" in out.getvalue()
