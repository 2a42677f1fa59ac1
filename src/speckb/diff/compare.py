"""Comparison of two corpora into a `Diff`; the middle of the pipeline."""

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
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.diff.content import Key, Record
    from speckb.diff.model import Kind, Status
    from speckb.diff.normalize import Path

PARTS: dict[str, Kind] = {"value": "value", "note": "note", "editorial": "note"}


def diff(before: Corpus, after: Corpus, others: Sequence[Change] = ()) -> Diff:
    """Return the changes from one corpus to another, with their consequences and findings.

    `others` are changes of files that are no part of a corpus.
    """
    old, new = content(before), content(after)
    names = renames(old, new)
    if names:
        from speckb.diff.replay_rename import with_new_ids  # noqa: PLC0415  rarely needed

        old = content(with_new_ids(before, names))
    changes = _changes(before, after, old, new, names)
    findings_before, findings_after = check(before.whole), check(after.whole)
    errors = tuple(
        sum(f.severity == "error" for f in found) for found in (findings_before, findings_after)
    )
    fresh, solved = findings(findings_before, findings_after, changes)
    return Diff(
        changes=(*changes, *others),
        consequences=None if any(errors) else consequences(_shown(before), _shown(after), names),
        new=fresh,
        solved=solved,
        errors=(errors[0], errors[1]),
    )


def between(corpus: Corpus, before: str, after: str) -> Diff:
    """Return the changes between two editions of a corpus without errors, and no findings."""
    views = corpus.at(before), corpus.at(after)
    changes = _changes(*views, content(views[0]), content(views[1]), {})
    return Diff(tuple(changes), consequences(*views, {}))


def _changes(
    before: Corpus,
    after: Corpus,
    old: Mapping[Key, Record],
    new: Mapping[Key, Record],
    names: Mapping[str, str],
) -> list[Change]:
    links = {*before.settings.links, *after.settings.links}
    labels = Labels(before, after)
    return [
        labels.name(_with_readability(change, before, after))
        for change in compare(old, new, links, names)
    ]


def _shown(corpus: Corpus) -> Corpus:
    """Return the view that readers see first, of a corpus that is no view itself."""
    return corpus if corpus.edition else corpus.at(corpus.settings.edition)


def all_added(corpus: Corpus) -> Diff:
    """Return the diff of a first release: everything added, with titles but without fields."""
    labels = Labels(corpus, corpus)
    changes = (Change(record.sort, record.type, record.id, "added") for record in records(corpus))
    return Diff(tuple(map(labels.name, changes)), consequences=None)


def compare(
    before: Mapping[Key, Record],
    after: Mapping[Key, Record],
    links: Collection[str],
    names: Mapping[str, str],
) -> Iterator[Change]:
    """Yield the changes between two contents; `names` maps old to new ids of renamed entries.

    Records of the new state come first, in their order, then removed ones.
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
    """Return whether two values are equal and of one type: True == 1 in Python."""
    return type(one) is type(other) and bool(one == other)


def kind_of(path: Path, links: Collection[str]) -> Kind:
    """Return the kind of the field at a path."""
    if path[:1] == ("criteria",) and len(path) == 3:
        return PARTS.get(path[2], "fact")
    if path[:1] in {("values",), ("measure",)}:
        return "word"
    return "link" if path[:1] and path[0] in links else "fact"


def _prose(old: Record | None, new: Record | None) -> ProseChange | None:
    """Return the change of the prose; equal texts are not parsed, which costs most."""
    was, now = old.text if old else "", new.text if new else ""
    if was == now:
        return None
    found = ProseChange(old.prose if old else "", new.prose if new else "")
    return found if found.before != found.after else None


def _with_readability(change: Change, before: Corpus, after: Corpus) -> Change:
    """Return the change, marked if one state cannot read the entry: it is not added or removed."""
    if change.status == "removed" and change.id in after.broken:
        return replace(change, status="unreadable")
    if change.status == "added" and change.id in before.broken:
        return replace(change, status="readable")
    return change
