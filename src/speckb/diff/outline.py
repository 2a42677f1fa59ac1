"""Outline of a diff for readers: summary, sections, blocks and lines; input of all renderers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from speckb.diff.worddiff import Words, changed, shortened

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from speckb.diff.model import (
        Change,
        Consequences,
        Diff,
        FieldChange,
        TableChange,
        VerdictChange,
    )
    from speckb.rules.finding import Finding

LONG = 60
NOTHING = "nothing changed in meaning"
NONE = "none"
STATES = ("unreadable", "readable")
NOUNS = {
    "entry": ("entry", "entries"),
    "page": ("page", "pages"),
    "picture": ("picture", "pictures"),
    "settings": ("setting", "settings"),
    "schema": ("schema", "schemas"),
    "file": ("other file", "other files"),
}
OTHER = "the picture itself"


@dataclass(frozen=True, slots=True)
class Line:
    """A value before and after, with its label; a long text has `words`, its changed words."""

    label: str
    was: str = ""
    now: str = ""
    words: tuple[Words, ...] = ()

    @property
    def text(self) -> str:
        """The line as plain text."""
        was, now = self.was, self.now
        if self.words:
            was, now = (
                " ".join(run.text for run in self.words if run.mark in {"kept", "gap", mark})
                for mark in ("out", "in")
            )
        sides = f"{was or NONE} \N{RIGHTWARDS ARROW} {now or NONE}" if was or now else ""
        return ": ".join(filter(None, (self.label, sides)))


@dataclass(frozen=True, slots=True)
class Block:
    """Changes of one entry, page or table: `word` is its status, `name` its id or path."""

    word: str
    title: str
    name: str = ""
    lines: tuple[Line, ...] = ()

    @property
    def extra_name(self) -> str:
        """Its name, or nothing if the title contains it."""
        return "" if self.name in self.title else self.name


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks under a heading; `count` is their number in words."""

    name: str
    title: str
    count: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """Sections of a diff and the names of both states; `notes` are on what was not compared."""

    before: str
    after: str
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = ()

    @property
    def summary(self) -> tuple[str, ...]:
        """A few words for each section."""
        return (*(section.count for section in self.sections), *self.notes)

    def only(self, names: Collection[str]) -> Outline:
        """Return the outline with only the sections of these names."""
        kept = tuple(section for section in self.sections if section.name in names)
        return replace(self, sections=kept, notes=self.notes if kept else (NOTHING,))


def outline(diff: Diff, before: str, after: str) -> Outline:
    """Return the outline of a diff; `before` and `after` are the names of the states."""
    sections = tuple(section for section in _sections(diff) if section.blocks)
    notes = tuple(_notes(diff))
    return Outline(before, after, sections, notes if sections or notes else (NOTHING,))


def _sections(diff: Diff) -> Iterator[Section]:
    for sort, (_, many) in NOUNS.items():
        changes = [change for change in diff.changes if change.sort == sort]
        blocks = tuple(_files(changes) if sort == "file" else map(_change, changes))
        yield Section(many.replace(" ", "-"), many.capitalize(), _changes(sort, changes), blocks)
    if diff.consequences:
        yield from _consequences(diff.consequences)
    yield _findings("new-findings", "New findings", "new", diff.new)
    yield _findings("solved-findings", "Resolved findings", "solved", diff.solved)


def _changes(sort: str, changes: Sequence[Change]) -> str:
    """Return how many entries, pages or settings changed, by status; of schemas, the settings."""
    if sort == "settings":
        inside = sum(len(change.fields) for change in changes if change.status == "changed")
        others = _changes("schema", [c for c in changes if c.status != "changed"])
        said = [f"{number(inside, *NOUNS[sort])} changed"] if inside else []
        return ", ".join([*said, *filter(None, [others])])
    words = dict.fromkeys(change.status for change in changes)
    found = [(word, sum(change.status == word for change in changes)) for word in words]
    return ", ".join(f"{number(count, *NOUNS[sort])} {word}" for word, count in found)


def _files(changes: Sequence[Change]) -> Iterator[Block]:
    """Yield a block per folder and status, with a line per file where there are several."""

    def place(change: Change) -> tuple[str, str]:
        return change.id.rpartition("/")[0], change.status

    for (folder, word), group in groupby(sorted(changes, key=place), key=place):
        names = [change.id for change in group]
        lines = tuple(Line(name.rpartition("/")[2]) for name in names)
        if len(names) == 1:
            yield Block(word, names[0])
        else:
            yield Block(word, f"{folder}/" if folder else "beside the settings", "", lines)


def number(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun in singular or plural."""
    return f"{count} {one if count == 1 else many or f'{one}s'}"


def _change(change: Change) -> Block:
    lines: list[Line] = []
    if change.status == "changed" or change.former:
        lines = [Line("id", change.former, change.id)] if change.former else []
        if change.sort == "picture":
            lines += [Line(OTHER)] if change.fields else []
        else:
            lines += [line for field in change.fields for line in _field(field)]
        if change.prose:
            label = "Drawing" if change.sort == "picture" else "Text"
            lines.append(_text(label, change.prose.before, change.prose.after))
    elif change.status in STATES:
        lines = [Line("the findings say why" if change.status == "unreadable" else "no errors now")]
    word = change.status if change.status not in STATES else f"{change.status} now"
    return Block(word, change.title or change.id, change.id, tuple(lines))


def _field(field: FieldChange) -> Iterator[Line]:
    """Yield the line of a field; of lists, the items that differ or their new order."""
    if not isinstance(field.before, list) and not isinstance(field.after, list):
        yield _pair(field.label, "".join(field.was), "".join(field.now))
        return
    out, come = (
        _without(field.before, field.was, field.after),
        _without(field.after, field.now, field.before),
    )
    if not out and not come:
        yield Line(f"{field.label} (order)", ", ".join(field.was), ", ".join(field.now))
        return
    if {*out.values()} & {*come.values()}:  # different entries with the same text: add their ids
        out, come = (
            {name: f"{text} ({name})" for name, text in side.items()} for side in (out, come)
        )
    yield _pair(field.label, ", ".join(out.values()), ", ".join(come.values()))


def _without(items: Any, words: Sequence[str], others: Any) -> dict[str, str]:
    """Return the texts of the items that are not among `others`, by item."""
    mine = items if isinstance(items, list) else [items]
    theirs = others if isinstance(others, list) else [others]
    return {str(item): word for item, word in zip(mine, words, strict=False) if item not in theirs}


def _pair(label: str, was: str, now: str) -> Line:
    if max(len(was), len(now)) > LONG:
        return _text(label, was, now)
    return Line(label, was, now)


def _text(label: str, was: str, now: str) -> Line:
    return Line(label, words=shortened(changed(was, now)))


def _consequences(found: Consequences) -> Iterator[Section]:
    tables = [table for table in found.tables if table.group == "comparison"]
    yield Section("tables", "Comparison tables", _cells(tables), tuple(map(_table, tables)))
    count = f"{number(len(found.verdicts), 'verdict')} changed"
    yield Section("verdicts", "Verdicts", count, tuple(_verdicts(found.verdicts)))
    covered = [_table(table) for table in found.tables if table.group == "coverage"]
    lines = tuple(Line(c.label, str(c.was), str(c.now)) for c in found.counts)
    covered += [Block("changed", "Counts", "", lines)] if lines else []
    count = number(sum(len(block.lines) for block in covered), "count")
    yield Section("coverage", "Coverage", f"{count} changed", tuple(covered))
    rest = [table for table in found.tables if table.group in {"verdict", "own"}]
    others = tuple(Line(f"{table.caption}: {_counted(table)}") for table in rest)
    blocks = (Block("changed", "Reasons of verdicts, and tables of one entry", "", others),)
    yield Section("others", "Other tables", number(len(rest), "other table"), blocks[: len(rest)])


def _verdicts(found: Sequence[VerdictChange]) -> Iterator[Block]:
    for _, group in groupby(found, key=lambda change: change.entry):
        changes = list(group)
        lines = tuple(Line(change.about_title, change.was, change.now) for change in changes)
        yield Block("changed", changes[0].title, changes[0].entry, lines)


def _cells(tables: Sequence[TableChange]) -> str:
    found = [table for table in tables if table.status == "changed"]
    cells = sum(len(table.cells) for table in found)
    rows = sum(len(table.added) + len(table.removed) for table in found)
    what = [number(cells, "cell")] if cells else []
    what += [number(rows, "row")] if rows else []
    where = number(len(found), "comparison table")
    parts = [f"{' and '.join(what) or 'order or caption'} in {where}"] if found else []
    for status in ("added", "removed"):
        count = sum(table.status == status for table in tables)
        parts += [f"{number(count, 'comparison table')} {status}"] if count else []
    return ", ".join(parts)


def _counted(table: TableChange) -> str:
    parts = [number(len(table.cells), "cell")] if table.cells else []
    parts += [f"{number(len(table.added), 'row')} added"] if table.added else []
    parts += [f"{number(len(table.removed), 'row')} removed"] if table.removed else []
    parts += ["order of rows"] if table.reordered else []
    return ", ".join(parts) or ("caption" if table.status == "changed" else table.status)


def _table(table: TableChange) -> Block:
    lines = [_pair(f"{cell.row}, {cell.column}", cell.was, cell.now) for cell in table.cells]
    lines += [Line("row", now=row) for row in table.added]
    lines += [Line("row", was=row) for row in table.removed]
    lines += [Line("the rows are in another order")] if table.reordered else []
    return Block(table.status, table.caption, table.name, tuple(lines))


def _findings(name: str, title: str, word: str, found: Sequence[Finding]) -> Section:
    blocks = tuple(
        Block(f.severity, f"{f.place.path}:{f.place.line}", "", (Line(f"{f.message} [{f.rule}]"),))
        for f in found
    )
    return Section(name, title, number(len(found), f"{word} finding"), blocks)


def _notes(diff: Diff) -> Iterator[str]:
    for count, name in zip(diff.errors, ("old", "new"), strict=True):
        if count:
            yield f"tables and verdicts not compared: the {name} state has {number(count, 'error')}"
