"""The generator of knowledge bases: the same bytes each time, and nothing that `check` refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench import floor, generate, shape
from speckb.corpus import corpus, loading, settings
from speckb.rules.check import check
from speckb.sorting import natural
from tests.conftest import SECOND, build

if TYPE_CHECKING:
    from pathlib import Path


def written(folder: Path, number: int, seed: int = 1) -> dict[str, bytes]:
    """Generate a knowledge base and return its files."""
    generate.generate(number, folder, seed)
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def loaded(folder: Path, number: int, seed: int = 1) -> corpus.Corpus:
    """Generate a knowledge base and return its corpus."""
    generate.generate(number, folder, seed)
    return loading.load(settings.load(folder))


def test_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    assert written(tmp_path / "one", 100) == written(tmp_path / "two", 100)


def test_another_seed_gives_other_entries_in_the_same_files(tmp_path: Path) -> None:
    one, two = written(tmp_path / "one", 100), written(tmp_path / "two", 100, seed=2)
    assert one.keys() == two.keys()
    assert not [name for name in one if "-" in name and one[name] == two[name]]


@pytest.mark.parametrize("number", [shape.LEAST, 100, 333])
def test_it_writes_as_many_entries_as_asked_for(tmp_path: Path, number: int) -> None:
    found = loaded(tmp_path, number)
    assert len(found.entries) == number
    assert all(found.by_type.values())


def test_number_of_criteria_does_not_grow(tmp_path: Path) -> None:
    small, large = loaded(tmp_path / "small", 50), loaded(tmp_path / "large", 200)
    assert len(small.criteria) == len(large.criteria) == shape.CRITERIA


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("number", [shape.LEAST, 100])
def test_check_finds_nothing(tmp_path: Path, number: int, seed: int) -> None:
    assert check(loaded(tmp_path, number, seed)) == []


def test_every_entry_has_links_and_a_page_of_prose(tmp_path: Path) -> None:
    found = loaded(tmp_path, 100)
    for entry in found.entries.values():
        links = [link for link in found.outgoing[entry.id] if link.kind != "criteria"]
        least = 0 if natural(entry.id)[-1][1] in {1, 2, 3} else 2
        assert least <= len(links) <= 3, entry.id
        assert entry.id not in {link.target for link in links}
        body = entry.source.body
        blocks = body.strip().split("\n\n")
        assert len(blocks) >= 7, entry.id
        assert {"- ", "##"} <= {block[:2] for block in blocks}, entry.id
        assert body.count("{entry}`") == 3, entry.id


def test_site_builds_without_a_warning(tmp_path: Path) -> None:
    generate.generate(shape.LEAST, tmp_path / "knowledge")
    built = build(tmp_path / "knowledge", tmp_path / "site")
    assert built.status == 0, built.output
    assert (tmp_path / "site" / "requirements" / "R1.html").is_file()


def test_floor_of_a_knowledge_base_is_a_site_of_bare_sphinx(tmp_path: Path) -> None:
    floor.convert(SECOND, tmp_path / "floor")
    built = build(tmp_path / "floor", tmp_path / "site", builder="dummy")
    assert built.status == 0, built.output


def test_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    note.write_text("mine")
    with pytest.raises(ValueError, match="is not empty"):
        generate.generate(100, tmp_path)
    assert [*tmp_path.iterdir()] == [note]


def test_too_small_a_number_says_what_the_least_is(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=f"at least {shape.LEAST} entries, not 3"):
        generate.generate(3, tmp_path)
