"""Rules that protect readers and what is published hold, whatever settings and entries say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speckb.cli.main import main
from speckb.rules.check import RULES
from tests.unit.lending import LEND_1

if TYPE_CHECKING:
    from tests.unit.lending import Lending

Capture = pytest.CaptureFixture[str]
PROTECTING = [rule.id for rule in RULES.values() if rule.protects]
BREACHES = {
    "prose-html": "<b>Slips</b>",
    "prose-directive": "```{include} /etc/passwd\n```",
    "prose-role": "{download}`slips.zip`",
    "prose-link": "[a](javascript:alert)",
    "prose-picture": "![a](/etc/passwd)",
}


@pytest.mark.parametrize("severity", ["off", "note", "warning", "error"])
@pytest.mark.parametrize("rule", PROTECTING)
def test_no_setting_turns_one_off(
    rule: str, severity: str, lending: Lending, capsys: Capture
) -> None:
    text = lending.text("ubproject.toml")
    lending.write("ubproject.toml", f'{text}\n[speckb.rules]\n{rule} = "{severity}"\n')
    assert main(["--root", str(lending.root), "check"]) == 1
    said = capsys.readouterr().out
    place = f"ubproject.toml:{text.count(chr(10)) + 3}:1"
    assert f"{place}: error: {rule} is always an error" in said


@pytest.mark.parametrize("rule", BREACHES)
def test_no_entry_accepts_a_breach(rule: str, lending: Lending) -> None:
    text = lending.text(LEND_1)
    head, _, body = text.partition("\n---\n")
    accepted = f"\naccepted:\n  {rule}: It is meant.\n---\n"
    lending.write(LEND_1, f"{head}{accepted}{body}\n{BREACHES[rule]}\n")
    found = lending.findings()
    assert [f.rule for f in found if f.severity == "error"] == [rule]
    (needless,) = [f for f in found if f.rule == "accepted-needless"]
    assert (
        needless.message
        == f"{rule!r} cannot be accepted, because it protects readers; remove the line"
    )


def test_a_file_that_cannot_be_read_is_never_left_out_in_silence() -> None:
    assert all(r.protects for r in RULES.values() if r.while_reading and r.id != "file-lost")
