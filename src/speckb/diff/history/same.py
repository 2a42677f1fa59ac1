"""Whether two texts of an entry's file say the same; the layout of a file is no news."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.corpus.schema import Schema
from speckb.diff.content import Record, of_entry
from speckb.diff.normalize import flat
from speckb.files.frontmatter import parse

if TYPE_CHECKING:
    from speckb.corpus.entry import Entry


def same(entry: Entry, one: bytes, other: bytes) -> bool:
    """Return whether two files of an entry mean the same."""
    if one == other:
        return True
    old, new = (_record(entry, data) for data in (one, other))
    if old.fields != new.fields:
        return False
    return old.text == new.text or old.prose == new.prose


def held(entry: Entry) -> bytes:
    """Return what the entry's file holds, as it was read."""
    return entry.source.text.encode("utf-8", "surrogatepass")


def _record(entry: Entry, data: bytes) -> Record:
    """Return what a file says; what it says now was read already."""
    if data == held(entry):
        return of_entry(entry)
    text = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    source = parse(text)
    fields = dict(flat(Schema(entry.type.schema).read(source.meta)))
    return Record("entry", entry.type.name, "", fields, source.body)
