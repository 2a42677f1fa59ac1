"""The tables of a knowledge base, and both forms of CSV."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis.strategies import text

from speckb.exchange import formulas
from speckb.exchange.exporting import csv_files, tables
from speckb.exchange.importing import reading
from speckb.exchange.importing.readers import csv_file
from speckb.tables.comparison import FORMULA
from speckb.tables.verdicts import verdict
from tests.exchange.bases import EACH, EPOCH, HARMFUL, base, differing, harmful
from tests.unit.lending import Lending

duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed (peers)")

if TYPE_CHECKING:
    from pathlib import Path

    from speckb.exchange.exporting.tables import Table


def by_name(name: str) -> dict[str, Table]:
    return {table.name: table for table in tables.tables(base(name))}


def dicts(table: Table) -> list[dict[str, Any]]:
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


@pytest.mark.parametrize("name", EACH)
def test_each_type_has_a_table_of_its_entries(name: str) -> None:
    corpus, found = base(name), by_name(name)
    for kind in corpus.settings.types:
        ids = [entry.id for entry in corpus.by_type[kind]]
        assert [row["id"] for row in dicts(found[kind])] == ids
    assert {row["id"] for row in dicts(found["entries"])} == corpus.entries.keys()


@pytest.mark.parametrize("name", EACH)
def test_keys_are_different_in_each_row(name: str) -> None:
    for table in by_name(name).values():
        keys = [tuple(row[part] for part in table.key) for row in dicts(table)]
        assert not table.key or len(keys) == len(set(keys)), table.name


def test_links_have_titles_in_both_directions() -> None:
    rows = dicts(by_name("second")["links"])
    assert {
        "source": "LEND-1",
        "source_type": "demand",
        "kind": "prompted_by",
        "title": "Prompted by",
        "title_back": "Prompts",
        "target": "market-day",
        "target_type": "circumstance",
        "reason": "On market day many people stand at one desk and see what the others borrow.",
    } in rows
    assert len(rows) == sum(map(len, base("second").outgoing.values()))


def test_verdicts_come_with_their_reasons() -> None:
    corpus, found = base("main 2026"), by_name("main 2026")
    reasons = dicts(found["verdict_reasons"])
    for row in dicts(found["verdicts"]):
        known = verdict(corpus, corpus.entries[row["entry"]], corpus.entries[row["about"]])
        assert (row["verdict"], row["settled"]) == (known.word, known.settled)
        assert row["conditions"] == ([*known.conditions] or None)
        own = [r for r in reasons if (r["entry"], r["about"]) == (row["entry"], row["about"])]
        assert [(r["criterion"], r["value"], r["verdict"]) for r in own] == [
            (by.criterion, by.value, by.word) for by in known.reasons
        ]


def test_vocabularies_and_fields_name_all_words() -> None:
    found = by_name("second")
    words = {(row["of"], row["field"], row["word"]): row for row in dicts(found["vocabularies"])}
    assert words["candidate", "carrier", "van"]["title"] == "the weekly van"
    assert words["loan-privacy", "value", "sealed-envelope"]["meaning"]
    assert words[None, "verdict", "met"]["title"] == "kept"
    carrier = {(row["type"], row["field"]): row for row in dicts(found["fields"])}
    assert carrier["candidate", "carrier"] == {
        "type": "candidate",
        "field": "carrier",
        "title": "Carrier",
        "description": "What brings the book.",
        "form": "text",
        "required": True,
    }


def test_a_type_may_be_named_like_a_derived_table(tmp_path: Path) -> None:
    lending = Lending(tmp_path / "lending")
    text = lending.text("ubproject.toml")
    lending.write("ubproject.toml", re.sub(r"\bwork\b(?!s)", "values", text))
    (lending.root / "schemas/work.json").rename(lending.root / "schemas/values.json")
    corpus = lending.corpus()
    assert "values" in corpus.settings.types
    names = [table.name for table in tables.tables(corpus)]
    assert "values" in names
    assert "values_" in names


@pytest.mark.parametrize("name", EACH)
def test_csv_of_all_entries_comes_back_without_loss(name: str, tmp_path: Path) -> None:
    path = tmp_path / "all.csv"
    path.write_bytes(csv_files.data(base(name)))
    found = reading.read(path)
    assert differing(base(name), found) == []
    assert found.ids == "id"
    heads = path.read_text("utf-8-sig").partition("\n")[0].split(",")
    assert heads[:2] == ["type", "id"]
    assert heads[-1] == "prose"


@pytest.mark.parametrize("name", EACH)
def test_both_forms_have_the_same_bytes_each_time(name: str) -> None:
    corpus = base(name)
    assert csv_files.data(corpus) == csv_files.data(corpus)
    assert csv_files.package(corpus, EPOCH) == csv_files.package(corpus, EPOCH)
    with zipfile.ZipFile(io.BytesIO(csv_files.package(corpus, EPOCH))) as archive:
        assert {one.date_time for one in archive.infolist()} == {(2007, 9, 20, 0, 0, 0)}


@given(text())
@example("'=x")
@example("''+x")
@example("-5")
@example("'-5")
@example("-5\n")
def test_disarmed_text_is_no_formula_and_comes_back(cell: str) -> None:
    safe = formulas.disarmed(cell)
    assert not safe.startswith(FORMULA) or formulas.FIGURE.fullmatch(safe)
    assert formulas.armed(safe) == cell


def test_harmful_cells_are_disarmed_and_come_back(tmp_path: Path) -> None:
    corpus = harmful(tmp_path / "lending")
    assert [corpus.entries[f"slips-{n}"].title for n in range(len(HARMFUL))] == HARMFUL
    data = csv_files.data(corpus)
    for cells in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        for cell in cells:
            assert not cell.startswith(FORMULA) or formulas.FIGURE.fullmatch(cell)
    path = tmp_path / "all.csv"
    path.write_bytes(data)
    assert differing(corpus, csv_file.read(path)) == []


@pytest.mark.parametrize("name", EACH)
def test_package_says_what_its_tables_have(name: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(csv_files.package(base(name), EPOCH))) as archive:
        archive.extractall(tmp_path)
    described = json.loads((tmp_path / "datapackage.json").read_text())
    resources = {one["name"]: one for one in described["resources"]}
    content: dict[str, list[dict[str, str]]] = {}
    for key, one in resources.items():
        assert re.fullmatch(r"[-a-z0-9._]+", key)
        with (tmp_path / one["path"]).open(encoding="utf-8-sig", newline="") as lines:
            content[key] = list(csv.DictReader(lines))
    for key, rows in content.items():
        for field in resources[key]["schema"]["fields"]:
            limits = field.get("constraints", {})
            cells = [row[field["name"]] for row in rows]
            assert not limits.get("required") or all(cells), (key, field)
            if "enum" in limits:
                assert {*cells} <= {"", *limits["enum"]}, (key, field)
            if field["type"] == "integer":
                assert all(re.fullmatch(r"-?\d*", cell) for cell in cells), (key, field)
        for foreign in resources[key]["schema"].get("foreignKeys", ()):
            known = {row["id"] for row in content[foreign["reference"]["resource"]]}
            assert {row[foreign["fields"]] for row in rows} <= known
    links = resources["links"]["schema"]
    assert {one["fields"] for one in links["foreignKeys"]} == {"source", "target"}
    query = f"select count(*) from read_csv('{tmp_path}/links.csv')"
    assert duckdb.sql(query).fetchall() == [(len(content["links"]),)]


def test_what_is_computed_says_in_which_editions_it_holds() -> None:
    corpus = base("main")
    for table in tables.tables(corpus):
        if table.name not in {"links", "values", "verdicts", "verdict_reasons"}:
            assert "editions" not in {column.name for column in table.columns}
            continue
        assert table.columns[-1].name == "editions"
        for edition in corpus.settings.editions:
            view = next(t for t in tables.tables(corpus.at(edition.id)) if t.name == table.name)
            rows = [[*row[:-1]] for row in table.rows if edition.id in row[-1]]
            assert sorted(map(repr, rows)) == sorted({repr([*row]) for row in view.rows})
