"""Chromium, the served site, and pages that note what goes wrong while they are open."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.install import find

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, ConsoleMessage, Page

    Visit = Callable[..., Page]

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
KINDS = {
    "landing page": "index.html",
    "requirement": "requirements/R5.html",
    "scenario with figure": "scenarios/forking-and-retargeting.html",
    "mechanism": "mechanisms/zrtp.html",
    "criterion": "criteria/pfs.html",
    "technique": "techniques/probing.html",
    "attack class": "classes/class-1.html",
    "reference": "references/RFC3261.html",
    "erratum": "errata/E1.html",
    "draft": "sources/draft-wing-media-security-requirements-05.html",
    "comparison": "comparisons/sip.html",
    "matrix": "comparisons/matrix.html",
    "explorer": "comparisons/explorer.html",
    "trace": "comparisons/traceability.html",
    "queries": "comparisons/open.html",
    "verdicts": "comparisons/requirements.html",
    "requirement without a verdict": "requirements/R24.html",
    "claims on one requirement": "requirements/R-ASSOC.html",
    "all claims": "comparisons/claims.html",
    "index of requirements": "requirements/index.html",
    "index of mechanisms": "mechanisms/index.html",
    "glossary": "terminology.html",
    "page with code": "docs/data.html",
    "search": "search.html",
}


SCRIPTED = {
    "search",
    "explorer",
    "queries",
    "trace",
}  # they say more, or offer more, with JavaScript


@dataclass
class Notes:
    """What open pages did: error messages, and the addresses that they asked for."""

    errors: list[str] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)

    def watch(self, page: Page, base: str) -> None:
        """Note everything that `page`, a page of the site at `base`, does from now on."""

        def console(message: ConsoleMessage) -> None:
            if message.type == "error":
                self.errors.append(f"{page.url}: {message.text}")

        page.on("console", console)
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))
        page.on("request", lambda request: self.requests.append((base, request.url)))

    def foreign(self) -> list[str]:
        """Return the requests that left the site."""
        return [u for base, u in self.requests if not u.startswith((base, "data:"))]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser that `install.py` finds."""
    path = find()
    assert path, "no browser; run: python tests/browser/install.py"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=[*FLAGS])
        yield running
        running.close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Print nothing."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder over HTTP, and give the address."""
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """The address of the site over HTTP."""
    with serving(site) as address:
        yield address


@pytest.fixture(params=["http", "file"])
def base(request: pytest.FixtureRequest, site: Path) -> str:
    """The address of the site, once over HTTP and once opened from its folder."""
    if request.param == "file":
        return f"{site.as_uri()}/"
    address: str = request.getfixturevalue("served")
    return address


@pytest.fixture
def visit(browser: Browser, served: str) -> Iterator[Visit]:
    """Open a page of the site; the test fails when a page had an error or asked another host."""
    notes = Notes()
    contexts = []

    def opened(path: str, at: str = served, **options: Any) -> Page:
        context = browser.new_context(**{"viewport": WIDE, **options})
        contexts.append(context)
        page = context.new_page()
        notes.watch(page, at)
        page.goto(at + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert notes.foreign() == []
    assert notes.errors == []
