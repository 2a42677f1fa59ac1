"""All words of the engine in the PDF are in its catalogue, whatever the language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import untranslated
from tests.conftest import SECOND, add_to_conf, build, printed
from tests.pdf.reading import Reader

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Built

SITE = '[speckb]\nsite_url = "https://lending.example"'
PRINT = """
[speckb.pdf]
abstract = "What is lent."
license = "Lend it on."
report = "Write to the desk."
"""


@pytest.fixture(scope="module")
def bracketed_pdf(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Reader]:
    """A knowledge base in the language of brackets, and its PDF."""
    folder = tmp_path_factory.mktemp("brackets")
    base = untranslated.into(SECOND, folder / "base")
    file = base / "ubproject.toml"
    text = file.read_text(encoding="utf-8").replace("[speckb]", SITE, 1)
    file.write_text(f"{text}{PRINT}", encoding="utf-8")
    add_to_conf(base, 'today = "some day"')
    built: Built = build(base, folder / "pdf", builder="pdf")
    assert built.status == 0, built.output
    return base, Reader(printed(folder / "pdf"))


def test_the_pdf_has_no_word_that_is_in_no_catalogue(bracketed_pdf: tuple[Path, Reader]) -> None:
    base, book = bracketed_pdf
    known = untranslated.own(base)
    texts = [*untranslated.in_print(book)]
    found = {piece for text in texts for piece in untranslated.left(text, known)}
    assert sorted(found) == []


@pytest.mark.parametrize(
    "words",
    [
        "«About this document»",
        "«Status of this document»",
        "«On the web»",
        "«Contents»",
        "«Tables»",
        "«Index»",
        "«see»",
        "«Abstract»",
    ],
)
def test_words_of_the_pdf_alone_are_in_the_language(
    bracketed_pdf: tuple[Path, Reader], words: str
) -> None:
    assert any(words in text for text in bracketed_pdf[1].texts)
