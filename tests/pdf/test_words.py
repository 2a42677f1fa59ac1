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


LONG = 'msgid "Date"\nmsgstr "Tag der Drucklegung"\n'


@pytest.fixture(scope="module")
def with_long_words(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """The PDF of a knowledge base with a long label on its cover, and long numbers of tables."""
    folder = tmp_path_factory.mktemp("long")
    base = untranslated.into(SECOND, folder / "base")
    (base / "brackets.po").write_text(LONG, encoding="utf-8")
    add_to_conf(base, 'today = "some day"\nnumfig_format = {"table": "Vergleichstabelle %s"}')
    built: Built = build(base, folder / "pdf", builder="pdf")
    assert built.status == 0, built.output
    return Reader(printed(folder / "pdf"))


@pytest.mark.parametrize(
    ("name", "value"),
    [("Tag der Drucklegung", "some day"), ("Vergleichstabelle 1", "Demands by circumstance")],
)
def test_a_long_name_is_on_the_line_of_what_is_beside_it_and_clear_of_it(
    name: str, value: str, with_long_words: Reader
) -> None:
    name, value = name.replace(" ", ""), value.replace(" ", "")
    book = with_long_words
    front = [page for page, label in zip(book.boxes, book.labels, strict=True) if label != "1"]
    letters = next(page for page in front if name in "".join(letter for letter, _ in page))
    text = "".join(letter for letter, _ in letters)
    assert f"{name}{value}" in text
    start = text.index(name)
    beside = start + len(name)
    (_, last), (_, other) = letters[beside - 1], letters[beside]
    assert other[0] - last[2] > 4
    assert last[3] > other[1], "on one line"
