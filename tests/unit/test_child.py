"""Child processes end: by their limits, with their own children, and when nobody waits for them."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

import pytest

from speckb.errors import UsageError
from speckb.files import git
from speckb.files.child import Child, ChildError, Limits, run
from tests.unit.gitrepo import GitRepo

if TYPE_CHECKING:
    from pathlib import Path

WIDE = Limits(seconds=60, memory=1000, output=10)
linux = pytest.mark.skipif(sys.platform != "linux", reason="a limit of Linux")


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def alive(pid: int) -> bool:
    """Return whether a process runs; one that nobody has waited for yet does not."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:  # noqa: PTH123
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def soon_gone(pid: int) -> bool:
    for _ in range(200):
        if not alive(pid):
            return True
        time.sleep(0.05)
    return False


def test_a_child_gives_back_its_status_and_all_that_it_printed() -> None:
    code = (
        "import sys; d = sys.stdin.read(); print(d.upper()); print('e', file=sys.stderr); exit(3)"
    )
    ended = run(python(code), WIDE, given=b"a" * 300_000)
    assert (ended.status, ended.errors) == (3, b"e\n")
    assert ended.output == b"A" * 300_000 + b"\n"


def test_a_child_that_reads_nothing_may_be_given_much() -> None:
    assert run(python("pass"), WIDE, given=b"a" * 3_000_000).status == 0


BROKEN = {
    "a second": (
        "import time; time.sleep(60)",
        Limits(1, 1000, 1),
        "took longer than 1 seconds",
    ),
    "a second of work": ("while True: pass", Limits(1, 1000, 1), "took longer than 1 seconds"),
    "output": (
        "import sys\nwhile True: sys.stdout.write('x' * 9999)",
        WIDE,
        "printed more than 10 MB",
    ),
    "errors": (
        "import sys\nwhile True: sys.stderr.write('x' * 9999)",
        WIDE,
        "printed more than 10 MB",
    ),
    "an endless answer to no question": (
        "import sys, time; sys.stdout.close(); time.sleep(60)",
        Limits(1, 1000, 1),
        "took longer than 1 seconds",
    ),
}
BROKEN_ON_LINUX = {
    "memory": (
        "import sys\ntry: x = bytearray(10 ** 10)\nexcept MemoryError: sys.exit('out of memory')",
        WIDE,
        "used more than 1000 MB of memory",
    ),
    "a file": (
        "open('big', 'wb').write(bytes(30_000_000))",
        WIDE,
        "wrote a file larger than 10 MB",
    ),
}


@pytest.mark.parametrize(
    "case", [*BROKEN, *(pytest.param(name, marks=linux) for name in BROKEN_ON_LINUX)]
)
def test_a_broken_limit_is_one_line(case: str, tmp_path: Path) -> None:
    code, limits, message = {**BROKEN, **BROKEN_ON_LINUX}[case]
    if case == "a file":  # Python's own handler of the signal would make it an exception
        code = f"import signal; signal.signal(signal.SIGXFSZ, signal.SIG_DFL); {code}"
    with pytest.raises(ChildError) as error:
        run(python(code), limits, cwd=tmp_path)
    assert str(error.value) == message


FAMILY = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
"""


@linux
@pytest.mark.parametrize("end", ["time.sleep(600)", "pass"])
def test_a_child_is_ended_with_its_children(end: str, tmp_path: Path) -> None:
    code = f"{FAMILY}open('pid', 'w').write(str(child.pid))\n{end}"
    with pytest.raises(ChildError, match="took longer than 2 seconds"):
        run(python(code), Limits(2, 1000, 1), cwd=tmp_path)
    assert soon_gone(int((tmp_path / "pid").read_text(encoding="ascii")))


@linux
@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError, SystemExit])
def test_a_child_is_ended_when_its_parent_gives_up(
    error: type[BaseException], tmp_path: Path
) -> None:
    code = f"{FAMILY}open('pid', 'w').write(str(child.pid))\ntime.sleep(600)"

    def give_up() -> None:
        with Child(python(code), WIDE, cwd=tmp_path):
            while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_bytes():
                time.sleep(0.02)
            raise error

    with pytest.raises(error):
        give_up()
    assert soon_gone(int((tmp_path / "pid").read_text(encoding="ascii")))


def test_what_cannot_be_started_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        run([str(tmp_path / "nothing")], WIDE)


@pytest.fixture
def repo(tmp_path: Path) -> GitRepo:
    found = GitRepo(tmp_path)
    (tmp_path / "a.md").write_text("a", encoding="utf-8")
    found.git("add", ".")
    found.git("commit", "--quiet", "-m", "a")
    return found


def test_a_git_command_over_its_limit_is_one_line(
    repo: GitRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git, "LIMITS", Limits(60, 1000, 0))
    with pytest.raises(git.GitError, match=r"^git printed more than 0 MB$"):
        git.run(repo.root, "ls-files")
    (repo.root / "b.md").write_text("b", encoding="utf-8")
    with pytest.raises(UsageError, match="git printed more than 0 MB"):
        git.changed_since(repo.root, "HEAD")


@pytest.mark.skipif(os.name != "posix", reason="a script of the shell")
def test_git_runs_no_program_that_the_repository_names(repo: GitRepo) -> None:
    trap = repo.root / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {repo.root}/sprung\n", encoding="ascii")
    trap.chmod(0o755)
    (repo.root / ".gitattributes").write_text("*.md diff=trap\n", encoding="ascii")
    for name in ("core.fsmonitor", "diff.external", "diff.trap.command", "diff.trap.textconv"):
        repo.git("config", name, str(trap))
    (repo.root / "a.md").write_text("b", encoding="utf-8")
    assert "a.md" in git.changed_since(repo.root, "HEAD")
    found = git.around(repo.root)
    assert found.changed() == {"a.md"}
    assert found.tracked() == {"a.md"}
    assert not (repo.root / "sprung").exists()


def test_a_bare_repository_among_the_files_is_no_repository(repo: GitRepo) -> None:
    inner = repo.root / "entries"
    repo.git("init", "--quiet", "--bare", str(inner))
    with pytest.raises(git.GitError, match=r"safe\.bareRepository"):
        git.around(inner)
