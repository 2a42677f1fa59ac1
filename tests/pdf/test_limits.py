"""The PDF ends: a compiler that takes too long, or too much memory, is one line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import build

if TYPE_CHECKING:
    from pathlib import Path

ENDLESS = "compiler.compile_pdf = build.compile_pdf = lambda *_: time.sleep(60)"
GREEDY = "compiler.compile_pdf = build.compile_pdf = lambda *_: bytearray(10 ** 12)"


@pytest.mark.skipif(sys.platform != "linux", reason="a limit of Linux")
@pytest.mark.parametrize(("code", "seconds"), [(ENDLESS, 1), (GREEDY, 60)])
@pytest.mark.parametrize("builder", ["pdf", "html"])
def test_a_compiler_over_its_limits_is_one_line(
    code: str, seconds: int, builder: str, small: Path, tmp_path: Path
) -> None:
    setup = (
        "import time\nfrom speckb.typst import build, compiler\n"
        "from speckb.files.child import Limits\n"
        f"build.LIMITS = Limits({seconds}, 6000, 1)\n{code}\n"
    )
    with (small / "conf.py").open("a", encoding="utf-8") as file:
        file.write(f"\n{setup}")
    options = ["-j", "2", "-D", f"speckb_pdf={tmp_path / 'pdf'}"] if builder == "html" else []
    built = build(small, tmp_path / "out", *options, builder=builder)
    assert built.status == 1
    wanted = (
        f"speckb: the PDF was not made: Typst took longer than {seconds} seconds, used more than"
    )
    assert [line for line in built.output.splitlines() if line.startswith(wanted)], built.output
    assert "Traceback" not in built.output
    assert "error" not in built.output.lower().replace("warnings as errors", "")
