"""Schemas of the types whose fields the settings declare, instead of a JSON Schema in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speckb.corpus.ids import ID
from speckb.corpus.settings.defaults import titled
from speckb.corpus.settings.shapes import SHAPES
from speckb.corpus.settings.shapes import problems as shape_problems
from speckb.corpus.settings.verdicts import DISPUTED
from speckb.corpus.vocabulary import DATE, NUMBER
from speckb.suggest import choice, instead

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from speckb.corpus.settings.shapes import Problem, Shape

Part = dict[str, Any]
TEXT: Part = {"type": "string", "minLength": 1}
LIST: Part = {"type": "array", "items": TEXT, "minItems": 1, "uniqueItems": True}
IDS: Part = {**LIST, "items": {"type": "string", "pattern": ID}}
WORDS: Mapping[str, Part] = {
    "text": TEXT,
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "list": LIST,
}
# Keys of the fields with a meaning of their own that are no text.
KEYS: Mapping[str, Part] = {
    **dict.fromkeys(("met", "conditional", "partly", "missed"), LIST),
    "tone": {"enum": ["good", "conditional", "mixed", "bad", "neutral", "elsewhere"]},
    "remark": {"const": "required"},
    "kind": {"enum": [NUMBER, DATE]},
}
# Fields with parts that no description in one line can hold: a schema has to say what they are.
DETAILED = frozenset({"answers", "section_list"})
KNOWN = [name for name in SHAPES if name not in DETAILED]
VALUES, MEASURE = "values", "measure"
REQUIRED = frozenset({"id", "title", "criteria", VALUES})
ALWAYS = ("id", "title", "summary")  # fields of each type without a schema


def schema(title: str, fields: Mapping[str, Any], links: Collection[str]) -> Part:
    """Return the JSON Schema of a type, from its fields as the settings declare them.

    Each field is `true` for one that the engine knows or for a link, a word for its type, a list of
    words that it may have, or a JSON Schema.
    """
    said = {**dict.fromkeys(ALWAYS, True), **fields}
    # A criterion that measures needs no words.
    optional = {VALUES} if MEASURE in said else set()
    return {
        "title": title,
        "type": "object",
        "required": [name for name in said if name in REQUIRED - optional],
        "properties": {name: _field(name, found, links) for name, found in said.items()},
        "additionalProperties": False,
    }


def problems(fields: Mapping[str, Any], links: Collection[str]) -> Iterator[Problem]:
    """Yield path, from `fields`, and message for each field that is not declared as it must be."""
    for name, said in fields.items():
        if said is True and name not in KNOWN and name not in links:
            message = f"field {name!r} has no meaning of its own, and is no link"
            yield [name], f"{message}{instead(name, [*KNOWN, *links])}"
        elif not (said is True or _is_kind(said) or _is_choice(said) or isinstance(said, dict)):
            kinds = choice([*WORDS], 9)
            yield [name], f"field {name!r} must be one of: true, {kinds}, a list of words, a schema"


def misshaped(found: Part, links: Collection[str]) -> Iterator[Problem]:
    """Yield path, from `fields`, and message for each field whose own schema cannot be used."""
    for steps, message in shape_problems(found, links):
        yield steps[1:], message


def _is_kind(said: object) -> bool:
    return isinstance(said, str) and said in WORDS


def _is_choice(said: object) -> bool:
    return isinstance(said, list) and bool(said) and all(isinstance(word, str) for word in said)


def _field(name: str, said: Any, links: Collection[str]) -> Part:
    title = {"title": titled(name)}
    if isinstance(said, dict):
        return {**title, **said}
    if isinstance(said, list):
        return {**title, "enum": said}
    if said is not True:
        return {**title, **WORDS[said]}
    if shape := SHAPES.get(name):
        return {**title, "description": shape.meaning, **_known(name, shape)}
    return {**title, **IDS} if name in links else title


def _known(name: str, shape: Shape) -> Part:
    """Return the schema of a field with a meaning of its own."""
    if name == "id":
        return {**TEXT, "pattern": ID}
    if shape.type != "object":
        return {"string": TEXT, "array": LIST}.get(shape.type, {"type": shape.type})
    keys = {
        key: {"title": titled(key), "description": meaning, **KEYS.get(key, TEXT)}
        for key, meaning in shape.keys.items()
        if key != DISPUTED  # a link, which the settings would have to declare
    }
    inner = {
        "type": "object",
        "required": [*shape.must],
        "properties": keys,
        "additionalProperties": False,
    }
    if shape.single:
        return inner
    return {
        "type": "object",
        "propertyNames": {"pattern": ID},
        "minProperties": 1,
        "additionalProperties": inner,
    }
