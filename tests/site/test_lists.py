"""Lists of the entries of a type: in parts, on their page and in the navigation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speckb.corpus import loading, settings
from speckb.tables.entry_list import entry_list
from tests import shapes
from tests.conftest import build, once
from tests.dom import read

if TYPE_CHECKING:
    from pathlib import Path


def navigation(page: Path) -> list[tuple[str, str]]:
    """Return level and title of each item of the navigation."""
    items = read(page).select(".sidebar-tree li")
    links = [(item.classes, item.select_one("a")) for item in items]
    return [(classes[0][-2:], link.get_text()) for classes, link in links if link]


@pytest.fixture(scope="module")
def grouped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of 130 requirements in 3 chapters and 13 parts."""
    folder = once(
        tmp_path_factory, "many", lambda f: build(shapes.many(f / "root"), f / "html", "-j1")
    )
    return folder / "html"


@pytest.fixture(scope="module")
def ungrouped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of 130 requirements without groups."""
    folder = once(
        tmp_path_factory,
        "many-alone",
        lambda f: build(shapes.many(f / "root", groups=False), f / "html", "-j1"),
    )
    return folder / "html"


def test_a_list_has_a_heading_and_a_table_for_each_group(grouped: Path) -> None:
    page = read(grouped / "requirement/index.html")
    found = page.select_one(".entry-list")
    assert found
    assert [head.get_text() for head in found.select("h2")] == [f"Chapter {n}" for n in (1, 2, 3)]
    assert [head.get_text() for head in found.select("h3")] == [f"Part {n}" for n in range(1, 14)]
    tables = found.select("table")
    assert [len(table.select("tbody tr")) for table in tables] == [10] * 13
    heads = [cell.get_text() for cell in tables[0].select("thead th")]
    assert heads == ["Requirement", "title", "Level"]
    row = [cell.get_text(strip=True) for cell in tables[1].select("tbody tr")[2].select("th, td")]
    assert row == ["N12", "The n12", "1"]
    assert found["data-filters"] == "2"
    assert {script.get("src", "").partition("?")[0] for script in page.select("script")} >= {
        "../_static/filter.js"
    }


def test_the_navigation_has_the_groups_and_unfolds_that_of_the_page(grouped: Path) -> None:
    chapters = [("l2", f"Chapter {n}") for n in (1, 2, 3)]
    assert navigation(grouped / "requirement/index.html") == [
        ("l1", "All of requirement"),
        *chapters,
    ]
    shown = navigation(grouped / "requirement/N57.html")
    assert [title for level, title in shown if level == "l2"] == [title for _, title in chapters]
    assert [title for level, title in shown if level == "l3"] == [f"Part {n}" for n in range(6, 11)]
    assert [title for level, title in shown if level == "l4"] == [
        f"The n{n}" for n in range(50, 60)
    ]
    current = read(grouped / "requirement/N57.html").select(".sidebar-tree [aria-current=page]")
    assert [link.get_text() for link in current] == ["The n57"]


def test_a_group_in_the_navigation_leads_to_its_heading(grouped: Path) -> None:
    for page, start in (("requirement/N57.html", "index.html"), ("requirement/index.html", "")):
        links = read(grouped / page).select(".sidebar-tree .toctree-l2 > a")
        ids = {tag["id"] for tag in read(grouped / "requirement/index.html").select("[id]")}
        for link in links:
            path, _, anchor = str(link["href"]).partition("#")
            if link.get_text().startswith("Chapter"):
                assert path == start
                assert anchor in ids


def test_without_groups_a_list_is_in_parts_of_sixty(ungrouped: Path) -> None:
    page = read(ungrouped / "requirement/index.html")
    names = ["N0 \N{EN DASH} N59", "N60 \N{EN DASH} N119", "N120 \N{EN DASH} N129"]
    assert [head.get_text() for head in page.select(".entry-list h2")] == names
    assert [len(table.select("tbody tr")) for table in page.select(".entry-list table")] == [
        60,
        60,
        10,
    ]
    shown = navigation(ungrouped / "requirement/N121.html")
    assert [title for level, title in shown if level == "l2"] == names
    assert [title for level, title in shown if level == "l3"] == [
        f"The n{n}" for n in range(120, 130)
    ]


def test_a_short_list_is_one_table_without_filters(tmp_path: Path) -> None:
    built = build(shapes.alone(tmp_path / "root"), tmp_path / "html")
    assert built.status == 0, built.output
    found = read(tmp_path / "html/requirement/index.html").select_one(".entry-list")
    assert found
    assert "data-filters" not in found.attributes
    assert [link.get_text() for link in found.select("tbody a")] == ["The n1", "The n2"]


@pytest.mark.parametrize(
    "page",
    [
        "```{entries} requirement\n:hidden:\n```",
        "```{entries} requirement\n```\n\n```{computed} all\n```",
    ],
)
def test_a_list_is_not_shown_twice_or_if_it_is_hidden(page: str, tmp_path: Path) -> None:
    root = shapes.alone(tmp_path / "root")
    (root / "requirement/index.md").write_text(f"# All\n\n{page}\n", encoding="utf-8")
    settings = root / "ubproject.toml"
    table = '[speckb.tables.all]\ntype = "requirement"\ncaption = "All"\ncolumns = ["title"]\n'
    if "all" in page:
        settings.write_text(settings.read_text(encoding="utf-8") + table, encoding="utf-8")
    built = build(root, tmp_path / "html")
    assert built.status == 0, built.output
    assert not read(tmp_path / "html/requirement/index.html").select(".entry-list")


def test_an_edit_of_an_entry_changes_the_list_of_another_page(tmp_path: Path) -> None:
    root = shapes.many(tmp_path / "root", number=40)
    assert build(root, tmp_path / "html", "-j1").status == 0
    entry = root / "requirement/N3.md"
    text = (
        entry.read_text(encoding="utf-8").replace("The n3", "Renewed").replace("Part 1", "Part 9")
    )
    entry.write_text(text, encoding="utf-8")
    assert build(root, tmp_path / "html", "-j1", fresh=False).status == 0
    page = read(tmp_path / "html/requirement/index.html")
    (part,) = (head for head in page.select("h3") if head.get_text() == "Part 9")
    table = next(found for found in part.after() if found.select("table"))
    assert "Renewed" in table.get_text()
    shown = navigation(tmp_path / "html/requirement/N3.html")
    assert [title for level, title in shown if level == "l4"] == ["Renewed"]


def test_a_list_has_the_headings_of_entries_that_are_called_by_their_ids(tmp_path: Path) -> None:
    """In the list of the type `requirement`, whose headings have ids and whose links do not."""
    root = shapes.alone(tmp_path)
    path = root / "ubproject.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace('folder = "requirement"', 'folder = "requirement"\nheading = "{id}: {title}"')
    )
    corpus = loading.load(settings.load(root))
    found = entry_list(corpus, corpus.settings.types["requirement"])
    assert [row.cells[0][0].text for row in found.rows.values()] == ["N1: The n1", "N2: The n2"]
