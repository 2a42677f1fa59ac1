"""`speckb new`: writes the file of a new entry, and placeholders for a new criterion."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from speckb.corpus.entry import Entry
from speckb.editing.faults import ENTRY, refuse_faulty
from speckb.editing.filling import filled
from speckb.editing.ids import refusal
from speckb.editing.skeleton import Skeleton
from speckb.errors import UsageError
from speckb.files.frontmatter import parse
from speckb.files.transaction import Change, commit
from speckb.files.tree import LINK, Tree
from speckb.suggest import instead

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus
    from speckb.corpus.settings import EntryType

FOLDER = re.compile(r"(?:\w[\w-]*/)*\w[\w-]*")


def fill(corpus: Corpus, criterion: Entry) -> list[str]:
    """Write a placeholder for a criterion into each compared entry that has no value by it.

    Return the paths of these entries. Raises UsageError for values in braces, and FaultyError if an
    entry cannot be read.
    """
    refuse_faulty(corpus, ENTRY)
    changes = [*filled(corpus, criterion)]
    commit(corpus.settings.root, changes, f"speckb new {criterion.type.name} {criterion.id} --fill")
    return [change.path.relative_to(corpus.settings.root).as_posix() for change in changes]


def new(corpus: Corpus, type_name: str, name: str, *, fill: bool, below: str = "") -> Entry:
    """Write an entry with every required field to fill in, and return it.

    With `fill`, each compared entry gets a placeholder for the new criterion. The file is in the
    folder `below` that of the type. Raises UsageError for a type, an id or a folder that cannot be
    used, and FaultyError if an entry to fill cannot be read.
    """
    kind = corpus.settings.types.get(type_name)
    if kind is None:
        raise UsageError(f"unknown type {type_name!r}{instead(type_name, corpus.settings.types)}")
    if problem := refusal(corpus, kind, name):
        raise UsageError(problem)
    if fill and kind not in corpus.settings.criteria:
        criterion = corpus.settings.criteria.name
        raise UsageError(f"--fill is only for the type {criterion!r}")
    if fill or not corpus.items:  # nothing was read, or there is nothing yet
        refuse_faulty(corpus, ENTRY)
    source = parse(Skeleton(corpus).text(kind, name), corpus.settings.limits)
    folder = _folder(corpus, kind, below.rstrip("/"))
    entry = Entry(kind, f"{folder}/{name}.md", source.meta, source)
    changes = [Change(corpus.settings.root / entry.path, None, source.text.encode())]
    if fill:
        changes += filled(corpus, entry)
    commit(corpus.settings.root, changes, f"speckb new {type_name} {name}")
    return entry


def _folder(corpus: Corpus, kind: EntryType, below: str) -> str:
    """Return the path of a folder below that of a type; raises UsageError for any other."""
    if not below:
        return kind.folder
    folder = f"{kind.folder}/{below}"
    if not FOLDER.fullmatch(below):
        raise UsageError(
            f"{below!r} is no folder below {kind.folder}; write names such as 'part-1'"
        )
    steps = below.split("/")
    tree = Tree(corpus.settings.root)
    for number in range(len(steps)):
        name = "/".join([kind.folder, *steps[: number + 1]])
        if tree.kind(name) == LINK:
            raise UsageError(f"{name} is {LINK}; the folder of an entry must be a real folder")
    for other in corpus.settings.types.values():
        if other != kind and f"{folder}/".startswith(f"{other.folder}/"):
            raise UsageError(f"{folder} belongs to the type {other.name!r}")
    return folder
