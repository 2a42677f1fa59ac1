"""Each kind of page on a wide screen, on a phone, on paper, without JavaScript and from a folder.

A page is loaded once for all that can be asked of it there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import KINDS, PHONE, SCRIPTED, WIDE
from tests.browser.test_accessibility import SIDEWAYS, keeps_to_wcag
from tests.browser.test_loading import SHIFTS
from tests.browser.test_tables import A4, CLIPPED, TURNED

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import Visit

PARTS = ("article", ".sidebar-tree", "footer")


def is_sound(page: Page) -> None:
    """Hold that a page that was just loaded did not jump, and keeps to WCAG in both schemes."""
    assert page.evaluate(SHIFTS) < 0.02, "something jumps while the page loads"
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    keeps_to_wcag(page)


@pytest.mark.parametrize("kind", KINDS)
def test_on_a_wide_screen_in_any_window_and_on_paper(kind: str, visit: Visit) -> None:
    page = visit(KINDS[kind], viewport=WIDE, color_scheme="light")
    is_sound(page)
    if kind not in SCRIPTED:
        without = visit(KINDS[kind], viewport=WIDE, java_script_enabled=False)
        for part in PARTS:
            assert without.inner_text(part) == page.inner_text(part) != ""
        expect(without.locator(".theme-toggle:visible")).to_have_count(0)
    for width in (320, 700, 1010, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        assert "the page" not in page.evaluate(SIDEWAYS), f"at {width} pixels"
    if kind not in TURNED:
        page.set_viewport_size(A4)
        page.emulate_media(media="print", color_scheme="dark")
        assert page.evaluate(CLIPPED) == []
        assert page.evaluate("() => document.documentElement.scrollWidth") <= A4["width"]


@pytest.mark.parametrize("kind", KINDS)
def test_on_a_phone_only_tables_and_code_scroll_sideways(kind: str, visit: Visit) -> None:
    page = visit(KINDS[kind], viewport=PHONE, color_scheme="light")
    is_sound(page)
    scrolling = page.evaluate(SIDEWAYS)
    allowed = ("table-wrapper", "picture-frame")
    assert [
        s for s in scrolling if not s.startswith("pre ") and not any(a in s for a in allowed)
    ] == []


@pytest.mark.parametrize("kind", KINDS)
def test_from_a_folder_without_an_error_or_a_foreign_request(
    kind: str, site: Path, visit: Visit
) -> None:
    page = visit(KINDS[kind], f"{site.as_uri()}/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
