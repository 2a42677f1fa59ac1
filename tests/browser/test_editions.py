"""The switch between editions: by mouse, by keyboard, on a phone, without JavaScript."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.test_accessibility import violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visit

MATRIX, EXPLORER = "comparisons/matrix", "comparisons/explorer"


def shown(page: Page) -> str:
    """Return the edition that the switch of a page shows."""
    return page.locator("nav.editions [aria-current]").inner_text().split()[0]


def test_another_edition_is_one_click_away_and_keeps_the_place(base: str, visit: Visit) -> None:
    page = visit(f"{MATRIX}.html#dtls-srtp", base)
    assert shown(page) == "2026"
    page.locator("nav.editions").get_by_role("link", name="2007").click()
    expect(page).to_have_url(re.compile(r"matrix\.2007\.html#dtls-srtp$"))
    assert shown(page) == "2007"


def test_the_explorer_keeps_what_was_chosen(visit: Visit) -> None:
    page = visit(f"{EXPLORER}.html#meet=R-PFS")
    page.locator("nav.editions").get_by_role("link", name="2009").click()
    expect(page).to_have_url(re.compile(r"explorer\.2009\.html#meet=R-PFS$"))
    assert shown(page) == "2009"


def test_it_works_by_keyboard_and_without_javascript(visit: Visit) -> None:
    page = visit(f"{MATRIX}.2007.html", java_script_enabled=False)
    link = page.locator("nav.editions").get_by_role("link", name="2026")
    link.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"matrix\.html$"))
    assert shown(page) == "2026"


def test_it_fits_a_phone_and_has_no_violation(visit: Visit) -> None:
    page = visit(f"{MATRIX}.2007.html", viewport=PHONE)
    box = page.locator("nav.editions").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    assert violations(page) == []
