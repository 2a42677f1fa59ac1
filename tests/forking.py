"""Runs functions in forks of a small process that has imported what they need.

A build of a small site in a process of its own takes 1.6 seconds, of which 1.0 are imports; a fork
has them done. `Forking` starts `python -m tests.forking`, which reads a pickled job after the
other, runs each in a fork, and writes how it ended.
"""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
import traceback
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# What `sphinx.cmd.build` imports only when it has read a `conf.py`.
LATE = (
    "a11y_pygments", "docutils.languages.en", "docutils.parsers.rst.languages.en", "furo",
    "jinja2.ext", "myst_parser.sphinx_ext.directives", "myst_parser.sphinx_ext.main",
    "pandas", "sphinx_needs.needs", "speckb.sphinxext", "speckb.typst.builder", "xml.dom.minidom",
)  # fmt: skip


class Forking:
    """The process that forks; it is started with the first job and ends with the asking one."""

    def __init__(self, *first: Callable[[], object]) -> None:
        self._first = first
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, function: Callable[..., int | None], *arguments: object) -> tuple[int, str]:
        """Return the exit status, or minus the signal that ended it, and what was printed.

        The function and its arguments are pickled; `first` was called once, before any fork.
        """
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.forking"],
                cwd=Path(__file__).resolve().parent.parent,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            self._send(self._first)
        self._send((function, arguments, dict(os.environ), Path.cwd()))
        assert self._process.stdout is not None
        status, output = pickle.load(self._process.stdout)
        return status, output

    def _send(self, thing: object) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        pickle.dump(thing, self._process.stdin)
        self._process.stdin.flush()


def import_sphinx() -> None:
    """Import what a build imports."""
    from sphinx.application import builtin_extensions  # noqa: PLC0415  not for who asks

    for name in (*builtin_extensions, *LATE):
        import_module(name)


def sphinx(arguments: Sequence[str], changes: dict[str, str]) -> int:
    """Do what `python -m sphinx` does, in an environment with changes."""
    from sphinx.cmd import build  # noqa: PLC0415  not for who asks

    os.environ.update(changes)
    sys.argv = ["sphinx", *arguments]
    return build.main(arguments)


def main() -> None:
    """Run each job of the input in a fork."""
    for work in pickle.load(sys.stdin.buffer):
        work()
    gc.freeze()
    while True:
        try:
            job = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        with TemporaryFile() as out, TemporaryFile() as err:
            child = os.fork()
            if not child:
                os.dup2(out.fileno(), 1)
                os.dup2(err.fileno(), 2)
                _run(*job)
            _, status = os.waitpid(child, 0)
            said = ""
            for file in (out, err):
                file.seek(0)
                said += file.read().decode(errors="replace").replace("\r\n", "\n")
        pickle.dump((os.waitstatus_to_exitcode(status), said), sys.stdout.buffer)
        sys.stdout.buffer.flush()


def _run(
    function: Callable[..., int | None],
    arguments: tuple[object, ...],
    environment: dict[str, str],
    folder: Path,
) -> None:
    status = 70
    try:
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        status = function(*arguments) or 0
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
