"""Messages for settings that do not fit their JSON Schema."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from speckb.corpus.names import refused, without_names
from speckb.suggest import instead

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from speckb.corpus.settings.shapes import Problem

Kind = jsonschema_rs.ValidationErrorKind
SCHEMA = Path(__file__).with_name("settings.schema.json")


def problems(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what does not fit the schema of the settings."""
    for error in jsonschema_rs.validator_for(without_names(_schema())).iter_errors(data):
        yield from _problems(error)
    for path, name, schema, message in refused(_schema(), data):
        where = "".join(f"{step}: " for step in [".".join(map(str, path))] if step)
        said = _unfit(name, schema) if "pattern" in schema else message
        yield [*map(str, path), name], f"{where}{said}"


def _problems(error: Any) -> Iterator[Problem]:
    """Yield path and message for an error of the validator: one, or one for each unknown name."""
    steps = [str(step) for step in error.instance_path]
    where = "".join(f"{step}: " for step in [".".join(steps)] if step)
    match error.kind:
        case Kind.Required():
            yield steps, f"{where}setting {error.kind.property!r} is missing"
        case Kind.AdditionalProperties():
            known = _part(error.schema_path[:-1]).get("properties", ())
            for name in error.kind.unexpected:
                yield [*steps, name], f"{where}unknown setting {name!r}{instead(name, known)}"
        case Kind.Constant():
            given, allowed = shown(error.instance), shown(error.kind.expected_value)
            yield steps, f"{where}{given} has no effect here; allowed: {allowed}"
        case Kind.Minimum() | Kind.Maximum():
            bound = "at least" if isinstance(error.kind, Kind.Minimum) else "at most"
            limit = f"{bound} {error.kind.limit}"
            yield steps, f"{where}{shown(error.instance)} is not allowed; {limit}"
        case Kind.Pattern():
            yield steps, f"{where}{_unfit(error.instance, _part(error.schema_path[:-1]))}"
        case _:
            yield steps, f"{where}{_short(error.message)}"


def shown(value: object) -> str:
    """Return a value as TOML and JSON write it."""
    return json.dumps(value, ensure_ascii=False, default=str)


def _unfit(found: str, schema: Mapping[str, Any]) -> str:
    """Return the message for a value, or a name of a group, that has the wrong form."""
    return f"{found!r} is not allowed here; write {schema['x-allowed']}"


def _short(message: str) -> str:
    """Return a message without the middle of a long value, with which it begins."""
    return f"{message[:100]} ... {message[-200:]}" if len(message) > 300 else message


def _part(steps: Iterable[str]) -> Any:
    """Return the part of the settings' schema at a path."""
    part = _schema()
    for step in steps:
        part = part[step]
    return part


@cache
def _schema() -> Any:
    return json.loads(SCHEMA.read_text(encoding="utf-8"))
