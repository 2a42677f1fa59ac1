"""Comparison of what is computed from two corpora: tables, verdicts, counts and findings."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from speckb.diff import table_views
from speckb.diff.affected import affected
from speckb.diff.model import CellChange, Consequences, CountChange, TableChange, VerdictChange
from speckb.diff.normalize import flatten
from speckb.language import N_, _
from speckb.tables.stats import stats

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.diff.affected import Affected
    from speckb.diff.model import Change
    from speckb.diff.table_views import Verdicts, View
    from speckb.rules.finding import Finding

# What `speckb stats` counts.
STEPS = {
    "entries": N_("entries"),
    "links": N_("links"),
    "pages": N_("pages"),
    # Translators: number of entries that criteria assess
    "assessed": N_("assessed"),
    # Translators: number of all entries, or values, of which some are counted
    "of": N_("of"),
    # Translators: number of entries that criteria assess
    "by_criteria": N_("by criteria"),
    "met": N_("met"),
    "values": N_("values"),
    # Translators: number of values that are stated
    "filled": N_("filled"),
    # Translators: number of values with a remark
    "with_note": N_("with note"),
}


def consequences(
    before: Corpus, after: Corpus, names: Mapping[str, str], within: Affected | None = None
) -> Consequences:
    """Return the changes of computed tables, verdicts and counts.

    Both corpora must be free of errors. `names` maps old to new ids: a rename changes no table.
    What cannot differ is not computed; `within` says what may (None: what `affected` finds).
    """
    within = within or affected(before, after, names)
    return Consequences(
        tables=tuple(_tables(before, after, names, within)),
        verdicts=tuple(_verdicts(before, after, names, within)),
        counts=tuple(_counts(before, after)),
    )


def _tables(
    before: Corpus, after: Corpus, names: Mapping[str, str], within: Affected
) -> Iterator[TableChange]:
    renamed = table_views.new_names(names)
    old = {renamed.get(name, name): name for name in within.table_names(before)}
    new = dict.fromkeys(within.table_names(after))
    for name in dict.fromkeys((*new, *old)):  # one after the other: all of them take much memory
        was = table_views.view(before, old[name], name, names) if name in old else None
        now = table_views.view(after, name, name, {}) if name in new else None
        if was and now:
            yield from _table(was, now, within)
        elif now:
            yield TableChange(name, now.caption, now.group, "added")
        elif was:
            yield TableChange(name, was.caption, was.group, "removed")


def _table(was: View, now: View, within: Affected) -> Iterator[TableChange]:
    cells = tuple(_cells(was, now, within))
    added = tuple(now.title(row) for key, row in now.rows.items() if key not in was.rows)
    removed = tuple(was.title(row) for key, row in was.rows.items() if key not in now.rows)
    kept = [key for key in was.rows if key in now.rows]
    reordered = kept != [key for key in now.rows if key in was.rows]
    if cells or added or removed or reordered or was.caption != now.caption:
        yield TableChange(
            now.name, now.caption, now.group, "changed", cells, added, removed, reordered
        )


def _cells(was: View, now: View, within: Affected) -> Iterator[CellChange]:
    by_record = [*was.columns] == [*now.columns] and not now.depends_on_others
    for key, row in now.rows.items():
        old = was.rows.get(key)
        if old is None or (by_record and within.same_row(old, row, now.table.keys)):
            continue
        before, after = was.cells(old), now.cells(row)
        for column in dict.fromkeys((*after, *before)):
            one, other = before.get(column), after.get(column)
            if one != other:
                title = now.columns.get(column) or was.columns[column]
                yield CellChange(now.title(row), title, *table_views.cell_texts(one, other))


def _verdicts(
    before: Corpus, after: Corpus, names: Mapping[str, str], within: Affected
) -> Iterator[VerdictChange]:
    old, new = table_views.Verdicts(before, names), table_views.Verdicts(after, {})
    for entry, about in dict.fromkeys((*_pairs(new, old, within), *_pairs(old, new, within))):
        was, now = old.label(entry, about), new.label(entry, about)
        if was != now:
            titles = (_text(one, before, after) for one in (entry, about))
            yield VerdictChange(entry, about, was, now, *titles)


def _pairs(one: Verdicts, other: Verdicts, within: Affected) -> Iterator[tuple[str, str]]:
    """Yield the ids of judged and assessed entries of a state on which the other may differ."""
    unspoken = set() if one.open != other.open else {*one.assessed} & {*other.assessed}
    unspoken -= one.spoken | other.spoken
    may = [about for about in one.assessed if about not in unspoken]
    alone = [about for about in one.assessed if about not in other.assessed]
    for entry in one.judged:
        if entry not in other.judged:
            yield from ((entry, about) for about in one.assessed)
        else:
            chosen = may if within.verdict(entry) else alone
            yield from ((entry, about) for about in chosen)


def _text(name: str, before: Corpus, after: Corpus) -> str:
    entry = after.entries.get(name) or before.entries.get(name)
    return entry.text if entry else name


def _counts(before: Corpus, after: Corpus) -> Iterator[CountChange]:
    old, new = dict(flatten(stats(before))), dict(flatten(stats(after)))
    for path in dict.fromkeys((*new, *old)):
        was, now = old.get(path, 0), new.get(path, 0)
        if was != now and isinstance(was, int) and isinstance(now, int):
            yield CountChange(path, _counted(path, before, after), was, now)


def _counted(path: tuple[str, ...], before: Corpus, after: Corpus) -> str:
    """Return a label for a count, with types and links by their titles."""
    types = before.settings.types | after.settings.types  # type: ignore[operator]
    links = before.settings.links | after.settings.links  # type: ignore[operator]
    words = []
    for step in path:
        if step in types:
            words.append(types[step].title)
        elif step in links:
            words.append(links[step].outgoing)
        else:
            words.append(_(STEPS[step]))
    return ": ".join(words)


def findings(
    before: Sequence[Finding], after: Sequence[Finding], changes: Iterable[Change]
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Return the new and the solved findings.

    A finding is the same if it only moved to another line or its file was renamed.
    """
    moved = {change.former: change.id for change in changes if change.former}
    old = Counter(_key(finding, moved) for finding in before)
    new = Counter(_key(finding, {}) for finding in after)
    return (
        tuple(_surplus(after, new - old, {})),
        tuple(_surplus(before, old - new, moved)),
    )


def _key(finding: Finding, moved: Mapping[str, str]) -> tuple[str, str, str]:
    folder, slash, name = finding.place.path.rpartition("/")
    stem = name.removesuffix(".md")
    return finding.rule, f"{folder}{slash}{moved.get(stem, stem)}", finding.message


def _surplus(
    found: Sequence[Finding], more: Counter[tuple[str, str, str]], moved: Mapping[str, str]
) -> Iterator[Finding]:
    left = Counter(more)
    for finding in found:
        said = _key(finding, moved)
        if left[said] > 0:
            left[said] -= 1
            yield finding
