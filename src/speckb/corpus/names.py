"""Names in data that the `propertyNames` of a JSON Schema refuse.

The validator would copy the whole group for each such name: thousands of them take gigabytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import jsonschema_rs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KEYWORD = "propertyNames"
Path = tuple[str | int, ...]


class Refused(NamedTuple):
    """A name, the path of its group, the schema of names, and the validator's message."""

    path: Path
    name: str
    schema: Mapping[str, Any]
    message: str


def without_names(schema: Any) -> Any:
    """Return a schema without the `propertyNames` that `refused` looks at."""
    if not isinstance(schema, dict):
        return schema
    kept = {key: part for key, part in schema.items() if key != KEYWORD}
    for key in kept.keys() & {"items", "additionalProperties"}:
        kept[key] = without_names(kept[key])
    if "properties" in kept:
        kept["properties"] = {k: without_names(part) for k, part in kept["properties"].items()}
    return kept


def refused(schema: Any, data: Any, path: Path = ()) -> Iterator[Refused]:
    """Yield the names that are refused; schemas of alternatives (`oneOf`) are not looked at."""
    if not isinstance(schema, dict):
        return
    if isinstance(data, list):
        for number, item in enumerate(data):
            yield from refused(schema.get("items"), item, (*path, number))
    elif isinstance(data, dict):
        if KEYWORD in schema:
            validator = jsonschema_rs.validator_for(schema[KEYWORD])
            for name in (name for name in data if not validator.is_valid(name)):
                message = next(iter(validator.iter_errors(name))).message
                yield Refused(path, name, schema[KEYWORD], message)
        known = schema.get("properties", {})
        for name, part in data.items():
            inner = known.get(name, schema.get("additionalProperties"))
            yield from refused(inner, part, (*path, name))
