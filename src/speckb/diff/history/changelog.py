"""Changes of each release against the one before, by the same diff as `speckb diff`."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from speckb import language
from speckb.diff.history.cache import OutlineCache
from speckb.diff.images import picture_names
from speckb.errors import UsageError
from speckb.files.git import around
from speckb.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.diff.history.releases import Release
    from speckb.diff.outline import Outline
    from speckb.files.git import Repository

Key = tuple[str, str]
SHOWN = frozenset({"entries", "pages", "pictures", "tables", "verdicts", "coverage"})


@dataclass(frozen=True, slots=True)
class Chapter:
    """A release with its changes since the commit `before`, empty for the first release.

    Without an outline, `note` gives the reason. `words` is the digest of the language of both.
    """

    release: Release
    before: str
    outline: Outline | None = None
    note: str = ""
    words: str = ""

    @property
    def key(self) -> Key:
        """The commits compared."""
        return self.before, self.release.commit


def chapters(
    corpus: Corpus, releases: Sequence[Release], known: Mapping[Key, Chapter], *, whole: bool
) -> list[Chapter]:
    """Return a chapter per release, newest first; unchanged chapters are taken from `known`.

    Everything in the first release is new; a history that is not `whole` cannot show that release.
    `corpus` is used for the commit that is checked out if nothing was changed since.
    """
    found = []
    with ExitStack() as stack:
        writer = _Writer(corpus, stack, whole=whole) if releases else None
        for release, before in zip(releases, [*releases[1:], None], strict=False):
            made = known.get((before.commit if before else "", release.commit))
            asked = release, language.fingerprint()
            if writer and (made is None or (made.release, made.words) != asked):
                made = writer.chapter(release, before)
            found += [made] if made else []
    return found


class _Writer:
    """Compares releases; loads each commit once."""

    def __init__(self, corpus: Corpus, stack: ExitStack, *, whole: bool) -> None:
        self.corpus = corpus
        self.stack = stack
        self.whole = whole
        self.repository = around(corpus.settings.root)
        self.cache = OutlineCache(self.repository)
        self.read: dict[str, Corpus] = {}

    def chapter(self, release: Release, before: Release | None) -> Chapter:
        """Return the chapter of a release."""
        if before is None and not self.whole:
            note = _("What changed in it cannot be told: the history before it is not there.")
            return Chapter(release, "", note=note, words=language.fingerprint())
        start = before.commit if before else ""
        try:
            found = self._outline(release, before)
            return Chapter(release, start, found, words=language.fingerprint())
        except UsageError as error:
            note = str(error)
            for commit in filter(None, (release.commit, start)):
                note = note.replace(f"{commit}: ", "").replace(f"{commit}:", "")
            # Translators: a release; the reason is an English message
            said = _("It cannot be compared: {reason}", reason=note)
            return Chapter(release, start, note=said, words=language.fingerprint())

    def _outline(self, release: Release, before: Release | None) -> Outline:
        start = before.commit if before else ""
        kept = self.cache.get(start, release.commit)
        if kept is None:
            from speckb.diff.compare import all_added, diff  # noqa: PLC0415  rarely needed
            from speckb.diff.outline import outline  # noqa: PLC0415

            new = self._corpus(release.commit)
            found = diff(self._corpus(start), new) if before else all_added(new)
            kept = outline(found, "", "").only(SHOWN)
            self.cache.put(start, release.commit, kept)
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
