"""The search finds what people mean, from a server and from a folder: its page and its field."""

from __future__ import annotations

import gzip
import json
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from speckb.sphinxext.search.words import words
from tests.browser.conftest import PHONE
from tests.browser.test_loading import SHIFTS
from tests.conftest import REPO

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Visit

FIRST = 5
BUDGET = 60_000  # bytes, compressed: all that the first key loads
LOADER = 1_500
ASKED: dict[str, dict[str, str | list[str]]] = tomllib.loads(
    (REPO / "tests/search/questions.toml").read_text(encoding="utf-8")
)
QUESTIONS = [
    (query, [right] if isinstance(right, str) else right)
    for group in ASKED.values()
    for query, right in group.items()
]
# What people type, and the entry that is meant by it.
QUERIES = [
    ("R5", "requirements/R5.html"),
    ("r5", "requirements/R5.html"),
    ("3261", "references/RFC3261.html"),
    ("sdes-smime", "mechanisms/sdes-smime.html"),
    ("SDES", "mechanisms/sdes-sips.html"),
    ("EKT", "mechanisms/ekt.html"),
    ("early media clipping", "scenarios/early-media-clipping.html"),
    ("best effort", "criteria/best-effort-encryption.html"),
    ("two-time pad", "criteria/two-time-pad.html"),
    ("downgrade", "criteria/downgrade-protection.html"),
    ("KEK", "terminology.html#term-KEK"),
]
FOUND = """query => {
    const {answers, sections, comparison, hits} = Search.find(query);
    const resting = sections.flatMap(({docs}) => docs.map(doc => Search.href(doc)));
    const compared = comparison ? [comparison.href] : [];
    const direct = [...compared, ...answers.map(({href}) => href), ...resting];
    const lists = [direct, hits.map(({doc}) => Search.href(doc))];
    return lists.map(list => list.map(address => address.replace("./", "")));
}"""
OPTIONS = "#search-suggestions [role=option]"


def results(page: Page) -> list[str]:
    """Wait for the search to end and return the addresses that it found, best first."""
    page.locator(".search-status:not(:empty)").wait_for()
    links = page.locator("ul.search > li > a")
    found: list[str] = links.evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return [address.removeprefix("./") for address in found]


@pytest.fixture(scope="module")
def engine(browser: Browser, site: Path) -> Page:
    """A page with the search loaded, from a folder."""
    page = browser.new_page()
    page.goto(f"{site.as_uri()}/search.html")
    page.evaluate("SearchLoader.load()")
    return page


def place(page: Page, query: str, right: list[str]) -> int:
    """Return the place of a right page among the results, from 0; answers are at 0."""
    direct, found = page.evaluate(FOUND, query)
    if {*right} & {*direct}:
        return 0
    return min((found.index(one) for one in right if one in found), default=len(found))


def test_questions_of_people_find_their_page(engine: Page) -> None:
    assert len(QUESTIONS) >= 60
    places = {query: place(engine, query, right) for query, right in QUESTIONS}
    assert {query: at for query, at in places.items() if at > 2} == {}
    assert sum(at == 0 for at in places.values()) >= 0.9 * len(places), places


@pytest.mark.parametrize(("query", "wanted"), QUERIES)
def test_what_is_named_comes_first(query: str, wanted: str, engine: Page) -> None:
    assert place(engine, query, [wanted]) == 0


def test_numbers_are_told_apart(engine: Page) -> None:
    one, other = (engine.evaluate(FOUND, query)[1] for query in ("RFC 5764", "RFC 8870"))
    assert {*engine.evaluate(FOUND, "RFC5764")[1][:FIRST]} == {*one[:FIRST]}
    assert {*one[:FIRST]}.isdisjoint(other[:FIRST])


def test_compounds_are_one_word_or_two(engine: Page) -> None:
    found = [engine.evaluate(FOUND, q)[1][:2] for q in ("preshared", "pre-shared", "pre shared")]
    assert [{*one} for one in found] == [{*found[0]}] * 3


@pytest.mark.parametrize(
    "text",
    [
        "Pre-shared keys, RFC 5764 and RFC5764",
        "Section A.3.2; 4.1.1 (B.2)",
        "ÉKT \uff3a\uff32\uff34\uff30 naïve Straße pre\u2011shared",
        "the offerer's “own” a=zrtp-hash TLS_RSA_WITH_AES_128",
        "密钥交换 SRTP密钥2 鍵 กุญแจ열쇠 𠮷野家 Schlüssel",
        "multipart/alternative 802.1x sha-1 日本語 a.b.c H.323 v.1234",
    ],
)
def test_the_browser_reads_words_as_the_index_does(text: str, engine: Page) -> None:
    assert engine.evaluate("text => Search.split(text, true)", text) == [*words(text)]


def test_the_first_key_loads_no_more_than_the_budget(site: Path, visit: Visit) -> None:
    page = visit("mechanisms/zrtp.html")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("searchbox", name="Search").focus()
    page.keyboard.type("zr")
    page.locator(OPTIONS).first.wait_for()
    paths = [site / url.split("/", 3)[3].replace("_static/../", "") for url in asked]
    assert len(paths) == 5, asked
    assert sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths) <= BUDGET
    assert len((site / "_static/search-loader.js").read_bytes()) <= LOADER


@pytest.mark.parametrize("query", ["PFS", "zrtp", "R5"])
def test_a_folder_gives_the_results_of_a_server(query: str, site: Path, visit: Visit) -> None:
    path = f"search.html?q={query}"
    assert results(visit(path, f"{site.as_uri()}/")) == results(visit(path))


@pytest.mark.parametrize("query", ["ZRTP", "best effort encryption", "forking"])
def test_a_page_stands_once_among_the_results(query: str, visit: Visit) -> None:
    found = [address for address in results(visit(f"search.html?q={query}")) if "#" not in address]
    assert len(found) == len(set(found)) > FIRST


def test_what_comes_last_is_after_everything_else(engine: Page) -> None:
    found = engine.evaluate(FOUND, "zrtp")[1]
    last = [address.startswith(("errata/", "docs/")) for address in found]
    assert True in last
    assert last == sorted(last)


def test_a_result_says_what_it_is_in_a_sentence(base: str, visit: Visit) -> None:
    page = visit("search.html?q=best effort", base)
    results(page)
    first = page.locator("ul.search > li").first
    expect(first).to_contain_text("Criterion")
    expect(first.locator("a mark").first).to_have_text("Best")
    expect(first.locator(".context")).to_contain_text("effort")


def test_a_result_shows_the_passage_with_the_words_marked(base: str, visit: Visit) -> None:
    page = visit("search.html?q=DSP idle", base)
    results(page)
    first = page.locator("ul.search > li").first
    expect(first.locator(".context")).to_contain_text("is typically idle when a call begins")
    expect(first.locator(".context mark", has_text="idle")).to_be_visible()


def test_a_term_has_its_meaning(base: str, visit: Visit) -> None:
    page = visit("search.html?q=PFS", base)
    results(page)
    term = page.locator("ul.search > li", has=page.locator("a[href$='#term-PFS']"))
    expect(term).to_contain_text("disclosure of long-term keying material")


def test_a_passage_leads_to_its_place_on_the_page(visit: Visit) -> None:
    page = visit("search.html?q=redirect Alice")
    results(page)
    link = page.locator("ul.search > li").first.locator(".context a")
    address = link.get_attribute("href") or ""
    link.click()
    expect(page.locator(f"[id='{address.partition('#')[2]}']")).to_be_in_viewport()


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


@pytest.mark.parametrize("query", ["zrtp R14", "R14 ZRTP"])
def test_a_mechanism_and_a_requirement_give_the_verdict(
    query: str, base: str, visit: Visit
) -> None:
    page = visit(f"search.html?q={query}", base)
    results(page)
    answer = page.locator(".answer p").first
    expect(answer).to_contain_text("ZRTP, R14: Signaling associated with media: missed")
    expect(answer).to_contain_text("(edition 2007)")
    answer.get_by_role("link", name="Why").click()
    expect(page.locator("[id='zrtp--R14']")).to_be_in_viewport()


def test_a_verdict_under_a_condition_says_the_condition(visit: Visit) -> None:
    page = visit("search.html?q=dtls-srtp R-PFS")
    results(page)
    expect(page.locator(".answer p").first).to_contain_text("met under a condition if")


def test_a_section_gives_the_pages_that_rest_on_it(visit: Visit) -> None:
    page = visit("search.html?q=A.3.2")
    results(page)
    answer = page.locator(".answer > div").first
    expect(answer).to_contain_text("Section A.3.2 of draft-wing-media-security-requirements-05")
    expect(answer.get_by_role("link").first).to_have_attribute(
        "href",
        "https://datatracker.ietf.org/doc/html/draft-wing-media-security-requirements-05"
        "#appendix-A.3.2",
    )
    expect(answer.get_by_role("link", name="DTLS-SRTP")).to_be_visible()


def test_a_misspelled_word_is_found_and_corrected(visit: Visit) -> None:
    page = visit("search.html?q=forkng")
    assert len(results(page)) > FIRST
    page.locator(".meant").get_by_role("link", name="forking").click()
    page.get_by_text("for “forking”").wait_for()
    expect(page.locator(".meant")).to_have_count(0)


def test_a_filter_by_kind_is_in_the_address(base: str, visit: Visit) -> None:
    page = visit("search.html?q=forking", base)
    everything = results(page)
    page.get_by_label("Criterion").check()
    expect(page.locator("ul.search > li").first.locator(".kind")).to_have_text("Criterion")
    assert page.url.endswith("?q=forking&kind=criterion")
    chosen = results(page)
    assert {address.partition("/")[0] for address in chosen} == {"criteria"}
    assert 0 < len(chosen) < len(everything)
    page.reload()
    assert results(page) == chosen
    expect(page.get_by_label("Criterion")).to_be_checked()
    page.get_by_label("Criterion").uncheck()
    expect(page.locator("ul.search > li")).to_have_count(len(everything))


def test_more_results_come_on_demand(visit: Visit) -> None:
    page = visit("search.html?q=forking")
    first = results(page)
    page.get_by_role("button", name="more").click()
    expect(page.locator("ul.search > li").nth(len(first))).to_be_visible()
    assert results(page)[: len(first)] == first
    assert page.evaluate("document.activeElement.closest('ul.search') !== null")


def test_a_search_without_results_says_so(visit: Visit) -> None:
    page = visit("search.html?q=xyzzyq")
    assert results(page) == []
    expect(page.get_by_role("status").filter(has_text="Nothing found")).to_be_visible()


def test_markup_in_a_query_is_text(visit: Visit) -> None:
    page = visit("search.html?q=<img src=x onerror=alert(1)> zrtp")
    results(page)
    assert page.locator("main img[src=x], article img[src=x]").count() == 0
    expect(page.locator(".search-status")).to_contain_text("<img src=x")


def test_words_that_no_page_is_found_by_are_named(visit: Visit) -> None:
    page = visit("search.html?q=quantum zrtp blockchain fips 140-3")
    assert results(page)
    told = page.locator(".missing")
    expect(told).to_have_text("No page is found by the words “quantum” and “blockchain”.")


@pytest.mark.parametrize("query", ["post-quantum", "forkng", "the of", "section 4.4"])
def test_a_word_is_missing_only_if_nothing_is_found_by_it(query: str, engine: Page) -> None:
    missing = engine.evaluate("query => Search.find(query).missing", query)
    assert missing == (["quantum"] if "quantum" in query else [])


@pytest.mark.parametrize(
    ("word", "meant"),
    [("zrpt", "zrtp"), ("mikye", "mikey"), ("zrxx", ""), ("forkings", ""), ("ekqt", "ekt")],
)
def test_a_short_word_is_corrected_by_one_edit_which_may_be_a_swap(
    word: str, meant: str, engine: Page
) -> None:
    assert engine.evaluate("word => Search.find(word).meant", word) == meant


def test_two_entries_in_a_query_are_compared_side_by_side(base: str, visit: Visit) -> None:
    page = visit("search.html?q=how do I compare ZRTP and DTLS-SRTP", base)
    results(page)
    page.locator(".answer").get_by_role("link", name="ZRTP, DTLS-SRTP side by side").click()
    page.wait_for_url("**/explorer.html#compare=zrtp,dtls-srtp")
    side = page.get_by_role("table").filter(has=page.get_by_role("columnheader", name="ZRTP"))
    expect(side.last.get_by_role("columnheader", name="DTLS-SRTP")).to_be_visible()


@pytest.mark.parametrize("query", ["dtls-srtp", "zrtp", "zrtp and forking", "which requirement"])
def test_other_queries_do_not_lead_to_a_comparison(query: str, engine: Page) -> None:
    assert engine.evaluate("query => Search.find(query).comparison", query) is None


def test_an_entry_of_today_comes_before_one_that_is_as_close(engine: Page) -> None:
    found = engine.evaluate(FOUND, "perfect forward secrecy requirement")[1]
    assert found.index("requirements/R-PFS.html") < found.index("requirements/R8.html")


def test_an_entry_is_found_by_what_it_is_searched_as_and_shows_it(visit: Visit) -> None:
    page = visit("criteria/untrusted-media-distributor.html")
    expect(page.locator("dl.card")).to_contain_text("selective forwarding unit")


# --- Suggestions below the field


def typed(page: Page, text: str) -> None:
    page.locator(".sidebar-search").focus()
    page.keyboard.type(text)
    page.locator(OPTIONS).first.wait_for()


def test_a_page_loads_nothing_of_the_search_until_its_field_has_the_focus(visit: Visit) -> None:
    page = visit("mechanisms/zrtp.html")
    loaded = "() => performance.getEntriesByType('resource').map(one => one.name)"
    assert not [url for url in page.evaluate(loaded) if "_search/" in url or "minisearch" in url]


def test_suggestions_are_chosen_by_arrows_and_opened_by_enter(base: str, visit: Visit) -> None:
    page = visit("requirements/R5.html", base)
    typed(page, "zrtp")
    field = page.get_by_role("combobox", name="Search")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(field).not_to_have_attribute("aria-activedescendant", "search-option-0")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "search-option-1")
    expect(page.locator("#search-option-1")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/mechanisms/zrtp.html")


def test_enter_without_a_choice_opens_the_results(base: str, visit: Visit) -> None:
    page = visit("mechanisms/zrtp.html", base)
    typed(page, "clipping")
    page.keyboard.press("Enter")
    assert "criteria/clipping.html" in results(page)


def test_escape_closes_the_suggestions(visit: Visit) -> None:
    page = visit("mechanisms/zrtp.html")
    typed(page, "clip")
    page.keyboard.press("Escape")
    expect(page.locator("#search-suggestions")).not_to_be_visible()
    field = page.get_by_role("combobox", name="Search")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("clip")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#search-option-0")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator("#search-suggestions")).not_to_be_visible()


def test_a_suggestion_is_a_direct_answer(visit: Visit) -> None:
    page = visit("index.html")
    typed(page, "zrtp R14")
    expect(page.locator("#search-option-0")).to_contain_text("missed")


def test_on_a_phone_a_suggestion_is_tapped(base: str, visit: Visit) -> None:
    page = visit("index.html", base, viewport=PHONE, has_touch=True, reduced_motion="reduce")
    page.locator(".nav-overlay-icon").tap()
    page.locator(".sidebar-search").tap()
    typed(page, "ekt")
    box = page.locator("#search-suggestions").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    page.locator("#search-option-0").tap()
    page.wait_for_url("**/mechanisms/ekt.html")


def test_without_javascript_the_field_leads_to_a_page_that_says_what_to_do(visit: Visit) -> None:
    page = visit("mechanisms/zrtp.html", java_script_enabled=False)
    page.locator(".sidebar-search").fill("zrtp")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The search needs JavaScript")).to_be_visible()


def test_the_index_has_every_entry_with_its_names(site: Path, engine: Page) -> None:
    data: dict[str, Any] = json.loads(
        (site / "_search/index.js").read_text(encoding="utf-8")[len("Search.setIndex(") : -3]
    )
    count = sum(len(rows) for *_, rows in data["groups"])
    engine.evaluate("Search.prepare()")
    assert engine.evaluate("Search.docs.length") == count
    assert engine.evaluate("Search.mini.documentCount") == count
