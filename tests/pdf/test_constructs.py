"""Everything that authors can write has its place in the PDF, and what cannot stops the build."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from speckb.typst import build as _rules  # noqa: F401  registers all rules
from speckb.typst.writer import RULES
from tests.conftest import build, printed
from tests.pdf.conftest import SQUARE
from tests.pdf.reading import Reader, plain

SHOWN = {
    "marks in a line": "A paragraph with emphasis, strong, both, code, H2O, x2",
    "an abbreviation": "LPC (Lending Policy Council)",
    "a key": "Ctrl+C",
    "a hard break": "a hard break, an ellipsis",
    "a bare address": "https://example.org/a/rather/long/address/that/has/to/break?somewhere=in&the",
    "an address behind words": "words (https://example.org/words)",
    "a link in the page": "this page's end",
    "a link to an entry": "LEND-1",
    "a link with its own words": "the other one (LEND-2)",
    "a link to a target": "to A second level",
    "a numbered reference": "Figure 2",
    "deep headings": "A third levelA fourth levelA fifth levelA sixth levelText below six levels",
    "lists in lists": "one and a half•deeper1.numbered inside2.againwith a second paragraph",
    "a number that is not one": "3.three4.four",
    "a number with a bracket": "1)closed by a bracket",
    "definitions": "TermIts meaning.Another termA meaning with a list:",
    "a quotation in a quotation": "Quoted text.Quoted in quoted text.",
    "an attribution": "Some wise words.Somebody",
    "code": 'print(f"{book!r} # $x$ \\ @ref <label> *not bold* "',
    "a caption of code": "Listing 1: A listing with a caption",
    "a note": "NoteA note with a link (https://example.org).",
    "every kind of note": "WarningA warningTipA tipImportantImportantCautionCautionDangerDanger",
    "the other kinds": "ErrorErrorHintHintAttentionAttentionSee alsoSee also",
    "a titled note": "A title of its ownWith text.A topicWith text.",
    "a rubric": "A rubric",
    "a note at the foot": "1The first note, with code.",
    "a note with a list": "2The second note:",
    "a table": "leftcenterrightabca bcd",
    "a list table": "Table 3A list tableHeadOtherStubCell with asecond paragraph•and a list",
    "a picture": "in a line.",
    "a figure": "A legend below the caption.Fig. 2A caption with emphasis.",
    "a link below a figure": "Below the figure stands LEND-10",
    "counts and words of links": "demands, and Nobody else learns what is read (LEND-1)",
    "a table of a query": "Demands with two wordsDemandDutyLEND-2",
    "a list of a query": "•LEND-1 Nobody else learns what is read",
    "an extract": "A lending system SHOULD ask for overdue books by itself, and MAY charge",
    "a drawing of links": "Fig. 3What is linked with LEND-1",
    "a glossary": "second wordIts meaning.third word, fourth wordTheir meaning.",
}


@pytest.mark.parametrize("construct", SHOWN)
def test_it_is_shown(construct: str, construct_book: Reader) -> None:
    assert plain(SHOWN[construct]) in construct_book.whole


def test_every_rule_is_for_a_node_that_a_page_can_hold(construct_book: Reader) -> None:
    shown = {*Path(construct_book.path.parent.parent, "shown.txt").read_text().split()}
    known = {f"{kind.__module__}.{kind.__qualname__}" for kind in RULES}
    warned = {"docutils.nodes.problematic"}  # made with a warning, which ends these builds
    of_changes = {"speckb.sphinxext.nodes.folded"}  # this knowledge base has no editions
    assert known - shown == warned | of_changes


def test_comments_are_not_shown(construct_book: Reader) -> None:
    assert plain("a comment that nobody sees") not in construct_book.whole


def test_pictures_have_words(construct_book: Reader) -> None:
    words = [str(element.Alt) for element in construct_book.elements() if "/Alt" in element]
    assert "A grey square alone" in words
    assert "A grey square in a figure" in words
    assert "LEND-1 and what prompts it" in words


def test_spans_are_tagged(construct_book: Reader) -> None:
    spans = {
        (int(part.get("/ColSpan", 1)), int(part.get("/RowSpan", 1)))
        for cell in construct_book.elements("TH")
        for part in ([*cell.A] if isinstance(cell.get("/A"), pikepdf.Array) else [])
    }
    assert any(rows > 1 for _, rows in spans)
    assert {columns for columns, _ in spans} == {1}


PAGE = "# Page\n\n{}\n"
STOPS = {
    "an image without words": (
        "![](square.png)",
        "a description of what it shows, in its brackets",
    ),
    "a figure without words": (
        "```{figure} square.png\nA caption.\n```",
        "the picture must have `:alt:`, a description of what it shows",
    ),
    "a letter that no font has": (
        "Some \u6f22 letters.",
        "not in any font of the PDF: \u6f22 (U+6F22)",
    ),
    "a picture that is none": ("![words](broken.png)", "words.md: the PDF cannot be made: failed"),
}


@pytest.mark.parametrize("case", STOPS)
def test_what_cannot_be_shown_stops_the_build_at_its_page(
    case: str, small: Path, tmp_path: Path
) -> None:
    text, message = STOPS[case]
    (small / "square.png").write_bytes(SQUARE)
    (small / "broken.png").write_bytes(SQUARE[:60])
    page = small / "words.md"
    page.write_text(page.read_text(encoding="utf-8") + f"\n{text}\n", encoding="utf-8")
    built = build(small, tmp_path / "pdf", builder="pdf")
    assert built.status == 1
    assert message in built.output
    assert "words.md" in built.output
    assert "Traceback" not in built.output
    assert not list((tmp_path / "pdf").glob("*.pdf"))


def test_numbers_of_sections_are_those_of_the_site(small: Path, tmp_path: Path) -> None:
    built = build(small, tmp_path / "html", "-D", f"speckb_pdf={tmp_path / 'pdf'}")
    assert built.status == 0, built.output
    book = Reader(printed(tmp_path / "pdf"))
    site = (tmp_path / "html" / "demands" / "LEND-2.html").read_text(encoding="utf-8")
    assert "2.2. </span>LEND-2" in site
    assert plain("2.2 LEND-2: Overdue books come back") in book.whole
    assert any(title.startswith("2.2") and "LEND-2" in title for _, title in book.outline)
