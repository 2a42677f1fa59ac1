"""Validation of front matter by the JSON Schema of its type, with messages for authors."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import jsonschema_rs

from speckb.corpus import ids
from speckb.corpus.names import refused, without_names
from speckb.corpus.schema_parts import item, options, words
from speckb.files.characters import unseen
from speckb.suggest import choice, instead

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from speckb.files.frontmatter import Path

    Convert = Callable[[Any], Any]

Kind = jsonschema_rs.ValidationErrorKind
NUMBER = re.compile(r"[-+]?([0-9]{1,15})(\.[0-9]{1,15})?")
TYPES = {
    "array": "a list",
    "object": "a group of 'name: value' lines",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}


FORMATS = {"date": "2026-09-30"}  # those that a schema may have, each with an example
# Joiners and marks of direction are invisible as well; within a text, languages need them.
UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064"


class Violation(NamedTuple):
    """One violation: `key` is true where the field's name is at fault, and not its value.

    `lacks` is the name of a field that is missing.
    """

    rule: str
    path: Path
    key: bool
    message: str
    lacks: str = ""


def validator(schema: Mapping[str, Any]) -> Any:
    """Return a validator for a schema, which may refer to itself but to no file or host.

    Raises ValueError or ReferencingError for a schema that cannot be used.
    """
    return jsonschema_rs.validator_for(dict(schema), retriever=_refuse, validate_formats=True)


def _refuse(uri: str) -> Any:
    raise ValueError(f"a schema cannot refer to anything outside itself, such as {uri!r}")


class Schema:
    """A JSON Schema of a type, with conversion of numbers and messages for violations."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.schema = schema

    @cached_property  # to compile it takes longer than to validate an entry
    def _validator(self) -> Any:
        return validator(self.schema)

    @cached_property
    def _converters(self) -> Mapping[str, Convert]:
        return _converters(self.schema.get("properties", {}))

    def read(self, meta: Mapping[str, Any]) -> dict[str, Any]:
        """Return the front matter with the values that are numbers by the schema converted."""
        known = self._converters
        return {k: known[k](v) if k in known else v for k, v in meta.items()}

    def fits(self, meta: Mapping[str, Any]) -> bool:
        """Return whether front matter, converted already or not, is valid."""
        return bool(self._validator.is_valid(self.read(meta)))

    def violations(self, meta: Mapping[str, Any]) -> Iterator[Violation]:
        """Yield the violations of front matter that `read` has returned.

        A required field whose name is misspelt is one violation: it is not reported as missing too.
        """
        blank = list(_blank(meta, ()))
        if self._validator.is_valid(meta):
            yield from blank
            return
        errors = validator(without_names(self.schema)).iter_errors(meta)
        found = [v for error in errors for v in _violation(error, self.schema)]
        for path, name, schema, _ in refused(self.schema, meta):
            form = f"it must match {schema['pattern']}" if "pattern" in schema else ids.FORM
            message = f"{name!r} is not a valid id; {form}"
            found.append(Violation("value-form", (*path, name), True, message))
        where = {violation.path for violation in blank}
        found = blank + [violation for violation in found if violation.path not in where]
        misspelt = {
            (v.path[:-1], near)
            for v in found
            if v.rule == "field-unknown" and (near := _meant(v.path, self.schema))
        }
        for violation in found:
            if (violation.path, violation.lacks) not in misspelt:
                yield violation


def _blank(value: Any, path: Path) -> Iterator[Violation]:
    """Yield the texts of which nothing, or not the first or the last letter, can be seen."""
    if isinstance(value, str):
        seen = value.strip().strip(UNSEEN)
        if value and not seen:
            message = f"{_where(path)} is blank; write a value, or remove the field"
            yield Violation("value-empty", path, False, message)
        elif len(seen) < len(value) and (letters := unseen(value.replace(seen, " ", 1))):
            message = (
                f"{_where(path)} begins or ends with the invisible character {letters}; remove it"
            )
            yield Violation("value-form", path, False, message)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _blank(part, (*path, key))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _blank(part, (*path, number))


def _converters(fields: Mapping[str, Any]) -> dict[str, Convert]:
    """Return what converts each of the fields that are numbers, or hold some."""
    found = {name: _converter(part) for name, part in fields.items()}
    return {name: convert for name, convert in found.items() if convert}


def _converter(part: Mapping[str, Any]) -> Convert | None:
    if {"integer", "number"} & {option.get("type") for option in options(part)}:
        return _number
    known, each = _converters(part.get("properties", {})), None
    if inner := item(part):
        each = _converter(inner)
    if not known and not each:
        return None

    def convert(value: Any) -> Any:
        if isinstance(value, list) and each:
            return [each(one) for one in value]
        if isinstance(value, dict):
            ways = {name: known.get(name, each) for name in value}
            return {k: way(v) if (way := ways[k]) else v for k, v in value.items()}
        return value

    return convert


def _number(value: Any) -> Any:
    if isinstance(value, str) and (match := NUMBER.fullmatch(value)):
        return float(value) if match[2] else int(value)
    return value


def _violation(error: Any, schema: Mapping[str, Any]) -> Iterator[Violation]:
    """Yield the violations that an error of the validator stands for, by the kind of the error."""
    kind, path = error.kind, tuple(error.instance_path)
    part = _part(schema, error.schema_path)
    where = _where(path)
    match kind:
        case Kind.Required():
            name = kind.property
            about = part.get("properties", {}).get(name, {}).get("description", "")
            message = f"{name!r} is missing in {where}" + (f": {about}" if about else "")
            yield Violation("field-missing", path, True, message, lacks=name)
        case Kind.AdditionalProperties():
            for name in kind.unexpected:
                known = list(part.get("properties", {}))
                yield Violation(
                    "field-unknown",
                    (*path, name),
                    True,
                    f"unknown field {name!r}{instead(name, known)}",
                )
        # alternatives of the whole front matter are about which fields there are
        case Kind.OneOfNotValid() | Kind.OneOfMultipleValid() if not path:
            groups = [str(option.get("required", [])) for option in part.get("oneOf", ())]
            names = " or ".join(g.strip("[]") for g in groups)
            yield Violation(
                "field-missing", path, True, f"exactly one of these fields is required: {names}"
            )
        case Kind.OneOfNotValid() | Kind.Enum() | Kind.Constant():
            yield _not_among(path, error.instance, part)
        case Kind.Type():
            yield _wrong_type(path, error.instance, part)
        case Kind.Pattern():
            pattern = str(part.get("pattern"))
            form = ids.FORM if pattern == ids.ID else f"it must match {pattern}"
            about = part.get("description") or form
            letters = unseen(str(error.instance))
            hidden = f", with {letters} in it," if letters else ""
            message = f"{error.instance!r}{hidden} is not valid in {_where(path)}: {about}"
            yield Violation("value-form", path, False, message)
        case Kind.Format():
            message = f"{error.instance!r} is not valid in {where}: a {kind.format} is required"
            yield Violation("value-form", path, False, f"{message}, such as {FORMATS[kind.format]}")
        case Kind.UniqueItems():
            yield Violation("value-twice", path, False, f"{where} has an item twice")
        case Kind.MinItems() | Kind.MinProperties() | Kind.MinLength():
            yield Violation(
                "value-empty", path, False, f"{where} is empty: {part.get('description', '')}"
            )
        case _:
            yield Violation("value-form", path, False, f"{where}: {error.message}")


def _wrong_type(path: Path, value: object, part: Mapping[str, Any]) -> Violation:
    wanted = TYPES.get(str(part.get("type")), str(part.get("type")))
    if value is None:
        return Violation(
            "value-empty", path, True, f"{_where(path)} has no value; it must be {wanted}"
        )
    found = {dict: "a group", list: "a list", str: "text", bool: "true or false"}
    got = found.get(type(value), repr(value))
    return Violation("value-type", path, False, f"{_where(path)} must be {wanted}, not {got}")


def _not_among(path: Path, value: object, part: Mapping[str, Any]) -> Violation:
    kinds = [_kind(option) for option in options(part)[1:] if option.get("type") in TYPES]
    allowed = [*kinds, *map(str, words(part))]
    if value is None:
        message = f"{_where(path)} has no value; allowed: {choice(allowed, 30)}"
        return Violation("value-empty", path, True, message)
    hint = instead(str(value), allowed)
    return Violation(
        "value-unknown", path, False, f"{value!r} is not allowed in {_where(path)}{hint}"
    )


def _kind(option: Mapping[str, Any]) -> str:
    """Return the type of an alternative in words, such as `a whole number from 0`."""
    least = f" from {option['minimum']}" if "minimum" in option else ""
    return f"{TYPES[option['type']]}{least}"


def _meant(path: Path, schema: Mapping[str, Any]) -> str:
    """Return the field of the first level that a misspelt one resembles, or an empty string."""
    names = [*schema.get("properties", {})] if len(path) == 1 else []
    near = get_close_matches(str(path[-1]), names, n=1, cutoff=0.6)
    return near[0] if near else ""


def _where(path: Path) -> str:
    """Return in words what a path leads to: a field, or an item of one."""
    names = [step for step in path if isinstance(step, str)]
    if not names:
        return "the front matter"
    return f"an item of {names[-1]!r}" if isinstance(path[-1], int) else f"field {names[-1]!r}"


def _part(schema: Mapping[str, Any], path: list[str | int]) -> Mapping[str, Any]:
    """Return the part of the schema that holds the keyword at the end of `path`."""
    part: Any = schema
    for step in path[:-1]:
        part = part[step]
    return part if isinstance(part, dict) else {}
