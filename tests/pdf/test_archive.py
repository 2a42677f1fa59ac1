"""The PDF is for everybody and for long: tags, words for pictures, fonts, metadata."""

from __future__ import annotations

import re
from collections import Counter
from fnmatch import fnmatch
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest

from speckb.tables import fragments
from tests.conftest import EPOCH
from tests.pdf.structure import INLINE, Piece

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus
    from tests.pdf.reading import Reader
    from tests.pdf.structure import Element

FONTS = {"LibertinusSerif", "SourceSansPro", "DejaVuSansMono"}


def fonts(book: Reader) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for page in book.pdf.pages:
        for font in page.get("/Resources", {}).get("/Font", {}).values():
            found[str(font.BaseFont)] = font
    return found


def test_it_says_that_it_keeps_both_standards(book: Reader) -> None:
    with book.pdf.open_metadata() as meta:
        assert meta["pdfuaid:part"] == "1"
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "A")
        assert meta["dc:title"] == "Keying mechanisms for SRTP media"
        assert meta["dc:creator"] == ["The editors"]
        assert "Dan Wing" in meta["dc:contributor"]
        assert "IETF Trust" in meta["dc:rights"]
        assert "BSD 3-Clause" in meta["dc:rights"]
        assert "MIKEY" in meta["dc:subject"]
        assert "draft-wing-media-security-requirements-05" in meta["dc:source"]
        assert meta["dc:description"].startswith("The Secure Real-time Transport Protocol")


def test_it_is_tagged_has_a_language_and_shows_its_title(book: Reader) -> None:
    root = book.pdf.Root
    assert bool(root.MarkInfo.Marked)
    assert str(root.Lang) == "en-US"
    assert bool(root.ViewerPreferences.DisplayDocTitle)


def test_it_is_dated_with_the_source_date(book: Reader) -> None:
    assert EPOCH == 1190246400
    assert str(book.pdf.docinfo["/CreationDate"]).startswith("D:20070920")


def test_headings_are_tagged_without_a_gap(book: Reader) -> None:
    levels = [int(str(e.S)[2:]) for e in book.elements() if re.fullmatch(r"/H\d", str(e.S))]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert max(levels) >= 4


def test_every_figure_has_words(book: Reader, knowledge: Corpus) -> None:
    figures = list(book.elements("Figure"))
    left_out = knowledge.settings.pdf_leave_out
    pages = [p for p in knowledge.pages if not any(fnmatch(p.path, one) for one in left_out)]
    items = (*knowledge.entries.values(), *pages)
    drawings = sum(use.name == "d2" for item in items for use in item.prose.directives)
    assert len(figures) == drawings > 1
    assert all(len(str(figure.Alt)) > 40 for figure in figures)


def test_every_heading_of_a_table_says_what_it_heads(book: Reader) -> None:
    heads = list(book.elements("TH"))
    scopes = [str(part.Scope) for head in heads for part in _attributes(head) if "/Scope" in part]
    assert len(scopes) == len(heads)
    assert set(scopes) == {"/Column", "/Row"}


def _attributes(element: Any) -> list[Any]:
    found = element.get("/A", [])
    return list(found) if isinstance(found, pikepdf.Array) else [found]


def test_lists_links_and_notes_are_tagged_as_such(book: Reader) -> None:
    kinds = {str(element.S) for element in book.elements()}
    assert {
        "/L",
        "/LI",
        "/Link",
        "/Table",
        "/TR",
        "/TH",
        "/TD",
        "/Caption",
        "/P",
        "/Title",
    } <= kinds


def test_every_font_is_embedded_and_from_a_package(book: Reader) -> None:
    found = fonts(book)
    assert found
    for name, font in found.items():
        family = re.sub(r"^/[A-Z]{6}\+|-.*", "", name)
        assert family in FONTS, name
        (below,) = font.DescendantFonts
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(below.FontDescriptor.keys()), name
        assert "/ToUnicode" in font, name


def test_nothing_in_it_acts_by_itself(book: Reader) -> None:
    # Of streams, only the dictionary: in 20 MB of compressed text, "/JS" turns up by chance.
    dictionaries = (
        found.stream_dict if isinstance(found, pikepdf.Stream) else found
        for found in book.pdf.objects
    )
    names = set(
        re.findall(rb"/\w+", b"\n".join(found.unparse(resolved=True) for found in dictionaries))
    )
    assert {b"/Annots", b"/Catalog", b"/URI"} <= names
    acting = {b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/AA"}
    assert not names & acting


CONTAINERS = "StructTreeRoot Document Div BlockQuote TOC TOCI L LI Table THead TBody TR".split()


@pytest.mark.parametrize("name", ["book", "small_book", "construct_book"])
def test_text_and_links_are_in_a_paragraph_or_another_block(
    name: str, request: pytest.FixtureRequest
) -> None:
    """PDF/UA-1, 7.1: content is in elements that say what it is (ISO 32000-1, 14.8.4)."""
    book: Reader = request.getfixturevalue(name)
    bare = [
        (element.kind, part.text[:40])
        for element in book.structure.find(*CONTAINERS)
        for part in element.parts
        if isinstance(part, Piece) or (part.kind in INLINE and not _has_lines(part))
    ]
    assert not bare


def _has_lines(code: Element) -> bool:
    return code.kind == "Code" and {child.kind for child in code.children} == {"P"}


def test_contents_are_tagged_as_contents(book: Reader) -> None:
    """ISO 32000-1, table 333: TOC has TOCI and nothing else, and TOCI is in a TOC alone."""
    found = list(book.structure.find("TOC"))
    assert len(found) >= 3
    assert {child.kind for contents in found for child in contents.children} == {"TOCI"}
    assert {e.parent.kind for e in book.structure.find("TOCI") if e.parent} == {"TOC"}
    assert "Perfect forward secrecy" in found[0].text


def test_cards_and_the_index_are_lists_whose_items_have_label_and_body(book: Reader) -> None:
    """PDF/UA-1, 7.6: lists are tagged L, their items LI with Lbl and LBody."""
    for found in book.structure.find("L"):
        assert {child.kind for child in found.children} <= {"LI", "L"}
    for item in book.structure.find("LI"):
        assert [child.kind for child in item.children] == ["Lbl", "LBody"]
    cards = [e for e in book.structure.find("L") if e.children[0].text.startswith("Signaling path")]
    assert any(len(card.children) >= 4 for card in cards)


def test_every_element_says_who_its_parent_is(book: Reader) -> None:
    """ISO 32000-1, table 323: P is the element that has this one among its children."""
    for element in book.structure.walk():
        for child in element.children:
            if element.object is not None:
                assert child.object.P.objgen == element.object.objgen, child.kind


def test_a_word_alone_in_a_cell_fills_it_with_its_tone_in_every_table(book: Reader) -> None:
    filled = Counter()
    for cell in book.structure.find("TD"):
        symbols = [letter for letter in cell.text if letter in fragments.SYMBOLS.values()]
        if symbols == [fragments.SYMBOLS["bad"]] and not re.search("[,:]", cell.text):
            colors = [str(p.BackgroundColor) for p in _attributes(cell.object) if _has_ground(p)]
            spans = [p for s in cell.find("Span") for p in _attributes(s.object) if _has_ground(p)]
            assert len(colors) == 1, cell.text
            assert not spans, cell.text
            filled[colors[0]] += 1
    assert len(filled) == 1
    assert filled.total() > 60


def _has_ground(part: Any) -> bool:
    return "/BackgroundColor" in part


def test_the_word_editorial_stands_once_in_a_row_of_notes(book: Reader) -> None:
    word = "Editorial:"
    paragraphs = [e for e in book.structure.children[0].children if e.kind == "P"]
    everything = book.structure.children[0].children
    for before, after in pairwise(everything):
        assert not (before.text.startswith(word) and after.text.startswith(word)), after.text
    assert sum(paragraph.text.startswith(word) for paragraph in paragraphs) > 50


def test_every_row_of_a_table_has_a_cell_for_each_column(book: Reader) -> None:
    """PDF/UA-1, 7.5: tables are regular, so that readers find the headings of a cell."""
    for table in book.structure.find("Table"):
        rows = [_row_width(row) for row in table.find("TR")]
        spans = any("RowSpan" in str(cell.object.get("/A", "")) for cell in table.find("TD", "TH"))
        assert spans or len(set(rows)) == 1, table.text[:60]


def _row_width(row: Element) -> int:
    return sum(
        next((int(part.ColSpan) for part in _attributes(cell.object) if "/ColSpan" in part), 1)
        for cell in row.children
    )


def test_a_link_is_described_by_the_title_of_what_it_leads_to(
    book: Reader, in_print: Corpus, shown: Corpus
) -> None:
    """PDF/UA-1, 7.18.5: a link has a description in Contents."""
    found = {str(link.Dest): str(link.Contents) for _, link in book.links() if "/Dest" in link}
    named = [name for name in in_print.entries if name in found]
    assert len(named) > 60
    for name in named:
        assert found[name] in {shown.entries[name].heading, shown.entries[name].title}
    assert any(words == "Every mechanism by every criterion" for words in found.values())


def test_page_labels_are_a_few_ranges(book: Reader) -> None:
    assert len(book.pdf.Root.PageLabels.Nums) == 2 * 2
