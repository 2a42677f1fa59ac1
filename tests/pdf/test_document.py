"""The PDF is the whole document, and every way through it works."""

from __future__ import annotations

import re
import shutil
import subprocess
from fnmatch import fnmatch
from typing import TYPE_CHECKING

import pytest

from speckb.corpus.settings.types import LIST, PAGE, TABLE
from speckb.tables import comparison, fragments
from speckb.tables.names import MATRIX, SUFFIX, VERDICTS, table_names
from speckb.tables.verdict_view import answers
from tests.conftest import REPO, build, printed
from tests.dom import read
from tests.pdf.reading import Reader, plain

if TYPE_CHECKING:
    from pathlib import Path

    from speckb.corpus.corpus import Corpus

FOLIO = re.compile(r", p\.\s?(\d+|[ivxl]+)")


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


def test_the_front_matter_says_what_the_document_is_and_how_it_is_cited(
    book: Reader, small_book: Reader, knowledge: Corpus
) -> None:
    about, small = (plain(found.texts[1]) for found in (book, small_book))
    for title in (
        "Abstract",
        "Status of this document",
        "License",
        "How to cite",
        "Reporting faults",
    ):
        assert plain(title) in about
    assert plain(knowledge.settings.pdf_abstract[0]) in about
    assert plain("2007 (the draft, 2007-09-20), 2009 (RFC 5479, 2009-04-01)") in about
    assert plain('The editors, "Keying mechanisms for SRTP media", edition 2026') in about
    assert re.search(r"Commit[0-9a-f]{12}", about)
    assert plain("Forward secrecy without a PKI") not in book.whole
    assert plain("all invented") in small
    assert "Howtocite" in small
    assert not re.search("Abstract|License|Reporting", small)


def test_every_entry_has_its_destination_and_those_with_a_page_their_bookmark(
    book: Reader, in_print: Corpus, shown: Corpus
) -> None:
    titles = [plain(title) for _, title in book.outline]
    forms = set()
    for entry in in_print.entries.values():
        forms.add(entry.type.print)
        assert entry.id in book.destinations
        on_page = plain(book.texts[book.destinations[entry.id]])
        heading = plain(shown.entries[entry.id].heading)
        if entry.type.print == PAGE:
            assert any(title.endswith(heading) for title in titles)
            assert heading in on_page
            assert plain(entry.meta.get("statement", "")) in book.whole
        else:
            assert plain(shown.entries[entry.id].text) in on_page
            assert heading not in titles
    assert forms == {PAGE, LIST, TABLE}


def test_what_the_settings_leave_out_is_on_the_site_alone(
    book: Reader, site: Path, in_print: Corpus, knowledge: Corpus
) -> None:
    gone = set(knowledge.whole.entries) - set(in_print.entries)
    assert gone
    assert not gone & set(book.destinations)
    assert all((site / f"{knowledge.whole.entries[name].docname}.html").exists() for name in gone)
    pages = {name.partition(":")[0] for name in book.destinations}
    assert not {page for page in pages if page.startswith("docs/")}
    assert {"requirements/index", "criteria/index"} <= pages


def test_a_link_to_what_is_not_printed_is_text_or_leads_to_the_site(
    small: Path, tmp_path: Path
) -> None:
    toml = small / "ubproject.toml"
    text = toml.read_text(encoding="utf-8").replace(
        'folder = "demands"\n', 'folder = "demands"\nprint = "none"\n'
    )
    toml.write_text(text, encoding="utf-8")
    built = build(small, tmp_path / "none", builder="pdf")
    assert built.status == 0, built.output
    without = Reader(printed(built.out))
    assert "LEND-1" not in without.destinations
    assert not [link for _, link in without.links() if str(link.get("/Dest", "")) == "LEND-1"]
    site = 'site_url = "https://desk.example/lending/"\n'
    toml.write_text(text.replace("[speckb]\n", f"[speckb]\n{site}"), encoding="utf-8")
    built = build(small, tmp_path / "site", builder="pdf")
    assert built.status == 0, built.output
    addresses = {str(link.A.URI) for _, link in Reader(printed(built.out)).links() if "/A" in link}
    assert any("https://desk.example/lending/demands/LEND-1.html" in one for one in addresses)


def test_every_table_in_print_has_its_cells(book: Reader, today: Corpus) -> None:
    matrices = {MATRIX, VERDICTS}
    found = {
        name.removeprefix("table-") for name in book.destinations if name.startswith("table-")
    } & set(table_names(today))
    assert {*matrices, "errata", "requirements"} < found
    assert {criterion.id for criterion in today.criteria} < found
    for name in found - matrices:
        columns = [c.name for c in comparison.table(today, name).columns if not c.hidden]
        listing = today.settings.listings.get(name)
        kind = today.settings.types[listing.type] if listing else None
        chosen = kind.print_fields if kind and kind.print == TABLE else ()
        printed = {"id", *chosen} if chosen else {*columns}
        for row in fragments.rows(today, comparison.table(today, name)):
            for column, cell in zip(columns, row.cells, strict=True):
                for piece in cell if column in printed else ():
                    assert plain(piece.text) in book.whole, (name, piece.text)


def test_entries_without_a_remark_share_a_row_of_their_table(book: Reader, today: Corpus) -> None:
    table = comparison.table(today, "fips-140")
    rows = [row.cells for row in fragments.rows(today, table)]
    silent = [name[0].text for name, value, remark in rows if not any(p.text for p in remark)
              and value[0].text == "not stated"]  # fmt: skip
    assert len(silent) > 5
    assert plain(f"not stated {', '.join(silent)}") in book.whole


def test_the_comparison_is_one_chapter(book: Reader, shown: Corpus) -> None:
    titles = {plain(title) for _, title in book.outline}
    (chapter,) = [title for title in titles if re.fullmatch(r"\d+Comparisons", title)]
    number = chapter.removesuffix("Comparisons")
    for criterion in shown.criteria:
        heading = plain(criterion.heading)
        assert [t for t in titles if t.startswith(number) and t.endswith(heading)], heading


def test_a_matrix_has_a_key_to_its_symbols(book: Reader, today: Corpus) -> None:
    verdicts, values = (
        plain(book.texts[book.destinations[f"table-{name}"]]) for name in (VERDICTS, MATRIX)
    )
    for word in today.settings.verdicts.words.values():
        assert plain(word.label) in verdicts
    assert "≠disputed" in verdicts
    for words in ("good", "under a condition, or in part", "bad", "decided elsewhere"):
        assert plain(words) in values


def test_a_matrix_has_upright_headings_and_a_symbol_in_each_cell(
    book: Reader, today: Corpus
) -> None:
    for name in (MATRIX, VERDICTS):
        number = book.destinations[f"table-{name}"]
        text, page = book.texts[number], book.pdf.pages[number]
        rows = fragments.rows(today, comparison.table(today, name))
        words = [row.cells[0][0].text for row in rows]
        assert all(plain(word) in plain(text) for word in words)
        symbols = sum(text.count(symbol) for symbol in set(fragments.SYMBOLS.values()))
        assert symbols >= len(rows) * (len(rows[0].cells) - 1)
        assert float(page.MediaBox[3]) > float(page.MediaBox[2])


def test_pages_of_the_site_follow_the_order_of_its_contents(book: Reader, in_print: Corpus) -> None:
    for group in in_print.by_type.values():
        pages = [book.destinations[entry.id] for entry in group]
        assert pages == sorted(pages) or group[0].type.print != PAGE
    order = [
        "introduction:",
        "terminology:",
        "R-PFS",
        "class-1",
        "dtls-srtp",
        "pfs",
        "RFC2119",
        "E1",
    ]
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
    assert inside > 1_500
    assert outside > 20


def test_a_link_shows_the_number_of_its_target_as_the_site_does(book: Reader, site: Path) -> None:
    page = read(site / "comparisons/matrix.html")
    heading = page.select_one("h1 .section-number")
    caption = page.select_one("caption .caption-number")
    assert heading
    assert caption
    number = heading.get_text().strip().rstrip(".")
    assert (
        plain(f"The values ({number})") in book.whole or plain(f"glance ({number})") in book.whole
    )
    assert plain(f"{caption.get_text().strip()}Every mechanism by every criterion") in book.whole


def test_page_numbers_stand_in_contents_and_index_alone(book: Reader) -> None:
    text = "".join(book.texts[book.destinations[":front"] + 1 : book.destinations[":index"]])
    assert not FOLIO.search(text)


def test_a_mechanism_lists_its_verdicts_by_word(book: Reader, today: Corpus) -> None:
    for name in ("zrtp", "mikey-rsa"):
        found = answers(today, today.entries[name])
        assert found
        start = book.whole.index(plain(found.counted))
        strip = book.whole[start : start + 2500]
        for word, same, _ in found.by_word:
            assert plain(word.text) in strip
            assert all(plain(answer.subject.text) in strip for answer in same)


def test_contents_and_index_name_the_page_of_every_entry(
    book: Reader, in_print: Corpus, shown: Corpus
) -> None:
    start = book.destinations[":index"]
    index = plain("".join(book.texts[start:]))
    for entry in in_print.entries.values():
        if entry.type.print == TABLE:
            continue  # the contents name the table
        names = {shown.entries[entry.id].text}
        if entry.type.print == PAGE:
            names.add(shown.entries[entry.id].title)
        for name in names:
            row = rf"(?i){re.escape(plain(name))}(,\d+)*,{book.page_of(entry.id)}(?!\d)"
            assert re.search(row, index), name
    contents = plain("".join(book.texts[: book.destinations[":front"] + 1]))
    for entry in in_print.by_type["requirement"]:
        assert re.search(
            re.escape(plain(entry.heading)) + rf"\.*{book.page_of(entry.id)}", contents
        )


def test_the_index_leads_from_an_abbreviation_to_its_term(book: Reader) -> None:
    start = book.destinations[":index"]
    index = plain("".join(book.texts[start:]))
    assert len(book.texts) - start <= 3
    defined, compared = book.page_of("terminology:term-PFS"), book.page_of("pfs")
    assert "PFS,seeperfectforwardsecrecy" in index
    assert re.search(rf"perfectforwardsecrecy,{defined},\d+,{compared}", index)


def test_figures_and_tables_have_the_numbers_of_the_site(
    book: Reader, site: Path, today: Corpus
) -> None:
    captions = set()
    for path in site.rglob("*.html"):
        docname, _, edition = path.stem.partition(".")
        of_print = path.with_name(f"{docname}.{today.settings.pdf_edition}.html")
        if path != of_print and (edition or of_print.exists()):
            continue
        page = read(path)
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
    gaps = set()
    for kind in ("Fig.", "Table"):
        own = sorted(
            (c for c in captions if c[0].startswith(kind)), key=lambda c: int(c[0].split()[1])
        )
        listed = [bool(re.search(re.escape(plain(number)) + ":?" + re.escape(plain(words)), lists))
                  for number, words in own]  # fmt: skip
        count = sum(listed)
        assert count >= 3
        assert all(listed[:count]), own[listed.index(False)]
        gaps.add(len(own) > count)
        assert all(plain(f"{number}{words}") in book.whole for number, words in own[:count])
    assert True in gaps


def test_bookmarks_are_as_deep_as_the_pages(book: Reader) -> None:
    assert {depth for depth, _ in book.outline} == {1, 2, 3, 4}
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
    page = book.destinations["R-PFS"]
    assert "Requirements" in book.texts[page].splitlines()[0]


def test_the_text_is_read_in_its_order(book: Reader, knowledge: Corpus) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    page = book.destinations["R-PFS"] + 1
    done = subprocess.run(
        ["pdftotext", "-f", str(page), "-l", str(page + 2), book.path, "-"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    entry = knowledge.entries["R-PFS"]
    order = [entry.title, entry.meta["statement"], "Earlier requirement"]
    text = plain(done.stdout)
    places = [text.find(plain(words)) for words in order]
    assert -1 not in places
    assert places == sorted(places)


def test_the_site_links_to_it_from_landing_page_and_sidebar(book: Reader, site: Path) -> None:
    landing = read(site / "index.html")
    assert landing.select_one(f"article a[href='{book.path.name}']")
    assert landing.select_one(f"nav.sidebar-tree a[href='{book.path.name}']")
    deep = read(site / "requirements/R5.html")
    assert deep.select_one(f"nav.sidebar-tree a[href='../{book.path.name}']")


def test_a_site_without_a_pdf_does_not_link_to_one(small_site: Path) -> None:
    assert ".pdf" not in (small_site / "index.html").read_text(encoding="utf-8")


def test_a_table_that_is_there_again_leads_to_its_place(small_book: Reader) -> None:
    """The list of tables and the table itself name it with its number, and no other place does."""
    assert len(re.findall(r"Table\d+Verdictsataglance", small_book.whole)) == 2
    assert "Nothingischosen" not in small_book.whole


def test_the_page_of_a_criterion_leads_to_its_table(small_book: Reader) -> None:
    assert re.search(r"ComparisonDeskwithoutaline\(Table\d+\)", small_book.whole)


def test_the_second_knowledge_base_has_its_own(small_book: Reader, lending: Corpus) -> None:
    for entry in lending.entries.values():
        assert entry.id in small_book.destinations
        assert plain(entry.heading) in small_book.whole
    brief = {f"{entry.id}{SUFFIX}" for entry in lending.compared}
    for name in {*table_names(lending)} - brief:
        assert f"table-{name}" in small_book.destinations
    assert small_book.path.name == "ways-of-lending-between-libraries.pdf"
    assert not re.search("srtp|keying", small_book.whole.lower())


def test_words_for_the_screen_are_not_printed_and_those_for_paper_are(
    book: Reader, small_book: Reader
) -> None:
    assert plain("Answer what matters to you") not in book.whole
    assert plain("Tick the demands") not in small_book.whole
    assert plain("The table shows what can be chosen.") in small_book.whole


def test_the_words_are_for_paper(book: Reader, site: Path, knowledge: Corpus) -> None:
    text = " ".join(" ".join(book.texts).replace("\ufffe\r\n", "").split())
    words = r"\b(this site|the site|this page|clicks?|ticks?|CSV|on its page)\b"
    assert not [text[m.start() - 40 : m.end() + 40] for m in re.finditer(words, text, re.I)]
    left_out = knowledge.settings.pdf_leave_out
    names = [
        heading.get_text()
        for page in knowledge.pages
        if any(fnmatch(page.path, one) for one in left_out) and page.path != "index.md"
        for heading in read((site / page.path).with_suffix(".html")).select("h1")
    ]
    titles = [name.rstrip("#\N{PILCROW SIGN}\uf0c1").strip() for name in names]
    assert "Choose and compare" in titles
    assert not [title for title in titles if len(title) > 12 and title in text]


def test_a_question_is_printed_with_its_answer(small_book: Reader) -> None:
    asked = "Who keeps a secret, and asks for late books? Asked on market day. Union catalogue"
    assert plain(asked) in small_book.whole


def test_the_readme_names_the_file(book: Reader) -> None:
    assert f"build/pdf/{book.path.name}" in (REPO / "README.md").read_text(encoding="utf-8")
