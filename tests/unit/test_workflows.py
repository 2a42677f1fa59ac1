"""The hook, the action and the workflow that other repositories use as they are."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from speckb.cli import _parser
from tests.conftest import REPO
from tests.unit.lending import SLIPS, Lending

if TYPE_CHECKING:
    from pathlib import Path

HOOKS, ACTION, WORKFLOW = ".pre-commit-hooks.yaml", "action.yml", ".github/workflows/check.yml"
EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}")


def read(name: str) -> Any:
    """Return a file's data, every scalar as it is written (`on` is a word)."""
    return yaml.load((REPO / name).read_text(encoding="utf-8"), yaml.BaseLoader)


def steps(name: str) -> list[dict[str, Any]]:
    """Return every step of the action, or of all jobs of the workflow."""
    data = read(name)
    if "runs" in data:
        return [*data["runs"]["steps"]]
    return [step for job in data["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("name", [HOOKS, ACTION, WORKFLOW])
def test_no_key_stands_twice_and_no_host_is_named(name: str) -> None:
    class Unique(yaml.BaseLoader):
        def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
            keys = [key.value for key, _ in node.value]
            assert len(keys) == len({*keys}), keys
            return super().construct_mapping(node, deep)

    text = (REPO / name).read_text(encoding="utf-8")
    assert yaml.load(text, Unique)
    assert "://" not in text


@pytest.mark.parametrize("name", [ACTION, WORKFLOW])
def test_every_step_runs_a_script_or_uses_an_action_of_a_fixed_version(name: str) -> None:
    for step in steps(name):
        assert ("run" in step) != ("uses" in step)
        if "uses" in step:
            assert re.fullmatch(r"actions/[a-z-]+@v\d+|\./\.[a-z-]+", step["uses"])


@pytest.mark.parametrize("name", [ACTION, WORKFLOW])
def test_no_input_is_put_into_a_script(name: str) -> None:
    for step in steps(name):
        assert not EXPRESSION.search(step.get("run", ""))
        done = subprocess.run(
            ["bash", "-n"], input=step.get("run", ""), text=True, capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", [ACTION, WORKFLOW])
def test_every_input_that_is_used_is_declared_and_every_declared_one_is_used(name: str) -> None:
    data = read(name)
    declared = data["inputs"] if "inputs" in data else data["on"]["workflow_call"]["inputs"]
    text = (REPO / name).read_text(encoding="utf-8")
    used = {w for e in EXPRESSION.findall(text) for w in re.findall(r"inputs\.([\w-]+)", e)}
    assert used == {*declared}
    assert all(one["description"] for one in declared.values())


def test_the_workflow_hands_the_action_inputs_that_it_has() -> None:
    (step,) = [step for step in steps(WORKFLOW) if step.get("uses", "").startswith("./")]
    assert {*step["with"]} <= {*read(ACTION)["inputs"]}
    checkouts = [s["with"]["path"] for s in steps(WORKFLOW) if "path" in s.get("with", {})]
    assert step["uses"] == f"./{checkouts[0]}"


def test_the_workflow_runs_on_changes_and_when_called_and_may_only_read() -> None:
    data = read(WORKFLOW)
    assert {*data["on"]} == {"push", "pull_request", "workflow_call"}
    assert data["permissions"] == {"contents": "read"}
    assert all(int(job["timeout-minutes"]) for job in data["jobs"].values())


def test_the_workflow_calls_targets_that_the_makefile_has() -> None:
    targets = {*re.findall(r"^([a-z]+):", (REPO / "Makefile").read_text(), re.M)}
    called = [step["run"].split() for step in steps(WORKFLOW) if "make" in step.get("run", "")]
    assert called
    assert {word for words in called for word in words[1:]} <= targets


def test_the_action_installs_from_files_that_are_there() -> None:
    names = re.findall(r"\$GITHUB_ACTION_PATH/([\w.-]+)", (REPO / ACTION).read_text())
    assert names
    assert all((REPO / name).is_file() for name in [*names, "pyproject.toml", "uv.lock"])


def test_the_commands_of_the_hooks_are_some_that_the_program_has() -> None:
    hooks = {hook["id"]: hook for hook in read(HOOKS)}
    assert [*hooks] == ["speckb-check", "speckb-fmt"]
    for hook in hooks.values():
        assert (hook["entry"], hook["language"]) == ("speckb", "python")
        assert hook["pass_filenames"] == "false"
        assert _parser().parse_args(["--root", "folder", *hook["args"]]).root.name == "folder"
    assert _parser().parse_args(hooks["speckb-check"]["args"]).format == "text"
    assert _parser().parse_args(hooks["speckb-fmt"]["args"]).command == "fmt"
    scripts = (REPO / "pyproject.toml").read_text(encoding="utf-8")
    assert '\nspeckb = "speckb.cli:main"\n' in scripts


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """A folder as the forge has it, in which the action has put the command."""
    program = tmp_path / "temporary/speckb/bin/speckb"
    program.parent.mkdir(parents=True)
    code = "import sys; from speckb.cli import main; sys.exit(main())"
    program.write_text(
        f"#!/bin/sh\nPYTHONPATH='{REPO}' exec '{sys.executable}' -c '{code}' \"$@\"\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    return tmp_path


def action(runner: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the last step of the action as the forge does."""
    data = read(ACTION)
    step = data["runs"]["steps"][-1]
    values = {name: one["default"] for name, one in data["inputs"].items()} | inputs
    environment = {
        name: EXPRESSION.sub(lambda match: values[match[1].strip().removeprefix("inputs.")], value)
        for name, value in step["env"].items()
    }
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=runner,
        env={**os.environ, **environment, "RUNNER_TEMP": str(runner / "temporary")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_action_ends_as_the_check_does_and_marks_each_line(runner: Path) -> None:
    lending = Lending(runner / "a folder; $(touch here)")
    done = action(runner, root=lending.root.name)
    assert (done.returncode, done.stdout, done.stderr) == (0, "no findings\n", "")
    lending.change(SLIPS, "value: by-letter", "value: by-leter")
    done = action(runner, root=lending.root.name)
    assert done.returncode == 1
    assert f"{SLIPS},line=16,col=12,endColumn=20,title=value-vocabulary::" in done.stdout
    assert not (runner / "here").exists()


def test_the_action_takes_what_fails_it_and_what_changed(runner: Path) -> None:
    lending = Lending(runner / "kb")
    text = lending.text("ubproject.toml")
    lending.write("ubproject.toml", f'{text}\n[speckb.rules]\nvalue-vocabulary = "warning"\n')
    lending.change(SLIPS, "value: by-letter", "value: by-leter")
    assert action(runner, root="kb").returncode == 0
    assert action(runner, root="kb", **{"fail-on": "warning"}).returncode == 1
    done = action(runner, root="kb", changed="--output=here")
    assert done.returncode == 2
    assert "is no git revision" in done.stderr
