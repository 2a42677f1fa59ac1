"""Checks of the settings beyond their JSON Schema: names in them must exist and fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema_rs

from speckb.corpus import ids
from speckb.corpus.prose.forms import DIRECTIVES
from speckb.corpus.schema_parts import item
from speckb.corpus.settings import keywords
from speckb.corpus.settings.model import owners
from speckb.corpus.settings.schemas import path_of
from speckb.corpus.settings.types import fields_of
from speckb.corpus.settings.verdicts import DISPUTED, GRADES, TONES
from speckb.suggest import choice, instead, nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from speckb.corpus.settings.model import LinkType, Listing, Settings
    from speckb.corpus.settings.shapes import Problem
    from speckb.corpus.settings.types import EntryType

PROSE = "prose"
DOCUMENT = "document"


def undeclared(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the types that `needs.types` does not have, where it lists the types."""
    known = data.get("needs", {}).get("types", {})
    for name in data.get("speckb", {}).get("types", {}):
        if known and name not in known:
            where = "speckb", "types", name
            yield _at(where, f"unknown type {name!r}, not in needs.types{nearest(name, known)}")


def problems(found: Settings, own: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield path and message for each name in the settings that does not exist, or does not fit.

    Of a type that declares no fields, all names of fields are one problem.
    """
    told = set()
    for path, message in _problems(found, own):
        name = _of_type(found, path)
        if name not in found.types or found.types[name].declares_fields:
            yield path, message
        elif name not in told:
            told.add(name)
            where = ("speckb", "types", name)
            yield _at(where, f"the fields of {name!r} are declared nowhere; {remedy(name)}")


def _of_type(found: Settings, path: Sequence[str]) -> str:
    """Return the type whose fields a problem is about, by its path; empty for other problems."""
    match [*path]:
        case ["speckb", "types", name, _, *_]:
            return str(name)
        case ["speckb", "tables", table, _, *_] if table in found.listings:
            return found.listings[table].type
        case ["speckb", "bibliography", "fields", _]:
            return found.bibliography.type
    return ""


def remedy(name: str) -> str:
    """Return what to do where a type declares no fields."""
    return f"restore {path_of(name)}, or declare them here in 'fields'"


def _problems(found: Settings, own: Mapping[str, Any]) -> Iterator[Problem]:
    yield from _id_problems(found.id_regex)
    yield from _role_problems(found)
    for link in found.links.values():
        yield from _unknown(
            ("needs", "links", link.name, "target_types"), link.targets, found.types
        )
    yield from _unknown(("speckb", "editorial_links"), own.get("editorial_links", ()), found.links)
    across = ("speckb", "links_across_editions")
    computed = {"criteria", "assesses", "claims", found.verdicts.stand_in, *found.trace}
    free = [name for name in found.links if name not in computed]
    yield from _unknown(across, own.get(across[1], ()), free)
    yield from keywords.problems(own.get("keywords", ()), ("speckb", "keywords"))
    known = [edition.id for edition in found.editions]
    yield from _unknown(("speckb", "edition"), filter(None, [found.edition]), known)
    yield from _unknown(("speckb", "pdf", "edition"), filter(None, [found.pdf_edition]), known)
    yield from trace_problems(found.trace, found.types, found.links)
    ids: dict[str, str] = {}
    for docname, why in found.removed.items():
        other = ids.setdefault(docname.rpartition("/")[2], docname)
        if found.removed[other] != why:  # at two addresses, one entry that had moved
            yield _at(("speckb", "removed", docname), f"{other!r} has the same id")
    for kind in found.types.values():
        cell = item(kind.properties.get("criteria", {})).get("properties", {})
        if DISPUTED in cell and DISPUTED not in found.links:
            yield _unlinked(DISPUTED, kind)
    ways = {*found.links, PROSE, DOCUMENT}
    for entry_type in found.types.values():
        where = "speckb", "types", entry_type.name
        if entry_type.name in DIRECTIVES:  # sphinx-needs makes a directive of each type
            declaring = "needs" if found.data.get("needs", {}).get("types") else "speckb"
            named = declaring, "types", entry_type.name
            yield _at(named, f"a directive is named {entry_type.name!r}, too; choose another name")
        for form in ("text", "heading"):
            yield from _unknown(
                (*where, form), fields_of(getattr(entry_type, form)), entry_type.properties
            )
        for fields in ("strip", "card", "editorial", "order_by", "group_by", "list_columns"):
            named = getattr(entry_type, fields)
            yield from _unknown((*where, fields), named, entry_type.properties)
        yield from _unknown((*where, "linked_by"), entry_type.linked_by, ways)
        shown = {*entry_type.properties, *found.links}
        yield from _unknown((*where, "print_fields"), entry_type.print_fields, shown)
    for table in found.listings.values():
        yield from _table_problems(table, found)
    yield from _bibliography_problems(found, own.get("bibliography", {}))
    yield from verdict_problems(found)


def _id_problems(pattern: str) -> Iterator[Problem]:
    try:
        ids.matcher(pattern)
    except jsonschema_rs.ValidationError:
        message = "not a regular expression that matches in linear time, without look-around"
        yield _at(("needs", "id_regex"), message)


def _role_problems(found: Settings) -> Iterator[Problem]:
    """Yield the fields of a role that need a type with another role, which is not there."""
    for kind in found.compared if not found.criteria else ():
        message = "has a field 'criteria', but no type has a field 'values' or 'measure'"
        yield _at(("speckb", "types", kind.name), message)
    for kind in found.assessed:
        if "claims" in kind.properties and "claims" not in found.links:
            yield _unlinked("claims", kind)


def _unlinked(name: str, kind: EntryType) -> Problem:
    return _at(("needs", "links"), f"{name!r} must be a link: the schema of {kind.name} has it")


def _table_problems(table: Listing, found: Settings) -> Iterator[Problem]:
    where = "speckb", "tables", table.name
    yield from _unknown((*where, "type"), [table.type], found.types)
    if table.type in found.types:
        fields = found.types[table.type].properties
        yield from _unknown((*where, "by"), [table.by] if table.by else (), fields)
        yield from _unknown((*where, "link"), [table.link] if table.link else (), found.links)
        yield from _unknown((*where, "rows"), [table.rows] if table.rows else (), fields)
        if table.rows in fields:
            fields = fields[table.rows].get("items", {}).get("properties", {})
        yield from _unknown((*where, "columns"), table.columns, fields)


def _bibliography_problems(found: Settings, own: Mapping[str, Any]) -> Iterator[Problem]:
    where, name = ("speckb", "bibliography"), found.bibliography.type
    yield from _unknown((*where, "type"), [name] if name else (), found.types)
    for said, named in own.get("fields", {}).items() if name in found.types else ():
        yield from _unknown((*where, "fields", said), [named], found.types[name].properties)


def _at(steps: Sequence[str], message: str) -> Problem:
    """Return a problem whose message names the setting."""
    return [*steps], f"{'.'.join(steps)}: {message}"


def _unknown(
    steps: Sequence[str], names: Iterable[str], known: Collection[str]
) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            yield _at(steps, f"unknown name {name!r}{instead(name, known)}")


def trace_problems(
    trace: Sequence[str], types: Mapping[str, EntryType], links: Mapping[str, LinkType]
) -> Iterator[Problem]:
    """Yield each link of the trace that does not exist, or does not join the last."""
    before = ""
    where = "speckb", "trace", "links"
    for name in trace:
        if name not in links:
            yield _at(where, f"unknown link {name!r}{instead(name, links)}")
            return
        starts, targets = owners(name, types), links[name].targets
        if not starts:
            yield _at(where, f"unknown field {name!r}, not in the schema of any type")
        if not targets:
            yield _at(where, f"needs.links.{name} has no target_types")
        elif before and before not in targets:
            yield _at(where, f"needs.links.{name} does not link to {before!r}")
        before = starts[0] if starts else ""


def verdict_problems(settings: Settings) -> Iterator[Problem]:
    """Yield each unknown name in the settings of verdicts, and a bad order."""
    found, where = settings.verdicts, ("speckb", "verdicts")
    if found.stand_in:
        yield from _unknown((*where, "stand_in"), [found.stand_in], settings.links)
    if found.combination and (problem := no_order(found.combination)):
        yield _at((*where, "combination"), problem)
    fields = dict.fromkeys(name for kind in settings.assessed for name in kind.properties)
    known = dict.fromkeys([*settings.compared.names, *settings.assessed.names, *fields])
    for table in found.coverage.values():
        yield from _unknown((*where, "coverage", table.name, "by"), [table.by], known)
    for entry_type in settings.types.values():
        if "claims" in entry_type.properties and entry_type not in settings.assessed:
            message = "needs.links.assesses does not lead to this type, which has a field 'claims'"
            yield _at(("speckb", "types", entry_type.name), message)


def no_order(words: Sequence[str]) -> str:
    """Return why a list cannot be an order of verdicts, or an empty string.

    An order names each verdict once, and `met`, `conditional`, `partly` and `missed` from best to
    worst or from worst to best: otherwise a better result by one criterion could make the verdict
    worse.
    """
    for word in words:
        if word not in TONES:
            return f"unknown verdict {word!r}{instead(word, TONES)}"
    if missing := [word for word in TONES if word not in words]:
        return f"these verdicts are missing: {choice(missing)}"
    if len(words) > len(TONES):
        return "a verdict is listed twice"
    grades = tuple(word for word in words if word in GRADES)
    if grades not in {GRADES, GRADES[::-1]}:
        return f"{', '.join(map(repr, GRADES))} must be in this order, or in the opposite one"
    return ""
