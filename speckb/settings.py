"""What one knowledge base says about itself, read from its `ubproject.toml`."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from string import Formatter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE = "ubproject.toml"
ACCEPTED = {
    "title": "Accepted findings",
    "description": "Rule id: why this entry breaks the rule on purpose (editorial).",
    "type": "object",
    "minProperties": 1,
    "additionalProperties": {"type": "string", "minLength": 1},
}


class SettingsError(Exception):
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

    With `by` the entries stand under each group; with `rows` each item of that field is a row.
    """

    name: str
    type: str
    caption: str
    columns: tuple[str, ...]
    by: str = ""
    rows: str = ""


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
    matrix_caption: str = "All values at a glance"

    @cached_property
    def compared(self) -> EntryType:
        """The type whose entries hold a value for each criterion."""
        for entry_type in self.types.values():
            if "criteria" in entry_type.properties:
                return entry_type
        raise SettingsError(f"{FILE}: no type has a field 'criteria' in its schema")

    @cached_property
    def criterion(self) -> EntryType:
        """The type whose entries define a vocabulary of values."""
        for entry_type in self.types.values():
            if "values" in entry_type.properties:
                return entry_type
        raise SettingsError(f"{FILE}: no type has a field 'values' in its schema")


def load(root: Path) -> Settings:
    """Return the settings of the knowledge base whose folder is `root`.

    Raises SettingsError when the file or a schema is missing or is not what it must be.
    """
    path = root / FILE
    try:
        with path.open("rb") as file:
            data = tomllib.load(file)
    except FileNotFoundError:
        raise SettingsError(
            f"{path}: no such file; a knowledge base keeps its settings there"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: {error}") from None
    try:
        return _settings(root, data["needs"], data["speckb"])
    except KeyError as error:
        raise SettingsError(f"{path}: setting {error} is missing") from None


def _settings(root: Path, needs: Mapping[str, Any], own: Mapping[str, Any]) -> Settings:
    titles = {name: kind["title"] for name, kind in needs["types"].items()}
    types = {}
    for name, options in own["types"].items():
        if name not in titles:
            raise SettingsError(f"{root / FILE}: speckb.types.{name} has no needs.types.{name}")
        types[name] = EntryType(
            name=name,
            title=titles[name],
            folder=options["folder"],
            schema=_schema(root / "schemas" / f"{name}.json"),
            text=options.get("text", "{title}"),
            heading=options.get("heading", "{title}"),
            card=tuple(options.get("card", ())),
            linked_by=tuple(options.get("linked_by", ())),
            editorial=tuple(options.get("editorial", ())),
        )
    editorial = set(own.get("editorial_links", ()))
    links = {
        name: LinkType(
            name,
            link["outgoing"],
            link["incoming"],
            tuple(link.get("target_types", ())),
            name in editorial,
        )
        for name, link in needs["links"].items()
    }
    listings = {
        name: Listing(
            name,
            table["type"],
            table["caption"],
            tuple(table["columns"]),
            table.get("by", ""),
            table.get("rows", ""),
        )
        for name, table in own.get("tables", {}).items()
    }
    optional = {"source", "unstated", "edit_url", "editors_page", "site_url", "matrix_caption"}
    return Settings(
        root=root,
        types=types,
        links=links,
        listings=listings,
        severities=own.get("rules", {}),
        pages=tuple(own.get("pages", ("[a-z]*.md",))),
        **{name: str(own[name]) for name in optional & own.keys()},
    )


def _schema(path: Path) -> Mapping[str, Any]:
    try:
        schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError(f"{path}: no such file; every type has a JSON Schema there") from None
    except ValueError as error:
        raise SettingsError(f"{path}: {error}") from None
    schema.setdefault("properties", {})["accepted"] = ACCEPTED
    return schema
