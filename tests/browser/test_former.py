"""The address that an entry had before it got another id: the browser goes on to the new one."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from speckb.cli.main import main
from tests.browser.test_search import results
from tests.conftest import SECOND, build

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import Visit


@pytest.fixture(scope="module")
def renamed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site in which an entry was renamed twice."""
    folder = tmp_path_factory.mktemp("renamed")
    root = shutil.copytree(SECOND, folder / "knowledge")
    for old, new in (("paper-slips", "slips"), ("slips", "yellow-slips")):
        assert main(["--root", str(root), "rename", old, new]) == 0
    built = build(root, folder / "html")
    assert built.status == 0, built.output
    return built.out


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("old", ["paper-slips", "slips"])
def test_the_old_address_opens_the_new_page_from_a_folder(
    old: str, script: bool, renamed: Path, visit: Visit
) -> None:
    base = f"{renamed.as_uri()}/"
    page = visit(f"candidates/{old}.html", base, java_script_enabled=script)
    page.wait_for_url(f"{base}candidates/yellow-slips.html")
    assert "Paper slips" in page.locator("h1").inner_text()
    assert "paper-slips" in page.locator("dl.card").inner_text()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("?from=mail#verdicts", "?from=mail#verdicts"),
        ("#paper-slips", "#yellow-slips"),
        ("#paper-slips--loan-privacy", "#yellow-slips--loan-privacy"),
        ("#paper-slips-of-old", "#paper-slips-of-old"),
        ("#%22%3E%3Cb%3E", "#%22%3E%3Cb%3E"),
    ],
)
def test_the_place_that_the_old_address_names_is_the_one_on_the_new_page(
    old: str, new: str, renamed: Path, visit: Visit
) -> None:
    base = f"{renamed.as_uri()}/"
    page = visit(f"candidates/paper-slips.html{old}", base)
    page.wait_for_url(f"{base}candidates/yellow-slips.html{new}")
    page.wait_for_load_state("load")
    assert page.url == f"{base}candidates/yellow-slips.html{new}"
    if "slips-of" not in new and "%" not in new:
        assert page.evaluate("document.getElementById(location.hash.slice(1)) !== null")


@pytest.mark.parametrize("query", ["paper-slips", "slips"])
def test_the_search_finds_an_entry_by_its_former_ids(
    query: str, renamed: Path, visit: Visit
) -> None:
    found = results(visit(f"search.html?q={query}", f"{renamed.as_uri()}/"))
    assert found[0] == "candidates/yellow-slips.html"


def test_the_old_address_is_no_step_of_the_way_back(renamed: Path, visit: Visit) -> None:
    base = f"{renamed.as_uri()}/"
    page = visit("index.html", base)
    page.goto(f"{base}candidates/slips.html#slips")
    page.wait_for_url(f"{base}candidates/yellow-slips.html#yellow-slips")
    page.go_back()
    assert page.url == f"{base}index.html"


def test_who_does_not_go_on_sees_where_to_go(renamed: Path, visit: Visit, tmp_path: Path) -> None:
    """A reader whose browser follows no refresh and finds no script."""
    text = (renamed / "candidates/slips.html").read_text(encoding="utf-8")
    path = tmp_path / "slips.html"
    text = text.replace('http-equiv="refresh"', 'name="none"').replace(' src="', ' name="')
    path.write_text(text, encoding="utf-8")
    page = visit("slips.html", f"{tmp_path.as_uri()}/")
    assert page.title() == "slips is now yellow-slips"
    link = page.get_by_role("main").get_by_role("link")
    assert link.inner_text() == "Paper slips"
    assert link.get_attribute("href") == "yellow-slips.html"
