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


@pytest.fixture(scope="module", params=["this", "second"])
def root(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of a knowledge base; each test leaves it as it was but for former ids."""
    folder = tmp_path_factory.mktemp("renaming") / "knowledge"
    if request.param == "second":
        return shutil.copytree(SECOND, folder)
    copy_content(folder)
    shutil.copy(REPO / "reviews.txt", folder)
    return folder


def read(root: Path) -> corpus.Corpus:
    return loading.load(knowledge_settings.load(root))


def rename(root: Path, old: str, new: str) -> None:
    found = read(root)
    commit(root, renaming(found, found.entries[old], new).changes, "speckb rename")


def without_former(root: Path) -> dict[str, bytes]:
    return {name: FORMER.sub(b"", data) for name, data in tree(root).items()}


@settings(max_examples=20)
@given(st.integers(0, 10_000), ids)
def test_there_and_back_is_the_identity_but_for_the_former_ids(
    root: Path, number: int, new: str
) -> None:
    found = read(root)
    old = sorted(found.entries)[number % len(found.entries)]
    entry = found.entries[old]
    if refusal(found, entry.type, new, instead_of=old):
        return
    before = without_former(root)
    rename(root, old, new)
    there = read(root)
    assert check(there) == []
    assert there.entries.keys() == found.entries.keys() - {old} | {new}
    assert there.former[old].id == new
    assert {*there.former} & {*there.entries} == set()
    assert sum(map(len, there.incoming.values())) == sum(map(len, found.incoming.values()))
    assert len(there.incoming.get(new, ())) == len(found.incoming.get(old, ()))
    rename(root, new, old)
    assert without_former(root) == before
    assert (
        read(root).entries[old].formerly[-1:] == (new,) or new in read(root).entries[old].formerly
    )


@settings(max_examples=8)
@given(st.lists(ids, min_size=2, max_size=5, unique_by=str.lower))
def test_former_ids_never_chain(root: Path, names: list[str]) -> None:
    found = read(root)
    start = sorted(found.entries)[0]
    kind = found.entries[start].type
    before = tree(root)
    had = [start]
    for name in names:
        if not refusal(read(root), kind, name, instead_of=had[-1]):
            rename(root, had[-1], name)
            had.append(name)
    after = read(root)
    assert {after.former[old].id for old in {*had[:-1]} - {had[-1]}} <= {had[-1]}
    assert check(after) == []
    for name in tree(root).keys() - before.keys():
        (root / name).unlink()
    for name, data in before.items():
        (root / name).write_bytes(data)
