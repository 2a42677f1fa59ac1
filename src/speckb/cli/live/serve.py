"""`speckb live`: serves the site of a knowledge base and rebuilds it on each save."""

from __future__ import annotations

import socket
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import uvicorn

from speckb.cli import build
from speckb.cli.live.builder import Builder
from speckb.cli.live.server import application
from speckb.errors import UsageError

if TYPE_CHECKING:
    import argparse


def run(args: argparse.Namespace) -> int:
    """Serve the site until the user interrupts it.

    Raises UsageError where the address is in use, before anything is built.
    """
    listening = _listening(args.host, args.port)
    root, built = args.root.resolve(), build.folder_of(args)
    build.set_date(root)
    out = built / "html"
    out.mkdir(parents=True, exist_ok=True)
    address = f"{args.host}:{args.port}"
    with TemporaryDirectory(prefix="speckb-live-") as folder:
        outcome = Path(folder).resolve() / "outcome.json"
        builder = Builder(root, out, built / "doctrees", outcome)
        print("building the site ...", flush=True)
        ready = f"open http://{address}/ and edit; press Control-C to stop"
        served = application(builder, lambda: print(ready, flush=True))
        config = uvicorn.Config(served, log_level="error")
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])
    return 0


def _listening(host: str, port: int) -> socket.socket:
    """Return a bound socket, so that a browser that connects during the build waits for it."""
    try:
        return socket.create_server((host, port))
    except OSError as error:
        reason = str(error.strerror).partition(" (")[0]
        hint = f"use another port: `speckb live --port {port + 1}`"
        raise UsageError(f"{host}:{port}: {reason}; {hint}") from None
