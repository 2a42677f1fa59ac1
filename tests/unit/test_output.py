"""Files that are made from a knowledge base: written whole, and only when they change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speckb.files.output import write

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("content", ["Täglich\n", b"\x00\r\n\xff"])
def test_text_or_bytes_are_written_into_folders_that_are_made(
    tmp_path: Path, content: str | bytes
) -> None:
    path = tmp_path / "site" / "tables" / "a.csv"
    write(path, content)
    assert path.read_bytes() == (content if isinstance(content, bytes) else content.encode())
    assert [one.name for one in path.parent.iterdir()] == ["a.csv"]


def test_a_file_that_holds_the_content_already_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write(path, "id\n")
    before = path.stat()
    write(path, b"id\n")
    assert path.stat() == before


def test_a_reader_never_sees_a_part(tmp_path: Path) -> None:
    """Whoever has the old file open goes on to read the old file: it is replaced, not rewritten."""
    path = tmp_path / "a.csv"
    write(path, "old\n" * 9)
    with path.open() as reader:
        write(path, "new\n")
        assert reader.read() == "old\n" * 9
    assert path.read_text() == "new\n"


def test_nothing_is_left_where_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(OSError, match="directory"):
        write(tmp_path / "a.csv", "id\n")
    assert [one.name for one in tmp_path.iterdir()] == ["a.csv"]
