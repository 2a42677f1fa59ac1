"""Tables, values and dates in another language: what programs read stays as it is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from speckb import language
from speckb.corpus.settings.types import Role
from speckb.tables import fragments
from speckb.tables.comparison import table, to_csv, to_records
from speckb.tables.entry_list import entry_list
from speckb.tables.names import table_names
from speckb.typst.front_matter import front_matter
from speckb.typst.imprint import Imprint

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from speckb.corpus.corpus import Corpus
    from tests.unit.lending import Lending

    German = Callable[[Mapping[str, str]], None]

WORDS = {
    "Value": "Wert",
    "all": "alle",
    "none named": "keine genannt",
    "not stated": "keine Angabe",
    "good": "gut",
    "{first} or {last}": "{first} oder {last}",
}


def test_csv_json_and_addresses_are_the_same_in_each_language(
    lending: Lending, german: German
) -> None:
    def machine(corpus: Corpus) -> list[object]:
        found = [table(corpus, name) for name in table_names(corpus)]
        rows = [row.id for one in found for row in fragments.rows(corpus, one)]
        lists = [entry_list(corpus, kind).parts for kind in corpus.settings.types.values()]
        anchors = [part.anchor for parts in lists for part in parts]
        return [[to_csv(one) for one in found], [to_records(one) for one in found], rows, anchors]

    english = machine(lending.corpus())
    german(WORDS)
    assert machine(lending.corpus()) == english


def test_readers_see_headings_and_cells_in_the_language(lending: Lending, german: German) -> None:
    german(WORDS)
    corpus = lending.corpus()

    def cells(name: str) -> list[str]:
        rows = fragments.rows(corpus, table(corpus, name))
        return [piece.text for row in rows for cell in row.cells for piece in cell]

    assert [column.title for column in table(corpus, "loan-privacy").columns][1] == "Wert"
    assert "alle" in cells("verdict-combination")
    assert "keine genannt" in cells("demands-by-circumstance")
    assert "keine Angabe" in cells("candidates-at-a-glance")
    assert "gut" in cells("loan-privacy-values")


def test_a_type_in_a_sentence_keeps_its_capital_where_the_language_has_it(
    lending: Lending, german: German
) -> None:
    kinds = lending.corpus().settings.types
    both = Role((kinds["candidate"], kinds["demand"]))
    assert both.noun == "lending candidate or demand"
    german(WORDS)
    assert both.noun == "Lending candidate oder Demand"


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("en", "1 March 2026"),
        ("en-US", "1 March 2026"),
        ("de", "1. M\u00e4rz 2026"),
        ("pt-BR", "1 de mar\u00e7o de 2026"),
        ("zh-Hans", "2026\u5e743\u67081\u65e5"),
        ("qx", "2026-03-01"),
    ],
)
def test_a_date_in_prose_is_that_of_the_language(code: str, shown: str, german: German) -> None:
    german({})
    language.use(code)
    assert language.day(date(2026, 3, 1)) == shown


def test_a_reference_is_in_the_language_and_bibtex_as_programs_read_it(german: German) -> None:
    german({"release {name}": "Ausgabe {name}", "How to cite": "Zitieren"})
    made = front_matter(Imprint("T", "2", "1. M\u00e4rz", "2026-03-01", authors=["A", "B"]), "")
    assert "Zitieren" in made
    assert "Ausgabe 2" in made
    assert "author = {{A} and {B}}" in made.replace("\\u{7b}", "{")
