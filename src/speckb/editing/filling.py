"""Placeholders in compared entries for the values by a new criterion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.editing.ordering import field_end
from speckb.editing.skeleton import Skeleton
from speckb.errors import UsageError
from speckb.files.frontmatter import Span
from speckb.files.textfile import Edit, TextFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.files.transaction import Change

FIELD = "criteria"


def filled(corpus: Corpus, criterion: Entry) -> Iterator[Change]:
    """Yield a change for each compared entry that has no value by the criterion.

    The placeholder is inserted below the other values; nothing else of the file changes. Raises
    UsageError for values in braces, which have no lines of their own.
    """
    skeleton = Skeleton(corpus)
    for entry in corpus.compared:
        if criterion.id in entry.assessments:
            continue
        first = entry.locate((FIELD, next(iter(entry.assessments))), key=True)
        end = field_end(entry.source.text, FIELD)
        if end is None:
            place = entry.locate((FIELD,), key=True)
            message = f"{FIELD!r} is in braces; put each value on a line of its own"
            raise UsageError(f"{entry.path}:{place.line}:{place.column}: {message}")
        blank = " " * (first.column - 1)
        lines = [f"{blank}{criterion.id}:", *skeleton.assessment(criterion, first.column + 1)]
        text = "".join(f"{line}\n" for line in lines)
        file = TextFile.read(corpus.settings.root / entry.path, entry.source.text)
        yield file.change(file.edited([Edit(Span(end, 1, 1), text)]))
