"""Reports of an import: the same for people and as JSON, whether it was written or not."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from speckb.exchange import flat
from speckb.exchange.importing import missing
from speckb.exchange.importing.items import Problem
from speckb.exchange.importing.mapping import as_text
from speckb.exchange.importing.merge import CHANGED, NEW, SAME, value_of
from speckb.rules import report as findings
from speckb.rules.check import RULES
from speckb.terminal import inert, inert_json, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from speckb.exchange.importing.mapping import MappingFile
    from speckb.exchange.importing.merge import Merged
    from speckb.exchange.importing.missing import Missing
    from speckb.exchange.importing.plan import Plan
    from speckb.exchange.importing.source import Source

LISTED = 20  # lines of one kind in the report for people; the JSON has all
LONG = 60  # letters of a value that are shown


@dataclass(frozen=True)
class Import:
    """An import, to be reported: `mapping_path` is the path of the mapping from the root.

    `is_proposed` says that there was no mapping yet, `is_written` that the files were written.
    `missing` has fields for what a proposal leaves out.
    """

    name: str
    source: Source
    mapping: MappingFile
    mapping_path: str
    is_proposed: bool
    plan: Plan
    is_written: bool
    missing: Sequence[Missing] = ()

    @property
    def is_refused(self) -> bool:
        """Whether nothing can be imported."""
        return bool(self.plan.problems)


def as_json(done: Import) -> str:
    """Return the report as JSON."""
    plan = done.plan
    data = {
        "source": done.name,
        "format": done.source.format,
        "records": len(done.source.records),
        "mapping": {
            "path": done.mapping_path,
            "proposed": done.is_proposed,
            "text": as_text(done.mapping, done.name),
        },
        "remarks": [{"place": one.place, "message": one.message} for one in done.source.remarks],
        "left_out": [one._asdict() for one in (*_new_attributes(done), *plan.left_out)],
        "missing": [_missing(one) for one in done.missing],
        "entries": [_entry(one) for one in plan.merge.merged],
        "gone": [*plan.merge.gone],
        "removed": [*plan.merge.removed],
        "problems": [one._asdict() for one in plan.problems],
        "findings": json.loads(findings.as_json(plan.findings, RULES)),
        "written": done.is_written,
    }
    return inert_json(json.dumps(data, indent=2, ensure_ascii=False, default=str))


def _missing(one: Missing) -> dict[str, Any]:
    found = asdict(one)
    return {key: value for key, value in found.items() if value is not None}


def _entry(one: Merged) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": one.item.id,
        "type": one.item.kind.name,
        "state": one.state,
        "place": one.item.place,
    }
    if one.entry:
        found["path"] = one.entry.path
        found["fields"] = [flat.joined(path) for path in one.changes]
    if one.kept:
        found["kept"] = [flat.joined(path) for path in one.kept]
    if one.conflicts and one.entry:
        found["conflicts"] = [
            {
                "field": flat.joined(path),
                "here": value_of(one.entry, path),
                "source": one.item.values.get(path),
            }
            for path in one.conflicts
        ]
    return found


def text(done: Import) -> str:
    """Return the report for people: names and values of the source are no commands in it."""
    return inert("\n".join(map(printable, _lines(done))))


def _lines(done: Import) -> Iterator[str]:
    plan = done.plan
    yield f"{done.name}: {_number(len(done.source.records), 'record')} ({done.source.format})"
    yield from _listed(f"{one.place}: {one.message}" for one in done.source.remarks)
    yield ""
    yield f"mapping: {done.mapping_path}{' (proposed)' if done.is_proposed else ''}"
    if done.is_proposed:
        for line in as_text(done.mapping, done.name).splitlines()[2:]:
            yield f"  {line}".rstrip()
    yield ""
    left = [*_together((*_new_attributes(done), *plan.left_out))]
    if left:
        yield "left out:"
        yield from _listed(left)
        yield ""
    yield from _missing_lines(done)
    if done.is_refused:
        yield from _listed(_together(plan.problems))
        number = _number(len(plan.problems), "problem")
        write = f"; `--propose` writes {done.mapping_path}, to be changed"
        yield f"{number}; nothing was written{write if done.is_proposed else ''}"
        return
    yield from _changes(done)
    if plan.findings:
        yield ""
        yield "left to do, by the check:"
        yield from _findings(done)
    yield ""
    if done.is_written:
        yield "written" if plan.changes else "nothing to write"
    else:
        yield "nothing was written"


def _missing_lines(done: Import) -> Iterator[str]:
    """Yield what the settings need for attributes that have no field yet."""
    if not done.missing:
        return
    again = f" without {done.mapping_path}" if done.is_written else ""
    yield f"to import more, add this to the settings, and import again{again}:"
    yield from (f"  {line}" for line in missing.lines(done.missing))
    yield ""


def _together(problems: Iterable[Problem]) -> Iterator[str]:
    """Yield each message with its first place, and in how many others it holds."""
    places: dict[str, list[str]] = {}
    for one in problems:
        places.setdefault(one.message, []).append(one.place)
    for message, found in places.items():
        more = f" ({len(found)} times)" if len(found) > 1 else ""
        yield f"{found[0]}: {message}{more}"


def _changes(done: Import) -> Iterator[str]:
    merge = done.plan.merge
    new = [one.path for one in merge.merged if one.state == NEW]
    if new:
        yield f"new: {_number(len(new), 'entry', 'entries')}"
        yield from _listed(new)
    for one in merge.merged:
        if one.entry and one.state == CHANGED:
            fields = ", ".join(flat.joined(path) for path in one.changes)
            yield f"changed: {one.entry.path}: {fields}"
    for one in merge.merged:
        for path in one.kept if one.entry else ():
            yield f"kept: {one.item.id}: {flat.joined(path)} was changed here, not in the source"
        yield from _conflicts(one)
    for name in merge.gone:
        yield f"gone from the source: {name} (see `speckb remove`)"
    for name in merge.removed:
        yield f"removed here since: {name}; not brought back (use --overwrite to)"
    counts = Counter(one.state for one in merge.merged)
    numbers = [f"{counts[state]} {state}" for state in (NEW, CHANGED, SAME)]
    conflicts = sum(len(one.conflicts) for one in merge.merged)
    if conflicts:
        numbers.append(f"{_number(conflicts, 'conflict')} (use --overwrite to take the source's)")
    yield ", ".join(numbers)


def _conflicts(one: Merged) -> Iterator[str]:
    for path in one.conflicts if one.entry else ():
        here = _short(value_of(one.entry, path)) if one.entry else ""
        there = _short(one.item.values.get(path))
        place = f"conflict: {one.item.place}: {one.item.id}: {flat.joined(path)}"
        if path in one.commented:
            yield f"{place} has a comment here, which would be lost; change it to {there} by hand"
        else:
            yield f"{place} was changed here ({here}) and in the source ({there}); kept as it is"


def _findings(done: Import) -> Iterator[str]:
    counts = Counter((one.rule, one.severity) for one in done.plan.findings)
    shown: Counter[str] = Counter()
    for one in done.plan.findings:
        shown[one.rule] += 1
        if shown[one.rule] <= 3:
            place = f"{one.place.path}:{one.place.line}:{one.place.column}"
            yield f"  {place}: {one.severity}: {one.message} ({one.rule})"
    for (rule, severity), number in sorted(counts.items()):
        if number > 3:
            yield f"  {number} findings of {rule} ({severity}) in all"


def _new_attributes(done: Import) -> Iterator[Problem]:
    """Yield attributes and relations that the mapping neither uses nor leaves out on purpose."""
    for name, kind in done.mapping.kinds.items():
        if not kind.type:
            continue
        records = [one for one in done.source.records if done.mapping.of(one.kind) is kind]
        attributes = dict.fromkeys(key for one in records for key in one.values)
        relations = dict.fromkeys(link.kind for one in records for link in one.relations)
        linked = {one for kinds in kind.links.values() for one in kinds}
        where = f" of {name!r}" if name else ""
        known = {*kind.left_out, *kind.used(attributes)}
        for key in (key for key in attributes if key not in known):
            yield Problem(done.mapping_path, f"attribute {key!r}{where}: not in the mapping")
        for key in (key for key in relations if key not in {*kind.left_out, *linked}):
            yield Problem(done.mapping_path, f"relation {key!r}{where}: not in the mapping")


def _listed(lines: Iterable[str]) -> Iterator[str]:
    found = [*lines]
    yield from (f"  {line}" for line in found[:LISTED])
    if len(found) > LISTED:
        yield f"  and {len(found) - LISTED} more"


def _number(count: int, noun: str, plural: str = "") -> str:
    return f"1 {noun}" if count == 1 else f"{count} {plural or noun + 's'}"


def _short(value: Any) -> str:
    shown = repr(value) if value is not None else "nothing"
    return shown if len(shown) <= LONG else f"{shown[:LONG]} ..."
