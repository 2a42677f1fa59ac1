"""Queries in prose on a site: what they show, and that it follows the entries."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from speckb.corpus import loading, settings
from speckb.tables.need_data import known, values
from tests.conftest import SECOND, build, without_check
from tests.dom import Tag, read
from tests.site.test_rebuild import differing, digests
from tests.unit.lending import LEND_1, SLIPS, Lending

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOTES = """\
# Notes

The paper makes {need_count}`type == "demand"` demands, {need_count}`"MUST" in duty` of them strict,
and {need}`[[title]] <LEND-1>` is {need}`LEND-1`.

:::{needtable} Slow candidates
:name: slow-candidates
:types: candidate
:filter: days > 3
:columns: id, days, LEND_1_verdict
:::

:::{needlist}
:filter: "flooded-branch" in prompted_by or type == "work" and not seen_in_back
:::

:::{needextract}
:types: demand
:filter: len(duty) > 1
:::

:::{needflow} What *LEND-1* comes from
:name: flow
:alt: LEND-1 and its links
:root_id: LEND-1
:link_types: prompted_by, draws_on
:::

:::{needtable} Nothing at all
:name: nothing
:filter: False
:::

See [the slow ones](#table-slow-candidates) and {numref}`Fig. %s <flow>`.
""".replace(
    """:filter: "flooded-branch" in prompted_by""", """:filter: ("flooded-branch" in prompted_by)"""
)
PAGE = "notes.html"


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a knowledge base in `kb` whose site is in `html`."""
    folder = tmp_path_factory.mktemp("queries")
    kept = Lending(folder / "now/kb")
    kept.page("notes.md", NOTES)
    built = build(kept.root, folder / "now/html")
    assert built.status == 0, built.output
    return folder


@pytest.fixture
def now(start: Path) -> Iterator[Path]:
    """That folder, where it was built, for a test that changes it."""
    shutil.copytree(start / "now", start / "kept", dirs_exist_ok=True)
    yield start / "now"
    shutil.rmtree(start / "now")
    (start / "kept").rename(start / "now")


def shown(out: Path, name: str = PAGE) -> Tag:
    return read(out / name)


def test_a_page_shows_counts_tables_lists_extracts_and_a_drawing(start: Path) -> None:
    page = shown(start / "now/html")
    text = " ".join(page.get_text().split())
    assert "The paper makes 3 demands, 2 of them strict" in text
    assert "Nobody else learns what is read is LEND-1" in text
    table = page.select_one("#table-slow-candidates")
    assert table is not None
    rows = [
        [c.get_text(" ", strip=True) for c in row.select("th, td")] for row in table.select("tr")
    ]
    assert rows[0] == ["Lending candidate", "Days", "LEND-1"]
    assert rows[1][:2] == ["Paper slips", "9.5"]
    assert page.select_one("#table-slow-candidates-paper-slips") is not None
    listed = page.select("ul.needlist a")
    assert listed[0].get_text() == "LEND-10"
    (extract,) = page.select(".extract")
    link = extract.select_one("a")
    assert link is not None
    assert link["href"] == "demands/LEND-2.html#LEND-2"
    assert [word.get_text() for word in extract.select(".keyword")] == ["SHOULD", "MAY"]
    svg = page.select_one("figure#flow svg")
    assert svg is not None
    assert svg["aria-label"] == "LEND-1 and its links"
    hrefs = {link["href"] for link in svg.select("a")}
    assert {"demands/LEND-1.html#LEND-1", "works/HARBOUR-1911.html#HARBOUR-1911"} <= hrefs
    assert re.search(r"See the slow ones and Fig\. \d", text)


def test_a_table_without_a_row_says_so(start: Path) -> None:
    table = shown(start / "now/html").select_one("#table-nothing")
    assert table is not None
    assert [cell.get_text(strip=True) for cell in table.select("tbody th, tbody td")] == [
        "none",
        "",
    ]


def test_a_table_has_its_csv(start: Path) -> None:
    out = start / "now/html"
    links = [a["href"] for a in shown(out).select("p.table-data a")]
    assert "./_tables/slow-candidates.csv" in links
    text = (out / "_tables/slow-candidates.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines()[:2] == ["id,days,LEND_1_verdict", "paper-slips,9.5,partly"]


EDITS = {
    "an entry that comes to pass the filter of a table": (
        "candidates/union-catalogue.md",
        "days: 2",
        "days: 12",
    ),
    "a verdict that a table shows": (SLIPS, "value: seen-at-the-desk", "value: open-ledger"),
    "the title of an entry that words name": (LEND_1, "title: ", "title: Changed "),
    "a link that a drawing shows": (LEND_1, "draws_on: [", "draws_on: [QUILL-RULES, "),
    "the statement of an extract": ("demands/LEND-2.md", "by itself, and", "alone, and"),
    "the name of a table": ("notes.md", ":name: nothing", ":name: empty"),
    "what no query shows": (LEND_1, "A ledger that lies open", "A ledger that lies wide open"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_rebuild_after_an_edit_is_a_cold_build(edit: str, now: Path) -> None:
    name, old, new = EDITS[edit]
    root, out = now / "kb", now / "html"
    before, stamp = digests(out), (out / PAGE).stat().st_mtime_ns
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    rebuilt = build(root, out, fresh=False)
    assert rebuilt.status == 0, rebuilt.output
    written = (out / PAGE).stat().st_mtime_ns != stamp
    cold = build(root, now / "cold")
    assert cold.status == 0, cold.output
    after = digests(out)
    assert differing(after, digests(cold.out)) == set()
    assert written is (after[PAGE] != before[PAGE])
    assert written is (edit != "what no query shows")


REFUSED = {
    ":filter: __import__('os').mkdir('ran') or True": "unknown function",
    ":filter: [ids for ids in ().__class__.__mro__]": "loops are not allowed",
    ":filter: titel == 'x'": "unknown field 'titel'",
    ":filter: search('(a+)+$', title)": "patterns are not allowed",
}


@pytest.mark.parametrize("option", REFUSED)
def test_a_build_refuses_what_the_check_refuses(option: str, tmp_path: Path) -> None:
    """The build runs no code where a finding is turned off, or not there."""
    kept = Lending(tmp_path / "kb")
    without_check(kept.root)
    kept.page("notes.md", f"# Notes\n\n:::{{needlist}}\n{option}\n:::\n")
    built = build(kept.root, tmp_path / "html")
    assert built.status != 0
    assert REFUSED[option] in built.output
    assert "Traceback" not in built.output


def test_needs_have_the_fields_and_values_that_filters_see(small_site: Path) -> None:
    """A filter means the same in tools that read `needs.json`."""
    corpus = loading.load(settings.load(SECOND))
    data = json.loads((small_site / "needs.json").read_text(encoding="utf-8"))
    (version,) = data["versions"].values()
    needs = version["needs"]
    assert needs.keys() == corpus.entries.keys()
    seen = set()
    for name, need in needs.items():
        own = values(corpus, corpus.entries[name])
        for field in need.keys() & known(corpus).keys():
            seen.add(field)
            assert plain(need[field]) == plain(own[field]), (name, field)
    assert {"duty", "prompted_by", "loan_privacy_value", "LEND_1_verdict", "type_name"} <= seen


def plain(value: Any) -> Any:
    """Return a value whose list has no order, which only links against their direction lack."""
    return sorted(value) or None if isinstance(value, list) else value
