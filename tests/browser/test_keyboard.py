"""Everything can be reached, seen and used by the keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import KINDS, PHONE, WIDE
from tests.browser.test_search import results

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visit

FOCUSED = """() => {
    const element = document.activeElement;
    const label = element.matches("[type=checkbox]")
        ? document.querySelector(`.page [for=${element.id}]`) : null;
    const shown = label && label.checkVisibility() ? label : element;
    const box = shown.getBoundingClientRect(), style = getComputedStyle(shown);
    return {
        what: `${element.localName} ${element.id} ${element.textContent.trim().slice(0, 40)}`,
        inside: box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight,
        visible: shown.checkVisibility({checkOpacity: true, checkVisibilityCSS: true}),
        marked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        last: element === document.body,
    };
}"""


def tab_to(page: Page, selector: str, key: str = "Tab", most: int = 80) -> None:
    """Press a key until the focus is on an element that matches."""
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{most} times {key} do not reach {selector}")


def test_the_first_stop_skips_to_the_content(visit: Visit) -> None:
    page = visit("mechanisms/zrtp.html", viewport=PHONE)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to content")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('[role=main]') !== null")


def test_the_navigation_is_reached_and_followed(visit: Visit) -> None:
    page = visit("mechanisms/zrtp.html")
    tab_to(page, ".sidebar-tree a[href$='requirements/index.html']")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Requirements")


def test_on_a_phone_the_navigation_opens_and_closes(visit: Visit) -> None:
    page = visit("mechanisms/zrtp.html", viewport=PHONE)
    here = page.locator(".sidebar-tree [aria-current]")
    expect(here).not_to_be_visible()
    tab_to(page, "#__navigation")
    page.keyboard.press("Space")
    expect(here).to_be_in_viewport(ratio=1)
    tab_to(page, ".sidebar-tree [aria-current]")
    tab_to(page, "#__navigation", "Shift+Tab")
    page.keyboard.press("Space")
    expect(here).not_to_be_visible()


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("kind", ["requirement", "mechanism", "matrix", "landing page", "search"])
def test_every_stop_is_visible_and_marked(
    kind: str, viewport: dict[str, int], visit: Visit
) -> None:
    page = visit(KINDS[kind], viewport=viewport, reduced_motion="reduce")
    stops = []
    while len(stops) < 60:
        page.keyboard.press("Tab")
        page.wait_for_function("() => new Promise(done => requestAnimationFrame(() => done(true)))")
        focused = page.evaluate(FOCUSED)
        if focused["last"]:
            break
        stops.append(focused["what"])
        assert focused["inside"], f"out of the window: {focused['what']}"
        assert focused["visible"], f"invisible: {focused['what']}"
        assert focused["marked"], f"without an outline: {focused['what']}"
    assert len(stops) > 4


@pytest.mark.parametrize(
    ("path", "key", "side"),
    [
        ("comparisons/matrix.html", "ArrowRight", "scrollLeft"),
        ("comparisons/matrix.html", "ArrowDown", "scrollTop"),
        ("mechanisms/index.html", "ArrowRight", "scrollLeft"),
    ],
)
def test_a_table_scrolls_by_arrow_keys(path: str, key: str, side: str, visit: Visit) -> None:
    page = visit(path, viewport=PHONE)
    tab_to(page, ".table-wrapper[tabindex='0']")
    page.keyboard.press(key)
    page.wait_for_function("side => document.activeElement[side] > 0", arg=side)


def test_the_colors_are_toggled(visit: Visit) -> None:
    page = visit("mechanisms/zrtp.html")
    tab_to(page, "button.theme-toggle")
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_have_attribute("data-theme", "dark")


def test_a_search_is_typed_and_a_result_followed(visit: Visit) -> None:
    page = visit("index.html")
    tab_to(page, ".sidebar-search")
    page.keyboard.type("ZRTP")
    page.keyboard.press("Enter")
    results(page)
    tab_to(page, "ul.search a")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("ZRTP")
