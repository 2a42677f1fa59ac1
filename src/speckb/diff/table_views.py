"""Tables and verdicts of a state as readers see them, keyed independently of renames."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from speckb.tables import comparison, fragments
from speckb.tables.names import ENDINGS, shared_by_verdicts, shared_tables, table_names
from speckb.tables.verdicts import verdicts as all_verdicts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.diff.model import Group
    from speckb.tables.fragments import Piece
    from speckb.tables.table import Column, Table

RowKey = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComparedPiece:
    """A piece of a cell; equal to another with the same entry or text, and the same tone."""

    text: str = field(compare=False)
    tone: str
    about: str


Shown = tuple[ComparedPiece, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its title and its cells by column."""

    title: str
    cells: Mapping[str, Shown]


@dataclass(frozen=True, slots=True)
class View:
    """The visible part of a table; `columns` has the titles of its columns."""

    name: str
    caption: str
    group: Group
    columns: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[RowKey, Row] = field(default_factory=dict)


def views(corpus: Corpus, names: Mapping[str, str]) -> dict[str, View]:
    """Return all tables by name; `names` maps old to new ids."""
    new = {f"{old}{end}": f"{one}{end}" for old, one in names.items() for end in ENDINGS}
    found = {}
    for name in table_names(corpus):
        view = _view(corpus, comparison.table(corpus, name), new.get(name, name), names)
        found[view.name] = view
    return found


def verdicts(corpus: Corpus, names: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Return the label of every verdict, by the ids of the judged and the assessed entry."""
    return {
        (names.get(v.entry, v.entry), names.get(v.about, v.about)): fragments.word_piece(
            corpus, v.text
        ).text
        for v in all_verdicts(corpus)
    }


def cell_texts(one: Shown | None, other: Shown | None) -> tuple[str, str]:
    """Return two cells as texts that differ: with tones if the texts alone are the same."""
    was, now = _text(one), _text(other)
    if was != now:
        return was, now
    return _text(one, toned=True), _text(other, toned=True)


def _text(cell: Shown | None, *, toned: bool = False) -> str:
    texts = (f"{p.text} ({p.tone})" if toned and p.tone else p.text for p in cell or ())
    return ", ".join(text for text in texts if text)


def _view(corpus: Corpus, table: Table, name: str, names: Mapping[str, str]) -> View:
    visible = [column for column in table.columns if not column.hidden]
    columns = [names.get(column.name, column.name) for column in visible]
    seen: Counter[RowKey] = Counter()
    rows: dict[RowKey, Row] = {}
    for record, row in zip(table.records, fragments.rows(corpus, table), strict=True):
        key = tuple(names.get(str(part), str(part)) for part in record[: table.keys])
        seen[key] += 1
        rows[*key, str(seen[key])] = Row(
            _title(corpus, record[: table.keys]),
            {
                name: tuple(_piece(piece, column, names) for piece in cell)
                for name, column, cell in zip(columns, visible, row.cells, strict=True)
            },
        )
    titles = dict(zip(columns, (column.title for column in visible), strict=True))
    return View(name, table.caption, _group(corpus, table.name), titles, rows)


def _piece(piece: Piece, column: Column, names: Mapping[str, str]) -> ComparedPiece:
    text = " ".join(piece.text.split())
    names_it = column.kind in {"entry", "entries"} and piece.entry
    return ComparedPiece(
        text, piece.tone, names.get(piece.entry, piece.entry) if names_it else text
    )


def _title(corpus: Corpus, keys: Sequence[Any]) -> str:
    texts = []
    for key in keys:
        entry = corpus.entries.get(str(key))
        texts.append(entry.text if entry else str(key or fragments.NO_GROUP))
    return ", ".join(texts)


def _group(corpus: Corpus, name: str) -> Group:
    if name in corpus.settings.verdicts.coverage:
        return "coverage"
    if name in shared_by_verdicts(corpus):
        return "verdict"
    if name in shared_tables(corpus) or name in {entry.id for entry in corpus.criteria}:
        return "comparison"
    return "own"
