"""`python -m speckb.cli.live`: serves the site of a knowledge base and follows its files."""

from __future__ import annotations

import argparse
import socket
import sys
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

try:
    import sphinx_autobuild  # noqa: F401
    import uvicorn
except ImportError:
    sys.exit("speckb: sphinx-autobuild is not installed; `make setup` installs it")

from speckb.cli.live.builder import Builder
from speckb.cli.live.server import application


def main() -> None:
    """Serve what the command line asks for until it is interrupted."""
    parser = argparse.ArgumentParser(prog="python -m speckb.cli.live", description=__doc__)
    parser.add_argument("root", nargs="?", type=Path, default=Path(), help="the knowledge base")
    parser.add_argument("--out", type=Path, default=Path("build/html"), help="folder of the site")
    parser.add_argument("--doctrees", type=Path, default=Path("build/doctrees"))
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    args = parser.parse_args()
    listening = _listening(args.host, args.port)
    out = args.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    address = f"{args.host}:{args.port}"
    with TemporaryDirectory(prefix="speckb-live-") as folder:
        outcome = Path(folder).resolve() / "outcome.json"
        builder = Builder(args.root.resolve(), out, args.doctrees.resolve(), outcome)
        print("building the site ...", flush=True)
        with ProcessPoolExecutor(max_workers=1) as pool:
            pool.submit(builder, changed_paths=()).result()
        print(f"open http://{address}/ and edit; Control-C ends it", flush=True)
        config = uvicorn.Config(application(builder, address), log_level="error")
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket at which a browser can wait for the site; end where the address is taken."""
    try:
        return socket.create_server((host, port))
    except OSError as error:
        said = f"{host}:{port}: {str(error.strerror).partition(' (')[0]}"
        sys.exit(f"speckb: {said}; with another port: `make live PORT={port + 1}`")


if __name__ == "__main__":
    main()
