"""Fields that every type has where the settings have editions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speckb.corpus.ids import ID

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Part = Mapping[str, Any]

VALUES = "criteria"
MEMBERS = (VALUES, "values", "claims")  # the fields whose members have a list `later` each
FIXED = {"id", "formerly", "accepted", *MEMBERS}  # what no later document changes as a whole


def with_editions(schema: Part, editions: Sequence[str]) -> dict[str, Any]:
    """Return a type's schema with the fields of editions; `editions` are ids, in order."""
    own: Part = schema.get("properties", {})
    added = {
        "from": _one_of(editions, "Since", "The first edition that has it; else the first of all."),
        "until": _one_of(editions, "Until", "The last edition that has it."),
        "not_in": {
            "title": "Not in",
            "description": "Editions in between that do not have it.",
            "type": "array",
            "items": {"enum": [*editions]},
            "minItems": 1,
        },
        "document": DOCUMENT,
    }
    first = {name: own[name] for name in ("id", "formerly") if name in own}
    fields = {**first, **added, **own}  # the order is that in which commands write fields
    for name in MEMBERS:
        if name in fields:
            fields[name] = _with_later_members(fields[name], name, editions)
    changing = {name: part for name, part in own.items() if name not in FIXED}
    later = _later({**changing, "editorial": EDITORIAL}, editions, "What later documents change.")
    accepted = fields.pop("accepted")
    return {**schema, "properties": {**fields, "later": later, "accepted": accepted}}


def _with_later_members(part: Part, name: str, editions: Sequence[str]) -> Part:
    each: Part = part.get("additionalProperties", {})
    own: Part = each.get("properties", {})
    if name == VALUES:
        added = {"document": DOCUMENT, "section": SECTION}
    else:
        about = "The first edition that has it; else the first of all."
        added = {"from": _one_of(editions, "Since", about)}
    later = _later(own, editions, "What later documents say.")
    fields = {**own, **{k: v for k, v in added.items() if k not in own}, "later": later}
    return {**part, "additionalProperties": {**each, "properties": fields}}


def _one_of(editions: Sequence[str], title: str, about: str) -> Part:
    return {"title": title, "description": about, "enum": [*editions]}


def _later(changing: Part, editions: Sequence[str], about: str) -> Part:
    """Return the schema of a list of changes; each has its source, and the fields that change."""
    own = {
        "edition": _one_of(editions[1:], "Edition", "The edition from which it holds."),
        "document": DOCUMENT,
        "section": SECTION,
        "note": {
            "title": "Note",
            "description": "What the document says, in your own words.",
            "type": "string",
            "minLength": 1,
        },
    }
    return {
        "title": "Later",
        "description": about,
        "type": "array",
        "minItems": 1,
        "items": {
            "type": "object",
            "required": ["edition", "document", "section"],
            "additionalProperties": False,
            "properties": {**own, **{k: v for k, v in changing.items() if k not in own}},
        },
    }


DOCUMENT: Part = {
    "title": "Document",
    "description": "Id of the document that says so.",
    "type": "string",
    "pattern": ID,
}
EDITORIAL: Part = {
    "title": "Editorial",
    "description": "What this knowledge base adds, with its reason.",
    "type": "string",
    "minLength": 1,
}
SECTION: Part = {
    "title": "Section",
    "description": "The section that says so, or a list of them, such as 4 or A.1.2.",
    "oneOf": [
        {"type": "string", "minLength": 1},
        {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1},
    ],
}
