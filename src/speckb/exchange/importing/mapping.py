"""How the records of a source become entries: a file that people read and change.

The file is TOML. Its top level is for the records of every kind that has no table of its own below
`kinds`. Fields are named by paths such as `criteria.pfs.value`, `prose` is the text below the front
matter. What is on the right is an attribute of the source, or text with attributes in braces.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, time
from typing import TYPE_CHECKING, Any

from speckb.exchange.flat import joined, split
from speckb.files import toml_positions, toml_text
from speckb.files.positions import START
from speckb.suggest import instead

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

KEYS = ("type", "fields", "values", "words", "links", "replace_in_ids", "left_out")
TOP = ("from", *KEYS, "kinds")
BRACES = re.compile(r"\{([^{}]+)\}")
MOST_BYTES = 1_000_000


class MappingError(Exception):
    """A mapping file cannot be used; the message begins with file, line and column."""


@dataclass(frozen=True)
class Kind:
    """The mapping of the records of one kind to entries of a type; of none where that is empty.

    `fields` has attributes, or texts with attributes in braces, by the paths of fields; of several
    the first counts that a record has. `values` has what is the same for every entry; `words` has,
    by field, words of the vocabulary by words of the source; `links` has kinds of relations by
    links; `replace_in_ids` has what ids here have instead of a part of ids there. `left_out` are
    the attributes and kinds of relations that are not imported, so that a new one is told.
    """

    type: str
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    replace_in_ids: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()

    def used(self, attributes: Mapping[str, object]) -> set[str]:
        """Return the attributes that the fields use, of those that the source has."""
        forms = [form for found in self.fields.values() for form in found]
        return {name for form in forms for name in parts(form, attributes)}

    def own_id(self, name: str) -> str:
        """Return the id here of an id of the source."""
        for old, new in self.replace_in_ids.items():
            name = name.replace(old, new)
        return name


@dataclass(frozen=True)
class MappingFile:
    """All kinds; the one named "" is for records of every other kind. `form` names the reader."""

    form: str
    kinds: Mapping[str, Kind]

    def of(self, kind: str) -> Kind | None:
        """Return the mapping of a kind of records, or None."""
        return self.kinds.get(self.name_of(kind))

    def name_of(self, kind: str) -> str:
        """Return the name under which a kind of records stands here."""
        return kind if kind in self.kinds else ""


def parts(form: str, attributes: Mapping[str, object]) -> list[str]:
    """Return the attributes that the right side of a field names."""
    return [form] if form in attributes else BRACES.findall(form) or [form]


def read(path: Path, shown: str) -> MappingFile:
    """Return the mapping in a file; `shown` is its path for messages. Raises MappingError."""
    if path.stat().st_size > MOST_BYTES:
        raise MappingError(f"{shown}:1:1: the file is larger than {MOST_BYTES:,} bytes")
    try:
        text = path.read_bytes().decode("utf-8-sig")
        data = toml_positions.loads(text)
    except UnicodeDecodeError:
        raise MappingError(f"{shown}:1:1: the file is not UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        span, message = toml_positions.stopped(error, text)
        raise MappingError(f"{shown}:{span.line}:{span.column}: {message}") from None
    for steps, message in _problems(data, TOP, ()):
        places = toml_positions.places(text)
        known = (steps[:end] for end in range(len(steps), 0, -1))
        span = next((places[one] for one in known if one in places), START)
        raise MappingError(f"{shown}:{span.line}:{span.column}: {message}")
    kinds = {name: _kind(part) for name, part in data.get("kinds", {}).items()}
    if KEYS[0] in data or not kinds:
        kinds[""] = _kind(data)
    return MappingFile(data.get("from", ""), kinds)


def _kind(data: Mapping[str, Any]) -> Kind:
    return Kind(
        data.get("type", ""),
        {name: _several(found) for name, found in _flat(data.get("fields", {}), ())},
        {name: _without_dates(value) for name, value in data.get("values", {}).items()},
        data.get("words", {}),
        {name: _several(found) for name, found in data.get("links", {}).items()},
        data.get("replace_in_ids", {}),
        tuple(data.get("left_out", ())),
    )


def _several(found: Any) -> tuple[str, ...]:
    return (found,) if isinstance(found, str) else tuple(found)


def _without_dates(value: Any) -> Any:
    """Return a value of TOML with dates and times as texts, as entries have them."""
    if isinstance(value, dict):
        return {name: _without_dates(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_without_dates(part) for part in value]
    return str(value) if isinstance(value, date | time) else value


def _flat(data: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Yield fields by path; one that TOML was given as `a.b = ...`, without quotes, is a table."""
    for name, value in data.items():
        if isinstance(value, dict):
            yield from _flat(value, (*path, name))
        else:
            yield joined((*path, name)) if path else name, value


def _problems(
    data: Mapping[str, Any], allowed: tuple[str, ...], path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield path and message of what a mapping file must not have."""
    for name, value in data.items():
        here = (*path, name)
        if name not in allowed:
            yield here, f"unknown key {name!r}{instead(name, allowed)}"
        elif name in {"type", "from"} and not isinstance(value, str):
            yield here, f"{name!r} must be text"
        elif name == "left_out":
            if not _is_texts(value):
                yield here, "'left_out' must be a list of texts"
        elif name not in {"type", "from"}:
            if not isinstance(value, dict):
                yield here, f"{name!r} must be a table, [{'.'.join(here)}]"
                continue
            yield from _table(name, value, here)


def _table(
    table: str, data: Mapping[str, Any], path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], str]]:
    for name, value in data.items():
        here = (*path, name)
        if table == "kinds":
            if isinstance(value, dict):
                yield from _problems(value, KEYS, here)
            else:
                yield here, f"{name!r} must be a table, [kinds.{name}]"
            continue
        if table == "fields" and isinstance(value, dict):
            yield from _table(table, value, here)
            continue
        if table == "replace_in_ids":
            if not name or not isinstance(value, str):
                yield here, f"{name!r} must be a text that ids of the source have, and ids here not"
            continue
        try:
            split(name)
        except ValueError as error:
            yield here, str(error)
        if table == "fields" and not isinstance(value, str) and not (value and _is_texts(value)):
            yield here, f"{name!r} must be the name of an attribute, in quotes, or a list of them"
        elif table == "links" and not isinstance(value, str) and not _is_texts(value):
            yield here, f"{name!r} must be the name of a relation, or a list of them"
        elif table == "words" and not (isinstance(value, dict) and _is_texts([*value.values()])):
            yield here, f"{name!r} must be a table: words here by words of the source"


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def as_text(mapping: MappingFile, name: str) -> str:
    """Return the file of a mapping; `name` is that of the source."""
    lines = [
        f"# How entries come from {' '.join(name.split())}: field = attribute there, or text with",
        "# {attributes}. `speckb import` wrote this file, and reads it: change it as you need.",
        f"from = {toml_text.value(mapping.form)}",
    ]
    for kind, found in mapping.kinds.items():
        lines += _kind_lines(found, f"kinds.{toml_text.key(kind)}" if kind else "")
    return "\n".join([*lines, ""])


def _kind_lines(kind: Kind, name: str) -> Iterator[str]:
    if name:
        yield from ("", f"[{name}]")
    yield f"type = {toml_text.value(kind.type)}"
    if kind.left_out:
        yield f"left_out = [{', '.join(map(toml_text.value, kind.left_out))}]"
    tables: dict[str, Mapping[str, Any]] = {"fields": _short(kind.fields), "values": kind.values}
    tables |= {f"words.{toml_text.key(k)}": found for k, found in kind.words.items()}
    tables |= {"links": _short(kind.links), "replace_in_ids": kind.replace_in_ids}
    for table, data in tables.items():
        if data:
            yield from ("", f"[{name}.{table}]" if name else f"[{table}]")
            yield from (
                f"{toml_text.key(key)} = {toml_text.value(value)}" for key, value in data.items()
            )


def _short(found: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    return {name: one[0] if len(one) == 1 else [*one] for name, one in found.items()}
