"""Live builds: each in a fork of a process with all imports done, as `make live` builds.

`python -m bench.warm ROOT OUT DOCTREES` builds once per line of its input, and prints the cost of
each build as JSON: CPU seconds, wall seconds and peak memory in bytes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from bench.measure import ENV, Cost, waited

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def warm(root: Path, out: Path, doctrees: Path) -> Iterator[Callable[[], Cost]]:
    """Yield a function that builds the site once in the warm process and returns the cost.

    The function raises RuntimeError if the build fails.
    """
    command: list[str | Path] = [sys.executable, "-m", "bench.warm", root, out, doctrees]
    with subprocess.Popen(  # noqa: S603  our own module
        command, env=ENV, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:

        def build() -> Cost:
            if process.stdin is None or process.stdout is None:
                raise TypeError("the process has no pipes")
            print("build", file=process.stdin, flush=True)
            answer = process.stdout.readline()
            if not answer:
                raise RuntimeError("the build failed; the process said why")
            return Cost(**json.loads(answer))

        yield build
        process.communicate()


def main() -> None:
    """Build once per line of the input."""
    from speckb.cli.live import builder  # noqa: PLC0415  keeps the importing process small

    root, out, doctrees = (Path(argument).resolve() for argument in sys.argv[1:])
    outcome = out.with_name(f"{out.name}-outcome.json")
    build = builder.Builder(root, out, doctrees, outcome)
    for _ in sys.stdin:
        start = time.perf_counter()
        child = os.fork()
        if not child:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            build(changed_paths=())
            os._exit(int(builder.read(outcome).stale))
        status, cost = waited(child, start)
        if status:
            sys.exit(1)
        print(json.dumps(asdict(cost)), flush=True)


if __name__ == "__main__":
    main()
