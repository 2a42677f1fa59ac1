"""Fields that every type has where the settings have editions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speckb.corpus.ids import ID
from speckb.corpus.schema_parts import in_words
from speckb.language import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from speckb.language import Catalogue

    Part = Mapping[str, Any]

# Translators: title of a field: the first edition that has an entry
SINCE = N_("Since")
VALUES = "criteria"
MEMBERS = (VALUES, "values", "claims")  # the fields whose members have a list `later` each
FIXED = {"id", "formerly", "accepted", *MEMBERS}  # what no later document changes as a whole


def with_editions(schema: Part, editions: Sequence[str], words: Catalogue) -> dict[str, Any]:
    """Return a type's schema with the fields of editions; `editions` are ids, in order."""
    own: Part = schema.get("properties", {})
    added: Part = {
        "from": _one_of(editions, SINCE, "The first edition that has it; else the first of all."),
        # Translators: title of a field: the last edition that has an entry
        "until": _one_of(editions, N_("Until"), "The last edition that has it."),
        "not_in": {
            # Translators: title of a field: editions that do not have an entry
            "title": N_("Not in"),
            "description": "Editions in between that do not have it.",
            "type": "array",
            "items": {"enum": [*editions]},
            "minItems": 1,
        },
        "document": DOCUMENT,
    }
    first = {name: own[name] for name in ("id", "formerly") if name in own}
    # the order is that in which commands write fields
    fields = {**first, **in_words(added, words), **own}
    for name in MEMBERS:
        if name in fields:
            fields[name] = _with_later_members(fields[name], name, editions, words)
    changing = {name: part for name, part in own.items() if name not in FIXED}
    changing["editorial"] = in_words(EDITORIAL, words)
    later = _later(changing, editions, "What later documents change.", words)
    accepted = fields.pop("accepted")
    return {**schema, "properties": {**fields, "later": later, "accepted": accepted}}


def _with_later_members(part: Part, name: str, editions: Sequence[str], words: Catalogue) -> Part:
    each: Part = part.get("additionalProperties", {})
    own: Part = each.get("properties", {})
    if name == VALUES:
        added: Part = {"document": DOCUMENT, "section": SECTION}
    else:
        about = "The first edition that has it; else the first of all."
        added = {"from": _one_of(editions, SINCE, about)}
    later = _later(own, editions, "What later documents say.", words)
    added = in_words({k: v for k, v in added.items() if k not in own}, words)
    fields = {**own, **added, "later": later}
    return {**part, "additionalProperties": {**each, "properties": fields}}


def _one_of(editions: Sequence[str], title: str, about: str) -> Part:
    return {"title": title, "description": about, "enum": [*editions]}


def _later(changing: Part, editions: Sequence[str], about: str, words: Catalogue) -> Part:
    """Return the schema of a list of changes; each has its source, and the fields that change."""
    made: Part = {
        "edition": _one_of(editions[1:], N_("Edition"), "The edition from which it holds."),
        "document": DOCUMENT,
        "section": SECTION,
        "note": {
            "title": N_("Note"),
            "description": "What the document says, in your own words.",
            "type": "string",
            "minLength": 1,
        },
    }
    own = in_words(made, words)
    return {
        # Translators: title of a field: what later documents change
        "title": words.text(N_("Later")),
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
    "title": N_("Document"),
    "description": "Id of the document that says so.",
    "type": "string",
    "pattern": ID,
}
EDITORIAL: Part = {
    "title": N_("Editorial"),
    "description": "What this knowledge base adds, with its reason.",
    "type": "string",
    "minLength": 1,
}
SECTION: Part = {
    "title": N_("Section"),
    "description": "The section that says so, or a list of them, such as 4 or A.1.2.",
    "oneOf": [
        {"type": "string", "minLength": 1},
        {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1},
    ],
}
