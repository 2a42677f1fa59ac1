"""The pictures that prose shows: images, which are files of a page, and drawings, made from D2."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from speckb.corpus.prose.allowed import DRAWING_SUFFIXES, IMAGE_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.prose.text import Prose, Use

# The suffixes of the files that each directive may show; Markdown's `![]()` counts as `image`.
SHOWN = {"d2": DRAWING_SUFFIXES, "figure": IMAGE_SUFFIXES, "image": IMAGE_SUFFIXES}
NAME = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
MARKS = ("![", *(f"{{{name}}}" for name in SHOWN))


def pictures(prose: Prose) -> Iterator[tuple[Use, bool]]:
    """Yield where prose shows an image or a drawing, and whether it has an alternative text."""
    for use in prose.links:
        if use.name == "image":
            yield use, bool(prose.text[slice(*use.name_at)])
    for use in prose.directives:
        if use.name in SHOWN and use.target:
            yield use, "alt" in prose.options(use)


def misnamed(name: str) -> str:
    """Return why a drawing cannot have a name, which is part of its files' names, or nothing."""
    if NAME.fullmatch(name):
        return ""
    return (
        f"{name[:60]!r} is not a valid name of a drawing; use letters and"
        " digits, with hyphens between them"
    )


def named(prose: Prose) -> Iterator[tuple[str, str]]:
    """Yield path and name of each image and drawing, as prose has them; the name may be empty."""
    if not any(mark in prose.text for mark in MARKS):  # saves reading most pages for links
        return
    for use, _ in pictures(prose):
        at = prose.options(use).get("name")
        yield use.target, prose.text[slice(*at)] if at else ""
