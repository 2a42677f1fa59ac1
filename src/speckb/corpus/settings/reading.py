"""Reader of the settings: `ubproject.toml`, and a JSON Schema for each type."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from speckb.corpus.schema import validator
from speckb.corpus.settings import shapes, verdicts
from speckb.corpus.settings.checks import problems
from speckb.corpus.settings.errors import SCHEMA, fault
from speckb.corpus.settings.model import FILE, EntryType, LinkType, Listing, Settings
from speckb.errors import UsageError
from speckb.files.characters import described, forbidden, in_data
from speckb.files.tree import Tree
from speckb.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

ID = "^[A-Za-z0-9][A-Za-z0-9-]*$"
FORMERLY = {
    "title": "Former ids",
    "description": "Ids that the entry had before; their addresses lead here.",
    "type": "array",
    "items": {"type": "string", "pattern": ID},
    "minItems": 1,
    "uniqueItems": True,
}
ACCEPTED = {
    "title": "Accepted findings",
    "description": "Rule id: why this entry breaks the rule on purpose (editorial).",
    "type": "object",
    "minProperties": 1,
    "additionalProperties": {"type": "string", "minLength": 1},
}


class SettingsError(UsageError):
    """An error in the settings; the message has the file, the position and the setting."""


def load(root: Path) -> Settings:
    """Return the settings of the knowledge base in the folder `root`.

    Raises SettingsError where the file or a schema is missing or wrong.
    """
    path = root / FILE
    try:
        data = tomllib.loads(_read(path))
    except tomllib.TOMLDecodeError as error:
        from speckb.files.toml_positions import stopped  # noqa: PLC0415  only for errors

        where, why = stopped(error)
        raise SettingsError(f"{path}{where}: {why}") from None
    for steps, letter in in_data(data):
        raise _refusal(path, [str(step) for step in steps], described(letter))
    for wrong in jsonschema_rs.validator_for(json.loads(SCHEMA.read_text())).iter_errors(data):
        raise _refusal(path, *fault(wrong))
    found = _settings(root, data)
    for problem in problems(found, data["speckb"]):
        raise _refusal(path, problem.partition(":")[0].split("."), problem)
    return found


def _refusal(path: Path, steps: list[str], problem: str) -> SettingsError:
    """Return the error of a setting, given by its path, with its position in the file."""
    from speckb.files.toml_positions import place  # noqa: PLC0415  only for errors

    return SettingsError(f"{path}{place(_read(path), steps)}: {problem}")


def _settings(root: Path, data: Mapping[str, Any]) -> Settings:
    needs, own = data["needs"], data["speckb"]
    types = {}
    for name, options in own["types"].items():
        if name not in needs["types"]:
            message = f"speckb.types.{name}: needs.types has no {name!r}"
            message += nearest(name, needs["types"])
            raise _refusal(root / FILE, ["speckb", "types", name], message)
        types[name] = EntryType(
            name=name,
            title=needs["types"][name]["title"],
            folder=options["folder"],
            schema=_schema(root / "schemas" / f"{name}.json", needs["links"]),
            card=tuple(options.get("card", ())),
            linked_by=tuple(options.get("linked_by", ())),
            editorial=tuple(options.get("editorial", ())),
            **{key: options[key] for key in ("text", "heading") if key in options},
        )
    links = {
        name: LinkType(
            name=name,
            outgoing=link["outgoing"],
            incoming=link["incoming"],
            targets=tuple(link.get("target_types", ())),
            editorial=name in own.get("editorial_links", ()),
        )
        for name, link in needs["links"].items()
    }
    listings = {
        name: Listing(name, **{**table, "columns": tuple(table["columns"])})
        for name, table in own.get("tables", {}).items()
    }
    plain = (
        "source",
        "unstated",
        "edit_url",
        "editors_page",
        "site_url",
        "editions",
        "matrix_caption",
        "reviews",
        "editor_schemas",
    )
    return Settings(
        root=root,
        data=data,
        types=types,
        links=links,
        listings=listings,
        severities=own.get("rules", {}),
        pages=tuple(own.get("pages", Settings.pages)),
        trace=tuple(own.get("trace", {}).get("links", ())),
        trace_caption=own.get("trace", {}).get("caption", ""),
        verdicts=verdicts.read(own.get("verdicts", {})),
        pdf_name=own.get("pdf", {}).get("name", Settings.pdf_name),
        paper=own.get("pdf", {}).get("paper", Settings.paper),
        **{name: own[name] for name in plain if name in own},
    )


def _schema(path: Path, links: Collection[str]) -> Mapping[str, Any]:
    text = _read(path)
    try:
        schema: dict[str, Any] = json.loads(text)
    except json.JSONDecodeError as error:
        raise SettingsError(f"{path}:{error.lineno}:{error.colno}: {error.msg}") from None
    except RecursionError:
        raise SettingsError(f"{path}: is nested too deeply") from None
    for steps, message in _schema_problems(schema, links):
        from speckb.files.json_positions import place  # noqa: PLC0415  only for errors

        where = "".join(f"{'.'.join(steps)}: " for _ in steps[:1])
        raise SettingsError(f"{path}{place(text, steps)}: {where}{message}")
    # Every type has these two fields as well. The order is that in which commands write fields.
    own = schema.get("properties", {})
    first = {name: own[name] for name in ("id",) if name in own}
    schema["properties"] = {**first, "formerly": FORMERLY, **own, "accepted": ACCEPTED}
    return schema


def _schema_problems(schema: Any, links: Collection[str]) -> Iterator[shapes.Problem]:
    """Yield path and message of what is wrong with a type's schema, the first that is found."""
    if not isinstance(schema, dict):
        yield [], "a type's JSON Schema is an object"
        return
    yield from (
        ([str(step) for step in steps], described(letter)) for steps, letter in in_data(schema)
    )
    yield from shapes.problems(schema, links)
    try:
        validator(schema)
    except jsonschema_rs.ValidationError as error:
        yield [str(step) for step in error.instance_path], error.message
    except (ValueError, jsonschema_rs.ReferencingError) as error:  # type: ignore[misc]
        yield [], str(error).splitlines()[0]


def _read(path: Path) -> str:
    if kind := Tree(path.parent).kind(path.name):
        raise SettingsError(f"{path}: {kind}; settings and schemas are files")
    try:
        text = path.read_bytes().decode("utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = str(error.strerror if isinstance(error, OSError) else error)
        reason = reason[:1].lower() + reason[1:]
        raise SettingsError(f"{path}: {reason}; a knowledge base needs it") from None
    if found := forbidden(text):
        line, column = (
            text.count("\n", 0, found.start()) + 1,
            found.start() - text.rfind("\n", 0, found.start()),
        )
        raise SettingsError(f"{path}:{line}:{column}: {described(found[0])}")
    return text
