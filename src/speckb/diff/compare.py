"""What differs between two states: a pure function of both."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from speckb.diff.consequences import consequences, findings
from speckb.diff.content import content, records
from speckb.diff.labels import Labels
from speckb.diff.model import ABSENT, Change, Diff, FieldChange, ProseChange
from speckb.diff.renames import renamed, renames
from speckb.rules.check import check

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from speckb.corpus.corpus import Corpus
    from speckb.diff.content import Key, Record
    from speckb.diff.model import Kind, Status
    from speckb.diff.normalize import Path

PARTS: dict[str, Kind] = {"value": "value", "note": "note", "editorial": "note"}


def diff(before: Corpus, after: Corpus) -> Diff:
    """Return all that changed from one corpus to another, and what follows from it."""
    old, new = content(before), content(after)
    names = renames(old, new)
    if names:
        from speckb.diff.replay_rename import moved  # noqa: PLC0415  rarely needed

        old = content(moved(before, names))
    links = {*before.settings.links, *after.settings.links}
    labels = Labels(before, after)
    changes = [
        labels.name(_doubtful(change, before, after)) for change in compare(old, new, links, names)
    ]
    said_before, said_after = check(before), check(after)
    errors = tuple(sum(f.severity == "error" for f in said) for said in (said_before, said_after))
    fresh, solved = findings(said_before, said_after, changes)
    return Diff(
        changes=tuple(changes),
        consequences=None if any(errors) else consequences(before, after, names),
        new=fresh,
        solved=solved,
        errors=(errors[0], errors[1]),
    )


def beginning(corpus: Corpus) -> Diff:
    """Return that all of a corpus is new, by the titles alone."""
    labels = Labels(corpus, corpus)
    changes = (Change(record.sort, record.type, record.id, "added") for record in records(corpus))
    return Diff(tuple(map(labels.name, changes)), consequences=None)


def compare(
    before: Mapping[Key, Record],
    after: Mapping[Key, Record],
    links: Collection[str],
    names: Mapping[str, str],
) -> Iterator[Change]:
    """Yield what differs between two contents; `names` has the new id of each renamed entry.

    First what is there now, in its order, then what is gone.
    """
    former = {new: old for old, new in names.items()}
    same_name = {
        record.key: record for old in before.values() for record in [renamed(old, names, links)]
    }
    for key, record in after.items():
        if change := _change(same_name.get(key), record, links, former):
            yield change
    for key, record in same_name.items():
        if key not in after:
            yield from filter(None, [_change(record, None, links, {})])


def _change(
    old: Record | None, new: Record | None, links: Collection[str], former: Mapping[str, str]
) -> Change | None:
    record = new or old
    if record is None:
        return None
    was = former.get(record.id, "") if record.sort == "entry" and old else ""
    status: Status = "added" if old is None else "removed" if new is None else "changed"
    fields = tuple(_fields(old, new, links))
    prose = _prose(old, new)
    if status == "changed" and not (was or fields or prose):
        return None
    return Change(
        sort=record.sort,
        type=record.type,
        id=record.id,
        status="renamed" if was else status,
        former=was,
        fields=fields,
        prose=prose,
    )


def _fields(
    old: Record | None, new: Record | None, links: Collection[str]
) -> Iterator[FieldChange]:
    was: Mapping[Path, Any] = old.fields if old else {}
    now: Mapping[Path, Any] = new.fields if new else {}
    setting = "settings" in {record.sort for record in (old, new) if record}
    for path in dict.fromkeys((*now, *was)):
        before, after = was.get(path, ABSENT), now.get(path, ABSENT)
        if not same(before, after):
            kind: Kind = "setting" if setting else kind_of(path, links)
            yield FieldChange(path, kind, before, after)


def same(one: Any, other: Any) -> bool:
    """Return whether two values are alike; true is not 1."""
    return type(one) is type(other) and bool(one == other)


def kind_of(path: Path, links: Collection[str]) -> Kind:
    """Return what kind of field a path leads to."""
    if path[:1] == ("criteria",) and len(path) == 3:
        return PARTS.get(path[2], "fact")
    if path[:1] == ("values",):
        return "word"
    return "link" if path[:1] and path[0] in links else "fact"


def _prose(old: Record | None, new: Record | None) -> ProseChange | None:
    was, now = old.text if old else "", new.text if new else ""
    if was == now:
        return None
    found = ProseChange(old.prose if old else "", new.prose if new else "")
    return found if found.before != found.after else None


def _doubtful(change: Change, before: Corpus, after: Corpus) -> Change:
    """Say of an entry that one state cannot read just that: it is neither new nor gone."""
    if change.status == "removed" and change.id in after.broken:
        return replace(change, status="unreadable")
    if change.status == "added" and change.id in before.broken:
        return replace(change, status="readable")
    return change
