"""Output that cannot be written ends a command with a sentence."""

from __future__ import annotations

import io
import os
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


def test_a_reader_that_has_closed_the_output_is_no_failure(
    lending: Lending, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Closed(io.StringIO):
        def flush(self) -> None:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stdout", Closed())
    assert main(["--root", str(lending.root), "stats"]) == 0


def test_letters_that_the_output_does_not_know_are_written_by_their_numbers(
    lending: Lending, monkeypatch: pytest.MonkeyPatch
) -> None:
    lending.change("candidates/paper-slips.md", "title: Paper slips", "title: Caf\u00e9 slips")
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding="ascii"))
    assert main(["--root", str(lending.root), "tables", "candidates-at-a-glance"]) == 0
    assert b"Caf\\xe9 slips" in out.getvalue()
