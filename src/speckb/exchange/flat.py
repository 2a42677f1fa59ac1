"""Entries as rows: a column for each field, by a path such as `criteria.pfs.value`.

The same paths and the same writing of lists in a cell serve exports and imports, so that a row that
was exported can be imported without a mapping. Values by criteria have columns of their own; other
groups of records are JSON in one cell.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from speckb.corpus.schema_parts import constants, item, options, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.corpus.settings import EntryType

TEXT, INTEGER, NUMBER, TRUTH, DATE = "text", "integer", "number", "boolean", "date"
LIST, EITHER, RECORDS = "list", "text or list", "json"
PROSE = "prose"  # the column of the text below the front matter
SEPARATOR = "; "
JSON_STARTS = {LIST: ("[",), EITHER: ("[", '"')}
SHAPES = {LIST: (list,), EITHER: (list, str), RECORDS: (list, dict)}
STEP = re.compile(r'"(?:[^"\\]|\\.)*"|[^."]+')

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the path to the value in the front matter, a title, and the form of its cells.

    The form is `text`, `integer`, `number`, `boolean`, `date`, `list` (of texts), `text or list`,
    or `json` (records). A column of numbers may have words as well, such as that for what is not
    stated. `words` are the allowed words, or those of the items of a list, each with its title;
    none if any text is allowed.
    """

    path: Path
    title: str
    form: str
    words: Mapping[str, str]
    is_required: bool = False

    @property
    def name(self) -> str:
        """The path as text, by which mappings and files name the column."""
        return joined(self.path)


def joined(path: Sequence[str]) -> str:
    """Return a path as text: steps with a dot between, and those that have one in quotes."""
    return ".".join(
        step if re.fullmatch(r'[^."\s]+', step) else json.dumps(step, ensure_ascii=False)
        for step in path
    )


def split(name: str) -> Path:
    """Return the path that a text stands for; raises ValueError where it is none."""
    steps = STEP.findall(name)
    path = tuple(json.loads(step) if step.startswith('"') else step for step in steps)
    if not path or joined(path) != name:
        raise ValueError(f"{name!r} is no path of fields; write names with dots between")
    return path


def columns(corpus: Corpus, kind: EntryType) -> list[Column]:
    """Return the columns of a type's entries: its fields in the schema's order, then `prose`."""
    needed = set(kind.schema.get("required", ()))
    found: list[Column] = []
    for name, part in kind.properties.items():
        if name == "criteria" and kind in corpus.settings.compared:
            found += _cells(corpus, kind, part)
        else:
            found += _columns((name,), part, is_required=name in needed)
    return [*found, Column((PROSE,), PROSE, TEXT, {})]


def column_at(kind: EntryType, name: str) -> Column | None:
    """Return the column of a field by its path, or of a part of one; None where there is none."""
    try:
        path = split(name)
    except ValueError:
        return None
    part = part_at(kind, path)
    return part and Column(path, name, form_of(part), vocabulary(part))


def part_at(kind: EntryType, path: Path) -> Any:
    """Return the schema of a field by its path, or None."""
    part: Any = {"properties": kind.properties}
    for step in path:
        inner = part.get("additionalProperties")
        part = part.get("properties", {}).get(step, inner if isinstance(inner, dict) else None)
        if part is None:
            return None
    return part


def at(meta: Mapping[str, Any], path: Path) -> Any:
    """Return the value at a path of front matter, or None."""
    found: Any = meta
    for step in path:
        found = found.get(step) if isinstance(found, dict) else None
    return found


def row(entry: Entry, wanted: Sequence[Column]) -> list[Any]:
    """Return an entry's values by columns; None where it has none.

    A value has the type of its column: a text, a number, truth, a list of texts, or records as they
    are in the front matter.
    """
    found: list[Any] = []
    for column in wanted:
        if column.path == (PROSE,):
            found.append(entry.source.body.strip("\n") or None)
            continue
        value = at(entry.meta, column.path)
        found.append([str(one) for one in value] if column.form == LIST and value else value)
    return found


def cell(value: Any, form: str) -> str:
    """Return a value as the text of a cell, empty for None; `value_of` reads it back."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if form == EITHER and isinstance(value, str) and value.lstrip()[:1] in {"[", '"'}:
        return json.dumps(value, ensure_ascii=False)
    if form == LIST and all(isinstance(one, str) for one in value):
        if all(one.strip() == one and not re.search(r'[;\n]|^[\["]|^$', one) for one in value):
            return SEPARATOR.join(value)
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def value_of(text: str, form: str) -> Any:
    """Return the value that a cell of a column of that form stands for, None for an empty one.

    Numbers stay texts, as in front matter, where the schema decides. Raises ValueError where the
    text has another form.
    """
    if not text.strip():
        return None
    if form == RECORDS or text.lstrip()[:1] in JSON_STARTS.get(form, ()):
        try:
            found = json.loads(text)
        except RecursionError:
            raise ValueError("nested too deep") from None
        if not isinstance(found, SHAPES[form]):
            raise ValueError("a list or group in JSON is required")
        return found
    if form == LIST:
        return [part for one in re.split(r"[;\n]", text) if (part := one.strip())]
    if form == TRUTH and text.strip().lower() in {"true", "false"}:
        return text.strip().lower() == "true"
    return text


def _columns(path: Path, part: Mapping[str, Any], *, is_required: bool) -> Iterator[Column]:
    """Yield the columns of a field: one, or one for each field of a group with fixed names."""
    fixed = part.get("properties", {})
    if part.get("type") == "object" and fixed and not item(part):
        needed = set(part.get("required", ())) if is_required else set()
        for name, inner in fixed.items():
            yield from _columns((*path, name), inner, is_required=name in needed)
        return
    title = str(part.get("title", path[-1]))
    yield Column(path, title, form_of(part), vocabulary(part), is_required)


def _cells(corpus: Corpus, kind: EntryType, part: Mapping[str, Any]) -> Iterator[Column]:
    """Yield the columns of values by criteria: of each the value, and what else entries have."""
    inner = item(part).get("properties", {})
    cells = [
        (name, about)
        for entry in corpus.by_type[kind.name]
        for name, about in entry.meta.get("criteria", {}).items()
    ]
    used = {(name, key) for name, about in cells for key in about}
    for criterion in corpus.criteria_for(kind):
        known = criterion.values
        labels = {} if known.measure else {name: value.label for name, value in known.items()}
        for key, about in inner.items():
            if key in {"value", "note"} or (criterion.id, key) in used:
                path = ("criteria", criterion.id, key)
                title = f"{criterion.title}: {about.get('title', key)}"
                allowed = labels if key == "value" else vocabulary(about)
                yield Column(path, title, form_of(about), allowed)


def form_of(part: Mapping[str, Any]) -> str:
    """Return the form of a field's cells, by its schema."""
    if part.get("type") == "array":
        return RECORDS if item(part).get("type") in {"object", "array"} else LIST
    if part.get("type") == "object":
        return RECORDS
    kinds = {option.get("type") for option in options(part)}
    if "array" in kinds:
        return EITHER
    known = {"integer": INTEGER, "number": NUMBER, "boolean": TRUTH}
    number = next((known[kind] for kind in known if kind in kinds), None)
    return number or (DATE if part.get("format") == "date" else TEXT)


def vocabulary(part: Mapping[str, Any]) -> dict[str, str]:
    """Return the words of a field, or of the items of a list, each with its title."""
    inner = item(part) if part.get("type") == "array" else part
    titles = {str(word): title for word, title in constants(inner)}
    return {str(word): titles.get(str(word), str(word)) for word in words(inner)}
