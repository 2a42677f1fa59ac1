"""Which tables and verdicts of two states may differ; the others need not be computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from speckb.tables.names import CLAIMED, MATRIX, VERDICTS, tables
from speckb.tables.verdicts import spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry


@dataclass(frozen=True, slots=True)
class Affected:
    """The entries on which a difference between two states may depend.

    `changed` are the ids of all entries whose front matter differs; `judged` those of compared
    entries that changed, or that inherit verdicts from one that did. `everything` says that
    something changed on which all tables depend.
    """

    changed: frozenset[str] = frozenset()
    judged: frozenset[str] = frozenset()
    everything: bool = False

    def table_names(self, corpus: Corpus) -> Iterator[str]:
        """Yield the names of the tables of a state that may differ from those of the other."""
        settings = corpus.settings
        # these have a row per judged entry
        judging = {*settings.criteria.names, *settings.assessed.names}
        for name, about in tables(corpus):
            kind = about.type.name if about and not name.endswith(CLAIMED) else ""
            if self.everything or (about and about.id in self.changed):
                yield name
            elif kind in settings.compared.names:
                if about and about.id in self.judged:
                    yield name
            elif self.judged or not (kind in judging or name in {MATRIX, VERDICTS}):
                yield name

    def same_row(self, before: Sequence[Any], after: Sequence[Any], keys: int) -> bool:
        """Return whether two records of a table, with so many keys, must show the same.

        Their cells must have no texts of entries other than the row's and the criteria.
        """
        if self.everything or after[keys - 1] in self.changed:
            return False
        return repr(before) == repr(after)  # equal values may differ in type

    def verdict(self, entry: str) -> bool:
        """Return whether the entry's verdicts may differ, on an entry that both states have."""
        return self.everything or entry in self.judged


USED = ("section", "values", "measure", "assesses")  # fields of criteria in tables of other entries
EVERYTHING = Affected(everything=True)


def affected(before: Corpus, after: Corpus, names: Mapping[str, str]) -> Affected:
    """Return what may differ between two states; `names` maps old to new ids."""
    settings = after.settings
    within = any(kind in settings.assessed for kind in settings.compared)
    if names or within or _common(before) != _common(after):
        return EVERYTHING
    changed = {
        name
        for name in before.entries.keys() | after.entries.keys()
        if not _same(before.entries.get(name), after.entries.get(name))
    }
    reached = _inheriting(before, changed) | _inheriting(after, changed)
    compared = {e.id for c in (before, after) for e in c.having(settings.compared)}
    return Affected(frozenset(changed), frozenset(reached & compared))


def _common(corpus: Corpus) -> str:
    """Return all on which every table may depend, beside the entry that the table is about."""
    settings = corpus.settings
    return repr(
        (
            settings.data,
            [(kind.name, kind.schema) for kind in settings.types.values()],
            [(e.id, e.order, *map(e.meta.get, USED)) for e in corpus.criteria],
            [(e.id, e.meta.get("combination")) for e in spoken(corpus)],
        )
    )


def _same(one: Entry | None, other: Entry | None) -> bool:
    """Return whether two entries have the same front matter; equal values may differ in type."""
    if one is None or other is None or one.path != other.path:
        return False
    unread = one.overlay is None and other.overlay is None and one.source.text == other.source.text
    return unread or repr(one.meta) == repr(other.meta)


def _inheriting(corpus: Corpus, names: set[str]) -> set[str]:
    """Return the entries of these names and all that inherit verdicts from them."""
    links = {value.inherits for entry in corpus.criteria for value in entry.values.values()}
    links |= {corpus.settings.verdicts.stand_in}
    found: set[str] = set()
    left = [*names]
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            links_to = corpus.incoming.get(name, ())
            left += [link.source for link in links_to if link.kind in links]
    return found
