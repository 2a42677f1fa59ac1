"""Comments of `speckb new` that explain a place to fill in: they go when it is filled in.

A comment is one of these if it is, letter for letter, a line that the command would write into an
entry of that type today. So no words of an editor are lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.editing.layout import comments, depth
from speckb.editing.skeleton import Skeleton
from speckb.rules.prose import MARK

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.settings import EntryType


def hints(corpus: Corpus, kind: EntryType) -> frozenset[str]:
    """Return the comments that `speckb new` writes into an entry of a type."""
    lines = (line.strip() for line in Skeleton(corpus).text(kind, "x").split("\n"))
    return frozenset(line for line in lines if line.startswith("#") and MARK not in line)


def without_hints(head: Sequence[str], known: Collection[str]) -> list[str]:
    """Return the lines of front matter without the hints of places that are filled in.

    A comment is about the key right below that is as deep, with all that is in it, or else about
    the whole front matter. A place is filled in when it has no mark of `speckb new`.
    """
    if not any(line.strip() in known for line in head):
        return [*head]
    typed = {*comments(list(head))}
    gone = {
        number
        for number in typed
        if head[number].strip() in known
        and not any(MARK in head[inner] for inner in _about(head, number, typed))
    }
    return [line for number, line in enumerate(head) if number not in gone]


def _about(head: Sequence[str], number: int, typed: Collection[int]) -> range:
    """Return the numbers of the lines that a comment is about."""
    content = [i for i in range(number + 1, len(head)) if i not in typed and head[i].strip()]
    if not content or depth(head[content[0]]) != depth(head[number]):
        return range(len(head))
    first, *below = content
    end = next((i for i in below if depth(head[i]) <= depth(head[first])), len(head))
    return range(first, end)
