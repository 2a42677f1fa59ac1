"""Banner with findings and the script that reloads, added to each page that the server sends.

The files of the site stay without them.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

from speckb.cli.live.builder import Outcome, read
from speckb.terminal import printable

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

FILES = "/_live"  # where the server has its own files
CONDITIONS = frozenset({b"if-none-match", b"if-modified-since", b"range", b"if-range"})
# Files, because the policy of a page forbids inline scripts and styles.
HEAD = (
    f'<link rel="stylesheet" href="{FILES}/live.css"><script src="{FILES}/live.js" defer></script>'
)
EMPTY = "<!doctype html><html lang='en'><meta charset='utf-8'><title>Not built yet</title><body>"


def banner(found: Outcome) -> str:
    """Return the banner as HTML; an empty string if there are no findings and no errors."""
    if not (found.stale or found.findings):
        return ""
    head = "The site does not show the last save" if found.stale else "The site is up to date"
    texts = "".join(
        f"<pre>{_shown(text)}</pre>" for text in (*found.findings, found.output) if text
    )
    kind = "stale" if found.stale else "new"
    return (
        f'<section id="speckb-live" class="{kind}" role="alert" data-number="{found.number}" '
        f'aria-label="Findings"><strong>{head}: {_count(found)}</strong>{texts}'
        '<button type="button" aria-label="Close">\N{MULTIPLICATION SIGN}</button></section>'
    )


def _count(found: Outcome) -> str:
    number = len(found.findings)
    if not number:
        return "the build failed"
    return f"{number} finding{'s' if number > 1 else ''}"


def _shown(text: str) -> str:
    return escape("\n".join(map(printable, text.split("\n"))))


class FindingsMiddleware:
    """Middleware that adds banner and script to pages, and forbids browsers to cache them."""

    def __init__(self, app: ASGIApp, outcome: Path) -> None:
        self.app = app
        self.outcome = outcome

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; a page gets the banner, and so does one that is not built yet."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope["headers"] = [pair for pair in scope["headers"] if pair[0] not in CONDITIONS]
        page = _Page(send, banner(read(self.outcome)), asked=_is_page(scope["path"]))
        await self.app(scope, receive, page.send)


def _is_page(path: str) -> bool:
    return path.endswith(("/", ".html"))


class _Page:
    """Sender of one response; a page is held back until it is complete."""

    def __init__(self, send: Send, shown: str, *, asked: bool) -> None:
        self._send = send
        self._banner = shown.encode()
        self._added = HEAD.encode() + self._banner
        self._asked = asked
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Cache-Control"] = "no-store"
            html = headers.get("Content-Type", "").startswith("text/html")
            if html or (self._asked and message["status"] == 404):
                self._start = message
                return
        elif self._start is not None:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._whole(self._start)
            return
        await self._send(message)

    async def _whole(self, start: Message) -> None:
        if start["status"] == 404 and self._banner:
            self._body = EMPTY.encode()
        headers = MutableHeaders(scope=start)
        headers["Content-Type"] = "text/html; charset=utf-8"
        headers["Content-Length"] = str(len(self._body) + len(self._added))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": self._body + self._added})
