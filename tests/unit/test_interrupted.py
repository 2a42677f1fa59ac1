"""A command that is killed, or that fails, at any of its writes: all of it is done, or nothing."""

from __future__ import annotations

import io
import os
import resource
import shutil
import signal
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout, suppress
from itertools import count
from typing import TYPE_CHECKING

import pytest

from speckb.cli.main import main
from speckb.files import transaction
from speckb.files.transaction import Change, WritingError, commit
from tests.unit.interrupting import (
    KILLED,
    Steps,
    apart,
    command,
    full,
    killed_at,
    once,
    seen,
    tree,
)
from tests.unit.lending import PRIVACY, SLIPS, Lending

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Capture = pytest.CaptureFixture[str]
COMMANDS = {
    "rename": ["rename", "loan-privacy", "secrecy"],
    "new": ["new", "yardstick", "desk-hours", "--fill"],
    "new in a new folder": ["new", "circumstance", "new-ticket"],
    "fmt": ["fmt"],
    "review": ["review", "--all"],
}


class Workshop:
    """A knowledge base, what a command makes of it, and copies to interrupt the command on."""

    def __init__(self, folder: Path, arguments: list[str]) -> None:
        self.folder = folder
        self.arguments = arguments
        self.before = Lending(folder / "before")
        self.before.change("ubproject.toml", "[speckb]", '[speckb]\nreviews = "reviews.txt"')
        self.before.change(SLIPS, "section: A.1\n", "")
        self.before.change(SLIPS, "carrier: van\n", "carrier: van\nsection: A.1\n")
        assert main(["--root", str(self.before.root), "review", "--all"]) == 0
        self.before.change(PRIVACY, "Desks on the way know too.", "Desks on the way know.")
        if arguments[:2] == ["new", "circumstance"]:
            self._without_circumstances()
        after = shutil.copytree(self.before.root, folder / "after")
        assert command(after, *arguments)() == 0
        self.old, self.new = tree(self.before.root), tree(after)
        assert self.old != self.new

    def _without_circumstances(self) -> None:
        shutil.rmtree(self.before.root / "circumstances")
        self.before.change(PRIVACY, "seen_in: [market-day]\n", "")
        text = self.before.text("index.md")
        self.before.write("index.md", text.replace("circumstances/index\n", ""))

    def copy(self) -> Path:
        """Return a fresh copy to work on."""
        root = self.folder / "work"
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(self.before.root, root)
        return root

    def settled(self, root: Path) -> bool:
        """Return whether all was done; it was, or nothing was, and nothing is left over."""
        found = tree(root)
        assert found in (self.old, self.new)
        return found == self.new


class Files(Workshop):
    """The files alone that a command writes, and their writing without the command before it."""

    def __init__(self, folder: Path, arguments: list[str]) -> None:
        super().__init__(folder, arguments)
        names = {n for n in self.old | self.new if self.old.get(n) != self.new.get(n)}
        self.old = {name: data for name, data in self.old.items() if name in names}
        self.new = {name: data for name, data in self.new.items() if name in names}
        self.names = sorted(names, key=lambda name: (name in self.old, name not in self.new, name))

    def copy(self) -> Path:
        """Return a folder with the old files."""
        root = self.folder / "work"
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir()
        for name, data in self.old.items():
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_bytes(data)
        return root

    def write(self, root: Path) -> int:
        """Write as the command does, and return the status that it would have."""
        changes = [Change(root / n, self.old.get(n), self.new.get(n)) for n in self.names]
        try:
            commit(root, changes, "speckb test")
        except WritingError as error:
            print(error, file=sys.stderr)
            return 2
        return 0


@pytest.fixture(params=COMMANDS)
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    """What one command writes."""
    return Files(tmp_path, COMMANDS[request.param])


@pytest.fixture(params=COMMANDS)
def workshop(request: pytest.FixtureRequest, tmp_path: Path) -> Workshop:
    """One command at work."""
    return Workshop(tmp_path, COMMANDS[request.param])


def assert_whole(workshop: Workshop, root: Path) -> None:
    """Hold that each file that an editor sees is as it was or as it shall be."""
    for name, data in seen(tree(root)).items():
        assert data in {workshop.old.get(name), workshop.new.get(name)}, name
    kept = {name for name in workshop.old if name in workshop.new}
    assert kept <= tree(root).keys()


def test_a_command_that_is_killed_is_finished_or_taken_back_by_the_next_one(
    workshop: Workshop, capfd: Capture
) -> None:
    outcomes = []
    for step in count():
        root = workshop.copy()
        status = killed_at(step, command(root, *workshop.arguments))
        if status == 0:
            break
        assert status == KILLED
        assert_whole(workshop, root)
        capfd.readouterr()
        assert main(["--root", str(root), "explain", "id-file"]) == 0
        said = capfd.readouterr().err
        done = workshop.settled(root)
        outcomes.append(done)
        if said:
            assert ("finished `speckb " if done else "undid `speckb ") in said
        if not done and step % 6 == 0:
            assert command(root, *workshop.arguments)() == 0
            assert tree(root) == workshop.new
    assert workshop.settled(root)
    assert outcomes == sorted(outcomes), "what is finished at a step is finished at a later one"
    assert {*outcomes} == {False, True}


def test_a_write_that_is_cut_off_in_the_middle_is_taken_back(files: Files) -> None:
    for step in count():
        root = files.copy()
        if killed_at(step, files.write, root, torn=True) == 0:
            break
        assert seen(tree(root)) == files.old
        transaction.settle(root)
        assert tree(root) == files.old
    assert files.settled(root)


def settle(root: Path) -> int:
    """Finish or take back what an interrupted command has left."""
    return len(transaction.settle(root))


def test_what_is_settled_may_be_killed_as_well(files: Files) -> None:
    for step in count(3, 9):
        for second in count():
            root = files.copy()
            if killed_at(step, files.write, root) == 0:
                return
            status = killed_at(second, settle, root)
            assert_whole(files, root)
            transaction.settle(root)
            files.settled(root)
            if status != KILLED:
                break


def test_a_write_that_fails_leaves_all_as_it_was(files: Files, capfd: Capture) -> None:
    for step in count():
        root = files.copy()
        with Steps(step, once(full)).counted() as steps:
            capfd.readouterr()
            status = files.write(root)
        said = capfd.readouterr()
        assert "Traceback" not in said.out + said.err
        if steps.done <= step:
            break
        assert status in {0, 2}
        assert seen(tree(root)) == seen(files.new if status == 0 else files.old)
        if status:
            assert "No space left on device" in said.err
            assert "nothing was changed" in said.err
            assert tree(root) == files.old
        transaction.settle(root)
        files.settled(root)
    assert status == 0


def test_a_disk_that_is_full_from_then_on_leaves_what_the_next_command_settles(
    files: Files,
) -> None:
    for step in count():
        root = files.copy()
        with Steps(step, full).counted() as steps:
            files.write(root)
        if steps.done <= step:
            break
        assert_whole(files, root)
        transaction.settle(root)
        files.settled(root)


def limited(limit: int, work: Callable[[], int]) -> int:
    """Do work in which no file may be longer than a limit."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return work()


@pytest.mark.parametrize("limit", [0, 20, 200, 400, 800])
def test_files_that_may_not_grow_leave_all_as_it_was(limit: int, workshop: Workshop) -> None:
    """The kernel itself ends the writes in the middle."""
    root = workshop.copy()
    status = apart(limited, limit, command(root, *workshop.arguments))
    assert status in {0, 2}
    assert tree(root) == (workshop.new if status == 0 else workshop.old)
    if limit <= 200:
        assert status == 2


def test_a_full_disk_leaves_all_as_it_was(workshop: Workshop, capfd: Capture) -> None:
    disk = workshop.folder / "disk"
    disk.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if subprocess.run(mounted, check=False, capture_output=True).returncode:
        pytest.skip("a disk of its own size needs the right to mount one")
    try:
        root = shutil.copytree(workshop.before.root, disk / "knowledge")
        _fill(disk / "ballast")
        assert command(root, *workshop.arguments)() == 2
        assert "No space left on device; nothing was changed" in capfd.readouterr().err
        assert tree(root) == workshop.old
        (disk / "ballast").unlink()
        assert command(root, *workshop.arguments)() == 0
        assert tree(root) == workshop.new
    finally:
        subprocess.run(["umount", disk], check=True)


def _fill(path: Path) -> None:
    """Let a file take all the room that is left."""
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(512)):
            pass


MARK = b"\nWritten meanwhile.\n"


def _append(path: Path) -> None:
    with path.open("ab") as file:
        file.write(MARK)


def _replace(path: Path) -> None:
    new = path.with_name("saved")
    new.write_bytes(path.read_bytes() + MARK)
    os.rename(new, path)  # noqa: PTH104  not one of the calls that are counted


@pytest.mark.parametrize("save", [_append, _replace], ids=["in place", "by another file"])
@pytest.mark.parametrize("name", [PRIVACY, SLIPS], ids=["moved", "changed"])
def test_what_an_editor_saves_meanwhile_is_never_lost(
    name: str, save: Callable[[Path], None], tmp_path: Path, capfd: Capture
) -> None:
    """But for a save by another file within the very call that replaces or moves the old one."""
    files = Files(tmp_path, COMMANDS["rename"])
    for step in count():
        root = files.copy()
        saved = []

        def act(call: str, args: tuple[object, ...], path: Path = root / name) -> None:
            at_once = save is _replace and call in {"replace", "unlink"} and path in args
            if path.exists() and not at_once and not saved:  # noqa: B023
                saved.append(True)  # noqa: B023
                save(path)

        with Steps(step, act).counted() as steps:
            capfd.readouterr()
            status = files.write(root)
        if steps.done <= step:
            break
        said = capfd.readouterr().err
        found = tree(root)
        assert not [file for file in found if "speckb-" in file]
        if saved:
            assert any(MARK in data for data in found.values())
        if status:
            assert "was changed" in said
            assert {n: d.replace(MARK, b"") for n, d in found.items()} == files.old
        else:
            assert {n: d.replace(MARK, b"") for n, d in found.items()} == files.new
