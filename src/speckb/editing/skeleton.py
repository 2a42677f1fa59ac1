"""Renders the file of a new entry: every required field, marked as to be filled in.

A value that may be any text is the mark itself. For a word of a vocabulary, an id or a number, a
valid value is chosen and the mark is a comment. So the file is valid by its schema, and only the
rule on placeholders refuses it.
"""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from speckb.editing.field_writer import FieldWriter, required
from speckb.rules.prose import MARK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.corpus.settings import EntryType

WIDTH = 100
OWN = frozenset({"id", "formerly", "accepted", "until", "not_in", "later"})
TEXTS = (MARK, MARK.lower(), f"https://{MARK}", "2000-01-01", "2000", "1", "a")
NUMBERS = {"integer", "number"}
REMARK = "required"


class Skeleton(FieldWriter):
    """Renders new entries for a corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus

    def text(self, entry_type: EntryType, name: str) -> str:
        """Return the text of a new entry's file."""
        needed = required(entry_type.schema)
        fields = {k: part for k, part in entry_type.properties.items() if k not in OWN}
        lines = ["---", f"id: {name}"]
        if editions := self.corpus.settings.editions:  # what is written now is of the last one
            lines += [*_comment(_about(fields["from"]), 0), f'from: "{editions[-1].id}"']
        for field, part in fields.items():
            if field in needed and field != "from":
                lines += [*_comment(_about(part), 0), *self._top_field(entry_type, field, part)]
        free = {k: part for k, part in fields.items() if k not in {*needed, "from"}}
        lines += _may_be_added(free, 0)
        return "\n".join([*lines, "---", ""])

    def _top_field(self, entry_type: EntryType, field: str, part: Mapping[str, Any]) -> list[str]:
        if field == "criteria" and entry_type in self.corpus.settings.compared:
            return [f"{field}:", *self._criteria(part)]
        if field == "statement" and "keywords" in entry_type.properties:
            word = self._word(entry_type.properties["keywords"].get("items", {}))
            return [f"{field}: {MARK} {word}"]
        return [*self.field(field, part, 0)]

    def _criteria(self, part: Mapping[str, Any]) -> Iterator[str]:
        """Yield a value for each criterion, below comments with its vocabulary."""
        fields = part.get("additionalProperties", {}).get("properties", {})
        yield from _may_be_added({k: about for k, about in fields.items() if k != "value"}, 2)
        if not self.corpus.criteria:
            yield from (f"  {MARK}:", f"    value: {MARK}")
        for criterion in self.corpus.criteria:
            yield from _comment(f"{criterion.title}: {criterion.summary}", 2)
            for value in criterion.values.values():
                needs = " A note is required." if _needs_note(criterion, value.id) else ""
                yield from _comment(f"{value.id}: {value.meaning}{needs}", 2, "  ")
            yield f"  {criterion.id}:"
            yield from self.assessment(criterion, 4)

    def assessment(self, criterion: Entry, indent: int) -> Iterator[str]:
        """Yield the lines below a criterion's id: a value, and a note if each value needs one."""
        blank = " " * indent
        free = [name for name in criterion.values if not _needs_note(criterion, name)]
        unstated = self.corpus.settings.unstated
        value = unstated if unstated in free else [*free, *criterion.values, MARK][0]
        yield f"{blank}value: {_marked(value)}"
        if value in criterion.values and value not in free:
            yield f"{blank}note: {MARK}"

    def value(self, part: Mapping[str, Any]) -> str:
        """Return a placeholder that fits the schema."""
        return _marked(self._word(part))

    def items(self, key: str, part: Mapping[str, Any]) -> str:
        """Return a list of one item: the id of an entry for a link, or else a placeholder."""
        word = self._target(key) or self._word(part.get("items", {}))
        return f"[{word}]" if MARK in word else f"[{word}]  # {MARK}"

    def name(self, key: str, part: Mapping[str, Any]) -> str:
        """Return the id of an entry that a link may lead to, or else a placeholder."""
        return self._target(key) or self._word(part.get("propertyNames", {}))

    def comment(self, part: Mapping[str, Any], indent: int) -> list[str]:
        """Return what the field is for."""
        return _comment(_about(part), indent)

    def name_comment(self, name: str, indent: int) -> list[str]:
        """Return the mark for a name that cannot hold it."""
        return [] if MARK in name else [f"{' ' * indent}# {MARK}"]

    def _target(self, link: str) -> str:
        """Return the id of an entry that a link of that name may lead to, or an empty string."""
        kind = self.corpus.settings.links.get(link)
        if kind is None:
            return ""
        types = kind.targets or [*self.corpus.by_type]
        ids = [entry.id for name in types for entry in self.corpus.by_type[name]]
        return ids[0] if ids else MARK

    def _word(self, part: Mapping[str, Any]) -> str:
        """Return a valid value: the word for `not stated`, another word, a number, or the mark."""
        options = [part, *part.get("oneOf", ()), *part.get("anyOf", ())]
        words = [str(option["const"]) for option in options if "const" in option]
        words += [str(word) for option in options for word in option.get("enum", ())]
        if words:
            unstated = self.corpus.settings.unstated
            return unstated if unstated in words else words[0]
        for option in options:
            if option.get("type") == "boolean":
                return "false"
            if option.get("type") in NUMBERS:
                return str(option.get("minimum", option.get("exclusiveMinimum", 0) + 1))
        fits = (text for text in TEXTS if jsonschema_rs.is_valid(dict(part), text))
        return next(fits, MARK)


def _needs_note(criterion: Entry, value: str) -> bool:
    return bool(criterion.meta["values"][value].get("remark") == REMARK)


def _about(part: Mapping[str, Any]) -> str:
    """Return what a field is for, and its allowed words."""
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
    """Return comments that list the fields that are not required."""
    lines = _comment("Optional:", indent) if fields else []
    for name, part in fields.items():
        lines += _comment(f"{name}: {_about(part)}", indent, "  ")
    return lines


def _comment(text: str, indent: int, inner: str = "") -> list[str]:
    """Return comment lines; those after the first are indented."""
    blank = " " * indent + f"# {inner}"
    return wrap(text, WIDTH, initial_indent=blank, subsequent_indent=f"{blank}  ")


def _marked(value: str) -> str:
    return value if MARK in value else f"{value}  # {MARK}"
