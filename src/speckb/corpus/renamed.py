"""What to say of an id that no entry has: that it was renamed, or which one was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.suggest import closest

if TYPE_CHECKING:
    from collections.abc import Collection

    from speckb.corpus.corpus import Corpus


def renamed(corpus: Corpus, name: str) -> str:
    """Return what to say about an id that an entry had before; nothing for any other."""
    entry = corpus.former.get(name)
    return f"{name!r} was renamed: use {entry.id!r}" if entry else ""


def renamed_table(corpus: Corpus, name: str, known: Collection[str]) -> str:
    """Return what to say about a table that was named by a former id; nothing for any other."""
    for old, entry in corpus.former.items():
        new = entry.id + name.removeprefix(old)
        if name.startswith(old) and new in known:
            return f"{name!r} was renamed: use {new!r}"
    return ""


def unknown(corpus: Corpus, name: str, known: Collection[str]) -> str:
    """Return that no entry has an id, with the nearest of those that are known, if one is near.

    What comes near to a former id is meant for the entry that had it.
    """
    if said := renamed(corpus, name):
        return said
    former = {old: entry.id for old, entry in corpus.former.items() if entry.id in known}
    message = f"no entry has the id {name!r}"
    near = closest(name, (*known, *former))
    if not near:
        return message
    once = f", formerly {near!r}" if near in former else ""
    return f"{message}; did you mean {former.get(near, near)!r}{once}?"
