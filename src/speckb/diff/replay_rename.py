"""Replay of renames on an old state, so that renamed ids in prose show no difference."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from speckb.corpus.entry import Entry
from speckb.corpus.schema import Schema
from speckb.editing.mentions import Mentions
from speckb.errors import UsageError
from speckb.files.frontmatter import parse
from speckb.files.textfile import TextFile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.page import Page


def with_new_ids(corpus: Corpus, names: Mapping[str, str]) -> Corpus:
    """Return the corpus as `speckb rename` would have changed it; `names` maps old to new ids."""
    for old, new in names.items():
        mentions = Mentions(corpus, corpus.entries[old], new)
        entries = [_entry(entry, mentions) for entry in corpus.entries.values()]
        pages = [
            type(page)(page.path, parse(_text(page, mentions), corpus.settings.limits))
            for page in corpus.pages
        ]
        corpus = replace(corpus, entries={entry.id: entry for entry in entries}, pages=pages)
    return corpus


def _entry(entry: Entry, mentions: Mentions) -> Entry:
    """Return an entry with the new id in all mentions; itself if it has none."""
    text = _text(entry, mentions)
    if text == entry.source.text:
        return entry
    source = parse(text, mentions.corpus.settings.limits)
    meta = Schema(entry.type.schema).read(source.meta)
    path = f"{entry.beside(meta['id'])}.md"
    return Entry(entry.type, path, meta, source)


def _text(item: Entry | Page, mentions: Mentions) -> str:
    """Return the text of a file with the new id, unchanged if a mention cannot be edited."""
    try:
        edits = mentions.edits(item)
    except UsageError:
        return item.source.text
    file = TextFile(Path(item.path), item.source.text.encode("utf-8"))
    return file.edited(edits).decode("utf-8") if edits else item.source.text
