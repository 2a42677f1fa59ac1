"""Walker over a JSON Schema: writes its required fields as YAML, each with a value to fill in."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class FieldWriter(ABC):
    """Writes lines of front matter; a subclass says what is written for names and values."""

    @abstractmethod
    def value(self, part: Mapping[str, Any]) -> str:
        """Return what is written for a value that has this schema."""

    @abstractmethod
    def items(self, key: str, part: Mapping[str, Any]) -> str:
        """Return what is written for a list of plain values."""

    @abstractmethod
    def name(self, key: str, part: Mapping[str, Any]) -> str:
        """Return what is written for a name that the group `key` leaves open."""

    def comment(self, part: Mapping[str, Any], indent: int) -> list[str]:  # noqa: ARG002
        """Return the comment lines above a field of a group."""
        return []

    def name_comment(self, name: str, indent: int) -> list[str]:  # noqa: ARG002
        """Return the comment lines above a name that a group leaves open."""
        return []

    def field(self, key: str, part: Mapping[str, Any], indent: int) -> Iterator[str]:
        """Yield the lines of a field."""
        blank = " " * indent
        item = part.get("items", {})
        if part.get("type") == "object":
            yield f"{blank}{key}:"
            yield from self.group(key, part, indent + 2)
        elif part.get("type") == "array" and item.get("type") == "object":
            yield f"{blank}{key}:"
            yield from _dashed([*self.group("", item, indent + 4)], indent + 2)
        elif part.get("type") == "array":
            yield f"{blank}{key}: {self.items(key, part)}"
        else:
            yield f"{blank}{key}: {self.value(part)}"

    def group(self, key: str, part: Mapping[str, Any], indent: int) -> Iterator[str]:
        """Yield the lines below a key: the required fields, or one item where names are open."""
        fields = part.get("properties", {})
        needed = required(part)
        for name in fields:
            if name in needed:
                yield from self.comment(fields[name], indent)
                yield from self.field(name, fields[name], indent)
        inner = part.get("additionalProperties")
        if not fields and isinstance(inner, dict):
            name = self.name(key, part)
            yield from self.name_comment(name, indent)
            yield from self.field(name, inner, indent)


def required(schema: Mapping[str, Any]) -> set[str]:
    """Return the fields that must be there; of alternatives, those of the first."""
    first = [*schema.get("oneOf", ()), *schema.get("anyOf", ())][:1]
    return {name for part in (schema, *first) for name in part.get("required", ())}


def _dashed(lines: list[str], indent: int) -> Iterator[str]:
    """Yield the lines of a group as an item of a list, with its first comments above the dash."""
    first = next((i for i, line in enumerate(lines) if line.lstrip()[0] != "#"), 0)
    yield from (line[2:] for line in lines[:first])
    yield f"{' ' * indent}- {lines[first].lstrip()}"
    yield from lines[first + 1 :]
