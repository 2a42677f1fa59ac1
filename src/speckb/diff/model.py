"""Data model of a diff: plain values, complete enough to turn one state into the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from speckb.diff.content import Sort
    from speckb.diff.normalize import Path
    from speckb.rules.finding import Finding

Status = Literal["added", "removed", "renamed", "changed", "unreadable", "readable"]
Kind = Literal["fact", "value", "note", "link", "word", "setting"]
Group = Literal["comparison", "verdict", "coverage", "own"]
Shown = tuple[str, ...]


class Absent:
    """Type of ABSENT, the value of a missing field; None is the value null."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = Absent()


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of the front matter before and after, ABSENT where it is missing.

    `label` is the field's title; `was` and `now` are both values as readers see them, one text per
    item of a list.
    """

    path: Path
    kind: Kind
    before: Any
    after: Any
    label: str = ""
    was: Shown = ()
    now: Shown = ()


@dataclass(frozen=True, slots=True)
class ProseChange:
    """Prose before and after, in normal form: a line per block."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """A change of an entry, page, picture or the settings.

    `former` is the old id of a renamed entry. If something was added or removed, `fields` has all
    its fields; it is empty for an entry that one state cannot read.
    """

    sort: Sort
    type: str
    id: str
    status: Status
    title: str = ""
    former: str = ""
    fields: tuple[FieldChange, ...] = ()
    prose: ProseChange | None = None


@dataclass(frozen=True, slots=True)
class CellChange:
    """Text of a table cell before and after."""

    row: str
    column: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class TableChange:
    """A change of a computed table.

    `group` is the kind of table; `own` is a table on the page of one entry. `added` and `removed`
    are titles of rows.
    """

    name: str
    caption: str
    group: Group
    status: Literal["added", "removed", "changed"]
    cells: tuple[CellChange, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    reordered: bool = False


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """Whether `entry` meets `about`, before and after; empty without a verdict."""

    entry: str
    about: str
    was: str
    now: str
    title: str = ""
    about_title: str = ""


@dataclass(frozen=True, slots=True)
class CountChange:
    """A count of `speckb stats` before and after, by its path."""

    path: Path
    label: str
    was: int
    now: int


@dataclass(frozen=True, slots=True)
class Consequences:
    """Changes of what is computed from the entries."""

    tables: tuple[TableChange, ...] = ()
    verdicts: tuple[VerdictChange, ...] = ()
    counts: tuple[CountChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Diff:
    """All changes between two states.

    `new` and `solved` are findings; `errors` are the numbers of errors before and after. If a state
    has errors, nothing is computed from it and `consequences` is None.
    """

    changes: tuple[Change, ...] = ()
    consequences: Consequences | None = Consequences()
    new: tuple[Finding, ...] = ()
    solved: tuple[Finding, ...] = ()
    errors: tuple[int, int] = (0, 0)

    @property
    def empty(self) -> bool:
        """Whether nothing changed."""
        return not (self.changes or self.new or self.solved) and self.consequences in {
            None,
            Consequences(),
        }
