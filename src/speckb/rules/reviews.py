"""Reviews: the assessments that an editor has confirmed, with digests of what they rest on.

The file that the settings name under `reviews` has one line per confirmed assessment: the entry,
the id that it names, and a digest. Lines are sorted, so that a merge conflict contains only the
assessments that differ. Either side may be taken: a digest that no longer fits is suspect again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from speckb.errors import UsageError
from speckb.files import merging
from speckb.files.characters import described, forbidden
from speckb.files.frontmatter import Problem, Source, Span
from speckb.files.tree import Tree
from speckb.rules.fingerprints import bases

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.settings import Settings
    from speckb.files.frontmatter import Path as FieldPath
    from speckb.files.transaction import Change

HEAD = """\
# Confirmed assessments, claims and links: entry, what it names, digest of what it rests on.
# In a merge conflict take either side and run `speckb check`: what does not hold is suspect again.
"""
RULE = "review-line"
LINE = re.compile(r"(\S+) (\S+) ([0-9a-f]{12})")
OPENS = "<<<<<<<"
SIDES = {"|||||||": "before", "=======": "theirs", ">>>>>>>": ""}
Key = tuple[str, str]


class Suspect(NamedTuple):
    """An assessment that is not confirmed in its present state.

    `digests` are those that were confirmed, `words` those that it rests on now.
    """

    entry: str
    names: str
    path: FieldPath
    message: str
    digests: frozenset[str]
    words: Sequence[str]


def suspects(corpus: Corpus, reviews: Reviews) -> Iterator[Suspect]:
    """Yield the assessments that are not confirmed in their present state."""
    for basis in bases(corpus):
        digests = reviews.confirmed.get((basis.entry, basis.names), frozenset[str]())
        if basis.digest in digests:
            continue
        why = (
            "rests on text that changed since it was confirmed"
            if digests
            else "was never confirmed"
        )
        message = (
            f"what {basis.entry} says about {basis.names} {why}; read both, then run"
            f" `speckb review {basis.entry}:{basis.names}`"
        )
        yield Suspect(basis.entry, basis.names, basis.path, message, digests, basis.words)


class Reviews(NamedTuple):
    """The file of reviews as read: digests by assessment, and problems with their lines.

    In a merge conflict, both sides count as confirmed. `is_read` is false if the file cannot be
    read, so that nothing is known about what is confirmed.
    """

    source: Source
    confirmed: Mapping[Key, frozenset[str]]
    problems: list[Problem]
    is_read: bool = True


def read(settings: Settings) -> Reviews:
    """Return the reviews; empty ones if there is no file yet."""
    try:
        kind, size = Tree(settings.root).look(settings.reviews)
        if kind:
            return _unread(f"{kind}; the reviews must be in a file")
        if size > settings.limits.file_bytes:  # a fault of the corpus, which names the limit
            return Reviews(Source(""), {}, [], is_read=False)
        data = (settings.root / settings.reviews).read_bytes()
    except FileNotFoundError:
        return Reviews(Source(""), {}, [])
    except OSError as error:
        return _unread(str(error.strerror))
    source = Source(data.decode("utf-8-sig", "replace").replace("\r\n", "\n"))
    reader = _Reader()
    for number, line in enumerate(source.text.split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            reader.read(number, line)
    if not reader.problems and (hidden := forbidden(source.text)):
        reader.problems.append(Problem(RULE, source.span(*hidden.span()), described(hidden[0])))
    return Reviews(source, {k: frozenset(v) for k, v in reader.found.items()}, reader.problems)


def _unread(message: str) -> Reviews:
    return Reviews(Source(""), {}, [Problem(RULE, Span(1, 1, 2), message)], is_read=False)


class _Reader:
    """Parser of the lines; `side` is the side of a merge conflict, or empty outside of one."""

    def __init__(self) -> None:
        self.found: dict[Key, set[str]] = {}
        self.problems: list[Problem] = []
        self.side = ""
        self.lines: dict[tuple[str, Key], int] = {}

    def read(self, number: int, line: str) -> None:
        mark = line.split(" ", 1)[0]
        if mark == OPENS:
            self.side = "ours"
            self.problem(number, line, merging.UNFINISHED)
        elif self.side and mark in SIDES:
            self.side = SIDES[mark]
        elif match := LINE.fullmatch(line):
            self.confirm(number, line, (match[1], match[2]), match[3])
        else:
            self.problem(number, line, "not a line 'entry name digest'")

    def confirm(self, number: int, line: str, key: Key, digest: str) -> None:
        first = self.lines.setdefault((self.side, key), number)
        if first != number:
            self.problem(number, line, f"{' '.join(key)} is already in line {first}")
        if self.side != "before":
            self.found.setdefault(key, set()).add(digest)

    def problem(self, number: int, line: str, message: str) -> None:
        self.problems.append(Problem(RULE, Span(number, 1, len(line) + 1), message))


def render(confirmed: Mapping[Key, str], before: str = "") -> str:
    """Return the text of the file: the comments of the text `before`, and sorted lines."""
    head = [line for line in (before or HEAD).split("\n") if line.startswith("#")]
    lines = [f"{entry} {names} {digest}" for (entry, names), digest in sorted(confirmed.items())]
    return "".join(f"{line}\n" for line in (*head, *lines))


def renamed(settings: Settings, old: str, new: str) -> list[Change]:
    """Return the change of the file for an entry with a new id; empty if it does not name it."""
    if not settings.reviews:
        return []
    before = _whole(settings)
    after = {
        (new if entry == old else entry, new if names == old else names): digest
        for (entry, names), digest in before.items()
    }
    return [_change(settings, after)] if after != before else []


def removed(settings: Settings, old: str, into: str) -> list[Change]:
    """Return the change of the file for an entry that is removed; empty if it does not name it.

    What others say of it counts as said of the entry `into`, if there is one, and is suspect.
    """
    if not settings.reviews:
        return []
    before = _whole(settings)
    after = {key: digest for key, digest in before.items() if old not in key}
    if into:
        for (entry, names), digest in before.items():
            if names == old and entry not in {old, into}:
                after.setdefault((entry, into), digest)
    return [_change(settings, after)] if after != before else []


def _whole(settings: Settings) -> dict[Key, str]:
    """Return the digest of each confirmed assessment.

    Raises UsageError for a file with lines that cannot be read: writing it would lose them.
    """
    reviews = read(settings)
    path = settings.root / settings.reviews
    for problem in reviews.problems:
        raise UsageError(f"{path}:{problem.span.line}: {problem.message}")
    if not reviews.is_read:
        raise UsageError(f"{path} is too large")
    return {key: digest for key, digests in reviews.confirmed.items() for digest in digests}


def _change(settings: Settings, confirmed: Mapping[Key, str]) -> Change:
    from speckb.files.transaction import Change  # noqa: PLC0415  for commands that write

    path = settings.root / settings.reviews
    text = read(settings).source.text
    old = path.read_bytes() if path.exists() else None
    return Change(path, old, render(confirmed, text).encode())


def confirm(corpus: Corpus, names: set[str] | None, *, dry_run: bool = False) -> list[Key]:
    """Write assessments as confirmed, and return those that were not confirmed before.

    `names` has ids, for all assessments of an entry, or `entry:name` for a single one; None stands
    for all entries. Lines of assessments that no longer exist are dropped. With `dry_run` nothing
    is written. Raises UsageError for a file with lines that cannot be read.
    """
    from speckb.files.transaction import commit  # noqa: PLC0415  for commands that write

    before = _whole(corpus.settings)
    after = {}
    for basis in bases(corpus):
        key = basis.entry, basis.names
        if names is None or names & {basis.entry, ":".join(key)}:
            after[key] = basis.digest
        elif key in before:
            after[key] = before[key]
    if not dry_run:
        commit(corpus.settings.root, [_change(corpus.settings, after)], "speckb review")
    return [key for key, digest in after.items() if before.get(key) != digest]
