"""All words of the engine on pages are in its catalogue, whatever the language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests import untranslated
from tests.conftest import SECOND

if TYPE_CHECKING:
    from pathlib import Path


def test_pages_have_no_word_that_is_in_no_catalogue(bracketed: Path) -> None:
    known = untranslated.own(bracketed / "base") + untranslated.own(SECOND)  # as it was before
    assert untranslated.leftovers(bracketed / "html", known) == {}
