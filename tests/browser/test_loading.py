"""Every kind of page loads from a server and from a folder, with and without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Notes

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.conftest import Visit

SHIFTS = """() => new Promise(resolve => {
    let sum = 0;
    new PerformanceObserver(list => {
        for (const shift of list.getEntries()) sum += shift.value;
    }).observe({type: "layout-shift", buffered: true});
    requestAnimationFrame(() => setTimeout(() => resolve(sum), 0));
})"""


def test_an_error_and_a_foreign_request_would_be_noticed(browser: Browser, served: str) -> None:
    notes = Notes()
    page = browser.new_page(bypass_csp=True)  # with it, such a request does not even begin
    notes.watch(page, served)
    page.goto(served)
    page.evaluate("() => { setTimeout(() => missing(), 0) }")
    page.evaluate("() => fetch('https://elsewhere.invalid/x').catch(() => 0)")
    page.wait_for_function("() => true")
    page.close()
    assert notes.foreign() == ["https://elsewhere.invalid/x"]
    assert any("missing is not defined" in error for error in notes.errors)


def test_without_javascript_the_search_says_what_it_needs(visit: Visit) -> None:
    page = visit("search.html", java_script_enabled=False)
    expect(page.get_by_text("The search needs JavaScript")).to_be_visible()


def test_without_javascript_the_navigation_opens_on_a_phone(visit: Visit) -> None:
    page = visit("mechanisms/zrtp.html", viewport=PHONE, java_script_enabled=False)
    link = page.locator(".sidebar-tree").get_by_role("link", name="Requirements", exact=True)
    expect(link).not_to_be_visible()
    page.locator(".nav-overlay-icon").click()
    expect(link).to_be_in_viewport(ratio=1)
    link.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Requirements")


def test_without_javascript_the_contents_of_a_page_open_on_a_phone(visit: Visit) -> None:
    page = visit("mechanisms/zrtp.html", viewport=PHONE, java_script_enabled=False)
    link = page.locator(".toc-drawer").get_by_role("link", name="Traceability")
    expect(link).not_to_be_visible()
    page.locator(".toc-header-icon").click()
    expect(link).to_be_in_viewport(ratio=1)
