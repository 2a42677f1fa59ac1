"""Entries as Parquet: one row for each, with typed columns, and lists of records within a row.

A column has the type of its field where all values have it, and is text otherwise. A number that
the document does not state is null. What types, fields and words mean is in the key-value metadata
of the file, as JSON.
"""

from __future__ import annotations

import io
import json
from datetime import date
from typing import TYPE_CHECKING, Any

from speckb.exchange import flat
from speckb.exchange.exporting import tables
from speckb.exchange.exporting.tables import as_shown, outcomes
from speckb.exchange.flat import DATE, EITHER, INTEGER, LIST, NUMBER, PROSE, TRUTH
from speckb.tables.verdicts import assessed, judged, verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry, Link
    from speckb.tables.verdicts import Verdict

AFTER = ("links", "backlinks", "criteria", "verdicts", PROSE)
RENAMED = "field_{name}"
COMPRESSION = "zstd"
LARGEST = 2**63

Row = dict[str, Any]
Cell = tuple[str, Any]  # the form, empty for an entry whose type does not have the field; the value


def data(corpus: Corpus) -> bytes:
    """Return the file.

    Columns: `id`, `type`, `title`, `heading`, `path` (of the entry's file), the fields of all
    types, `edition` (of what is computed, where there are editions), `links` and `backlinks` (kind,
    title, target, reason), `criteria`, `verdicts` (each with its reasons), `prose`. A field with
    the name of one of the others is called `field_NAME`. Values by criteria are in `criteria`
    alone.
    """
    import pyarrow as pa  # noqa: PLC0415  an extra
    from pyarrow import parquet  # noqa: PLC0415

    entries = [entry for group in corpus.by_type.values() for entry in group]
    types = _types()
    text = pa.string()
    arrays: dict[str, pa.Array] = {
        "id": pa.array([entry.id for entry in entries], text),
        "type": pa.array([entry.type.name for entry in entries], text),
        "title": pa.array([entry.title for entry in entries], text),
        "heading": pa.array([entry.heading for entry in entries], text),
        "path": pa.array([entry.path for entry in entries], text),
    }
    names: dict[str, str] = {}
    for name, cells in _fields(corpus, entries).items():
        names[name] = _name(name, arrays)
        arrays[names[name]] = _array(cells, corpus.settings.unstated)
    shown = {entry.id: as_shown(corpus, entry) for entry in entries}
    if corpus.settings.editions:
        arrays["edition"] = pa.array([shown[entry.id].edition for entry in entries], text)
    found = {
        "links": [_links(shown[entry.id], entry) for entry in entries],
        "backlinks": [_backlinks(shown[entry.id], entry) for entry in entries],
        "criteria": _criteria(shown, entries),
        "verdicts": [_verdicts(shown[entry.id], entry) for entry in entries],
    }
    arrays |= {name: pa.array(values, types[name]) for name, values in found.items()}
    arrays[PROSE] = pa.array([entry.source.body.strip("\n") or None for entry in entries], text)
    made = pa.table(arrays)
    sink = io.BytesIO()
    # without a second copy of the schema, which Arrow alone would read
    writer = parquet.ParquetWriter(sink, made.schema, compression=COMPRESSION, store_schema=False)
    with writer:
        writer.write_table(made)
        writer.add_key_value_metadata(_metadata(corpus, names))
    return sink.getvalue()


def _fields(corpus: Corpus, entries: Sequence[Entry]) -> dict[str, list[Cell]]:
    """Return the value of each entry by field, with the form that its type gives to it.

    Types that have a field give a form to all of their entries, whether these have a value or not.
    """
    found: dict[str, dict[str, Cell]] = {}
    for kind in corpus.settings.types.values():
        columns = [
            one
            for one in flat.columns(corpus, kind)
            if one.name not in {"id", "title", PROSE} and one.path[0] != "criteria"
        ]
        for one in columns:
            found.setdefault(one.name, {})
        for entry in corpus.by_type[kind.name]:
            for one, value in zip(columns, flat.row(entry, columns), strict=True):
                found[one.name][entry.id] = (one.form, value)
    none: Cell = ("", None)
    return {name: [cells.get(e.id, none) for e in entries] for name, cells in found.items()}


def _array(cells: Sequence[Cell], unstated: str) -> pa.Array:
    """Return the values of a field as an array of the type that all of them have."""
    import pyarrow as pa  # noqa: PLC0415

    forms = {form for form, _ in cells if form}
    values = [None if value == unstated else value for _, value in cells]
    stated = [value for value in values if value is not None]
    is_bool = {isinstance(value, bool) for value in stated}
    if forms and forms <= {LIST, EITHER}:
        texts = [
            None if v is None else [*map(str, v if isinstance(v, list) else [v])] for _, v in cells
        ]
        return pa.array(texts, pa.list_(pa.string()))
    if forms == {INTEGER} and all(_is_integer(value) for value in stated):
        return pa.array(values, pa.int64())
    if forms and forms <= {INTEGER, NUMBER} and all(_is_number(value) for value in stated):
        return pa.array([None if v is None else float(v) for v in values], pa.float64())
    if forms == {TRUTH} and is_bool <= {True}:
        return pa.array(values, pa.bool_())
    if forms == {DATE}:
        try:
            days = [None if v is None else date.fromisoformat(str(v)) for v in values]
        except ValueError:
            pass
        else:
            return pa.array(days, pa.date32())
    return pa.array([None if v is None else flat.cell(v, f) for f, v in cells], pa.string())


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < LARGEST


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _name(name: str, taken: Mapping[str, object]) -> str:
    """Return the name of a field's column; databases do not tell capitals from small letters."""
    used = {other.casefold() for other in (*taken, *AFTER)}
    while name.casefold() in used:
        name = RENAMED.format(name=name)
    return name


def _links(corpus: Corpus, entry: Entry) -> list[Row]:
    kinds = corpus.settings.links
    found = corpus.outgoing.get(entry.id, ())
    return [_link(one, kinds[one.kind].outgoing, target=one.target) for one in found]


def _backlinks(corpus: Corpus, entry: Entry) -> list[Row]:
    kinds = corpus.settings.links
    found = corpus.incoming.get(entry.id, ())
    return [_link(one, kinds[one.kind].incoming, source=one.source) for one in found]


def _link(link: Link, title: str, **end: str) -> Row:
    return {"kind": link.kind, "title": title, **end, "reason": link.reason or None}


def _criteria(shown: Mapping[str, Corpus], entries: Sequence[Entry]) -> list[list[Row]]:
    """Return the values of each entry by criteria, as the rows of `tables.values`."""
    found: dict[tuple[str, str], list[Row]] = {}
    for view in {view.edition: view for view in shown.values()}.values():
        table = tables.values(view)
        names = [column.name for column in table.columns]
        for row in table.rows:
            made = dict(zip(names, row, strict=True))
            found.setdefault((view.edition, made.pop("entry")), []).append(made)
    return [found.get((shown[entry.id].edition, entry.id), []) for entry in entries]


def _verdicts(corpus: Corpus, entry: Entry) -> list[Row]:
    now = corpus.entries.get(entry.id)
    if now is None or now not in judged(corpus):
        return []
    return [_verdict(verdict(corpus, now, about)) for about in assessed(corpus)]


def _verdict(one: Verdict) -> Row:
    return {
        "about": one.about,
        "verdict": one.word,
        "settled": one.settled,
        "conditions": [*one.conditions],
        "depends_on": [*one.depends_on],
        "inherited_from": outcomes(one.outcomes),
        "disputed_by": [*one.disputed_by],
        "reasons": [
            {
                "criterion": by.criterion,
                "value": by.value,
                "verdict": by.word,
                "settled": by.settled,
                "section": by.section or None,
                "note": by.note or None,
                "editorial": by.editorial or None,
                "mapping": by.mapping or None,
                "conditions": [*by.conditions],
                "depends_on": by.depends_on or None,
                "no_verdict": by.no_verdict or None,
                "inherited_from": outcomes(by.outcomes),
                "disputed_by": [*by.disputed_by],
            }
            for by in one.reasons
        ],
    }


def _types() -> dict[str, pa.DataType]:
    """Return the types of the columns that hold lists of records."""
    import pyarrow as pa  # noqa: PLC0415

    text = pa.string()
    texts = pa.list_(text)

    def records(**fields: pa.DataType) -> pa.DataType:
        return pa.list_(pa.struct(list(fields.items())))

    reasons = records(
        criterion=text,
        value=text,
        verdict=text,
        settled=text,
        section=text,
        note=text,
        editorial=text,
        mapping=text,
        conditions=texts,
        depends_on=text,
        no_verdict=text,
        inherited_from=texts,
        disputed_by=texts,
    )
    return {
        "links": records(kind=text, title=text, target=text, reason=text),
        "backlinks": records(kind=text, title=text, source=text, reason=text),
        "criteria": records(
            criterion=text,
            value=text,
            label=text,
            note=text,
            condition=text,
            editorial=text,
            no_verdict=text,
            disputed_by=texts,
            document=text,
            sections=texts,
        ),
        "verdicts": records(
            about=text,
            verdict=text,
            settled=text,
            conditions=texts,
            depends_on=texts,
            inherited_from=texts,
            disputed_by=texts,
            reasons=reasons,
        ),
    }


def _metadata(corpus: Corpus, names: Mapping[str, str]) -> dict[str, str]:
    """Return what the file says of itself; `names` has the columns of fields by name."""
    kinds = {
        kind.name: {
            "title": kind.title,
            "fields": [
                {
                    "name": one.name,
                    "column": names.get(
                        one.name, one.name if one.path[0] != "criteria" else "criteria"
                    ),
                    "title": one.title,
                    "description": tables.description(kind, one.path),
                    "form": one.form,
                    "required": one.is_required,
                }
                for one in flat.columns(corpus, kind)
            ],
        }
        for kind in corpus.settings.types.values()
    }
    links = {
        name: {"title": link.outgoing, "title_back": link.incoming}
        for name, link in corpus.settings.links.items()
    }
    table = tables.vocabularies(corpus)
    heads = [column.name for column in table.columns]
    vocabularies = [dict(zip(heads, row, strict=True)) for row in table.rows]
    found: dict[str, Any] = {
        "title": corpus.settings.title,
        "edition": corpus.edition,
        "types": kinds,
        "links": links,
        "vocabularies": vocabularies,
    }
    return {f"speckb.{name}": json.dumps(part, ensure_ascii=False) for name, part in found.items()}
