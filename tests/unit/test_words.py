"""The catalogues have the words of the code, and sentences take their values by name."""

from __future__ import annotations

from collections import Counter

import pytest
from docutils import nodes

from speckb import language
from speckb.language import LOCALE
from speckb.sphinxext.pieces import sentence
from tests import words


def texts(path_or_none: str = "") -> list[tuple[str, ...]]:
    """Return the English of the words of a catalogue, or of the code: each with its plural."""
    catalog = words.read(LOCALE / path_or_none) if path_or_none else words.found()
    return sorted(language.forms(message.id) for message in catalog if message.id)


@pytest.mark.parametrize("name", [path.name for path in LOCALE.glob("*.po")])
def test_a_catalogue_has_the_words_of_the_code_and_no_other(name: str) -> None:
    assert texts(name) == texts(), "run: make words"


@pytest.mark.parametrize("name", [path.name for path in LOCALE.glob("*.po")])
def test_translations_have_the_values_of_the_english(name: str) -> None:
    for message in words.read(LOCALE / name):
        english = {n for text in language.forms(message.id) for n in language.NAME.findall(text)}
        for text in filter(None, language.forms(message.string)):
            assert english - {"n"} <= {*language.NAME.findall(text)} <= english, message.id


def test_no_text_has_a_plural_in_one_place_alone() -> None:
    counts = Counter(one for one, *_many in texts())
    assert [text for text, count in counts.items() if count > 1] == []


def test_a_sentence_takes_nodes_and_texts_for_its_names() -> None:
    one, other = nodes.strong("", "A"), nodes.emphasis("", "B")
    found = sentence(
        "See {entry} and {others}, by {name}; {unknown}.",
        entry=one,
        others=[other, one],
        name="{entry}",
    )
    assert [node.astext() for node in found] == [
        "See ",
        "A",
        " and ",
        "B",
        "A",
        ", by {entry}; {unknown}.",
    ]
    assert found[1] is one
    assert sentence("", entry=one) == []
