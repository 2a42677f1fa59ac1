"""Fixtures of the unit tests."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from speckb import language
from speckb.language import Catalogue
from tests.unit.boasting import boast
from tests.unit.filled import fill
from tests.unit.lending import Lending

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from speckb.corpus.corpus import Corpus


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands that write not wait until it is on the disk: these tests outlive no machine."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture
def lending(tmp_path: Path) -> Lending:
    """A copy of the second knowledge base that the test may change."""
    return Lending(tmp_path / "lending")


@pytest.fixture
def german() -> Iterator[Callable[[Mapping[str, str]], None]]:
    """Take the words of a German catalogue from now on; afterwards English is spoken again."""
    yield lambda words: language.use("de", Catalogue({one: (w,) for one, w in words.items()}))
    language.use(language.ENGLISH)


@pytest.fixture
def boasting(lending: Lending) -> Lending:
    """A base in which a leaflet makes claims about LEND-1."""
    return boast(lending)


@pytest.fixture(scope="session")
def lent(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The second corpus, unchanged."""
    return Lending(tmp_path_factory.mktemp("lent") / "lending").corpus()


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The second corpus with one of each thing that an entry can say."""
    return fill(Lending(tmp_path_factory.mktemp("full") / "lending")).corpus()
