"""Checks of a type's JSON Schema: the keywords and the shapes of fields that the engine reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from speckb.suggest import choice, instead

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    Part = Mapping[str, Any]

# Keywords by what they hold: one schema, a schema per name, a list of schemas, or a plain value.
ONE = frozenset({"items", "additionalProperties", "propertyNames"})
NAMED = frozenset({"properties"})
SEVERAL = frozenset({"oneOf"})
_PLAIN = """
    $comment $schema const default dependentRequired deprecated description enum examples
    exclusiveMaximum exclusiveMinimum maxItems maxLength maxProperties maximum minItems minLength
    minProperties minimum multipleOf pattern required title type uniqueItems
"""
KEYWORDS = sorted({*ONE, *NAMED, *SEVERAL, *_PLAIN.split()})
TYPES = ("string", "integer", "number", "array", "object")


class Shape(NamedTuple):
    """What a field with a meaning of its own is: its type, and what each of a group must have."""

    type: str
    each: tuple[str, ...] = ()
    needed: bool = False


SHAPES = {
    "id": Shape("string", needed=True),
    "title": Shape("string", needed=True),
    "summary": Shape("string"),
    "section": Shape("string"),
    "order": Shape("integer"),
    "also_called": Shape("array"),
    "statement": Shape("string"),
    "keywords": Shape("array"),
    "would_ask": Shape("string"),
    "criteria": Shape("object", ("value",)),
    "values": Shape("object", ("label", "tone", "meaning")),
    "assesses": Shape("object"),
    "combination": Shape("array"),
    "combination_reason": Shape("string"),
    "claims": Shape("object", ("claim",)),
}

Problem = tuple[list[str], str]


def problems(schema: Part, links: Collection[str]) -> Iterator[Problem]:
    """Yield path and message of whatever the engine does not read in a type's schema.

    `links` are the names of the fields that lead to entries.
    """
    yield from _keywords(schema, [])
    if schema.get("type") != "object":
        yield ["type"], "the schema of a type says 'type': 'object'"
    fields = schema.get("properties", {})
    needed = schema.get("required", [])
    if not isinstance(fields, dict) or not isinstance(needed, list):
        return  # the validator says so
    for name, shape in SHAPES.items():
        if name in fields and isinstance(fields[name], dict):
            yield from _shape(name, shape, fields[name])
        if shape.needed and (name not in fields or name not in needed):
            where = ["required"] if "required" in schema else []
            yield where, f"each entry has a field {name!r}; name it in 'properties' and 'required'"
    for name in links:
        if isinstance(fields.get(name), dict):
            yield from _link(name, fields[name])


def _link(name: str, part: Part) -> Iterator[Problem]:
    """Yield what is wrong with a link: it is a list of ids, or a group with an id before each."""
    if part.get("type", TYPES[0]) not in TYPES:  # which is a fault of its own
        return
    held = {"array": "items", "object": "additionalProperties"}.get(str(part.get("type")), "")
    inner = part.get(held)
    kind = inner.get("type") if isinstance(inner, dict) else None
    if kind not in (("string",) if held == "items" else ("string", "object")):
        message = "a link is an array of ids ('items' of 'type': 'string'), or an object by ids"
        yield ["properties", name], f"{message} ('additionalProperties' of one 'type')"


def _shape(name: str, shape: Shape, part: Part) -> Iterator[Problem]:
    where = ["properties", name]
    if part.get("type", shape.type) not in TYPES:  # which is a fault of its own
        return
    if part.get("type") != shape.type:
        yield where, f"field {name!r} is read as 'type': {shape.type!r}"
        return
    if not shape.each:
        return
    inner = part.get("additionalProperties")
    inner = inner if isinstance(inner, dict) else {}
    required = inner.get("required")
    lacking = [k for k in shape.each if not isinstance(required, list) or k not in required]
    if lacking:
        message = f"each of field {name!r} has {choice(list(shape.each), 9)}"
        yield where, f"{message}; 'additionalProperties' says so in its 'required'"


def _keywords(part: Part, path: list[str]) -> Iterator[Problem]:
    """Yield the keywords that are unknown, in a schema and in those that it holds."""
    for keyword, held in part.items():
        where = [*path, keyword]
        if keyword not in KEYWORDS:
            yield where, f"no keyword {keyword!r} here{instead(keyword, KEYWORDS)}"
        elif keyword == "type" and held not in TYPES:
            yield where, _untyped(held)
        elif keyword in ONE and not (keyword == "additionalProperties" and isinstance(held, bool)):
            yield from _inner(held, where)
        elif keyword in NAMED and isinstance(held, dict):
            for name, inner in held.items():
                yield from _inner(inner, [*where, name])
        elif keyword in SEVERAL and isinstance(held, list):
            for number, inner in enumerate(held):
                yield from _inner(inner, [*where, str(number)])


def _inner(part: Any, path: list[str]) -> Iterator[Problem]:
    if isinstance(part, dict):
        yield from _keywords(part, path)
    else:
        yield path, "a field's schema is an object"


def _untyped(held: object) -> str:
    if isinstance(held, list):
        return "a field has one type; write the others as alternatives below 'oneOf'"
    if held == "boolean":
        return "for yes and no write 'enum': ['yes', 'no']: YAML's own words for them differ"
    return f"no type {held!r}{instead(str(held), TYPES)}"
