"""How the records of a source become entries: a file that people read and change.

The file is TOML. Its top level is for the records of every kind that has no table of its own below
`kinds`. Fields are named by paths such as `criteria.pfs.value`, `prose` is the text below the front
matter. What is on the right is an attribute of the source, or text with attributes in braces.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from speckb.exchange.flat import joined, split
from speckb.files import toml_positions
from speckb.files.positions import START
from speckb.suggest import instead

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

KEYS = ("type", "fields", "values", "words", "links", "left_out")
TOP = ("from", *KEYS, "kinds")
BRACES = re.compile(r"\{([^{}]+)\}")
BARE = re.compile(r"[A-Za-z0-9_-]+")
MOST_BYTES = 1_000_000


class MappingError(Exception):
    """A mapping file cannot be used; the message begins with file, line and column."""


@dataclass(frozen=True)
class Kind:
    """The mapping of the records of one kind to entries of a type; of none where that is empty.

    `fields` has attributes, or texts with attributes in braces, by the paths of fields; `values`
    has what is the same for every entry; `words` has, by field, words of the vocabulary by words of
    the source; `links` has kinds of relations by links. `left_out` are the attributes and kinds of
    relations that are not imported, so that a new one is told.
    """

    type: str
    fields: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()

    def used(self, attributes: Mapping[str, object]) -> set[str]:
        """Return the attributes that the fields use, of those that the source has."""
        return {name for form in self.fields.values() for name in parts(form, attributes)}


@dataclass(frozen=True)
class MappingFile:
    """All kinds; the one named "" is for records of every other kind. `form` names the reader."""

    form: str
    kinds: Mapping[str, Kind]

    def of(self, kind: str) -> Kind | None:
        """Return the mapping of a kind of records, or None."""
        return self.kinds.get(kind, self.kinds.get(""))


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
    links = data.get("links", {})
    return Kind(
        data.get("type", ""),
        dict(_flat(data.get("fields", {}), ())),
        data.get("values", {}),
        data.get("words", {}),
        {k: (found,) if isinstance(found, str) else tuple(found) for k, found in links.items()},
        tuple(data.get("left_out", ())),
    )


def _flat(data: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
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
        try:
            split(name)
        except ValueError as error:
            yield here, str(error)
        if table == "fields" and not isinstance(value, str):
            yield here, f"{name!r} must be the name of an attribute, in quotes"
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
        f"from = {_quoted(mapping.form)}",
    ]
    for kind, found in mapping.kinds.items():
        lines += _kind_lines(found, f"kinds.{_key(kind)}" if kind else "")
    return "\n".join([*lines, ""])


def _kind_lines(kind: Kind, name: str) -> Iterator[str]:
    if name:
        yield from ("", f"[{name}]")
    yield f"type = {_quoted(kind.type)}"
    if kind.left_out:
        yield f"left_out = [{', '.join(map(_quoted, kind.left_out))}]"
    tables: dict[str, Mapping[str, Any]] = {"fields": kind.fields, "values": kind.values}
    tables |= {f"words.{_key(k)}": found for k, found in kind.words.items()}
    tables["links"] = {k: v[0] if len(v) == 1 else list(v) for k, v in kind.links.items()}
    for table, data in tables.items():
        if data:
            yield from ("", f"[{name}.{table}]" if name else f"[{table}]")
            yield from (f"{_key(key)} = {_value(value)}" for key, value in data.items())


def _value(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(value) if isinstance(value, int | float) else _quoted(str(value))


def _key(name: str) -> str:
    return name if BARE.fullmatch(name) else _quoted(name)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii="\x7f" in text)
