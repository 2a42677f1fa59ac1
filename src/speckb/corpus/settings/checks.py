"""Checks of the settings beyond their JSON Schema: names in them must exist and fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from speckb.corpus.prose.forms import DIRECTIVES
from speckb.corpus.settings.model import fields_of, owners
from speckb.corpus.settings.verdicts import GRADES, MET, MISSED, PARTLY, TONES
from speckb.suggest import choice, instead

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from speckb.corpus.settings.model import EntryType, LinkType, Settings

PROSE = "prose"


def problems(found: Settings, own: Mapping[str, Any]) -> Iterator[str]:
    """Yield a message, `setting: problem`, for each name in the settings that does not exist."""
    for field_name in ("criteria", "values"):
        if not any(field_name in entry_type.properties for entry_type in found.types.values()):
            yield f"no type has a field {field_name!r} in its schema"
    for link in found.links.values():
        yield from _unknown(f"needs.links.{link.name}.target_types", link.targets, found.types)
    yield from _unknown("speckb.editorial_links", own.get("editorial_links", ()), found.links)
    yield from trace_problems(found.trace, found.types, found.links)
    ids: dict[str, str] = {}
    for docname in found.removed:
        other = ids.setdefault(docname.rpartition("/")[2], docname)
        if other != docname:
            yield f'speckb.removed."{docname}": {other!r} has the same id'
    for entry_type in found.types.values():
        where = f"speckb.types.{entry_type.name}"
        if entry_type.name in DIRECTIVES:  # sphinx-needs makes a directive of each type
            yield f"needs.types.{entry_type.name}: prose has a directive {entry_type.name!r}"
        for form in ("text", "heading"):
            yield from _unknown(
                f"{where}.{form}", fields_of(getattr(entry_type, form)), entry_type.properties
            )
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
    yield from verdict_problems(found)


def _unknown(where: str, names: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    allowed = [*known]
    for name in names:
        if name not in allowed:
            yield f"{where}: no {name!r}{instead(name, allowed)}"


def trace_problems(
    trace: Sequence[str], types: Mapping[str, EntryType], links: Mapping[str, LinkType]
) -> Iterator[str]:
    """Yield a message for each link of the trace that does not exist, or does not join the last."""
    before = ""
    for name in trace:
        if name not in links:
            yield f"speckb.trace.links: no {name!r}{instead(name, [*links])}"
            return
        starts, targets = owners(name, types), links[name].targets
        if not starts:
            yield f"speckb.trace.links: no type has a field {name!r} in its schema"
        if not targets:
            yield f"speckb.trace.links: needs.links.{name} has no target_types"
        elif before and before not in targets:
            yield f"speckb.trace.links: needs.links.{name} does not lead to {before!r}"
        before = starts[0] if starts else ""


def verdict_problems(settings: Settings) -> Iterator[str]:
    """Yield a message for each unknown name in the settings of verdicts, and for a bad order."""
    found, where = settings.verdicts, "speckb.verdicts"
    if found.stand_in not in {"", *settings.links}:
        yield f"{where}.stand_in: no {found.stand_in!r}{instead(found.stand_in, settings.links)}"
    if found.combination and (problem := no_order(found.combination)):
        yield f"{where}.combination: {problem}"
    kinds = [settings.types[name] for name in settings.assessed if name in settings.types]
    fields = [name for kind in kinds for name in kind.properties]
    known = [settings.compared.name, *settings.assessed, *fields]
    for table in found.coverage.values():
        if table.by not in known:
            yield f"{where}.coverage.{table.name}.by: no {table.by!r}{instead(table.by, known)}"
    for name in found.claim_fields:
        if name not in fields:
            yield f"{where}.claim_fields: no {name!r}{instead(name, fields)}"


def no_order(words: Sequence[str]) -> str:
    """Return why a list cannot be an order of verdicts, or an empty string.

    An order names each verdict once, with `partly` between `met` and `missed`: otherwise a better
    result by one criterion could make the verdict worse.
    """
    for word in words:
        if word not in TONES:
            return f"no verdict {word!r}{instead(word, TONES)}"
    if missing := [word for word in TONES if word not in words]:
        return f"does not say where to put: {choice(missing)}"
    if len(words) > len(TONES):
        return "names a verdict twice"
    grades = tuple(word for word in words if word in GRADES)
    if grades not in {GRADES, GRADES[::-1]}:
        return f"{PARTLY!r} stands between {MET!r} and {MISSED!r}"
    return ""
