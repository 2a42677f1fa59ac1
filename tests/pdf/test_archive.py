"""The PDF is for everybody and for long: tags, words for pictures, fonts, metadata."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pikepdf

from tests.conftest import EPOCH

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus
    from tests.pdf.reading import Reader

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
