"""Renders reference pages of the settings and of the fields that the engine reads."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from speckb.corpus.settings.errors import SCHEMA
from speckb.corpus.settings.model import FILE
from speckb.corpus.settings.schemas import OF_EVERY_TYPE
from speckb.corpus.settings.shapes import KEYWORDS, SHAPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Part = Mapping[str, Any]

KINDS = {"array": "list", "object": "group", "string": "text"}
NAME = "NAME"
ENDLESS = 1_000_000_000  # of limits that only memory bounds
SETTINGS_PAGE = f"""# Settings

All settings of a knowledge base are in `{FILE}`, under `[needs]` for sphinx-needs and under
`[speckb]` for this engine. Where a heading says `{NAME}`, there is such a group for each name. The
check reports a setting that does not exist, has another form, or names something that does not
exist. How the pages look is set in `conf.py`, as Sphinx describes it."""
FIELDS_PAGE = """# Fields

The fields of a type are in its JSON Schema, `schemas/TYPE.json`: which there are, in which order,
which are required, and what they may hold. `title` is what readers see, `description` what editors
see. Any field can stand on an entry's page and be a column of a table. The fields below mean more
to the engine."""
QUOTED = re.compile(r"'([^' ]+)'")


def settings_page() -> str:
    """Return the page of all settings, as Markdown."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return "\n\n".join([SETTINGS_PAGE, *_group(schema, ())]) + "\n"


def fields_page() -> str:
    """Return the page of the fields with a meaning of their own, as Markdown."""
    parts = [FIELDS_PAGE]
    for name, shape in SHAPES.items():
        needed = ", required" if shape.needed else ""
        parts.append(_item(name, _kind(shape.type) + needed, shape.meaning))
        if shape.keys:
            keys = (
                f"  - `{key}`{', required' if key in shape.must else ''}: {meaning}"
                for key, meaning in shape.keys.items()
            )
            parts.append("\n".join(keys))
    parts.append("## Fields of every type\n\nNo schema declares them: every entry may have them.")
    parts += [
        _item(name, _kind(str(part["type"])), str(part["description"]))
        for name, part in OF_EVERY_TYPE.items()
    ]
    parts.append(
        "## Links\n\nA field with the name of a link in `needs.links` holds a list of ids, or a"
        " group with an id before each reason. The other direction appears by itself."
    )
    parts.append(
        "## Keywords of a schema\n\nOf JSON Schema, draft 2020-12, these are read; any other is a"
        f" finding: {', '.join(f'`{word}`' for word in KEYWORDS)}."
    )
    return "\n\n".join(parts) + "\n"


def _group(part: Part, path: tuple[str, ...]) -> Iterator[str]:
    """Yield the heading of a group of settings, its settings, and then the groups in it."""
    found = {name: held for name, held in part["properties"].items() if name != "$schema"}
    groups = {name: held for name, held in found.items() if _holds_settings(held)}
    plain = {name: held for name, held in found.items() if name not in groups}
    if path and (plain or "description" in part):
        yield f"{'#' * min(len(path) + 1, 3)} `[{'.'.join(path)}]`"
        yield from [part["description"]] if "description" in part else ()
    required = part.get("required", ())
    for name, held in plain.items():
        kind = _kind(held["type"]) if "type" in held else _choice(held)
        facts = f"{kind}, required" if name in required else kind
        yield _item(name, facts, " ".join([held["description"], *_more(held)]))
    for name, held in groups.items():
        each = held.get("additionalProperties")
        inner, steps = (each, (name, NAME)) if isinstance(each, dict) else (held, (name,))
        about = f"{held['description']} Required." if name in required else held["description"]
        yield from _group({**inner, "description": about}, (*path, *steps))


def _holds_settings(part: Part) -> bool:
    each = part.get("additionalProperties")
    return "properties" in part or (isinstance(each, dict) and "properties" in each)


def _choice(part: Part) -> str:
    """Return the values that a setting may have, where they are few."""
    if "const" in part:
        return f"always `{_toml(part['const'])}`"
    return " or ".join(f"`{_toml(word)}`" for word in part["enum"])


def _more(part: Part) -> Iterator[str]:
    """Yield sentences on the form of a setting and on its default."""
    held = part.get("items", part)
    if "x-allowed" in held:
        form = QUOTED.sub(r"`\1`", held["x-allowed"])
        yield f"Form: {form}."
    if "default" in part:
        most = part.get("maximum", ENDLESS)
        most = f", at most `{most:_}`" if most < ENDLESS else ""
        yield f"Default: `{_toml(part['default'])}`{most}."


def _kind(name: str) -> str:
    return KINDS.get(name, name)


def _toml(value: object) -> str:
    if type(value) is int:
        return f"{value:_}"
    return json.dumps(value, ensure_ascii=False)


def _item(name: str, facts: str, meaning: str) -> str:
    return f"`{name}` ({facts})\n: {meaning}"
