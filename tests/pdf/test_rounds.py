"""How often the document is laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from speckb.typst import compiler

if TYPE_CHECKING:
    from pathlib import Path


class Numbers:
    def files(self) -> list[tuple[str, str]]:
        return []


class Typst:
    def compile_with_warnings(self, **_: Any) -> tuple[bytes, list[Any]]:
        return b"%PDF", []


@pytest.mark.parametrize(
    ("known", "rounds"), [({"R1:": 3}, 1), ({}, 2), ({"R1:": 9}, 2), ({"gone:": 1}, 2)]
)
def test_pages_of_the_last_build_save_a_round(
    known: dict[str, int], rounds: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out = []
    monkeypatch.setattr(compiler, "guess", lambda _: {"R1:": 2, ":part-1": 2})
    monkeypatch.setattr(compiler, "page_numbers", lambda *_: Numbers())
    monkeypatch.setattr(compiler, "_compiler", lambda _: Typst())
    monkeypatch.setattr(compiler, "_label_pages", lambda _: laid_out.append(1) or {"R1:": 3})
    made, _ = compiler._lay_out(tmp_path, None, 0, known)  # type: ignore[arg-type]
    assert made == b"%PDF"
    assert len(laid_out) == rounds
