"""Matrices: a cell opens its evidence where it stands, keys walk, and the focus is in sight."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import KINDS, PHONE, WIDE

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from tests.browser.conftest import Visit

VERDICTS = "comparisons/requirements.html"
MATRIX = "comparisons/matrix.html"
LAPTOP = {"width": 1280, "height": 800}
CELL = "td a[href$='#dtls-srtp--R-PFS']"
CONDITION = "if the negotiated cipher suite has a Diffie-Hellman"
# What has the focus has to be seen where its middle is.
HIDDEN = """() => {
    const one = document.activeElement;
    if (one.localName !== "a") return null; // a frame can be larger than the window
    const box = one.getClientRects()[0];
    const seen = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return seen && (one.contains(seen) || seen.contains(one)) ? null : one.href || one.outerHTML;
}"""


def evidence(page: Page) -> Locator:
    return page.get_by_role("dialog")


@pytest.mark.parametrize("path", ["index.html", VERDICTS])
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_cell_opens_what_it_rests_on(viewport: dict[str, int], path: str, visit: Visit) -> None:
    page = visit(path, viewport=viewport)
    cell = page.locator(CELL)
    cell.click()
    box = evidence(page)
    expect(box).to_contain_text("DTLS-SRTP, R-PFS: Perfect forward secrecy")
    expect(box).to_contain_text(f"met under a condition {CONDITION}")
    expect(box).to_contain_text("MUST favor cipher suites with forward secrecy")
    expect(box.locator("dd .editorial").first).to_have_text("editorial")
    source = box.get_by_role("link", name="[RFC5763], Sections 8.8, A.9")
    expect(source).to_have_attribute("href", re.compile("rfc5763#section-8.8$"))
    expect(box).to_contain_text("met: There are DH and ECDH cipher suites.")
    expect(box).to_contain_text("disagrees")
    expect(cell).to_be_in_viewport(ratio=1)
    assert page.url.endswith(f"{path}#dtls-srtp--R-PFS")
    box.get_by_role("link", name="On the page of DTLS-SRTP").click()
    expect(page).to_have_url(re.compile(r"mechanisms/dtls-srtp\.html#dtls-srtp--R-PFS$"))


def test_one_is_open_at_a_time_and_escape_gives_the_focus_back(visit: Visit) -> None:
    page = visit(VERDICTS)
    page.locator("td a[href$='#zrtp--R-PFS']").click()
    page.locator("td a[href$='#sdp-dh--R-PFS']").click()
    expect(evidence(page)).to_have_count(1)
    expect(evidence(page)).to_contain_text("SDP-DH")
    page.keyboard.press("Escape")
    expect(evidence(page)).to_have_count(0)
    expect(page.locator("td a[href$='#sdp-dh--R-PFS']")).to_be_focused()
    assert "#" not in page.url


def test_keys_alone_walk_the_cells_and_open_one(visit: Visit) -> None:
    page = visit(VERDICTS)
    page.locator("#table-verdicts-mikey-null th p a").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Link to this row").first).to_be_focused()
    page.keyboard.press("Tab")
    first = page.locator("#table-verdicts-mikey-null td a").first
    expect(first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(page.locator("td a[href$='#mikey-psk--R-DISTINCT']")).to_be_focused()
    expect(page.locator(".readout")).to_have_text(
        "MIKEY-PSK, R-DISTINCT: Distinct contexts of forked endpoints: missed"
    )
    page.keyboard.press("Enter")
    expect(evidence(page)).to_contain_text("MIKEY-PSK, R-DISTINCT")
    expect(evidence(page).get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Enter")
    expect(evidence(page)).to_have_count(0)
    expect(page.locator("td a[href$='#mikey-psk--R-DISTINCT']")).to_be_focused()


def test_a_cell_without_a_link_is_walked_over_too(visit: Visit) -> None:
    page = visit(VERDICTS)
    page.locator("td a[href$='#mikey-null--R-DISTINCT']").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".readout")).to_contain_text("R-REUSE")
    expect(page.locator(".readout")).to_contain_text("not assessed")


def test_the_address_of_a_cell_opens_its_evidence(visit: Visit) -> None:
    page = visit(f"{VERDICTS}#dtls-srtp--R-PFS")
    expect(evidence(page)).to_contain_text(CONDITION)


def test_a_cell_of_another_edition_has_the_evidence_of_that_edition(visit: Visit) -> None:
    page = visit("comparisons/requirements.2007.html")
    page.locator("td a[href$='#zrtp--R14']").click()
    expect(evidence(page)).to_contain_text("R14: Signaling associated with media")
    expect(evidence(page)).to_contain_text("missed")
    expect(evidence(page).locator(".cite")).to_contain_text("edition 2007 (the draft)")


def test_a_value_opens_its_evidence(visit: Visit) -> None:
    page = visit(MATRIX)
    page.locator("#table-matrix-zrtp a[href$='#zrtp--pfs']").click()
    expect(evidence(page)).to_contain_text("ZRTP, Perfect forward secrecy")
    expect(evidence(page)).to_contain_text("The Diffie-Hellman keys are ephemeral")


def test_a_citation_is_copied(visit: Visit) -> None:
    page = visit(VERDICTS)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(CELL).click()
    page.get_by_role("button", name="Copy citation").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    text = page.evaluate("() => navigator.clipboard.readText()")
    assert text.startswith("DTLS-SRTP, R-PFS: Perfect forward secrecy: met under a condition")
    assert "Keying mechanisms for SRTP media, edition 2026 (today)" in text
    assert text.endswith(f"{VERDICTS}#dtls-srtp--R-PFS")


def test_it_opens_from_a_folder_too(site: Path, visit: Visit) -> None:
    page = visit(VERDICTS, f"{site.as_uri()}/")
    page.locator(CELL).click()
    expect(evidence(page)).to_contain_text(CONDITION)


def test_without_a_file_of_evidence_the_link_leads_where_it_leads(visit: Visit) -> None:
    page = visit(VERDICTS)
    page.route("**/_evidence/**", lambda route: route.fulfill(content_type="text/javascript"))
    with page.expect_navigation(url=re.compile(r"mechanisms/dtls-srtp\.html#dtls-srtp--R-PFS$")):
        page.locator(CELL).click()


def test_without_javascript_a_cell_leads_to_its_reasons(visit: Visit) -> None:
    page = visit(VERDICTS, java_script_enabled=False)
    page.locator(CELL).click()
    expect(page).to_have_url(re.compile(r"mechanisms/dtls-srtp\.html#dtls-srtp--R-PFS$"))
    row = page.locator("tr:target")
    expect(row).to_contain_text("R-PFS: Perfect forward secrecy")
    expect(row).to_contain_text(CONDITION)


def walk(page: Page, key: str, most: int) -> list[str]:
    """Press a key as long as the focus stays in the tables; return what was hidden by others."""
    found = []
    for _ in range(most):
        page.keyboard.press(key)
        if not page.evaluate("() => Boolean(document.activeElement.closest('.table-wrapper'))"):
            break
        if hidden := page.evaluate(HIDDEN):
            found.append(hidden)
    return found


@pytest.mark.parametrize("kind", ["matrix", "verdicts", "comparison", "index of mechanisms"])
@pytest.mark.parametrize("viewport", [WIDE, LAPTOP, PHONE], ids=["wide", "laptop", "phone"])
def test_nothing_covers_what_has_the_focus_in_a_table(
    viewport: dict[str, int], kind: str, visit: Visit
) -> None:
    """WCAG 2.2, 2.4.11, by keyboard both ways."""
    page = visit(KINDS[kind], viewport=viewport, reduced_motion="reduce")
    links = page.locator(".table-wrapper a")
    links.first.focus()
    assert walk(page, "Tab", 80) == []
    links.last.focus()
    assert walk(page, "Shift+Tab", 80) == []
    if kind in {"matrix", "verdicts"}:
        page.locator("table.matrix td a").first.focus()
        assert walk(page, "ArrowRight", 12) == []
        assert walk(page, "ArrowDown", 12) == []
        assert walk(page, "ArrowLeft", 12) == []
        assert walk(page, "ArrowUp", 12) == []


def test_what_a_title_says_is_shown_to_the_keyboard_and_goes_with_escape(visit: Visit) -> None:
    page = visit("mechanisms/zrtp.html")
    page.locator("#zrtp--pfs td a:has(.value)").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    tip = page.get_by_role("tooltip")
    expect(tip).to_have_text("A Diffie-Hellman exchange provides PFS.")
    page.keyboard.press("Escape")
    expect(tip).to_have_count(0)
