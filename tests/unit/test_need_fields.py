"""Fields that several types have, as the one field that sphinx-needs knows of that name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from speckb.tables.need_fields import fields, type_schemas, values

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus
    from tests.unit.lending import Lending

PLAIN: dict[str, Any] = {"title": "Kept", "type": "string", "minLength": 3, "pattern": "^[a-z]+$"}


def choice(*words: str) -> dict[str, Any]:
    return {"title": "Kept", "oneOf": [{"const": word, "title": word} for word in words]}


def with_field(lending: Lending, **parts: dict[str, Any]) -> None:
    """Give types a field called `kept`."""
    for name, part in parts.items():
        path = f"schemas/{name}.json"
        schema = json.loads(lending.text(path))
        schema["properties"]["kept"] = part
        lending.write(path, json.dumps(schema))


def joined(lending: Lending) -> dict[str, Any]:
    (found,) = [field for field in fields(lending.corpus()) if field.name == "kept"]
    return found.schema


def own(lending: Lending, name: str) -> dict[str, Any]:
    """Return what a type asks for beside what the common field asks for."""
    (found,) = [s for s in type_schemas(lending.corpus())["schemas"] if s["id"] == name]
    part: dict[str, Any] = found["validate"]["local"]["properties"].get("kept", {})
    return part


def test_a_field_allows_the_words_of_each_type_that_has_it(lending: Lending) -> None:
    with_field(lending, work=choice("shut", "open"), demand=choice("open", "lost"))
    found = joined(lending)
    assert found["type"] == "string"
    assert sorted(found["enum"]) == ["lost", "open", "shut"]


def test_each_type_still_allows_its_own_words_alone(lending: Lending) -> None:
    with_field(lending, work=choice("shut", "open"), demand=choice("open", "lost"))
    assert own(lending, "work")["enum"] == ["shut", "open"]
    assert own(lending, "demand")["enum"] == ["open", "lost"]


def test_a_field_that_is_a_choice_in_one_type_alone_allows_any_word(lending: Lending) -> None:
    for one, other in (("work", "demand"), ("demand", "work")):
        with_field(lending, **{one: PLAIN, other: choice("open", "shut")})
        assert joined(lending) == {"type": "string"}
        assert own(lending, other)["enum"] == ["open", "shut"]
        assert own(lending, one) == {
            "type": "string",
            "minLength": 3,
            "pattern": "^[a-z]+$",
        }


def test_what_all_types_ask_of_a_field_the_field_asks_itself(lending: Lending) -> None:
    with_field(lending, work=PLAIN, demand=PLAIN | {"minLength": 5})
    assert joined(lending) == {"type": "string", "pattern": "^[a-z]+$"}
    with_field(lending, demand=PLAIN)
    assert joined(lending) == {"type": "string", "minLength": 3, "pattern": "^[a-z]+$"}
    assert own(lending, "work") == {}


def test_each_criterion_gives_fields_for_its_value_its_condition_and_both_remarks(
    lent: Corpus,
) -> None:
    found = {field.name: field for field in fields(lent)}
    value = found["overdue_recall_value"]
    assert value.title == "Recall of overdue books: value"
    assert value.schema == {
        "type": "string",
        "enum": ["rings-by-itself", "by-letter", "nobody-asks"],
    }
    for key in ("note", "condition", "editorial"):
        assert found[f"overdue_recall_{key}"].schema == {"type": "string"}
    own = values(lent.settings, lent.entries["union-catalogue"])
    assert {name: value for name, value in own.items() if name.startswith("overdue_recall")} == {
        "overdue_recall_value": "rings-by-itself",
        "overdue_recall_note": "After 28 days | in summer after 42.",
        "overdue_recall_condition": None,
        "overdue_recall_editorial": "The paper's table says 48; its text says 42.",
    }
