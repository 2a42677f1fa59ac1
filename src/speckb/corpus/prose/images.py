"""The pictures that prose shows, by the paths that it names."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from speckb.corpus.prose.allowed import PICTURES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.prose.text import Prose, Use

D2 = frozenset({".d2"})
SHOWN = {"d2": D2, "figure": PICTURES, "image": PICTURES}
NAME = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
MARKS = ("![", "]:", *(f"{{{name}}}" for name in SHOWN))


def pictures(prose: Prose) -> Iterator[tuple[Use, bool]]:
    """Yield each picture, and whether it has words beside it."""
    for use in prose.links:
        if use.name == "image":
            yield use, not prose.text.startswith("[", use.name_at[0] - 1)
    for use in prose.directives:
        if use.name in SHOWN and use.target:
            yield use, "alt" in prose.options(use)


def misnamed(name: str) -> str:
    """Return why a drawing cannot have a name, which is part of its files' names, or nothing."""
    if NAME.fullmatch(name):
        return ""
    return f"{name[:60]!r} names no drawing; write letters and digits, with hyphens between them"


def named(prose: Prose) -> Iterator[tuple[str, str]]:
    """Yield the path of each picture, as prose names it, with its name there, if it has any."""
    if not any(mark in prose.text for mark in MARKS):
        return
    for use, _ in pictures(prose):
        at = prose.options(use).get("name")
        yield use.target, prose.text[slice(*at)] if at else ""
    for use in prose.links:
        if use.name == "reference" and PurePosixPath(use.target).suffix.lower() in PICTURES:
            yield use.target, ""
