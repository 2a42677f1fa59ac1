"""Queries in prose: what they choose, tables and drawings of it, and the ids that they name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from speckb.cli.main import main
from speckb.corpus.prose.forms import FORMS, option_value
from speckb.corpus.queries import DIRECTIVES, Query, of_count
from speckb.sphinxext.queries import KINDS
from speckb.tables import comparison
from speckb.tables.charts.flow import chart
from speckb.tables.flow import flow
from speckb.tables.fragments import rows
from speckb.tables.queries import chosen, counted, filled
from tests.unit.lending import SLIPS

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus
    from tests.unit.lending import Lending


def query(kind: str = "needlist", argument: str = "", **options: str) -> Query:
    return Query(kind, argument, tuple(sorted(options.items())), "words")


def ids(corpus: Corpus, **options: str) -> list[str]:
    return [entry.id for entry in chosen(corpus, query(**options))]


def test_entries_come_in_the_order_of_types_and_of_the_source(lent: Corpus) -> None:
    assert ids(lent, types="work, Demand; circumstance", filter='id != "ALMANAC-7"') == [
        *("LEND-1", "LEND-2", "LEND-10", "flooded-branch", "market-day"),
        *("HARBOUR-1911", "QUILL-RULES"),
    ]


@pytest.mark.parametrize(
    ("field", "order"),
    [
        ("title", ["LEND-10", "LEND-1", "LEND-2"]),
        ("id", ["LEND-1", "LEND-2", "LEND-10"]),
        ("order", ["LEND-1", "LEND-2", "LEND-10"]),
        ("draws_on", ["LEND-2", "LEND-10", "LEND-1"]),
    ],
)
def test_a_query_sorts_as_people_do_and_puts_what_has_no_value_first(
    field: str, order: list[str], lent: Corpus
) -> None:
    assert ids(lent, types="demand", sort_by=field) == order


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"market-day" in prompted_by', ["LEND-1"]),
        ("len(prompted_by_back) > 0", ["flooded-branch", "market-day"]),
        ('type_name == "Demand" and not prompted_by', ["LEND-2"]),
        ("days >= 9.5", ["paper-slips"]),
        ("desks is not None", ["union-catalogue"]),
        ('docname.startswith("demands/") and c.this_doc()', []),
        ('overdue_recall_value == "by-letter"', ["paper-slips"]),
        ('LEND_1_verdict == "partly"', ["paper-slips"]),
    ],
)
def test_a_filter_sees_fields_links_in_both_directions_values_and_verdicts(
    text: str, found: list[str], lent: Corpus
) -> None:
    assert ids(lent, filter=text) == found


def test_a_page_that_is_an_entry_is_this_document(lent: Corpus) -> None:
    here = query(filter="c.this_doc()")._replace(page="demands/LEND-1")
    assert [entry.id for entry in chosen(lent, here)] == ["LEND-1"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ('type == "demand"', "3"),
        ("False", "0"),
        ('type == "demand" and "MUST" in duty ? type == "demand"', "66.7"),
        ("True ? False", "0.0"),
    ],
)
def test_a_count_is_a_number_or_a_share_in_percent(text: str, number: str, lent: Corpus) -> None:
    assert counted(lent, of_count(text, "words")) == number


def test_words_of_a_link_have_the_values_of_its_entry(lent: Corpus) -> None:
    entry = lent.entries["LEND-1"]
    assert filled(lent, entry, "[[id]] ([[ duty ]], [[combination]]) [[") == "LEND-1 (MUST, ) [["


PAGE = """\
# Notes

:::{{needtable}} Candidates by what they do
:name: candidates-by-value
:types: candidate
:columns: {}
:::
"""


def table(lending: Lending, columns: str) -> tuple[list[str], list[list[str]]]:
    """Return the headings and the cells of a table, as readers see them."""
    lending.page("notes.md", PAGE.format(columns))
    assert lending.said() == "no findings"
    corpus = lending.corpus()
    found = comparison.table(corpus, "candidates-by-value")
    assert found.caption == "Candidates by what they do"
    heads = [column.title for column in found.columns if not column.hidden]
    cells = [
        [", ".join(piece.text for piece in cell) for cell in row.cells]
        for row in rows(corpus, found)
    ]
    return heads, cells


def test_a_table_shows_fields_values_and_verdicts_as_all_tables_do(lending: Lending) -> None:
    columns = 'title, carrier, overdue_recall_value, LEND_1_verdict as "Secret?", grew_from_back'
    heads, cells = table(lending, columns)
    assert heads == [
        *("Lending candidate", "Carrier", "Recall of overdue books", "Secret?", "Grew into")
    ]
    assert cells[0] == [
        "Paper slips",
        "the weekly van",
        "by letter",
        "half kept",
        "Union catalogue",
    ]
    assert cells[1][4] == "none named"


def test_a_name_that_is_a_title_has_one_column(lending: Lending) -> None:
    heads, cells = table(lending, "id, title, type, desks")
    assert heads == ["Lending candidate", "Type", "Desks"]
    assert cells[0] == ["Paper slips", "Lending candidate", "not stated"]


def test_a_cell_is_empty_where_the_type_of_the_row_has_no_such_field(lending: Lending) -> None:
    page = PAGE.format("id, duty, prompted_by").replace("types: candidate", "types: demand, work")
    lending.page("notes.md", page)
    corpus = lending.corpus()
    found = rows(corpus, comparison.table(corpus, "candidates-by-value"))
    cells = {row.id: ["".join(p.text for p in cell) for cell in row.cells] for row in found}
    assert cells["table-candidates-by-value-LEND-2"] == ["LEND-2", "SHOULDMAY", "none named"]
    assert cells["table-candidates-by-value-QUILL-RULES"] == ["<Quill>", "", ""]


def test_a_table_is_printed_with_the_others(
    lending: Lending, capsys: pytest.CaptureFixture[str]
) -> None:
    lending.page("notes.md", PAGE.format("id, days"))
    arguments = ["--root", str(lending.root), "tables", "candidates-by-value", "--format", "csv"]
    assert main(arguments) == 0
    assert capsys.readouterr().out.splitlines()[:2] == ["id,days", "paper-slips,9.5"]


def layers(corpus: Corpus, **options: str) -> list[list[str]]:
    found = flow(corpus, query("needflow", "", **options))
    return [[entry.id for entry in layer] for layer in found.layers]


def test_a_flow_puts_an_entry_beside_those_that_its_links_lead_to(lent: Corpus) -> None:
    assert layers(lent, types="circumstance, demand, yardstick") == [
        ["flooded-branch", "market-day"],
        ["LEND-1", "LEND-10", "offline-desk"],
        ["loan-privacy"],
    ]
    apart = flow(lent, query("needflow", "", types="demand, circumstance")).apart
    assert [entry.id for entry in apart] == ["LEND-2"]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"root_depth": "1"}, ["market-day", "HARBOUR-1911", "LEND-1", "loan-privacy"]),
        ({"root_depth": "1", "root_direction": "incoming"}, ["LEND-1", "loan-privacy"]),
        (
            {"root_direction": "outgoing", "link_types": "prompted_by"},
            ["market-day", "LEND-1"],
        ),
        ({"root_depth": "1", "types": "work"}, ["HARBOUR-1911", "LEND-1"]),
        ({"root_depth": "0"}, []),
    ],
)
def test_a_flow_begins_at_one_entry(
    options: dict[str, str], found: list[str], lent: Corpus
) -> None:
    made = layers(lent, root_id="LEND-1", **options)
    assert sorted(name for layer in made for name in layer) == sorted(found)


def test_links_in_a_circle_are_drawn_and_end(lending: Lending) -> None:
    lending.change(SLIPS, "carrier:", "grew_from:\n  union-catalogue: It came back.\ncarrier:")
    corpus = lending.corpus()
    asked = query("needflow", "", types="candidate", link_types="grew_from")
    found = flow(corpus, asked)
    arrows = {(arrow.source, arrow.target) for arrow in found.arrows}
    assert arrows >= {("paper-slips", "union-catalogue"), ("union-catalogue", "paper-slips")}
    svg = chart(corpus, found, "A circle", lambda entry, _anchor: f"#{entry}")
    assert svg.count("data-from=") == len(arrows)


def test_a_link_past_a_layer_goes_between_its_boxes(lending: Lending) -> None:
    lending.change(SLIPS, "carrier:", "draws_on: [QUILL-RULES]\ncarrier:")
    corpus = lending.corpus()
    asked = query("needflow", "", types="candidate, work", link_types="draws_on, grew_from")
    svg = chart(corpus, flow(corpus, asked), "Works", lambda _entry, _anchor: "")
    boxes = {
        name: (float(y), float(y) + float(high))
        for name, y, high in re.findall(
            r'data-id="([^"]+)" class="node"><title>.*?</title><rect[^>]*? y="([\d.]+)"'
            r'[^>]*? height="([\d.]+)"',
            svg,
        )
    }
    (line,) = re.findall(
        r'<path d="([^"]+)"[^>]* data-from="QUILL-RULES" data-to="union-catalogue"', svg
    )
    points = [tuple(map(float, pair)) for pair in re.findall(r"([\d.]+),([\d.]+)", line)]
    straight = {y for _, y in points[3:5]}
    top, bottom = boxes["paper-slips"]
    assert len(straight) == 1
    assert not top < straight.pop() < bottom


NOTES = """\
# Notes

{{need}}`{0}`, {{need}}`it <{0}>`,
{{need_count}}`"{0}" in prompted_by or id == '{0}' or title == "market-day"`.

```{{needlist}}
:filter: ("{0}" in prompted_by) or "{0}" in title
```

```{{needflow}} A drawing
:name: market-day
:alt: A drawing
:root_id: {0}
```
"""


def test_ids_in_roles_and_filters_follow_a_rename(
    lending: Lending, capsys: pytest.CaptureFixture[str]
) -> None:
    lending.page("notes.md", NOTES.format("market-day"))
    assert main(["--root", str(lending.root), "rename", "market-day", "fair-day"]) == 0
    capsys.readouterr()
    kept = NOTES.format("fair-day").replace('"fair-day" in title', '"market-day" in title')
    assert lending.text("notes.md") == kept
    assert lending.rules() == []


def test_fields_that_are_named_after_an_entry_follow_its_rename(
    lending: Lending, capsys: pytest.CaptureFixture[str]
) -> None:
    text = PAGE.format("title, overdue_recall_value, overdue_recall_note")
    text = text.replace(":columns", ":filter: overdue_recall_value == 'by-letter'\n:columns")
    text += "\n{need}`[[id]]: [[overdue_recall_value]] <paper-slips>`\n"
    lending.page("notes.md", text)
    assert main(["--root", str(lending.root), "rename", "overdue-recall", "recall"]) == 0
    capsys.readouterr()
    assert lending.text("notes.md") == text.replace("overdue_recall", "recall")
    assert lending.rules() == []


def test_what_a_filter_names_is_not_removed(
    lending: Lending, capsys: pytest.CaptureFixture[str]
) -> None:
    text = '# Notes\n\n{need}`LEND-2`: {need_count}`id == "LEND-2"`.\n'
    lending.page("notes.md", text)
    command = ["--root", str(lending.root), "remove", "LEND-2", "--unlink", "--reason", "None."]
    assert main(command) == 1
    assert "notes.md:3:28: error: 'LEND-2' was removed" in capsys.readouterr().out
    lending.write("notes.md", text.split(":", maxsplit=1)[0] + ".\n")
    assert main(command) == 0
    assert lending.text("notes.md") == "# Notes\n\nLEND-2.\n"


@pytest.mark.parametrize("name", DIRECTIVES)
def test_the_build_has_the_options_that_the_check_allows(name: str) -> None:
    made = KINDS[name]
    assert made.option_spec is not None
    assert made.option_spec.keys() == FORMS[name].options.keys()
    assert made.required_arguments == (1 if FORMS[name].argument else 0)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("\"a\" == 'b'", None),
        ("'a' in b", None),
        ("'it''s'", "it's"),
        ('"two words"', "two words"),
        ('("a") in b', '("a") in b'),
        ("a # b", None),
        ("a#b", "a#b"),
        ("# b", None),
        ("| a", None),
        ("> a", None),
        ("", ""),
        ('"', None),
        ("''", ""),
    ],
)
def test_an_option_is_read_as_the_site_reads_it(typed: str, value: str | None) -> None:
    from myst_parser.parsers.options import TokenizeError, options_to_items  # noqa: PLC0415

    found, problem = option_value(typed)
    assert bool(problem) is (value is None)
    try:
        ((_, theirs),), state = options_to_items(f"name: {typed}")
    except (TokenizeError, ValueError):
        assert value is None
    else:
        assert value is None or (found == theirs == value and not state.has_comments)
