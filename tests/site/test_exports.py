"""The files for other tools on the site: offered with their sizes, and each entry as JSON."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import jsonschema_rs
import pytest

from speckb.cli.main import main
from speckb.exchange.exporting.document import SCHEMA
from speckb.exchange.exporting.formats import FORMATS
from tests.conftest import KNOWLEDGE
from tests.dom import read

if TYPE_CHECKING:
    from pathlib import Path

DATA = "docs/data.html"


def test_each_export_is_offered_with_its_size(site: Path) -> None:
    links = read(site / DATA).select("ul.exports li")
    found = [site / "docs" / link.select("a")[0]["href"] for link in links]
    endings = {one.ending for one in FORMATS.values()}
    assert endings <= {"".join(path.suffixes[-2:]) for path in found} | {p.suffix for p in found}
    for link, path in zip(links, found, strict=True):
        size = path.stat().st_size
        shown = re.fullmatch(r".*, ([\d.]+) (MB|kB|B)", link.get_text(strip=True))
        assert shown, link.get_text(strip=True)
        unit = {"MB": 1_000_000, "kB": 1_000, "B": 1}[shown[2]]
        assert float(shown[1]) * unit == pytest.approx(size, rel=0.06)


def test_an_export_of_the_site_is_that_of_the_command(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1190246400")
    for path in sorted((site / "_exports").iterdir()):
        made = tmp_path / path.name
        assert main(["--root", str(KNOWLEDGE), "export", "--output", str(made)]) == 0
        assert made.read_bytes() == path.read_bytes(), path.name


def test_each_entry_is_beside_its_page_and_in_the_list(site: Path) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert (site / "_schemas" / SCHEMA.name).read_text(encoding="utf-8") == SCHEMA.read_text(
        encoding="utf-8"
    )
    listed = json.loads((site / "entries.json").read_bytes())
    valid = {
        name: jsonschema_rs.validator_for({**schema["$defs"][name], "$defs": schema["$defs"]})
        for name in ("entry", "index")
    }
    assert valid["index"].is_valid(listed)
    assert len(listed["entries"]) > 200
    for one in listed["entries"]:
        entry = json.loads((site / one["json"]).read_bytes())
        assert [*valid["entry"].iter_errors(entry)] == []
        assert (entry["id"], entry["type"], entry["page"]) == (one["id"], one["type"], one["page"])
        assert (site / one["page"]).is_file()
        head = read(site / one["page"]).select('link[type="application/json"]')[0]
        assert (site / one["page"]).parent / head["href"] == site / one["json"]


def test_the_whole_is_valid_by_the_schema(site: Path) -> None:
    schema = jsonschema_rs.validator_for(json.loads(SCHEMA.read_text(encoding="utf-8")))
    (path,) = (site / "_exports").glob("*.json")
    assert [*schema.iter_errors(json.loads(path.read_bytes()))] == []
