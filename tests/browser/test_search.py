"""The search finds an entry by id, name and title, from a server and from a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.test_loading import SHIFTS

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import Visit

FIRST = 5
# What people type, and the entry that is meant by it.
QUERIES = [
    ("R5", "requirements/R5.html"),
    ("r5", "requirements/R5.html"),
    ("E20", "errata/E20.html"),
    ("RFC3261", "references/RFC3261.html"),
    ("3261", "references/RFC3261.html"),
    ("class 2", "classes/class-2.html"),
    ("sdes-smime", "mechanisms/sdes-smime.html"),
    ("SDES", "mechanisms/sdes-sips.html"),
    ("Security Descriptions", "terminology.html#term-Security-Descriptions"),
    ("zrtp", "mechanisms/zrtp.html"),
    ("EKT", "mechanisms/ekt.html"),
    ("encrypted key transport", "mechanisms/ekt.html"),
    ("DTLS", "mechanisms/dtls-srtp.html"),
    ("PSK", "mechanisms/mikey-psk.html"),
    ("PFS", "criteria/pfs.html"),
    ("perfect forward secrecy", "criteria/pfs.html"),
    ("early media clipping", "scenarios/early-media-clipping.html"),
    ("best effort", "criteria/best-effort-encryption.html"),
    ("two-time pad", "criteria/two-time-pad.html"),
    ("rollover counter", "criteria/ssrc-and-roc.html"),
    ("retarg", "scenarios/forking-and-retargeting.html"),
    ("downgrade", "criteria/downgrade-protection.html"),
    ("zrtp pfs", "mechanisms/zrtp.html#zrtp--pfs"),
    ("KEK", "terminology.html#term-KEK"),
    ("Jabber", "requirements/R22.html"),
]


def results(page: Page) -> list[str]:
    """Wait for the search to end and return the addresses that it found, best first."""
    page.get_by_text("Search finished").wait_for()
    links = page.locator("ul.search > li > a")
    found: list[str] = links.evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return found


@pytest.mark.parametrize(("query", "wanted"), QUERIES)
def test_the_search_shows_what_is_meant_first(query: str, wanted: str, visit: Visit) -> None:
    assert results(visit(f"search.html?q={query}"))[0] == wanted


@pytest.mark.parametrize("query", ["PFS", "zrtp", "R5"])
def test_a_folder_gives_the_results_of_a_server(query: str, site: Path, visit: Visit) -> None:
    path = f"search.html?q={query}"
    assert results(visit(path, f"{site.as_uri()}/")) == results(visit(path))


def test_a_short_name_finds_all_that_it_names_before_the_term(visit: Visit) -> None:
    found = results(visit("search.html?q=PFS"))
    assert found[:2] == ["criteria/pfs.html", "requirements/R8.html"]
    assert "terminology.html#term-PFS" in found[2:FIRST]


@pytest.mark.parametrize("query", ["ZRTP", "best effort encryption", "forking"])
def test_a_page_stands_once_among_the_results(query: str, visit: Visit) -> None:
    found = [address for address in results(visit(f"search.html?q={query}")) if "#" not in address]
    assert len(found) == len(set(found)) > FIRST


def test_a_result_says_what_it_is_in_a_sentence(base: str, visit: Visit) -> None:
    page = visit("search.html?q=best effort", base)
    results(page)
    first = page.locator("ul.search > li").first
    expect(first).to_contain_text("Criterion")
    expect(first).to_contain_text("Whether SRTP is used with endpoints that support it")


def test_over_http_a_term_has_its_meaning(visit: Visit) -> None:
    page = visit("search.html?q=PFS")
    results(page)
    term = page.locator("ul.search > li", has=page.locator("a[href$='#term-PFS']"))
    expect(term).to_contain_text("disclosure of long-term keying material")


def test_a_result_leads_to_the_places_on_its_page(visit: Visit) -> None:
    page = visit("search.html?q=best effort encryption")
    results(page)
    page.locator("ul.search .places a[href='mechanisms/zrtp.html#best-effort-encryption']").click()
    expect(page.locator("#best-effort-encryption")).to_be_in_viewport()


def test_results_do_not_jump(visit: Visit) -> None:
    page = visit("search.html?q=forking")
    results(page)
    assert page.evaluate(SHIFTS) < 0.01


@pytest.mark.parametrize("query", ["R5", "ZRTP", "perfect forward secrecy"])
def test_a_result_leads_to_a_place_that_exists(query: str, visit: Visit) -> None:
    page = visit(f"search.html?q={query}")
    for address in results(page)[:FIRST]:
        target = visit(address)
        fragment = address.partition("#")[2]
        assert not fragment or target.locator(f"[id='{fragment}']").count() == 1, address


def test_over_http_a_result_has_a_passage(visit: Visit) -> None:
    page = visit("search.html?q=clipping")
    results(page)
    row = page.locator("ul.search > li", has=page.locator("a[href='comparisons/sip.html']"))
    expect(row.locator(".context")).to_contain_text("clip", ignore_case=True)


def test_the_field_on_every_page_leads_to_the_results(base: str, visit: Visit) -> None:
    page = visit("mechanisms/zrtp.html", base)
    page.get_by_role("searchbox").or_(page.get_by_label("Search")).first.fill("clipping")
    page.keyboard.press("Enter")
    assert "criteria/clipping.html" in "".join(results(page))


def test_a_search_without_results_says_so(visit: Visit) -> None:
    page = visit("search.html?q=xyzzyq")
    expect(page.get_by_text("Your search did not match any documents")).to_be_visible()
