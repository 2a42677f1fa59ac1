"""What search engines and servers ask a site for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from tests.conftest import build
from tests.dom import Tag, read
from tests.unit.dated import date
from tests.unit.lending import Lending

if TYPE_CHECKING:
    from pathlib import Path

SITE = "https://a.example/kb/"
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture(scope="module")
def addressed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the second base, which has editions and an address."""
    folder = tmp_path_factory.mktemp("found")
    lending = date(Lending(folder / "kb"))
    lending.change("ubproject.toml", "[speckb]\n", f'[speckb]\nsite_url = "{SITE}"\n')
    built = build(lending.root, folder / "html")
    assert built.status == 0, built.output
    return folder / "html"


def head(path: Path) -> tuple[Tag, dict[str, Any]]:
    """Return a page and its data for search engines."""
    page = read(path)
    found = page.select_one("script[type='application/ld+json']")
    assert found
    loaded: dict[str, Any] = json.loads(found.get_text())
    return page, loaded


def test_the_sitemap_has_every_page_in_every_edition(addressed: Path) -> None:
    found = ET.parse(addressed / "sitemap.xml").getroot()
    paths = {str(loc.text).removeprefix(SITE) for loc in found.findall("s:url/s:loc", NAMES)}
    assert {
        "index.html",
        "candidates/paper-slips.html",
        "candidates/paper-slips.1911.html",
    } <= paths
    assert [path for path in paths if not (addressed / path).is_file()] == []
    assert f"Sitemap: {SITE}sitemap.xml" in (addressed / "robots.txt").read_text(encoding="utf-8")


def test_each_page_names_its_own_address(addressed: Path) -> None:
    for name in ("candidates/paper-slips.html", "candidates/paper-slips.1911.html"):
        page, data = head(addressed / name)
        link = page.select_one("link[rel=canonical]")
        assert link
        assert link["href"] == data["url"] == f"{SITE}{name}"
        assert data["@type"] == "TechArticle"
        assert data["headline"] == "Paper slips"


def test_the_first_page_is_a_data_set_with_files_that_are_there(addressed: Path) -> None:
    _, data = head(addressed / "index.html")
    assert data["@type"] == "Dataset"
    paths = [one["contentUrl"].removeprefix(SITE) for one in data["distribution"]]
    assert "needs.json" in paths
    assert [path for path in paths if not (addressed / path).is_file()] == []


def test_the_page_for_what_is_not_there_works_at_any_depth(addressed: Path) -> None:
    page = read(addressed / "404.html")
    for tag, name in (("form", "action"), ("a", "href"), ("link", "href")):
        found = page.select_one(tag)
        assert found
        assert str(found[name]).startswith("/kb/")
        assert (addressed / str(found[name]).removeprefix("/kb/")).is_file()


def test_a_site_without_an_address_has_the_page_for_what_is_not_there(small_site: Path) -> None:
    page = read(small_site / "404.html")
    form = page.select_one("form")
    assert form
    assert form["action"] == "search.html"
    assert not (small_site / "sitemap.xml").exists()
    assert b"ld+json" not in (small_site / "index.html").read_bytes()
