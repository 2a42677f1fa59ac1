"""Which assessments an editor has confirmed, and which rest on something that changed since.

`reviews.txt` has one line per confirmed assessment: entry, what it names, and a digest of what it
rests on. Lines are sorted, so that a merge conflict shows just the assessments that differ.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from speckb.corpus import Corpus
    from speckb.entry import Entry
    from speckb.source import Path as FieldPath

FILE = "reviews.txt"
HEAD = "# Confirmed assessments, written by `speckb review`: entry, what it names, digest of both."


@dataclass(frozen=True, slots=True)
class Basis:
    """An assessment, and a digest of what it rests on."""

    entry: str
    names: str
    path: FieldPath
    digest: str


@dataclass(frozen=True, slots=True)
class Suspect:
    """An assessment that nobody has confirmed as it stands."""

    entry: str
    path: FieldPath
    message: str


def bases(corpus: Corpus) -> Iterator[Basis]:
    """Yield every assessment: of an entry by a criterion, and of a requirement by a criterion."""
    for criterion in corpus.criteria:
        for target, mapping in criterion.meta.get("assesses", {}).items():
            if required := corpus.entries.get(target):
                words = [w for v in mapping.values() if isinstance(v, list) for w in v]
                said = [
                    _normative(required),
                    *(_meaning(criterion, word) for word in sorted(words)),
                ]
                yield Basis(criterion.id, target, ("assesses", target), _digest(said))
    for entry in corpus.compared:
        for cell in entry.assessments.values():
            known = corpus.entries.get(cell.criterion)
            if known and cell.value in known.values:
                said = [cell.value, _meaning(known, cell.value)]
                yield Basis(entry.id, known.id, ("criteria", known.id), _digest(said))


def suspects(corpus: Corpus, confirmed: Mapping[tuple[str, str], str]) -> Iterator[Suspect]:
    """Yield the assessments that are not confirmed as they stand."""
    for basis in bases(corpus):
        digest = confirmed.get((basis.entry, basis.names))
        if digest == basis.digest:
            continue
        if digest is None:
            what = f"was never confirmed for {basis.names}"
        else:
            what = f"rests on words of {basis.names} or of its values that changed"
        message = f"{basis.entry} {what}; read both, then `speckb review {basis.entry}`"
        yield Suspect(basis.entry, basis.path, message)


def load(root: Path) -> dict[tuple[str, str], str] | None:
    """Return the confirmed digests by entry and name, or None where nothing is reviewed at all."""
    try:
        text = (root / FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    found = {}
    for line in text.splitlines():
        words = line.split()
        if len(words) == 3 and not line.startswith("#"):
            found[words[0], words[1]] = words[2]
    return found


def render(confirmed: Mapping[tuple[str, str], str]) -> str:
    """Return the text of `reviews.txt`."""
    lines = [f"{entry} {names} {digest}" for (entry, names), digest in sorted(confirmed.items())]
    return "\n".join([HEAD, *lines, ""])


def _normative(entry: Entry) -> str:
    return _words(str(entry.meta.get("statement") or entry.summary))


def _meaning(criterion: Entry, word: str) -> str:
    value = criterion.values.get(word)
    return f"{word}: {_words(value.meaning) if value else ''}"


def _words(text: str) -> str:
    return " ".join(text.split())


def _digest(said: list[str]) -> str:
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:12]


def confirm(corpus: Corpus, entries: set[str] | None) -> int:
    """Write that assessments of `entries` (None: all) are right, and return how many are new.

    An assessment of an entry is confirmed when the entry is named, or what it names is. Lines of
    assessments that no longer exist are dropped.
    """
    before = load(corpus.settings.root) or {}
    after = {}
    for basis in bases(corpus):
        key = basis.entry, basis.names
        if entries is None or entries & {*key}:
            after[key] = basis.digest
        elif key in before:
            after[key] = before[key]
    path = corpus.settings.root / FILE
    new = path.with_name(f".{FILE}.new")
    new.write_text(render(after), encoding="utf-8")
    new.replace(path)
    return sum(before.get(key) != digest for key, digest in after.items())
