"""One build at a time in a folder, and no trust in what an unfinished one left there.

A build locks its folder of doctrees and its output folder, and puts a marker into both until it has
succeeded. A build that finds a marker reads and writes every page.

The locks are held by open files, which worker processes share: they end with the last process of a
build, when nothing writes any more. What locks by path would not do that.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from speckb.files import locks
from speckb.sphinxext.sphinx_internals import saved_environment, warning_count

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

MARKER = ".unfinished"
_locks: dict[Path, int] = {}  # open files of this process


def connect(app: Sphinx) -> None:
    """Register the begin of a build, before anything is read, and its end."""
    app.connect("config-inited", _begin, priority=1)
    app.connect("build-finished", _end, priority=985)


def _folders(app: Sphinx) -> list[Path]:
    """Return the folders of a build, in an order that is the same for all builds."""
    return sorted({Path(app.doctreedir).resolve(), Path(app.outdir).resolve()})


def _begin(app: Sphinx, _config: Config) -> None:
    folders = _folders(app)
    for folder in folders:
        lock(folder)
    markers = [folder / MARKER for folder in folders]
    if any(marker.exists() for marker in markers):
        saved_environment(app).unlink(missing_ok=True)
    for marker in markers:
        marker.touch()


def _end(app: Sphinx, error: Exception | None) -> None:
    """Remove the markers after a success, and let the next build begin.

    A build with warnings keeps them: Sphinx does not repeat the warnings of a page that it does not
    read again, and a build that is repeated would pass.
    """
    if error is None and not warning_count(app):
        for folder in _folders(app):
            (folder / MARKER).unlink(missing_ok=True)
    for folder in reversed(_folders(app)):  # who has got the first one need not wait for another
        unlock(folder)


def lock(folder: Path) -> None:
    """Lock a folder for this process and its children; say so if another build must end first."""
    if os.name != "posix" or folder in _locks:  # elsewhere a folder cannot be opened
        return
    folder.mkdir(parents=True, exist_ok=True)
    file = os.open(folder, os.O_RDONLY)
    with suppress(OSError):  # not on every file system
        try:
            locks.lock(file)
        except BlockingIOError:
            # not where `make live` collects what a build prints
            said = f"speckb: another build is using {_shown(folder)}; waiting for it to finish"
            os.write(2, os.fsencode(f"{said}\n"))
            locks.wait(file)
    _locks[folder] = file
    if not _is_same(file, folder):  # deleted while this build waited
        unlock(folder)
        lock(folder)


def unlock(folder: Path) -> None:
    """Release a folder that this process has locked."""
    if (file := _locks.pop(folder, None)) is not None:
        os.close(file)


def _shown(folder: Path) -> Path:
    return folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder


def _is_same(file: int, folder: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file), folder.stat())
    except FileNotFoundError:
        return False
