"""The file of a new entry: every field that its schema requires, with a mark where to fill in.

What can hold the mark holds it; a word of a vocabulary, an id or a number stands for one, with the
mark in a comment. So the file fits its schema, and the rule on placeholders alone refuses it.
"""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from speckb.rules.prose import MARK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.corpus.settings import EntryType

WIDTH = 100
OWN = frozenset({"id", "formerly", "accepted"})
TEXTS = (MARK, MARK.lower(), f"https://{MARK}", "2000-01-01", "2000", "1", "a")
NUMBERS = {"integer", "number"}
REMARK = "required"


class Skeleton:
    """Writes new entries of a corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus

    def text(self, entry_type: EntryType, name: str) -> str:
        """Return the text of a new entry's file."""
        required = _required(entry_type.schema)
        fields = {k: part for k, part in entry_type.properties.items() if k not in OWN}
        lines = ["---", f"id: {name}"]
        for field, part in fields.items():
            if field in required:
                lines += [*_comment(_about(part), 0), *self._field(entry_type, field, part)]
        lines += _may_be_added({k: part for k, part in fields.items() if k not in required}, 0)
        return "\n".join([*lines, "---", ""])

    def _field(self, entry_type: EntryType, field: str, part: Mapping[str, Any]) -> list[str]:
        if field == "criteria" and entry_type is self.corpus.settings.compared:
            return [f"{field}:", *self._criteria(part)]
        if field == "statement" and "keywords" in entry_type.properties:
            word = self._word(entry_type.properties["keywords"].get("items", {}))
            return [f"{field}: {MARK} {word}"]
        return list(self._value(field, part, 0))

    def _criteria(self, part: Mapping[str, Any]) -> Iterator[str]:
        """Yield a cell for each criterion, with its vocabulary."""
        cell = part.get("additionalProperties", {}).get("properties", {})
        yield from _may_be_added({k: about for k, about in cell.items() if k != "value"}, 2)
        if not self.corpus.criteria:
            yield from (f"  {MARK}:", f"    value: {MARK}")
        for criterion in self.corpus.criteria:
            yield from _comment(f"{criterion.title}: {criterion.summary}", 2)
            for value in criterion.values.values():
                needs = " A note is needed." if _needs_note(criterion, value.id) else ""
                yield from _comment(f"{value.id}: {value.meaning}{needs}", 2, "  ")
            yield f"  {criterion.id}:"
            yield from self.cell(criterion, 4)

    def cell(self, criterion: Entry, indent: int) -> Iterator[str]:
        """Yield the lines of a value by a criterion, to be filled in."""
        blank = " " * indent
        free = [name for name in criterion.values if not _needs_note(criterion, name)]
        unstated = self.corpus.settings.unstated
        value = unstated if unstated in free else [*free, *criterion.values, MARK][0]
        yield f"{blank}value: {_marked(value)}"
        if value in criterion.values and value not in free:
            yield f"{blank}note: {MARK}"

    def _value(self, key: str, part: Mapping[str, Any], indent: int) -> Iterator[str]:
        """Yield the lines of a key with a placeholder that fits its schema."""
        blank = " " * indent
        if part.get("type") == "object":
            yield f"{blank}{key}:"
            yield from self._group(key, part, indent + 2)
        elif part.get("type") == "array":
            yield from self._list(key, part.get("items", {}), blank)
        else:
            yield f"{blank}{key}: {_marked(self._word(part))}"

    def _group(self, key: str, part: Mapping[str, Any], indent: int) -> Iterator[str]:
        """Yield the lines below a key: the fields of a group, or one item by its name."""
        blank = " " * indent
        fields = part.get("properties", {})
        for name in fields:
            if name in part.get("required", ()):
                yield from _comment(_about(fields[name]), indent)
                yield from self._value(name, fields[name], indent)
        inner = part.get("additionalProperties")
        if not fields and isinstance(inner, dict):
            name = self._target(key) or self._word(part.get("propertyNames", {}))
            yield from ([] if MARK in name else [f"{blank}# {MARK}"])
            if inner.get("type") == "object":
                yield f"{blank}{name}:"
                yield from self._group("", inner, indent + 2)
            else:
                yield from self._value(name, inner, indent)

    def _list(self, key: str, item: Mapping[str, Any], blank: str) -> Iterator[str]:
        if item.get("type") == "object":
            yield f"{blank}{key}:"
            lines = list(self._group("", item, len(blank) + 4))
            first = next((i for i, line in enumerate(lines) if line.lstrip()[0] != "#"), 0)
            yield from (line[2:] for line in lines[:first])
            yield f"{blank}  - {lines[first].lstrip()}"
            yield from lines[first + 1 :]
        else:
            word = self._target(key) or self._word(item)
            yield f"{blank}{key}: [{word}]" + ("" if MARK in word else f"  # {MARK}")

    def _target(self, link: str) -> str:
        """Return the id of an entry that a link of that name may lead to, or nothing."""
        kind = self.corpus.settings.links.get(link)
        if kind is None:
            return ""
        types = kind.targets or [*self.corpus.by_type]
        ids = [entry.id for name in types for entry in self.corpus.by_type[name]]
        return ids[0] if ids else MARK

    def _word(self, part: Mapping[str, Any]) -> str:
        """Return what stands for a value: what states nothing, a word, a number or the mark."""
        options = [part, *part.get("oneOf", ()), *part.get("anyOf", ())]
        words = [str(option["const"]) for option in options if "const" in option]
        words += [str(word) for option in options for word in option.get("enum", ())]
        if words:
            unstated = self.corpus.settings.unstated
            return unstated if unstated in words else words[0]
        for option in options:
            if option.get("type") in NUMBERS:
                return str(option.get("minimum", option.get("exclusiveMinimum", 0) + 1))
        fits = (text for text in TEXTS if jsonschema_rs.is_valid(dict(part), text))
        return next(fits, MARK)


def _required(schema: Mapping[str, Any]) -> set[str]:
    """Return the fields that an entry must have, by the first way where there is more than one."""
    ways = [*schema.get("oneOf", ()), *schema.get("anyOf", ())][:1]
    return {name for part in (schema, *ways) for name in part.get("required", ())}


def _needs_note(criterion: Entry, value: str) -> bool:
    return bool(criterion.meta["values"][value].get("remark") == REMARK)


def _about(part: Mapping[str, Any]) -> str:
    """Return what a field is for, and the words that it may hold."""
    options = [*part.get("oneOf", ()), *part.get("items", {}).get("oneOf", ())]
    words = []
    for option in options:
        if "const" in option:
            title = option.get("title", option["const"])
            more = "" if title == option["const"] else f" ({title})"
            words.append(f"{option['const']}{more}")
        elif option.get("type") in NUMBERS:
            words.append("a number")
    words += [*part.get("enum", ()), *part.get("items", {}).get("enum", ())]
    about = str(part.get("description") or part.get("title", ""))
    return f"{about} One of: {', '.join(map(str, words))}." if words else about


def _may_be_added(fields: Mapping[str, Mapping[str, Any]], indent: int) -> list[str]:
    """Return comments on the fields that are not required."""
    lines = _comment("May be added:", indent) if fields else []
    for name, part in fields.items():
        lines += _comment(f"{name}: {_about(part)}", indent, "  ")
    return lines


def _comment(text: str, indent: int, inner: str = "") -> list[str]:
    """Return lines of comment; what goes on is set in."""
    blank = " " * indent + f"# {inner}"
    return wrap(text, WIDTH, initial_indent=blank, subsequent_indent=f"{blank}  ")


def _marked(value: str) -> str:
    return value if MARK in value else f"{value}  # {MARK}"
