"""An entry under another id is the same knowledge; there and back again is where it began."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speckb.corpus import corpus, loading
from speckb.corpus import settings as knowledge_settings
from speckb.editing.ids import refusal
from speckb.editing.renaming import renaming
from speckb.files.transaction import commit
from speckb.rules.check import check
from tests.conftest import REPO, SECOND, copy_content
from tests.unit.interrupting import tree

if TYPE_CHECKING:
    from pathlib import Path

FORMER = re.compile(rb"^formerly: \[.*\]\n", re.M)
ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9-]{0,12}", fullmatch=True)


class Room:
    """A copy of a knowledge base, and what was read of it when it was last written."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.corpus = read(root)

    def rename(self, old: str, new: str) -> None:
        """Rename an entry, and read everything again."""
        changes = renaming(self.corpus, self.corpus.entries[old], new).changes
        commit(self.root, changes, "speckb rename")
        self.corpus = read(self.root)

    def restore(self, files: dict[str, bytes], corpus: corpus.Corpus) -> None:
        """Make the files what they were when the corpus was read."""
        now = tree(self.root)
        for name in now.keys() - files.keys():
            (self.root / name).unlink()
        for name, data in files.items():
            if now.get(name) != data:
                (self.root / name).write_bytes(data)
        self.corpus = corpus


def own_copy(folder: Path) -> Path:
    """Copy the repository's own knowledge base."""
    root = copy_content(folder / "knowledge")
    shutil.copy(REPO / "reviews.txt", root)
    return root


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Room:
    """The repository's own knowledge base; each test leaves it as it was but for former ids."""
    return Room(own_copy(tmp_path_factory.mktemp("renaming")))


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Room:
    """The second knowledge base; each test leaves it as it was but for former ids."""
    return Room(shutil.copytree(SECOND, tmp_path_factory.mktemp("renaming") / "knowledge"))


def read(root: Path) -> corpus.Corpus:
    return loading.load(knowledge_settings.load(root))


def without_former(root: Path) -> dict[str, bytes]:
    return {name: FORMER.sub(b"", data) for name, data in tree(root).items()}


def hold_there_and_back(room: Room, old: str, new: str, before: dict[str, bytes]) -> None:
    """Hold that an entry under another id is the same, and that its old id brings all back."""
    found = room.corpus
    if refusal(found, found.entries[old].type, new, instead_of=old):
        return
    room.rename(old, new)
    there = room.corpus
    assert check(there) == []
    assert there.entries.keys() == found.entries.keys() - {old} | {new}
    assert there.former[old].id == new
    assert {*there.former} & {*there.entries} == set()
    assert sum(map(len, there.incoming.values())) == sum(map(len, found.incoming.values()))
    assert len(there.incoming.get(new, ())) == len(found.incoming.get(old, ()))
    room.rename(new, old)
    assert without_former(room.root) == before
    assert new in room.corpus.entries[old].formerly


@settings(max_examples=20)
@given(st.integers(0, 10_000), ids)
def test_there_and_back_is_the_identity_but_for_the_former_ids(
    second: Room, number: int, new: str
) -> None:
    old = sorted(second.corpus.entries)[number % len(second.corpus.entries)]
    hold_there_and_back(second, old, new, without_former(second.root))


def test_so_it_is_with_the_entry_of_each_type_that_most_is_linked_to(own: Room) -> None:
    incoming, before = own.corpus.incoming, without_former(own.root)
    for number, entries in enumerate(own.corpus.by_type.values()):
        old = max(entries, key=lambda entry: len(incoming.get(entry.id, ()))).id
        hold_there_and_back(own, old, f"{number}-New", before)
        assert own.corpus.entries[old].formerly[-1] == f"{number}-New"


def hold_no_chain(room: Room, names: list[str]) -> None:
    """Hold that each former id of an entry that is renamed again and again leads to the last."""
    found, before = room.corpus, tree(room.root)
    start = sorted(found.entries)[0]
    kind = found.entries[start].type
    had = [start]
    for name in names:
        if not refusal(room.corpus, kind, name, instead_of=had[-1]):
            room.rename(had[-1], name)
            had.append(name)
    after = room.corpus
    assert {after.former[old].id for old in {*had[:-1]} - {had[-1]}} <= {had[-1]}
    assert check(after) == []
    room.restore(before, found)


@settings(max_examples=8)
@given(st.lists(ids, min_size=2, max_size=5, unique_by=str.lower))
def test_former_ids_never_chain(second: Room, names: list[str]) -> None:
    hold_no_chain(second, names)


def test_former_ids_never_chain_among_many_entries(own: Room) -> None:
    hold_no_chain(own, ["one", "two", "One", "three"])
