"""Types, settings and JSON Schemas of a generated knowledge base."""

from __future__ import annotations

from typing import Any

FILE = "ubproject.toml"
CRITERIA = 8
WORDS = {"yes": "good", "partly": "mixed", "no": "bad", "unknown": "neutral"}
LEAST = CRITERIA + 12

CONF = """\
project = html_title = "Generated knowledge base"
author = copyright = "Nobody"
version = release = "1"
extensions = ["speckb.sphinxext"]
html_theme = "speckb"
html_show_sphinx = False
html_use_index = False
"""

SETTINGS = """\
[needs]
id_required = true
id_regex = "^[A-Za-z0-9][A-Za-z0-9-]*$"
build_json = true
reproducible_json = true
parse_dynamic_functions = false

[needs.types.requirement]
title = "Requirement"
prefix = ""
[needs.types.scenario]
title = "Scenario"
prefix = ""
[needs.types.mechanism]
title = "Mechanism"
prefix = ""
[needs.types.criterion]
title = "Criterion"
prefix = ""
[needs.types.reference]
title = "Reference"
prefix = ""

[needs.links.motivated_by]
outgoing = "Motivated by"
incoming = "Motivates"
target_types = ["scenario"]
[needs.links.assesses]
outgoing = "Assesses"
incoming = "Assessed by"
target_types = ["requirement"]
[needs.links.criteria]
outgoing = "Compared by"
incoming = "Compares"
target_types = ["criterion"]
[needs.links.variant_of]
outgoing = "Variant of"
incoming = "Varied by"
target_types = ["mechanism"]
[needs.links.cites]
outgoing = "Cites"
incoming = "Cited by"
target_types = ["reference"]

[speckb]
pages = ["*.md"]
matrix_caption = "Every mechanism by every criterion"

[speckb.verdicts]
combination = ["missed", "not-assessed", "depends", "inherited", "partly", "conditional", "met"]
combination_reason = "Each criterion covers a part."

[speckb.types.requirement]
folder = "requirements"
text = "{id}"
heading = "{id}: {title}"
card = ["keywords"]
[speckb.types.scenario]
folder = "scenarios"
card = ["open_issue"]
[speckb.types.mechanism]
folder = "mechanisms"
card = ["path", "round_trips"]
[speckb.types.criterion]
folder = "criteria"
[speckb.types.reference]
folder = "references"
text = "[{label}]"
heading = "{label}"
card = ["authors", "date"]

[speckb.tables.criteria]
type = "criterion"
caption = "Criteria"
columns = ["title", "section", "summary", "assesses"]
"""

FOLDERS = {
    "requirement": "requirements",
    "scenario": "scenarios",
    "mechanism": "mechanisms",
    "criterion": "criteria",
    "reference": "references",
}

_TEXT = {"type": "string", "minLength": 1}
_COMMON = {
    "id": {**_TEXT, "title": "Id"},
    "title": {**_TEXT, "title": "Title"},
    "section": {**_TEXT, "title": "Section"},
    "order": {"type": "integer", "title": "Order"},
    "summary": {**_TEXT, "title": "Summary"},
    "cites": {"type": "array", "title": "References", "items": _TEXT, "uniqueItems": True},
}


def schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schema of each type."""
    parts = ("label", "tone", "meaning")
    word = {"type": "object", "required": parts, "properties": dict.fromkeys(parts, _TEXT)}
    cell = {"type": "object", "required": ["value"], "properties": {"value": _TEXT, "note": _TEXT}}
    words = {"type": "array", "items": _TEXT}
    verdict = {"type": "object", "properties": {"met": words, "missed": words, "reason": _TEXT}}
    reasons = {"type": "object", "additionalProperties": _TEXT}
    return {
        "requirement": _schema(
            "Requirement",
            keywords={**words, "title": "Keywords"},
            statement={**_TEXT, "title": "Statement"},
            motivated_by={**reasons, "title": "Motivated by"},
        ),
        "scenario": _schema(
            "Scenario", open_issue={"title": "Open issue", "enum": ["yes", "no"], "type": "string"}
        ),
        "mechanism": _schema(
            "Mechanism",
            path={
                "title": "Path",
                "oneOf": [
                    {"const": "signaling", "title": "signaling path"},
                    {"const": "media", "title": "media path"},
                ],
            },
            round_trips={"title": "Round trips", "type": "number"},
            variant_of={**reasons, "title": "Variant of"},
            criteria={"type": "object", "title": "Criteria", "additionalProperties": cell},
        ),
        "criterion": _schema(
            "Criterion",
            values={"type": "object", "title": "Values", "additionalProperties": word},
            assesses={"type": "object", "title": "Assesses", "additionalProperties": verdict},
        ),
        "reference": _schema(
            "Reference",
            label={**_TEXT, "title": "Label"},
            authors={**words, "title": "Authors"},
            date={**_TEXT, "title": "Date"},
        ),
    }


def counts(number: int) -> dict[str, int]:
    """Return the number of entries per type, `number` in all; the number of criteria is fixed."""
    if number < LEAST:
        raise ValueError(f"a knowledge base has at least {LEAST} entries, not {number}")
    rest = number - CRITERIA
    found = {
        "criterion": CRITERIA,
        "scenario": rest * 15 // 100,
        "mechanism": rest * 20 // 100,
        "reference": rest * 25 // 100,
    }
    return {"requirement": number - sum(found.values()), **found}


def _schema(title: str, **fields: Any) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "type": "object",
        "required": ["id", "title", "section", "summary"],
        "properties": {**_COMMON, **fields},
        "additionalProperties": False,
    }
