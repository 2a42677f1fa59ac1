"""Values of a criterion that are numbers with a unit, or dates: compared, sorted and judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speckb.cli.main import main
from speckb.corpus import loading, settings
from speckb.tables import comparison, explorer
from tests import shapes
from tests.conftest import once, with_pdf
from tests.dom import read
from tests.site.test_shapes import cells, said, shown

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with knowledge base, site and PDF."""
    return once(tmp_path_factory, "measured", lambda f: with_pdf(shapes.measured(f / "root"))(f))


def test_it_is_checked_and_built(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(folder / "root", capsys, "check") == "no findings\n"
    assert [path.suffix for path in (folder / "pdf").iterdir()] == [".pdf"]


def test_sizes_are_shown_with_their_unit(folder: Path) -> None:
    page = folder / "html/index.html"
    matrix = {row[0]: row[1:] for row in cells(page, "matrix")}
    assert matrix == {
        "Boat": ["The built", "The delay"],
        "The ferry": ["● 2020-01-01", "\N{EN DASH} not measured"],
        "The punt": ["● 2026-01-02", "● 9.5\N{NO-BREAK SPACE}ms"],
        "The raft": ["○ 2019-12-31", "◐ 100\N{NO-BREAK SPACE}ms"],
        "The skiff": ["● 2020-01-01", "○ 120\N{NO-BREAK SPACE}ms"],
    }


def test_a_table_by_a_measure_is_in_the_order_of_sizes(folder: Path) -> None:
    page = folder / "html/index.html"
    assert [row[0] for row in cells(page, "delay")[1:]] == [
        "The punt",
        "The raft",
        "The skiff",
        "The ferry",
    ]
    words = [(row[0], row[-1]) for row in cells(page, "delay-values")[1:]]
    assert words == [
        ("9.5", "The punt"),
        ("100", "The raft"),
        ("120", "The skiff"),
        ("unknown", "The ferry"),
    ]


def test_thresholds_decide_the_verdicts(folder: Path) -> None:
    page = folder / "html/index.html"
    verdicts = {row[0]: row[1:] for row in cells(page, "verdicts")}
    assert verdicts == {
        "Boat": ["The quick", "The recent"],
        "The ferry": ["\N{EN DASH} not assessed", "● met"],
        "The punt": ["● met", "● met"],
        "The raft": ["◐ partly", "○ missed"],
        "The skiff": ["○ missed", "● met"],
    }
    rows = read(folder / "html/property/delay.html")
    lines = [row.get_text(" ", strip=True) for row in rows.select("[id^=delay--]")]
    assert lines[1] == "◐ 100\N{NO-BREAK SPACE}ms The raft The quick partly"
    assert "120" in shown(folder / "html/boat/skiff.html")


def test_readers_choose_among_the_sizes_that_there_are(folder: Path) -> None:
    corpus = loading.load(settings.load(folder / "root"))
    data = explorer.explorer(corpus, lambda entry, anchor: f"{entry}#{anchor}")
    delay = next(one for one in data["criteria"] if one["id"] == "delay")
    assert [*delay["values"]] == ["9.5", "100", "120", "unknown"]
    assert delay["answers"] == [["At most 100 ms", ["9.5", "100"]]]


def test_a_csv_has_sizes_as_they_are_typed(folder: Path) -> None:
    corpus = loading.load(settings.load(folder / "root"))
    text = comparison.to_csv(comparison.table(corpus, "delay"))
    assert text == "boat,value,note\npunt,9.5,\nraft,100,\nskiff,120,\nferry,unknown,\n"


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("boat/punt", "9.5", "fast", "'fast' is not a value of delay; allowed: a number, unknown"),
        ("boat/punt", "2026-01-02", "2026", "'2026' is not a value of built; allowed: a date"),
        ("property/delay", "<= 20", "=< 20", "'=< 20' is not a value of delay"),
        (
            "property/delay",
            "> 100",
            ">= 100",
            "'>= 100' has sizes in common with '20.5 to 100' under 'partly'",
        ),
    ],
)
def test_what_is_no_size_or_decides_twice_is_an_error(
    file: str,
    old: str,
    new: str,
    message: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    entry = shapes.measured(tmp_path) / f"{file}.md"
    text = entry.read_text(encoding="utf-8")
    assert old in text
    entry.write_text(text.replace(old, new), encoding="utf-8")
    assert message in said(tmp_path, capsys, "check")


def test_a_new_entry_has_a_placeholder_for_a_size(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = shapes.measured(tmp_path)
    assert "to fill in" in said(root, capsys, "new", "boat", "canoe")
    assert main(["--root", str(root), "check"]) == 1
    assert "placeholder" in capsys.readouterr().out
