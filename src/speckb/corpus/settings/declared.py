"""Schemas of the types whose fields the settings declare, instead of a JSON Schema in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speckb.corpus.ids import ID
from speckb.corpus.schema_parts import in_words
from speckb.corpus.settings.defaults import titled
from speckb.corpus.settings.shapes import SHAPES
from speckb.corpus.settings.shapes import problems as shape_problems
from speckb.corpus.settings.verdicts import DISPUTED
from speckb.corpus.vocabulary import DATE, NUMBER
from speckb.language import N_
from speckb.suggest import choice, instead

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from speckb.corpus.settings.shapes import Problem, Shape
    from speckb.language import Catalogue

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

# Titles of the fields with a meaning of their own, and of their keys.
TITLES = {
    "id": N_("Id"),
    "title": N_("Title"),
    "summary": N_("Summary"),
    "section": N_("Section"),
    "section_url": N_("Section url"),
    # Translators: title of a field: the place of an entry among others
    "order": N_("Order"),
    "also_called": N_("Also called"),
    "searched_as": N_("Searched as"),
    # Translators: title of a field: what a requirement states
    "statement": N_("Statement"),
    "keywords": N_("Keywords"),
    "editorial": N_("Editorial"),
    # Translators: title of a field: what a criterion would have to ask
    "would_ask": N_("Would ask"),
    "criteria": N_("Criteria"),
    # Translators: title of a field with the words of a vocabulary
    "values": N_("Values"),
    # Translators: title of a field: what a criterion measures
    "measure": N_("Measure"),
    # Translators: title of a field: the question of a criterion
    "asks": N_("Asks"),
    "assesses": N_("Assesses"),
    # Translators: title of a field: the order in which several verdicts make one
    "combination": N_("Combination"),
    "combination_reason": N_("Combination reason"),
    "claims": N_("Claims"),
    "value": N_("Value"),
    "note": N_("Note"),
    "condition": N_("Condition"),
    "no_verdict": N_("No verdict"),
    "label": N_("Label"),
    "tone": N_("Tone"),
    "meaning": N_("Meaning"),
    "remark": N_("Remark"),
    "depends_on": N_("Depends on"),
    # Translators: title of a field: the link by which a value is inherited
    "inherits": N_("Inherits"),
    # Translators: title of a field: number or date
    "kind": N_("Kind"),
    "unit": N_("Unit"),
    "met": N_("Met"),
    "conditional": N_("Conditional"),
    "partly": N_("Partly"),
    "missed": N_("Missed"),
    "reason": N_("Reason"),
    "claim": N_("Claim"),
    "specification": N_("Specification"),
    # Translators: title of a field: the name that a document has for it
    "called": N_("Called"),
    "evidence": N_("Evidence"),
}


def schema(title: str, fields: Mapping[str, Any], links: Collection[str], words: Catalogue) -> Part:
    """Return the JSON Schema of a type, from its fields as the settings declare them.

    Titles of fields that the engine knows are in the words of a catalogue.

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
        "properties": {name: _field(name, found, links, words) for name, found in said.items()},
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


def _field(name: str, said: Any, links: Collection[str], words: Catalogue) -> Part:
    title = {"title": titled(name)}
    if isinstance(said, dict):
        return {**title, **said}
    if isinstance(said, list):
        return {**title, "enum": said}
    if said is not True:
        return {**title, **WORDS[said]}
    if shape := SHAPES.get(name):
        known = {"title": TITLES[name], "description": shape.meaning, **_known(name, shape)}
        found: Part = in_words(known, words)
        return found
    return {**title, **IDS} if name in links else title


def _known(name: str, shape: Shape) -> Part:
    """Return the schema of a field with a meaning of its own."""
    if name == "id":
        return {**TEXT, "pattern": ID}
    if shape.type != "object":
        return {"string": TEXT, "array": LIST}.get(shape.type, {"type": shape.type})
    keys = {
        key: {"title": TITLES[key], "description": meaning, **KEYS.get(key, TEXT)}
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
