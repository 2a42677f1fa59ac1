"""Light and dark: the system's choice, the reader's choice, and drawings that follow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import KINDS, PHONE, WIDE

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visit

SCENARIO = KINDS["scenario with figure"]


def brightness(page: Page) -> float:
    """Return how bright the page is, from 0 to 255."""
    color = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    return sum(map(int, re.findall(r"\d+", color)[:3])) / 3


def shown_drawing(page: Page) -> str:
    """Return the name of the one drawing of the first figure that is shown and loaded."""
    drawing = page.locator("figure img:visible").first
    drawing.scroll_into_view_if_needed()
    expect(page.locator("figure").first.locator("img:visible")).to_have_count(1)
    page.wait_for_function(
        "image => image.complete && image.naturalWidth > 0", arg=drawing.element_handle()
    )
    return str(drawing.get_attribute("src"))


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_and_its_drawings_have_the_colors_of_the_system(
    scheme: str, javascript: bool, visit: Visit
) -> None:
    page = visit(SCENARIO, color_scheme=scheme, java_script_enabled=javascript)
    assert (brightness(page) > 128) == (scheme == "light")
    assert shown_drawing(page).endswith(f"-{scheme}.svg")


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_toggle_switches_page_and_drawings_and_is_remembered(
    viewport: dict[str, int], base: str, visit: Visit
) -> None:
    page = visit(SCENARIO, base, viewport=viewport)
    page.locator(".theme-toggle:visible").click()
    assert brightness(page) < 128
    assert shown_drawing(page).endswith("-dark.svg")
    page.reload()
    assert brightness(page) < 128
    page.locator(".theme-toggle:visible").click()
    assert brightness(page) > 128
    assert shown_drawing(page).endswith("-light.svg")


def test_the_toggle_shows_one_symbol_for_its_state(visit: Visit) -> None:
    page = visit("index.html")
    symbols = page.locator(".theme-toggle:visible svg:visible use")
    found = []
    for _ in range(3):
        expect(symbols).to_have_count(1)
        found.append(symbols.get_attribute("href"))
        page.locator(".theme-toggle:visible").click()
    assert found == ["#svg-auto", "#svg-moon", "#svg-sun"]
