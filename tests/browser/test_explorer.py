"""The explorer: what matters is chosen, who misses it drops back, some stand side by side."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from speckb.tables.verdicts import assessed, judged, speaking
from tests.browser.conftest import PHONE, WIDE
from tests.browser.test_accessibility import SIDEWAYS, keeps_to_wcag
from tests.browser.test_keyboard import tab_to
from tests.browser.test_loading import SHIFTS

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Download, Locator, Page

    from speckb.corpus.corpus import Corpus
    from tests.browser.conftest import Visit

EXPLORER = "comparisons/explorer.2007.html"
CHOSEN = f"{EXPLORER}#meet=R3,R5,R8"
SIDE = f"{CHOSEN}&compare=zrtp,dtls-srtp,sdes-sips"
VALUES = """rows => rows.map(
    row => [...row.querySelectorAll("td .value")].map(value => value.innerText)
)"""


@pytest.fixture(scope="module")
def rows(knowledge: Corpus) -> int:
    """How many rows two mechanisms side by side have: what is asked, and the criteria."""
    asked = [about for about in assessed(knowledge) if speaking(knowledge, about)]
    return len(asked) + len(knowledge.criteria)


def names(page: Page) -> list[str]:
    """Return the mechanisms of the table from top to bottom."""
    return page.locator("table.answers tbody th[scope=row]").all_inner_texts()


def has_address(page: Page, end: str) -> None:
    """Wait until the page's address ends so."""
    expect(page).to_have_url(re.compile(f"{re.escape(end)}$"))


def tick(page: Page, name: str) -> Locator:
    return page.get_by_role("checkbox", name=re.compile(rf"^{name}\b"))


def group(page: Page, title: str) -> list[str]:
    """Return the mechanisms under a heading of the table."""
    body = page.locator("table.answers tbody", has=page.get_by_text(re.compile(f"^{title}")))
    return body.locator("th[scope=row]").all_inner_texts()


def saved(download: Download) -> list[list[str]]:
    with download.path().open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_nothing_is_chosen_at_first(base: str, visit: Visit, knowledge: Corpus) -> None:
    page = visit(EXPLORER, base)
    expect(page.get_by_text("Nothing is chosen yet.")).to_be_visible()
    assert names(page)[0] == "MIKEY-NULL"
    assert len(names(page)) == len(judged(knowledge)) >= 15


def test_what_misses_drops_back_with_the_reason(base: str, visit: Visit) -> None:
    page = visit(EXPLORER, base)
    tick(page, "R5").check()
    titles = ("Meet all 1", "Under a condition, partly or open", "Miss something")
    counts = " ".join(f"{title}: {len(group(page, title))}." for title in titles)
    expect(page.get_by_role("status").first).to_have_text(counts)
    assert sum(len(group(page, title)) for title in titles) == len(names(page))
    assert "ZRTP" in group(page, "Meet all")
    assert "EKT" in group(page, "Under a condition, partly or open")
    assert "SDP-DH" in group(page, "Miss something")
    reason = page.locator("td[headers='answer-sdes-sips']")
    expect(reason).to_contain_text("R5: missed.")
    expect(reason).to_contain_text("Clipping media before the SDP answer (B.2): clipped.")
    expect(reason).to_contain_text("The answerer's encryption key arrives with the answer.")
    assert names(page).index("ZRTP") < names(page).index("EKT") < names(page).index("SDP-DH")


def test_a_value_that_will_do_is_chosen(visit: Visit) -> None:
    page = visit(EXPLORER)
    page.get_by_text("Public key infrastructure", exact=True).first.click()
    page.locator("[name=value][value='pki:not-used']").check()
    met = group(page, "Meet all 1")
    assert "ZRTP" in met
    assert "MIKEY-PSK" not in met
    page.locator("[name=value][value='pki:shared-key-instead']").check()
    assert "MIKEY-PSK" in group(page, "Meet all 1")
    assert "MIKEYv2 in SDP" in group(page, "Under a condition, partly or open")


def test_a_group_is_chosen_at_once(visit: Visit, knowledge: Corpus) -> None:
    asked = [about for about in assessed(knowledge) if speaking(knowledge, about)]
    must = [about.id for about in asked if "MUST" in about.meta["keywords"]]
    assert {*must} >= {"R2", "R8", "R9"}
    page = visit(EXPLORER)
    page.get_by_label("Add a group").select_option(label=f"MUST ({len(must)})")
    checked = page.locator("[name=meet]:checked")
    assert checked.evaluate_all("boxes => boxes.map(box => box.value)") == must
    expect(page.get_by_label("Add a group")).to_have_value("")


def test_the_order_is_by_how_many_are_met_or_the_source_s(visit: Visit) -> None:
    page = visit(f"{EXPLORER}#meet=R3,R5,R8,R9,R12")
    page.get_by_label("Order").select_option("met")
    counts = page.locator("table.answers .count").all_inner_texts()
    numbers = [int(count.split()[0]) for count in counts]
    assert numbers == sorted(numbers, reverse=True)
    assert len(set(numbers)) > 3
    page.get_by_label("Order").select_option("source")
    assert names(page)[:2] == ["MIKEY-NULL", "MIKEY-PSK"]
    has_address(page, "order=source")


def test_the_address_holds_the_choice(base: str, visit: Visit) -> None:
    page = visit(EXPLORER, base)
    tick(page, "R3").check()
    tick(page, "R8").check()
    page.get_by_text("Public key infrastructure", exact=True).first.click()
    page.locator("[name=value][value='pki:not-used']").check()
    page.get_by_role("checkbox", name="Compare ZRTP").check()
    page.get_by_role("checkbox", name="Compare EKT").check()
    page.get_by_label("Only differences").check()
    wanted = "#meet=R3,R8&value=pki:not-used&compare=zrtp,ekt&differences"
    has_address(page, wanted)
    again = visit(f"{EXPLORER}{wanted}", base)
    for box in ("R3", "R8", "Compare ZRTP", "Compare EKT"):
        expect(tick(again, box)).to_be_checked()
    expect(again.locator("[name=value][value='pki:not-used']")).to_be_checked()
    expect(again.get_by_label("Only differences")).to_be_checked()
    assert names(again) == names(page)


def test_an_address_that_is_changed_by_hand_is_followed(visit: Visit) -> None:
    page = visit(CHOSEN)
    page.evaluate("() => { location.hash = 'meet=R5' }")
    expect(page.locator("[name=meet]:checked")).to_have_count(1)
    expect(page.get_by_role("status").first).to_contain_text("Meet all 1: ")
    met = len(group(page, "Meet all 1"))
    expect(page.get_by_role("status").first).to_contain_text(f"Meet all 1: {met}.")


@pytest.mark.parametrize(
    "hash_",
    [
        "meet=R999,<b>,R5&value=nothing:no;pfs:never;pki:not-used&compare=x,zrtp&order=z",
        "meet=%F0%9F%A6%84,R5&value=pki:not-used&compare=zrtp,zrtp",
    ],
)
def test_what_an_address_names_and_nobody_knows_is_left_out(hash_: str, visit: Visit) -> None:
    page = visit(f"{EXPLORER}#{hash_}")
    expect(page.get_by_role("status").first).to_contain_text("Meet all 2")
    expect(page.locator("[name=compare]:checked")).to_have_count(1)


@pytest.mark.parametrize("hash_", ["meet=%E0%A4%A", "table-verdicts", "&&==%", "meet"])
def test_an_address_without_a_choice_chooses_nothing(hash_: str, visit: Visit) -> None:
    page = visit(f"{EXPLORER}#{hash_}")
    expect(page.get_by_text("Nothing is chosen yet.")).to_be_visible()
    has_address(page, hash_)


def test_starting_over_empties_the_choice_and_the_address(visit: Visit) -> None:
    page = visit(SIDE)
    page.get_by_role("button", name="Start over").click()
    expect(page.get_by_text("Nothing is chosen yet.")).to_be_visible()
    expect(page.locator("input:checked")).to_have_count(0)
    expect(page.get_by_role("heading", name="Side by side")).not_to_be_visible()
    has_address(page, "explorer.2007.html")


def test_two_to_four_stand_side_by_side(base: str, visit: Visit, rows: int) -> None:
    page = visit(EXPLORER, base)
    side = page.locator("#side-by-side")
    page.get_by_role("checkbox", name="Compare ZRTP").check()
    expect(side).not_to_be_visible()
    for name in ("EKT", "DTLS-SRTP", "SDP-DH"):
        page.get_by_role("checkbox", name=f"Compare {name}").check()
    heads = side.locator("thead th").all_inner_texts()
    assert heads == ["ZRTP", "EKT", "DTLS-SRTP", "SDP-DH"]
    expect(page.get_by_role("checkbox", name="Compare MIKEY-NULL")).to_be_disabled()
    expect(page.get_by_role("link", name="See 4 side by side")).to_be_visible()
    page.get_by_role("link", name="See 4 side by side").click()
    expect(side.get_by_role("heading")).to_be_in_viewport()
    assert side.locator("tbody th[scope=row]").count() == rows
    page.get_by_role("checkbox", name="Compare EKT").uncheck()
    expect(page.get_by_role("checkbox", name="Compare MIKEY-NULL")).to_be_enabled()
    assert side.locator("thead th").all_inner_texts() == ["ZRTP", "DTLS-SRTP", "SDP-DH"]


def test_only_differences_are_shown_on_request(visit: Visit, rows: int) -> None:
    page = visit(f"{EXPLORER}#compare=sdes-sips,sdes-smime")
    found = page.locator("#side-by-side tbody tr", has=page.locator("th[scope=row]"))
    expect(found).to_have_count(rows)
    page.get_by_label("Only differences").check()
    shown = found.evaluate_all(VALUES)
    assert 0 < len(shown) < rows
    assert all(len(set(labels)) > 1 for labels in shown)
    expect(page.get_by_text(f"{len(shown)} of {rows} differ.")).to_be_visible()


def test_a_cell_leads_to_its_evidence(base: str, visit: Visit) -> None:
    page = visit(SIDE, base)
    assert page.locator("td a[href]:has(> .value)").count() > 100
    page.locator("table.answers a[href$='#zrtp--R5']").click()
    expect(page.locator("tr:target")).to_contain_text("No clipping before the SDP answer")
    page.go_back()
    expect(page.locator("[name=meet]:checked")).to_have_count(3)
    page.locator("#side-by-side a[href$='#zrtp--pfs']").click()
    expect(page.locator("tr:target")).to_contain_text("Perfect forward secrecy")


def test_what_is_shown_is_saved(base: str, visit: Visit) -> None:
    page = visit(SIDE, base)
    with page.expect_download() as one:
        page.locator(".found").get_by_role("button", name="Save as CSV").click()
    assert one.value.suggested_filename == "chosen.csv"
    rows = saved(one.value)
    assert rows[0][:2] == ["Keying mechanism", "Met"]
    assert rows[0][2] == "R3 Forked endpoints do not know each other's keys"
    assert [row[0] for row in rows[1:]] == names(page)
    sips = next(row for row in rows if row[0] == "Security Descriptions with SIPS")
    assert sips[1:5] == ["0 of 3", "missed", "missed", "missed"]
    assert "arrives with the answer" in sips[5]
    page.get_by_label("Only differences").check()
    with page.expect_download() as other:
        page.locator("#side-by-side").get_by_role("button", name="Save as CSV").click()
    rows = saved(other.value)
    assert rows[0] == ["", "ZRTP", "DTLS-SRTP", "Security Descriptions with SIPS"]
    assert len(rows) == 1 + page.locator("#side-by-side tbody th[scope=row]").count()


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", "\uff1d1", "\uff20a"]
)
def test_no_saved_cell_is_a_formula(cell: str, visit: Visit) -> None:
    page = visit(EXPLORER)
    text = page.evaluate("cell => Decide.csv([[cell, 'a\"b', 'c,d']])", cell)
    assert text[0] == "\ufeff"
    ((first, *rest),) = csv.reader(io.StringIO(text[1:], newline=""))
    assert first.startswith("'")
    assert rest == ['a"b', "c,d"]


def test_all_of_it_by_keyboard_alone(base: str, visit: Visit, rows: int) -> None:
    page = visit(EXPLORER, base)
    tab_to(page, "[name=meet][value=R3]")
    page.keyboard.press("Space")
    tab_to(page, "[name=meet][value=R5]")
    page.keyboard.press("Space")
    has_address(page, "#meet=R3,R5")
    tab_to(page, "[data-criterion=pfs] summary")
    page.keyboard.press("Enter")
    tab_to(page, "[value='pfs:yes']")
    page.keyboard.press("Space")
    tab_to(page, "select:not([aria-label])")
    page.keyboard.press("ArrowDown")
    has_address(page, "#meet=R3,R5&value=pfs:yes&order=met")
    tab_to(page, "[name=compare]")
    page.keyboard.press("Space")
    tab_to(page, "[name=compare]", most=20)
    page.keyboard.press("Space")
    tab_to(page, ".jump a", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#side-by-side")).to_be_focused()
    tab_to(page, "#side-by-side [type=checkbox]")
    page.keyboard.press("Space")
    expect(page.get_by_text(re.compile(rf"\d+ of {rows} differ"))).to_be_visible()
    with page.expect_download() as download:
        tab_to(page, "#side-by-side button")
        page.keyboard.press("Enter")
    assert len(saved(download.value)[0]) == 3


def test_choosing_keeps_the_focus(visit: Visit) -> None:
    page = visit(EXPLORER)
    for selector in ("[name=meet][value=R3]", "[name=compare][value=zrtp]"):
        page.locator(selector).focus()
        page.keyboard.press("Space")
        expect(page.locator(selector)).to_be_focused()


def test_on_a_phone_the_choice_opens_and_the_reasons_fit(visit: Visit) -> None:
    page = visit(EXPLORER, viewport=PHONE)
    expect(tick(page, "R5")).not_to_be_visible()
    page.get_by_text("What matters").click()
    tick(page, "R5").check()
    reason = page.locator("td[headers='answer-sdes-sips'] li")
    reason.scroll_into_view_if_needed()
    expect(reason).to_be_in_viewport(ratio=1)
    scrolling = [s for s in page.evaluate(SIDEWAYS) if "table-wrapper" not in s]
    assert scrolling == []


def test_without_javascript_the_tables_have_the_facts(visit: Visit) -> None:
    page = visit(EXPLORER, java_script_enabled=False)
    expect(page.get_by_text("Choosing needs JavaScript.")).to_be_visible()
    page.get_by_role("link", name="comparison at a glance").click()
    expect(page.locator("#table-matrix-sdp-dh")).to_contain_text("clipped")
    page.go_back()
    page.get_by_role("link", name="Which mechanism meets which requirement").click()
    cell = page.locator("#table-verdicts-sdp-dh a[href$='#sdp-dh--R5']")
    expect(cell).to_contain_text("missed")
    cell.click()
    expect(page.locator("tr:target")).to_contain_text("Clipping media before the SDP answer (B.2)")


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_no_violation_in_a_choice(viewport: dict[str, int], visit: Visit) -> None:
    page = visit(SIDE, viewport=viewport)
    page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true })")
    keeps_to_wcag(page)


def test_nothing_jumps_when_a_choice_is_opened_by_its_address(visit: Visit) -> None:
    page = visit(SIDE)
    assert page.evaluate(SHIFTS) < 0.01


def test_the_second_knowledge_base_has_its_own_explorer(second_site: Path, visit: Visit) -> None:
    page = visit("side-by-side/choose.html", f"{second_site.as_uri()}/")
    tick(page, "LEND-1").check()
    assert group(page, "Meet all 1") == ["Union catalogue"]
    assert group(page, "Miss something") == ["Swap circle"]
    expect(page.locator(".explorer legend").first).to_have_text("Demand")
