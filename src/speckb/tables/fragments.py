"""Cells as shown: pieces of text with tone and link, for every output. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from speckb.corpus.settings.verdicts import OPEN
from speckb.language import N_, _
from speckb.tables.need_data import BACK
from speckb.tables.verdicts import changed_from, verdict
from speckb.tables.verdicts.claims import TONES as AGREEMENT
from speckb.tables.verdicts.claims import disagreeing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.tables.table import Column, Table
    from speckb.tables.verdicts import Verdict

SYMBOLS = {
    "good": "●",
    "conditional": "◕",
    "mixed": "◐",
    "bad": "○",
    "neutral": "\N{EN DASH}",
    "elsewhere": "→",
}
ASIDES = frozenset(
    {"editorial", "condition", "disputed", "where"}
)  # tones of remarks on what is before
LONG = 30  # rows of a table in which readers choose
# Translators: cell of a table where no document says anything
NOTHING = N_("not stated")
# Translators: cell of a table for a link that leads to no entry, or a group of such entries
NO_GROUP = N_("none named")
NO_VERDICT = N_("nothing")
# Translators: what stands for all entries, in the column of entries
ALL = N_("all")
# Translators: what stands for all entries beside those above, in the column of entries
OTHERS = N_("all others")
TONES = {
    # Translators: how a value is marked
    "good": N_("good"),
    "conditional": N_("good under a condition"),
    # Translators: how a value is marked: it is good in part
    "mixed": N_("mixed"),
    # Translators: how a value is marked
    "bad": N_("bad"),
    # Translators: how a value is marked: neither good nor bad
    "neutral": N_("neutral"),
    # Translators: how a value is marked: something else decides
    "elsewhere": N_("elsewhere"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text in a cell: a link to `anchor` on the page of `entry`, marked by `tone`.

    `title` is what a pointer shows; `url` an address elsewhere, to which a piece without an entry
    is a link. `marks` are classes of a badge beside that of its tone. All but the text may be
    empty.
    """

    text: str
    entry: str = ""
    anchor: str = ""
    tone: str = ""
    title: str = ""
    url: str = ""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its anchor, and the pieces of each cell."""

    id: str
    cells: Sequence[Sequence[Piece]]


def rows(corpus: Corpus, table: Table) -> list[Row]:
    """Return the rows of a table as shown, without its hidden columns.

    Rows with the same keys, such as two criteria on one requirement, get a number: the second
    one's address ends in `-2`.
    """
    found = []
    counts: Counter[str] = Counter()
    for record in table.records:
        keys = "-".join(slug(str(key) or "none") for key in record[: table.keys])
        counts[keys] += 1
        number = f"-{counts[keys]}" if counts[keys] > 1 else ""
        pieces = [cell for _, cell in cells(corpus, table, record)]
        found.append(Row(f"table-{table.name}-{keys}{number}", pieces))
    return found


def cells(
    corpus: Corpus, table: Table, record: Sequence[Any]
) -> Iterator[tuple[Column, Sequence[Piece]]]:
    """Yield each column of a row that is not hidden, with the pieces of its cell."""
    key = record[table.keys - 1]
    for column, cell in zip(table.columns, record, strict=True):
        if not column.hidden:
            yield column, _pieces(corpus, column, cell, key)


def value_piece(corpus: Corpus, criterion: str, value: str, entry: str = "") -> Piece:
    """Return a word of a vocabulary as shown, with a link to the remark on the entry's page."""
    word = corpus.entries[criterion].values[value]
    return Piece(
        word.label, entry, evidence(entry, criterion) if entry else "", word.tone, word.meaning
    )


def word_piece(corpus: Corpus, verdict: str, entry: str = "", about: str = "") -> Piece:
    """Return a verdict as shown, with a link to its reasons on the judged entry's page.

    An open verdict has no link: that page has no reasons for it.
    """
    words = [corpus.settings.verdicts.words[word] for word in verdict.split(": ")]
    text = ": ".join(word.label for word in words)
    leads = entry and verdict != OPEN
    anchor = evidence(entry, about) if leads else ""
    return Piece(text, entry if leads else "", anchor, words[-1].tone, words[-1].meaning)


def verdict_pieces(corpus: Corpus, found: Verdict, *, linked: bool = True) -> list[Piece]:
    """Return a verdict as shown: the word, its conditions, and what disagrees with it.

    The word's title says what decides it, where others do; it is a link if it is `linked`.
    """
    leads = (found.entry, found.about) if linked else ()
    cell = word_piece(corpus, found.text, *leads)
    words = corpus.settings.verdicts.words
    given: dict[str, list[str]] = {}
    for one in found.outcomes:
        given.setdefault(words[one.word].label, []).append(corpus.entries[one.source].text)
    comma = _(", ")
    parts = [f"{word}: {comma.join(names)}" for word, names in given.items()]
    decided = "; ".join([*found.depends_on, *parts])
    shown = replace(cell, title=f"{cell.title} {decided}") if decided else cell
    return [shown, *map(condition_piece, found.conditions), *disputes(corpus, found)]


def condition_piece(condition: str) -> Piece:
    """Return a condition in words."""
    # Translators: beside a value or verdict: the condition, a clause
    return Piece(_("if {condition}", condition=condition), tone="condition")


def disputes(corpus: Corpus, found: Verdict) -> list[Piece]:
    """Return a mark for each entry that calls the verdict in question, and each other claim."""
    marks = [disputed_piece(corpus, name) for name in found.disputed_by]
    for one in disagreeing(corpus).get((found.entry, found.about), ()):
        where = f"claim-{one.about}-{one.entry}"
        marks.append(Piece(one.summary, found.entry, where, "disputed", one.reason))
    return marks


def compacted(cell: Sequence[Piece]) -> Piece:
    """Return the first piece of a cell; its title has the conditions, and what disagrees."""
    first, *others = cell
    if not others:
        return first
    disputed = any(one.tone == "disputed" for one in others)
    marks = (*first.marks, "value-disputed") if disputed else first.marks
    return replace(first, title="; ".join(one.text for one in others), marks=marks)


def filters(table: Table, rows: Sequence[Row]) -> list[int]:
    """Return the numbers of the columns by whose words readers may choose rows of a long table.

    A word is in two rows at least, on average.
    """
    shown = [column for column in table.columns if not column.hidden]
    if len(rows) < LONG or table.grouped:
        return []
    found = []
    for number, column in enumerate(shown):
        words = [piece.text for row in rows for piece in row.cells[number]]
        if column.kind == "field" and 1 < len({*words}) <= len(words) / 2:
            found.append(number)
    return found


def disputed_piece(corpus: Corpus, name: str) -> Piece:
    """Return the mark of a value or verdict that an entry calls in question."""
    entry = corpus.entries[name]
    # Translators: beside a value or verdict: the entry that calls it in question
    text = _("disputed: {entry}", entry=entry.text)
    return Piece(text, entry.id, tone="disputed", title=entry.title)


def evidence(entry: str, criterion: str) -> str:
    """Return the anchor of a value, or of a verdict's reasons, on the page of `entry`."""
    return f"{entry}--{criterion}"


def entry_piece(entry: Entry, text: str = "") -> Piece:
    """Return a link to an entry, with the entry's name or another text."""
    return Piece(text or entry.text, entry.id, title=entry.title)


def own_pieces(entry: Entry, text: str = "") -> list[Piece]:
    """Return a link to an entry, with a mark if the entry is editorial."""
    mark = [Piece("", tone="editorial")] if entry.is_editorial else []
    return [entry_piece(entry, text), *mark]


def row_name(corpus: Corpus, key: Any) -> str:
    """Return what readers see of a key of a row: an entry's name, or a word for none or all."""
    entry = corpus.entries.get(str(key))
    if entry is not None:
        return entry.text
    return _(key or NO_GROUP) if key in {"", None, ALL, OTHERS} else str(key)


def slug(text: str) -> str:
    """Return text as part of an anchor: letters and digits, with hyphens between words."""
    return "-".join("".join(c if c.isalnum() else " " for c in text).split())


def _pieces(corpus: Corpus, column: Column, cell: Any, key: str) -> list[Piece]:
    """Return a cell as shown; `key` is the id of the row's entry."""
    if cell is None:
        return [Piece(_nothing(corpus, column), tone="none")]
    match column.kind:
        case "entry":
            return own_pieces(corpus.linkable[cell]) if cell else [Piece(_(NO_GROUP), tone="none")]
        case "title":
            return own_pieces(corpus.entries[key], str(cell))
        case "entries":
            return [entry_piece(corpus.linkable[target]) for target in cell]
        case "value":
            where = (column.about or key, cell, key if column.about else "")
            return [value_piece(corpus, *where) if cell else Piece("")]  # empty if not asked
        case "remark":
            editorial = corpus.entries[key].assessments[column.about].editorial
            return (
                [Piece(str(cell)), Piece(editorial, tone="editorial")]
                if editorial
                else [Piece(str(cell))]
            )
        case "verdict" | "word" | "agreement" | "tone" | "subject":
            return _verdict_pieces(corpus, column, cell, key)
        case "field":
            words = [str(w) for w in cell] if isinstance(cell, list) else [cell]
            # a column of several types has the words of each row's own
            own = corpus.settings.types.get(column.about)
            entry_type = own or corpus.entries[key].type
            return [
                entry_piece(corpus.linkable[word])
                if word in corpus.linkable
                else Piece(entry_type.word(column.name, word))
                for word in words
            ]
        case _:
            return [Piece(str(part)) for part in (cell if isinstance(cell, list) else [cell])]


def _nothing(corpus: Corpus, column: Column) -> str:
    """Return the text of a cell without a value."""
    if column.kind == "word":
        return _(NO_VERDICT)
    if column.name.removesuffix(BACK) in corpus.settings.links and column.name.endswith(BACK):
        return _(NO_GROUP)
    link = corpus.settings.links.get(column.name)
    return _(NO_GROUP if column.kind == "entries" and link and link.editorial else NOTHING)


def _named(corpus: Corpus, column: Column, cell: str) -> Piece:
    """Return a word of the engine as shown, or an entry beside such words."""
    if column.kind == "agreement":
        return Piece(_(cell), tone=AGREEMENT[cell])
    if column.kind == "tone":
        return Piece(_(TONES.get(cell, cell)))
    return Piece(_(cell)) if cell in {ALL, OTHERS} else entry_piece(corpus.linkable[cell])


def _verdict_pieces(corpus: Corpus, column: Column, cell: Any, key: str) -> list[Piece]:
    if column.kind in {"agreement", "tone", "subject"}:
        return [_named(corpus, column, cell)]
    if column.kind == "verdict":
        found = verdict(corpus, corpus.entries[key], corpus.entries[column.about])
        return _marked(corpus, found, verdict_pieces(corpus, found))
    return [word_piece(corpus, word) for word in (cell if isinstance(cell, list) else [cell])]


def _marked(corpus: Corpus, found: Verdict, cell: list[Piece]) -> list[Piece]:
    """Return the cell of a verdict, with a mark if it was another one in the edition before."""
    if changed_from(corpus, found):
        cell[0] = replace(cell[0], marks=("value-changed",))
    return cell
