"""Runs the commands in the editors' guides and updates their output there.

Each line of a `console` block of a guide is run in a copy of the tests' small knowledge base, a git
repository of its own for each guide, or in an empty folder; its output replaces the lines below it.
A `diff` block is applied there. So no edit of this knowledge base changes a guide.

    python docs/guide.py            update the guides
    python docs/guide.py --check    exit with 1 if one is not current
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
import traceback
from difflib import unified_diff
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import NoReturn

from speckb.cli.main import main as speckb
from speckb.diff import compare  # noqa: F401  a command imports it when it runs

REPO = Path(__file__).resolve().parent.parent
GUIDES = "guide.md", "add-*.md", "start.md", "exchange.md"  # in the folder of this file
EMPTY = "start"  # the guide that begins with an empty folder
BASE = REPO / "tests/second"
BLOCK = re.compile(
    r"^(?P<fence>`{3,})(?P<kind>console|diff)\n(?P<text>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL
)
SHELL = re.compile(r"[|&;<>$]")  # a command with one of these is for the shell
ANY_COMMIT = "0" * 10
WHO = {"NAME": "An editor", "EMAIL": "editor@desk.example", "DATE": "2025-01-15 12:00 +0000"}


def printed(text: str, folder: Path) -> str:
    """Return the guide `text` with the output of its commands, run in `folder`.

    Raises SystemExit if a patch does not apply.
    """
    runner = _Runner(folder)
    return BLOCK.sub(lambda found: runner.block(found["fence"], found["kind"], found["text"]), text)


class _Runner:
    """Runs blocks one after the other, in an environment that does not depend on the user's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(folder.parent),
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "NO_COLOR": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CEILING_DIRECTORIES": str(folder.parent),
            **{f"GIT_{role}_{k}": v for role in ("AUTHOR", "COMMITTER") for k, v in WHO.items()},
        }

    def block(self, fence: str, kind: str, text: str) -> str:
        """Run the commands of a block or apply its patch; return the block with current output."""
        if kind == "diff":
            self.run("git apply --whitespace=nowarn -", text)
            return f"{fence}diff\n{text}{fence}"
        commands = [line for line in text.split("\n") if line.startswith("$ ")]
        return f"{fence}console\n" + "".join(map(self._command, commands)) + fence

    def _command(self, line: str) -> str:
        return f"{line}\n{self.run(line.removeprefix('$ '))}"

    def run(self, command: str, given: str = "") -> str:
        """Return the output of a command with zeros for commit ids; ignore its exit code."""
        if command.startswith("speckb ") and not SHELL.search(command):
            text = self._speckb(shlex.split(command)[1:])
        else:
            text = self._shell(command, given)
        for commit in self._commits():
            text = re.sub(rf"\b{commit[:7]}[0-9a-f]*\b", lambda m: ANY_COMMIT[: len(m[0])], text)
        return "".join(f"{line.rstrip()}\n" for line in text.splitlines())

    def _shell(self, command: str, given: str) -> str:
        done = subprocess.run(  # noqa: S603  the guide is ours
            ["bash", "-c", command],  # noqa: S607
            cwd=self.folder,
            env=self.environment,
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if given and done.returncode:
            raise SystemExit(f"{command}: {done.stdout}")
        return done.stdout

    def _speckb(self, arguments: list[str]) -> str:
        """Return the output of a command of ours, from a fork: this process has its imports."""
        with TemporaryFile("w+", encoding="utf-8") as out:
            child = os.fork()
            if not child:
                os.dup2(out.fileno(), 1)
                os.dup2(out.fileno(), 2)
                self._become(arguments)
            os.waitpid(child, 0)
            out.seek(0)
            return out.read()

    def _become(self, arguments: list[str]) -> NoReturn:
        """Do what `speckb` would do in a process of its own."""
        try:
            os.chdir(self.folder)
            os.environ.clear()
            os.environ.update(self.environment)
            time.tzset()
            sys.stdout = os.fdopen(1, "w", encoding="utf-8")
            sys.stderr = os.fdopen(2, "w", encoding="utf-8", buffering=1)
            speckb(arguments)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(0)

    def _commits(self) -> list[str]:
        done = subprocess.run(  # noqa: S603
            ["git", "-C", self.folder, "rev-list", "--all"],  # noqa: S607
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout.split()


def copied(folder: Path) -> Path:
    """Return a copy of the small base with reviews, as a repository with one commit and edition."""
    shutil.copytree(BASE, folder)
    settings = folder / "ubproject.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("[speckb]\n", '[speckb]\nreviews = "reviews.txt"\n', 1))
    (folder / "reviews.txt").touch()
    runner = _Runner(folder)
    runner.run("speckb review --all && git init --quiet --initial-branch=main && git add --all")
    runner.run("git commit --quiet --message 'The knowledge base' && git tag v0.1.0")
    return folder


def guides() -> list[Path]:
    """Return the paths of all guides."""
    folder = Path(__file__).parent
    return [path for pattern in GUIDES for path in sorted(folder.glob(pattern))]


def main() -> int:
    """Update the guides, or report differences; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    args = parser.parse_args()
    stale = 0
    with TemporaryDirectory(prefix="guide-") as name:
        base = copied(Path(name).resolve() / "base")
        for path in guides():
            before = path.read_text(encoding="utf-8")
            folder = base.parent / path.stem / "knowledge"
            if path.stem == EMPTY:
                folder.mkdir(parents=True)
            else:
                shutil.copytree(base, folder)
            after = printed(before, folder)
            if before != after and args.check:
                old, new = (text.splitlines(keepends=True) for text in (before, after))
                sys.stdout.writelines(unified_diff(old, new, path.name, "what its commands print"))
                print(f"{path.name} is not current; `make guide` updates it")
                stale = 1
            elif before != after:
                path.write_text(after, encoding="utf-8")
    return stale


if __name__ == "__main__":
    sys.exit(main())
