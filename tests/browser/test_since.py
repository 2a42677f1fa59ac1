"""The page of changes: those since a day or a release alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.site.test_changes import kept, published  # noqa: F401  fixtures

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser


def test_changes_since_a_day_or_a_release_are_shown_alone(
    published: Path,  # noqa: F811
    browser: Browser,
) -> None:
    page = browser.new_page()
    page.goto((published / "changes.html").as_uri())
    heads = page.locator("article h2:visible")
    assert [head.split()[1] for head in heads.all_inner_texts()] == ["0.0", "2.0", "1.0"]
    options = page.get_by_label("or since:").locator("option")
    assert options.all_inner_texts() == ["any release", "2.0", "1.0"]
    page.get_by_label("or since:").select_option(label="1.0")
    expect(heads).to_have_count(2)
    expect(page.locator("#release-1-0")).to_be_hidden()
    page.get_by_label("or since:").select_option(label="any release")
    page.get_by_label("Since:", exact=True).fill("2023-11-17")
    expect(heads).to_have_count(1)
    expect(page.locator("#release-0-0")).to_be_visible()
    page.get_by_label("Since:", exact=True).fill("")
    expect(heads).to_have_count(3)
    page.close()
