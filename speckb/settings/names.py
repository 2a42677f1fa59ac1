"""What the settings name and what is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speckb.finding import instead
from speckb.settings import trace, verdicts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from speckb.settings.model import Settings

PROSE = "prose"


def problems(found: Settings, own: Mapping[str, Any]) -> Iterator[str]:
    """Yield what the settings name and what is not there."""
    for field_name in ("criteria", "values"):
        if not any(field_name in entry_type.properties for entry_type in found.types.values()):
            yield f"no type has a field {field_name!r} in its schema"
    for link in found.links.values():
        yield from _unknown(f"needs.links.{link.name}.target_types", link.targets, found.types)
    yield from _unknown("speckb.editorial_links", own.get("editorial_links", ()), found.links)
    yield from trace.problems(found.trace, found.types, found.links)
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
    yield from verdicts.problems(found)


def _unknown(where: str, names: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    allowed = [*known]
    for name in names:
        if name not in allowed:
            yield f"{where}: no {name!r}{instead(name, allowed)}"
