"""Words that suspect assessments rested on when they were confirmed, from the history in git.

The file of reviews has a digest of these words. They are looked for in the commits of the published
line, newest first: a pair of versions of the two entries whose words have that digest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from speckb.corpus.corpus import Corpus
from speckb.corpus.schema import Schema
from speckb.diff.history.log import commits
from speckb.diff.history.releases import day
from speckb.diff.text import marked
from speckb.diff.worddiff import changed, shortened
from speckb.files.frontmatter import parse
from speckb.files.git import GitError, around
from speckb.rules.fingerprints import bases

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from speckb.corpus.entry import Entry
    from speckb.diff.history.log import Commit
    from speckb.files.git import Repository
    from speckb.rules.fingerprints import Basis
    from speckb.rules.reviews import Key, Suspect

MOST = 200  # versions of a file that are read: who confirms often needs the newest alone
SHORT = 10  # of a commit's id
NO_GIT = "git has no history of this knowledge base"
NO_WORDS = "no commit has the text that was confirmed"
SHALLOW = "no commit of this shallow clone has the text that was confirmed"


@dataclass(frozen=True, slots=True)
class Former:
    """The state in which an assessment was confirmed: words, commit, day and both entries.

    Where git does not have it, `missing` says so, and all else is empty.
    """

    missing: str = ""
    words: Sequence[str] = ()
    commit: str = ""
    day: str = ""
    entries: Mapping[str, Entry] | None = None


def former(corpus: Corpus, suspects: Iterable[Suspect]) -> dict[Key, Former]:
    """Return the former state of each suspect that was confirmed before, by entry and name."""
    asked = [suspect for suspect in suspects if suspect.digests]
    if not asked:
        return {}
    try:
        repository = around(corpus.settings.root)
        line = commits(repository) if repository.head else []
        past = _Past(corpus, repository, line, {n for s in asked for n in (s.entry, s.names)})
    except GitError:
        return {(s.entry, s.names): Former(NO_GIT) for s in asked}
    missing = Former(SHALLOW if repository.shallow else NO_WORDS)
    return {(s.entry, s.names): past.find(s) or missing for s in asked}


def alone(corpus: Corpus, suspect: Suspect, found: Former, name: str) -> bool:
    """Return whether the change of the entry `name`, and of no other, made a suspect."""
    if not found.entries:
        return False
    old = {one: corpus.entries[one] for one in found.entries} | {name: found.entries[name]}
    basis = _basis(corpus, old, suspect)
    return basis is not None and basis.digest in suspect.digests


def told(suspect: Suspect, found: Former, *, color: bool = False) -> list[str]:
    """Return lines that say what the words were and what they are now.

    Removed words are `[-so-]`, inserted ones `{+so+}`, both coloured instead with `color`.
    """
    if found.missing:
        return [f"{found.missing}; now: {words}" for words in _shown(suspect.words)[:1]]
    lines = [
        f"  {marked(shortened(runs), color=color)}"
        for old, new in _pairs(_shown(found.words), _shown(suspect.words))
        if (runs := changed(old, new))
    ]
    return [f"confirmed with the text of {found.commit[:SHORT]} ({found.day}):", *lines]


def _shown(words: Sequence[str]) -> list[str]:
    """Return the words without a line that the next one begins with."""
    following = [*words[1:], ""]
    return [w for w, after in zip(words, following, strict=True) if not after.startswith(f"{w}:")]


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the lines that differ, each with the one in its place."""
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from zip_longest(old[i1:i2], new[j1:j2], fillvalue="")


def _basis(corpus: Corpus, entries: Mapping[str, Entry], suspect: Suspect) -> Basis | None:
    """Return what an assessment rests on if these two entries are all that there are."""
    pair = Corpus(corpus.settings, entries, ())
    key = suspect.entry, suspect.names
    return next((basis for basis in bases(pair) if (basis.entry, basis.names) == key), None)


class _Past:
    """Versions of entries in the commits of the published line."""

    def __init__(
        self, corpus: Corpus, repository: Repository, line: Sequence[Commit], names: Iterable[str]
    ) -> None:
        self.corpus = corpus
        self.line = line
        self.blobs = {name: self._blobs(corpus.entries[name]) for name in names}
        wanted = {blob for found in self.blobs.values() for _, blob in found}
        limit = corpus.settings.limits.page_bytes
        self.contents = repository.contents(repository.small(sorted(wanted), limit))
        self.read: dict[tuple[str, str], Entry | None] = {}

    def _blobs(self, entry: Entry) -> list[tuple[int, str]]:
        """Return the commits that changed an entry's file, under any of its ids, newest first."""
        paths = [entry.path, *(f"{page}.md" for page in entry.former_pages)]
        found = (
            (place, commit.files[path][1])
            for place, commit in enumerate(self.line)
            for path in paths
            if path in commit.files and commit.files[path][1]
        )
        return [one for _, one in zip(range(MOST), found, strict=False)]

    def find(self, suspect: Suspect) -> Former | None:
        """Return the newest state in which the words of an assessment have a confirmed digest."""
        both = {name: self.blobs[name] for name in (suspect.entry, suspect.names)}
        for place in sorted({place for found in both.values() for place, _ in found}):
            entries: dict[str, Entry] = {}
            for name, found in both.items():
                blob = next((blob for first, blob in found if first >= place), "")
                if entry := self._entry(name, blob):
                    entries[name] = entry
            basis = _basis(self.corpus, entries, suspect) if len(entries) == len(both) else None
            if basis and basis.digest in suspect.digests:
                commit = self.line[place]
                return Former("", basis.words, commit.id, day(commit.time), entries)
        return None

    def _entry(self, name: str, blob: str) -> Entry | None:
        """Return a version of an entry, or None where it is not as the schemas of today want it."""
        key = name, blob
        if key not in self.read:
            self.read[key] = self._parsed(self.corpus.entries[name], self.contents.get(blob))
        return self.read[key]

    def _parsed(self, entry: Entry, data: bytes | None) -> Entry | None:
        if data is None:
            return None
        text = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
        source = parse(text, self.corpus.settings.limits)
        schema = Schema(entry.type.schema)
        meta: dict[str, Any] = {**schema.read(source.meta), "id": entry.id}
        if source.problems or not schema.fits(meta):
            return None
        return replace(entry, meta=meta, source=source)
