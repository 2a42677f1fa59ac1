"""Messages about ids that no entry has: it was renamed or removed, or one like it exists."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from speckb.corpus import ids
from speckb.corpus.corpus import once
from speckb.files import git
from speckb.suggest import closest

if TYPE_CHECKING:
    from collections.abc import Collection

    from speckb.corpus.corpus import Corpus


def renamed(corpus: Corpus, name: str) -> str:
    """Return a message for an id that was renamed or removed, or an empty string for any other."""
    if entry := corpus.former.get(name):
        return f"{name!r} was renamed: use {entry.id!r}"
    why = corpus.settings.removed_ids.get(name)
    return f"{name!r} was removed: {' '.join(why.split())}" if why else ""


def moved(corpus: Corpus, page: str) -> str:
    """Return a message for the name of a page that moved, or an empty string for any other."""
    item = corpus.moved.get(page)
    return f"{page!r} moved: use {item.path!r}" if item else ""


def renamed_table(corpus: Corpus, name: str, known: Collection[str]) -> str:
    """Return a message for a table's name that has a former id, or an empty string."""
    for old, entry in corpus.former.items():
        new = entry.id + name.removeprefix(old)
        if name.startswith(old) and new in known:
            return f"{name!r} was renamed: use {new!r}"
    return ""


def unknown(corpus: Corpus, name: str, known: Collection[str]) -> str:
    """Return the message that no entry has an id, with the nearest of the known ids, if any.

    For an id near to a former one, the message suggests the entry that had it.
    """
    if said := renamed(corpus, name):
        return said
    if path := _deleted(corpus).get(name):
        return (
            f"unknown entry {name!r}, whose file was deleted; restore it (`git"
            f" restore -SW {path}`), then run `speckb remove {name}`"
        )
    message = f"unknown entry {name!r}"
    near, former = _nearest(corpus, name, known)
    once = f", formerly {former!r}" if former else ""
    return f"{message}; did you mean {near!r}{once}?" if near else message


def meant(corpus: Corpus, name: str, known: Collection[str]) -> str:
    """Return the id that `unknown` suggests for an id that no entry has, or an empty string."""
    if renamed(corpus, name):
        return corpus.former[name].id if name in corpus.former else ""
    if name in _deleted(corpus):
        return ""
    return _nearest(corpus, name, known)[0]


@once
def nearly_linked(corpus: Corpus) -> set[str]:
    """Return the ids that links to unknown entries are likely to mean."""
    lost = (link for links in corpus.outgoing.values() for link in links)
    return {
        near
        for link in lost
        if link.target not in corpus.entries and link.target not in corpus.broken
        if (near := meant(corpus, link.target, corpus.targets(corpus.settings.links[link.kind])))
    }


@once
def _deleted(corpus: Corpus) -> dict[str, str]:
    """Return the paths of entries that the last commit of git has and the folder has not, by id."""
    folders = {entry_type.folder for entry_type in corpus.settings.types.values()}
    paths = map(PurePosixPath, sorted(git.deleted(corpus.settings.root)))
    return {
        path.stem: str(path)
        for path in paths
        if path.suffix == ".md" and folders & {*map(str, path.parents)}
        if path.stem not in corpus.entries
        if not ids.problem(path.stem)
    }


def _nearest(corpus: Corpus, name: str, known: Collection[str]) -> tuple[str, str]:
    """Return the nearest id, and the former id of that entry if it is that one which is near."""
    former = {old: entry.id for old, entry in corpus.former.items() if entry.id in known}
    near = closest(name, (*known, *former))
    return (former[near], near) if near in former else (near, "")
