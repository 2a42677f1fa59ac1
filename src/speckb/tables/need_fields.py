"""Adapter from front matter to the flat typed fields of sphinx-needs, and their schemas.

A field that is one value keeps its name. A list or group of records becomes a list per key,
`field_key`. A link with reasons becomes the list of ids and the list `field_reason`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from speckb.corpus.schema_parts import item, options, words
from speckb.corpus.settings.verdicts import DISPUTED
from speckb.language import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.corpus.settings import EntryType, Settings

CORE = frozenset({"id", "title", "status"})  # fields that sphinx-needs defines itself
# Names that sphinx-needs has for itself, in version 9; a test compares them.
_RESERVED = """
    allow_type_coercion app arch collapse constraints constraints_error constraints_passed
    constraints_results content docname doctype external_css external_url full_title has_dead_links
    has_forbidden_dead_links hide id_complete id_parent is_external is_import is_modified is_need
    is_part jinja_content kwargs layout lineno lineno_content modifications need_source need_type
    parent_need parts post_content post_template pre_content pre_template section_name sections
    signature state style template type type_color type_name type_prefix type_style
"""
RESERVED = frozenset(_RESERVED.split())
FIXED = frozenset({"links", "tags"})  # fields whose form sphinx-needs does not let others change
# Translators: part of a value, after the title of its criterion
CELL = (N_("value"), N_("note"), N_("condition"), N_("editorial"))
OF_EDITIONS = frozenset({"later", "not_in"})  # a need is an entry as its page shows it
NO_WORD = re.compile(r"\W")
KEPT = ("pattern", "minLength", "minimum", "maximum")


class Field(NamedTuple):
    """A flat field: name, title and JSON Schema."""

    name: str
    title: str
    schema: dict[str, Any]


def fields(corpus: Corpus) -> Iterator[Field]:
    """Yield the fields of all types, each once: in sphinx-needs all types share their fields."""
    found: dict[str, Field] = {}
    for entry_type in corpus.settings.types.values():
        for field in of_type(corpus.settings, entry_type):
            if field.name not in CORE:
                known = found.get(field.name, field).schema
                found[field.name] = field._replace(schema=_joined(known, field.schema))
    yield from found.values()
    yield from cells(corpus)


def type_schemas(corpus: Corpus) -> dict[str, Any]:
    """Return the validation rules of each type beyond those of the shared fields.

    The types that links may lead to are not among them: sphinx-needs reads those from the settings.
    """
    known = {field.name: field.schema for field in fields(corpus)}
    found = []
    for entry_type in corpus.settings.types.values():
        own = {f.name: f.schema for f in of_type(corpus.settings, entry_type) if f.name != "id"}
        asked = entry_type.schema.get("required", ())
        needed = {flat for name in asked for flat in _needed(corpus.settings, entry_type, name)}
        local = {
            "properties": {name: part for name, part in own.items() if known.get(name) != part},
            "required": sorted(needed),
        }
        select = {"properties": {"type": {"const": entry_type.name}}}
        found.append({"id": entry_type.name, "select": select, "validate": {"local": local}})
    return {"schemas": found}


def _needed(settings: Settings, entry_type: EntryType, name: str) -> Iterator[str]:
    """Yield the flat fields that always have a value where a field is required."""
    part = entry_type.properties[name]
    # a word, such as that for what is not stated, is no value of a field of numbers
    wordless = settings.unstated in words(part) or (words(part) and not _is_text(settings, part))
    if name not in {"id", "criteria"} and not wordless:
        yield from (field.name for field in _of_property(settings, name, part))
    if name in settings.links:
        yield name


def of_type(settings: Settings, entry_type: EntryType) -> Iterator[Field]:
    """Yield the flat fields of a type, without those of its values by criteria."""
    for name in entry_type.properties:
        yield from of_field(settings, entry_type, name)


def of_field(settings: Settings, entry_type: EntryType, name: str) -> Iterator[Field]:
    """Yield the flat fields that a field of a type becomes; values by criteria have their own."""
    if name != "criteria" and name not in OF_EDITIONS:
        yield from _of_property(settings, name, entry_type.properties[name])


def cells(corpus: Corpus) -> Iterator[Field]:
    """Yield the flat fields of an entry's values by all criteria."""
    for criterion in corpus.criteria:
        for key in CELL:
            is_word = key == "value" and criterion.values.measure is None
            allowed = {"enum": [*criterion.values]} if is_word else {}
            name = cell_field(criterion.id, key)
            yield Field(name, f"{criterion.title}: {_(key)}", {"type": "string", **allowed})


def values(settings: Settings, entry: Entry) -> dict[str, Any]:
    """Return the flat fields of an entry with their values."""
    found: dict[str, Any] = {}
    for name, value in entry.meta.items():
        if name == "criteria":
            found[name] = list(value)
        elif name not in {"id", "title", *OF_EDITIONS}:
            found |= _flat_values(settings, entry.type, name, value)
    for cell in entry.assessments.values():
        for key in CELL:
            found[cell_field(cell.criterion, key)] = getattr(cell, key) or None
        if DISPUTED in settings.links:
            found[DISPUTED] = list(dict.fromkeys([*found.get(DISPUTED, ()), *cell.disputed_by]))
    return found


def _joined(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Return a schema that accepts the values of two types for a field that both have."""
    if "enum" in one and "enum" in other:
        return {"type": one["type"], "enum": list(dict.fromkeys([*one["enum"], *other["enum"]]))}
    return {k: v for k, v in one.items() if k in {"type", "items"} or other.get(k) == v}


def _of_property(settings: Settings, name: str, part: Mapping[str, Any]) -> Iterator[Field]:
    title = part.get("title", name)
    texts = {"type": "array", "items": {"type": "string"}}
    inner = item(part)
    if part.get("type") not in {"object", "array"}:
        yield Field(name, title, _plain(settings, part))
        return
    is_named = part["type"] == "object" or "properties" not in inner
    if name not in settings.links and is_named:
        yield Field(name, title, texts)
    if "properties" in inner:
        for key, field in inner["properties"].items():
            if key in OF_EDITIONS:
                continue
            yield Field(f"{name}_{key}", f"{title}: {field.get('title', key)}", texts)
    elif part["type"] == "object":
        yield Field(f"{name}_reason", _("{field}: reason", field=title), texts)


def _plain(settings: Settings, part: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a field that is one value, in the keywords that sphinx-needs knows."""
    kinds = {option.get("type") for option in options(part)}
    number = next((kind for kind in ("integer", "number", "boolean") if kind in kinds), None)
    kept = {key: option[key] for option in options(part) for key in KEPT if key in option}
    if number is not None:
        return {"type": number, **kept}
    stated = [word for word in words(part) if word != settings.unstated]
    return {"type": "string", **kept, **({"enum": stated} if stated else {})}


def _is_text(settings: Settings, part: Mapping[str, Any]) -> bool:
    return part.get("type") in {"array", "object"} or _plain(settings, part)["type"] == "string"


def cell_field(about: str, key: str) -> str:
    """Return the name of the flat field for a value, remark or verdict about an entry."""
    return f"{NO_WORD.sub('_', about)}_{key}"


def _flat_values(settings: Settings, kind: EntryType, name: str, value: Any) -> dict[str, Any]:
    """Return a field's flat fields: parallel lists for groups, ids and reasons for links."""
    part = kind.properties[name]
    if value == settings.unstated and value in words(part):
        return {name: None}
    if not isinstance(value, dict | list):
        is_word = isinstance(value, str) and not _is_text(settings, part)
        return {name: None if is_word else value}
    inner = item(part)
    rows = list(value.values()) if isinstance(value, dict) else value
    if "properties" in inner:
        ids = {name: list(value)} if isinstance(value, dict) else {}
        keys = [key for key in inner["properties"] if key not in OF_EDITIONS]
        return ids | {f"{name}_{key}": [_text(row.get(key)) for row in rows] for key in keys}
    if isinstance(value, dict):
        return {name: list(value), f"{name}_reason": [str(reason) for reason in rows]}
    return {name: [str(one) for one in value]}


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
