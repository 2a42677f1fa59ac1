"""Bytes and text of a stranger's file, up to a size."""

from __future__ import annotations

import codecs
import stat
from typing import TYPE_CHECKING

from speckb.exchange.importing.source import BadFileError

if TYPE_CHECKING:
    from pathlib import Path

MB = 1_000_000
MOST = 20 * MB
ENCODINGS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def content(path: Path, name: str = "", most: int = MOST) -> bytes:
    """Return the bytes of a regular file; `name` is what messages call it.

    Raises BadFileError where it cannot be read or has more than `most` bytes.
    """
    name = name or path.name
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise BadFileError(f"{name}: not a regular file")
        with path.open("rb") as stream:
            data = stream.read(most + 1)
    except (OSError, ValueError) as error:
        raise BadFileError(f"{name}: {getattr(error, 'strerror', None) or error}") from None
    if len(data) > most:
        raise BadFileError(f"{name}: larger than {most / MB:g} MB, the most that is read")
    return data


def text(path: Path, name: str = "", most: int = MOST) -> str:
    """Return the text of a file in UTF-8, or UTF-16 with a byte order mark; lines end with LF.

    Raises BadFileError as `content` does, and for other encodings and for NUL.
    """
    name = name or path.name
    return decoded(content(path, name, most), name)


def decoded(data: bytes, name: str) -> str:
    """Return bytes as `text` does."""
    encoding = next((ENCODINGS[mark] for mark in ENCODINGS if data.startswith(mark)), "utf-8")
    try:
        found = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadFileError(
            f"{name}:{line}: not {encoding.removesuffix('-sig').upper()}"
            f" ({error.reason}, byte {error.start}); save the file as UTF-8"
        ) from None
    if "\0" in found:
        line = found.count("\n", 0, found.index("\0")) + 1
        raise BadFileError(f"{name}:{line}: a NUL character; the file is no text in UTF-8")
    return found.replace("\r\n", "\n").replace("\r", "\n")
