"""Characters that steer a terminal or a typesetter reach neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speckb.cli.main import main
from speckb.rules.report import printable
from speckb.typst.code import quote

if TYPE_CHECKING:
    from tests.unit.lending import Lending

C0 = [chr(code) for code in range(0x20)]
C1 = [chr(code) for code in range(0x80, 0xA0)]
REPLACED = "\N{REPLACEMENT CHARACTER}"
ESCAPED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


@pytest.mark.parametrize("letter", [*C0, "\x7f", *C1], ids=lambda letter: f"U+{ord(letter):04X}")
def test_a_control_character_is_replaced(letter: str) -> None:
    assert printable(f"a{letter}b") == f"a{REPLACED}b"
    assert quote(f"a{letter}b") == f'"a{ESCAPED.get(letter, REPLACED)}b"'


@pytest.mark.parametrize("letter", [" ", "~", "\xa0", "\xa1", "é", "日", "\U0001f600"])
def test_a_letter_beside_them_is_kept(letter: str) -> None:
    assert printable(f"a{letter}b") == f"a{letter}b"
    assert quote(f"a{letter}b") == f'"a{letter}b"'


def test_a_report_never_steers_the_terminal(
    lending: Lending, capsys: pytest.CaptureFixture[str]
) -> None:
    """U+009B starts a sequence like ESC [ does; U+009D sets a window's title."""
    lending.change("words.md", "# Words\n", "# Words\n\n{entry}`no\x9b31m\x9dbody` more\n")
    assert main(["--root", str(lending.root), "check"]) == 1
    out = capsys.readouterr().out
    assert f"no{REPLACED}31m{REPLACED}body" in out
    assert not {*C1} & {*out}
