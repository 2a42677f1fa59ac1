"""Changes of each edition against the one before, by the same diff as `speckb diff`."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from speckb.diff.history.cache import OutlineCache
from speckb.diff.images import picture_names
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
    """An edition with its changes since the commit `before`, empty for the first edition.

    Without an outline, `note` gives the reason.
    """

    edition: Edition
    before: str
    outline: Outline | None = None
    note: str = ""

    @property
    def key(self) -> Key:
        """The commits compared."""
        return self.before, self.edition.commit


def chapters(
    corpus: Corpus, editions: Sequence[Edition], known: Mapping[Key, Chapter], *, whole: bool
) -> list[Chapter]:
    """Return a chapter per edition, newest first; unchanged chapters are taken from `known`.

    Everything in the first edition is new; a history that is not `whole` cannot show that edition.
    `corpus` is used for the commit that is checked out if nothing was changed since.
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
    """Compares editions; loads each commit once."""

    def __init__(self, corpus: Corpus, stack: ExitStack, *, whole: bool) -> None:
        self.corpus = corpus
        self.stack = stack
        self.whole = whole
        self.repository = around(corpus.settings.root)
        self.cache = OutlineCache(self.repository)
        self.read: dict[str, Corpus] = {}

    def chapter(self, edition: Edition, before: Edition | None) -> Chapter:
        """Return the chapter of an edition."""
        if before is None and not self.whole:
            note = "What changed in it cannot be told: the history before it is not there."
            return Chapter(edition, "", note=note)
        start = before.commit if before else ""
        try:
            return Chapter(edition, start, self._outline(edition, before))
        except UsageError as error:
            note = str(error)
            for commit in filter(None, (edition.commit, start)):
                note = note.replace(f"{commit}: ", "").replace(f"{commit}:", "")
            return Chapter(edition, start, note=f"It cannot be compared: {note}")

    def _outline(self, edition: Edition, before: Edition | None) -> Outline:
        start = before.commit if before else ""
        kept = self.cache.get(start, edition.commit)
        if kept is None:
            from speckb.diff.compare import all_added, diff  # noqa: PLC0415  rarely needed
            from speckb.diff.outline import outline  # noqa: PLC0415

            new = self._corpus(edition.commit)
            found = diff(self._corpus(start), new) if before else all_added(new)
            kept = outline(found, "", "").only(SHOWN)
            self.cache.put(start, edition.commit, kept)
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
    """Return whether all files of a corpus are as in the commit that is checked out."""
    if not repository.is_clean():
        return False
    settings = {name for name in corpus.settings.files if (repository.root / name).is_file()}
    return settings | {*corpus.paths, *picture_names(corpus)} <= repository.tracked()
