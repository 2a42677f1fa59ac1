"""What a schema does not allow is said in plain words, with the path and the nearest word."""

from __future__ import annotations

from typing import Any

import pytest

from speckb.corpus.schema import Schema, Violation

LOANS: dict[str, Any] = {
    "type": "object",
    "required": ["id", "title"],
    "properties": {
        "id": {"type": "string", "pattern": "^[A-Z]+$", "description": "Capitals only."},
        "title": {"type": "string", "minLength": 1, "description": "What it is called."},
        "days": {"oneOf": [{"type": "integer", "minimum": 0}, {"const": "unknown"}]},
        "price": {"type": "number", "maximum": 10},
        "carrier": {"oneOf": [{"const": "van", "title": "the van"}, {"const": "post"}]},
        "duty": {"type": "array", "items": {"enum": ["MUST", "SHOULD"]}, "minItems": 1},
        "names": {"type": "array", "uniqueItems": True, "description": "Names."},
        "needs": {
            "type": "object",
            "propertyNames": {"pattern": "^[a-z-]+$"},
            "minProperties": 1,
            "additionalProperties": {"type": "string"},
        },
        "cells": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "required": ["value"],
                "additionalProperties": False,
                "properties": {"value": {"type": "string"}, "note": {"type": "string"}},
            },
        },
        "flag": {"type": "boolean"},
    },
    "additionalProperties": False,
}


def violations(**fields: Any) -> list[Violation]:
    schema = Schema(LOANS)
    return list(schema.violations(schema.read({"id": "A", "title": "A loan", **fields})))


def violation(**fields: Any) -> tuple[str, tuple[str | int, ...], bool, str]:
    (found,) = violations(**fields)
    return found.rule, found.path, found.key, found.message


def test_front_matter_that_fits_has_no_violation() -> None:
    assert violations(days="12", price="9.5", carrier="post", duty=["MUST"], names=["a"]) == []


def test_a_missing_field_is_named() -> None:
    schema = Schema(LOANS)
    (found,) = schema.violations({"id": "A"})
    assert (found.rule, found.path, found.key) == ("field-missing", (), True)
    assert found.message == "'title' is missing in the front matter: What it is called."


def test_a_missing_inner_field_is_named_where_it_is_missing() -> None:
    assert violation(cells={"pfs": {"note": "x"}}) == (
        "field-missing",
        ("cells", "pfs"),
        True,
        "'value' is missing in field 'pfs'",
    )


def test_a_misspelled_field_suggests_the_nearest_and_lists_all() -> None:
    rule, path, key, message = violation(carier="van")
    assert (rule, path, key) == ("field-unknown", ("carier",), True)
    assert message.startswith("unknown field 'carier'; did you mean 'carrier'?")
    assert "allowed: id, title, days, price, carrier, duty, names, needs, cells, flag" in message


def test_each_unknown_field_is_a_violation_of_its_own() -> None:
    assert [v.path for v in violations(one="1", two="2")] == [("one",), ("two",)]


def test_a_misspelled_inner_field_suggests_what_is_allowed_there() -> None:
    rule, path, key, message = violation(cells={"pfs": {"value": "no", "nota": "x"}})
    assert (rule, path, key) == ("field-unknown", ("cells", "pfs", "nota"), True)
    assert "did you mean 'note'?" in message
    assert message.endswith("allowed: value, note")


@pytest.mark.parametrize(
    ("field", "value", "path", "near", "allowed"),
    [
        ("carrier", "vann", ("carrier",), "'van'", "van, post"),
        ("duty", ["MUST", "SHUOLD"], ("duty", 1), "'SHOULD'", "MUST, SHOULD"),
        ("days", "unknwon", ("days",), "'unknown'", "a whole number from 0, unknown"),
    ],
)
def test_an_unknown_word_suggests_the_nearest_and_lists_all(
    field: str, value: Any, path: tuple[str | int, ...], near: str, allowed: str
) -> None:
    rule, where, key, message = violation(**{field: value})
    assert (rule, where, key) == ("value-unknown", path, False)
    assert f"did you mean {near}?" in message
    assert message.endswith(f"allowed: {allowed}")


def test_a_word_that_nothing_is_near_to_suggests_nothing() -> None:
    *_, message = violation(carrier="qqq")
    assert "did you mean" not in message
    assert message.endswith("allowed: van, post")


def test_without_a_near_word_a_sign_stands_between_value_and_allowed_words() -> None:
    *_, message = violation(carrier="qqq")
    assert "'qqq' allowed" not in message


def test_an_item_of_a_list_is_said_to_be_of_its_field() -> None:
    *_, message = violation(duty=["MUST", "SHUOLD"])
    assert "'duty'" in message


def test_a_list_in_place_of_a_word_is_no_word() -> None:
    rule, path, _, message = violation(carrier=["van"])
    assert (rule, path) == ("value-unknown", ("carrier",))
    assert "['van']" in message


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("title", ["a"], "field 'title' must be text, not a list"),
        ("title", {"a": "b"}, "field 'title' must be text, not a group"),
        ("title", True, "field 'title' must be text, not true or false"),
        ("duty", "MUST", "field 'duty' must be a list, not text"),
        ("needs", ["a"], "field 'needs' must be a group of 'name: value' lines, not a list"),
        ("price", "cheap", "field 'price' must be a number, not text"),
    ],
)
def test_a_wrong_type_says_what_is_wanted_and_what_was_found(
    field: str, value: Any, message: str
) -> None:
    assert violation(**{field: value}) == ("value-type", (field,), False, message)


def test_a_field_without_a_value_says_what_it_takes() -> None:
    assert violation(title=None) == (
        "value-empty",
        ("title",),
        True,
        "field 'title' has no value; it must be text",
    )


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("id", "a1", "value-form"),
        ("title", "", "value-empty"),
        ("duty", [], "value-empty"),
        ("needs", {}, "value-empty"),
        ("names", ["a", "a"], "value-twice"),
        ("days", "-1", "value-unknown"),
        ("price", "11", "value-form"),
    ],
)
def test_each_other_kind_of_violation_has_a_rule(field: str, value: Any, rule: str) -> None:
    found_rule, path, _, message = violation(**{field: value})
    assert (found_rule, path) == (rule, (field,))
    assert repr(field) in message or repr(value) in message


def test_a_wrong_form_shows_the_value_and_the_field_s_description() -> None:
    *_, message = violation(id="a1")
    assert message == "'a1' is not valid in field 'id': Capitals only."


def test_a_name_that_cannot_be_an_id_is_marked_itself() -> None:
    assert violation(needs={"good": "a", "no good": "b"}) == (
        "value-form",
        ("needs", "no good"),
        True,
        "'no good' is not a valid id; it must match ^[a-z-]+$",
    )


def test_of_two_fields_exactly_one_is_needed() -> None:
    schema = Schema({**LOANS, "oneOf": [{"required": ["days"]}, {"required": ["price"]}]})
    for fields in ({}, {"days": 1, "price": 1}):
        (found,) = schema.violations({"id": "A", "title": "A", **fields})
        assert found.message == "exactly one of these fields is required: 'days' or 'price'"


def test_one_violation_does_not_hide_the_next() -> None:
    found = violations(id="a1", carrier="vann", duty=["MUSST", "SHUOLD"], titel="x")
    assert sorted(v.rule for v in found) == [
        "field-unknown",
        "value-form",
        "value-unknown",
        "value-unknown",
        "value-unknown",
    ]


@pytest.mark.parametrize(
    ("typed", "read"),
    [("7", 7), ("0", 0), ("-3", -3), ("2.50", 2.5), ("1.0", 1.0), ("unknown", "unknown")],
)
def test_numbers_are_read_only_where_the_schema_asks_for_them(typed: str, read: object) -> None:
    meta = Schema(LOANS).read({"price": typed, "title": typed, "other": typed})
    assert meta == {"price": read, "title": typed, "other": typed}
    assert type(meta["price"]) is type(read)


@pytest.mark.parametrize(
    "typed", ["1e5", "0x10", "1_000", ".5", "1.", "", "1 2", "+", "NaN", "inf"]
)
def test_what_is_no_plain_number_stays_a_word(typed: str) -> None:
    assert Schema(LOANS).read({"days": typed}) == {"days": typed}


def test_a_number_of_any_length_is_read_or_refused_in_words() -> None:
    assert {v.rule for v in violations(days="9" * 5000)} <= {"value-unknown", "value-form"}


def test_a_schema_may_refer_to_its_own_parts() -> None:
    schema = Schema(
        {
            "$defs": {"one": {"type": "object", "properties": {"a": {"enum": ["x"]}}}},
            "properties": {"field": {"$ref": "#/$defs/one"}},
        }
    )
    (found,) = schema.violations({"field": {"a": "y"}})
    assert found.message.endswith("allowed: x")
