"""What scripts add to pages is in the language of the site: every word is in the catalogue."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests import untranslated
from tests.browser.conftest import WIDE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    Added = Callable[..., list[str]]

OPTIONS = "#search-suggestions [role=option]"
CHOSEN = (
    "side-by-side/choose.html#meet=LEND-1,LEND-2,quark"
    "&value=loan-privacy:sealed-envelope,muon;overdue-recall:by-letter"
    "&compare=paper-slips,union-catalogue,swap-circle&differences"
)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page; an error of one of its scripts fails the test."""
    errors: list[str] = []
    opened = browser.new_page(viewport=WIDE)
    opened.on("pageerror", lambda error: errors.append(f"{opened.url}: {error}"))
    yield opened
    opened.close()
    assert errors == []


@pytest.fixture
def go(bracketed: Path, page: Page) -> Callable[[str], None]:
    """A function that opens a page of the site in the language of brackets."""

    def opened(path: str) -> None:
        page.goto(f"{(bracketed / 'html').as_uri()}/{path}")

    return opened


@pytest.fixture
def added(bracketed: Path, page: Page) -> Added:
    """A function that returns the English of what scripts have added, without words given."""
    own = untranslated.own(bracketed / "base")
    site = (bracketed / "html").as_uri()

    def english(*given: str) -> list[str]:
        name = page.url.removeprefix(f"{site}/").partition("#")[0].partition("?")[0]
        source = (bracketed / "html" / name).read_text(encoding="utf-8")
        known = own + "".join(map(untranslated.plain, given))
        now, before = (
            {piece for text in untranslated.shown(html) for piece in untranslated.left(text, known)}
            for html in (page.content(), source)
        )
        return sorted(now - before)

    return english


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("paper slips LEND-1", "«Answer»"),
        ("paper slips swap circle", "Paper slips, Swap circle« side by side»"),
        ("B.2", "«Section »B.2« of »draft-example-library-lending-00: 1« page rests"),
        ("desk", "«Term»"),
        ("xylophone", ""),
    ],
)
def test_suggestions(
    query: str, said: str, go: Callable[[str], None], page: Page, added: Added
) -> None:
    go("index.html")
    page.locator(".sidebar-search").focus()
    page.wait_for_function("typeof SearchField === 'object' && Search.prepared")
    page.locator(".sidebar-search").type(query)
    expect(page.locator(".search-count")).not_to_be_empty()
    if said:
        expect(page.locator(OPTIONS).filter(has_text=said).first).to_be_visible()
    assert added() == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("paper slips LEND-1", "Nobody else learns what is read: broken. «Why»"),
        ("almanac", "«Show »20« more»"),
        ("slips xylophone", "«No page is found by the word »“xylophone”"),
        ("yardstikc", "«Did you mean »yardstick"),
        ("B.2", "«Section »B.2« of »draft-example-library-lending-00"),
        ("xylophone", "«Nothing found for “»xylophone”."),
    ],
)
def test_results(
    query: str, said: str, go: Callable[[str], None], page: Page, added: Added
) -> None:
    go(f"search.html?q={query}")
    expect(page.locator(".search-status")).not_to_be_empty()
    expect(page.locator("article")).to_contain_text(said)
    # passages are cut from the texts of pages, wherever a sentence begins
    page.locator("ul.search .context").evaluate_all("all => all.forEach(one => one.remove())")
    assert added(query, *query.split()) == []


def test_the_explorer(go: Callable[[str], None], page: Page, added: Added) -> None:
    go("side-by-side/choose.html")
    expect(page.locator(".status")).to_have_text("«Nothing is chosen yet.»")
    assert added() == []
    go(CHOSEN)
    page.reload()
    expect(page.locator(".notices")).to_contain_text("LEND-2« cannot be chosen: no »")
    expect(page.locator("table.side tbody").first).to_be_visible()
    assert added("quark", "muon") == []
    page.get_by_role("button", name="«Start over»").click()
    expect(page.get_by_role("button", name="«Undo»")).to_be_visible()
    page.locator("table.answers input").first.check()
    assert added() == []


def test_a_matrix_with_its_evidence(go: Callable[[str], None], page: Page, added: Added) -> None:
    go("side-by-side/index.html")
    page.locator("table.matrix td a").first.click()
    expect(page.get_by_role("button", name="«Copy citation»")).to_be_visible()
    assert page.locator(".readout").first.inner_text()
    assert added() == []
    page.get_by_role("button", name="«Copy citation»").click()
    expect(page.locator(".evidence button").last).not_to_have_text("«Copy citation»")
    assert added() == []


def test_a_long_list(go: Callable[[str], None], page: Page, added: Added) -> None:
    go("works/index.html")
    page.get_by_label("«Words»").fill("almanac 1931")
    expect(page.locator(".filters [role=status]").first).to_have_text(re.compile(r"\d« of »\d"))
    assert added() == []


def test_the_trace(go: Callable[[str], None], page: Page, added: Added) -> None:
    go("side-by-side/chain.html")
    page.locator(".picture-frame a").first.focus()
    expect(page.locator(".picture-frame svg")).to_have_attribute("data-lit", "")
    assert added() == []


def test_changes_since_a_day(go: Callable[[str], None], page: Page, added: Added) -> None:
    go("changes.html")
    page.get_by_label("«Since: »").fill("2023-11-16")
    expect(page.locator("#release-1-0")).to_be_hidden()
    assert added() == []
