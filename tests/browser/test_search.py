"""The search finds an entry by id, name and title, from a server and from a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visit

FIRST = 5
QUERIES = [
    ("R5", "requirements/R5.html"),
    ("ZRTP", "mechanisms/zrtp.html"),
    ("zrtp", "mechanisms/zrtp.html"),
    ("perfect forward secrecy", "criteria/pfs.html"),
    ("perfect forward secrecy", "terminology.html"),
    ("RFC3261", "references/RFC3261.html"),
    ("E20", "errata/E20.html"),
    ("sdes-smime", "mechanisms/sdes-smime.html"),
]


def results(page: Page) -> list[str]:
    """Wait for the search to end and return the addresses that it found, best first."""
    page.get_by_text("Search finished").wait_for()
    links = page.locator("ul.search > li > a")
    return [str(link.get_attribute("href")) for link in links.all()]


@pytest.mark.parametrize(("query", "wanted"), QUERIES)
def test_the_search_shows_an_entry_among_the_first_results(
    query: str, wanted: str, base: str, visit: Visit
) -> None:
    found = results(visit(f"search.html?q={query}", base))
    assert wanted in [address.partition("#")[0] for address in found[:FIRST]]


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
    expect(page.locator("ul.search .context").first).to_contain_text("clip", ignore_case=True)


def test_the_field_on_every_page_leads_to_the_results(base: str, visit: Visit) -> None:
    page = visit("mechanisms/zrtp.html", base)
    page.get_by_role("searchbox").or_(page.get_by_label("Search")).first.fill("clipping")
    page.keyboard.press("Enter")
    assert "criteria/clipping.html" in "".join(results(page))


def test_a_search_without_results_says_so(visit: Visit) -> None:
    page = visit("search.html?q=xyzzyq")
    expect(page.get_by_text("Your search did not match any documents")).to_be_visible()
