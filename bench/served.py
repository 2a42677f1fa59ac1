"""Live server in a child process, as `make live` runs it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from bench.measure import ENV

if TYPE_CHECKING:
    from pathlib import Path

READY = "open http://"


class Served:
    """The live server of a knowledge base; site and log are written to `folder`."""

    def __init__(self, root: Path, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.root = root
        self.address = f"http://127.0.0.1:{port}"
        self.out = folder / "html"
        self.log = folder / "live.log"
        command: list[str | Path] = [
            sys.executable,
            "-u",
            "-m",
            "speckb",
            "--root",
            root,
            "live",
            "--port",
            str(port),
            "--out",
            folder,
        ]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(  # noqa: S603  our own module
                command, cwd=folder, stdout=log, stderr=subprocess.STDOUT, env=ENV
            )

    @property
    def printed(self) -> str:
        """The output of the server so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def wait(self) -> None:
        """Wait until the site is served. Raises RuntimeError if the server ends before."""
        while READY not in self.printed:
            if self.process.poll() is not None:
                raise RuntimeError(self.printed)
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop the server."""
        self.process.terminate()
        self.process.wait()
