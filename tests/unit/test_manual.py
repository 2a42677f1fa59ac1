"""The help: commands in groups, each told of in a line."""

from __future__ import annotations

import re

import pytest

from speckb.cli.main import _parser, main

Capture = pytest.CaptureFixture[str]


def shown(capsys: Capture, *arguments: str) -> str:
    with pytest.raises(SystemExit) as caught:
        main([*arguments, "--help"])
    assert caught.value.code == 0
    return capsys.readouterr().out


def commands() -> list[str]:
    return [*_parser().commands]


def test_each_command_stands_once_in_a_group_with_a_line_on_it(capsys: Capture) -> None:
    out = shown(capsys)
    found = dict(re.findall(r"^  ([a-z]+) +(\S.*)$", out, re.M))
    assert [*found] != []
    assert sorted(found) == sorted(commands())
    heads = re.findall(r"^(\w+)[^\n:]*:$", out, re.M)
    assert heads == ["check", "read", "build", "write", "options"]


def test_what_reads_and_what_writes_are_told_apart(capsys: Capture) -> None:
    out = shown(capsys)
    groups = {part.split("\n", 1)[0].split(" ")[0].rstrip(":"): part for part in out.split("\n\n")}
    for group, names in {
        "check": ["check", "explain"],
        "read": ["diff", "stats", "tables"],
        "build": ["build", "live"],
        "write": ["init", "new", "rename", "fmt", "review", "reference", "schemas", "snippets"],
    }.items():
        for name in names:
            assert f"\n  {name} " in groups[group], (name, group)


@pytest.mark.parametrize("name", commands())
def test_each_command_has_a_help_of_its_own(name: str, capsys: Capture) -> None:
    out = shown(capsys, name)
    assert out.startswith(f"usage: speckb {name} ")
