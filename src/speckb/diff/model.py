"""What a comparison says: plain data, complete enough to turn one state into the other."""

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
    """Stands for a field that is not there, which null is not."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = Absent()


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A value of the front matter before and after, ABSENT where there is none.

    `label`, `was` and `now` are the field and both values in readers' words, lists item by item.
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
    """The prose before and after, in its normal form: a line per block."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """What changed in an entry, a page or the settings.

    `former` is the old id of a renamed entry, `title` what readers call it. All fields of what is
    added or removed are in `fields`. An entry that one state cannot read has none.
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
    """What a table shows in a cell, before and after, in readers' words."""

    row: str
    column: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class TableChange:
    """What changed in a computed table; `group` says what kind of table it is.

    `own` are the tables that belong to one entry's page. Rows are named by what readers call them.
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
    """What an entry makes of another one, before and after; empty where the pair is not there."""

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
    """What follows from the changes in what is computed."""

    tables: tuple[TableChange, ...] = ()
    verdicts: tuple[VerdictChange, ...] = ()
    counts: tuple[CountChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Diff:
    """All that changed between two states.

    `consequences` is None where a state has errors, since nothing is computed from it; `errors`
    says how many each state has.
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
