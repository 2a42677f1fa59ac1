"""Transactions over files of a knowledge base: all changes of a command are made, or none.

A file system replaces one file at a time. So every new content is first staged beside its target,
with a hard link to the old content; the journal records how far the transaction is. A transaction
that is interrupted before all is staged is rolled back, a later one is finished by the next
command. Derived output, which can be made again, is written by `output.write` instead.
"""

from __future__ import annotations

import os
import shutil
import stat
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from speckb import JOURNAL
from speckb.files.journal import (
    BYTES,
    STAGED,
    UNDO,
    BusyError,
    Journal,
    Plan,
    Step,
    WritingError,
    digest,
    file_digest,
    sync_folder,
    write_all,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

__all__ = ["BusyError", "Change", "ConflictError", "WritingError", "commit", "settle"]

# Bytes of a name: file systems allow 255, and those of staged files are 12 bytes longer.
LONGEST = 243


class ConflictError(WritingError):
    """A file differs from what it held when it was read, or cannot be replaced safely."""


@dataclass(frozen=True, slots=True)
class Change:
    """Old content of a file, as it was read, and new content; None means that there is no file."""

    path: Path
    old: bytes | None
    new: bytes | None


def commit(root: Path, changes: Iterable[Change], command: str) -> None:
    """Write all changes of files below `root`, or raise WritingError and change nothing.

    `command` is the user's command, for the message of a later one that has to finish this.
    """
    wanted = [change for change in changes if change.old != change.new]
    if not wanted:
        return
    try:
        with Journal(root) as journal:
            _settle(journal)
            plan = _plan(root, wanted, command)
            try:
                journal.begin(plan)
                for step, change in zip(plan.steps, wanted, strict=True):
                    _stage(step, change.new)
                _sync(plan)
                journal.write(STAGED)
                for step in plan.steps:
                    _apply(root, step)
                _sync(plan)
            except BaseException:
                _give_up(journal, plan)
                raise
            with suppress(OSError):  # all is written; the next command deletes what is left
                _forget(journal, plan)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise WritingError(f"{where}{error.strerror}; nothing was changed") from error


def settle(root: Path) -> str:
    """Finish or roll back the transaction of an interrupted command, and say which.

    The result is a sentence, empty where no transaction is open. Raises WritingError where files
    cannot be written.
    """
    if not os.path.lexists(root / JOURNAL):
        return ""
    try:
        with Journal(root) as journal:
            return _settle(journal)
    except BusyError:
        return ""
    except OSError as error:
        message = f"an interrupted command left {root / JOURNAL}, which cannot be recovered now: "
        raise WritingError(f"{message}{error.strerror}") from error


def _settle(journal: Journal) -> str:
    found = journal.read()
    if found is None:
        journal.clear()
        return ""
    plan, marks = found
    todo = [step for step in plan.steps if not step.is_done]
    # finished only if nobody has changed the files since, and all staged contents are there
    ready = all(s.is_todo and (s.new is None or s.staged.is_file()) for s in todo)
    if STAGED in marks and UNDO not in marks and ready:
        for step in todo:
            _apply(journal.root, step)
        _sync(plan)
        _forget(journal, plan)
        return f"finished `{plan.command}`, which was interrupted"
    kept = _take_back(plan) if STAGED in marks else []
    _forget(journal, plan, made=False)
    names = ", ".join(step.target.relative_to(journal.root).as_posix() for step in kept)
    stays = f"; changed since, and not touched: {names}" if names else ""
    return f"undid `{plan.command}`, which was interrupted{stays}"


def _plan(root: Path, changes: Sequence[Change], command: str) -> Plan:
    """Return the plan of the changes.

    Raises ConflictError where a file is not as it was read, is a symbolic link or write-protected,
    has a name that is too long, or where something else has the name of a staged file.
    """
    steps = [Step(c.path, digest(c.old), digest(c.new)) for c in changes]
    for step in steps:
        name = step.target.relative_to(root).as_posix()
        if step.target.is_symlink():
            raise ConflictError(f"{name} is a symbolic link; nothing was changed")
        if any(len(os.fsencode(part)) > LONGEST for part in step.target.relative_to(root).parts):
            message = f"a name has more than {LONGEST} bytes; nothing was changed: {name}"
            raise ConflictError(message)
        _refuse_changed(root, step)
        if step.old is not None and not os.access(step.target, os.W_OK):
            raise ConflictError(f"{name} is write-protected; nothing was changed")
        for other in (step.staged, step.kept):
            if os.path.lexists(other):
                message = f"{other} is in the way; look at it, then delete it"
                raise ConflictError(f"{message}; nothing was changed")
    missing = {
        folder
        for step in steps
        if step.new is not None
        for folder in step.target.parents
        if not folder.exists()
    }
    return Plan(command, tuple(steps), tuple(sorted(missing)))


def _refuse_changed(root: Path, step: Step) -> None:
    if not step.is_todo:
        name = step.target.relative_to(root).as_posix()
        what = "already exists" if step.old is None else "was changed in the meantime"
        raise ConflictError(f"{name} {what}; nothing was changed")


def _stage(step: Step, content: bytes | None) -> None:
    """Write the new content beside the target, and link the old one to a second name."""
    if content is not None:
        step.target.parent.mkdir(parents=True, exist_ok=True)
        mode = 0o666 if step.old is None else stat.S_IMODE(step.target.stat().st_mode)
        file = os.open(step.staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL | BYTES, mode)
        try:
            write_all(file, content)
        finally:
            os.close(file)
        if step.old is not None:
            step.staged.chmod(mode)
    if step.old is not None:
        try:
            os.link(step.target, step.kept)
        except OSError:  # a file system without hard links
            shutil.copy2(step.target, step.kept)


def _apply(root: Path, step: Step) -> None:
    """Replace or delete a target; raises ConflictError where it was changed in the meantime."""
    _refuse_changed(root, step)
    if step.new is None:
        step.target.unlink()
    else:
        step.staged.replace(step.target)
    if step.old is not None and file_digest(step.kept) != step.old:
        # another program wrote into the file after the check above, before it was replaced
        raise ConflictError(
            f"{step.target.relative_to(root).as_posix()} was changed; nothing was changed"
        )


def _give_up(journal: Journal, plan: Plan) -> None:
    """Roll back; where even that fails, leave it to the next command and raise WritingError."""
    try:
        found = journal.read()
        if found is not None and STAGED in found[1]:
            with suppress(OSError):
                journal.write(UNDO)  # or the next command would finish what is rolled back
            _take_back(plan)
        _forget(journal, plan, made=False)
    except OSError as error:
        message = (
            f"{error.filename or journal.path}: {error.strerror}; the next speckb command undoes"
        )
        raise WritingError(f"{message} what was written") from error


def _take_back(plan: Plan) -> list[Step]:
    """Restore the old contents, and return the steps whose files another program has changed."""
    foreign = []
    for step in plan.steps:
        if step.is_done and step.old is None:
            step.target.unlink(missing_ok=True)
        elif step.is_done and step.kept.exists():
            step.kept.replace(step.target)
        elif not step.is_todo:
            foreign.append(step)
    return foreign


def _forget(journal: Journal, plan: Plan, *, made: bool = True) -> None:
    """Delete the staged and linked files, then the plan; folders that were made, unless `made`."""
    for step in plan.steps:
        step.staged.unlink(missing_ok=True)
        step.kept.unlink(missing_ok=True)
    for folder in reversed(() if made else plan.folders):
        with suppress(OSError):  # somebody has put something into it
            folder.rmdir()
    _sync(plan)
    journal.clear()


def _sync(plan: Plan) -> None:
    """Wait until all renames are on the disk."""
    for folder in sorted({step.target.parent for step in plan.steps}):
        if folder.is_dir():
            sync_folder(folder)
