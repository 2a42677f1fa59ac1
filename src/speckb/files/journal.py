"""Journal of a transaction: what a command writes, for the next command if this one is killed.

It is one file at the root of the knowledge base, which is locked as well. Its first line is the
plan; a line `staged` says that all new contents are on the disk, a line `undo` that the
transaction is rolled back.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from speckb import JOURNAL
from speckb.errors import UsageError
from speckb.files import locks

if TYPE_CHECKING:
    from types import TracebackType

STAGED, UNDO = "staged", "undo"
NO_LINK, BYTES = getattr(os, "O_NOFOLLOW", 0), getattr(os, "O_BINARY", 0)
HIDDEN = frozenset({".github", ".gitignore", ".vscode"})  # hidden names that a command may write


class WritingError(UsageError):
    """Files could not be written; the message says why, and what state they are in."""


class BusyError(WritingError):
    """Another command is writing."""


@dataclass(frozen=True, slots=True)
class Step:
    """A file of a plan: digests of its old and its new content, None where there is no file."""

    target: Path
    old: str | None
    new: str | None

    @property
    def staged(self) -> Path:
        """The file beside the target that holds the new content."""
        return self.target.with_name(f".{self.target.name}.speckb-new")

    @property
    def kept(self) -> Path:
        """The file beside the target that holds the old content."""
        return self.target.with_name(f".{self.target.name}.speckb-old")

    @property
    def is_todo(self) -> bool:
        """Whether the target still holds its old content."""
        return file_digest(self.target) == self.old

    @property
    def is_done(self) -> bool:
        """Whether the target holds its new content."""
        return file_digest(self.target) == self.new


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of a command, and the folders that it creates, outermost first."""

    command: str
    steps: tuple[Step, ...]
    folders: tuple[Path, ...] = ()

    def as_json(self, root: Path, inode: int) -> str:
        """Return the plan as a line of the journal, whose inode it names."""
        steps = [(s.target.relative_to(root).as_posix(), s.old, s.new) for s in self.steps]
        folders = [folder.relative_to(root).as_posix() for folder in self.folders]
        return json.dumps(
            {"command": self.command, "inode": inode, "steps": steps, "folders": folders}
        )


class Journal:
    """The journal of the knowledge base at `root`; a context manager that locks it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.path = root / JOURNAL
        self.file = -1

    def __enter__(self) -> Journal:
        """Lock the journal; raises BusyError where another command holds it."""
        while True:
            self.file = os.open(self.path, os.O_RDWR | os.O_CREAT | NO_LINK | BYTES, 0o666)
            try:
                locks.lock(self.file)
                if self._is_there():  # or another command deleted it after it was opened
                    return self
            except BlockingIOError:
                message = "another speckb command is writing here; wait until it has finished"
                self._close()
                raise BusyError(message) from None
            except BaseException:
                self._close()
                raise
            self._close()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Unlock the journal, and delete it where it is empty."""
        try:
            if not os.fstat(self.file).st_size:
                with suppress(OSError):  # an empty journal is none
                    self.path.unlink()
        finally:
            self._close()

    def write(self, line: str) -> None:
        """Add a line, and wait until it is on the disk."""
        os.lseek(self.file, 0, os.SEEK_END)
        write_all(self.file, f"{line}\n".encode())
        sync_folder(self.root)

    def begin(self, plan: Plan) -> None:
        """Write the plan as the first line."""
        self.write(plan.as_json(self.root, os.fstat(self.file).st_ino))

    def clear(self) -> None:
        """Empty the journal: no transaction is open."""
        os.ftruncate(self.file, 0)

    def read(self) -> tuple[Plan, set[str]] | None:
        """Return plan and marks of the open transaction, or None where there is none.

        Raises WritingError for a journal that was not written in this place: it could have come
        with a stranger's archive or commit, and would have files replaced. The inode shows it.
        """
        os.lseek(self.file, 0, os.SEEK_SET)
        size = os.fstat(self.file).st_size
        first, end, rest = os.read(self.file, size).partition(b"\n")
        if not end:
            return None
        try:
            data = json.loads(first)
            if data["inode"] != os.fstat(self.file).st_ino:
                raise ValueError  # noqa: TRY301  one message for all that can be wrong
            plan = self._plan(data)
        except (ValueError, KeyError, TypeError):
            raise WritingError(
                f"{self.path} was not written here; read it, then delete it and the files "
                "'.*.speckb-new' and '.*.speckb-old' beside the entries"
            ) from None
        return plan, {*rest.decode(errors="replace").split("\n")[:-1]}

    def _plan(self, data: Any) -> Plan:
        steps = tuple(Step(self._inside(name), old, new) for name, old, new in data["steps"])
        folders = tuple(self._inside(name) for name in data["folders"])
        return Plan(str(data["command"]), steps, folders)

    def _inside(self, name: str) -> Path:
        """Return a path of a plan; raises ValueError for one outside the root, or a hidden one."""
        parts = PurePosixPath(name).parts
        hidden = {part for part in parts if part.startswith(".")}
        if not parts or name.startswith("/") or hidden - HIDDEN:
            raise ValueError(name)
        return self.root.joinpath(*parts)

    def _is_there(self) -> bool:
        """Return whether the locked file is still the one of the journal's name."""
        try:
            return os.path.samestat(os.fstat(self.file), self.path.lstat())
        except FileNotFoundError:
            return False

    def _close(self) -> None:
        os.close(self.file)
        self.file = -1


def write_all(file: int, data: bytes) -> None:
    """Write all of the data to a file descriptor, and wait until it is on the disk."""
    left = memoryview(data)
    while left:
        left = left[os.write(file, left) :]
    os.fsync(file)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk, where system and disk support that."""
    if os.name != "posix":  # a folder cannot be opened
        return
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise
    finally:
        os.close(file)


def digest(data: bytes | None) -> str | None:
    """Return the digest of a content, or None for None."""
    return None if data is None else hashlib.sha256(data).hexdigest()


def file_digest(path: Path) -> str | None:
    """Return the digest of a file's content, or None where there is no file."""
    try:
        return digest(path.read_bytes())
    except FileNotFoundError:
        return None
