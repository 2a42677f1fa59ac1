"""The files that editors and git read: they name commands and fields that there are."""

from __future__ import annotations

import json
import re
from configparser import ConfigParser
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from speckb.cli.main import _parser, main
from speckb.corpus import settings
from speckb.corpus.prose import DIRECTIVES, ROLES
from speckb.editing import snippets
from speckb.editing.layout import canonical
from speckb.files.frontmatter import parse
from tests.conftest import REPO, SECOND

if TYPE_CHECKING:
    from pathlib import Path

SNIPPETS = REPO / ".vscode/speckb.code-snippets"
PLACE = re.compile(r"\$\{\d+:((?:[^\\}]|\\.)*)\}")
CHOICE = re.compile(r"\$\{\d+\|((?:[^\\|]|\\.)*)\|\}")
HOOKS = [
    hook
    for repo in yaml.safe_load((REPO / ".pre-commit-config.yaml").read_text())["repos"]
    for hook in repo["hooks"]
]
TASKS = json.loads((REPO / ".vscode/tasks.json").read_text(encoding="utf-8"))["tasks"]


def test_the_snippets_are_current() -> None:
    assert SNIPPETS.read_text(encoding="utf-8") == snippets.text(settings.load(REPO)), (
        "write them with `speckb snippets .vscode/speckb.code-snippets`"
    )


def test_snippets_that_are_not_current_are_named_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(SECOND)
    path = tmp_path / "x.code-snippets"
    assert main(["snippets", str(path), "--check"]) == 1
    said = f"{path}: not up to date; run `speckb snippets {path}`\n"
    assert capsys.readouterr().out == said
    assert main(["snippets", str(path)]) == 0
    assert path.read_text(encoding="utf-8") == snippets.text(settings.load(SECOND))
    assert main(["snippets", str(path), "--check"]) == 0
    path.write_text("{}", encoding="utf-8")
    assert main(["snippets", str(path), "--check"]) == 1
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("root", [REPO, SECOND])
def test_a_snippet_of_a_type_is_its_required_fields_in_their_order(root: Path) -> None:
    found = settings.load(root)
    made = snippets.snippets(found)
    for kind in found.types.values():
        snippet = made[f"entry of the type {kind.title}"]
        body = "\n".join(snippet["body"]).replace("$TM_FILENAME_BASE", "x").replace("$0", "")
        numbers = [int(n) for n in re.findall(r"\$\{(\d+)", body)]
        assert numbers == list(range(1, len(numbers) + 1))
        body = CHOICE.sub(lambda m: m[1].split(",")[0], PLACE.sub("FIXME", body))
        assert "$" not in body
        source = parse(body)
        assert source.problems == []
        assert {*kind.schema["required"]} <= source.meta.keys()
        head = body.split("\n---\n")[0].split("\n")[1:]
        assert canonical(head, kind.schema) == head
        for words in CHOICE.findall("\n".join(snippet["body"])):
            assert all(f'"{word}"' in json.dumps(kind.schema) for word in words.split(","))


def test_snippets_offer_each_role_and_directive() -> None:
    prefixes = {snippet["prefix"] for snippet in snippets.snippets(settings.load(REPO)).values()}
    assert {f"{{{role}}}" for role in ROLES} <= prefixes
    assert {p.lstrip("`:") for p in prefixes if p[0] in "`:"} == {f"{{{d}}}" for d in DIRECTIVES}


def test_signs_that_mean_something_in_a_snippet_are_escaped() -> None:
    part: dict[str, Any] = {"description": "costs $5 {or} a \\ more"}
    schema = {"required": ["a", "b"], "properties": {"a": part, "b": {"enum": ["x,y", "p|q"]}}}
    assert list(snippets.Fields().group("", schema, 0)) == [
        "a: ${1:costs \\$5 {or\\} a \\\\ more}",
        "b: ${2|x\\,y,p\\|q|}",
    ]


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task["label"])
def test_the_command_of_a_task_is_one_that_the_program_has(task: dict[str, Any]) -> None:
    if task["command"] == "make":
        assert task["args"] == []
        return
    assert task["command"] == "${workspaceFolder}/.venv/bin/speckb"
    args = _parser().parse_args(task["args"])
    assert args.command in {"check", "fmt", "review"}


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_the_command_of_a_hook_is_one_that_is_installed(hook: dict[str, Any]) -> None:
    program, *arguments = hook["entry"].split()
    assert hook["language"] == "system"
    if program == ".venv/bin/speckb":
        assert _parser().parse_args(arguments).command in {"check", "fmt"}
    else:
        assert (program, arguments[-1]) == ("make", "lint")
    assert re.compile(hook.get("files", "")).search("mechanisms/x.md")


def test_editors_indent_as_the_formatters_do() -> None:
    text = (REPO / ".editorconfig").read_text(encoding="utf-8")
    config = ConfigParser()
    config.read_string(text.replace("root = true", "[top]\nroot = true"))
    assert config["*.py"]["indent_size"] == "4"
    assert config["*"]["max_line_length"] == "100"
    assert config["Makefile"]["indent_style"] == "tab"
    assert config["*.md"]["trim_trailing_whitespace"] == "false"
