"""Outline of a diff for readers: summary, sections, blocks and lines; input of all renderers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from speckb.diff.worddiff import Words, changed, shortened
from speckb.language import N_, NN_, _, listed, ngettext

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
NOTHING = N_("nothing changed in meaning")
# Translators: what stands for a value that is missing before or after a change
NONE = N_("nothing")
# Name and title of the section of each sort of changes.
SORTS = {
    "entry": ("entries", N_("Entries")),
    "page": ("pages", N_("Pages")),
    "picture": ("pictures", N_("Pictures")),
    "settings": ("settings", N_("Settings")),
    "schema": ("schemas", N_("Schemas")),
    "file": ("other-files", N_("Other files")),
}
# How many of a sort have a status.
COUNTED = {
    "entry": {
        "added": NN_("{n} entry added", "{n} entries added"),
        "removed": NN_("{n} entry removed", "{n} entries removed"),
        "renamed": NN_("{n} entry renamed", "{n} entries renamed"),
        "changed": NN_("{n} entry changed", "{n} entries changed"),
        # Translators: an entry with an error, here and below
        "unreadable": NN_("{n} entry unreadable", "{n} entries unreadable"),
        "readable": NN_("{n} entry readable", "{n} entries readable"),
    },
    "page": {
        "added": NN_("{n} page added", "{n} pages added"),
        "removed": NN_("{n} page removed", "{n} pages removed"),
        "changed": NN_("{n} page changed", "{n} pages changed"),
        "unreadable": NN_("{n} page unreadable", "{n} pages unreadable"),
        "readable": NN_("{n} page readable", "{n} pages readable"),
    },
    "picture": {
        "added": NN_("{n} picture added", "{n} pictures added"),
        "removed": NN_("{n} picture removed", "{n} pictures removed"),
        "changed": NN_("{n} picture changed", "{n} pictures changed"),
    },
    "settings": {
        "changed": NN_("{n} setting changed", "{n} settings changed"),
    },
    "schema": {
        "added": NN_("{n} schema added", "{n} schemas added"),
        "removed": NN_("{n} schema removed", "{n} schemas removed"),
        "changed": NN_("{n} schema changed", "{n} schemas changed"),
    },
    "file": {
        "added": NN_("{n} other file added", "{n} other files added"),
        "removed": NN_("{n} other file removed", "{n} other files removed"),
        "changed": NN_("{n} other file changed", "{n} other files changed"),
    },
    "table": {
        "added": NN_("{n} comparison table added", "{n} comparison tables added"),
        "removed": NN_("{n} comparison table removed", "{n} comparison tables removed"),
    },
}
WORDS = {
    # Translators: what happened to an entry, page or table
    "added": N_("added"),
    # Translators: what happened to an entry, page or table
    "removed": N_("removed"),
    # Translators: what happened to an entry
    "renamed": N_("renamed"),
    # Translators: what happened to an entry, page or table
    "changed": N_("changed"),
    # Translators: what happened to an entry, which has an error
    "unreadable": N_("unreadable now"),
    # Translators: what happened to an entry, which had an error
    "readable": N_("readable now"),
}


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
        sides = f"{was or _(NONE)} \N{RIGHTWARDS ARROW} {now or _(NONE)}" if was or now else ""
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
        return replace(self, sections=kept, notes=self.notes if kept else (_(NOTHING),))


def outline(diff: Diff, before: str, after: str) -> Outline:
    """Return the outline of a diff; `before` and `after` are the names of the states."""
    sections = tuple(section for section in _sections(diff) if section.blocks)
    notes = tuple(_notes(diff))
    return Outline(before, after, sections, notes if sections or notes else (_(NOTHING),))


def _sections(diff: Diff) -> Iterator[Section]:
    for sort, (name, title) in SORTS.items():
        changes = [change for change in diff.changes if change.sort == sort]
        blocks = tuple(_files(changes) if sort == "file" else map(_change, changes))
        yield Section(name, _(title), _changes(sort, changes), blocks)
    if diff.consequences:
        yield from _consequences(diff.consequences)
    new, solved = len(diff.new), len(diff.solved)
    count = ngettext("{n} new finding", "{n} new findings", new)
    yield Section("new-findings", _("New findings"), count, _findings(diff.new))
    count = ngettext("{n} solved finding", "{n} solved findings", solved)
    yield Section("solved-findings", _("Resolved findings"), count, _findings(diff.solved))


def _changes(sort: str, changes: Sequence[Change]) -> str:
    """Return how many entries, pages or settings changed, by status; of schemas, the settings."""
    if sort == "settings":
        inside = sum(len(change.fields) for change in changes if change.status == "changed")
        others = _changes("schema", [c for c in changes if c.status != "changed"])
        said = [ngettext(*COUNTED[sort]["changed"], inside)] if inside else []
        return _(", ").join([*said, *filter(None, [others])])
    found = Counter(change.status for change in changes)
    return _(", ").join(ngettext(*COUNTED[sort][word], found[word]) for word in found)


def _files(changes: Sequence[Change]) -> Iterator[Block]:
    """Yield a block per folder and status, with a line per file where there are several."""

    def place(change: Change) -> tuple[str, str]:
        return change.id.rpartition("/")[0], change.status

    for (folder, word), group in groupby(sorted(changes, key=place), key=place):
        names = [change.id for change in group]
        lines = tuple(Line(name.rpartition("/")[2]) for name in names)
        if len(names) == 1:
            yield Block(_(WORDS[word]), names[0])
        else:
            # Translators: where files are that are in no folder
            title = f"{folder}/" if folder else _("beside the settings")
            yield Block(_(WORDS[word]), title, "", lines)


def _change(change: Change) -> Block:
    lines: list[Line] = []
    if change.status == "changed" or change.former:
        lines = [Line(_("id"), change.former, change.id)] if change.former else []
        if change.sort == "picture":
            lines += [Line(_("the picture itself"))] if change.fields else []
        else:
            lines += [line for field in change.fields for line in _field(field)]
        if change.prose:
            # Translators: label of a change of the text of an entry or page
            label = _("Drawing") if change.sort == "picture" else _("Text")
            lines.append(_text(label, change.prose.before, change.prose.after))
    elif change.status == "unreadable":
        lines = [Line(_("the findings say why"))]
    elif change.status == "readable":
        lines = [Line(_("no errors now"))]
    return Block(_(WORDS[change.status]), change.title or change.id, change.id, tuple(lines))


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
        # Translators: label of a list whose items have another order
        label = _("{field} (order)", field=field.label)
        yield Line(label, _(", ").join(field.was), _(", ").join(field.now))
        return
    if {*out.values()} & {*come.values()}:  # different entries with the same text: add their ids
        out, come = (
            {name: f"{text} ({name})" for name, text in side.items()} for side in (out, come)
        )
    yield _pair(field.label, _(", ").join(out.values()), _(", ").join(come.values()))


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
    blocks = tuple(map(_table, tables))
    yield Section("tables", _("Comparison tables"), _cells(tables), blocks)
    count = ngettext("{n} verdict changed", "{n} verdicts changed", len(found.verdicts))
    yield Section("verdicts", _("Verdicts"), count, tuple(_verdicts(found.verdicts)))
    covered = [_table(table) for table in found.tables if table.group == "coverage"]
    lines = tuple(Line(c.label, str(c.was), str(c.now)) for c in found.counts)
    covered += [Block(_(WORDS["changed"]), _("Counts"), "", lines)] if lines else []
    number = sum(len(block.lines) for block in covered)
    count = ngettext("{n} count changed", "{n} counts changed", number)
    yield Section("coverage", _("Coverage"), count, tuple(covered))
    rest = [table for table in found.tables if table.group in {"verdict", "own"}]
    others = tuple(Line(f"{table.caption}: {_counted(table)}") for table in rest)
    title = _("Reasons of verdicts, and tables of one entry")
    blocks = (Block(_(WORDS["changed"]), title, "", others),)
    count = ngettext("{n} other table", "{n} other tables", len(rest))
    yield Section("others", _("Other tables"), count, blocks[: len(rest)])


def _verdicts(found: Sequence[VerdictChange]) -> Iterator[Block]:
    for _entry, group in groupby(found, key=lambda change: change.entry):
        changes = list(group)
        lines = tuple(Line(change.about_title, change.was, change.now) for change in changes)
        yield Block(_(WORDS["changed"]), changes[0].title, changes[0].entry, lines)


def _cells(tables: Sequence[TableChange]) -> str:
    found = [table for table in tables if table.status == "changed"]
    cells = sum(len(table.cells) for table in found)
    rows = sum(len(table.added) + len(table.removed) for table in found)
    what = [ngettext("{n} cell", "{n} cells", cells)] if cells else []
    what += [ngettext("{n} row", "{n} rows", rows)] if rows else []
    # Translators: {what} is a number of cells and rows, or "order or caption"
    changed = ngettext(
        "{what} in {n} comparison table",
        "{what} in {n} comparison tables",
        len(found),
        what=listed(what) or _("order or caption"),
    )
    parts = [changed] if found else []
    counts = Counter(table.status for table in tables)
    parts += [ngettext(*COUNTED["table"][s], counts[s]) for s in ("added", "removed") if counts[s]]
    return _(", ").join(parts)


def _counted(table: TableChange) -> str:
    cells, added, removed = map(len, (table.cells, table.added, table.removed))
    parts = [ngettext("{n} cell", "{n} cells", cells)] if cells else []
    parts += [ngettext("{n} row added", "{n} rows added", added)] if added else []
    parts += [ngettext("{n} row removed", "{n} rows removed", removed)] if removed else []
    parts += [_("order of rows")] if table.reordered else []
    # Translators: the caption of a table changed
    word = _("caption") if table.status == "changed" else _(WORDS[table.status])
    return _(", ").join(parts) or word


def _table(table: TableChange) -> Block:
    lines = [_pair(f"{cell.row}, {cell.column}", cell.was, cell.now) for cell in table.cells]
    # Translators: label of a row that was added to a table, or removed
    label = _("row")
    lines += [Line(label, now=row) for row in table.added]
    lines += [Line(label, was=row) for row in table.removed]
    lines += [Line(_("the rows are in another order"))] if table.reordered else []
    return Block(_(WORDS[table.status]), table.caption, table.name, tuple(lines))


def _findings(found: Sequence[Finding]) -> tuple[Block, ...]:
    return tuple(
        Block(f.severity, f"{f.place.path}:{f.place.line}", "", (Line(f"{f.message} [{f.rule}]"),))
        for f in found
    )


def _notes(diff: Diff) -> Iterator[str]:
    old, new = diff.errors
    if old:
        yield ngettext(
            "tables and verdicts not compared: the old state has {n} error",
            "tables and verdicts not compared: the old state has {n} errors",
            old,
        )
    if new:
        yield ngettext(
            "tables and verdicts not compared: the new state has {n} error",
            "tables and verdicts not compared: the new state has {n} errors",
            new,
        )
