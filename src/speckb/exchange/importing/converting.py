"""Converts the records of a source to entries, by a mapping."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from speckb.corpus.schema import Schema
from speckb.exchange import flat
from speckb.exchange.importing.headings import lowered
from speckb.exchange.importing.items import ID, TEXT, Item, Problem, nested
from speckb.exchange.importing.mapping import BRACES, parts
from speckb.exchange.importing.plain_text import plain_text
from speckb.exchange.importing.values import as_text, value
from speckb.rules.prose import MARK
from speckb.suggest import instead

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.settings import EntryType
    from speckb.exchange.flat import Column, Path
    from speckb.exchange.importing.mapping import Kind, MappingFile
    from speckb.exchange.importing.source import Record, Source

KEYWORDS: Path = ("keywords",)
STATEMENT: Path = ("statement",)


@dataclass
class Converted:
    """The result: entries, problems for which nothing is imported, and what was left out."""

    items: list[Item] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: list[Problem] = field(default_factory=list)


def converted(corpus: Corpus, source: Source, mapping: MappingFile, shown: str) -> Converted:
    """Return the entries that the records become; `shown` names the mapping file in messages."""
    done = Converted()
    attributes = {name for record in source.records for name in record.attributes}
    attributes.update(source.attributes)
    converters: dict[str, _Converter] = {}
    for name, how in mapping.kinds.items():
        kind = corpus.settings.types.get(how.type)
        if kind:
            converters[name] = _Converter(corpus, kind, how)
            done.problems += converters[name].wrong(shown, attributes)
        elif how.type:
            message = f"unknown type {how.type!r}{instead(how.type, corpus.settings.types)}"
            done.problems.append(Problem(shown, message))
    if done.problems:
        return done
    skipped: dict[str, int] = {}
    pairs = [(one, converters.get(mapping.name_of(one.kind))) for one in source.records]
    ids = dict(pair for one, by in pairs if by for pair in by.ids(one, source.ids))
    for record, converter in pairs:
        if converter:
            converter.own_ids = ids
            converter.add(record, done)
        else:
            skipped[record.kind] = skipped.get(record.kind, 0) + 1
    for name, number in skipped.items():
        records = "1 record" if number == 1 else f"{number} records"
        message = f"{records} of kind {name!r}: not imported; the mapping has no type for it"
        done.left_out.append(Problem(shown, message))
    done.problems += _twice(done.items)
    if done.problems:
        return done
    known = {*corpus.entries, *corpus.former, *(item.id for item in done.items)}
    done.items = [_linked(corpus, item, known, done) for item in done.items]
    return done


def _twice(items: list[Item]) -> Iterator[Problem]:
    """Yield a problem for each id that two records have, or that differ only in case."""
    first: dict[str, Item] = {}
    for item in items:
        other = first.setdefault(item.id.lower(), item)
        if other is item:
            continue
        same = f"has the id {item.id!r} too"
        if other.id != item.id:
            same = f"has the id {other.id!r}, which differs from {item.id!r} only in case"
        yield Problem(item.place, f"{other.place} {same}")


def _linked(corpus: Corpus, item: Item, known: set[str], done: Converted) -> Item:
    """Return an item without links whose targets are neither here nor in the source."""
    kept = dict(item.values)
    for path, found in item.values.items():
        if path[-1] not in corpus.settings.links or not isinstance(found, dict | list):
            continue
        lost = [one for one in found if isinstance(one, str) and one not in known]
        for target in lost:
            message = f"{flat.joined(path)}: {target!r} is neither here nor in the source"
            done.left_out.append(Problem(item.place, message))
        if lost and isinstance(found, dict):
            kept[path] = {target: about for target, about in found.items() if target in known}
        elif lost:
            kept[path] = [one for one in found if one not in lost]
        if not kept[path]:
            del kept[path]
    return replace(item, values=kept)


class _Converter:
    """Converts the records of one kind to entries of one type."""

    def __init__(self, corpus: Corpus, kind: EntryType, how: Kind) -> None:
        self.corpus, self.kind, self.how = corpus, kind, how
        self.schema = Schema(kind.schema)
        self.columns = {column.name: column for column in flat.columns(corpus, kind)}
        named = (*how.fields, *how.values, *how.links)
        self.asked = frozenset(map(flat.split, named)) - {ID}
        self.own_ids: Mapping[str, str] = {}  # by those of the source

    def wrong(self, shown: str, attributes: set[str]) -> Iterator[Problem]:
        """Yield what the mapping names and the type or the source does not have."""
        known = dict.fromkeys(sorted(attributes))
        for name in (*self.how.fields, *self.how.values, *self.how.words, *self.how.links):
            if self._column(name) is None:
                hint = instead(name, self.columns)
                yield Problem(shown, f"type {self.kind.name!r} has no field {name!r}{hint}")
        if "id" not in self.how.fields:
            message = f"no attribute is the id of {self.kind.name!r}; add id = ... under [fields]"
            yield Problem(shown, f"{message}, with one of: {', '.join([*known][:30])}")
        for name, forms in self.how.fields.items():
            for part in (part for form in forms for part in parts(form, known)):
                if part not in known:
                    message = f"{name}: the source has no {part!r}{instead(part, known)}"
                    yield Problem(shown, message)

    def ids(self, record: Record, attribute: str) -> Iterator[tuple[str, str]]:
        """Yield the id that a record has here, by that of the mapping and that of the source."""
        with suppress(ValueError):  # which is told where the record is added
            raw = _raw(record.attributes, self.how.fields["id"])
            if raw is not None:
                name = as_text(raw).strip()
                yield name, self.how.own_id(name)
                if attribute in record.values:
                    yield as_text(record.values[attribute]), self.how.own_id(name)

    def add(self, record: Record, done: Converted) -> None:
        """Add the entry that a record becomes, or problems."""
        values: dict[Path, Any] = {}
        problems = []
        for name, given in self.how.values.items():
            column = self._column(name)
            try:
                found = value(column, given, {}) if column else None
            except ValueError as error:
                problems.append(Problem(record.place, f"{name}: {error}"))
                continue
            if column and found is not None:
                values[column.path] = found
        attributes = record.attributes
        texts, lost = _plain(record)
        for name, forms in self.how.fields.items():
            column = self._column(name)
            if column is None:
                continue
            try:
                raw = _raw(attributes if column.path == TEXT else texts, forms)
                found = None if raw is None else self._value(column, raw)
            except ValueError as error:
                problems.append(Problem(record.place, f"{name}: {error}"))
                continue
            if found is not None:
                values[column.path] = found
            if column.path != TEXT and raw is not None:
                used = (part for form in forms for part in parts(form, attributes))
                told = ", ".join(dict.fromkeys(one for part in used for one in lost.get(part, ())))
                if told:
                    message = f"{name}: became plain text, without {told}; 'prose' could have that"
                    done.left_out.append(Problem(record.place, message))
        for name, kinds in self.how.links.items():
            reasons = {one.target: one.reason for one in record.relations if one.kind in kinds}
            if reasons:
                values[flat.split(name)] = self._links(flat.split(name), reasons)
        if not problems and not values.get(ID):
            problems.append(Problem(record.place, "this has no id"))
        done.problems += problems
        if not problems:
            name = self.how.own_id(str(values[ID]))
            values[ID] = name
            self._add_keywords(values)
            item = Item(self.kind, name, record.place, self._typed(values), self.asked)
            done.items.append(item)

    def _value(self, column: Column, raw: Any) -> Any:
        """Return a value in the form of its field; a cell with ids alone is one of links."""
        is_link = column.path[0] in self.corpus.settings.links and column.form == flat.RECORDS
        text = as_text(raw) if is_link and not isinstance(raw, dict) else "{"
        if not text.lstrip().startswith(("{", "[")):
            ids = flat.value_of(text, flat.LIST)
            return self._links(column.path, dict.fromkeys(ids, "")) if ids else None
        found = value(column, raw, self.how.words.get(column.name, {}))
        if column.path == TEXT and found:
            return lowered(found)
        if column.path[0] in self.corpus.settings.links and column.form == flat.LIST and found:
            return [self._own_id(one) for one in found]
        return found

    def _column(self, name: str) -> Column | None:
        """Return the column of a field by its path, or None."""
        return self.columns.get(name) or flat.column_at(self.kind, name)

    def _links(self, path: Path, found: Mapping[str, str]) -> Any:
        """Return links in the form of their field: a list of ids, or groups or reasons by id."""
        reasons = {self._own_id(target): reason for target, reason in found.items()}
        part = flat.part_at(self.kind, path) or {}
        if part.get("type") == "array":
            return [*reasons]
        inner = part.get("additionalProperties", {})
        keys = inner.get("required", ["reason"]) if inner.get("type") == "object" else []
        return {
            target: dict.fromkeys(keys, reason or MARK) or reason or MARK
            for target, reason in reasons.items()
        }

    def _own_id(self, name: str) -> str:
        """Return the id here of the target of a link."""
        return self.own_ids.get(name) or self.how.own_id(name)

    def _add_keywords(self, values: dict[Path, Any]) -> None:
        """Add the keywords of a statement where the mapping has none."""
        if "keywords" in self.kind.properties and KEYWORDS not in self.asked:
            found = self.corpus.settings.keywords.found(str(values.get(STATEMENT, "")))
            if found:
                values[KEYWORDS] = list(dict.fromkeys(found))

    def _typed(self, values: Mapping[Path, Any]) -> dict[Path, Any]:
        """Return the values with numbers as the schema has them."""
        meta = self.schema.read(nested(values))
        return {
            path: found if path == TEXT else flat.at(meta, path) for path, found in values.items()
        }


def _plain(record: Record) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Return the attributes as plain text, and what that cannot say, by attribute."""
    texts, lost = record.attributes, {}
    for name in record.markdown:
        if (found := texts.get(name)) is None:
            continue
        several = [plain_text(str(one)) for one in (found if isinstance(found, list) else [found])]
        plain = [text for text, _ in several if text]
        texts[name] = (plain if isinstance(found, list) else "".join(plain)) or None
        lost[name] = [what for _, told in several for what in told]
    return texts, lost


def _raw(attributes: Mapping[str, Any], forms: Iterable[str]) -> Any:
    """Return the first value there is: of an attribute, or of a text with attributes; or None."""
    for form in forms:
        names = BRACES.findall(form)
        if form in attributes or not names:
            found = attributes.get(form)
        elif not any(name in attributes for name in names):
            found = None
        else:
            text = BRACES.sub(lambda match: as_text(attributes.get(match[1], "")), form)
            found = " ".join(text.split())
        if found is not None:
            return found
    return None
