"""Comparison tables: pure functions from a corpus to tables, and their text formats.

Cells hold ids and words as the entries have them, lists where a field is a list, and None where
no document answers; `fragments` turns them into what readers see.
"""

from __future__ import annotations

import csv
import json
from io import StringIO
from textwrap import fill
from typing import TYPE_CHECKING, Any

from tabulate import tabulate

from speckb.corpus.queries import tables as asked_for
from speckb.language import _
from speckb.tables import query_table, verdict_tables
from speckb.tables.groups import groups, listed, named
from speckb.tables.names import MATRIX, TRACE, VERDICTS, VOCABULARY
from speckb.tables.table import Column, Table
from speckb.tables.trace import traceability

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.corpus.settings import Listing
    from speckb.tables.table import Kind


class UnknownTableError(KeyError):
    """No table has that name."""


def table(corpus: Corpus, name: str) -> Table:
    """Return the table of that name.

    Raises UnknownTableError for a name that is not among `table_names(corpus)`.
    """
    if name == MATRIX and corpus.settings.comparing:
        return matrix(corpus)
    if name == TRACE and corpus.settings.trace:
        return traceability(corpus)
    if name in corpus.settings.listings:
        return listing(corpus, corpus.settings.listings[name])
    criterion = corpus.entries.get(name.removesuffix(VOCABULARY))
    if criterion and criterion.type in corpus.settings.criteria:
        if name != criterion.id:
            return vocabulary(corpus, criterion)
        if corpus.settings.comparing:
            return comparison(corpus, criterion)
    entry = corpus.entries.get(name)
    if entry and entry.type in corpus.settings.compared and entry.assessments:
        return profile(corpus, entry)
    if found := verdict_tables.table(corpus, name):
        return found
    if query := asked_for(corpus).get(name):
        return query_table.table(corpus, query)
    raise UnknownTableError(name)


def shown(corpus: Corpus, name: str) -> Table:
    """Return the table of that name; that of all verdicts without its hidden columns."""
    if name == VERDICTS and corpus.settings.assessed:
        return verdict_tables.matrix(corpus, hidden=False)
    return table(corpus, name)


def comparison(corpus: Corpus, criterion: Entry) -> Table:
    """Return one criterion's table: a row per compared entry, in document order or by size.

    Columns: the compared type's name (id), `value` (word of the vocabulary), `note` (text).
    """
    compared = corpus.settings.compared
    columns = (
        Column(compared.name, compared.title, "entry"),
        Column("value", _("Value"), "value", criterion.id),
        Column("note", _("Remark"), "remark", criterion.id),
    )
    rows = [
        (entry.id, cell.value, cell.note)
        for entry in corpus.compared
        if (cell := entry.assessments.get(criterion.id))
    ]
    if criterion.values.measure:
        places = {value.id: place for place, value in enumerate(corpus.values_of(criterion))}
        rows.sort(key=lambda row: places[row[1]])
    return Table(criterion.id, criterion.title, columns, list(rows))


def profile(corpus: Corpus, entry: Entry) -> Table:
    """Return one entry's values: a row per criterion in document order.

    Columns: the criterion type's name (id), `value`, `note` and `editorial` (texts).
    """
    criteria = corpus.settings.criteria
    columns = (
        Column(criteria.name, criteria.title, "entry"),
        Column("value", _("Value"), "value"),
        Column("note", _("Remark"), "text"),
        Column("editorial", _("Editorial"), "text"),
    )
    cells = (entry.assessments[c.id] for c in corpus.criteria if c.id in entry.assessments)
    rows = [(cell.criterion, cell.value, cell.note, cell.editorial) for cell in cells]
    return Table(entry.id, entry.title, columns, list(rows))


def vocabulary(corpus: Corpus, criterion: Entry) -> Table:
    """Return one criterion's vocabulary: a row per value, with the entries that have it.

    Columns: `value`, `label`, `tone`, `meaning` (texts), and the compared type's name (list of ids)
    where there is one.
    """
    compared = corpus.settings.compared
    columns = [
        Column("value", _("Value"), "text"),
        # Translators: heading of the column with what tables print for a value
        Column("label", _("Label"), "text"),
        # Translators: heading of the column with how a value is marked, such as "good"
        Column("tone", _("Tone"), "tone"),
        Column("meaning", _("Meaning"), "text"),
        *(Column(compared.name, compared.title, "entries") for _one in compared.names[:1]),
    ]
    words = corpus.values_of(criterion)
    holders: dict[str, list[str]] = {word.id: [] for word in words}
    for entry in corpus.compared:
        if cell := entry.assessments.get(criterion.id):
            holders[cell.value].append(entry.id)
    rows = [
        (word.id, word.label, word.tone, word.meaning, holders[word.id])[: len(columns)]
        for word in words
    ]
    name = f"{criterion.id}{VOCABULARY}"
    return Table(name, _("Values of {title}", title=criterion.title), columns, list(rows))


def matrix(corpus: Corpus) -> Table:
    """Return all values: a row per compared entry, a column per criterion.

    A cell is None where no value is stated, and empty where the entry's type is not compared by the
    criterion.
    """
    compared = corpus.settings.compared
    columns = (
        Column(compared.name, compared.title, "entry"),
        *(Column(c.id, c.title, "value", c.id, editorial=c.is_editorial) for c in corpus.criteria),
    )
    rows = []
    for entry in corpus.compared:
        asked = corpus.criteria_for(entry.type)
        rows.append([entry.id, *(_answer(entry, c, c in asked) for c in corpus.criteria)])
    return Table(MATRIX, corpus.settings.matrix_caption, columns, rows)


def _answer(entry: Entry, criterion: Entry, is_asked: bool) -> str | None:
    """Return an entry's value by a criterion; empty where its type is not compared by it."""
    cell = entry.assessments.get(criterion.id)
    return cell.value if cell else None if is_asked else ""


def listing(corpus: Corpus, spec: Listing) -> Table:
    """Return a table of the settings: the columns are fields of the type, `id` and `title`."""
    entry_type = corpus.settings.types[spec.type]
    entries = corpus.by_type[spec.type]
    if spec.rows:
        return _items(spec, entries, entry_type.properties)
    shown = [
        _column(corpus, spec.type, name) for name in spec.columns if name != entry_type.name_field
    ]
    hidden = len(shown) == len(spec.columns)
    columns = [Column(spec.type, entry_type.title, "entry", hidden=hidden), *shown]
    records = [(e, tuple(_cell(corpus, e, c) for c in columns)) for e in entries]
    if spec.link:
        return _links(corpus, spec, columns, records)
    if not spec.by:
        return Table(spec.name, spec.caption, columns, [r for _, r in records])
    group, order = groups(corpus, spec.type, spec.by)
    rows = [
        (named(group, name), *record)
        for name in order
        for entry, record in records
        if name in listed(entry.meta.get(spec.by))
    ]
    columns = [group, *columns]
    return Table(spec.name, spec.caption, columns, list(rows), keys=2, grouped=True)


def _items(spec: Listing, entries: Iterable[Entry], properties: Any) -> Table:
    fields = properties[spec.rows]["items"]["properties"]
    columns = [Column(name, fields[name]["title"], "text") for name in spec.columns]
    rows = [
        [item.get(name, "") for name in spec.columns]
        for entry in entries
        for item in entry.meta[spec.rows]
    ]
    return Table(spec.name, spec.caption, columns, list(rows))


def _links(
    corpus: Corpus,
    spec: Listing,
    columns: Sequence[Column],
    records: Iterable[tuple[Entry, tuple[Any, ...]]],
) -> Table:
    """Return a row per link to an entry; an entry without one has a row with an empty source.

    The column of sources has the title of their types, or of the link if one is the rows' own type.
    """
    sources = [t for t in corpus.settings.types.values() if spec.link in t.properties]
    title = ", ".join(t.title for t in sources)
    if spec.type in {t.name for t in sources}:
        title = corpus.settings.links[spec.link].incoming
    source = Column(spec.link, title, "entry")
    columns = [*columns, source, Column("reason", spec.reason, "text")]
    rows = []
    for entry, record in records:
        links = [k for k in corpus.incoming.get(entry.id, ()) if k.kind == spec.link]
        rows += [(*record, link.source, link.reason) for link in links] or [(*record, "", "")]
    return Table(spec.name, spec.caption, columns, list(rows))


def _column(corpus: Corpus, type_name: str, name: str) -> Column:
    entry_type = corpus.settings.types[type_name]
    title = entry_type.label(name)
    if name == "title":
        # where the title is the entry's name, the column is headed like one of entries
        names_it = "{title}" in entry_type.text
        return Column(name, entry_type.title if names_it else title, "title")
    kind: Kind = "entries" if name in corpus.settings.links else "field"
    own = corpus.settings.is_editorial(entry_type, name)
    return Column(name, title, kind, type_name, editorial=own)


def _cell(corpus: Corpus, entry: Entry, column: Column) -> Any:
    if column.kind == "entry":
        return entry.id
    value = entry.meta.get(column.name)
    if isinstance(value, dict):
        return list(value)
    return None if value == corpus.settings.unstated else value


GRID = "simple_grid"
LINE = 100  # columns of a terminal
WIDTH = 46  # of a column in a terminal
WORD = 12  # of a column of single words
PAD = 2  # that tabulate adds to a heading
EDGE = 3  # the border of a column and the blanks beside its text
MORE = " and others (speckb tables not-assessed)"
# Signs with which a cell starts that a spreadsheet would run as a formula; some read the full-width
# ones of East Asian keyboards like the others.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001
# Without this mark, spreadsheets take UTF-8 for the encoding of the machine.
BOM = "\ufeff"


def safe(cell: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula: such a text gets a leading quote."""
    if not isinstance(cell, str):
        return cell
    plain = cell.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{plain}" if cell.startswith(FORMULA) else plain


def to_csv(found: Table) -> str:
    """Return the table as CSV (RFC 4180 with LF), lists joined by `; `, safe in a spreadsheet."""
    # not by pandas, which takes ten times as long for a small table, and a site has hundreds
    lines = StringIO()
    written = csv.writer(lines, lineterminator="\n")
    written.writerow([safe(column.name) for column in found.columns])
    written.writerows([safe(_flat(cell)) for cell in row] for row in found.records)
    return lines.getvalue()


def csv_file(found: Table) -> str:
    """Return a published CSV file of the table; programs that read a pipe get `to_csv`."""
    return BOM + to_csv(found)


def to_records(found: Table) -> list[dict[str, Any]]:
    """Return the table as JSON can hold it: a list of rows, null where nothing is stated."""
    records: list[dict[str, Any]] = json.loads(found.frame.to_json(orient="records"))
    return records


def to_markdown(found: Table) -> str:
    """Return the table as a GitHub Markdown table."""
    return _tabulate(found, "github", lambda c, _: " ".join(c.replace("|", "\\|").split()))


def to_text(found: Table) -> str:
    """Return the table for a terminal, long cells wrapped.

    A table of one word per cell is printed in parts that fit a line, without what is not assessed.
    """
    words = [column for column in found.columns[1:] if column.kind in {"value", "verdict"}]
    if words and all(column in words or column.hidden for column in found.columns[1:]):
        return "\n\n".join(_parts(found))
    return _tabulate(found, GRID, lambda c, n: fill(c, WIDTH) if n else c)


def _parts(found: Table) -> Iterator[str]:
    """Yield the table in parts, and a line that names the columns that no criterion assesses."""
    lines = [[column.name for column in found.columns], *found.records]
    columns = [
        [fill(str(_flat(cell)), WORD if number else WIDTH) for cell in cells]
        for number, cells in enumerate(zip(*lines, strict=True))
    ]
    first, *rest = [
        (cells, max(_width(cells[0]) + PAD, *map(_width, cells)) + EDGE)
        for cells, column in zip(columns, found.columns, strict=True)
        if not column.hidden
    ]
    part, width = [first[0]], first[1] + 1
    for cells, more in rest:
        if width + more > LINE and len(part) > 1:
            yield _grid(part)
            part, width = [first[0]], first[1] + 1
        part.append(cells)
        width += more
    yield _grid(part)
    if hidden := [c.name for c in found.columns if c.hidden and c.kind == "verdict"]:
        names = f"Not assessed: {', '.join(hidden)}"
        cut, _, _ = names[: LINE - len(MORE) + 1].rpartition(", ")
        yield names if len(names) <= LINE else (cut or "Not assessed: some") + MORE


def _width(cell: str) -> int:
    return max(map(len, cell.split("\n")))


def _grid(columns: Sequence[Sequence[str]]) -> str:
    heads, *rows = zip(*columns, strict=True)
    return str(tabulate(rows, headers=heads, tablefmt=GRID, disable_numparse=True))


def _tabulate(found: Table, style: str, cell: Callable[[str, int], str]) -> str:
    heads = [column.name for column in found.columns]
    rows = [
        [cell(str(_flat(value)), number) for number, value in enumerate(row)]
        for row in found.records
    ]
    return str(tabulate(rows, headers=heads, tablefmt=style, disable_numparse=True))


def _flat(cell: Any) -> Any:
    if isinstance(cell, list):
        return "; ".join(map(str, cell))
    if isinstance(cell, bool):
        return str(cell).lower()
    return "" if cell is None else cell
