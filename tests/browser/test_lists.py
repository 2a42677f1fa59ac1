"""Lists of very many entries, and words as long as a line, in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import shapes
from tests.browser.conftest import PHONE, WIDE
from tests.conftest import build, once
from tests.site.test_lists import grouped  # noqa: F401  a fixture

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with titles, remarks and values of 200 letters, and an id of 60."""
    made = once(tmp_path_factory, "long", lambda f: build(shapes.long(f / "r"), f / "html"))
    return made / "html"


def test_a_list_is_filtered_by_words_and_fields(
    grouped: Path,  # noqa: F811
    browser: Browser,
) -> None:
    page = browser.new_page()
    page.goto((grouped / "requirement/index.html").as_uri())
    rows, heads = page.locator(".entry-list tbody tr"), page.locator(".entry-list-part")
    assert rows.count() == 130
    page.get_by_label("Words").fill("the n12")
    assert rows.filter(visible=True).count() == 11
    assert heads.filter(visible=True).all_inner_texts() == [
        "Chapter 1",
        "Part 2",
        "Chapter 3",
        "Part 13",
    ]
    page.get_by_label("Level").select_option("2")
    assert page.locator(".filters [role=status]").inner_text() == "5 of 130"
    page.get_by_label("Words").fill("")
    page.get_by_label("Level").select_option("all")
    assert rows.filter(visible=True).count() == 130
    page.close()


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_long_words_make_no_page_wider(size: dict[str, int], long: Path, browser: Browser) -> None:
    page = browser.new_page(viewport=size)
    for path in long.rglob("*.html"):
        page.goto(path.as_uri())
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"], path
    page.close()
