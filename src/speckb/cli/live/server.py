"""The server of the live preview: watcher, builds and pages with what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, WebSocketRoute
from starlette.staticfiles import StaticFiles

from speckb.cli.live.banner import FILES, FindingsMiddleware
from speckb.cli.live.watcher import Watcher
from speckb.corpus.prose.allowed import DRAWING_SUFFIXES, IMAGE_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Callable

    from speckb.cli.live.builder import Builder

OWN = Path(__file__).parent / "static"
SOURCES = (
    frozenset({".md", ".toml", ".json", ".txt", ".py", ".html", ".css", ".js", ".bib"})
    | DRAWING_SUFFIXES
    | IMAGE_SUFFIXES
)


@dataclass(frozen=True)
class Unwatched:
    """Filter for files whose changes are ignored: built files, hidden files, other file types."""

    root: Path
    built: tuple[Path, ...]

    def __call__(self, name: str) -> bool:
        """Return whether a change of the file is ignored."""
        path = Path(name)
        if any(path.is_relative_to(folder) for folder in self.built):
            return True
        parts = path.relative_to(self.root).parts if path.is_relative_to(self.root) else path.parts
        return path.suffix not in SOURCES or any(part.startswith((".", "__")) for part in parts)


def application(builder: Builder, ready: Callable[[], None]) -> Starlette:
    """Return the application that serves the site; `ready` is called after the first build."""
    unwatched = Unwatched(builder.root, (builder.out, builder.doctrees))
    watcher = Watcher(builder, unwatched, ready)
    return Starlette(
        routes=[
            WebSocketRoute("/websocket-reload", watcher, name="reload"),
            Mount(FILES, app=StaticFiles(directory=OWN), name="live"),
            Mount("/", app=StaticFiles(directory=builder.out, html=True), name="static"),
        ],
        middleware=[Middleware(FindingsMiddleware, outcome=builder.outcome)],
        lifespan=watcher.lifespan,
    )
