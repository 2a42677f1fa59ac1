"""Knowledge bases without scenarios, without comparison, without assessment, or with two of each.

What a knowledge base does not have, its pages, tables and commands do not mention.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from speckb.cli.main import main
from tests import shapes
from tests.conftest import once, with_pdf
from tests.dom import read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Make = Callable[[Path], Path]

ALL = (
    shapes.alone,
    shapes.traced,
    shapes.vocabularies,
    shapes.unassessed,
    shapes.twofold,
    shapes.fields,
)
COMPARING = re.compile(r"criteri|verdict|compar|matrix|value|assess|remark", re.IGNORECASE)
JUDGING = re.compile(r"verdict|assess|criteri|claim", re.IGNORECASE)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Make], Path]:
    """Return the folder with knowledge base, site and PDF of a shape."""

    def of(make: Make) -> Path:
        def fill(folder: Path) -> object:
            return with_pdf(make(folder / "root"))(folder)

        return once(tmp_path_factory, f"shape-{make.__name__}", fill)

    return of


def shown(page: Path) -> str:
    """Return what readers see of a page, below its navigation."""
    found = read(page).select_one("article")
    assert found
    return found.get_text(" ", strip=True)


def cells(page: Path, name: str) -> list[list[str]]:
    found = read(page).by_id(f"table-{name}")
    assert found
    rows = [row.select("th, td") for row in found.select("tr")]
    return [[cell.get_text(" ", strip=True) for cell in row] for row in rows]


def said(root: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    main(["--root", str(root), *words])
    return capsys.readouterr().out


@pytest.mark.parametrize("make", ALL)
def test_it_is_checked_and_built(make: Make, built: Callable[[Make], Path]) -> None:
    folder = built(make)
    assert main(["--root", str(folder / "root"), "check"]) == 0
    assert [path.suffix for path in (folder / "pdf").iterdir()] == [".pdf"]
    needs = json.loads((folder / "html/needs.json").read_text(encoding="utf-8"))
    (version,) = needs["versions"].values()
    names = {path.stem for path in (folder / "root").rglob("*/*.md") if path.stem != "index"}
    assert set(version["needs"]) == names


@pytest.mark.parametrize(
    ("make", "absent"),
    [(shapes.alone, COMPARING), (shapes.traced, COMPARING), (shapes.unassessed, JUDGING)],
)
def test_nothing_mentions_what_it_does_not_have(
    make: Make,
    absent: re.Pattern[str],
    built: Callable[[Make], Path],
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = built(make)
    for path in (folder / "root").rglob("*.md"):
        name = path.relative_to(folder / "root").with_suffix(".html")
        assert not absent.search(shown(folder / "html" / name)), name
    tables = folder / "html/_tables"
    files = [path.name for path in tables.iterdir()] if tables.is_dir() else []
    assert not [name for name in files if absent.search(name) and name != "matrix.csv"]
    for command in (["stats"], ["stats", "--format", "json"], ["tables"]):
        assert not absent.search(said(folder / "root", capsys, *command).replace("criteria", ""))


def test_requirements_alone_have_no_section_for_links(built: Callable[[Make], Path]) -> None:
    assert "Traceability" not in shown(built(shapes.alone) / "html/requirement/N1.html")
    assert "Traceability" in shown(built(shapes.traced) / "html/requirement/N2.html")


def test_a_trace_without_criteria_ends_with_its_last_type(built: Callable[[Make], Path]) -> None:
    page = built(shapes.traced) / "html/index.html"
    assert cells(page, "traceability") == [
        ["Scenario", "Requirement"],
        ["The fog", "none named"],
        ["The storm", "The n1"],
        ["none named", "The n2"],
    ]
    assert "The n2" in page.read_text(encoding="utf-8").partition("<svg")[2]


def test_criteria_alone_are_vocabularies(built: Callable[[Make], Path]) -> None:
    page = shown(built(shapes.vocabularies) / "html/property/size.html")
    assert "It fits in a bag." in page
    assert not re.search("Who has it|Comparison|Verdict", page)


def test_two_types_are_compared_each_by_its_own_criteria(built: Callable[[Make], Path]) -> None:
    page = built(shapes.twofold) / "html/index.html"
    assert cells(page, "matrix") == [
        ["Boat, Cart", "The noise", "The size", "The weight"],
        ["The punt", "", "● small", "○ large"],
        ["The barrow", "● small", "○ large", ""],
    ]
    assert cells(page, "verdicts") == [
        ["Boat, Cart", "The n1"],
        ["The punt", "● met"],
        ["The barrow", "○ missed"],
    ]
    assert cells(page, "not-assessed")[1:] == [["The n2", "The n2"]]


def test_a_field_of_each_kind_is_shown_and_grouped_by(built: Callable[[Make], Path]) -> None:
    page = built(shapes.fields) / "html/index.html"
    assert cells(page, "all") == [
        ["Boat", "Signed", "Built", "Holds", "Draught", "After"],
        ["punt", "yes", "2026-01-02", "10 , 9", "0.5", "not stated"],
        ["raft", "no", "2025-12-31", "9", "10", "punt"],
        ["skiff", *["not stated"] * 5],
    ]
    groups = {
        "signed": [["no", "raft"], ["yes", "punt"]],
        "built": [["2025-12-31", "raft"], ["2026-01-02", "punt"]],
        "holds": [["9", "punt"], ["raft"], ["10", "punt"]],
        "draught": [["0.5", "punt"], ["10", "raft"]],
        "after": [["punt", "raft"], ["none named", "punt"], ["skiff"]],
    }
    for name, rows in groups.items():
        last = [] if name == "after" else [["not stated", "skiff"]]
        assert cells(page, f"by-{name}")[1:] == [*rows, *last], name
    assert "signed" not in shown(page.with_name("boat") / "skiff.html").lower()
    csv = (page.parent / "_tables/all.csv").read_text(encoding="utf-8-sig")
    assert "punt,true,2026-01-02,10; 9,0.5,\n" in csv


@pytest.mark.parametrize(
    ("old", "new", "said_of_it"),
    [
        ("signed: true", "signed: yes", "field 'signed' must be true or false, not text"),
        ("2026-01-02", "2026-02-30", "a date is required, such as 2026-09-30"),
        ("[10, 9]", "[10, nine]", "an item of 'holds' must be a whole number, not text"),
    ],
)
def test_a_value_of_another_kind_is_an_error(
    old: str, new: str, said_of_it: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = shapes.fields(tmp_path) / "boat/punt.md"
    entry.write_text(entry.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert said_of_it in said(tmp_path, capsys, "check")


@pytest.mark.parametrize("name", ["criteria", "assesses"])
def test_a_link_that_the_engine_knows_need_not_be_declared(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = shapes.twofold(tmp_path) / "ubproject.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace(f"needs.links.{name}]", "needs.links.other]"), "utf-8")
    assert said(tmp_path, capsys, "check") == "no findings\n"


def test_a_value_that_other_entries_of_the_type_have_is_missed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = shapes.twofold(tmp_path)
    entry = root / "boat/punt.md"
    (root / "boat/skiff.md").write_text(
        entry.read_text(encoding="utf-8")
        .replace("id: punt", "id: skiff")
        .replace("  weight: {value: large}\n", ""),
        encoding="utf-8",
    )
    assert "values are missing for: weight [criterion-missing]" in said(root, capsys, "check")


def test_sentences_use_the_names_of_types(built: Callable[[Make], Path]) -> None:
    html = built(shapes.twofold) / "html"
    assert "No property assesses it." in shown(html / "need/N2.html")
    assert "Not assessed by any property: 1" in shown(html / "boat/punt.html")
    assert "Entries that no property assesses" in shown(html / "index.html")


@pytest.mark.parametrize(
    ("directive", "reason"),
    [
        ("trace", "there is no trace; set speckb.trace.links"),
        ("explorer", "nothing is compared: no type has a field 'criteria'"),
        ("comparisons", "nothing is compared: no type has a field 'criteria'"),
    ],
)
def test_a_directive_that_has_nothing_to_show_is_an_error(
    directive: str, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = shapes.alone(tmp_path)
    page = root / "index.md"
    options = ":name: a\n:alt: b\nWords\n" if directive == "trace" else ""
    more = f"\n```{{{directive}}}\n{options}```\n"
    page.write_text(page.read_text(encoding="utf-8") + more, encoding="utf-8")
    assert f"{{{directive}}} has nothing to show: {reason}" in said(root, capsys, "check")
