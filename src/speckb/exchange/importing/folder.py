"""Files in a stranger's folder: no links are followed, hidden folders are left out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from speckb.exchange.importing.source import BadFileError, Remark

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 50_000  # files and folders


def files(root: Path, remarks: list[Remark] | None = None) -> Iterator[tuple[str, Path]]:
    """Yield path below the root, with slashes, and file; sorted, those of a folder first.

    Links are told in `remarks`. Raises BadFileError where a folder cannot be read, or has more than
    `MOST` files and folders.
    """
    count = 0
    pending = [root]
    while pending:
        folder = pending.pop()
        below = "" if folder == root else f"{folder.relative_to(root).as_posix()}/"
        try:
            with os.scandir(folder) as found:
                entries = []
                for entry in found:
                    count += 1
                    if count > MOST:
                        raise BadFileError(f"{root.name}: more than {MOST:,} files and folders")
                    entries.append(entry)
        except OSError as error:
            raise BadFileError(f"{below or root.name}: {error.strerror}") from None
        entries.sort(key=lambda entry: entry.name)
        folders = []
        for entry in entries:
            if entry.is_symlink():
                if remarks is not None:
                    remarks.append(Remark(f"{below}{entry.name}", "a link, which was not followed"))
            elif entry.is_dir():
                folders += [] if entry.name.startswith(".") else [Path(entry.path)]
            elif entry.is_file():
                yield f"{below}{entry.name}", Path(entry.path)
        pending += reversed(folders)
