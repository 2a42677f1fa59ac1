"""Comparison of what is computed from two corpora: tables, verdicts, counts and findings."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from speckb.diff import table_views
from speckb.diff.model import CellChange, Consequences, CountChange, TableChange, VerdictChange
from speckb.diff.normalize import flatten
from speckb.tables.stats import stats

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.diff.model import Change
    from speckb.diff.table_views import View
    from speckb.rules.finding import Finding


def consequences(before: Corpus, after: Corpus, names: Mapping[str, str]) -> Consequences:
    """Return the changes of computed tables, verdicts and counts.

    Both corpora must be free of errors. `names` maps old to new ids: a rename changes no table.
    """
    return Consequences(
        tables=tuple(_tables(before, after, names)),
        verdicts=tuple(_verdicts(before, after, names)),
        counts=tuple(_counts(before, after)),
    )


def _tables(before: Corpus, after: Corpus, names: Mapping[str, str]) -> Iterator[TableChange]:
    old, new = table_views.views(before, names), table_views.views(after, {})
    for name in dict.fromkeys((*new, *old)):
        was, now = old.get(name), new.get(name)
        if was and now:
            yield from _table(was, now)
        elif now:
            yield TableChange(name, now.caption, now.group, "added")
        elif was:
            yield TableChange(name, was.caption, was.group, "removed")


def _table(was: View, now: View) -> Iterator[TableChange]:
    cells = tuple(_cells(was, now))
    added = tuple(row.title for key, row in now.rows.items() if key not in was.rows)
    removed = tuple(row.title for key, row in was.rows.items() if key not in now.rows)
    kept = [key for key in was.rows if key in now.rows]
    reordered = kept != [key for key in now.rows if key in was.rows]
    if cells or added or removed or reordered or was.caption != now.caption:
        yield TableChange(
            now.name, now.caption, now.group, "changed", cells, added, removed, reordered
        )


def _cells(was: View, now: View) -> Iterator[CellChange]:
    for key, row in now.rows.items():
        if key not in was.rows:
            continue
        old = was.rows[key]
        for column in dict.fromkeys((*row.cells, *old.cells)):
            one, other = old.cells.get(column), row.cells.get(column)
            if one != other:
                title = now.columns.get(column) or was.columns[column]
                yield CellChange(row.title, title, *table_views.cell_texts(one, other))


def _verdicts(before: Corpus, after: Corpus, names: Mapping[str, str]) -> Iterator[VerdictChange]:
    old, new = table_views.verdicts(before, names), table_views.verdicts(after, {})
    for pair in dict.fromkeys((*new, *old)):
        was, now = old.get(pair, ""), new.get(pair, "")
        if was != now:
            titles = (_text(one, before, after) for one in pair)
            yield VerdictChange(*pair, was, now, *titles)


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
            words.append(step.replace("_", " "))
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
