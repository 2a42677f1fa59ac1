"""Readable labels for changes: titles of fields, labels of values, texts of entries."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from speckb.corpus.settings import FILE
from speckb.diff.images import picture_names
from speckb.diff.model import ABSENT
from speckb.language import _
from speckb.tables.fragments import NOTHING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.corpus.settings import EntryType
    from speckb.diff.model import Change, FieldChange, Shown
    from speckb.diff.normalize import Path


class Labels:
    """Lookup of labels in two corpora; the new state takes precedence."""

    def __init__(self, before: Corpus, after: Corpus) -> None:
        self.before = before
        self.after = after
        self.titles = {page.path: heading(page.source.body) for page in before.pages}
        self.titles |= {page.path: heading(page.source.body) for page in after.pages}
        self.titles |= _pictures(before) | _pictures(after)

    def name(self, change: Change) -> Change:
        """Return the change with its title, and with labels and texts for its fields."""
        return replace(
            change,
            title=self._title(change),
            fields=tuple(self._field(change, f) for f in change.fields),
        )

    def _title(self, change: Change) -> str:
        if change.sort == "entry":
            entry = self._entry(change.id) or self._entry(change.former)
            return entry.heading if entry else change.id
        if change.sort == "settings":
            kind = self._type(PurePosixPath(change.id).stem)
            if change.id == FILE or not kind:
                return _("Settings")
            return _("Fields of {type}", type=kind.title)
        return self.titles.get(change.id, "")

    def _entry(self, name: str) -> Entry | None:
        return self.after.entries.get(name) or self.before.entries.get(name)

    def _field(self, change: Change, field: FieldChange) -> FieldChange:
        old = self._shown(self.before, change, field, field.before)
        new = self._shown(self.after, change, field, field.after)
        return replace(field, label=self._label(change, field), was=old, now=new)

    def _label(self, change: Change, field: FieldChange) -> str:
        kind = self._type(change.type)
        if kind is None:
            return ".".join(field.path)
        about = self._criterion(field)
        if field.kind == "value":
            return about
        linked = field.path[0] in self.after.settings.links or field.kind in {"note", "link"}
        words = titles(kind, field.path, self._texts(field.path) if linked else {})
        return ": ".join([about, words[-1]] if field.kind == "note" else words)

    def _type(self, name: str) -> EntryType | None:
        return self.after.settings.types.get(name) or self.before.settings.types.get(name)

    def _criterion(self, field: FieldChange) -> str:
        entry = self._entry(field.path[1]) if field.kind in {"value", "note"} else None
        return entry.text if entry else field.path[min(1, len(field.path) - 1)]

    def _texts(self, names: Path) -> dict[str, str]:
        return {name: entry.text for name in names if (entry := self._entry(name))}

    def _shown(self, corpus: Corpus, change: Change, field: FieldChange, value: Any) -> Shown:
        if value is ABSENT:
            return ()
        return tuple(
            self._word(corpus, change, field, item)
            for item in (value if isinstance(value, list) else [value])
        )

    def _word(self, corpus: Corpus, change: Change, field: FieldChange, item: Any) -> str:
        if isinstance(item, dict):
            return ", ".join(dict.fromkeys(map(str, item.values())))
        if field.kind == "setting":
            return str(item) or '""'
        if field.kind == "value":
            criterion = corpus.entries.get(field.path[1])
            word = criterion.values.get(item) if criterion else None
            return word.label if word else str(item)
        if field.kind == "link" and len(field.path) == 1:
            entry = self._entry(str(item))
            return entry.text if entry else str(item)
        kind = corpus.settings.types.get(change.type)
        if kind is None or field.kind != "fact":
            return str(item)
        return _(NOTHING) if item == corpus.settings.unstated else kind.word(field.path[0], item)


def titles(kind: EntryType, path: Path, texts: Mapping[str, str]) -> list[str]:
    """Return a title for each step of a field's path, from the schema or from `texts`."""
    part: Mapping[str, Any] = kind.schema
    found = []
    for step in path:
        known = part.get("properties", {})
        inner = known.get(step, part.get("additionalProperties"))
        part = inner if isinstance(inner, dict) else {}
        found.append(str(part.get("title", step)) if step in known else texts.get(step, step))
    return found


def _pictures(corpus: Corpus) -> dict[str, str]:
    """Return a title for each picture by path: its name and the pages that show it."""
    texts = {entry.path: entry.text for entry in corpus.entries.values()}
    texts |= {page.path: heading(page.source.body) or page.path for page in corpus.pages}
    found = {}
    for path, names in picture_names(corpus).items():
        name = next(filter(None, names.values()), PurePosixPath(path).name)
        pages = _(", ").join(texts.get(page, page) for page in names)
        # Translators: a picture and the pages that show it
        found[path] = _("{picture} in {pages}", picture=name, pages=pages)
    return found


def heading(text: str) -> str:
    """Return the first heading of a page, or an empty text."""
    return next((line[2:].strip() for line in text.split("\n") if line.startswith("# ")), "")
