"""Comparison of two versions of an entry's file by meaning, regardless of layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.corpus.prose.nesting import too_deep
from speckb.corpus.schema import Schema
from speckb.diff.content import Record, of_entry
from speckb.diff.normalize import flatten
from speckb.files.frontmatter import LIMIT, parse

if TYPE_CHECKING:
    from speckb.corpus.entry import Entry
    from speckb.files.limits import Limits


def same(entry: Entry, one: bytes, other: bytes, limits: Limits) -> bool:
    """Return whether two versions of an entry's file mean the same.

    One that passes a limit means something else than any other.
    """
    if one == other:
        return True
    old, new = (_record(entry, data, limits) for data in (one, other))
    if old is None or new is None or old.fields != new.fields:
        return False
    return old.text == new.text or old.prose == new.prose


def file_bytes(entry: Entry) -> bytes:
    """Return the bytes of an entry's file as read."""
    return entry.source.text.encode("utf-8", "surrogatepass")


def _record(entry: Entry, data: bytes, limits: Limits) -> Record | None:
    """Return the record of a version of the file, or None where it passes a limit.

    The current version is parsed already.
    """
    if data == file_bytes(entry):
        return of_entry(entry)
    text = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    source = parse(text, limits)
    if any(problem.rule == LIMIT for problem in source.problems) or too_deep(source, limits):
        return None
    fields = dict(flatten(Schema(entry.type.schema).read(source.meta)))
    return Record("entry", entry.type.name, "", fields, source.body)
