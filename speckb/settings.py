"""What one knowledge base says about itself, read from its `ubproject.toml`."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from speckb import SETTINGS, trace_settings, verdict_settings
from speckb.finding import instead, nearest
from speckb.schema import validator
from speckb.usage import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from speckb.verdict_settings import Verdicts

FILE = SETTINGS
SCHEMA = Path(__file__).with_name("settings.schema.json")
PROSE = "prose"
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
    """The settings cannot be used; the message names the file and the setting."""


@dataclass(frozen=True)
class EntryType:
    """One kind of entry: where its files are, how it is checked and what it is called."""

    name: str
    title: str
    folder: str
    schema: Mapping[str, Any]
    text: str = "{title}"
    heading: str = "{title}"
    card: tuple[str, ...] = ()
    linked_by: tuple[str, ...] = ()
    editorial: tuple[str, ...] = ()

    @property
    def properties(self) -> Mapping[str, Any]:
        """The JSON Schema of each field of the front matter."""
        properties: Mapping[str, Any] = self.schema.get("properties", {})
        return properties

    @property
    def name_field(self) -> str:
        """The field that names an entry where space is short, such as `id` in `{id}`."""
        fields = [name for _, name, _, _ in Formatter().parse(self.text) if name]
        return fields[0] if fields and fields[0] != "title" else "id"

    def label(self, name: str) -> str:
        """Return what a field is called: the title that its schema gives it."""
        return str(self.properties.get(name, {}).get("title", name))

    def word(self, name: str, value: object) -> str:
        """Return a field's value as people read it: the schema's title of that constant."""
        for option in self.properties.get(name, {}).get("oneOf", ()):
            if option.get("const") == value and "title" in option:
                return str(option["title"])
        return f"{value:g}" if isinstance(value, float) else str(value)


@dataclass(frozen=True, slots=True)
class LinkType:
    """One kind of link: what it is called in both directions and which types it may reach."""

    name: str
    outgoing: str
    incoming: str
    targets: tuple[str, ...]
    editorial: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A table of all entries of a type.

    With `by` the entries stand under each group; with `rows` each item of that field is a row; with
    `link` each link of that kind to an entry is a row, and `reason` heads its reason.
    """

    name: str
    type: str
    caption: str
    columns: tuple[str, ...]
    by: str = ""
    rows: str = ""
    link: str = ""
    reason: str = "Reason"


@dataclass(frozen=True)
class Settings:
    """The settings of the knowledge base at `root`."""

    root: Path
    types: Mapping[str, EntryType]
    links: Mapping[str, LinkType]
    listings: Mapping[str, Listing] = field(default_factory=dict)
    severities: Mapping[str, str] = field(default_factory=dict)
    pages: tuple[str, ...] = ("[a-z]*.md",)
    source: str = ""
    unstated: str = "not-stated"
    edit_url: str = ""
    editors_page: str = ""
    site_url: str = ""
    editions: str = "v[0-9]*"
    reviews: str = ""
    editor_schemas: str = ""
    matrix_caption: str = "All values at a glance"
    trace: tuple[str, ...] = ()
    trace_caption: str = ""
    verdicts: Verdicts = field(default_factory=verdict_settings.Verdicts)
    pdf_name: str = ""
    paper: str = "a4"

    def is_editorial(self, entry_type: EntryType, name: str) -> bool:
        """Return whether a field of a type is no part of the source."""
        link = self.links.get(name)
        return name in entry_type.editorial or (link is not None and link.editorial)

    @property
    def files(self) -> list[str]:
        """The files that hold for all entries, from the root."""
        return [FILE, *(f"schemas/{name}.json" for name in self.types), self.reviews]

    @cached_property
    def compared(self) -> EntryType:
        """The type whose entries hold a value for each criterion."""
        return next(t for t in self.types.values() if "criteria" in t.properties)

    @cached_property
    def criterion(self) -> EntryType:
        """The type whose entries define a vocabulary of values."""
        return next(t for t in self.types.values() if "values" in t.properties)

    @cached_property
    def chain(self) -> tuple[EntryType, ...]:
        """The types that the links of `trace` join, from what is linked to what links."""
        return tuple(trace_settings.chain(self.trace, self.types, self.links))

    @cached_property
    def assessed(self) -> tuple[str, ...]:
        """The types that criteria may assess."""
        return self.links["assesses"].targets if "assesses" in self.links else ()

    @cached_property
    def claiming(self) -> EntryType | None:
        """The type whose entries hold what specifications claim for themselves."""
        return next((t for t in self.types.values() if "claims" in t.properties), None)


def load(root: Path) -> Settings:
    """Return the settings of the knowledge base whose folder is `root`.

    Raises SettingsError when the file or a schema is missing or is not what it must be.
    """
    path = root / FILE
    try:
        data = tomllib.loads(_read(path))
    except tomllib.TOMLDecodeError as error:
        from speckb.places import stopped  # noqa: PLC0415  for settings with faults alone

        where, why = stopped(error)
        raise SettingsError(f"{path}{where}: {why}") from None
    for wrong in jsonschema_rs.validator_for(json.loads(SCHEMA.read_text())).iter_errors(data):
        raise _refusal(path, *_wrong(wrong))
    found = _settings(root, data["needs"], data["speckb"])
    for problem in _problems(found, data["speckb"]):
        raise _refusal(path, problem.partition(":")[0].split("."), problem)
    return found


def _refusal(path: Path, steps: list[str], problem: str) -> SettingsError:
    """Return what is wrong with the setting that the steps lead to, with its place."""
    from speckb.places import place  # noqa: PLC0415  for settings with faults alone

    return SettingsError(f"{path}{place(_read(path), steps)}: {problem}")


def _settings(root: Path, needs: Mapping[str, Any], own: Mapping[str, Any]) -> Settings:
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
            schema=_schema(root / "schemas" / f"{name}.json"),
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
        types=types,
        links=links,
        listings=listings,
        severities=own.get("rules", {}),
        pages=tuple(own.get("pages", Settings.pages)),
        trace=tuple(own.get("trace", {}).get("links", ())),
        trace_caption=own.get("trace", {}).get("caption", ""),
        verdicts=verdict_settings.read(own.get("verdicts", {})),
        pdf_name=own.get("pdf", {}).get("name", Settings.pdf_name),
        paper=own.get("pdf", {}).get("paper", Settings.paper),
        **{name: own[name] for name in plain if name in own},
    )


def _wrong(error: Any) -> tuple[list[str], str]:
    """Return the path of a setting, and what is wrong with it."""
    steps = [str(step) for step in error.instance_path]
    where = "".join(f"{step}: " for step in [".".join(steps)] if step)
    if missing := getattr(error.kind, "property", ""):
        return steps, f"{where}setting {missing!r} is missing"
    if unexpected := getattr(error.kind, "unexpected", ()):
        known = _part(error.schema_path[:-1]).get("properties", ())
        hint = instead(unexpected[0], known)
        return [*steps, unexpected[0]], f"{where}no setting {unexpected[0]!r}{hint}"
    if error.schema_path[-1] == "pattern":
        return _unfit(error, steps, where)
    return steps, f"{where}{error.message}"


def _unfit(error: Any, steps: list[str], where: str) -> tuple[list[str], str]:
    """Return the path of a setting, or of a name in it, that is not of its form, and that form."""
    wanted = _part(error.schema_path[:-1])
    found = error.instance
    if isinstance(found, dict):
        found = next(name for name in found if not re.search(wanted["pattern"], name, re.ASCII))
        steps = [*steps, found]
    return steps, f"{where}{found!r} cannot stand here; write {wanted['description']}"


def _part(steps: Iterable[str]) -> Any:
    """Return the part of the settings' schema that the steps lead to."""
    part: Any = json.loads(SCHEMA.read_text())
    for step in steps:
        part = part[step]
    return part


def _problems(found: Settings, own: Mapping[str, Any]) -> Iterator[str]:
    """Yield what the settings name and what is not there."""
    for field_name in ("criteria", "values"):
        if not any(field_name in entry_type.properties for entry_type in found.types.values()):
            yield f"no type has a field {field_name!r} in its schema"
    for link in found.links.values():
        yield from _unknown(f"needs.links.{link.name}.target_types", link.targets, found.types)
    yield from _unknown("speckb.editorial_links", own.get("editorial_links", ()), found.links)
    yield from trace_settings.problems(found.trace, found.types, found.links)
    for entry_type in found.types.values():
        where = f"speckb.types.{entry_type.name}"
        yield from _unknown(f"{where}.card", entry_type.card, entry_type.properties)
        yield from _unknown(f"{where}.editorial", entry_type.editorial, entry_type.properties)
        yield from _unknown(f"{where}.linked_by", entry_type.linked_by, {*found.links, PROSE})
    for table in found.listings.values():
        where = f"speckb.tables.{table.name}"
        yield from _unknown(f"{where}.type", [table.type], found.types)
        if table.type in found.types:
            fields = found.types[table.type].properties
            yield from _unknown(f"{where}.by", [table.by] if table.by else (), fields)
            yield from _unknown(f"{where}.link", [table.link] if table.link else (), found.links)
            yield from _unknown(f"{where}.rows", [table.rows] if table.rows else (), fields)
            if table.rows in fields:
                fields = fields[table.rows].get("items", {}).get("properties", {})
            yield from _unknown(f"{where}.columns", table.columns, fields)
    yield from verdict_settings.problems(found)


def _unknown(where: str, names: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    allowed = [*known]
    for name in names:
        if name not in allowed:
            yield f"{where}: no {name!r}{instead(name, allowed)}"


def _schema(path: Path) -> Mapping[str, Any]:
    try:
        schema = json.loads(_read(path))
        if not isinstance(schema, dict):
            raise SettingsError(f"{path}: a type's JSON Schema is an object")
        validator(schema)
    except json.JSONDecodeError as error:
        raise SettingsError(f"{path}:{error.lineno}:{error.colno}: {error.msg}") from None
    except (ValueError, jsonschema_rs.ReferencingError) as error:  # type: ignore[misc]
        raise SettingsError(f"{path}: {str(error).splitlines()[0]}") from None
    own = schema.get("properties", {})
    first = {name: own[name] for name in ("id",) if name in own}
    schema["properties"] = {**first, "formerly": FORMERLY, **own, "accepted": ACCEPTED}
    return schema


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = str(error.strerror if isinstance(error, OSError) else error)
        reason = reason[:1].lower() + reason[1:]
        raise SettingsError(f"{path}: {reason}; a knowledge base needs it") from None
