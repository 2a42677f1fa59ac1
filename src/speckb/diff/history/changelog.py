"""What changed from edition to edition, each by the same diff that editors see of their change."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from speckb.diff.history.cache import Shelf
from speckb.diff.images import drawn
from speckb.errors import UsageError
from speckb.files.git import around

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.diff.history.editions import Edition
    from speckb.diff.outline import Outline
    from speckb.files.git import Repository

Key = tuple[str, str]
SHOWN = frozenset({"entries", "pages", "pictures", "tables", "verdicts", "coverage"})


@dataclass(frozen=True, slots=True)
class Chapter:
    """An edition and what changed in it since `before`, a commit, or nothing for the first one.

    Without an outline, `note` says why there is none.
    """

    edition: Edition
    before: str
    outline: Outline | None = None
    note: str = ""

    @property
    def key(self) -> Key:
        """The commits that were compared."""
        return self.before, self.edition.commit


def chapters(
    corpus: Corpus, editions: Sequence[Edition], known: Mapping[Key, Chapter], *, whole: bool
) -> list[Chapter]:
    """Return a chapter per edition, the newest first; those in `known` are taken from there.

    The first edition is new as a whole, unless the history is not `whole`. The corpus, as it is
    now, stands for the commit that is checked out where nothing was changed since.
    """
    found = []
    with ExitStack() as stack:
        writer = _Writer(corpus, stack, whole=whole) if editions else None
        for edition, before in zip(editions, [*editions[1:], None], strict=False):
            made = known.get((before.commit if before else "", edition.commit))
            if writer and (made is None or made.edition != edition):
                made = writer.chapter(edition, before)
            found += [made] if made else []
    return found


class _Writer:
    """Compares editions; each one is read once."""

    def __init__(self, corpus: Corpus, stack: ExitStack, *, whole: bool) -> None:
        self.corpus = corpus
        self.stack = stack
        self.whole = whole
        self.repository = around(corpus.settings.root)
        self.shelf = Shelf(self.repository)
        self.read: dict[str, Corpus] = {}

    def chapter(self, edition: Edition, before: Edition | None) -> Chapter:
        """Return what changed in an edition."""
        if before is None and not self.whole:
            note = "What changed in it cannot be told: the history before it is not there."
            return Chapter(edition, "", note=note)
        start = before.commit if before else ""
        try:
            return Chapter(edition, start, self._outline(edition, before))
        except UsageError as error:
            note = str(error).replace(f"{edition.commit}: ", "").replace(f"{start}: ", "")
            return Chapter(edition, start, note=f"It cannot be compared: {note}")

    def _outline(self, edition: Edition, before: Edition | None) -> Outline:
        start = before.commit if before else ""
        kept = self.shelf.get(start, edition.commit)
        if kept is None:
            from speckb.diff.compare import beginning, diff  # noqa: PLC0415  rarely needed
            from speckb.diff.outline import outline  # noqa: PLC0415

            new = self._corpus(edition.commit)
            found = diff(self._corpus(start), new) if before else beginning(new)
            kept = outline(found, "", "").only(SHOWN)
            self.shelf.put(start, edition.commit, kept)
        return kept

    def _corpus(self, commit: str) -> Corpus:
        if commit not in self.read:
            self.read[commit] = self._opened(commit)
        return self.read[commit]

    def _opened(self, commit: str) -> Corpus:
        if commit == self.repository.head and is_committed(self.corpus, self.repository):
            return self.corpus
        from speckb.diff.states import opened  # noqa: PLC0415  rarely needed

        (state,) = self.stack.enter_context(opened(self.corpus.settings.root, commit))
        return state.corpus


def is_committed(corpus: Corpus, repository: Repository) -> bool:
    """Return whether the files of a corpus are those of the commit that is checked out."""
    if not repository.is_clean():
        return False
    settings = {name for name in corpus.settings.files if (repository.root / name).is_file()}
    return settings | {*corpus.paths, *drawn(corpus)} <= repository.tracked()
