"""Keywords of statements by the settings: those of a standard, and words of a group's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speckb.corpus import loading, settings
from speckb.corpus.settings import SettingsError
from speckb.corpus.settings.keywords import chosen
from speckb.rules.check import check
from speckb.tables import entry_view
from tests.shapes import LINK, TEXT, Shape

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from speckb.corpus.corpus import Corpus


def said(root: Path, options: str, statement: str, keywords: Sequence[str]) -> Corpus:
    """Return a knowledge base with one statement, and the keywords that its entry lists."""
    shape = Shape(root, options)
    words = ", ".join(keywords)
    front = f"statement: {statement}\nkeywords: [{words}]\n"
    shape.add("requirement", {"N1": front}, {"statement": TEXT, "keywords": LINK})
    return loading.load(settings.load(shape.finish()))


GERMAN = 'language = "de"\nkeywords = ["iso"]'
OWN = 'keywords = ["MUSS", "DARF NICHT", "SOLL"]'
FRENCH = 'language = "fr"\nkeywords = ["doit", "il convient d\'"]'
CHINESE = 'language = "zh"\nkeywords = ["必须", "不得"]'


@pytest.mark.parametrize(
    ("options", "statement", "keywords"),
    [
        ("", "A desk MUST NOT keep a slip, and SHOULD burn it.", ["MUST NOT", "SHOULD"]),
        ("", "A desk MUST not only burn slips.", ["MUST"]),
        ('keywords = ["iso"]', "A desk shall not keep a slip. It can.", ["shall not", "can"]),
        (GERMAN, "Die Ausleihe darf nicht enden und sollte währen.", ["darf nicht", "sollte"]),
        (OWN, "Die Ausleihe MUSS enden, sie DARF NICHT dauern.", ["MUSS", "DARF NICHT"]),
        (OWN, "Die Ausleihe MUSSTE enden.", []),
        (FRENCH, "Il convient d'enregistrer. Le format doit durer.", ["il convient d'", "doit"]),
        (FRENCH, "Le format devoit durer.", []),
        (CHINESE, "图书馆必须归还图书不得保留记录。", ["必须", "不得"]),
        ("keywords = []", "A desk MUST burn a slip.", []),
    ],
)
def test_the_keywords_are_those_of_the_settings(
    tmp_path: Path, options: str, statement: str, keywords: list[str]
) -> None:
    corpus = said(tmp_path, options, statement, keywords)
    assert [f.rule for f in check(corpus) if f.rule.startswith("keyword")] == []
    parts = entry_view.facts(corpus, corpus.entries["N1"]).statement
    assert [part.lower() for part in parts[1::2]] == [word.lower() for word in keywords]
    assert "".join(parts) == statement


@pytest.mark.parametrize(
    ("options", "statement", "keywords", "message"),
    [
        ("", "A desk may lend.", [], "'may' in a statement; write MAY or another word"),
        (
            'keywords = ["iso"]',
            "A desk shall lend.",
            ["should"],
            "the keywords are should, but the statement has shall",
        ),
        (OWN, "Die Ausleihe muss enden.", [], "'muss' in a statement; write MUSS or another word"),
        (OWN, "Sie MUSS.", ["SOLL"], "the keywords are SOLL, but the statement has MUSS"),
    ],
)
def test_other_keywords_are_found(
    tmp_path: Path, options: str, statement: str, keywords: list[str], message: str
) -> None:
    found = check(said(tmp_path, options, statement, keywords))
    assert message in [f.message for f in found]


def test_small_letters_are_no_fault_of_a_standard_that_has_them(tmp_path: Path) -> None:
    corpus = said(tmp_path, 'keywords = ["iso"]', "A desk shall lend. It MUST.", ["shall"])
    assert [f.rule for f in check(corpus) if f.rule.startswith("keyword")] == []


def test_a_standard_is_not_taken_for_a_word(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="unknown standard 'bcp-14'; did you mean 'bcp14'"):
        said(tmp_path, 'keywords = ["bcp-14"]', "A desk MUST lend.", ["MUST"])


def test_the_words_of_a_standard_follow_the_language() -> None:
    assert "darf nicht" in chosen(["iso"], "de-AT").words
    assert "shall" in chosen(["iso"], "fr").words
    assert chosen(["bcp14", "bcp14"], "de").words == chosen(["bcp14"], "en").words
