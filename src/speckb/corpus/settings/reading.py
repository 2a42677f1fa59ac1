"""Reader of the settings: `ubproject.toml`, and a JSON Schema for each type."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from speckb.corpus.schema import validator
from speckb.corpus.schema_parts import ID
from speckb.corpus.settings import shapes, verdicts
from speckb.corpus.settings.checks import problems
from speckb.corpus.settings.errors import SCHEMA, fault
from speckb.corpus.settings.model import FILE, EntryType, LinkType, Listing, Settings
from speckb.errors import UsageError
from speckb.files import merging
from speckb.files.characters import described, forbidden, in_data
from speckb.files.limits import DEFAULT, Limits
from speckb.files.toml_positions import loads, place, stopped
from speckb.files.tree import Tree
from speckb.suggest import nearest

if TYPE_CHECKING:
    import re
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

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
OF_EVERY_TYPE: Mapping[str, Mapping[str, Any]] = {"formerly": FORMERLY, "accepted": ACCEPTED}
NEWLINE = "\n"
DEEPEST = 2 * DEFAULT.nesting  # of a schema, which has two levels for each of the data


class SettingsError(UsageError):
    """An error in the settings; the message has the file, the position and the setting."""


def load(root: Path) -> Settings:
    """Return the settings of the knowledge base in the folder `root`.

    Raises SettingsError where the file or a schema is missing or wrong.
    """
    path = root / FILE
    try:
        data = loads(_read(path, DEFAULT))
    except tomllib.TOMLDecodeError as error:
        where, why = stopped(error)
        raise SettingsError(f"{path}{where}: {why}") from None
    if deep := _too_deep(data, DEFAULT.nesting):
        raise _refusal(path, deep, DEFAULT.passed("nesting", f"{len(deep)} levels"))
    for steps, letter in in_data(data):
        raise _refusal(path, [str(step) for step in steps], described(letter))
    for wrong in jsonschema_rs.validator_for(json.loads(SCHEMA.read_text())).iter_errors(data):
        raise _refusal(path, *fault(wrong))
    found = _settings(root, data)
    for problem in problems(found, data["speckb"]):
        raise _refusal(path, problem.partition(":")[0].split("."), problem)
    return found


def outline(text: str) -> tuple[set[str] | None, Limits]:
    """Return the top-level folders that settings name, and the limits that they set.

    The folders are None, and the limits the defaults, where the settings cannot be read.
    """
    try:
        own = loads(text)["speckb"]
        paths = [kind["folder"] for kind in own["types"].values()]
        paths += [*own.get("pages", Settings.pages), own.get("reviews", "")]
        folders = {"schemas", *(path.partition("/")[0] for path in paths)}
        raised = {
            name: max(getattr(DEFAULT, name), most) for name, most in own.get("limits", {}).items()
        }
        return folders, replace(DEFAULT, **raised)
    except (tomllib.TOMLDecodeError, LookupError, TypeError, AttributeError):
        return None, DEFAULT


def _refusal(path: Path, steps: list[str], problem: str) -> SettingsError:
    """Return the error of a setting, given by its path, with its position in the file."""
    return SettingsError(f"{path}{place(_read(path, DEFAULT), steps)}: {problem}")


def _too_deep(data: Any, most: int) -> list[str]:
    """Return the path of a value below more than `most` groups and lists, or an empty list."""
    pending: list[tuple[list[str], Any]] = [([], data)]
    while pending:
        steps, part = pending.pop()
        if len(steps) > most:
            return steps
        if isinstance(part, dict):
            pending += [([*steps, str(key)], value) for key, value in part.items()]
        elif isinstance(part, list):
            pending += [([*steps, str(number)], value) for number, value in enumerate(part)]
    return []


def _settings(root: Path, data: Mapping[str, Any]) -> Settings:
    needs, own = data["needs"], data["speckb"]
    types = {}
    limits = Limits(**own.get("limits", {}))
    for name, options in own["types"].items():
        if name not in needs["types"]:
            message = f"speckb.types.{name}: needs.types has no {name!r}"
            message += nearest(name, needs["types"])
            raise _refusal(root / FILE, ["speckb", "types", name], message)
        types[name] = EntryType(
            name=name,
            title=needs["types"][name]["title"],
            folder=options["folder"],
            schema=_schema(root / "schemas" / f"{name}.json", needs["links"], limits),
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
        "removed",
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
        limits=limits,
        **{name: own[name] for name in plain if name in own},
    )


def _schema(path: Path, links: Collection[str], limits: Limits) -> Mapping[str, Any]:
    text = _read(path, limits)
    try:
        schema: dict[str, Any] = json.loads(text)
    except json.JSONDecodeError as error:
        raise SettingsError(f"{path}:{error.lineno}:{error.colno}: {error.msg}") from None
    except RecursionError:
        raise SettingsError(f"{path}: nested too deep") from None
    for steps, message in _schema_problems(schema, links):
        from speckb.files import json_positions  # noqa: PLC0415  only for errors

        where = "".join(f"{'.'.join(steps)}: " for _ in steps[:1])
        raise SettingsError(f"{path}{json_positions.place(text, steps)}: {where}{message}")
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
    if deep := _too_deep(schema, DEEPEST):
        yield deep[:1], f"a schema is at most {DEEPEST} levels deep"
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


def _read(path: Path, limits: Limits) -> str:
    kind, size = Tree(path.parent).look(path.name)
    if kind:
        raise SettingsError(f"{path}: {kind}; settings and schemas are files")
    if size > limits.file_bytes:
        raise SettingsError(f"{path}: {limits.passed('file_bytes', f'{size:,} bytes')}")
    try:
        text = path.read_bytes().decode("utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = str(error.strerror if isinstance(error, OSError) else error)
        reason = reason[:1].lower() + reason[1:]
        raise SettingsError(f"{path}: {reason}; a knowledge base needs it") from None
    if found := forbidden(text):
        raise SettingsError(f"{path}{_place(text, found)}: {described(found[0])}")
    if left := merging.mark(text):
        raise SettingsError(f"{path}{_place(text, left)}: {merging.UNFINISHED}")
    return text


def _place(text: str, found: re.Match[str]) -> str:
    before = text[: found.start()]
    return f":{before.count(NEWLINE) + 1}:{len(before) - before.rfind(NEWLINE)}"
