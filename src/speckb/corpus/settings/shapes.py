"""Checks of a type's JSON Schema: the keywords and the shapes of fields that the engine reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from speckb.corpus.schema import FORMATS
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
    exclusiveMaximum exclusiveMinimum format maxItems maxLength maxProperties maximum minItems
    minLength minProperties minimum multipleOf pattern required title type uniqueItems
"""
KEYWORDS = sorted({*ONE, *NAMED, *SEVERAL, *_PLAIN.split()})
TYPES = ("string", "integer", "number", "boolean", "array", "object")


class Shape(NamedTuple):
    """What a field with a meaning of its own is: its type and meaning, for people.

    `keys` are those that the engine reads in each of a group, or of a `single` one in the field
    itself, with their meanings; `must` names those of them that are required. Each entry has a
    field that is `needed`.
    """

    type: str
    meaning: str
    keys: Mapping[str, str] = {}
    must: tuple[str, ...] = ()
    needed: bool = False
    single: bool = False


SHAPES = {
    "id": Shape(
        "string",
        "The entry's id, which is also the name of its file and part of its"
        " address; links refer to it.",
        needed=True,
    ),
    "title": Shape("string", "What the entry is called, without markup.", needed=True),
    "summary": Shape(
        "string",
        "What the entry is, in one sentence, for search results, previews and"
        " lists. Default: the title.",
    ),
    "section": Shape(
        "string",
        "The section of its document that the entry is based on. It decides the"
        " order of entries, and pages link to it.",
    ),
    "section_list": Shape(
        "array",
        "Of a document: its sections. With it, the check knows those on which something rests.",
    ),
    "section_url": Shape(
        "string", "Of a document: the address of a section, with `{anchor}` for its anchor."
    ),
    "order": Shape("integer", "The position among entries of the same section, from 1."),
    "also_called": Shape("array", "Other names, by which the search finds the entry."),
    "searched_as": Shape(
        "array",
        "Words under which readers look for the entry although it is not called so; the search"
        " finds it by them as by a name.",
    ),
    "statement": Shape(
        "string",
        "What is required, in the document's sense. Pages show it first. When it"
        " changes, what rests on it is suspect until `speckb review` confirms"
        " it.",
    ),
    "keywords": Shape(
        "array",
        "The keywords in the statement, in their order; the check compares the two. The setting"
        " `keywords` says which they are.",
    ),
    "editorial": Shape(
        "string",
        "Of an entry that is this knowledge base's own and no document's: why it is there. Such"
        " entries come after the others, and tables and pages mark them.",
    ),
    "would_ask": Shape(
        "string",
        "Of an entry that no criterion assesses: the question that a criterion would have to ask.",
    ),
    "criteria": Shape(
        "object",
        "Marks the type of the compared entries. Each key is the id of a criterion.",
        {
            "value": "A word of the criterion's vocabulary.",
            "note": "What the document says about it.",
            "condition": (
                "The condition under which the value holds, as a clause that can follow the"
                " word for `if`."
                " It has precedence over that of the word."
            ),
            "editorial": "What this knowledge base adds, with its reason.",
            "no_verdict": (
                "Why no verdict is made from the value, whatever its word counts as: the verdict is"
                " open."
            ),
            "disputed_by": (
                "Ids of entries that call the value in question. It is a link, which the settings"
                " declare; verdicts by this value are marked with it."
            ),
        },
        must=("value",),
    ),
    "values": Shape(
        "object",
        "Marks the type of the criteria. It is the vocabulary; each key is a word.",
        {
            "label": "What tables print; a few words.",
            "tone": "How the value is marked: `good`, `conditional`, `mixed`, `bad`,"
            " `neutral` or `elsewhere`.",
            "meaning": "What the word means, in a sentence.",
            "remark": "`required`: a value with this word must have a `note`.",
            "condition": "The condition that the word means, as a clause that can follow the word"
            " for `if`.",
            "depends_on": "What decides the answer, where the word leaves it open.",
            "inherits": "The link to the entries whose value decides the answer.",
        },
        must=("label", "tone", "meaning"),
    ),
    "measure": Shape(
        "object",
        "Of a criterion by which values are numbers or dates: what it measures. It may have words"
        " as well. What it assesses lists sizes such as `2`, `<= 2` or `2 to 5` beside words.",
        {
            "kind": "`number`, the default, or `date`.",
            "unit": "The unit of a number, which follows it.",
        },
        single=True,
    ),
    "asks": Shape(
        "string",
        "Of a criterion: its question in plain words, with which the explorer begins.",
    ),
    "answers": Shape(
        "array",
        "Of a criterion with `asks`: the answers, each with a `label` and the `values` that it"
        " accepts. One without `values` accepts any; if there is none, the explorer adds it.",
    ),
    "assesses": Shape(
        "object",
        "Of a criterion: the entries that it assesses, by id. Verdicts are computed from it.",
        {
            "met": "Words of the vocabulary that meet what the entry requires.",
            "conditional": (
                "Words that meet all of what it requires as soon as a condition holds, which the"
                " source names. The word or each value with it states the `condition`."
            ),
            "partly": "Words that do not meet a part of what it requires, whatever holds.",
            "missed": (
                "Words that do not meet it. A word in none of the four lists"
                " leaves the verdict open."
            ),
            "reason": "Why these words decide it.",
        },
    ),
    "combination": Shape(
        "array",
        "Of an entry that several criteria assess: its own order of verdicts,"
        " instead of `speckb.verdicts.combination`.",
    ),
    "combination_reason": Shape("string", "Why this order."),
    "claims": Shape(
        "object",
        "Of an entry that criteria may assess: what specifications claim for"
        " compared entries, by id of the entry.",
        {
            "claim": "A word of `speckb.verdicts.claims`.",
            "specification": "The document that makes the claim.",
            "section": "The section that makes it.",
            "called": "What the specification calls the question, if it uses another name.",
            "reason": "The reason that the specification gives.",
            "evidence": "The address of the specification.",
        },
        must=("claim",),
    ),
}

Problem = tuple[list[str], str]


def problems(schema: Part, links: Collection[str]) -> Iterator[Problem]:
    """Yield path and message of whatever the engine does not read in a type's schema.

    `links` are the names of the fields that lead to entries.
    """
    yield from _keywords(schema, [])
    if schema.get("type") != "object":
        yield ["type"], "the schema of a type must have 'type': 'object'"
    fields = schema.get("properties", {})
    needed = schema.get("required", [])
    if not isinstance(fields, dict) or not isinstance(needed, list):
        return  # the validator says so
    for name, shape in SHAPES.items():
        if name in fields and isinstance(fields[name], dict):
            yield from _shape(name, shape, fields[name])
        if shape.needed and (name not in fields or name not in needed):
            where = ["required"] if "required" in schema else []
            yield (
                where,
                f"every type must have a field {name!r}; add it to 'properties' and 'required'",
            )
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
        message = (
            "a link must be an array of ids ('items' of 'type': 'string') or an"
            " object with ids as keys"
        )
        yield ["properties", name], f"{message} ('additionalProperties' of one 'type')"


def _shape(name: str, shape: Shape, part: Part) -> Iterator[Problem]:
    where = ["properties", name]
    if part.get("type", shape.type) not in TYPES:  # which is a fault of its own
        return
    if part.get("type") != shape.type:
        yield where, f"field {name!r} must have 'type': {shape.type!r}"
        return
    if not shape.must:
        return
    inner = part.get("additionalProperties")
    if not isinstance(inner, dict):
        yield where, f"field {name!r} must have 'additionalProperties', the schema of each item"
        return
    known = inner.get("properties", {})
    if inner.get("additionalProperties") is not False or not isinstance(known, dict):
        return
    if lacking := [key for key in shape.must if key not in known]:
        message = f"each item of field {name!r} must have {choice(list(shape.must), 9)}"
        where = [*where, "additionalProperties", "properties"]
        yield where, f"{message}; add {choice(lacking, 9)} to 'properties' of its items"


def completed(schema: Part) -> dict[str, Any]:
    """Return a type's schema in which items of fields with a meaning must have what they need."""
    fields = dict(schema.get("properties", {}))
    for name in fields.keys() & SHAPES.keys():
        if must := SHAPES[name].must:
            inner = fields[name]["additionalProperties"]
            required = [*dict.fromkeys([*inner.get("required", ()), *must])]
            inner = {**inner, "type": "object", "required": required}
            fields[name] = {**fields[name], "additionalProperties": inner}
    return {**schema, "properties": fields}


def _keywords(part: Part, path: list[str]) -> Iterator[Problem]:
    """Yield the keywords that are unknown, in a schema and in those that it holds."""
    for keyword, held in part.items():
        where = [*path, keyword]
        if keyword not in KEYWORDS:
            yield where, f"unknown keyword {keyword!r}{instead(keyword, KEYWORDS)}"
        elif keyword == "type" and held not in TYPES:
            yield where, _untyped(held)
        elif keyword == "format" and held not in FORMATS:
            yield where, f"unknown format {held!r}{instead(str(held), FORMATS)}"
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
        yield path, "the schema of a field must be an object"


def _untyped(held: object) -> str:
    if isinstance(held, list):
        return "a field must have one type; use 'oneOf' for alternatives"
    return f"unknown type {held!r}{instead(str(held), TYPES)}"
