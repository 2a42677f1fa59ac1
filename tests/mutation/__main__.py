"""Puts faults into a copy of the engine, one at a time, and prints those that no test notices."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOMS = "files corpus tables rules editing diff sphinxext typst cli".split()
# The engine to import, and the knowledge base of the tests of whole sites: the small one.
PATHS = {"PYTHONPATH": "src", "SPECKB_KNOWLEDGE": "tests/second"}


def main() -> int:
    """Copy the tree as it is, with its history, and work there."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--room", choices=ROOMS, action="append", help="only this room")
    parser.add_argument("--sample", type=int, default=34, help="mutants of a room (default: 34)")
    parser.add_argument("--seed", type=int, default=1, help="which mutants (default: 1)")
    parser.add_argument("--again", action="store_true", help="only those that survived last time")
    args = parser.parse_args()
    options = [str(option) for option in (args.seed, args.sample, args.again)]
    kept = Path("build/mutants").resolve()
    kept.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        copy = Path(name, "tree")
        subprocess.run(["git", "clone", "--quiet", ".", copy], check=True)
        listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        for file in subprocess.check_output(listed, text=True).split("\0")[:-1]:
            (copy / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, copy / file)
        return subprocess.run(
            [sys.executable, "-m", "tests.mutation.work", kept, *options, *(args.room or ROOMS)],
            cwd=copy,
            env={
                **os.environ,
                "TMPDIR": name,
                **{key: str(copy / path) for key, path in PATHS.items()},
            },
            check=False,
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
