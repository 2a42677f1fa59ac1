"""Readers in the child process that imports use: what they find comes back, and limits hold."""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING

import pytest

from speckb.errors import UsageError
from speckb.exchange.importing import reading
from speckb.exchange.importing.source import BadFileError
from tests.exchange.test_mutated import FILES

if TYPE_CHECKING:
    from pathlib import Path

FORMS = {"needs_json": "needs", "strictdoc": "strictdoc", "reqif_file": "reqif"}


@pytest.mark.parametrize("name", [name for name in FILES if not name.startswith("REQ")])
def test_records_come_back_whole(tmp_path: Path, name: str) -> None:
    reader, data = FILES[name]
    path = tmp_path / name
    path.write_bytes(data)
    module = importlib.import_module(f"speckb.exchange.importing.readers.{reader}")
    assert reading.read(path, FORMS[reader]) == module.read(path)
    assert module.is_own(path)


def test_folders_are_recognized(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    items, documents = tmp_path / "items", tmp_path / "documents"
    items.mkdir()
    documents.mkdir()
    (items / ".doorstop.yml").write_text("settings:\n  prefix: REQ\n")
    (items / "REQ001.yml").write_bytes(FILES["REQ001.yml"][1])
    (documents / "a.sdoc").write_bytes(FILES["a.sdoc"][1])
    monkeypatch.chdir(items)
    for path, form in ((items, "doorstop"), (type(items)(), "doorstop"), (documents, "strictdoc")):
        assert reading.read(path).format == form
    (documents / "a.sdoc").unlink()
    with pytest.raises(
        BadFileError, match=r"^documents: not recognized; say what it is with --from"
    ):
        reading.read(documents)
    with pytest.raises(UsageError, match="unknown format 'dorstop'; did you mean 'doorstop'"):
        reading.read(items, "dorstop")


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="limits of memory are those of Linux")
def test_file_that_fills_memory_is_a_message(tmp_path: Path) -> None:
    path = tmp_path / "a.sdoc"
    path.write_text("[DOCUMENT]\nTITLE: T\n" + "\n[R]\nU: a\n" * 1_000_000)
    with pytest.raises(BadFileError) as caught:
        reading.read(path, "strictdoc")
    assert str(caught.value) == (
        "a.sdoc: to read it, speckb used more than 280 MB of memory; nothing was read"
    )


def test_what_is_neither_file_nor_folder_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "endless.csv").symlink_to("/dev/zero")
    for name in ("pipe.json", "endless.csv"):
        with pytest.raises(BadFileError, match="not a regular file or a folder"):
            reading.read(tmp_path / name)
