"""Plans an import: the changes of all files, and what a check would say after them."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from speckb.corpus.loading import load
from speckb.editing.faults import ENTRY, refuse_faulty
from speckb.editing.field_edits import CommentError, replaced
from speckb.editing.field_lines import front_matter
from speckb.editing.field_writer import required
from speckb.editing.ids import refusals
from speckb.editing.ordering import ordered
from speckb.editing.skeleton import Skeleton
from speckb.exchange import flat
from speckb.exchange.importing.converting import converted
from speckb.exchange.importing.items import TEXT, Problem, put
from speckb.exchange.importing.merge import Merge, Merged, merged, new_record
from speckb.exchange.importing.record import as_text
from speckb.files.frontmatter import FENCE
from speckb.files.textfile import TextFile
from speckb.files.transaction import Change
from speckb.progress import progress
from speckb.rules.check import RULES, check

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from speckb.corpus.corpus import Corpus
    from speckb.exchange.importing.items import Item
    from speckb.exchange.importing.mapping import MappingFile
    from speckb.exchange.importing.record import Record
    from speckb.exchange.importing.source import Source
    from speckb.rules.finding import Finding


WAYS = ("oneOf", "anyOf")


@dataclass
class Plan:
    """What an import would do: nothing of it is done where there are `problems`.

    `findings` are what the check reports after it and not before: what is left to do.
    """

    problems: list[Problem] = field(default_factory=list)
    left_out: list[Problem] = field(default_factory=list)
    merge: Merge = field(default_factory=lambda: Merge((), (), ()))
    changes: list[Change] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do after the import."""
        conflicts = any(one.conflicts for one in self.merge.merged)
        return not conflicts and not any(one.severity == "error" for one in self.findings)


def plan(
    corpus: Corpus,
    source: Source,
    mapping: MappingFile,
    record: Record,
    record_path: Path,
    *,
    shown: str,
    overwrite: bool = False,
) -> Plan:
    """Return the plan of an import; `shown` names the mapping in messages.

    Raises FaultyError where an entry of the knowledge base cannot be read.
    """
    refuse_faulty(corpus, ENTRY)
    found = converted(corpus, source, mapping, shown)
    done = Plan(found.problems, found.left_out)
    done.merge = merged(corpus, found.items, record, overwrite=overwrite)
    done.problems += _refused(corpus, done.merge)
    if done.problems:
        return done
    writer = _Writer(corpus)
    for one in progress(done.merge.merged, "entries planned"):
        try:
            if change := writer.change(one):
                done.changes.append(change)
        except ValueError as error:
            done.problems.append(Problem(one.item.place, str(error)))
    if not done.problems:
        done.findings = [*_new_findings(corpus, done)]
    old = record_path.read_bytes() if record_path.is_file() else None
    new = as_text(new_record(done.merge, record)).encode()
    if old != new:
        done.changes.append(Change(record_path, old, new))
    return done


def _refused(corpus: Corpus, merge: Merge) -> Iterator[Problem]:
    """Yield the items that cannot get their ids."""
    new = [one.item for one in merge.merged if one.entry is None]
    problems = refusals(corpus, [(item.kind, item.id) for item in new])
    first: dict[str, Item] = {}
    for one in merge.merged:
        item = one.item
        if one.entry and (other := first.setdefault(one.entry.id, item)) is not item:
            both = f"{other.id!r} ({other.place}) and {item.id!r} are ids of the same entry"
            yield Problem(item.place, f"{both}, {one.entry.path}; leave one out")
        elif one.entry and one.entry.type != item.kind:
            yield Problem(item.place, f"{item.id!r} is in use: {one.entry.path}, of another type")
        elif one.entry is None and item.id in problems:
            yield Problem(item.place, problems[item.id])


def _new_findings(corpus: Corpus, done: Plan) -> Iterator[Finding]:
    """Yield what a check would find after the changes and not before.

    What makes an entry unreadable is a problem of the plan instead, at its place in the source.
    """
    root = corpus.settings.root
    contents = {change.path.relative_to(root).as_posix(): change.new for change in done.changes}
    places = {one.path: one.item.place for one in done.merge.merged}
    before = {(f.place.path, f.rule, f.message) for f in check(corpus)}
    for found in check(load(corpus.settings, contents)):
        if (found.place.path, found.rule, found.message) in before:
            continue
        if RULES[found.rule].while_reading and found.severity == "error":
            place = places.get(found.place.path, found.place.path)
            done.problems.append(Problem(place, found.message))
        else:
            yield found


class _Writer:
    """Writes the text of new and changed entries."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.skeleton = Skeleton(corpus)

    def change(self, one: Merged) -> Change | None:
        """Return the change of an entry's file; None where there is none.

        A field that has a comment is not replaced: it becomes a conflict. Raises ValueError for a
        value that cannot be written.
        """
        root = self.corpus.settings.root
        if one.entry is None:
            return Change(root / one.path, None, self._new(one).encode())
        file = TextFile.read(root / one.entry.path, one.entry.source.text)
        new = file
        for name in dict.fromkeys(path[0] for path in one.changes):
            try:
                new = TextFile(file.path, self._with(new, one, name))
            except CommentError:
                own = [path for path in one.changes if path[0] == name]
                one.conflicts += own
                one.commented += own
                for path in own:
                    del one.changes[path]
        return file.change(new.data) if one.changes else None

    @staticmethod
    def _with(file: TextFile, one: Merged, name: str) -> bytes:
        """Return the bytes of a file with the changes of one field of the first level."""
        kind = one.item.kind
        if name == flat.PROSE and name not in kind.properties:
            return replaced(file, kind.schema, {}, one.changes[TEXT] or "")
        meta: dict[str, Any] = deepcopy(dict(one.entry.meta)) if one.entry else {}
        for path, value in one.changes.items():
            if path[0] == name:
                put(meta, path, value)
        return replaced(file, kind.schema, {name: meta.get(name)}, None)

    def _new(self, one: Merged) -> str:
        """Return the text of a new entry; required fields that it lacks are to be filled in."""
        item = one.item
        meta, schema = item.meta, item.kind.schema
        lines = front_matter(meta)
        needed = set(schema.get("required", ()))
        ways = [{*way.get("required", ())} for key in WAYS for way in schema.get(key, ())]
        if not any(way <= meta.keys() for way in ways):
            needed = required(schema)  # with what the first of the alternatives requires
        lacking = [name for name in item.kind.properties if name in needed - meta.keys()]
        for name in lacking:
            lines += self.skeleton.field(name, item.kind.properties[name], 0)
        prose = item.values.get(TEXT)
        below = ["", prose, ""] if prose else [""]
        return "\n".join([FENCE, *ordered(lines, schema), FENCE, *below])
