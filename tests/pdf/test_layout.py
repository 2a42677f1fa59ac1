"""How pages are filled and broken, read back from the tags, letters and pictures of real PDFs."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from pypdfium2 import raw

from tests.conftest import REPO, SECOND
from tests.pdf.structure import Piece

if TYPE_CHECKING:
    from collections.abc import Sequence

    from speckb.corpus.corpus import Corpus
    from tests.pdf.reading import Reader
    from tests.pdf.structure import Element

HEAD, FOOT = 76, 68  # points above and below the text
LEAST_FILL, SMALLEST, TOGETHER = 0.4, 6.95, 3
ADDRESS = re.compile(r"https?://[^\s<>)\"`\]|]+")
CHAPTER = {"H1", "H2"}
BOOKS = pytest.mark.parametrize("name", ["book", "small_book", "chapters_book"])


@pytest.fixture
def read(name: str, request: pytest.FixtureRequest) -> Reader:
    found: Reader = request.getfixturevalue(name)
    return found


@BOOKS
def test_a_page_is_filled_unless_a_chapter_ends_on_it(read: Reader) -> None:
    starts = [_first(read, number) for number in range(len(read.texts))]
    poor = [
        (number, round(fill, 2))
        for number, fill in enumerate(_fills(read))
        if fill < LEAST_FILL
        and number not in {0, len(starts) - 1}
        and starts[number + 1].kind not in CHAPTER
    ]
    assert not poor


def _first(read: Reader, number: int) -> Element:
    """Return the heading or other block that a page begins with."""
    found = next(e for e in read.structure.walk() if e.pages[:1] == [number] and not e.children)
    while not found.is_heading and found.parent is not None and found.parent.is_heading:
        found = found.parent
    return found


def _fills(read: Reader) -> list[float]:
    """Return how far down each page is filled, as a share of the height of its text."""
    found = []
    for boxes, page in zip(read.boxes, pypdfium2.PdfDocument(read.path), strict=True):
        height = page.get_height()
        lows = [box[1] for _, box in boxes if FOOT < box[1] < height - HEAD]
        pictures = [raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM]
        lows += [part.get_bounds()[1] for part in page.get_objects(filter=pictures, max_depth=1)]
        found.append((height - HEAD - min(lows, default=height)) / (height - HEAD - FOOT))
    return found


@pytest.mark.parametrize("name", ["book", "small_book", "construct_book"])
def test_no_letter_is_smaller_than_seven_points(read: Reader) -> None:
    matrix = raw.FS_MATRIX()
    small: Counter[tuple[int, float]] = Counter()
    for number, page in enumerate(pypdfium2.PdfDocument(read.path)):
        text = page.get_textpage()
        for index in range(text.count_chars()):
            raw.FPDFText_GetMatrix(text, index, matrix)
            size = raw.FPDFText_GetFontSize(text, index) * (matrix.a**2 + matrix.b**2) ** 0.5
            letter = chr(raw.FPDFText_GetUnicode(text, index))
            small[number, round(size, 1)] += size < SMALLEST and bool(letter.strip())
    assert not dict(+small)


@BOOKS
def test_what_introduces_is_on_the_page_of_what_it_introduces(read: Reader) -> None:
    parted = []
    introductions = 0
    for element, after in _with_following_page(read.structure):
        text = element.text.strip()
        introduces = element.kind == "Lbl" or (element.kind == "P" and text.endswith(":"))
        titles = element.kind == "P" and bool(element.parts) and all(
            part in element.children and part.kind == "Strong" for part in element.parts
        )  # fmt: skip
        if element.is_heading or element.kind == "Caption" or introduces or titles:
            introductions += 1
            if after is not None and element.pages[-1:] != [after]:
                parted.append((element.kind, text[-50:], element.pages))
    assert introductions > 20
    assert not parted


def _with_following_page(root: Element) -> list[tuple[Element, int | None]]:
    """Return each element that has content, with the page of the content after it."""
    pages = [piece.page for piece in root.pieces]
    found: list[tuple[Element, int | None]] = []

    def walk(element: Element, start: int) -> int:
        end = start
        for part in element.parts:
            end = end + 1 if isinstance(part, Piece) else walk(part, end)
        if end > start:
            found.append((element, pages[end] if end < len(pages) else None))
        return end

    walk(root, 0)
    return found


@BOOKS
def test_a_table_that_breaks_has_three_rows_on_both_sides(read: Reader) -> None:
    broken = 0
    for table in read.structure.find("Table"):
        rows = [row for row in table.find("TR") if row.parent and row.parent.kind != "THead"]
        counts = Counter(row.pages[0] for row in rows if row.pages)
        ends = [counts[page] for page in sorted(counts)]
        broken += len(ends) > 1
        assert len(ends) < 2 or min(ends[0], ends[-1]) >= TOGETHER, (table.text[:60], counts)
    assert broken or read.path.name.startswith(("ways", "ferry"))


@BOOKS
def test_a_note_is_not_parted_after_or_before_one_line(read: Reader) -> None:
    for paragraph in read.structure.find("P"):
        if paragraph.text.startswith("Editorial:") and len(paragraph.pages) > 1:
            lines = Counter(piece.page for piece in paragraph.pieces)
            assert min(lines.values()) >= 2, paragraph.text[:60]


@BOOKS
def test_a_copied_id_or_address_is_what_was_written(
    name: str, read: Reader, in_print: Corpus, shown: Corpus
) -> None:
    copied = _copied(read.texts)
    assert "\N{ZERO WIDTH SPACE}" not in copied
    root = REPO if name == "book" else SECOND
    sources = [*root.glob("*.md"), *root.glob("[a-z]*/*.md")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    written = {address.rstrip(".,;:'*_") for address in ADDRESS.findall(text)}
    written |= {str(link.A.URI) for _, link in read.links() if "/A" in link}
    places = [place.start() for place in re.finditer(r"https?://", copied)]
    assert not [copied[i : i + 90] for i in places if not copied.startswith(tuple(written), i)]
    if name == "book":
        ids = [shown.entries[entry].text for entry in in_print.entries]
        assert not [text for text in ids if _copied([text]) not in copied]


def _copied(texts: Sequence[str]) -> str:
    """Return text without spaces and line ends; PDFium has U+0002 for a hyphen at a line's end."""
    return re.sub(r"\s", "", "".join(texts).replace("\x02", "-").replace("\u2019", "'"))
