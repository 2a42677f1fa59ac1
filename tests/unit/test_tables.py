"""Computed tables, and what they are as CSV, JSON, Markdown and text."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

from speckb.tables import comparison
from speckb.tables.comparison import Column, Table
from speckb.tables.names import table_names
from tests.golden import golden
from tests.unit.lending import SLIPS, Lending

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus

GOLDEN = [
    *("loan-privacy", "offline-desk", "matrix", "demands-by-circumstance", "demands-by-duty"),
    *("verdicts", "LEND-1-verdicts", "village-shelf-verdicts", "claims-compared", "ancestors"),
    *("coverage-by-demand", "coverage-by-candidate"),
    *("coverage-by-circumstance", "coverage-by-duty"),
]
STARTS = ["\uff1d", "\uff0b", "\uff0d", "\uff20", "=", "+", "-", "@", "\t", "\n", "\r"]


def table(*rows: list[object], columns: str = "candidate value note") -> Table:
    names = columns.split()
    kinds = [Column(name, name, "text") for name in names]
    return Table("t", "A table", kinds, rows)


def read_csv(found: Table) -> list[list[str]]:
    return list(csv.reader(io.StringIO(comparison.to_csv(found))))


def rows(corpus: Corpus, name: str) -> list[tuple[object, ...]]:
    return list(comparison.table(corpus, name).frame.itertuples(index=False, name=None))


@pytest.mark.parametrize("name", GOLDEN)
def test_csv_is_what_it_was(name: str, full: Corpus) -> None:
    golden(f"{name}.csv", comparison.to_csv(comparison.table(full, name)))


def test_names_are_those_of_criteria_matrix_listings_entries_vocabularies_and_verdicts(
    lent: Corpus,
) -> None:
    assert table_names(lent) == [
        *("loan-privacy", "overdue-recall", "offline-desk"),
        "matrix",
        "traceability",
        *("candidates-at-a-glance", "demands-by-circumstance", "demands-by-duty"),
        *("works-named", "writers"),
        *("paper-slips", "union-catalogue", "swap-circle"),
        *("loan-privacy-values", "overdue-recall-values", "offline-desk-values"),
        *("verdicts", "verdict-words", "verdict-combination", "not-assessed"),
        *("LEND-1-verdicts", "paper-slips-verdicts", "union-catalogue-verdicts"),
        "swap-circle-verdicts",
    ]


def test_an_entry_s_table_has_a_row_per_criterion(lent: Corpus) -> None:
    assert list(comparison.table(lent, "union-catalogue").frame.columns) == [
        "yardstick",
        "value",
        "note",
        "editorial",
    ]
    assert rows(lent, "union-catalogue")[1:] == [
        (
            "overdue-recall",
            "rings-by-itself",
            "After 28 days | in summer after 42.",
            "The paper's table says 48; its text says 42.",
        ),
        ("offline-desk", "no", "Without the line the list is not reached.", ""),
    ]


def test_a_vocabulary_s_table_has_a_row_per_word_and_who_has_it(lent: Corpus) -> None:
    assert rows(lent, "offline-desk-values") == [
        ("yes", "lends on", "good", "It lends as before.", ["paper-slips", "swap-circle"]),
        ("no", "waits", "bad", "It waits for the line.", ["union-catalogue"]),
    ]
    assert comparison.table(lent, "offline-desk-values").columns[4].name == "candidate"


@pytest.mark.parametrize("name", ["LEND-1", "nothing", "loan_privacy"])
def test_an_unknown_table_is_refused_by_name(name: str, lent: Corpus) -> None:
    with pytest.raises(comparison.UnknownTableError, match=name):
        comparison.table(lent, name)


def test_a_criterion_s_table_has_a_row_per_compared_entry(lent: Corpus) -> None:
    assert rows(lent, "overdue-recall") == [
        ("paper-slips", "by-letter", ""),
        ("union-catalogue", "rings-by-itself", "After 28 days | in summer after 42."),
        ("swap-circle", "nobody-asks", "Nobody counts the days."),
    ]


def test_the_matrix_has_a_column_per_criterion(lent: Corpus) -> None:
    found = comparison.table(lent, "matrix")
    assert [c.name for c in found.columns] == [
        "candidate",
        "loan-privacy",
        "overdue-recall",
        "offline-desk",
    ]
    assert rows(lent, "matrix")[2] == ("swap-circle", "open-ledger", "nobody-asks", "yes")


def test_a_cell_that_is_missing_is_none(lending: Lending) -> None:
    lending.change(SLIPS, "  overdue-recall:\n    value: by-letter\n", "")
    assert rows(lending.corpus(), "matrix")[0][2] is None
    assert len(rows(lending.corpus(), "overdue-recall")) == 2


def test_what_the_source_does_not_state_is_none(lent: Corpus) -> None:
    assert rows(lent, "candidates-at-a-glance") == [
        ("paper-slips", "Paper slips", "van", 9.5, None),
        ("union-catalogue", "Union catalogue", "post", 2, 1),
        ("swap-circle", "Swap circle", "reader", None, None),
    ]


def test_groups_stand_in_the_source_s_order_and_the_rest_last(lent: Corpus) -> None:
    assert [row[:2] for row in rows(lent, "demands-by-circumstance")] == [
        ("flooded-branch", "LEND-10"),
        ("market-day", "LEND-1"),
        ("", "LEND-2"),
    ]


def test_groups_of_a_word_stand_in_the_schema_s_order(lent: Corpus) -> None:
    assert [row[:2] for row in rows(lent, "demands-by-duty")] == [
        ("MUST", "LEND-1"),
        ("MUST", "LEND-10"),
        ("SHOULD", "LEND-2"),
        ("MAY", "LEND-2"),
    ]


def test_tables_by_groups_and_the_trace_alone_join_equal_cells(lent: Corpus) -> None:
    joined = [name for name in table_names(lent) if comparison.table(lent, name).grouped]
    assert joined == ["traceability", "demands-by-circumstance", "demands-by-duty"]


def test_items_of_a_field_can_be_rows(lent: Corpus) -> None:
    assert rows(lent, "writers") == [("A. Reader", "Upper valley"), ("B. Lender", "Lower valley")]


def test_a_field_of_one_word_can_be_the_group(lending: Lending) -> None:
    lending.change("ubproject.toml", 'type = "candidate"', 'type = "candidate"\nby = "carrier"')
    found = rows(lending.corpus(), "candidates-at-a-glance")
    assert [row[:2] for row in found] == [
        ("van", "paper-slips"),
        ("post", "union-catalogue"),
        ("reader", "swap-circle"),
    ]


def test_json_of_a_comparison_is_a_list_of_candidate_value_note(full: Corpus) -> None:
    found = comparison.to_records(comparison.table(full, "overdue-recall"))
    assert [list(record) for record in found] == [["candidate", "value", "note"]] * 3
    assert found[0] == {"candidate": "paper-slips", "value": "by-letter", "note": ""}


def test_json_names_the_compared_type_as_the_settings_do(lent: Corpus) -> None:
    found = comparison.to_records(comparison.table(lent, "offline-desk"))
    assert found[2] == {"candidate": "swap-circle", "value": "yes", "note": ""}


def test_json_keeps_numbers_lists_and_nulls(lent: Corpus) -> None:
    records = comparison.to_records(comparison.table(lent, "candidates-at-a-glance"))
    assert [(r["days"], r["desks"]) for r in records] == [(9.5, None), (2, 1), (None, None)]
    demands = comparison.to_records(comparison.table(lent, "demands-by-duty"))
    assert json.loads(json.dumps(demands)) == demands
    (mixed,) = [r for r in comparison.to_records(comparison.table(lent, "demands-by-circumstance"))
                if r["demand"] == "LEND-2"]  # fmt: skip
    assert mixed["duty"] == ["SHOULD", "MAY"]


@pytest.mark.parametrize("start", STARTS)
def test_no_cell_of_a_csv_is_a_formula(start: str) -> None:
    cell = f"{start}cmd|' /C calc'!A0"
    assert comparison.safe(cell) == f"'{cell}".replace("\r", "\n")


@pytest.mark.parametrize("start", STARTS[:-1])
def test_no_cell_of_a_csv_is_read_as_a_formula(start: str) -> None:
    cell = f"{start}cmd|' /C calc'!A0"
    (_, row) = read_csv(table(["a", cell, [cell, "b"]]))
    assert row == ["a", f"'{cell}", f"'{cell}; b"]


@pytest.mark.parametrize("text", ["\rx", "x\r=1+1"])
def test_a_carriage_return_in_a_cell_ends_no_row(text: str) -> None:
    lines = comparison.to_csv(table(["a", text, "b"]))
    quoted = [cell for row in csv.reader(io.StringIO(lines, newline="")) for cell in row]
    assert len(quoted) == 6
    assert not [cell for cell in quoted if cell.startswith("=")]


@pytest.mark.parametrize("cell", ["a=b", "1-2", "-", "'=x", " =x", "", "é", "−1"])  # noqa: RUF001
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert comparison.safe(cell) == (cell if cell != "-" else "'-")


@pytest.mark.parametrize("number", [-1, 0, 2.5, None])
def test_numbers_are_no_formulas(number: object) -> None:
    assert comparison.safe(number) == number


def test_csv_quotes_what_it_must_and_ends_lines_with_lf() -> None:
    found = table(["a", 'one, "two"', "line\nline"], ["b", None, ["x", "y"]])
    assert comparison.to_csv(found) == (
        'candidate,value,note\na,"one, ""two""","line\nline"\nb,,x; y\n'
    )


def test_csv_keeps_letters_of_all_scripts() -> None:
    assert read_csv(table(["é", "日本", "😀\u2028"]))[1] == ["é", "日本", "😀\u2028"]


def markdown(*cells: object) -> str:
    """Return the last row of a Markdown table with these cells."""
    return comparison.to_markdown(table([*cells])).split("\n", 2)[2]


def test_markdown_is_a_table() -> None:
    lines = comparison.to_markdown(table(["a", "b", ["c", "d"]], ["1.10", None, ""])).split("\n")
    assert [[cell.strip() for cell in line.split("|")] for line in lines] == [
        ["", "candidate", "value", "note", ""],
        ["", "-------------", "---------", "--------", ""],
        ["", "a", "b", "c; d", ""],
        ["", "1.10", "", "", ""],
    ]


def test_a_pipe_ends_no_markdown_cell() -> None:
    assert markdown("a", "b | c", ["|", "d"]).replace("\\|", "").count("|") == 4


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n"])
def test_a_line_end_in_a_cell_starts_no_markdown_row(end: str) -> None:
    row = markdown("a", f"one{end}two", "c")
    assert "\n" not in row
    assert "\r" not in row


def test_text_keeps_a_word_that_looks_like_a_truth_value() -> None:
    assert "False" in comparison.to_text(table(["a", "False", "b"]))


def test_text_shows_a_cell_of_one_line_end() -> None:
    assert "candidate" in comparison.to_text(table(["a", "\n", "b"]))


def test_text_wraps_long_cells_and_keeps_words_as_typed() -> None:
    found = comparison.to_text(table(["a", "1.10", "word " * 40]))
    assert "1.10 " in found
    assert max(map(len, found.split("\n"))) < 80


def test_text_of_verdicts_has_no_columns_that_are_not_assessed(lent: Corpus) -> None:
    found = comparison.table(lent, "verdicts")
    shown = comparison.to_text(found)
    assert "LEND-2" not in shown.rpartition("\n")[0]
    assert shown.split("\n")[-1] == "Not assessed: LEND-2, LEND-10"
    assert "LEND-2" in comparison.to_csv(found).split("\n")[0]
    assert "LEND-2" in comparison.to_records(found)[0]


@pytest.mark.parametrize("number", [1, 5, 40])
@pytest.mark.parametrize("name", ["R{}", "A-LONG-NAME-OF-A-DEMAND-{}", "x" * 70 + "{}"])
def test_text_of_verdicts_fits_a_terminal(name: str, number: int) -> None:
    names = [name.format(place) for place in range(2 * number)]
    columns = [Column("candidate", "Candidate", "entry")]
    columns += [Column(n, n, "verdict", n, hidden=i >= number) for i, n in enumerate(names)]
    row = ["inherited: not-assessed"] * len(names)
    shown = comparison.to_text(Table("t", "T", columns, [["c" * 60, *row], ["d", *row]]))
    assert max(map(len, shown.split("\n"))) <= 100
    assert shown.count("inherited:") == 2 * number
    assert shown.split("\n")[-1].startswith("Not assessed: ")
    assert name != "R{}" or all(f" {one} " in shown for one in names[:number])


@pytest.mark.parametrize("style", [comparison.to_markdown, comparison.to_text])
def test_text_shows_nothing_where_nothing_is_stated(style: object, lent: Corpus) -> None:
    shown = style(comparison.table(lent, "candidates-at-a-glance"))  # type: ignore[operator]
    assert "None" not in shown
    assert "nan" not in shown.lower()


def test_empty_tables_have_their_headings() -> None:
    found = table()
    assert comparison.to_csv(found) == "candidate,value,note\n"
    assert comparison.to_records(found) == []
    assert comparison.to_markdown(found).split("\n")[0].split("|")[1].strip() == "candidate"
    assert "candidate" in comparison.to_text(found)


def test_every_table_of_an_empty_knowledge_base_is_empty(lending: Lending) -> None:
    for path in lending.root.rglob("*.md"):
        path.unlink()
    corpus = lending.corpus()
    for name in table_names(corpus):
        found = comparison.table(corpus, name)
        if name in {"verdict-words", "verdict-combination"}:  # what the settings say
            continue
        assert comparison.to_records(found) == []
        assert comparison.to_csv(found).count("\n") == 1


@pytest.mark.parametrize("which", ["knowledge", "lent"])
def test_every_table_s_columns_and_keys_fit(which: str, request: pytest.FixtureRequest) -> None:
    corpus: Corpus = request.getfixturevalue(which)
    for name in table_names(corpus):
        found = comparison.table(corpus, name)
        assert [c.name for c in found.columns] == list(found.frame.columns)
        for write in (comparison.to_csv, comparison.to_markdown, comparison.to_text):
            assert write(found)
