"""Rules for what picture files hold."""

from __future__ import annotations

from collections import defaultdict
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from speckb.corpus.corpus import once
from speckb.corpus.page import Page
from speckb.corpus.prose.allowed import DRAWING_SUFFIXES, IMAGE_SUFFIXES
from speckb.corpus.prose.images import named
from speckb.files.frontmatter import Source
from speckb.files.pictures import file_problems, shown_text
from speckb.files.pictures.drawing import drawing_problems
from speckb.rules.rule import Group, Hit, Scope, file_id, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry


@rule("picture-content", Group.LINKS, Scope.NAMED_ENTRIES, protects=True)
def picture_content(corpus: Corpus) -> Iterator[Hit]:
    """The content of a picture matches its suffix, runs no code and refers to nothing outside.

    Bad: `drawings/flood.svg` with a script in it, or `drawings/flood.d2` with an icon.
    Good: `drawings/flood.svg` with shapes and text, or `drawings/flood.d2` with labels.
    """
    for name, items in _shown(corpus).items():
        file = corpus.settings.root / name
        if found := file_problems(file):
            picture = Page(name, Source(shown_text(file)))
            about = {file_id(item.path, corpus) for item in items}
            for problem in found:
                yield Hit(picture, problem.span, problem.message, about=about)


@rule("picture-drawn", Group.LINKS, Scope.NAMED_ENTRIES, protects=True)
def picture_drawn(corpus: Corpus) -> Iterator[Hit]:
    """D2 can compile a drawing, and the result is not empty.

    Bad: `drawings/flood.d2` with a line `reader.style.opacity: 7`.
    Good: `drawings/flood.d2` with a line `reader.style.opacity: 0.7`.
    """
    for name, items in _shown(corpus).items():
        file = corpus.settings.root / name
        if PurePosixPath(name).suffix.lower() in DRAWING_SUFFIXES and not file_problems(file):
            text = shown_text(file)
            about = {file_id(item.path, corpus) for item in items}
            for problem in drawing_problems(text, corpus.settings.root):
                yield Hit(Page(name, Source(text)), problem.span, problem.message, about=about)


@once
def _shown(corpus: Corpus) -> Mapping[str, list[Entry | Page]]:
    """Return the picture files that prose shows, with the entries and pages that show each."""
    found = defaultdict(list)
    for item in corpus.items:
        for target, _ in named(item.prose):
            name = corpus.path_from(item.path, target)
            suffix = PurePosixPath(name).suffix.lower()
            if suffix in DRAWING_SUFFIXES | IMAGE_SUFFIXES and _is_inside(
                corpus.settings.root, name
            ):
                found[name].append(item)
    return found


def _is_inside(root: Path, name: str) -> bool:
    """Return whether a file of the knowledge base has a name; the rule of links tells of others."""
    file = root.resolve() / name
    try:
        return file.resolve() == file and file.is_relative_to(root.resolve()) and file.is_file()
    except (OSError, RuntimeError, ValueError):  # a name too long, a circle of links, ...
        return False
