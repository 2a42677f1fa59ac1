"""Writer for derived output: pages, tables, the PDF, caches and what one process hands to another.

Such files can be made again from the knowledge base, so each is replaced by itself, and nobody
waits for the disk. The knowledge base's own files are written by `transaction.commit` instead: all
files of a command or none, refused where somebody else has changed one in the meantime.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write(path: Path, content: str | bytes) -> None:
    """Write a file, text as UTF-8, and make the folders that it lies in.

    A file that holds the content already is left alone: its time stays, and servers and
    synchronizing tools see no change. Any other is replaced in one step, so that a reader finds
    the old content or the new one and never a part. Raises OSError.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    if path.is_file() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    # Beside its target, because a rename is atomic only within a file system; named by the
    # process, because parallel builds may write the same file.
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
