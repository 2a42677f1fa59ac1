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
`[speckb]` for this engine. A heading with `{NAME}` stands for one group per name. The check
reports a setting that is unknown, has an invalid value, or names something that does not exist.
At least one type must be declared; all else has a default.

A file `conf.py`, as the documentation of Sphinx describes it, is needed only to change the
appearance of the pages, and by `sphinx-build`. It must have `extensions = ["speckb.sphinxext"]`."""
FIELDS_PAGE = """# Fields

The JSON Schema of a type, `schemas/TYPE.json`, defines its fields, their order, which are
required, and their values. Readers see `title`, editors see `description`. A type that needs less
has no such file, and its fields in [the settings](settings.md). Any field can be shown on an
entry's page and as a column of a table. The fields below have a special meaning."""
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
    parts.append("## Fields of every type\n\nEvery entry can have them; no schema declares them.")
    parts += [
        _item(name, _kind(str(part["type"])), str(part["description"]))
        for name, part in OF_EVERY_TYPE.items()
    ]
    parts.append(
        "## Links\n\nA field with the name of a link in `needs.links` is a list of ids, or a group"
        " of `id: reason` lines. The opposite direction is added automatically."
    )
    parts.append(
        "## Keywords of a schema\n\nThese keywords of JSON Schema, draft 2020-12, are supported;"
        f" any other is an error: {', '.join(f'`{word}`' for word in KEYWORDS)}."
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
