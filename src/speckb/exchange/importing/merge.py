"""Joins what a source says with what entries say now and what the last import had said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from speckb.exchange import flat
from speckb.exchange.importing.items import ID, TEXT
from speckb.exchange.importing.record import digest, digests

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.exchange.flat import Path
    from speckb.exchange.importing.items import Item
    from speckb.exchange.importing.record import Record

NEW, CHANGED, SAME = "new", "changed", "unchanged"
NOTHING = digest(None)


@dataclass
class Merged:
    """What becomes of an item. `entry` is what there is of it, None where it is new.

    `changes` are values to be written, by path, None for those to be taken out; `kept` are paths
    that an editor has changed since, while the source has not; `conflicts` those that both have
    changed, which stay as the editor has them. A field with a comment, which a change would lose,
    is among them, and in `commented`.
    """

    item: Item
    entry: Entry | None
    changes: dict[Path, Any] = field(default_factory=dict)
    kept: list[Path] = field(default_factory=list)
    conflicts: list[Path] = field(default_factory=list)
    commented: list[Path] = field(default_factory=list)

    @property
    def path(self) -> str:
        """The path of the entry's file, from the root."""
        return self.entry.path if self.entry else self.item.path

    @property
    def state(self) -> str:
        """Whether the entry is new, changed or unchanged."""
        return NEW if self.entry is None else CHANGED if self.changes else SAME


@dataclass(frozen=True)
class Merge:
    """All items, and the ids that are in the record but not in the source, or not here any more."""

    merged: Sequence[Merged]
    gone: Sequence[str]
    removed: Sequence[str]


def merged(
    corpus: Corpus, items: Iterable[Item], record: Record, *, overwrite: bool = False
) -> Merge:
    """Return what becomes of each item; with `overwrite` the source is right in all conflicts.

    An entry that the last import wrote and that somebody has renamed is updated under its new id;
    one that somebody has removed is not brought back.
    """
    found, removed = [], []
    there = set()
    for item in items:
        there.add(item.id)
        entry = corpus.entries.get(item.id) or corpus.former.get(item.id)
        if entry is None and item.id in record and not overwrite:
            removed.append(item.id)
        else:
            last = _last(record, item, entry)
            found.append(_merged(item, entry, last, overwrite=overwrite))
    known = {*corpus.entries, *corpus.former}
    updated = {name for one in found if one.entry for name in one.entry.former_ids}
    gone = [name for name in record if name in known and name not in {*there, *updated}]
    return Merge(found, gone, removed)


def _last(record: Record, item: Item, entry: Entry | None) -> Mapping[str, str]:
    """Return what the record has of an item, under its id or a former one of the entry."""
    names = (item.id, *(entry.former_ids if entry else ()))
    return next((record[name] for name in names if name in record), {})


def _merged(item: Item, entry: Entry | None, last: Mapping[str, str], *, overwrite: bool) -> Merged:
    done = Merged(item, entry)
    if entry is None:
        done.changes = dict(item.values)
        return done
    for path in sorted({*item.asked, *item.values} - {ID}):
        ours, theirs = value_of(entry, path), item.values.get(path)
        if ours == theirs:
            continue
        base = last.get(flat.joined(path), NOTHING if last else "")
        if digest(theirs) == base:
            done.kept.append(path)
        elif digest(ours) == base or (not last and ours is None) or overwrite:
            done.changes[path] = theirs
        elif theirs is not None or last:
            done.conflicts.append(path)
    return done


def value_of(entry: Entry, path: Path) -> Any:
    """Return what an entry has at a path."""
    if path == TEXT:
        return entry.source.body.strip("\n") or None
    return flat.at(entry.meta, path)


def new_record(merge: Merge, record: Record) -> Record:
    """Return the record after an import.

    What is in conflict keeps what the last import had said, so that it is told again.
    """
    found = {name: record[name] for name in (*merge.gone, *merge.removed) if name in record}
    for one in merge.merged:
        last = _last(record, one.item, one.entry)
        own = digests({k: v for k, v in one.item.values.items() if k != ID})
        for path in one.conflicts:
            name = flat.joined(path)
            own.pop(name, None)
            if name in last:
                own[name] = last[name]
        found[one.item.id] = own
    return found
