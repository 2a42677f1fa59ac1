"""Memory of contents that a slow test has passed, so that an unchanged file is not tested again.

It is in the user's own cache folder, where no commit can write. An entry is an empty file whose
name is a digest: of the content, of the code that tests, and of the programs that it runs. A memory
that cannot be read or written means only that the test is run again.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from speckb import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

KEPT = 5_000


class Memory:
    """Contents that passed a test; `code` are the files of the engine that the test rests on.

    `packages` are those that it uses. Nothing is remembered where the cache folder is inside the
    repository of the folder `root`: a commit could fill it.
    """

    def __init__(self, root: Path, code: Iterable[Path], packages: Iterable[str]) -> None:
        self._folder = _folder(root)
        tested_by = [__version__, *map(_stamp, sorted(code)), *map(installed, packages)]
        self._by = "\n".join(tested_by).encode()

    def has(self, content: bytes) -> bool:
        """Return whether the content has passed before."""
        return self._folder is not None and (self._folder / self._name(content)).is_file()

    def add(self, content: bytes) -> None:
        """Remember that the content has passed."""
        if self._folder is None:
            return
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            (self._folder / self._name(content)).touch()
            known = [*os.scandir(self._folder)]
            if len(known) > KEPT:
                for old in sorted(known, key=lambda one: one.stat().st_mtime)[: KEPT // 2]:
                    os.unlink(old)  # noqa: PTH108

    def _name(self, content: bytes) -> str:
        digest = hashlib.sha256(self._by)
        digest.update(b"\0" + content)
        return digest.hexdigest()


def _folder(root: Path) -> Path | None:
    """Return the folder of the memory, or None where there is no place for one."""
    named = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    with suppress(RuntimeError, OSError):  # no home, a circle of links, ...
        folder = (Path(named) if named else Path.home() / ".cache").resolve()
        if (not named or Path(named).is_absolute()) and not _is_below(folder, root.resolve()):
            return folder / "speckb" / "passed"
    return None


def _is_below(folder: Path, root: Path) -> bool:
    """Return whether a folder is in the knowledge base, or in the repository that it is in."""
    tops = (top for top in (root, *root.parents) if (top / ".git").exists())
    return folder.is_relative_to(next(tops, root))


def _stamp(path: Path) -> str:
    state = path.stat()
    return f"{path.name} {state.st_size} {state.st_mtime_ns}"


def installed(package: str) -> str:
    """Return name and version of a package, from the folder of its metadata.

    `importlib.metadata` would take longer to import than a check of a small knowledge base.
    """
    spec = find_spec(package)
    folder = Path(spec.origin).parent.parent if spec and spec.origin else None
    return " ".join(sorted(_metadata(folder, package))) if folder else ""


def _metadata(folder: Path, package: str) -> Iterator[str]:
    with suppress(OSError):
        for name in os.listdir(folder):  # noqa: PTH208
            if name.lower().startswith(f"{package}-") and name.endswith(".dist-info"):
                yield name
