"""Reader of a folder of Doorstop: documents with items in YAML or in Markdown."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from speckb.exchange.importing import bounded, folder, yaml_text
from speckb.exchange.importing.source import BadFileError, Record, Relation, Remark, Source
from speckb.suggest import instead

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

CONFIG = ".doorstop.yml"
ENDINGS = {"yaml": (".yml", ".yaml"), "markdown": (".md",)}
ITEM_BYTES, TOTAL_BYTES = 1_000_000, 60_000_000
NUMBERED = re.compile(r"[\w.-]*[^\W\d][-_.]?\d+|[\w.-]*[-_.]\d+")
FENCED = re.compile(r"\A---[ \t]*\n(?P<head>(?:.*\n)*?)---[ \t]*(?:\n|\Z)")
HEADER = re.compile(r"\A\s*#[ \t]+(?P<header>.+)\n?\s*")
LINK = "links"
# Fields of Doorstop itself; fingerprints (`reviewed`, `sha`) say nothing outside of it.
STANDARD = {
    *("active", "derived", "header", "level", "links", "normative", "ref", "references"),
    *("reviewed", "text"),
}
YES, NO = {"true", "yes", "on", "1", "y"}, {"false", "no", "off", "0", "n"}


@dataclass(slots=True)
class _Document:
    """A document: the folder that it is in, the prefix of its ids, and the form of its items."""

    below: str
    prefix: str
    separator: str
    form: str
    items: list[_Item] = field(default_factory=list)


@dataclass(slots=True)
class _Item:
    """An item: where it stands, its id, its fields, and the numbers of its level."""

    place: str
    uid: str
    data: Mapping[str, Any]
    level: tuple[int, ...]
    is_heading: bool


def is_own(path: Path) -> bool:
    """Return whether a folder has a document of Doorstop."""
    try:
        return path.is_dir() and any(one.name == CONFIG for _, one in folder.files(path))
    except BadFileError:
        return False


def read(path: Path) -> Source:
    """Return the items of all documents, by document and level."""
    return _Reader(path).source()


class _Reader:
    """Reads one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.remarks: list[Remark] = []
        self.size = 0
        self.places: dict[str, str] = {}

    def source(self) -> Source:
        """Return all active items, and what was left out."""
        found = [*folder.files(self.root, self.remarks)]
        documents = [self._document(name, file) for name, file in found if file.name == CONFIG]
        if not documents:
            raise BadFileError(
                f"{self.root.name}: no document of Doorstop ({CONFIG}) in the folder"
            )
        inner = sorted(documents, key=lambda one: -len(one.below))
        for name, file in found:
            owner = next((one for one in inner if name.startswith(one.below)), None)
            if owner and file.suffix.lower() in ENDINGS[owner.form] and file.name != CONFIG:
                self._item(owner, name, file)
        records = [record for document in documents for record in self._records(document)]
        return Source("doorstop", tuple(records), tuple(self.remarks), "id")

    def _text(self, name: str, file: Path) -> str:
        text = bounded.text(file, name, ITEM_BYTES)
        self.size += len(text)
        if self.size > TOTAL_BYTES:
            raise BadFileError(f"{self.root.name}: more than {TOTAL_BYTES / 1e6:g} MB of items")
        return text

    def _document(self, name: str, file: Path) -> _Document:
        data = yaml_text.loaded(self._text(name, file), name)
        settings = data.get("settings")
        if not isinstance(settings, dict) or not isinstance(settings.get("prefix"), str):
            raise BadFileError(f"{name}: settings.prefix is missing")
        form = settings.get("itemformat") or "yaml"
        if form not in ENDINGS:
            raise BadFileError(f"{name}: itemformat is {form!r}{instead(str(form), ENDINGS)}")
        separator = settings.get("sep") or ""
        below = name.removesuffix(CONFIG)
        return _Document(below, settings["prefix"], str(separator), str(form))

    def _item(self, document: _Document, name: str, file: Path) -> None:
        """Add the item in a file to its document."""
        uid = file.stem
        start = f"{document.prefix}{document.separator}".casefold()
        named = document.separator and uid.casefold().startswith(start) and uid[len(start) :]
        if not NUMBERED.fullmatch(uid) and not named:
            self.remarks.append(Remark(name, "not an item, by its name; it was left out"))
            return
        other = self.places.setdefault(uid.casefold(), name)
        if other != name:
            raise BadFileError(f"{name}: the item {uid} is in {other} as well")
        data = self._data(document, name, file)
        level, is_heading = self._level(data, name)
        is_heading = is_heading and not self._truth(data, "normative", name, default=True)
        document.items.append(_Item(name, uid, data, level, is_heading))

    def _data(self, document: _Document, name: str, file: Path) -> dict[str, Any]:
        text = self._text(name, file)
        if document.form == "yaml":
            return yaml_text.loaded(text, name)
        match = FENCED.match(text)
        if not match:
            raise BadFileError(f"{name}:1: the item must begin with front matter between --- lines")
        data = yaml_text.loaded(match["head"], name, 2)
        body = text[match.end() :]
        if header := HEADER.match(body):
            data["header"] = header["header"].strip()
            body = body[header.end() :]
        data["text"] = body
        return data

    def _level(self, data: Mapping[str, Any], name: str) -> tuple[tuple[int, ...], bool]:
        """Return the numbers of the level, and whether it is that of a heading: it ends with 0."""
        text = str(data.get("level") or "1")
        if not re.fullmatch(r"\d{1,6}(?:\.\d{1,6}){0,20}", text):
            raise BadFileError(f"{name}: level is {text[:40]!r}; numbers with dots between, as 1.2")
        numbers = tuple(map(int, text.split(".")))
        if len(numbers) > 1 and numbers[-1] == 0:
            return numbers[:-1], True
        return numbers, False

    def _truth(self, data: Mapping[str, Any], key: str, name: str, *, default: bool) -> bool:
        value = str(data.get(key, default)).lower()
        if value not in YES | NO:
            raise BadFileError(f"{name}: {key} is {value[:40]!r}; allowed: true, false")
        return value in YES

    def _records(self, document: _Document) -> Iterator[Record]:
        """Yield the records of a document in the order of its levels."""
        headings: list[tuple[tuple[int, ...], str]] = []
        for item in sorted(
            document.items, key=lambda one: (one.level, not one.is_heading, one.uid)
        ):
            if not self._truth(item.data, "active", item.place, default=True):
                self.remarks.append(Remark(item.place, "not active; it was left out"))
                continue
            while headings and headings[-1][0] != item.level[: len(headings[-1][0])]:
                headings.pop()
            if item.is_heading:
                headings = [one for one in headings if len(one[0]) < len(item.level)]
                headings.append((item.level, self._heading(item)))
                continue
            group = tuple(title for _, title in headings)
            yield self._record(document, item, group)

    def _heading(self, item: _Item) -> str:
        """Return the title of a heading, and tell what else it has."""
        header, text = (self._words(item, key) for key in ("header", "text"))
        first, _, rest = text.partition("\n")
        title, lost = (header, text) if header else (first, rest)
        if lost.strip():
            self.remarks.append(
                Remark(item.place, f"a heading; its text was left out: {lost.strip()[:80]!r}")
            )
        if item.data.get("links"):
            self.remarks.append(Remark(item.place, "a heading; its links were left out"))
        return title.strip().lstrip("#").strip() or item.uid

    def _record(self, document: _Document, item: _Item, group: tuple[str, ...]) -> Record:
        data, place = item.data, item.place
        values: dict[str, Any] = {"id": item.uid}
        for key in ("header", "text"):
            if words := self._words(item, key):
                values[key] = words
        values["level"] = str(data.get("level") or "1")
        for key, usual in (("normative", True), ("derived", False)):
            if self._truth(data, key, place, default=usual) != usual:
                values[key] = not usual
        if ref := self._words(item, "ref"):
            values["ref"] = ref
        if references := self._references(item):
            values["references"] = references
        for key, value in data.items():
            if key not in STANDARD and value not in (None, "", [], {}):
                values[key] = self._custom(key, value, place)
        return Record(
            place,
            document.prefix,
            values,
            tuple(self._links(item)),
            group,
            ("text",) if "text" in values else (),
        )

    def _words(self, item: _Item, key: str) -> str:
        value = item.data.get(key)
        if isinstance(value, dict | list):
            raise BadFileError(f"{item.place}: {key} must be text")
        return "" if value is None else str(value).strip()

    def _list(self, item: _Item, key: str) -> list[Any]:
        value = item.data.get(key) or []
        if not isinstance(value, list):
            raise BadFileError(f"{item.place}: {key} must be a list")
        return value

    def _references(self, item: _Item) -> list[str]:
        """Return the files that an item refers to, with the keyword in them."""
        found = []
        for one in self._list(item, "references"):
            if not isinstance(one, dict) or not isinstance(one.get("path"), str):
                raise BadFileError(f"{item.place}: a reference must have a path")
            keyword = one.get("keyword")
            found.append(f"{one['path'].strip()}: {keyword}" if keyword else one["path"].strip())
        return found

    def _links(self, item: _Item) -> Iterator[Relation]:
        """Yield the links of an item, without the fingerprints of their targets."""
        for one in self._list(item, "links"):
            if isinstance(one, dict) and len(one) == 1:
                yield Relation(LINK, next(iter(one)))
            elif isinstance(one, str):
                yield Relation(LINK, one)
            else:
                raise BadFileError(f"{item.place}: a link must be an id, or 'id: fingerprint'")

    def _custom(self, key: str, value: Any, place: str) -> Any:
        """Return the value of an attribute of the project."""
        if isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
            return [str(one) for one in value if one is not None]
        if isinstance(value, dict | list):
            self.remarks.append(Remark(place, f"{key} has inner values; it became JSON"))
            return json.dumps(value, ensure_ascii=False)
        return value.strip() if isinstance(value, str) else value
