"""WCAG 2.2 AA as far as axe-core can tell, and pages that fit on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import KINDS, PHONE, WIDE
from tests.browser.test_search import results

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visit

WCAG = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
# What another color scheme of the same page can break.
COLORS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
STILL = "() => Promise.all(document.getAnimations().map(one => one.finished)).then(() => true)"
# Marks one of all texts that are alike in their colors, size and weight, and in everything that
# is painted behind them: axe-core takes milliseconds for the contrast of each.
MARK = """() => {
    const seen = new Set(), behind = new Map();
    const painted = one => {
        if (!one) return "";
        if (!behind.has(one)) {
            const style = getComputedStyle(one);
            const own = [one.localName === "a", style.color, style.backgroundColor, style.opacity,
                style.backgroundImage, style.textDecorationLine, style.filter, style.position,
                style.display, style.visibility];
            behind.set(one, `${own.join()},${painted(one.parentElement)}`);
        }
        return behind.get(one);
    };
    document.querySelectorAll("[data-text]").forEach(one => one.removeAttribute("data-text"));
    for (const text of document.querySelectorAll("body *")) {
        if (![...text.childNodes].some(node => node.nodeType === 3 && node.data.trim())) continue;
        const {fontSize, fontWeight, textShadow} = getComputedStyle(text);
        const look = [fontSize, fontWeight, textShadow, painted(text)];
        if (seen.size !== seen.add(look.join()).size) text.setAttribute("data-text", "");
    }
}"""
AXE = """([context, options]) => axe.run(context, {resultTypes: ["violations"], ...options}).then(
    found => found.violations.map(one => `${one.id}: ${one.nodes.map(node => node.target)}`)
)"""
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


def violations(page: Page, *, colors_alone: bool = False) -> list[str]:
    """Return what axe-core finds on the page, with the elements that it means."""
    if page.evaluate("() => typeof axe === 'undefined'"):
        page.evaluate(Axe().axe_script)
    page.evaluate(MARK)
    found: list[str] = page.evaluate(AXE, [{"include": [["[data-text]"]]}, {"runOnly": COLORS}])
    if not colors_alone:
        others = {"runOnly": WCAG, "rules": {"color-contrast": {"enabled": False}}}
        found += page.evaluate(AXE, [{"include": [["html"]]}, others])
    return found


def keeps_to_wcag(page: Page) -> None:
    """Hold that axe-core finds no violation on the page in either color scheme."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(STILL)
        assert violations(page, colors_alone=scheme == "dark") == [], scheme


@pytest.mark.parametrize("drawer", [".nav-overlay-icon", ".toc-header-icon"])
def test_axe_finds_no_violation_with_a_drawer_open(drawer: str, visit: Visit) -> None:
    page = visit("mechanisms/zrtp.html", viewport=PHONE, reduced_motion="reduce")
    page.locator(drawer).click()
    keeps_to_wcag(page)


@pytest.mark.parametrize("query", ["ZRTP&kind=criterion", "zrtp R14", "A.3.2", "forkng"])
def test_axe_finds_no_violation_among_search_results(query: str, visit: Visit) -> None:
    page = visit(f"search.html?q={query}")
    results(page)
    keeps_to_wcag(page)


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_no_violation_with_suggestions_open(
    viewport: dict[str, int], visit: Visit
) -> None:
    page = visit("mechanisms/zrtp.html", viewport=viewport, reduced_motion="reduce")
    if viewport is PHONE:
        page.locator(".nav-overlay-icon").click()
    page.locator(".sidebar-search").focus()
    page.keyboard.type("zrtp R14")
    page.locator("#search-option-0").wait_for()
    page.keyboard.press("ArrowDown")
    keeps_to_wcag(page)


def test_axe_would_find_one_text_among_many_that_is_hard_to_read(visit: Visit) -> None:
    page = visit("introduction.html", color_scheme="light")
    for change in (
        "text.style.color = '#ccc'",
        "text.style.opacity = 0.3",
        "text.parentElement.style.background = '#777'",
    ):
        assert violations(page, colors_alone=True) == []
        page.evaluate(f"() => {{ const text = document.querySelectorAll('p')[3]; {change}; }}")
        found = violations(page, colors_alone=True)
        assert any(one.startswith("color-contrast: ") for one in found), change
        page.reload()


def test_axe_would_find_what_is_no_matter_of_colors(visit: Visit) -> None:
    page = visit("introduction.html")
    page.evaluate("() => document.querySelector('article p a').replaceChildren()")
    page.evaluate("() => document.documentElement.removeAttribute('lang')")
    found = " ".join(violations(page))
    assert "link-name: " in found
    assert "html-has-lang: " in found


@pytest.mark.parametrize("kind", ["matrix", "verdicts"])
def test_a_matrix_wider_than_the_screen_keeps_its_row_headings_in_sight(
    kind: str, visit: Visit
) -> None:
    page = visit(KINDS[kind], viewport={"width": 800, "height": 900})
    frame = page.locator("div.table-wrapper.container:has(table.matrix)").first
    name = frame.locator("tbody th").first
    before = name.bounding_box()
    frame.evaluate("frame => { frame.scrollLeft = frame.scrollWidth }")
    assert frame.evaluate("frame => frame.scrollLeft") > 0
    assert before == name.bounding_box()
    assert frame.get_attribute("tabindex") == "0"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
