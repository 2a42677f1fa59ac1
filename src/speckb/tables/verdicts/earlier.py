"""What a verdict was in the edition before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.corpus.choices import counterparts
from speckb.tables.verdicts.judging import speaking, verdict

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.tables.verdicts.judging import Verdict


def changed_from(corpus: Corpus, found: Verdict) -> tuple[str, Verdict] | None:
    """Return the edition before that of a view and its verdict, where that is another one.

    An assessed entry that is new in the view's edition continues the one that a link across
    editions leads from, if there is one alone. None where nothing changed or nothing was asked.
    """
    editions = [known.id for known in corpus.settings.editions]
    if corpus.edition not in editions[1:]:
        return None
    before = corpus.whole.at(editions[editions.index(corpus.edition) - 1])
    entry, about = before.entries.get(found.entry), _before(before, found.about)
    if entry is None or about is None or not speaking(before, about):
        return None
    earlier = verdict(before, entry, about)
    same = (earlier.text, earlier.conditions) == (found.text, found.conditions)
    return None if same else (before.edition, earlier)


def _before(view: Corpus, name: str) -> Entry | None:
    """Return the entry of an earlier view that has the name, or the one that became it."""
    found = [name] if name in view.entries else counterparts(view, name)
    return view.entries[found[0]] if len(found) == 1 else None
