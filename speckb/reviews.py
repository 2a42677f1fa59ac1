"""Which assessments an editor has confirmed, and which rest on something that changed since.

The file that the settings name under `reviews` has one line per confirmed assessment: entry, what
it names, and a digest of what it rests on. Lines are sorted, so that a merge conflict shows just
the assessments that differ; whichever side is taken, what does not hold is suspect again.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, NamedTuple

from speckb.settings import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from speckb.corpus import Corpus
    from speckb.entry import Entry
    from speckb.settings import Settings
    from speckb.source import Path as FieldPath

HEAD = """\
# Confirmed assessments: entry, what it names, digest of what it rests on.
# In a merge conflict take either side and run `speckb check`: what does not hold is suspect again.
"""
LINE = re.compile(r"(\S+) (\S+) ([0-9a-f]{12})")


class Basis(NamedTuple):
    """An assessment, and a digest of what it rests on."""

    entry: str
    names: str
    path: FieldPath
    digest: str


class Suspect(NamedTuple):
    """An assessment that nobody has confirmed as it stands."""

    entry: str
    path: FieldPath
    message: str


def bases(corpus: Corpus) -> Iterator[Basis]:
    """Yield every assessment: of an entry by a criterion, and of a requirement by a criterion."""
    for criterion in corpus.criteria:
        for target, mapping in criterion.meta.get("assesses", {}).items():
            if required := corpus.entries.get(target):
                said = [_normative(required)]
                for verdict, words in sorted(mapping.items()):
                    if isinstance(words, list):
                        said += [f"{verdict} {_meaning(criterion, word)}" for word in sorted(words)]
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
        message = (
            f"{basis.entry} {what}; read both, then `speckb review {basis.entry}:{basis.names}`"
        )
        yield Suspect(basis.entry, basis.path, message)


def load(settings: Settings) -> dict[tuple[str, str], str]:
    """Return the confirmed digests by entry and name; nothing where no file is there yet.

    Raises SettingsError for a line that is none, such as one that a merge conflict left.
    """
    path = settings.root / settings.reviews
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: {error}") from None
    found: dict[tuple[str, str], str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        match = LINE.fullmatch(line)
        if match is None or (match[1], match[2]) in found:
            what = "a second time" if match else "no line 'entry name digest'"
            raise SettingsError(f"{path}:{number}: {what}: {line}")
        found[match[1], match[2]] = match[3]
    return found


def render(confirmed: Mapping[tuple[str, str], str]) -> str:
    """Return the text of `reviews.txt`."""
    lines = [f"{entry} {names} {digest}" for (entry, names), digest in sorted(confirmed.items())]
    return "\n".join([HEAD + lines[0], *lines[1:], ""]) if lines else HEAD


def _normative(entry: Entry) -> str:
    return _words(str(entry.meta.get("statement") or entry.summary))


def _meaning(criterion: Entry, word: str) -> str:
    value = criterion.values.get(word)
    return f"{word}: {_words(value.meaning) if value else ''}"


def _words(text: str) -> str:
    return " ".join(text.split())


def _digest(said: list[str]) -> str:
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:12]


def confirm(corpus: Corpus, names: set[str] | None) -> list[tuple[str, str]]:
    """Write that assessments are right as they are, and return those that are newly confirmed.

    Confirmed is what an entry in `names` says (None: what every entry says); with `entry:name` it
    is that one assessment. Lines of assessments that no longer exist are dropped.
    """
    before = load(corpus.settings)
    after = {}
    for basis in bases(corpus):
        key = basis.entry, basis.names
        if names is None or names & {basis.entry, ":".join(key)}:
            after[key] = basis.digest
        elif key in before:
            after[key] = before[key]
    path = corpus.settings.root / corpus.settings.reviews
    new = path.with_name(f".{path.name}.new")
    new.write_text(render(after), encoding="utf-8")
    new.replace(path)
    return [key for key, digest in after.items() if before.get(key) != digest]
