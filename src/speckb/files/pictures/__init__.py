"""Files of pictures: drawings in D2, SVG and bitmaps, and what each of them may hold.

The check and the build ask the same functions, and both draw with `drawing`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.files.pictures import bitmap, d2, svg
from speckb.files.pictures.content import MOST_BYTES, Problem, decoded, whole_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["Problem", "drawing_text", "file_problems", "problems", "shown_text"]


def problems(data: bytes, suffix: str) -> Sequence[Problem]:
    """Return why the content of a picture is refused; `suffix` is that of its file."""
    if len(data) > MOST_BYTES:
        return [whole_file(f"the picture is larger than {MOST_BYTES:,} bytes")]
    match suffix.lower():
        case ".d2":
            text, wrong = decoded(data)
            return wrong or d2.problems(text)
        case ".svg":
            return svg.problems(data, svg.COMMITTED)
        case other:
            return bitmap.problems(data, other)


def file_problems(path: Path) -> Sequence[Problem]:
    """Return why the content of a picture file is refused; a file that is not there has none."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return []
    except OSError as error:
        return [whole_file(f"cannot be read: {error.strerror}")]
    return problems(data, path.suffix)


def drawing_text(data: bytes) -> str:
    """Return the text of D2 source as the check reads it."""
    return decoded(data)[0]


def shown_text(path: Path) -> str:
    """Return the text of a picture, of which messages show a line; that of a bitmap is empty."""
    if path.suffix.lower() not in {".d2", ".svg"}:
        return ""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES).decode("utf-8-sig", "replace").replace("\r\n", "\n")
    except OSError:
        return ""
