"""What changed from edition to edition, each by the same diff that editors see of their change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from speckb.diff.compare import beginning, diff
from speckb.diff.outline import outline
from speckb.diff.states import opened
from speckb.errors import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from speckb.diff.outline import Outline
    from speckb.history.editions import Edition

Key = tuple[str, str]
SHOWN = frozenset({"entries", "pages", "tables", "verdicts", "coverage"})


@dataclass(frozen=True, slots=True)
class Chapter:
    """An edition and what changed in it; without an outline, `note` says why there is none."""

    edition: Edition
    before: str
    outline: Outline | None = None
    note: str = ""

    @property
    def key(self) -> Key:
        """The commits that were compared."""
        return self.before, self.edition.commit


def chapters(
    root: Path, editions: Sequence[Edition], known: Mapping[Key, Chapter], *, whole: bool
) -> list[Chapter]:
    """Return a chapter per edition, the newest first; those in `known` are taken from there.

    The first edition is new as a whole, unless the history is not `whole`.
    """
    found = []
    for edition, before in _pairs(editions):
        key = before.commit if before else "", edition.commit
        made = known.get(key)
        if made is None or made.edition != edition:
            made = _chapter(root, edition, before, whole=whole)
        found.append(made)
    return found


def _pairs(editions: Sequence[Edition]) -> Iterator[tuple[Edition, Edition | None]]:
    yield from zip(editions, [*editions[1:], None], strict=True)


def _chapter(root: Path, edition: Edition, before: Edition | None, *, whole: bool) -> Chapter:
    if before is None and not whole:
        note = "What changed in it cannot be told: the history before it is not there."
        return Chapter(edition, "", note=note)
    commits = [before.commit, edition.commit] if before else [edition.commit]
    try:
        with opened(root, *commits) as states:
            read = [state.corpus for state in states]
            found = diff(*read) if before else beginning(*read)
    except CommandError as error:
        note = str(error)
        for commit in commits:
            note = note.replace(f"{commit}: ", "")
        return Chapter(edition, commits[0] if before else "", note=f"It cannot be compared: {note}")
    names = before.title if before else "nothing", edition.title
    return Chapter(edition, commits[0] if before else "", outline(found, *names).only(SHOWN))
