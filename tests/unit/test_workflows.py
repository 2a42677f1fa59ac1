"""The hook, the action and the workflow that other repositories use as they are."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from speckb.cli.main import _parser
from tests.conftest import REPO
from tests.unit.gitrepo import GitRepo
from tests.unit.lending import SLIPS, Lending

HOOKS, ACTION, WORKFLOW = ".pre-commit-hooks.yaml", "action.yml", ".github/workflows/check.yml"
REQUEST, COMMENT, PUBLISH, RELEASE = (
    f".github/workflows/{name}.yml" for name in ("pull-request", "comment", "publish", "release")
)
WORKFLOWS = [WORKFLOW, REQUEST, COMMENT, PUBLISH, RELEASE]
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


@pytest.mark.parametrize("name", [HOOKS, ACTION, *WORKFLOWS])
def test_no_key_stands_twice_and_no_host_is_named(name: str) -> None:
    class Unique(yaml.BaseLoader):
        def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
            keys = [key.value for key, _ in node.value]
            assert len(keys) == len({*keys}), keys
            return super().construct_mapping(node, deep)

    text = (REPO / name).read_text(encoding="utf-8")
    assert yaml.load(text, Unique)
    assert "://" not in text


@pytest.mark.parametrize("name", [ACTION, *WORKFLOWS])
def test_every_step_runs_a_script_or_uses_an_action_at_a_fixed_commit(name: str) -> None:
    """A tag of another repository can be moved to other code; a comment names the version."""
    for step in steps(name):
        assert ("run" in step) != ("uses" in step)
        if "uses" in step:
            assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}|\./\.[a-z-]+", step["uses"])
    text = (REPO / name).read_text(encoding="utf-8")
    versions = re.findall(r"uses: (actions/\S+) # v\d+\.\d+\.\d+$", text, re.M)
    assert len(versions) == len(re.findall("uses: actions/", text))


def test_no_checkout_leaves_the_token_behind() -> None:
    checkouts = [
        step for name in WORKFLOWS for step in steps(name) if "/checkout@" in step.get("uses", "")
    ]
    assert checkouts
    assert all(step["with"]["persist-credentials"] == "false" for step in checkouts)


def test_a_token_is_given_to_steps_that_run_no_code_of_a_repository() -> None:
    """What `make` runs has no token, nor has what it starts."""
    for name in WORKFLOWS:
        assert "GH_TOKEN" not in read(name).get("env", {})
        for job in jobs(name).values():
            assert "GH_TOKEN" not in job.get("env", {})
        for step in steps(name):
            if "GH_TOKEN" in step.get("env", {}):
                assert not re.search(r"\b(make|python3?|uv|speckb)\b|\./", step["run"]), step


@pytest.mark.parametrize("name", [WORKFLOW, REQUEST, PUBLISH, RELEASE])
def test_nothing_that_a_commit_holds_is_taken_for_what_was_built(name: str) -> None:
    scripts = [
        [step["run"] for step in job["steps"] if "run" in step] for job in jobs(name).values()
    ]
    building = [runs for runs in scripts if any("make" in run for run in runs)]
    assert building
    assert all(runs[0] == "rm -rf build .venv" for runs in building)


@pytest.mark.parametrize("tracked", ["build/doctrees/environment.pickle", ".venv/bin/python"])
def test_make_removes_what_git_tracks_where_it_builds(tracked: str, tmp_path: Path) -> None:
    """Python or Sphinx would run what is in these files."""
    repo = GitRepo(tmp_path)
    for path in (tmp_path / tracked, tmp_path / "build/mine", tmp_path / ".venv/mine"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (tmp_path / "Makefile").write_bytes((REPO / "Makefile").read_bytes())

    def make() -> str:
        done = subprocess.run(
            ["make", "help"], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        assert "make html" in done.stdout
        assert "build/" not in done.stdout.splitlines()[0]  # `make diff` is read by others
        return done.stderr

    repo.git("add", "--force", "Makefile")
    assert make() == ""
    assert (tmp_path / tracked).exists()
    repo.git("add", "--force", tracked)
    assert f"git tracks {tracked}: removing build and .venv" in make()
    assert not (tmp_path / "build").exists()
    assert not (tmp_path / ".venv").exists()


LINTERS = {
    "actionlint": ["-shellcheck=", "-pyflakes=", *(str(REPO / name) for name in WORKFLOWS)],
    "zizmor": ["--offline", "--quiet", str(REPO)],
}


@pytest.mark.parametrize("linter", LINTERS)
def test_lint_checks_the_workflows(linter: str) -> None:
    done = subprocess.run(
        ["make", "-n", "-o", "setup", "lint"], cwd=REPO, capture_output=True, text=True, check=True
    )
    assert f".venv/bin/{linter} {' '.join(LINTERS[linter][:2])} " in done.stdout
    assert sorted(WORKFLOWS) == [
        path.relative_to(REPO).as_posix() for path in sorted(REPO.glob(".github/workflows/*"))
    ]


@pytest.mark.parametrize("linter", LINTERS)
def test_the_linters_of_workflows_find_nothing_without_a_network(linter: str) -> None:
    program = Path(sys.executable).parent / linter
    nowhere = {"HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9"}
    done = subprocess.run(
        [program, *LINTERS[linter]],
        cwd=REPO,
        env={**os.environ, **nowhere},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_kind_of_pinned_thing_is_kept_up_to_date_after_a_while() -> None:
    updates = read(".github/dependabot.yml")["updates"]
    assert {one["package-ecosystem"] for one in updates} == {"github-actions", "uv", "pip"}
    for one in updates:
        assert one["directory"] == "/"
        assert int(one["cooldown"]["default-days"]) >= 7


TRUSTED = (
    "conf.py Makefile src/ _templates/ .github/ .ci/ tests/ bench/ uv.lock requirements-uv.txt"
)


def owner(path: str) -> str:
    """Return who owns a path: what the last line says that matches it."""
    found = ""
    for line in (REPO / ".github/CODEOWNERS").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            pattern, found_now = line.split()
            inside = pattern.endswith("/") and f"/{path}".startswith(pattern)
            name = path.rpartition("/")[2] if "/" not in pattern else f"/{path}"
            if inside or (fnmatch(name, pattern) and name.count("/") == pattern.count("/")):
                found = found_now
    return found


@pytest.mark.parametrize("path", [*TRUSTED.split(), "pyproject.toml", "action.yml", "new/new.md"])
def test_review_sees_every_change_of_code(path: str) -> None:
    """What is new belongs to the maintainers until a line says that it is data."""
    assert owner(path + "x/y.md" * path.endswith("/")) == "@OWNER/maintainers"


def test_review_by_editors_is_enough_for_data_and_for_nothing_else() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=REPO, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    data = {path for path in tracked if owner(path) == "@OWNER/editors"}
    assert {Path(path).suffix for path in data} <= {".md", ".json", ".d2", ".png", ".toml", ".txt"}
    assert "ubproject.toml" in data
    assert "mechanisms/zrtp.md" in data
    assert not any(path.startswith((*TRUSTED.split(), ".", "pyproject")) for path in data)
    assert {path.partition("/")[0] for path in data if "/" in path}.isdisjoint({"src", "tests"})


def test_what_is_code_is_told_as_it_is_reviewed() -> None:
    text = (REPO / "SECURITY.md").read_text(encoding="utf-8")
    told = {*re.findall(r"`([^`\s]+)`", text.partition("**Code**")[2].partition("**Every")[0])}
    assert told == {*TRUSTED.split()} - {"uv.lock", "requirements-uv.txt"}
    assert "## Reporting" in text


@pytest.mark.parametrize("name", [ACTION, *WORKFLOWS])
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


@pytest.mark.parametrize("name", WORKFLOWS)
def test_the_workflows_call_targets_that_the_makefile_has(name: str) -> None:
    targets = {*re.findall(r"^([a-z]+):", (REPO / "Makefile").read_text(), re.M)}
    scripts = "\n".join(step.get("run", "") for step in steps(name))
    called = re.findall(r"\bmake\b((?: +[\w=\"$^.-]+)*)", scripts)
    assert called
    words = {word for words in called for word in words.split()}
    assert {word for word in words if "=" not in word and word[0] != "-"} <= targets
    assert {word.partition("=")[0] for word in words if "=" in word} <= {"FORMAT", "REF", "TO"}


def jobs(name: str) -> dict[str, Any]:
    found: dict[str, Any] = read(name)["jobs"]
    return found


def test_no_workflow_has_more_rights_than_it_needs() -> None:
    """A right that is added has to be added here, and thought about."""
    rights = {
        (name, job): data.get("permissions", read(name)["permissions"])
        for name in WORKFLOWS
        for job, data in jobs(name).items()
    }
    assert rights == {
        (WORKFLOW, "here"): {"contents": "read"},
        (WORKFLOW, "elsewhere"): {"contents": "read"},
        (REQUEST, "build"): {"contents": "read"},
        (COMMENT, "compare"): {"contents": "read", "pull-requests": "read"},
        (COMMENT, "post"): {"pull-requests": "write"},
        (PUBLISH, "build"): {"contents": "read"},
        (PUBLISH, "deploy"): {"pages": "write", "id-token": "write"},
        (RELEASE, "build"): {"contents": "read"},
        (RELEASE, "release"): {
            "attestations": "write",
            "contents": "write",
            "id-token": "write",
        },
    }


def test_every_job_ends_in_time() -> None:
    assert all(int(j["timeout-minutes"]) <= 60 for name in WORKFLOWS for j in jobs(name).values())


def test_the_code_of_a_pull_request_runs_without_a_right_and_without_a_secret() -> None:
    """`pull_request_target` would run it with both; so would a checkout in what may write."""
    for name in WORKFLOWS:
        text = (REPO / name).read_text(encoding="utf-8")
        assert "pull_request_target" not in text
        assert "secrets." not in text
    assert read(REQUEST)["on"] == "pull_request"
    for step in steps(REQUEST):
        assert "GH_TOKEN" not in step.get("env", {})
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] == "false"


def test_what_comments_runs_the_code_of_the_default_branch_alone() -> None:
    assert {*read(COMMENT)["on"]} == {"workflow_run"}
    (followed,) = read(COMMENT)["on"]["workflow_run"]["workflows"]
    assert followed == read(REQUEST)["name"]
    for step in steps(COMMENT):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert {*step["with"]} == {"fetch-depth", "persist-credentials"}
        assert not re.search(
            r"git (checkout|switch|reset|merge |pull|worktree)", step.get("run", "")
        )
        if step.get("uses", "").startswith("actions/download-artifact@"):
            assert {*step["with"]} == {"name"}  # of this very run


def test_the_job_that_may_write_runs_no_code_of_a_repository() -> None:
    post = jobs(COMMENT)["post"]
    used = [step["uses"].partition("@")[0] for step in post["steps"] if "uses" in step]
    assert used == ["actions/download-artifact"]
    (script,) = [step["run"] for step in post["steps"] if "run" in step]
    commands = {*re.findall(r"(?:^|[|({;] *|then|else) *(\w+) ", script, re.M)} - {"if", "fi"}
    assert commands <= {"echo", "head", "gh", "known", "select"}


FORGE = """#!{python}
import json, os, sys
with open({log!r}, "a", encoding="utf-8") as log:
    log.write(json.dumps(sys.argv[1:]) + "\\n")
print(os.environ.get("FORGE_SAYS", ""), end="")
"""


@pytest.fixture
def forge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a command `gh` that notes how it is called and says what it is told to."""
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin/gh"
    log = str(tmp_path / "calls")
    program.write_text(FORGE.format(python=sys.executable, log=log), encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    return tmp_path


def run(step: dict[str, Any], folder: Path, **environment: str) -> str:
    """Run the script of a step as the forge does, and return what it put out for other steps."""
    output = folder / "output"
    output.touch()
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=folder,
        env={**os.environ, "GITHUB_OUTPUT": str(output), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return output.read_text(encoding="utf-8")


def calls(forge: Path) -> list[list[str]]:
    return [json.loads(line) for line in (forge / "calls").read_text().splitlines()]


def step_named(name: str, title: str) -> dict[str, Any]:
    (found,) = [step for step in steps(name) if step.get("name") == title]
    return found


SHA = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (f"12 {SHA}\n", f"number=12\nbase={SHA}\n"),
        ("null null\n", ""),
        ("", ""),
        (f"12 {SHA}\nnumber=1", ""),
        (f"$(touch here) {SHA}", ""),
    ],
)
def test_a_pull_request_is_found_by_its_branch_and_commit(
    said: str, found: str, forge: Path
) -> None:
    step = step_named(COMMENT, "Find the pull request")
    branch = "x&state=all; $(touch here)"
    names = {"REPOSITORY": "o/r", "OWNER": "someone", "BRANCH": branch, "HEAD_SHA": SHA}
    assert run(step, forge, FORGE_SAYS=said, **names) == found
    (call,) = calls(forge)
    assert call[:4] == ["api", "--method", "GET", "repos/o/r/pulls"]
    assert f"head=someone:{branch}" in call
    assert not (forge / "here").exists()


@pytest.mark.parametrize("works", [True, False])
def test_a_pull_request_is_compared_from_where_it_left_its_base(works: bool, forge: Path) -> None:
    (forge / "origin").mkdir()
    origin = GitRepo(forge / "origin")
    start = origin.commit("Start")
    origin.git("switch", "--quiet", "-c", "theirs")
    head = origin.commit("Theirs")
    origin.git("update-ref", "refs/pull/12/head", head)
    origin.git("switch", "--quiet", "main")
    origin.git("branch", "--quiet", "-D", "theirs")
    base = origin.commit("Meanwhile")
    clone = forge / "clone"
    subprocess.run(["git", "clone", "--quiet", origin.root, clone], check=True)
    make = forge / "bin/make"
    make.write_text(
        f'#!/bin/sh\necho "$@" >> {forge}/made\necho said\n{"true" if works else "false"}\n'
    )
    if not works:
        make.write_text(make.read_text().replace("false", '[ "$1" = setup ]'))
    make.chmod(0o755)
    run(step_named(COMMENT, "Fetch the pull request"), clone, NUMBER="12")
    run(step_named(COMMENT, "Say what changed"), clone, BASE=base, HEAD_SHA=head)
    assert (forge / "made").read_text().splitlines() == [
        "setup",
        f"--silent diff REF={start} TO={head} FORMAT=markdown",
    ]
    said = (clone / "comment/comment.md").read_text()
    assert said == "said\n" if works else said.startswith("The two states could not be compared")
    assert (
        subprocess.run(
            ["git", "-C", clone, "rev-parse", "HEAD"], capture_output=True, text=True, check=True
        ).stdout.strip()
        == base
    )


@pytest.mark.parametrize("known", ["", "77\n"])
def test_a_comment_is_made_once_and_then_brought_up_to_date(known: str, forge: Path) -> None:
    step = step_named(COMMENT, "Post the comment, or bring it up to date")
    (forge / "comment.md").write_text("$(touch here) `x`\n")
    mark = step["env"]["MARK"]
    run(step, forge, FORGE_SAYS=known, REPOSITORY="o/r", NUMBER="12", MARK=mark)
    asked, written = calls(forge)
    assert asked[:3] == ["api", "--paginate", "repos/o/r/issues/12/comments"]
    assert "github-actions[bot]" in asked[-1]
    address = "repos/o/r/issues/comments/77" if known else "repos/o/r/issues/12/comments"
    method = "PATCH" if known else "POST"
    assert written == ["api", "--method", method, address, "--field", "body=@body.md"]
    assert (forge / "body.md").read_text() == f"{mark}\n$(touch here) `x`\n"
    assert not (forge / "here").exists()


def test_make_diff_is_the_command() -> None:
    done = subprocess.run(
        ["make", "--silent", "--dry-run", "diff", "REF=HEAD^1", "TO=HEAD", "FORMAT=markdown"],
        cwd=REPO,
        capture_output=True,
        text=True,
        check=True,
    )
    assert '.venv/bin/speckb diff "HEAD^1" --to "HEAD" --format markdown' in done.stdout


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
    assert '\nspeckb = "speckb.cli.main:main"\n' in scripts


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """A folder as the forge has it, in which the action has put the command."""
    program = tmp_path / "temporary/speckb/bin/speckb"
    program.parent.mkdir(parents=True)
    code = "import sys; from speckb.cli.main import main; sys.exit(main())"
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
    assert "unknown git revision" in done.stderr
