"""The catalogues have the words of the code, and sentences take their values by name."""

from __future__ import annotations

import re
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


FOREIGN = (
    "[\"'\N{RIGHT DOUBLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}"
    "\N{RIGHT SINGLE QUOTATION MARK}]"
)


def german() -> list[tuple[str, str]]:
    """Return the English and the German of each word, with a pair for each plural form."""
    return [
        pair
        for message in words.read(language.GERMAN)
        if message.id
        for pair in zip(language.forms(message.id), language.forms(message.string), strict=True)
    ]


def test_german_is_complete() -> None:
    assert [english for english, own in german() if not own] == []
    assert [message.id for message in words.read(language.GERMAN) if message.fuzzy] == []
    assert len(german()) > 500


def ends(text: str) -> list[str]:
    """Return the blanks and marks with which a text begins, and those with which it ends."""
    return re.findall(r"^[ :,]*|[ :,.;?!…]*$", text)


def test_german_begins_and_ends_as_english_does() -> None:
    assert [pair for pair in german() if ends(pair[0]) != ends(pair[1])] == []


def test_german_has_its_own_quotation_marks() -> None:
    assert [own for _, own in german() if re.search(FOREIGN, own)] == []
    assert [own for _, own in german() if own.count("„") != own.count("“")] == []


def test_german_has_no_article_before_a_title_of_any_gender() -> None:
    article = re.compile(r"\b(de[rmns]|die|das|k?ein(e[rmns]?)?|jed\w+|dies\w+) \{", re.IGNORECASE)
    assert [own for _, own in german() if article.search(own)] == []


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
