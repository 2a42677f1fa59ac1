"""WCAG 2.2 AA as far as axe-core can tell, and pages that fit on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import KINDS, PHONE, WIDE

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visit

WCAG = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
# What another color scheme of the same page can break.
COLORS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
SIDEWAYS = """() => {
    const root = document.documentElement;
    const found = root.scrollWidth > root.clientWidth ? ["the page"] : [];
    for (const element of document.querySelectorAll("body *")) {
        const scrolls = ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
        if (scrolls && element.scrollWidth > element.clientWidth) {
            found.push(`${element.localName} ${element.className}`);
        }
    }
    return found;
}"""


def violations(page: Page, rules: dict[str, object] = WCAG) -> list[str]:
    """Return what axe-core finds on the page, with the elements that it means."""
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{v['id']}: {[node['target'] for node in v['nodes']]}" for v in found]


@pytest.mark.parametrize("drawer", [".nav-overlay-icon", ".toc-header-icon"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_with_a_drawer_open(drawer: str, scheme: str, visit: Visit) -> None:
    page = visit(
        "mechanisms/zrtp.html", viewport=PHONE, color_scheme=scheme, reduced_motion="reduce"
    )
    page.locator(drawer).click()
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_among_search_results(scheme: str, visit: Visit) -> None:
    page = visit("search.html?q=ZRTP", color_scheme=scheme)
    page.get_by_text("Search finished").wait_for()
    assert violations(page) == []


def test_axe_would_find_a_violation(visit: Visit) -> None:
    page = visit("index.html")
    page.evaluate('document.querySelectorAll("article p").forEach(p => p.style.color = "#ccc")')
    assert any(found.startswith("color-contrast") for found in violations(page))


@pytest.mark.parametrize("kind", ["matrix", "verdicts"])
def test_a_matrix_shows_every_column_on_a_wide_screen(kind: str, visit: Visit) -> None:
    page = visit(KINDS[kind], viewport=WIDE)
    assert page.evaluate(SIDEWAYS) == []
