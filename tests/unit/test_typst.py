"""The modules of the PDF that need no Sphinx: pages, columns, names, messages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from docutils import nodes

from speckb.sphinxext.leaves import Leaf
from speckb.sphinxext.nodes import value_badge
from speckb.typst import (
    blocks,
    contents,
    entries,
    front_matter,
    inline,
    pagination,
    pictures,
    postprocess,
    remarks,
    subject_index,
    table_layout,
)
from speckb.typst.addresses import Addresses
from speckb.typst.document import Document
from speckb.typst.imprint import Imprint
from speckb.typst.tables import destination
from speckb.typst.writer import Item, PageCode, Term

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass
class Known:
    """An environment or a corpus with these pages or entries."""

    found_docs: Sequence[str] = ()
    entries: Any = None


@dataclass
class Named:
    docname: str
    id: str


@pytest.fixture
def addresses() -> Addresses:
    env = Known(["index", "a/index", "a/R5", "b", "f\u00fcr"])
    corpus: Any = SimpleNamespace(
        entries={"R5": Named("a/R5", "R5")}, table_pages={}, settings=SimpleNamespace(site_url="")
    )
    uris = {name: [f"{name}.html", f"{name}.1931.html"] for name in env.found_docs}
    return Addresses(corpus, uris, {}, lambda _: frozenset())


@pytest.mark.parametrize(
    ("page", "uri", "label"),
    [
        ("index", "a/R5.html#R5", "R5"),
        ("index", "a/R5.html", "R5"),
        ("a/index", "R5.html#values", "a/R5:values"),
        ("a/R5", "../b.html#x-y", "b:x-y"),
        ("a/R5", "#part", "a/R5:part"),
        ("a/R5", "../a/../b.html", "b:"),
        ("b", "f\u00fcr.html#\u00fc", "f%C3%BCr:%C3%BC"),
        ("b", "b.html#%C3%BC", "b:%C3%BC"),
        ("a/R5", "../b.1931.html#x", "b:x"),
        ("b", "b.1911.html", None),
        ("b", "search.html", None),
        ("b", "../../etc/passwd", None),
    ],
)
def test_a_link_of_the_site_has_its_label(
    page: str, uri: str, label: str | None, addresses: Addresses
) -> None:
    found = addresses.find(page, uri)
    assert (addresses.label(*found) if found else None) == label


def test_pages_of_the_front_are_roman() -> None:
    assert [pagination.folio(page, 9) for page in (1, 4, 9, 10, 31)] == ["i", "iv", "ix", "1", "22"]
    assert pagination.folio(14, 20) == "xiv"


def test_long_words_may_break_and_short_ones_may_not() -> None:
    assert inline.breakable("an ordinary sentence of words") == '"an ordinary sentence of words"'
    address = inline.breakable("https://example.org/a/rather/long/address")
    assert address == 'unhyphenated("https://","example.","org/","a/","rather/","long/","address")'
    assert inline.breakable("x" * 60, "code").count("code(") == 3
    pieces = re.findall(r'"(x+)"', inline.breakable("x" * 60))
    assert [len(piece) for piece in pieces] == [24, 24, 12]
    assert inline.breakable("see R-ALLOW-RTP") == '{"see ";whole("R-ALLOW-RTP")}'


def test_a_tab_in_code_leads_to_the_next_multiple_of_eight() -> None:
    code = nodes.literal_block("", "if:\tdesk\n\tvan")
    shown = blocks.show_listing(None, code)  # type: ignore[arg-type]
    assert shown == r'listing("if:     desk\n        van")'


def grid(number: int) -> table_layout.Grid:
    """Return a table of so many columns with words of ten letters."""
    found = table_layout.Grid(columns=number, stubs=1)
    found.slots = [
        [
            table_layout.Slot(nodes.entry("", nodes.paragraph("", "x" * 10)), 0, column, 1)
            for column in range(number)
        ]
    ]
    return found


def test_a_column_is_as_wide_as_its_longest_word_where_there_is_room() -> None:
    found = worded("twelve chars", "a book " * 60)
    first, second = table_layout.widths(found, [0, 1], table_layout.PORTRAIT)
    assert 12 <= first <= 12 + table_layout.GAP
    assert second > 60


def test_columns_that_fit_no_page_are_split_with_their_headings_repeated() -> None:
    bands = table_layout.bands(grid(31), table_layout.LANDSCAPE)
    assert len(bands) > 1
    assert all(band[0] == 0 for band in bands)
    assert [column for band in bands for column in band[1:]] == list(range(1, 31))


def worded(*texts: str) -> table_layout.Grid:
    """Return a table of one row with these texts."""
    found = table_layout.Grid(columns=len(texts), stubs=1)
    cells = [nodes.entry("", nodes.paragraph("", text)) for text in texts]
    found.slots = [[table_layout.Slot(cell, 0, place, 1) for place, cell in enumerate(cells)]]
    return found


def test_a_table_lies_on_its_side_where_its_words_fit_in_no_other_way() -> None:
    assert [grid(number).is_wide for number in (9, 10)] == [False, True]
    sizes = [grid(number).size for number in (8, 15, 16)]
    assert sizes == [table_layout.LARGE, table_layout.LARGE, table_layout.SMALL]


def table(*rows: Sequence[str]) -> nodes.table:
    """Return a table of these texts; the first row heads it, and each row has its texts as id."""
    made = [
        nodes.row(
            "", *(nodes.entry("", nodes.paragraph("", text)) for text in row), ids=["-".join(row)]
        )
        for row in rows
    ]
    group = nodes.tgroup("", *(nodes.colspec() for _ in rows[0]), cols=len(rows[0]))
    group += [nodes.thead("", made[0]), nodes.tbody("", *made[1:])]
    return nodes.table("", group)


def test_rows_with_the_same_value_and_remark_are_one_row_and_those_without_a_remark_come_last() -> (
    None
):
    found = table(
        ("Name", "Value", "Remark"),
        ("a", "no", ""),
        ("b", "yes", "why"),
        ("c", "no", "not"),
        ("d", "no", ""),
        ("e", "yes", "why"),
    )
    before = found.astext()
    shown = table_layout.grid_of(remarks.by_value(found))
    assert [[slot.text for slot in row] for row in shown.slots] == [
        ["Value", "Name, Remark"],
        ["no", "c: not"],
        ["no", "a, d"],
        ["yes", "b, e: why"],
    ]
    assert shown.slots[2][0].node.parent["ids"] == ["a-no-", "d-no-"]
    assert (shown.head, shown.stubs) == (1, 1)
    assert found.astext() == before


def test_a_table_of_another_form_keeps_its_rows() -> None:
    found = table(("Value", "Meaning"), ("no", "It does not."))
    assert remarks.by_value(found) is found


def test_a_table_is_filled_with_tones_where_most_of_its_cells_are_a_word() -> None:
    def toned(words: int) -> bool:
        found = worded("head", *["x"] * 5)
        for slot in found.slots[0][1 : words + 1]:
            badge = value_badge("", "met", tone="good", meaning="")
            slot.node.children[:] = [nodes.paragraph("", "", badge)]
        return found.is_toned

    assert [toned(words) for words in (0, 2, 3, 5)] == [False, False, True, True]


def page(docname: str, *items: Item) -> tuple[str, PageCode]:
    return docname, PageCode(docname, items=list(items))


def test_the_contents_list_headings_down_to_the_third_level() -> None:
    items = [Item("heading", depth, "", f"Level {depth}", f"a:{depth}") for depth in (1, 2, 3, 4)]
    codes = dict([page("a", *items, Item("table", 0, "1", "A table", "t"))])
    found = [*contents.headings([Leaf("a", 0, chapter=True)], codes, {})]
    assert found == [
        '(1,"","Level 1","a:1",)',
        '(2,"","Level 2","a:2",)',
        '(3,"","Level 3","a:3",)',
        '(1,"","Index",":index",)',
    ]


def test_a_page_is_headed_by_its_chapter_and_by_the_entry_that_begins_or_goes_on() -> None:
    names = {"a": "A", "a/x": "X", "a/y": "Y", "b": "B"}
    codes = dict(page(name, Item("heading", 1, "", text, name)) for name, text in names.items())
    leaves = [Leaf(name, name.count("/"), chapter="/" not in name) for name in names]
    pages = {pagination.FRONT: 2, "a": 3, "a/x": 4, "a/y": 4, "b": 6, ":index": 7}
    document: Any = SimpleNamespace(leaves=leaves, page_codes=codes)
    found = pagination.page_numbers(document, pages | {pagination.END: 7})
    assert found.heads == [
        ("A", ""), ("A", "X"), ("A", "Y"), ("B", ""), ("Index", "")]  # fmt: skip


def test_a_table_or_term_on_two_pages_is_a_target_or_link_on_the_first_alone() -> None:
    link = 'term-link("words:term-link", [slip])'
    code = f"{destination('table-x')};{link};{link}"
    codes = {name: PageCode(name, code, tables=["table-x"]) for name in ("index", "a")}
    env: Any = SimpleNamespace(
        config=SimpleNamespace(root_doc="index"), tocs={}, found_docs={*codes}, toctree_includes={}
    )
    addresses: Any = SimpleNamespace(corpus=SimpleNamespace(entries={}))
    files = dict(Document(env, addresses, Imprint(""), codes).files())
    again = link.replace("term-link(", "repeated-term(")
    assert f"{destination('table-x')};{link};{again};" in files["pages/index.typ"]
    assert files["pages/a.typ"].endswith(f"none;{link};{again}\n")


@pytest.mark.parametrize(
    ("wide", "high", "width"),
    [
        (400, 200, "250.0pt"),  # letters of 10 points
        (400, 400, "230.0pt"),  # a third of a page
        (400, 900, "175.0pt"),  # letters of 7 points
        (900, 200, "430.0pt"),  # the width of the text
    ],
)
def test_a_drawing_fits_on_a_third_of_a_page_if_its_letters_stay_readable(
    wide: int, high: int, width: str
) -> None:
    svg = f'<svg viewBox="0 0 {wide} {high}"><text style="font-size:16px">Desk</text></svg>'
    assert pictures.drawing_width(svg) == width


def test_a_table_can_be_printed_with_some_of_its_columns() -> None:
    found = table_layout.grid_of(table(("id", "kind", "title"), ("E1", "slip", "A slip")))
    found.stubs = 1
    shown = found.only([0, 2])
    assert [[slot.text for slot in row] for row in shown.slots] == [
        ["id", "title"],
        ["E1", "A slip"],
    ]
    assert [slot.column for slot in shown.slots[1]] == [0, 1]
    assert (shown.columns, shown.stubs, shown.head) == (2, 1, 1)


def test_a_table_that_fits_is_in_one_piece() -> None:
    assert table_layout.bands(grid(5), table_layout.PORTRAIT) == [[0, 1, 2, 3, 4]]


def test_spans_take_their_places() -> None:
    def cell(**spans: int) -> nodes.entry:
        return nodes.entry("", nodes.paragraph("", "x"), **spans)

    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in range(3)))
    rows = [
        nodes.row("", cell(morerows=1), cell(), cell()),
        nodes.row("", cell(), cell()),
    ]
    group += nodes.tbody("", *rows)
    found = table_layout.grid_of(nodes.table("", group))
    assert [[(s.row, s.column, s.rows) for s in row] for row in found.slots] == [
        [(0, 0, 2), (0, 1, 1), (0, 2, 1)],
        [(1, 1, 1), (1, 2, 1)],
    ]


def test_a_type_s_template_gives_the_order_of_its_blocks(tmp_path: Any) -> None:
    folder = tmp_path / "entries"
    folder.mkdir()
    (folder / "demand.html").write_text(
        '{% extends "entries/entry.html" %}'
        "{% block page %}{{ self.prose() }}{{ self.lead() }}{% endblock %}"
    )
    folders = (str(tmp_path), str(entries.THEME))
    assert entries.order("demand", folders)[:2] == ("prose", "lead")
    assert entries.order("other", folders)[:6] == (
        *("lead", "strip", "answers", "statement", "card", "prose"),
    )
    assert set(entries.order("demand", folders)) == set(entries.BLOCKS)


def test_links_by_name_take_the_place_and_length_of_what_stood_there() -> None:
    old = (
        b"<</Rect[1 2]/A<</Type/Action/S/URI/URI(here:b:x)>>/F 4/Contents(here:b:x)>>"
        b"<</A<</Type/Action/S/URI/URI(https://example.org)>>>>"
    )
    new = postprocess.postprocess_pdf(old)
    assert len(new) == len(old)
    assert b"/Dest(b:x) " in new
    assert b"URI(https://example.org)" in new


def test_a_cell_that_heads_a_row_is_tagged_as_such() -> None:
    cell = b"<</S/TD/P 7 0 R/A[<</O/Table/RowSpan 2/Headers[(U1x0y0)]>><</O/Layout%s>>]/K[1]>>"
    head, plain = (
        postprocess.postprocess_pdf(cell % postprocess.GROUND),
        postprocess.postprocess_pdf(cell % b""),
    )
    assert len(head) == len(cell % postprocess.GROUND)
    assert head.startswith(b"<</S/TH/P 7 0 R/A[<</O/Table/RowSpan 2/Scope/Row")
    assert plain.startswith(b"<</S/TD/P 7 0 R/A[<</O/Table/RowSpan 2   ")


FULL = Imprint(
    "Ways & means",
    release="1.0",
    date="1 May 2026",
    day="2026-05-01",
    commit="0123456789ab",
    authors=["A. Clerk", "The desk"],
    edition="2026 (today, 2026-04-30)",
    report="Write to https://desk.example/faults. Thank you.",
)


def test_a_document_is_cited_by_its_authors_title_and_state() -> None:
    assert front_matter.citation(FULL) == (
        'A. Clerk, The desk, "Ways & means", edition 2026, release 1.0, commit 0123456789ab, '
        "1 May 2026."
    )
    assert front_matter.bibtex(FULL).splitlines() == [
        "@misc{ways-means-2026,",
        "  author = {Clerk, A. and {The desk}},",
        r"  title = {{Ways \& means}},",
        "  year = {2026},",
        "  note = {edition 2026, release 1.0, commit 0123456789ab, 1 May 2026},",
        "}",
    ]


def test_the_front_matter_has_no_section_without_content() -> None:
    titles = re.compile(r'front-section\("([^"]*)"')
    assert titles.findall(front_matter.front_matter(Imprint("Ways"), "")) == ["How to cite"]
    shown = front_matter.front_matter(FULL, '"the first page"')
    assert titles.findall(shown) == [
        "Status of this document", "How to cite", "Reporting faults"]  # fmt: skip
    assert '"the first page"' in shown
    assert '"Other editions"' not in shown


def test_an_address_in_the_front_matter_is_a_link_without_the_full_stop() -> None:
    shown = front_matter.front_matter(FULL, "")
    assert 'external-link("https://desk.example/faults",' in shown


def subject(text: str, title: str = "", form: str = "page", **meta: Any) -> Any:
    return SimpleNamespace(
        id=text, text=text, title=title or text, type=SimpleNamespace(print=form), meta=meta
    )


def test_the_index_merges_terms_and_entries_and_leads_from_other_names_to_them() -> None:
    terms = [
        Term(("PFS", "perfect forward secrecy"), "w:pfs", ("r8", "gone")),
        Term(("UAC", "UAS"), "w:uac", ()),
    ]
    entries = [
        subject("r8", "Perfect-forward secrecy", also_called=["secrecy", "PFS"]),
        subject("[RFC 10]", "Not a subject", "list"),
        subject("[RFC 9]", form="list"),
    ]
    found = subject_index.subjects(terms, entries, lambda entry: entry.id)
    assert [(line.text, line.labels, line.see) for line in found] == [
        ("perfect forward secrecy", ("w:pfs", "r8"), ""),
        ("PFS", (), "perfect forward secrecy"),
        ("r8", ("r8",), ""),
        ("[RFC 9]", ("[RFC 9]",), ""),
        ("[RFC 10]", ("[RFC 10]",), ""),
        ("secrecy", (), "perfect forward secrecy"),
        ("UAC", ("w:uac",), ""),
        ("UAS", (), "UAC"),
    ]


def test_the_index_has_a_group_for_each_letter() -> None:
    texts = ["3DES", "\u00c4pfel", "AOR", "(b)", "\u4e00", "\u3007", "\uac00\uac01", "\u0416", "_c"]
    terms = [Term((text,), "a", ()) for text in texts]
    code = subject_index.code(subject_index.subjects(terms, [], lambda entry: entry.id))
    assert re.findall(r'\("(\w[\w ]*)",\(\(', code) == [
        "Numbers and symbols",
        *("A", "B", "\u0416", "\u3131", "\u4e00"),
    ]


@pytest.mark.parametrize("name", ["AOR", "B2BUA", "FIPS-140", "S/MIME", "MIKEYv2"])
def test_an_abbreviation_is_one_word_of_capitals(name: str) -> None:
    assert subject_index.is_abbreviation(name)


@pytest.mark.parametrize("name", ["address of record", "Diffie-Hellman", "Invite", "SIP Identity"])
def test_other_names_are_no_abbreviations(name: str) -> None:
    assert not subject_index.is_abbreviation(name)
