"""Output that cannot be written ends a command with a sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import SECOND

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
