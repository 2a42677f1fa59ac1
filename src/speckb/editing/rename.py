"""`speckb rename`: writes an entry under another id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.corpus.renamed import unknown
from speckb.editing.faults import ENTRY, refuse_faulty
from speckb.editing.ids import refusal
from speckb.editing.renaming import renaming
from speckb.errors import UsageError
from speckb.files.transaction import commit

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus
    from speckb.editing.renaming import Renaming


def rename(corpus: Corpus, old: str, new: str, *, dry_run: bool) -> Renaming:
    """Rename an entry and return the changes; with `dry_run` write nothing.

    Raises UsageError for an id that no entry has or can get, and FaultyError if an entry cannot be
    read.
    """
    refuse_faulty(corpus, ENTRY)
    entry = corpus.entries.get(old)
    if entry is None:
        raise UsageError(unknown(corpus, old, corpus.entries))
    if problem := refusal(corpus, entry.type, new, instead_of=entry.id):
        raise UsageError(problem)
    found = renaming(corpus, entry, new)
    if not dry_run:
        commit(corpus.settings.root, found.changes, f"speckb rename {old} {new}")
    return found
