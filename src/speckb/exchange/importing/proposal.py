"""Proposes a mapping: which attributes of a source are which fields, by their names and values."""

from __future__ import annotations

import re
from collections import Counter
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any
from unicodedata import category

from speckb.corpus.editions import FROM
from speckb.errors import UsageError
from speckb.exchange.flat import PROSE, Column, column_at, columns
from speckb.exchange.importing.mapping import Kind, MappingFile
from speckb.exchange.importing.source import GROUP
from speckb.exchange.importing.values import as_text
from speckb.suggest import choice, instead

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.settings import EntryType
    from speckb.exchange.importing.source import Record, Source

# What tools and spreadsheets call the fields that nearly every type has, from the surest name on.
_ALIKE = {
    "id": "id uid reqifforeignid foreignid identifier key number no nr",
    "title": "title reqifname reqifchaptername name header heading shortname summary",
    "statement": "statement reqiftext text description requirement shall content",
    "summary": "summary abstract brief shortdescription description statement text",
    PROSE: "prose content body comment rationale notes text description",
    "status": "status state",
    **dict.fromkeys(("chapter", "heading"), GROUP),
}
ALIKE = {field: names.split() for field, names in _ALIKE.items()}
OWN = "speckb"
NEAR = 0.85
SHORTEST = 3  # letters of a name that is short for another
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
    chosen = {name: types.get(type_name) or _called(name, types) for name in groups}
    ids = {str(one.values.get(source.ids)): chosen[one.kind] for one in source.records}
    targets = {name: kind.name for name, kind in ids.items() if kind}
    targets |= {name: entry.type.name for name, entry in corpus.entries.items()}
    proposal = _Proposal(corpus, source, targets)
    kinds = {name: proposal.kind(one, groups[name]) for name, one in chosen.items() if one}
    with_ids = {one.kind for one in source.records if source.ids in one.values}
    if with_ids:  # other records are texts between those that have ids
        kinds = {name: kind for name, kind in kinds.items() if name in with_ids}
    if any("id" in kind.fields for kind in kinds.values()):
        kinds = {name: kind for name, kind in kinds.items() if "id" in kind.fields}
    kinds = {name: kinds.get(name, Kind("")) for name in groups}
    if not any(kind.type for kind in kinds.values()):
        known = f"; the source has {choice(filter(None, groups), 30)}" if any(groups) else ""
        raise UsageError(f"say with --type what its entries become{known}; types: {choice(types)}")
    if len(kinds) == 1 and "" not in kinds:
        kinds = {"": next(iter(kinds.values()))}
    return MappingFile(source.format, kinds)


def _called(name: str, types: Mapping[str, EntryType]) -> EntryType | None:
    """Return the type that has the name of a kind, a title like it, or a name that it begins."""
    wanted = _bare(name)
    names = {n: {_bare(one.name), _bare(one.title), _bare(one.plural)} for n, one in types.items()}
    same = [types[n] for n, known in names.items() if wanted in known]
    if same or len(wanted) < SHORTEST:
        return same[0] if wanted and same else None
    longer = [types[n] for n, known in names.items() if any(k.startswith(wanted) for k in known)]
    return longer[0] if len(longer) == 1 else None


class _Proposal:
    """Proposes mappings of kinds of records; `targets` has the type of what a link can lead to."""

    def __init__(self, corpus: Corpus, source: Source, targets: Mapping[str, str]) -> None:
        self.corpus, self.source, self.targets = corpus, source, targets

    def kind(self, kind: EntryType, records: Sequence[Record]) -> Kind:
        """Return the mapping of records of one kind to entries of a type."""
        attributes = Counter(name for record in records for name in record.values)
        wanted = columns(self.corpus, kind)
        known = {column.name for column in wanted}
        # values by criteria that are not here yet, and groups, which have no column of their own
        exact = (column_at(kind, name) for name in attributes if name not in known)
        wanted += [column for column in exact if column]
        headings = {GROUP: 1} if any(record.group for record in records) else {}
        found = _fields(wanted, {**attributes, **headings}, self.source, records)
        if "title" not in found and "id" in found and "title" in kind.properties:
            found["title"] = found["id"]
        by_name = {column.name: column for column in wanted}
        words = {
            field: meant
            for field, name in found.items()
            if (column := by_name[field]).words
            and (meant := _words(column, [record.values.get(name) for record in records]))
        }
        # a field that has its own attributes gets no links besides: they would say less
        free = [
            n for n in kind.properties if not any(f == n or f.startswith(f"{n}.") for f in found)
        ]
        links, unlike = self._links(free, records)
        order = {column.name: place for place, column in enumerate(wanted)}
        fields: dict[str, tuple[str, ...]] = {
            name: (found[name],) for name in sorted(found, key=order.__getitem__)
        }
        fields |= {
            name: (found[name], *others)
            for name in ("id", "title")
            if name in found and (others := _besides(name, found, attributes, records))
        }
        used = {name for forms in fields.values() for name in forms}
        left = [name for name in attributes if name not in used]
        signs = _signs(as_text(record.values.get(found.get("id", ""), "")) for record in records)
        values = _values(self.corpus, kind, self.source)
        return Kind(kind.name, fields, values, words, links, signs, (*left, *unlike))

    def _links(
        self, names: Sequence[str], records: Sequence[Record]
    ) -> tuple[dict[str, tuple[str, ...]], list[str]]:
        """Return kinds of relations by links, and the kinds that no link is like.

        The only link that a type has is for all of them that lead to its types.
        """
        settings = self.corpus.settings
        relations = [one for record in records for one in record.relations]
        known = {name: settings.links[name] for name in names if name in settings.links}
        links: dict[str, tuple[str, ...]] = {}
        others = []
        for name in dict.fromkeys(one.kind for one in relations):
            titles = {k: {_bare(k), _bare(link.outgoing)} for k, link in known.items()}
            own = [k for k, alike in titles.items() if _bare(name) in alike]
            is_other = name in settings.links  # which this type does not have, or has already
            if not own and len(known) == 1 and not is_other:
                types = {self.targets.get(one.target) for one in relations if one.kind == name}
                own = [k for k, link in known.items() if not types - {None, *link.targets}]
            if own:
                links[own[0]] = (*links.get(own[0], ()), name)
            else:
                others.append(name)
        return links, others


def _besides(
    field: str, found: Mapping[str, str], attributes: Mapping[str, int], records: Sequence[Record]
) -> list[str]:
    """Return the attribute that is the id or title of records without the usual one, if any."""
    if all(record.values.get(found[field]) for record in records):
        return []
    if field == "title":
        return [found["id"]] if "id" in found and found["id"] != found["title"] else []
    alike = [name for name in attributes if _bare(name) in ALIKE["id"] and name != found["id"]]
    return [name for name in alike if _is_unique(name, records)][:1]


def _signs(names: Iterable[str]) -> dict[str, str]:
    """Return what ids here have instead of signs that they cannot have."""
    signs = dict.fromkeys(sign for name in names for sign in name.strip())
    return {sign: "-" for sign in signs if sign not in "._-" and category(sign)[0] not in "LMN"}


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


def _bare(text: str) -> str:
    """Return a name without what is written differently everywhere: case, blanks and signs."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _steps(name: str) -> list[str]:
    """Return the words of a name such as `req_id`, `ReqID` or `Req. Id`, in small letters."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return [word for word in re.split(r"[\W_]+", apart.casefold()) if word]
