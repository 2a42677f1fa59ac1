"""Whether two texts of an entry's file say the same; the layout of a file is no news."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.diff.content import Record
from speckb.diff.normal import flat
from speckb.schema import Schema
from speckb.source import parse

if TYPE_CHECKING:
    from speckb.settings import EntryType


def same(kind: EntryType, one: bytes, other: bytes) -> bool:
    """Return whether two files of a type mean the same."""
    if one == other:
        return True
    old, new = (_record(kind, data) for data in (one, other))
    if old.fields != new.fields:
        return False
    return old.text == new.text or old.prose == new.prose


def _record(kind: EntryType, data: bytes) -> Record:
    text = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    source = parse(text)
    fields = dict(flat(Schema(kind.schema).read(source.meta)))
    return Record("entry", kind.name, "", fields, source.body)
