"""Output of commands on hostile content: no line that a forge obeys, no control character."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from speckb.cli.main import main
from speckb.terminal import inert, inert_json, inert_markup
from tests.conftest import build
from tests.unit.lending import LEND_1

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.lending import Lending

Capture = pytest.CaptureFixture[str]
COMMANDS = ["::add-mask::speckb", "::error::x", "##[error]x", "##vso[task.x]y", "##teamcity[x]"]
OBEYED = re.compile(r"^\s*::|##[\w.-]*\[")
FORMATS = ["text", "json", "github", "sarif", "junit"]


def obeyed(text: str) -> list[str]:
    """Return the lines that a forge would obey; those of the format `github` are ours."""
    own = ("::error file=", "::warning file=", "::notice file=")
    lines = [line for line in text.splitlines() if not line.startswith(own)]
    return [line for line in lines if OBEYED.search(line)]


def attacked(lending: Lending, command: str) -> None:
    """Put a command into a statement, a value, prose, the name of a field and a path."""
    lending.change(LEND_1, "statement: >-\n", f"statement: |-\n  {command}\n  should ")
    text = lending.text(LEND_1)
    lending.write(LEND_1, f"{text}\n{command}\n\n {command} {{entry}}`{command}`\n\n<{command}>\n")
    lending.write(f"works/{command.replace('/', '')}.md", f"{command}\n")
    lending.write("works/ODD.md", f'---\nid: ODD\n"{command}": {command}\n---\n{command}\n')


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("command", COMMANDS)
def test_no_report_has_a_command(
    command: str, form: str, lending: Lending, capsys: Capture
) -> None:
    attacked(lending, command)
    assert main(["--root", str(lending.root), "check", "--format", form]) == 1
    said = capsys.readouterr()
    assert obeyed(said.out + said.err) == []
    if form in {"json", "sarif"}:
        assert command in json.dumps(json.loads(said.out), ensure_ascii=False)
    if form == "junit":
        assert command in "".join(ET.fromstring(said.out).itertext())


@pytest.mark.parametrize("form", ["text", "markdown", "json", "html"])
@pytest.mark.parametrize("command", COMMANDS)
def test_no_diff_has_a_command(
    command: str, form: str, lending: Lending, tmp_path: Path, capsys: Capture
) -> None:
    from shutil import copytree  # noqa: PLC0415

    before = copytree(lending.root, tmp_path / "before")
    attacked(lending, command)
    assert main(["--root", str(lending.root), "diff", str(before), "--format", form]) == 0
    said = capsys.readouterr()
    assert obeyed(said.out + said.err) == []
    if form == "html":
        assert command in unescape(said.out)


@pytest.mark.parametrize("command", COMMANDS)
def test_no_message_about_settings_has_a_command(
    command: str, lending: Lending, capsys: Capture
) -> None:
    for setting in (
        f'"a\\n{command}" = 1',
        f'source = "x\\n{command}"\nx = 1',
        f'"\\n{command}".x = 1',
    ):
        text = lending.text("ubproject.toml")
        lending.change("ubproject.toml", "[speckb]\n", f"[speckb]\n{setting}\n")
        assert main(["--root", str(lending.root), "check"]) == 1
        said = capsys.readouterr()
        assert obeyed(said.out + said.err) == []
        lending.write("ubproject.toml", text)


def test_no_build_says_a_command(small: Path, tmp_path: Path) -> None:
    page = small / "words.md"
    page.write_text(
        page.read_text() + "\n::add-mask::speckb {entry}`nope`\n\n##[x] {entry}`nope`\n"
    )
    done = build(small, tmp_path / "html")
    assert done.status == 1
    assert "nope" in done.output
    assert obeyed(done.output) == []


def test_text_that_is_none_stays_as_it_is() -> None:
    plain = "a::b\n  c :: d\n# # [x]\n## Heading [x]\n"
    assert inert(plain) == plain
    assert inert_json(plain) == plain
    assert inert_markup(plain) == plain


@pytest.mark.parametrize("letter", ["\x1b", "\x9b", "\x07", "\u202e", "\r"])
def test_no_control_character_of_settings_reaches_a_terminal(
    letter: str, lending: Lending, capsys: Capture
) -> None:
    lending.change("ubproject.toml", "[speckb]\n", f'[speckb]\n"a{letter}b" = 1\n')
    assert main(["--root", str(lending.root), "check"]) == 1
    assert letter not in capsys.readouterr().out
