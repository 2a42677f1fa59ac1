"""Pages in other scripts: no errors, nothing that scrolls sideways, and all at its side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import scripts
from tests.browser.conftest import PHONE, WIDE, Notes, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.scripts import Script

PAGES = ("index", "requirements/R1", "candidates/srv", "criteria/port", "search", "404")
BOX = "one => { const b = one.getBoundingClientRect(); return [b.left, innerWidth - b.right]; }"


@pytest.fixture(scope="module", params=scripts.ALL, ids=lambda one: one.language)
def script(request: pytest.FixtureRequest) -> Script:
    """One script after another."""
    return request.param  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def address(script: Script, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site in this script."""
    with serving(script.built(tmp_path_factory) / "html") as found:
        yield found


@pytest.fixture(params=[WIDE, PHONE], ids=["wide", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """A window; the test fails when a page in it had an error."""
    notes, opened = Notes(), browser.new_page(viewport=request.param, reduced_motion="reduce")
    notes.watch(opened, address)
    yield opened
    opened.close()
    assert notes.errors == []


def test_pages_have_no_error_and_do_not_scroll_sideways(page: Page, address: str) -> None:
    for name in PAGES:
        page.goto(f"{address}{name}.html")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name


def test_the_navigation_stands_where_lines_begin(page: Page, address: str, script: Script) -> None:
    page.goto(f"{address}requirements/R1.html")
    if page.viewport_size == PHONE:
        page.locator(".nav-overlay-icon").click()
    start, end = page.locator(".sidebar-drawer").evaluate(BOX)
    heading = page.locator("h1").evaluate("one => getComputedStyle(one).textAlign")
    assert heading == "start"
    assert (start > end) == (script.direction == "rtl")
    assert min(start, end) == 0


def test_code_runs_from_left_to_right(page: Page, address: str) -> None:
    page.goto(f"{address}requirements/R1.html")
    code = page.locator("article code", has_text="_http._tcp").first
    assert code.evaluate("one => getComputedStyle(one).direction") == "ltr"
    place = "(one, n) => { const r = document.createRange(); let t = one; while (t.firstChild)"
    place += " t = t.firstChild; r.setStart(t, n); r.setEnd(t, n + 1);"
    place += " return r.getBoundingClientRect().left; }"
    assert code.evaluate(place, 0) < code.evaluate(place, 1)
