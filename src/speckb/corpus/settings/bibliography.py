"""Settings of the bibliography: the type of references, and which of its fields says what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

# The field that says it unless the settings name another, by what it says.
FIELDS: Mapping[str, str] = {
    "author": "authors",
    "date": "date",
    "number": "number",
    "publisher": "publisher",
    "url": "url",
    "doi": "doi",
}


@dataclass(frozen=True, slots=True)
class Bibliography:
    """The type whose entries are references; empty if there is none.

    `fields` has the field of the type by what it says, such as `author`.
    """

    type: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


def read(own: Mapping[str, Any], schemas: Mapping[str, Any]) -> Bibliography:
    """Return the settings under `speckb.bibliography`; `schemas` are those of the types."""
    name = own.get("type", "")
    known = schemas.get(name, {}).get("properties", {})
    found = {**FIELDS, **own.get("fields", {})}
    return Bibliography(name, {said: field for said, field in found.items() if field in known})
