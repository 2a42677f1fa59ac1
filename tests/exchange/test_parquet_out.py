"""The entries as Parquet, opened by DuckDB and by pandas."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet as pq

from speckb.exchange.exporting import parquet
from speckb.exchange.exporting.tables import as_shown
from speckb.tables.verdicts import verdict
from tests.exchange.bases import EACH, base, harmful
from tests.unit.lending import Lending

duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed (peers)")

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "all.parquet"


def types(path: Path) -> dict[str, str]:
    """Return the types of the columns as DuckDB has them, those of lists by their beginning."""
    return {row[0]: row[1] for row in duckdb.sql(f"describe select * from '{path}'").fetchall()}


@pytest.mark.parametrize("name", EACH)
def test_a_row_for_each_entry_with_its_links(name: str, file: Path) -> None:
    corpus = base(name)
    file.write_bytes(parquet.data(corpus))
    assert file.read_bytes() == parquet.data(corpus)
    rows = duckdb.sql(f"select id, type, title, heading, path, prose, links from '{file}'")
    found = {row[0]: row[1:] for row in rows.fetchall()}
    assert found.keys() == corpus.entries.keys()
    for key, (kind, title, heading, path, prose, links) in found.items():
        entry = corpus.entries[key]
        assert (kind, title, heading) == (entry.type.name, entry.title, entry.heading)
        assert (path, prose or "") == (entry.path, entry.source.body.strip("\n"))
        assert [(one["kind"], one["target"], one["reason"] or "") for one in links] == [
            (link.kind, link.target, link.reason)
            for link in as_shown(corpus, corpus.entries[key]).outgoing.get(key, ())
        ]
    frame = pd.read_parquet(file)
    assert list(frame["id"]) == list(found)


def test_columns_have_the_types_of_fields(file: Path) -> None:
    file.write_bytes(parquet.data(base("second")))
    found = types(file)
    assert (found["days"], found["desks"], found["year"]) == ("DOUBLE", "BIGINT", "BIGINT")
    assert (found["carrier"], found["duty"]) == ("VARCHAR", "VARCHAR[]")
    assert found["links"].startswith("STRUCT(kind VARCHAR, title VARCHAR,")
    query = f"select id, days, carrier, duty from '{file}' where type in ('candidate', 'demand')"
    rows = {row[0]: row[1:] for row in duckdb.sql(query).fetchall()}
    assert rows["paper-slips"] == (9.5, "van", None)
    assert rows["LEND-1"] == (None, None, ["MUST"])
    frame = pd.read_parquet(file).set_index("id")
    assert str(frame["days"].dtype) == "float64"
    assert frame["days"].isna().sum() == 15 - 2  # the third candidate does not state it


def test_verdicts_and_values_are_records(file: Path) -> None:
    corpus = base("main 2026")
    file.write_bytes(parquet.data(corpus))
    query = f"""
        select id, v.about, v.verdict, v.settled, v.conditions, v.reasons
        from (select id, unnest(verdicts) as v from '{file}')
    """
    rows = duckdb.sql(query).fetchall()
    assert len(rows) == 702
    for entry, about, word, settled, conditions, reasons in rows:
        known = verdict(corpus, corpus.entries[entry], corpus.entries[about])
        assert (word, settled, conditions) == (known.word, known.settled, [*known.conditions])
        assert [(one["criterion"], one["verdict"], one["note"] or "") for one in reasons] == [
            (by.criterion, by.word, by.note) for by in known.reasons
        ]
    query = f"select count(*) from (select unnest(criteria) from '{file}')"
    assert duckdb.sql(query).fetchall() == [(sum(len(e.assessments) for e in corpus.compared),)]


def test_backlinks_lead_from_their_sources(file: Path) -> None:
    file.write_bytes(parquet.data(base("second")))
    query = f"""
        select b.kind, b.title, b.source, b.reason
        from (select unnest(backlinks) as b from '{file}' where id = 'market-day')
    """
    assert (
        "prompted_by",
        "Prompts",
        "LEND-1",
        "On market day many people stand at one desk and see what the others borrow.",
    ) in duckdb.sql(query).fetchall()


def test_fields_that_types_declare_differently_are_text(file: Path, tmp_path: Path) -> None:
    lending = Lending(tmp_path / "lending")
    parts = {
        "demand": {"kept": {"type": "boolean"}, "when": {"type": "string", "format": "date"}},
        "work": {"kept": {"type": "string"}, "Links": {"type": "string"}, "Kept": {}},
    }
    for name, fields in parts.items():
        schema = json.loads(lending.text(f"schemas/{name}.json"))
        schema["properties"] |= fields
        lending.write(f"schemas/{name}.json", json.dumps(schema))
    lending.change("demands/LEND-1.md", "order: 1", 'order: 1\nkept: true\nwhen: "2026-09-30"')
    corpus = lending.corpus()
    file.write_bytes(parquet.data(corpus))
    found = types(file)
    assert (found["kept"], found["when"], found["field_Links"]) == ("VARCHAR", "DATE", "VARCHAR")
    assert "field_Kept" in found
    query = f"select kept, \"when\" from '{file}' where id = 'LEND-1'"
    assert duckdb.sql(query).fetchall() == [("true", date(2026, 9, 30))]


FORMS = [
    ([("integer", 1), ("integer", "unknown"), ("", None)], "int64", [1, None, None]),
    ([("integer", 1), ("number", 2.5)], "double", [1.0, 2.5]),
    ([("integer", 1), ("integer", "many")], "string", ["1", "many"]),
    ([("boolean", True), ("boolean", None)], "bool", [True, None]),
    ([("boolean", True), ("text", "x")], "string", ["true", "x"]),
    ([("date", "2026-09-30"), ("date", None)], "date32[day]", [date(2026, 9, 30), None]),
    ([("date", "2026-09-30"), ("date", "2026")], "string", ["2026-09-30", "2026"]),
    ([("list", ["a"]), ("text or list", "b")], "list<element: string>", [["a"], ["b"]]),
    ([("list", ["a;", "b"]), ("text", "c")], "string", ['["a;", "b"]', "c"]),
    ([("json", {"a": [1]})], "string", ['{"a": [1]}']),
    ([], "string", []),
]


@pytest.mark.parametrize(("cells", "name", "values"), FORMS)
def test_type_of_a_column(cells: list[tuple[str, object]], name: str, values: list[object]) -> None:
    made = parquet._array(cells, "unknown")
    assert str(made.type).replace("item", "element") == name
    assert made.to_pylist() == values


def test_file_says_what_types_fields_and_words_mean(file: Path) -> None:
    corpus = base("main 2026")
    file.write_bytes(parquet.data(corpus))
    metadata = {
        key.decode(): json.loads(value)
        for key, value in pq.read_metadata(file).metadata.items()
        if key.startswith(b"speckb.")
    }
    assert metadata["speckb.edition"] == "2026"
    assert metadata["speckb.types"].keys() == corpus.settings.types.keys()
    columns = pq.read_schema(file).names
    for kind in metadata["speckb.types"].values():
        assert {field["column"] for field in kind["fields"]} <= {*columns}
    path = [f for f in metadata["speckb.types"]["mechanism"]["fields"] if f["name"] == "path"]
    assert path[0]["column"] == "field_path"
    words = {(one["of"], one["field"], one["word"]) for one in metadata["speckb.vocabularies"]}
    assert ("mechanism", "path", "both") in words
    assert metadata["speckb.links"]["assesses"]["title"]


def test_texts_come_as_they_are(file: Path, tmp_path: Path) -> None:
    corpus = harmful(tmp_path / "lending")
    file.write_bytes(parquet.data(corpus))
    rows = dict(duckdb.sql(f"select id, title from '{file}'").fetchall())
    assert rows == {entry.id: entry.title for entry in corpus.entries.values()}
    assert pq.read_schema(file).field("title").type == pa.string()
