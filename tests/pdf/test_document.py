"""The PDF is the whole document, and every way through it works."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup, SoupStrainer

from speckb.tables import comparison, fragments
from speckb.tables.names import SUFFIX, VOCABULARY, table_names
from tests.conftest import REPO
from tests.pdf.reading import plain

if TYPE_CHECKING:
    from pathlib import Path

    from speckb.corpus.corpus import Corpus
    from tests.pdf.reading import Reader

FOLIO = re.compile(r",p\.(\d+|[ivxl]+)")


def test_it_is_the_same_file_beside_the_site_and_in_its_own_folder(
    book: Reader, site: Path
) -> None:
    assert (site / book.path.name).read_bytes() == book.path.read_bytes()


def test_the_cover_names_title_release_date_and_authors(book: Reader) -> None:
    for words in ("Keying mechanisms for SRTP media", "Release0.1.0", "20 September 2007",
                  "The editors", "draft-wing-media-security-requirements-05"):  # fmt: skip
        assert plain(words) in plain(book.texts[0])


def test_the_cover_is_dated_with_the_day_of_the_source(small_book: Reader) -> None:
    assert plain("20 September 2007") in plain(small_book.texts[0])


def test_every_entry_has_its_destination_its_bookmark_and_its_words(
    book: Reader, in_print: Corpus, shown: Corpus
) -> None:
    titles = {plain(title) for _, title in book.outline}
    for entry in in_print.entries.values():
        heading = plain(shown.entries[entry.id].heading)
        assert entry.id in book.destinations
        assert heading in titles
        assert plain(entry.summary) in book.whole
        page = book.destinations[entry.id]
        assert heading in plain(book.texts[page])


def test_every_table_has_its_destination_and_its_cells(book: Reader, today: Corpus) -> None:
    tones = {f"{criterion.id}{VOCABULARY}" for criterion in today.criteria}
    profiles = {entry.id for entry in today.compared}
    for name in table_names(today):
        assert f"table-{name}" in book.destinations, name
        found = comparison.table(today, name)
        for row in fragments.rows(today, found):
            for piece in (piece for cell in row.cells for piece in cell):
                profile = name in profiles or name.endswith((SUFFIX, "-claims"))
                shown = name not in tones and not profile
                assert plain(piece.text) in book.whole or not shown, (name, piece.text)


def test_pages_of_the_site_follow_the_order_of_its_contents(book: Reader, shown: Corpus) -> None:
    for group in shown.by_type.values():
        pages = [book.destinations[entry.id] for entry in group]
        assert pages == sorted(pages)
    order = ["introduction:", "terminology:", "R1", "class-1", "dtls-srtp", "pfs", "RFC2119", "E1"]
    found = [next(page for name, page in sorted(book.destinations.items(), key=lambda x: x[1])
                  if name.startswith(start)) for start in order]  # fmt: skip
    assert found == sorted(found)


def test_every_link_leads_somewhere(book: Reader) -> None:
    inside = outside = 0
    for number, link in book.links():
        if "/Dest" in link:
            assert str(link.Dest) in book.destinations, f"page {number}"
            inside += 1
        else:
            assert str(link.A.S) == "/URI"
            assert str(link.A.URI).startswith(("https://", "http://", "mailto:"))
            outside += 1
        assert str(link.Contents).strip()
    assert inside > 3_000
    assert outside > 20


def test_a_link_shows_the_page_on_which_its_target_is(book: Reader, in_print: Corpus) -> None:
    shown = 0
    for entry in in_print.by_type["requirement"]:
        found = re.findall(rf"(?<!\w){re.escape(plain(entry.text))}{FOLIO.pattern}", book.whole)
        assert {*found} <= {book.page_of(entry.id)}, entry.id
        shown += len(found)
    assert shown > len(in_print.by_type["requirement"])


def test_a_mechanism_lists_its_verdicts_by_word_and_their_reasons_stand_with_the_requirements(
    book: Reader, today: Corpus
) -> None:
    words = today.settings.verdicts.words
    for name in ("zrtp", "mikey-rsa"):
        found: dict[str, list[str]] = {}
        for record in comparison.table(today, f"{name}{SUFFIX}").records:
            about = today.entries[record[0]]
            owner = f"{about.heading}, p. {book.page_of(about.id)}"
            found.setdefault(words[record[1]].label, []).append(owner)
            place = f"mechanisms/{name}:{name}--{about.id}"
            assert place in book.destinations or record[1] == "not-assessed"
        for word, owners in found.items():
            if word == words["conditional"].label:  # with the conditions in between
                assert all(plain(owner) in book.whole for owner in owners)
            else:
                assert plain(word + "; ".join(dict.fromkeys(owners))) in book.whole


def test_contents_and_index_name_the_page_of_every_entry(book: Reader, shown: Corpus) -> None:
    start = book.destinations[":index"]
    index = plain("".join(book.texts[start:]))
    for entry in shown.entries.values():
        row = rf"{re.escape(plain(entry.heading))}\.*{book.page_of(entry.id)}"
        assert re.search(row, index), entry.heading
    contents = plain("".join(book.texts[: book.destinations[":front"] + 1]))
    for entry in shown.by_type["requirement"]:
        assert re.search(
            re.escape(plain(entry.heading)) + rf"\.*{book.page_of(entry.id)}", contents
        )


def test_figures_and_tables_have_the_numbers_of_the_site(
    book: Reader, site: Path, today: Corpus
) -> None:
    captions = set()
    parts = SoupStrainer(["caption", "figcaption"])
    for path in site.rglob("*.html"):
        docname, _, edition = path.stem.partition(".")
        of_print = path.with_name(f"{docname}.{today.settings.pdf_edition}.html")
        if path != of_print and (edition or of_print.exists()):
            continue
        page = BeautifulSoup(path.read_bytes(), "lxml", parse_only=parts)
        for caption in page.select("caption, figcaption"):
            if number := caption.select_one(".caption-number"):
                words = caption.select_one(".caption-text")
                assert words
                captions.add((number.get_text().strip(), words.get_text().strip()))
    assert len(captions) > 20
    for kind in ("Figure", "Table"):
        numbers = [int(number.split()[1]) for number, _ in captions if number.startswith(kind)]
        assert sorted(numbers) == [*range(1, len(numbers) + 1)]
    lists = plain("".join(book.texts[: book.destinations[":front"] + 1]))
    for number, words in captions:
        assert plain(f"{number}{words}") in book.whole, (number, words)
        assert re.search(re.escape(plain(number)) + ":?" + re.escape(plain(words)), lists), number


def test_bookmarks_are_three_levels_deep(book: Reader) -> None:
    assert {depth for depth, _ in book.outline} == {1, 2, 3}
    assert [title for depth, title in book.outline if depth == 1][:5] == [
        "About this document", "Contents", "Figures", "Tables", "The problem"]  # fmt: skip


def test_page_labels_are_roman_up_to_the_contents_and_then_count_from_one(book: Reader) -> None:
    front = book.destinations[":front"]
    assert list(book.labels[:3]) == ["i", "ii", "iii"]
    assert list(book.labels[front + 1 :]) == [
        str(number) for number in range(1, len(book.labels) - front)
    ]


def test_every_page_of_the_text_has_its_running_head_and_number(book: Reader) -> None:
    front = book.destinations[":front"]
    total = len(book.labels) - front - 1
    for number, text in enumerate(book.texts[front + 1 :], 1):
        assert f"Page {number} of {total}" in text
    page = book.destinations["R5"]
    assert "Requirements" in book.texts[page].splitlines()[0]


def test_the_text_is_read_in_its_order(book: Reader, knowledge: Corpus) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    page = book.destinations["R5"] + 1
    done = subprocess.run(
        ["pdftotext", "-f", str(page), "-l", str(page + 2), book.path, "-"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    entry = knowledge.entries["R5"]
    order = [entry.summary, entry.meta["statement"], "Traceability", "Motivated by"]
    text = plain(done.stdout)
    places = [text.find(plain(words), text.find(plain(entry.summary))) for words in order]
    assert -1 not in places
    assert places == sorted(places)


def test_the_site_links_to_it_from_landing_page_and_sidebar(book: Reader, site: Path) -> None:
    landing = BeautifulSoup((site / "index.html").read_bytes(), "html.parser")
    assert landing.select_one(f"article a[href='{book.path.name}']")
    assert landing.select_one(f"nav.sidebar-tree a[href='{book.path.name}']")
    deep = BeautifulSoup((site / "requirements/R5.html").read_bytes(), "html.parser")
    assert deep.select_one(f"nav.sidebar-tree a[href='../{book.path.name}']")


def test_a_site_without_a_pdf_does_not_link_to_one(small_site: Path) -> None:
    assert ".pdf" not in (small_site / "index.html").read_text(encoding="utf-8")


def test_a_table_that_is_there_again_leads_to_its_place(small_book: Reader) -> None:
    """The list of tables and the table itself name it with its number, and no other place does."""
    assert len(re.findall(r"Table\d+Verdictsataglance", small_book.whole)) == 2
    assert "Nothingischosen" not in small_book.whole


def test_the_page_of_a_criterion_leads_to_its_table(small_book: Reader) -> None:
    assert re.search(r"ComparisonDeskwithoutaline,p\.\d+", small_book.whole)


def test_the_second_knowledge_base_has_its_own(small_book: Reader, lending: Corpus) -> None:
    for entry in lending.entries.values():
        assert entry.id in small_book.destinations
        assert plain(entry.heading) in small_book.whole
    for name in table_names(lending):
        assert f"table-{name}" in small_book.destinations
    assert small_book.path.name == "ways-of-lending-between-libraries.pdf"
    assert not re.search("srtp|keying", small_book.whole.lower())


def test_words_for_the_screen_are_not_printed_and_those_for_paper_are(
    book: Reader, small_book: Reader
) -> None:
    assert plain("Answer what matters to you") not in book.whole
    assert plain("On the site, this page sorts the mechanisms by how many") in book.whole
    assert plain("Tick the demands") not in small_book.whole
    assert plain("The table shows what can be chosen.") in small_book.whole


def test_a_question_is_printed_with_its_answer(book: Reader, small_book: Reader) -> None:
    asked = "Who keeps a secret, and asks for late books? Asked on market day. Union catalogue"
    assert plain(asked) in small_book.whole
    assert plain("What later documents require") in book.whole


def test_the_readme_names_the_file(book: Reader) -> None:
    assert f"build/pdf/{book.path.name}" in (REPO / "README.md").read_text(encoding="utf-8")
