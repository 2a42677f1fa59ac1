"""Several files written as one: what is refused, and what a killed command left."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import stat
from typing import TYPE_CHECKING

import pytest

from speckb import JOURNAL
from speckb.files.journal import WritingError
from speckb.files.transaction import Change, ConflictError, commit, settle
from tests.unit.interrupting import Steps, killed_at, tree

if TYPE_CHECKING:
    from pathlib import Path

ONE, TWO = b"one\n", b"two\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with a file that is to change, one that is to go, and room for a new one."""
    (tmp_path / "changed").write_bytes(ONE)
    (tmp_path / "gone").write_bytes(ONE)
    return tmp_path


def changes(root: Path) -> list[Change]:
    return [
        Change(root / "new" / "one", None, TWO),
        Change(root / "changed", ONE, TWO),
        Change(root / "gone", ONE, None),
    ]


def test_files_are_made_changed_and_taken_away(root: Path) -> None:
    commit(root, changes(root), "speckb test")
    assert tree(root) == {"changed": TWO, "new/one": TWO}


def test_what_does_not_change_is_not_touched(root: Path) -> None:
    before = (root / "changed").stat()
    commit(root, [Change(root / "changed", ONE, ONE)], "speckb test")
    assert (root / "changed").stat() == before


def test_permissions_stay(root: Path) -> None:
    (root / "changed").chmod(0o640)
    commit(root, changes(root), "speckb test")
    assert stat.S_IMODE((root / "changed").stat().st_mode) == 0o640


def refused(root: Path, found: list[Change]) -> str:
    """Return what is said where nothing is written."""
    before = tree(root)
    with pytest.raises(ConflictError) as caught:
        commit(root, found, "speckb test")
    assert tree(root) == before
    return str(caught.value)


def test_a_file_that_changed_since_it_was_read_is_not_written(root: Path) -> None:
    (root / "changed").write_bytes(b"by an editor\n")
    assert (
        refused(root, changes(root)) == "changed was changed in the meantime; nothing was changed"
    )


def test_a_file_that_is_gone_is_not_written(root: Path) -> None:
    (root / "changed").unlink()
    assert "changed was changed in the meantime" in refused(root, changes(root))


def test_a_file_that_is_there_is_not_replaced_by_a_new_one(root: Path) -> None:
    (root / "new").mkdir()
    (root / "new" / "one").write_bytes(b"by an editor\n")
    assert refused(root, changes(root)) == "new/one already exists; nothing was changed"


def test_a_symbolic_link_is_not_written_through(root: Path) -> None:
    (root / "aim").write_bytes(ONE)
    (root / "changed").unlink()
    (root / "changed").symlink_to("aim")
    assert "changed is a symbolic link" in refused(root, changes(root))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to everything")
def test_a_write_protected_file_is_not_replaced(root: Path) -> None:
    (root / "changed").chmod(0o444)
    assert "changed is write-protected" in refused(root, changes(root))


@pytest.mark.parametrize("name", [".changed.speckb-new", ".changed.speckb-old"])
def test_a_file_in_the_way_is_not_deleted(name: str, root: Path) -> None:
    (root / name).write_bytes(b"by an editor\n")
    assert f"{root / name} is in the way" in refused(root, changes(root))


def test_two_commands_do_not_write_at_the_same_time(root: Path) -> None:
    with (root / JOURNAL).open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        before = tree(root)
        with pytest.raises(WritingError, match="another speckb command is writing here"):
            commit(root, changes(root), "speckb test")
        assert settle(root) == ""
        assert tree(root) == before


def test_a_journal_that_was_not_written_here_is_obeyed_by_no_command(root: Path) -> None:
    """It could have come with the work of a stranger."""
    plan = {"command": "x", "inode": 1, "folders": [], "steps": [["changed", None, None]]}
    (root / JOURNAL).write_text(json.dumps(plan) + "\nstaged\n", encoding="utf-8")
    before = tree(root)
    for work in (lambda: settle(root), lambda: commit(root, changes(root), "speckb test")):
        with pytest.raises(WritingError, match=r"\.speckb-journal was not written here"):
            work()
    assert tree(root) == before


@pytest.mark.parametrize("name", ["../outside", "/outside", ".git/hooks/x", "a/../../outside", ""])
def test_a_journal_names_files_of_the_knowledge_base_alone(name: str, root: Path) -> None:
    path = root / JOURNAL
    path.touch()
    plan = {
        "command": "x",
        "inode": path.stat().st_ino,
        "folders": [],
        "steps": [[name, None, None]],
    }
    path.write_text(json.dumps(plan) + "\nstaged\n", encoding="utf-8")
    with pytest.raises(WritingError, match="was not written here"):
        settle(root)


@pytest.mark.parametrize("text", ["", "{", '{"command": "x"', "staged"])
def test_a_journal_that_was_cut_off_is_forgotten(text: str, root: Path) -> None:
    (root / JOURNAL).write_text(text, encoding="utf-8")
    settle(root)
    assert tree(root) == {"changed": ONE, "gone": ONE}


def test_a_journal_that_is_a_symbolic_link_is_not_followed(root: Path) -> None:
    (root / JOURNAL).symlink_to("changed")
    with pytest.raises(WritingError):
        settle(root)
    with pytest.raises(WritingError):
        commit(root, changes(root), "speckb test")
    assert (root / "changed").read_bytes() == ONE


def test_without_hard_links_the_old_contents_are_copied(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", link)
    commit(root, changes(root), "speckb test")
    assert tree(root) == {"changed": TWO, "new/one": TWO}


def write(root: Path) -> int:
    """Write the changes, in whatever process calls it."""
    commit(root, changes(root), "speckb test")
    return 0


def interrupted(root: Path) -> None:
    """Kill a command after its first file, which is new, is in place."""
    for step in range(100):
        again = shutil.copytree(root, root.parent / "try")
        killed_at(step, write, again)
        reached = (again / "new" / "one").exists()
        shutil.rmtree(again)
        if reached:
            killed_at(step, write, root)
            break
    assert (root / "new" / "one").read_bytes() == TWO
    assert (root / "changed").read_bytes() == ONE


def test_what_was_begun_is_finished(root: Path) -> None:
    interrupted(root)
    assert settle(root) == "finished `speckb test`, which was interrupted"
    assert tree(root) == {"changed": TWO, "new/one": TWO}


def test_a_command_that_writes_finishes_what_was_begun_and_sees_that_all_has_changed(
    root: Path,
) -> None:
    interrupted(root)
    with pytest.raises(ConflictError):
        commit(root, changes(root), "speckb test")
    assert tree(root) == {"changed": TWO, "new/one": TWO}


def test_what_an_editor_changed_after_the_kill_stays_and_the_rest_is_taken_back(root: Path) -> None:
    interrupted(root)
    (root / "changed").write_bytes(b"by an editor\n")
    said = settle(root)
    assert said.startswith("undid `speckb test`, which was interrupted")
    assert said.endswith("; changed since, and not touched: changed")
    assert tree(root) == {"changed": b"by an editor\n", "gone": ONE}


def test_a_new_file_that_an_editor_changed_after_the_kill_stays(root: Path) -> None:
    interrupted(root)
    (root / "new" / "one").write_bytes(b"by an editor\n")
    assert "not touched: new/one" in settle(root)
    assert tree(root) == {"changed": ONE, "gone": ONE, "new/one": b"by an editor\n"}


def test_what_cannot_be_settled_is_left_with_a_message(root: Path) -> None:
    interrupted(root)

    def refuse(_name: str, args: tuple[object, ...]) -> None:
        raise OSError(30, "Read-only file system", str(args[0]))

    before = tree(root)
    with Steps(0, refuse).counted(), pytest.raises(WritingError, match="Read-only file system"):
        settle(root)
    assert tree(root) == before
    assert settle(root).startswith("finished")


def test_an_interrupt_by_the_user_takes_all_back(root: Path) -> None:
    def interrupt(_name: str, _args: tuple[object, ...]) -> None:
        raise KeyboardInterrupt

    before = tree(root)
    for step in (3, 8, 15):
        done: list[bool] = []

        def once(name: str, args: tuple[object, ...], done: list[bool] = done) -> None:
            if not done:
                done.append(True)
                interrupt(name, args)

        with Steps(step, once).counted(), pytest.raises(KeyboardInterrupt):
            commit(root, changes(root), "speckb test")
        assert tree(root) == before


def test_a_name_that_is_too_long_leaves_no_open_journal(root: Path) -> None:
    long = Change(root / "new" / f"{'é' * 122}", None, TWO)
    assert "a name has more than 243 bytes" in refused(root, [*changes(root), long])
    commit(root, [Change(root / "new" / f"{'é' * 121}n", None, TWO)], "speckb test")
    assert not (root / JOURNAL).exists()
