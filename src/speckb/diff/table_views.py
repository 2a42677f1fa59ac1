"""Tables and verdicts of a state as readers see them, keyed independently of renames."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from speckb.corpus.settings.verdicts import OPEN
from speckb.tables import comparison, fragments
from speckb.tables.names import ENDINGS, shared_by_verdicts, shared_tables
from speckb.tables.verdicts import assessed, judged, spoken, verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from speckb.corpus.corpus import Corpus
    from speckb.diff.model import Group
    from speckb.tables.fragments import Piece
    from speckb.tables.table import Column, Table

RowKey = tuple[str, ...]
Record = Sequence[Any]


@dataclass(frozen=True, slots=True)
class ComparedPiece:
    """A piece of a cell; equal to another with the same entry or text, and the same tone."""

    text: str = field(compare=False)
    tone: str
    about: str


Shown = tuple[ComparedPiece, ...]


@dataclass(frozen=True, slots=True)
class View:
    """The visible part of a table, by new ids; `columns` has the titles of its columns.

    `rows` has the records of the table. What a cell shows is computed when asked for.
    """

    name: str
    table: Table
    corpus: Corpus
    names: Mapping[str, str]
    group: Group
    columns: Mapping[str, str]
    rows: Mapping[RowKey, Record]

    @property
    def caption(self) -> str:
        """The caption of the table."""
        return self.table.caption

    def title(self, record: Record) -> str:
        """Return the title of a row."""
        keys = record[: self.table.keys]
        return ", ".join(fragments.row_name(self.corpus, key) for key in keys)

    def cells(self, record: Record) -> dict[str, Shown]:
        """Return the cells of a row, by column."""
        return {
            self.names.get(column.name, column.name): tuple(
                _piece(piece, column, self.names) for piece in cell
            )
            for column, cell in fragments.cells(self.corpus, self.table, record)
        }

    @property
    def depends_on_others(self) -> bool:
        """Whether a cell may show texts of entries that are neither the row's nor a criterion."""
        return any(column.kind in {"field", "subject"} for column in self.table.columns)


def new_names(names: Mapping[str, str]) -> dict[str, str]:
    """Return the new names of the tables about renamed entries; `names` maps old to new ids."""
    return {f"{old}{end}": f"{new}{end}" for old, new in names.items() for end in ENDINGS}


def view(corpus: Corpus, name: str, new_name: str, names: Mapping[str, str]) -> View:
    """Return a table as readers see it; `names` maps old to new ids."""
    table = comparison.shown(corpus, name)
    seen: Counter[RowKey] = Counter()
    rows: dict[RowKey, Record] = {}
    for record in table.records:
        key = tuple(names.get(str(part), str(part)) for part in record[: table.keys])
        seen[key] += 1
        rows[*key, str(seen[key])] = record
    visible = [column for column in table.columns if not column.hidden]
    columns = {names.get(column.name, column.name): column.title for column in visible}
    return View(new_name, table, corpus, names, _group(corpus, name), columns, rows)


class Verdicts:
    """The verdicts of a state by new ids, computed when asked for; `names` maps old to new ids."""

    def __init__(self, corpus: Corpus, names: Mapping[str, str]) -> None:
        self.corpus = corpus
        self.judged = {names.get(one.id, one.id): one for one in judged(corpus)}
        self.assessed = {names.get(one.id, one.id): one for one in assessed(corpus)}
        self.spoken = {names.get(one.id, one.id) for one in spoken(corpus)}
        self.open = fragments.word_piece(corpus, OPEN).text

    def label(self, entry: str, about: str) -> str:
        """Return the label of a verdict, or nothing where there is none."""
        if entry not in self.judged or about not in self.assessed:
            return ""
        if about not in self.spoken:
            return self.open
        found = verdict(self.corpus, self.judged[entry], self.assessed[about])
        return fragments.word_piece(self.corpus, found.text).text


def cell_texts(one: Shown | None, other: Shown | None) -> tuple[str, str]:
    """Return two cells as texts that differ: with tones if the texts alone are the same."""
    was, now = _text(one), _text(other)
    if was != now:
        return was, now
    return _text(one, toned=True), _text(other, toned=True)


def _text(cell: Shown | None, *, toned: bool = False) -> str:
    texts = (f"{p.text} ({p.tone})" if toned and p.tone else p.text for p in cell or ())
    return ", ".join(text for text in texts if text)


def _piece(piece: Piece, column: Column, names: Mapping[str, str]) -> ComparedPiece:
    text = " ".join(piece.text.split())
    names_it = column.kind in {"entry", "entries"} and piece.entry
    return ComparedPiece(
        text, piece.tone, names.get(piece.entry, piece.entry) if names_it else text
    )


def _group(corpus: Corpus, name: str) -> Group:
    if name in corpus.settings.verdicts.coverage:
        return "coverage"
    if name in shared_by_verdicts(corpus):
        return "verdict"
    if name in shared_tables(corpus) or name in {entry.id for entry in corpus.criteria}:
        return "comparison"
    return "own"
