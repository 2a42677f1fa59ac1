"""Words and packed lists of the search, what a page contributes, and the library that it uses."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from docutils import nodes
from docutils.utils import new_document
from hypothesis import given
from hypothesis import strategies as st

from speckb.corpus import loading, settings
from speckb.sphinxext.nodes import entry_block
from speckb.sphinxext.search import packing
from speckb.sphinxext.search.languages import rules
from speckb.sphinxext.search.passages import ROW, TERM, Passage, passages, store, stored
from speckb.sphinxext.search.words import kept, words
from speckb.tables.answers import answers, resting
from tests.conftest import REPO, SECOND

THEME = Path(packing.__file__).parents[1] / "theme"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Best-effort", ["besteffort", "best", "effort"]),
        ("pre\u2011shared", ["preshared", "pre", "shared"]),
        ("RFC 5764", ["rfc", "5764"]),
        ("RFC5764", ["rfc5764", "rfc", "5764"]),
        ("R14", ["r14"]),
        ("H.323 and 4.323", ["h.323", "h323", "and", "4.323"]),
        ("Sections A.3.2 and 4.1.", ["sections", "a.3.2", "and", "4.1"]),
        ("ÉKT \uff3a\uff32\uff34\uff30", ["ekt", "zrtp"]),
        ("user@host.example", ["user", "host", "example"]),
        ("the offerer's", ["the", "offerer", "s"]),
        ("密钥交换 SRTP密钥", ["密钥", "钥交", "交换", "srtp", "密钥"]),
        ("鍵", ["鍵"]),
        ("Schlüssel, Maßstab", ["schlussel", "massstab"]),
        ("مفتاح الجلسة", ["مفتاح", "الجلسة"]),
    ],
)
def test_a_text_has_these_words(text: str, expected: list[str]) -> None:
    assert [*words(text)] == expected


def test_words_that_tell_nothing_and_addresses_are_left_out() -> None:
    text = "How to use the desk, see https://desk.example/about"
    assert kept(text, rules("en").skipped) == {"desk", "see"}


def test_what_tells_nothing_is_so_by_language() -> None:
    text = "Ist der Schlüssel von 42 nicht über das Netz"
    assert kept(text, rules("de-AT").skipped) == {"schlussel", "netz"}
    assert "schlussel" in kept(text, rules("tlh").skipped)
    assert kept("鍵 a", rules("ja").skipped) == {"鍵"}


def unpacked(names: str, numbers: str) -> dict[str, list[list[int]]]:
    """Unpack as search.js does."""
    found: dict[str, list[int]] = {}
    word = ""
    lists = numbers.split(" ")
    for number, (same, rest) in enumerate(re.findall("([A-Z])([^A-Z]*)", names)):
        word = word[: ord(same) - ord("A")] + rest
        found[word] = [distances(text) for text in lists[number].split("!")]
    return found


def distances(text: str) -> list[int]:
    places, last, value, unit = [], -1, 0, 1
    for letter in text:
        digit = packing.DIGITS.index(letter)
        value, unit = value + digit % packing.HALF * unit, unit * packing.HALF
        if digit < packing.HALF:
            last += value + 1
            places.append(last)
            value, unit = 0, 1
    return places


WORDS = st.text("abé0.鍵𠮷", min_size=1, max_size=40)
NUMBERS = st.sets(st.integers(0, 200_000), max_size=9).map(sorted)
PLACES = st.lists(NUMBERS, min_size=1, max_size=3).filter(lambda lists: bool(lists[-1]))


@given(st.dictionaries(WORDS, PLACES, min_size=1))
def test_packed_words_are_unpacked_unchanged(places: dict[str, list[list[int]]]) -> None:
    assert unpacked(*packing.pack(places)) == places


def section(title: str, name: str, *content: nodes.Node) -> nodes.section:
    return nodes.section("", nodes.title("", title), *content, ids=[name])


def paragraph(text: str) -> nodes.paragraph:
    return nodes.paragraph("", text)


def page(*content: nodes.Node) -> nodes.document:
    document = new_document("page")
    document += section("A page", "a-page", *content)
    return document


def table(*rows: nodes.row) -> nodes.table:
    body = nodes.tbody("", *rows)
    return nodes.table("", nodes.tgroup("", body, cols=2), classes=["computed"])


def row(name: str, *texts: str) -> nodes.row:
    return nodes.row("", *(nodes.entry("", paragraph(text)) for text in texts), ids=[name])


def test_a_page_contributes_its_sections() -> None:
    found = passages(
        page(
            paragraph("First."),
            nodes.literal_block("", "code"),
            nodes.raw("", "<b>raw</b>", format="html"),
            section("Below", "below", paragraph("Second."), paragraph("Third.")),
            table(row("a--b", "A", "remark")),
        ),
        whole_tables=False,
    )
    assert found == [Passage("", "A page", "First."), Passage("below", "Below", "Second. Third.")]


def test_an_entry_contributes_the_rows_of_its_tables_but_not_its_links() -> None:
    mark = nodes.inline("", "editorial", classes=["editorial"])
    found = passages(
        page(
            paragraph("Summary."),
            nodes.paragraph("", "", mark, nodes.Text("Remark.")),
            nodes.field_list(
                "",
                nodes.field(
                    "", nodes.field_name("", "Path"), nodes.field_body("", paragraph("media"))
                ),
            ),
            table(row("a--b", "A", "yes", "because")),
            entry_block("", paragraph("Other entries"), name="links"),
        ),
        whole_tables=True,
    )
    assert found == [
        Passage("", "A page", "Summary. Remark. Path: media."),
        Passage("a--b", "A", "yes because", ROW),
    ]


def test_a_glossary_contributes_its_terms() -> None:
    item = nodes.definition_list_item(
        "",
        nodes.term("", "AOR", ids=["term-AOR"]),
        nodes.term("", "address of record", ids=["term-address-of-record"]),
        nodes.definition("", paragraph("A URI.")),
    )
    found = passages(page(nodes.definition_list("", item)), whole_tables=False)
    assert found[1:] == [Passage("term-AOR", "AOR\naddress of record", "A URI.", TERM)]


def test_passages_are_read_as_they_were_written(tmp_path: Path) -> None:
    found = [Passage("", "</script> é", 'a "b" \\ \u2028'), Passage("x", "X", "", ROW)]
    store(tmp_path, "folder/page", found)
    assert stored(tmp_path, "folder/page") == found
    assert stored(tmp_path, "missing") == []


def test_answers_are_of_the_first_edition_that_readers_see_or_the_nearest() -> None:
    corpus = loading.load(settings.load(REPO))
    found = answers(corpus)
    verdict = found["zrtp", "R14"]
    assert (verdict.label, verdict.tone, verdict.edition) == ("missed", "bad", "2007")
    value = found["zrtp", "attack-position"]
    assert value.edition == "2026"
    assert value.condition.startswith("offer and answer have a=zrtp-hash")


def test_a_base_without_editions_has_answers() -> None:
    corpus = loading.load(settings.load(SECOND))
    found = answers(corpus)
    assert {one.edition for one in found.values()} == {""}
    entry, criterion = corpus.compared[0], corpus.criteria[0]
    value = criterion.values[entry.assessments[criterion.id].value]
    assert found[entry.id, criterion.id].label == value.label


def test_entries_rest_on_the_sections_that_their_fields_name() -> None:
    found = resting(loading.load(settings.load(REPO)))
    draft = found["draft-wing-media-security-requirements-05"]
    assert {"dtls-srtp", "E45"} <= {*draft["A.3.2"]}
    assert "zrtp" in found["RFC6189"]["4.5.3"]
    assert "zrtp" not in draft.get("4.5.3", [])
    assert "05" not in draft


def test_the_vendored_library_is_what_its_note_says() -> None:
    note = (THEME / "VENDORED.md").read_text(encoding="utf-8")
    for name in re.findall(r"`(static/[\w.]+\.js)`", note):
        digest = hashlib.sha256((THEME / name).read_bytes()).hexdigest()
        assert f"`{digest}`" in note, name
    assert "static/minisearch.js" in note
    assert (THEME / "static/minisearch.LICENSE.txt").read_text().startswith("Copyright 2022 Luca")
