"""Messages for settings that do not fit their JSON Schema."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jsonschema_rs import ValidationErrorKind as Kind

from speckb.suggest import instead

if TYPE_CHECKING:
    from collections.abc import Iterable

SCHEMA = Path(__file__).with_name("settings.schema.json")


def fault(error: Any) -> tuple[list[str], str]:
    """Return the path of a setting and a message, for an error of the validator."""
    steps = [str(step) for step in error.instance_path]
    where = "".join(f"{step}: " for step in [".".join(steps)] if step)
    if isinstance(error.kind, Kind.Required):
        return steps, f"{where}setting {error.kind.property!r} is missing"
    if isinstance(error.kind, Kind.AdditionalProperties):
        unexpected = error.kind.unexpected
        known = _part(error.schema_path[:-1]).get("properties", ())
        hint = instead(unexpected[0], known)
        return [*steps, unexpected[0]], f"{where}no setting {unexpected[0]!r}{hint}"
    if isinstance(error.kind, Kind.Constant):
        given, allowed = shown(error.instance), shown(error.kind.expected_value)
        return steps, f"{where}{given} has no effect here; allowed: {allowed}"
    if isinstance(error.kind, Kind.Minimum | Kind.Maximum):
        bound = "at least" if isinstance(error.kind, Kind.Minimum) else "at most"
        return steps, f"{where}{shown(error.instance)} is not allowed; {bound} {error.kind.limit}"
    if error.schema_path[-1] == "pattern":
        return _unfit(error, steps, where)
    return steps, f"{where}{error.message}"


def shown(value: object) -> str:
    """Return a value as TOML and JSON write it."""
    return json.dumps(value, ensure_ascii=False, default=str)


def _unfit(error: Any, steps: list[str], where: str) -> tuple[list[str], str]:
    """Return path and message for a value, or a name of a group, that has the wrong form."""
    wanted = _part(error.schema_path[:-1])
    found = error.instance
    if isinstance(found, dict):
        found = next(name for name in found if not re.search(wanted["pattern"], name, re.ASCII))
        steps = [*steps, found]
    return steps, f"{where}{found!r} cannot stand here; write {wanted['x-allowed']}"


def _part(steps: Iterable[str]) -> Any:
    """Return the part of the settings' schema at a path."""
    part: Any = json.loads(SCHEMA.read_text())
    for step in steps:
        part = part[step]
    return part
