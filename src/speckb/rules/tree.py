"""Rules for the folder of the knowledge base: names of files, programs, and what a build makes."""

from __future__ import annotations

import os
import unicodedata
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from speckb.corpus.page import Page
from speckb.files import git
from speckb.files.characters import described, forbidden
from speckb.files.frontmatter import Source, Span
from speckb.rules.rule import Group, Hit, Scope, at, rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from speckb.corpus.corpus import Corpus

START = Span(1, 1, 2)
LONGEST = 200  # bytes of a name; file systems take 255, and outputs add suffixes
DEVICES = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$"]
    + [f"{port}{number}" for port in ("com", "lpt") for number in "123456789¹²³"]
)
UNFIT = '<>:"|?*\\'
# Pages that Sphinx makes itself.
MADE = ("search", "genindex", "py-modindex")
PROGRAMS = (".py", ".pyc", ".pyo", ".pyd", ".so", ".pth", ".egg-link")
CONFIGURATION = "conf.py"
CATALOGS = ("locales",)  # where Sphinx looks for catalogs before it knows the settings
REVIEWED = frozenset({"src", "tests", "bench"})  # folders of code, which review must see
# What git must not track: it would be used, or run, without being built.
BUILT = ("build", ".venv", "*.pyc", "*.pyo", "*.pth", ":(glob)**/__pycache__/**")


@rule("file-name", Group.FILES, Scope.WHOLE_CORPUS, protects=True)
def file_name(corpus: Corpus) -> Iterator[Hit]:
    """The name of a file is valid and unique on every system, even where case is ignored.

    Bad: `works/ATLAS-3.md` and `works/Atlas-3.md`, or `works/aux.md`, a device on Windows.
    Good: `works/ATLAS-3.md` and `works/ATLAS-4.md`.
    """
    addresses = dict.fromkeys(MADE, "a page that Sphinx makes")
    ids: dict[str, str] = {}
    for item in corpus.items:
        for part in PurePosixPath(item.path).parts:
            if problem := _unfit(part):
                yield Hit(item, START, f"{part!r} {problem}")
        other = addresses.setdefault(_folded(item.docname), item.path)
        if other != item.path:
            yield Hit(item, START, f"{other} has the same name where case is ignored")
    for entry in corpus.entries.values():
        other = ids.setdefault(_folded(entry.id), entry.id)
        if other != entry.id:
            message = f"{entry.id!r} and {other!r} differ only in case"
            yield at(entry, ("id",), message, about=(other,))
    for entry in corpus.entries.values():
        for index, old in enumerate(entry.formerly):
            address, name = _folded(entry.former_pages[index]), old.rpartition("/")[2]
            same = ids.get(_folded(name), name)
            if same != name:
                message = f"{name!r} and {same!r} differ only in case"
                yield at(entry, ("formerly", index), message, about=(same,))
            elif address not in addresses:
                addresses[address] = entry.path
                ids[_folded(name)] = name
    for old in corpus.settings.removed_ids:
        same = ids.get(_folded(old), old)
        if same != old:
            message = f"{same!r} and {old!r}, which was removed, differ only in case"
            yield at(corpus.entries.get(same) or corpus.former[same], ("id",), message)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _unfit(part: str) -> str:
    """Return why a part of a path is no name on every system, or an empty string."""
    if part.isascii() and part.replace("-", "").replace("_", "").isalnum() and len(part) < LONGEST:
        return "is a device on Windows" if part.lower() in DEVICES else ""
    if found := forbidden(part):
        return f"has {described(found[0])}"
    if unfit := next((sign for sign in part if sign in UNFIT), ""):
        return f"has {unfit!r}, which Windows does not allow"
    if part.rstrip(". ") != part or part.startswith(("-", " ")):
        return "begins or ends with a character that some systems drop or misread"
    if part.partition(".")[0].rstrip().lower() in DEVICES:
        return "is a device on Windows"
    if unicodedata.normalize("NFC", part) != part:
        return "is not in the Unicode form NFC, in which file systems compare names"
    return f"is longer than {LONGEST} bytes" if len(part.encode()) > LONGEST else ""


@rule("file-program", Group.FILES, Scope.WHOLE_CORPUS, protects=True)
def file_program(corpus: Corpus) -> Iterator[Hit]:
    """The folder has no Python code but `conf.py`, and no translations: a build would use them.

    Bad: `numexpr.py` beside `ubproject.toml`.
    Good: `conf.py` beside `ubproject.toml`.
    """
    root = corpus.settings.root
    try:
        with os.scandir(root) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:  # a state of the past, whose folder is gone when it is checked
        return
    for entry in entries:
        name = entry.name
        if name in CATALOGS:
            yield _tree_hit(name, "Sphinx would use these translations, which are not reviewed")
        elif name.endswith(PROGRAMS) and name != CONFIGURATION:
            yield _tree_hit(
                name, f"Python could run this file unasked; only {CONFIGURATION} is allowed"
            )
        elif name not in REVIEWED and name.isidentifier() and _is_package(root / name):
            yield _tree_hit(
                name, "Python could import this package unasked; packages are not allowed"
            )


def _is_package(path: Path) -> bool:
    return any((path / f"__init__{suffix}").exists() for suffix in PROGRAMS)


@rule("file-built", Group.FILES, Scope.WHOLE_CORPUS, protects=True)
def file_built(corpus: Corpus) -> Iterator[Hit]:
    """Git tracks no build output: it would be used without a review, and caches can run code.

    Bad: `build/doctrees/environment.pickle`, added with `git add --force`.
    Good: `build/` in `.gitignore`.
    """
    root = corpus.settings.root.resolve()
    if not any((folder / ".git").exists() for folder in (root, *root.parents)):
        return
    try:
        tracked = git.tracked(root, BUILT)
    except git.GitError:
        return
    tops: set[str] = set()
    for name in sorted(tracked):
        top = name.partition("/")[0]
        if top not in tops:
            tops.add(top)
            yield _tree_hit(name, f"tracked by git; run `git rm -r --cached {top}`")


def _tree_hit(name: str, message: str) -> Hit:
    return Hit(Page(name, Source("")), START, message)
