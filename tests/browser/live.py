"""A live site in a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.conftest import REPO

if TYPE_CHECKING:
    from pathlib import Path

READY = "open http://"


class Live:
    """The server of a knowledge base; `lines` is what it has printed until it was ready."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = root
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self.log = folder / "live.log"
        out = ("--out", folder / "html", "--doctrees", folder / "doctrees")
        command = [sys.executable, "-u", "-m", "speckb.live", root, "--port", str(port), *out]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                cwd=folder,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PYTHONPATH": str(REPO), "NO_COLOR": "1"},
            )

    @property
    def printed(self) -> str:
        """What the server printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def stop(self) -> None:
        """End the server."""
        self.process.terminate()
        self.process.wait()
