"""Runs Sphinx in forks of a process that has everything imported already.

A build of a small site in a process of its own takes 1.6 seconds, of which 1.0 are imports; a fork
has them done. `Forking` starts `python -m tests.forking`, which reads a job per line as JSON, runs
it in a fork, and prints how it ended.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import traceback
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

# What `sphinx.cmd.build` imports only when it has read a `conf.py`.
LATE = (
    "a11y_pygments", "docutils.languages.en", "docutils.parsers.rst.languages.en", "furo",
    "jinja2.ext", "myst_parser.sphinx_ext.directives", "myst_parser.sphinx_ext.main",
    "pandas", "sphinx_needs.needs", "speckb.sphinxext", "speckb.typst.builder", "xml.dom.minidom",
)  # fmt: skip


class Forking:
    """The process that forks; it is started with the first job and ends with `close`."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def sphinx(self, arguments: Sequence[str | Path], env: dict[str, str]) -> tuple[int, str]:
        """Return what `python -m sphinx` exits with, and what it prints."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.forking"],
                cwd=Path(__file__).resolve().parent.parent,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        job = {"arguments": [str(a) for a in arguments], "env": env, "cwd": str(Path.cwd())}
        print(json.dumps(job), file=self._process.stdin, flush=True)
        status, output = json.loads(self._process.stdout.readline())
        return status, output

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.communicate()
            self._process = None


def main() -> None:
    """Run a job in a fork for each line of the input."""
    from sphinx.application import builtin_extensions  # noqa: PLC0415  not for who asks
    from sphinx.cmd import build  # noqa: PLC0415

    for name in (*builtin_extensions, *LATE):
        import_module(name)
    gc.freeze()
    for line in sys.stdin:
        with TemporaryFile() as out, TemporaryFile() as err:
            child = os.fork()
            if not child:
                os.dup2(out.fileno(), 1)
                os.dup2(err.fileno(), 2)
                _run(build.main, json.loads(line))
            _, status = os.waitpid(child, 0)
            said = ""
            for file in (out, err):
                file.seek(0)
                said += file.read().decode().replace("\r\n", "\n")
        print(json.dumps([os.waitstatus_to_exitcode(status), said]), flush=True)


def _run(build: Any, job: dict[str, Any]) -> None:
    status = 70
    try:
        os.environ.clear()
        os.environ.update(job["env"])
        os.chdir(job["cwd"])
        sys.argv = ["sphinx", *job["arguments"]]
        status = build(job["arguments"])
    except SystemExit as ended:
        if isinstance(ended.code, str):
            print(ended.code, file=sys.stderr)
        status = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    main()
