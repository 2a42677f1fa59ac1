"""Pictures of a state: their names, the files that show them, and their content."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from speckb.corpus.prose.allowed import DRAWING_SUFFIXES, IMAGE_SUFFIXES
from speckb.corpus.prose.images import named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from speckb.corpus.corpus import Corpus

MB = 1_000_000
LARGEST = 8 * MB
SUFFIXES = DRAWING_SUFFIXES | IMAGE_SUFFIXES


def picture_names(corpus: Corpus) -> Mapping[str, Mapping[str, str]]:
    """Return the name of each picture, by its path and by the path of the file that shows it.

    Files with errors count as well: a picture is not removed because its entry cannot be read.
    """
    found: dict[str, dict[str, str]] = {}
    for item in (*corpus.items, *(fault.file for fault in corpus.faults)):
        for target, name in named(item.prose):
            path = corpus.path_from(item.path, target)
            if is_picture(path):
                names = found.setdefault(path, {})
                names[item.path] = names.get(item.path) or name
    return found


def read_picture(corpus: Corpus, path: str) -> bytes | None:
    """Return the bytes of a picture, or None without such a file in the knowledge base.

    A picture larger than LARGEST, which is not compared, counts as empty.
    """
    root = corpus.settings.root.resolve()
    try:
        file = root / path
        if file.resolve() != file or not file.is_relative_to(root) or not file.is_file():
            return None
        return file.read_bytes() if file.stat().st_size <= LARGEST else b""
    except (OSError, RuntimeError, ValueError):  # a name too long, a circle of links, ...
        return None


def is_picture(path: str) -> bool:
    """Return whether a file is a picture, by its name."""
    return PurePosixPath(path).suffix.lower() in SUFFIXES


def is_drawing(path: str) -> bool:
    """Return whether a picture is D2 source, which can be compared as text."""
    return PurePosixPath(path).suffix.lower() in DRAWING_SUFFIXES


def digest(data: bytes) -> str:
    """Return a digest of the bytes of a picture."""
    return hashlib.sha256(data).hexdigest()
