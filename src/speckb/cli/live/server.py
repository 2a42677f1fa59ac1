"""The server: sphinx-autobuild's watching and reloading, around our builds and findings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_autobuild.middleware import JavascriptInjectorMiddleware
from sphinx_autobuild.server import RebuildServer
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, WebSocketRoute
from starlette.staticfiles import StaticFiles

from speckb.cli.live.banner import FindingsMiddleware

if TYPE_CHECKING:
    from speckb.cli.live.builder import Builder

SOURCES = frozenset(
    {".md", ".toml", ".json", ".txt", ".d2", ".py", ".html", ".css", ".js", ".bib"}
    | {".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp"}
)


@dataclass(frozen=True)
class Unwatched:
    """Says which files below the root make no page: those that are built, and hidden ones."""

    root: Path
    built: tuple[Path, ...]

    def __call__(self, name: str) -> bool:
        """Return whether a change of the file means nothing."""
        path = Path(name)
        if any(path.is_relative_to(folder) for folder in self.built):
            return True
        parts = path.relative_to(self.root).parts if path.is_relative_to(self.root) else path.parts
        return path.suffix not in SOURCES or any(part.startswith((".", "__")) for part in parts)


def application(builder: Builder, address: str) -> Starlette:
    """Return the site at `address` (host and port), built anew on each save."""
    unwatched = Unwatched(builder.root, (builder.out, builder.doctrees))
    watcher = RebuildServer([builder.root], unwatched, change_callback=builder)
    return Starlette(
        routes=[
            WebSocketRoute("/websocket-reload", watcher, name="reload"),
            Mount("/", app=StaticFiles(directory=builder.out, html=True), name="static"),
        ],
        middleware=[
            Middleware(JavascriptInjectorMiddleware, ws_url=address),
            Middleware(FindingsMiddleware, outcome=builder.outcome),
        ],
        lifespan=watcher.lifespan,
    )
