"""Watcher of the live preview: one build after the other, whatever happens to one of them."""

from __future__ import annotations

import asyncio
import sys
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import watchfiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from speckb.cli.live.builder import Outcome

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from starlette.types import Receive, Scope, Send

    from speckb.cli.live.builder import Builder

PAUSE = 1.0  # seconds before files are watched again that could not be
BEGINS = 0.1  # seconds in which a watch that is not possible has failed
KILLED = "the build was killed or ran out of memory; the next save starts a new one"


class Watcher:
    """Builds now and after each save, and tells the open pages.

    A build has a process of its own; `ignored` says of a path whether its changes count.
    `ready` is called after the first build.
    """

    def __init__(
        self, builder: Builder, ignored: Callable[[str], bool], ready: Callable[[], None]
    ) -> None:
        self._builder = builder
        self._ignored = ignored
        self._ready = ready
        self._pages: set[WebSocket] = set()
        self._said = ""

    @asynccontextmanager
    async def lifespan(self, _app: Any) -> AsyncIterator[None]:
        """Build once, then watch until the server ends."""
        started = asyncio.Event()
        task = asyncio.create_task(self._watch(started))
        await started.wait()
        self._ready()
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    async def _watch(self, started: asyncio.Event) -> None:
        """Watch the files from before the first build on: a save during a build is noticed."""
        while True:
            changes = watchfiles.awatch(
                self._builder.root, watch_filter=lambda _, path: not self._ignored(path)
            )
            coming = asyncio.ensure_future(anext(changes))
            try:
                await asyncio.wait({coming}, timeout=BEGINS)
                if not coming.done() or not coming.exception():
                    await self._build([])
                started.set()
                while True:
                    found = await coming
                    self._said = ""
                    coming = asyncio.ensure_future(anext(changes))
                    await self._build(sorted({Path(path) for _, path in found}))
            except Exception as error:  # too many files to watch, a folder that is gone, ...
                reason = str(error) or type(error).__name__
                if reason != self._said:  # once, although it is tried again and again
                    self._said = reason
                    await self._fail(f"cannot watch files: {reason}")
                started.set()
            finally:
                coming.cancel()
            await asyncio.sleep(PAUSE)

    async def _build(self, changed: Sequence[Path]) -> None:
        """Build in a process of its own; say so where it does not live to say what happened."""
        try:
            with ProcessPoolExecutor(max_workers=1) as pool:
                future = pool.submit(self._builder, changed_paths=changed)
                await asyncio.wrap_future(future)
        except Exception as error:
            name = type(error).__name__
            await self._fail(KILLED if name == "BrokenProcessPool" else f"{name}: {error}")
        else:
            await self._tell()

    async def _fail(self, message: str) -> None:
        print(f"speckb: {message}", file=sys.stderr, flush=True)
        with suppress(OSError):  # where the outcome cannot be written, the terminal has it
            Outcome(stale=True, output=f"speckb: {message}").write(self._builder.outcome)
        await self._tell()

    async def _tell(self) -> None:
        """Let the open pages load anew."""
        for page in [*self._pages]:
            with suppress(RuntimeError, WebSocketDisconnect):
                await page.send_text("refresh")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Keep the connection to a page until the page is left."""
        page = WebSocket(scope, receive, send)
        await page.accept()
        self._pages.add(page)
        try:
            async for _ in page.iter_text():
                pass
        finally:
            self._pages.discard(page)
