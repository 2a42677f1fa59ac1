"""The knowledge base as named tables, for files that hold several. Pure.

There is one for each type, and there are those that are derived from the entries. The names of
tables and columns are the same in each language. Cells have the forms of `flat`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from speckb.corpus.corpus import once
from speckb.corpus.schema_parts import item
from speckb.exchange import flat
from speckb.exchange.flat import LIST, PROSE, TEXT, TRUTH
from speckb.tables.verdicts import assessed, judged, verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.corpus.settings import EntryType
    from speckb.tables.verdicts import Outcome, Verdict

ENTRIES = "entries"
ID = "id"
Rows = list[list[Any]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: name, title and description, and the form of its cells, as `flat` has it.

    `words` are the allowed words, each with its title; none if any text is allowed. The cells of
    one that `refers` are ids of entries.
    """

    name: str
    title: str
    form: str = TEXT
    words: Mapping[str, str] = field(default_factory=dict)
    is_required: bool = False
    description: str = ""
    refers: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its rows have a value by column, or None. `type` is that of its entries, if any.

    The columns of `key` together are different in each row. A table without a type is derived from
    the others.
    """

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    type: str = ""
    key: tuple[str, ...] = ()


@once
def tables(corpus: Corpus) -> list[Table]:
    """Return all tables: those of the types in the order of the settings, then the derived ones.

    A derived table that has the name of a type ends with `_`. Types without entries have a table
    too, so that people see which fields there are.
    """
    own = [of_type(corpus, kind) for kind in corpus.settings.types.values()]
    taken = {table.name for table in own}
    derived = [make(corpus) for make in (entries, vocabularies, fields)]
    derived[1:1] = [_by_edition(corpus, make) for make in COMPUTED]
    return [*own, *(_renamed(table, taken) for table in derived)]


def of_type(corpus: Corpus, kind: EntryType) -> Table:
    """Return the entries of a type, a column for each field."""
    fields = flat.columns(corpus, kind)
    columns = [
        Column(
            one.name,
            one.title,
            one.form,
            one.words,
            one.is_required,
            description(kind, one.path),
        )
        for one in fields
    ]
    rows = [flat.row(entry, fields) for entry in corpus.by_type[kind.name]]
    return Table(kind.name, kind.plural or kind.title, columns, rows, kind.name, (ID,))


def entries(corpus: Corpus) -> Table:
    """Return all entries with what each has: id, type, title, heading, and the name of its page."""
    columns = (
        Column(ID, "Id", is_required=True),
        Column("type", "Type", words=_types(corpus), is_required=True),
        Column("title", "Title", is_required=True),
        Column("heading", "Heading"),
        Column("page", "Page"),
    )
    rows = [
        [entry.id, kind, entry.title, entry.heading, entry.docname]
        for kind, group in corpus.by_type.items()
        for entry in group
    ]
    return Table(ENTRIES, "All entries", columns, rows, key=(ID,))


def links(corpus: Corpus) -> Table:
    """Return all links, each with its titles in both directions.

    `target_type` is empty where no entry has that id, in this edition or another.
    """
    kinds = corpus.settings.links
    columns = (
        Column("source", "From", is_required=True, refers=True),
        Column("source_type", "Type of the source", words=_types(corpus), is_required=True),
        Column("kind", "Kind", words={k: link.outgoing for k, link in kinds.items()}),
        Column("title", "Title from the source to the target"),
        Column("title_back", "Title from the target to the source"),
        Column("target", "To", is_required=True, refers=True),
        Column("target_type", "Type of the target", words=_types(corpus)),
        Column("reason", "Reason"),
    )
    rows: Rows = []
    for name, group in corpus.by_type.items():
        for entry in group:
            for link in corpus.outgoing[entry.id]:
                target = corpus.linkable.get(link.target)
                kind = kinds[link.kind]
                rows.append(
                    [
                        *(entry.id, name, link.kind, kind.outgoing, kind.incoming, link.target),
                        *(target.type.name if target else None, link.reason or None),
                    ]
                )
    return Table("links", "Links", columns, rows)


def values(corpus: Corpus) -> Table:
    """Return the values of entries by criteria, with the remarks on each."""
    columns = (
        Column("entry", "Entry", is_required=True, refers=True),
        Column("criterion", "Criterion", is_required=True, refers=True),
        Column("value", "Value", is_required=True),
        Column("label", "Label"),
        Column("note", "Remark"),
        Column("condition", "Condition"),
        Column("editorial", "Editorial"),
        Column("no_verdict", "Why there is no verdict"),
        Column("disputed_by", "Disputed by", LIST),
        Column("document", "Document"),
        Column("sections", "Sections", LIST),
    )
    rows = []
    for entry in corpus.having(corpus.settings.compared):
        for name, cell in entry.assessments.items():
            criterion = corpus.entries.get(name)
            value = criterion.values.get(cell.value) if criterion else None
            condition = cell.condition or (value.condition if value else "")
            rows.append(
                [
                    *(entry.id, name, cell.value, value.label if value else None),
                    *_stated(cell.note, condition, cell.editorial, cell.no_verdict),
                    *_stated([*cell.disputed_by], cell.document, [*cell.sections]),
                ]
            )
    return Table("values", "Values by criteria", columns, rows, key=("entry", "criterion"))


def verdicts(corpus: Corpus) -> Table:
    """Return the verdicts on all entries that may be assessed, open ones too.

    `settled` is the word for an inherited verdict on which all its sources agree, and else the
    verdict itself; `label` is that of the settled word.
    """
    words = corpus.settings.verdicts.words
    labels = {name: word.label for name, word in words.items()}
    columns = (
        Column("entry", "Entry", is_required=True, refers=True),
        Column("about", "About", is_required=True, refers=True),
        Column("verdict", "Verdict", words=labels, is_required=True),
        Column("settled", "Settled", words=labels, is_required=True),
        Column("label", "Label"),
        Column("conditions", "Conditions", LIST),
        Column("depends_on", "Depends on", LIST),
        Column("inherited_from", "Inherited from", LIST),
        Column("disputed_by", "Disputed by", LIST),
    )
    rows: Rows = [
        [
            *(one.entry, one.about, one.word, one.settled, labels.get(one.settled)),
            *_stated([*one.conditions], [*one.depends_on]),
            *_stated(outcomes(one.outcomes), [*one.disputed_by]),
        ]
        for one in given(corpus)
    ]
    return Table("verdicts", "Verdicts", columns, rows, key=("entry", "about"))


def verdict_reasons(corpus: Corpus) -> Table:
    """Return the verdicts by each criterion alone: the reasons of the verdicts.

    A verdict that is inherited as a whole has none.
    """
    labels = {name: word.label for name, word in corpus.settings.verdicts.words.items()}
    columns = (
        Column("entry", "Entry", is_required=True, refers=True),
        Column("about", "About", is_required=True, refers=True),
        Column("criterion", "Criterion", is_required=True, refers=True),
        Column("value", "Value", is_required=True),
        Column("verdict", "Verdict by this criterion", words=labels, is_required=True),
        Column("settled", "Settled", words=labels, is_required=True),
        Column("section", "Section"),
        Column("note", "Remark"),
        Column("editorial", "Editorial"),
        Column("mapping", "Reason of the reading"),
        Column("conditions", "Conditions", LIST),
        Column("depends_on", "Depends on"),
        Column("no_verdict", "Why there is no verdict"),
        Column("inherited_from", "Inherited from", LIST),
        Column("disputed_by", "Disputed by", LIST),
    )
    rows: Rows = [
        [
            *(one.entry, one.about, by.criterion, by.value, by.word, by.settled),
            *_stated(by.section, by.note, by.editorial, by.mapping, [*by.conditions]),
            *_stated(by.depends_on, by.no_verdict, outcomes(by.outcomes), [*by.disputed_by]),
        ]
        for one in given(corpus)
        for by in one.reasons
    ]
    key = ("entry", "about", "criterion")
    return Table("verdict_reasons", "Reasons of verdicts", columns, rows, key=key)


def vocabularies(corpus: Corpus) -> Table:
    """Return all words: those of fields, of criteria (field `value`), and of verdicts.

    `of` is a type, the id of a criterion, or empty for verdicts.
    """
    columns = (
        Column("of", "Type or criterion"),
        Column("field", "Field", is_required=True),
        Column("word", "Word", is_required=True),
        Column("title", "Title"),
        Column("meaning", "Meaning"),
    )
    rows: Rows = [
        [kind.name, one.name, word, title, None]
        for kind in corpus.settings.types.values()
        for one in flat.columns(corpus, kind)
        if one.path[0] != "criteria"
        for word, title in one.words.items()
    ]
    rows += (
        [one.id, "value", name, value.label, value.meaning or None]
        for one in corpus.criteria
        for name, value in one.values.items()
    )
    if corpus.settings.assessed:
        rows += (
            [None, "verdict", name, word.label, word.meaning or None]
            for name, word in corpus.settings.verdicts.words.items()
        )
    return Table("vocabularies", "Vocabularies", columns, rows)


def fields(corpus: Corpus) -> Table:
    """Return the fields of all types."""
    columns = (
        Column("type", "Type", words=_types(corpus), is_required=True),
        Column("field", "Field", is_required=True),
        Column("title", "Title"),
        Column("description", "Description"),
        Column("form", "Form", is_required=True),
        Column("required", "Required", TRUTH, is_required=True),
    )
    rows: Rows = [
        [
            *(kind.name, one.name, one.title, description(kind, one.path) or None),
            *(one.form, one.is_required),
        ]
        for kind in corpus.settings.types.values()
        for one in flat.columns(corpus, kind)
    ]
    return Table("fields", "Fields", columns, rows, key=("type", "field"))


COMPUTED = (links, values, verdicts, verdict_reasons)  # from what holds in an edition


def _by_edition(corpus: Corpus, make: Callable[[Corpus], Table]) -> Table:
    """Return a table of all editions: each row once, with those in which it holds."""
    if not corpus.views:
        return make(corpus)
    found: dict[str, tuple[list[Any], list[str]]] = {}
    made = [(view.edition, make(view)) for view in corpus.views]
    for edition, one in made:
        for row in one.rows:
            found.setdefault(repr(row), ([*row], []))[1].append(edition)
    table = made[-1][1]
    columns = [*table.columns, Column("editions", "Editions", LIST, is_required=True)]
    places = [column.name for column in table.columns]
    keys = [places.index(name) for name in table.key]
    order: dict[tuple[Any, ...], int] = {}
    for row, _ in found.values():  # all rows of a pair beside each other
        order.setdefault(tuple(row[place] for place in keys), len(order))
    rows = [[*row, [*dict.fromkeys(editions)]] for row, editions in found.values()]
    rows.sort(key=lambda row: order[tuple(row[place] for place in keys)])
    return replace(table, columns=columns, rows=rows, key=())


def as_shown(corpus: Corpus, entry: Entry) -> Corpus:
    """Return the view of what is computed for an entry: that in which its page opens.

    In the view of an edition it is that one.
    """
    if corpus.edition:
        return corpus
    return corpus.with_entry(entry.id, corpus.settings.opening(entry.path))


def given(corpus: Corpus) -> Iterator[Verdict]:
    """Yield the verdicts of all judged entries on all that may be assessed."""
    for entry in judged(corpus):
        for about in assessed(corpus):
            yield verdict(corpus, entry, about)


def outcomes(found: Iterable[Outcome]) -> list[str]:
    """Return what is inherited, as `id: word`."""
    return [f"{one.source}: {one.word}" for one in found]


def description(kind: EntryType, path: Sequence[str]) -> str:
    """Return what the schema says of a field, by its path; an empty string for nothing."""
    if path == (PROSE,):
        return "The text below the front matter, in Markdown."
    part: Mapping[str, Any] = kind.schema
    for step in path:
        part = part.get("properties", {}).get(step) or item(part)
    return str(part.get("description", ""))


def _types(corpus: Corpus) -> dict[str, str]:
    return {kind.name: kind.title for kind in corpus.settings.types.values()}


def _stated(*found: Any) -> list[Any]:
    """Return values, None for those that are empty."""
    return [value or None for value in found]


def _renamed(table: Table, taken: set[str]) -> Table:
    name = table.name
    while name in taken:
        name += "_"
    return Table(name, table.title, table.columns, table.rows, key=table.key)
