"""The picture of the trace: it is walked by keyboard, lights up what hangs together, and zooms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import KINDS, PHONE, WIDE
from tests.browser.test_keyboard import tab_to

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visit

TRACE = "comparisons/traceability.2007.html"
OVERLAPS = """svg => {
    const texts = [...svg.querySelectorAll("text")].map(text => text.getBoundingClientRect());
    const found = [];
    texts.forEach((one, i) => texts.slice(i + 1).forEach((other, j) => {
        const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
        if (wide > 1 && high > 3) found.push([i, i + j + 1]);
    }));
    return found;
}"""
OUTSIDE = """svg => [...svg.querySelectorAll("a")].filter(link => {
    const frame = link.querySelector("rect:not(.hit)"), text = link.querySelector("text");
    if (!frame || !text) return false;
    const [box, own] = [frame, text].map(part => part.getBoundingClientRect());
    const aside = own.left < box.left || own.right > box.right;
    return aside || own.top < box.top - 1 || own.bottom > box.bottom + 1;
}).map(link => link.textContent)"""


def here(page: Page) -> str:
    """Return what the focused link of the picture is about."""
    found: str = page.evaluate(
        "() => { const d = document.activeElement.dataset; return d.id ?? `${d.from} ${d.to}`; }"
    )
    return found


def lit(page: Page) -> set[str]:
    """Return the ids of the nodes that are lit."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll(".trace[data-lit] .node[data-on]")].map(
            node => node.dataset.id
        )"""
    )
    return set(found)


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_no_text_of_the_picture_overlaps_another_or_leaves_its_frame(
    viewport: dict[str, int], visit: Visit
) -> None:
    picture = visit(TRACE, viewport=viewport).locator("svg.trace")
    assert picture.evaluate(OVERLAPS) == []
    assert picture.evaluate(OUTSIDE) == []


@pytest.mark.parametrize(
    "kind", ["requirement", "scenario with figure", "mechanism", "criterion", "reference"]
)
def test_no_text_of_a_picture_of_neighbours_overlaps_another(kind: str, visit: Visit) -> None:
    picture = visit(KINDS[kind]).locator("svg.neighbours")
    assert picture.evaluate(OVERLAPS) == []
    assert picture.evaluate(OUTSIDE) == []


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_flow_is_read_and_walked_like_the_trace(viewport: dict[str, int], visit: Visit) -> None:
    page = visit(KINDS["queries"], viewport=viewport)
    picture = page.locator("svg.flow")
    assert picture.evaluate(OVERLAPS) == []
    assert picture.evaluate(OUTSIDE) == []
    page.locator(".flow [data-id='R5']").focus()
    page.keyboard.press("ArrowLeft")
    assert here(page) == "b2bua"
    size = picture.evaluate("svg => svg.getBoundingClientRect().width")
    page.get_by_role("button", name="Zoom in").click()
    assert picture.evaluate("svg => svg.getBoundingClientRect().width") > size


def test_the_picture_is_one_stop_and_arrow_keys_walk_in_it(base: str, visit: Visit) -> None:
    page = visit(TRACE, base)
    tab_to(page, ".trace a")
    page.locator(".trace [data-id='R5']").focus()
    page.keyboard.press("ArrowLeft")
    assert here(page) in {"b2bua", "early-media-clipping"}
    page.keyboard.press("ArrowRight")
    while here(page) != "R5":
        page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    assert here(page) == "clipping"
    page.keyboard.press("ArrowRight")
    assert here(page) == "clipping mikey-null"
    page.keyboard.press("ArrowRight")
    assert here(page) == "clipping mikey-psk"
    page.keyboard.press("ArrowUp")
    assert here(page).endswith(" mikey-psk")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('svg') === null")
    page.keyboard.press("Shift+Tab")
    assert here(page).endswith(" mikey-psk")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"mechanisms/mikey-psk\.2007\.html#mikey-psk--"))


def test_every_stop_of_the_picture_is_reached_by_arrow_keys(visit: Visit) -> None:
    page = visit(TRACE)
    reached = page.evaluate(
        """() => {
            const stops = [...document.querySelectorAll(".trace a")], seen = new Set([stops[0]]);
            for (const stop of seen) for (const key of ["Left", "Right", "Up", "Down"]) {
                stop.focus();
                const event = new KeyboardEvent("keydown", {key: `Arrow${key}`, bubbles: true});
                stop.dispatchEvent(event);
                seen.add(document.activeElement);
            }
            return stops.filter(stop => !seen.has(stop)).map(stop => stop.textContent);
        }"""
    )
    assert reached == []


def test_a_node_lights_up_what_it_hangs_together_with(visit: Visit) -> None:
    page = visit(TRACE)
    assert lit(page) == set()
    page.locator(".trace [data-id='R5']").hover()
    assert lit(page) == {"R5", "early-media-clipping", "b2bua", "clipping"}
    page.locator(".trace [data-from='pfs'][data-to='zrtp']").hover()
    assert lit(page) == {"pfs", "R8", "zrtp"}
    page.locator("h1").hover()
    assert lit(page) == set()


def test_the_focus_is_seen(visit: Visit) -> None:
    page = visit(TRACE)
    tab_to(page, ".trace a")
    style, width = page.evaluate(
        """() => {
            const {outlineStyle, outlineWidth} = getComputedStyle(document.activeElement);
            return [outlineStyle, parseFloat(outlineWidth)];
        }"""
    )
    assert style != "none"
    assert width >= 2


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_picture_zooms(viewport: dict[str, int], visit: Visit) -> None:
    page = visit(TRACE, viewport=viewport)

    def width() -> float:
        box = page.locator("svg.trace").bounding_box()
        assert box
        return box["width"]

    fitting = width()
    page.get_by_role("button", name="Zoom in").click()
    assert width() > fitting * 1.1
    page.get_by_role("button", name="Zoom out").click()
    assert width() == pytest.approx(fitting)
    page.get_by_role("button", name="Zoom out").press("Enter")
    assert width() < fitting * 0.9
    page.get_by_role("button", name="Fit").press("Enter")
    assert width() == pytest.approx(fitting)


def test_without_javascript_the_picture_and_the_table_are_there(visit: Visit) -> None:
    page = visit(TRACE, java_script_enabled=False)
    expect(page.get_by_role("button", name="Zoom in")).not_to_be_visible()
    page.locator("svg.trace [data-id='R5']").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("R5")
    page.go_back()
    row = page.locator("#table-traceability-early-media-clipping-R5-clipping")
    expect(row).to_contain_text("ZRTP")


def test_a_neighbour_leads_to_its_page(base: str, visit: Visit) -> None:
    page = visit(KINDS["requirement"], base)
    page.locator("svg.neighbours").get_by_role("link", name="E67").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("E67")


def test_on_a_phone_the_list_of_links_stands_for_the_picture(visit: Visit) -> None:
    page = visit(KINDS["requirement"], viewport=PHONE)
    expect(page.locator("svg.neighbours")).not_to_be_visible()
    expect(page.locator("dl.links")).to_be_visible()
