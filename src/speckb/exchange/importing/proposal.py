"""Proposes a mapping: which attributes of a source are which fields, by their names and values."""

from __future__ import annotations

import re
from collections import Counter
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from speckb.corpus.editions import FROM
from speckb.errors import UsageError
from speckb.exchange.flat import PROSE, Column, column_at, columns
from speckb.exchange.importing.mapping import Kind, MappingFile
from speckb.suggest import choice, instead

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.settings import EntryType
    from speckb.exchange.importing.source import Record, Source

# What tools and spreadsheets call the fields that nearly every type has, from the surest name on.
_ALIKE = {
    "id": "id uid reqifforeignid foreignid identifier key number no nr",
    "title": "title reqifname reqifchaptername name header heading chaptername shortname summary",
    "statement": "statement reqiftext text description requirement shall content",
    "summary": "summary abstract brief description statement text",
    PROSE: "prose content body comment rationale notes text description",
    "status": "status state",
}
ALIKE = {field: names.split() for field, names in _ALIKE.items()}
OWN = "speckb"
NEAR = 0.85
COMMON = 0.7  # of titles that differ from all others
LAST = 9  # a rank behind all names


def proposed(corpus: Corpus, source: Source, type_name: str) -> MappingFile:
    """Return the mapping that names and values suggest.

    `type_name` is the type of all entries; without it, each kind of the source needs a type that is
    called like it. Raises UsageError for a type that does not exist, and where no kind has one.
    """
    types = corpus.settings.types
    if type_name and type_name not in types:
        raise UsageError(f"unknown type {type_name!r}{instead(type_name, types)}")
    groups: dict[str, list[Record]] = {}
    for record in source.records:
        groups.setdefault(record.kind, []).append(record)
    kinds = {}
    for name, records in groups.items():
        found = types[type_name] if type_name else _called(name, types)
        kinds[name] = _kind(corpus, found, source, records) if found else Kind("")
    if not any(kind.type for kind in kinds.values()):
        known = f"; the source has {choice(filter(None, groups), 30)}" if any(groups) else ""
        raise UsageError(f"say with --type what its entries become{known}; types: {choice(types)}")
    if len(kinds) == 1 and "" not in kinds:
        kinds = {"": next(iter(kinds.values()))}
    return MappingFile(source.format, kinds)


def _called(name: str, types: Mapping[str, EntryType]) -> EntryType | None:
    """Return the type that has the name of a kind, or a title like it."""
    wanted = _bare(name)
    for kind in types.values():
        if wanted and wanted in {_bare(kind.name), _bare(kind.title), _bare(kind.plural)}:
            return kind
    return None


def _kind(corpus: Corpus, kind: EntryType, source: Source, records: Sequence[Record]) -> Kind:
    attributes = Counter(name for record in records for name in record.values)
    wanted = columns(corpus, kind)
    known = {column.name for column in wanted}
    # values by criteria that are not here yet, and whole groups, which have no column of their own
    exact = (column_at(kind, name) for name in attributes if name not in known)
    wanted += [column for column in exact if column]
    fields = _fields(wanted, attributes, source, records)
    if "title" not in fields and "id" in fields and "title" in kind.properties:
        fields["title"] = fields["id"]
    by_name = {column.name: column for column in wanted}
    words = {
        field: found
        for field, name in fields.items()
        if (column := by_name[field]).words
        and (found := _words(column, [record.values.get(name) for record in records]))
    }
    # a field that has its own attributes gets no links besides: they would say less
    free = [n for n in kind.properties if not any(f == n or f.startswith(f"{n}.") for f in fields)]
    links, others = _links(corpus, free, records)
    left = [name for name in attributes if name not in {*fields.values()}]
    order = {column.name: place for place, column in enumerate(wanted)}
    fields = {name: fields[name] for name in sorted(fields, key=order.__getitem__)}
    return Kind(kind.name, fields, _values(corpus, kind, source), words, links, (*left, *others))


def _values(corpus: Corpus, kind: EntryType, source: Source) -> dict[str, str]:
    """Return what is the same for all entries: what is new is of the last edition.

    A source that was exported from a knowledge base says itself of which edition an entry is.
    """
    settings = corpus.settings
    if FROM not in kind.properties or any(FROM in record.values for record in source.records):
        return {}
    return {FROM: settings.editions[-1].id} if settings.editions and source.format != OWN else {}


def _fields(
    wanted: Sequence[Column],
    attributes: Mapping[str, int],
    source: Source,
    records: Sequence[Record],
) -> dict[str, str]:
    """Return attributes by field: each attribute for one field, the surest pairs first."""
    pairs = sorted(_pairs(wanted, attributes, source, records))
    fields: dict[str, str] = {}
    taken: set[str] = set()
    for _rank, _place, _other, field, name in pairs:
        if field not in fields and name not in taken:
            fields[field] = name
            taken.add(name)
    return fields


def _pairs(
    wanted: Sequence[Column],
    attributes: Mapping[str, int],
    source: Source,
    records: Sequence[Record],
) -> Iterator[tuple[int, int, int, str, str]]:
    """Yield rank, places of field and attribute, field and attribute; a lower rank is surer."""
    unique = [name for name in attributes if _is_unique(name, records)]
    for place, column in enumerate(wanted):
        for other, name in enumerate(attributes):
            if column.name == "id":
                if name == source.ids:
                    yield 0, place, other, "id", name
                    continue
                if name not in unique:
                    continue
            rank = _rank(column, name)
            is_guess = rank is not None and rank > LAST
            if column.name == "title" and is_guess and not _is_telling(name, records):
                continue
            if rank is not None:
                yield rank, place, other, column.name, name


def _rank(column: Column, name: str) -> int | None:
    """Return how sure it is that an attribute is a field, 0 being certain; None if it is not."""
    if name == column.name:
        return 0
    bare, words = _bare(name), _steps(name)
    own = {_bare(column.name), _bare(column.title)} - {""}
    if bare in own:
        return 1
    alike = ALIKE.get(column.name, [])
    if bare in alike:
        return 2 + alike.index(bare)
    last = words[-1] if words else ""
    if last in alike[:4]:
        return LAST + 1 + alike.index(last)
    if len(column.path) == 1 and len(bare) > 3 and get_close_matches(bare, own, 1, NEAR):
        return LAST + 10
    return None


def _is_unique(name: str, records: Sequence[Record]) -> bool:
    values = [str(record.values.get(name, "")) for record in records]
    return all(values) and len({*values}) == len(values)


def _is_telling(name: str, records: Sequence[Record]) -> bool:
    """Return whether an attribute, such as the name of a chapter, has few records in common."""
    values = [str(value) for record in records if (value := record.values.get(name))]
    return len({*values}) >= COMMON * len(values)


def _words(column: Column, values: Iterable[Any]) -> dict[str, str]:
    """Return words of a vocabulary by the words of the source that are written otherwise."""
    given = (
        str(one) for value in values for one in (value if isinstance(value, list) else [value])
    )
    found = {}
    for word in dict.fromkeys(given):
        if word != "None" and word not in column.words and (near := meant(word, column)):
            found[word] = near
    return found


def meant(word: str, column: Column) -> str:
    """Return the word of a vocabulary that another one surely stands for, or an empty string."""
    bare = _bare(word)
    for own, title in column.words.items():
        if bare and bare in {_bare(own), _bare(title)}:
            return own
    near = get_close_matches(bare, [_bare(own) for own in column.words], 1, NEAR)
    return next((own for own in column.words if near and _bare(own) == near[0]), "")


def _links(
    corpus: Corpus, names: Sequence[str], records: Sequence[Record]
) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """Return kinds of relations by links, and the kinds that no link is like."""
    given = list(dict.fromkeys(one.kind for record in records for one in record.relations))
    known = {n: corpus.settings.links[n] for n in names if n in corpus.settings.links}
    links: dict[str, tuple[str, ...]] = {}
    others = []
    for name in given:
        alike = [k for k, link in known.items() if _bare(name) in {_bare(k), _bare(link.outgoing)}]
        is_other = name in corpus.settings.links  # which this type does not have, or has already
        own = alike or ([*known] if len(known) == 1 and not is_other else [])
        if own:
            links[own[0]] = (*links.get(own[0], ()), name)
        else:
            others.append(name)
    return links, others


def _bare(text: str) -> str:
    """Return a name without what is written differently everywhere: case, blanks and signs."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _steps(name: str) -> list[str]:
    """Return the words of a name such as `req_id`, `ReqID` or `Req. Id`, in small letters."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return [word for word in re.split(r"[\W_]+", apart.casefold()) if word]
