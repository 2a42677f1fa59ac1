"""Tables on screen and on paper: heads that stay, cells that lead to their evidence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import KINDS, PHONE, WIDE

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visit

MATRIX = "comparisons/matrix.html"
VERDICTS = "comparisons/requirements.html"
EDGES = """() => {
    const frame = document.querySelector(".table-wrapper[tabindex]");
    const edge = element => element.getBoundingClientRect();
    const [head, corner] = [frame.querySelectorAll("thead th")[4], frame.querySelector("thead th")];
    const first = frame.querySelectorAll("tbody th")[6];
    return {
        head: edge(head).top - edge(frame).top,
        corner: [edge(corner).top - edge(frame).top, edge(corner).left - edge(frame).left],
        first: edge(first).left - edge(frame).left,
        scrolled: [frame.scrollLeft, frame.scrollTop],
    };
}"""
COVERED = """row => {
    const box = row.getBoundingClientRect();
    const seen = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return !(seen && row.contains(seen));
}"""
CLIPPED = """() => [...document.querySelectorAll(".table-wrapper, table, pre")].filter(element => {
    const right = Math.round(element.getBoundingClientRect().right);
    return getComputedStyle(element).overflow !== "visible" && element.localName !== "pre"
        || element.scrollWidth > element.clientWidth + 1
        || right > document.documentElement.clientWidth;
}).map(element => element.className)"""
A4 = {"width": 687, "height": 1000}
A4_LANDSCAPE = {"width": 1016, "height": 700}
TURNED = ("matrix",)


@pytest.mark.parametrize(
    "viewport", [{"width": 1100, "height": 600}, PHONE], ids=["small window", "phone"]
)
def test_head_and_first_column_of_the_matrix_stay(viewport: dict[str, int], visit: Visit) -> None:
    page = visit(MATRIX, viewport=viewport)
    page.locator(".table-wrapper[tabindex]").evaluate(
        "frame => frame.scrollTo({left: 150, top: 120, behavior: 'instant'})"
    )
    edges = page.evaluate(EDGES)
    assert min(edges["scrolled"]) > 50
    assert edges["head"] == pytest.approx(0, abs=2)
    assert edges["corner"] == pytest.approx([0, 0], abs=2)
    assert edges["first"] == pytest.approx(0, abs=2)


def test_on_a_phone_the_matrix_fits_below_the_head_of_the_page(visit: Visit) -> None:
    page = visit(MATRIX, viewport=PHONE)
    frame = page.locator(".table-wrapper[tabindex]").bounding_box()
    header = page.locator(".mobile-header").bounding_box()
    assert frame
    assert header
    assert frame["height"] <= PHONE["height"] - header["height"]


def test_the_head_of_a_long_table_stays_in_a_wide_window(visit: Visit) -> None:
    page = visit("errata/index.html", viewport=WIDE)
    page.evaluate("() => document.querySelectorAll('tbody tr')[40].scrollIntoView()")
    expect(page.locator("thead th").first).to_be_in_viewport(ratio=1)


def test_in_a_wide_window_the_head_of_the_verdicts_stays(visit: Visit) -> None:
    page = visit(VERDICTS, viewport=WIDE)
    rows = page.locator("table.matrix tbody tr")
    rows.last.scroll_into_view_if_needed()
    expect(page.locator("table.matrix thead th").first).to_be_in_viewport(ratio=1)


def test_a_value_fills_its_cell_so_that_its_tone_is_seen_at_a_glance(visit: Visit) -> None:
    page = visit(MATRIX, viewport=WIDE)
    gaps = page.locator("table.matrix td").evaluate_all(
        """cells => cells.map(cell => [cell, cell.querySelector(".value")])
            .filter(([cell, value]) => cell.textContent.trim() === value.textContent.trim())
            .map(([cell, value]) => cell.clientHeight - value.offsetHeight)"""
    )
    assert gaps
    assert max(gaps) < 10


def test_a_row_that_an_address_names_is_in_sight(visit: Visit) -> None:
    page = visit("mechanisms/zrtp.html#zrtp--pfs", viewport=PHONE)
    row = page.locator("tr:target")
    expect(row).to_contain_text("Perfect forward secrecy")
    expect(row).to_be_in_viewport(ratio=1)
    page.wait_for_function(f"() => !({COVERED})(document.querySelector('tr:target'))")


@pytest.mark.parametrize("path", ["comparisons/security.html", "comparisons/sip.html"])
def test_on_a_phone_a_row_with_a_remark_is_a_card(path: str, visit: Visit) -> None:
    page = visit(path, viewport=PHONE)
    tall = page.evaluate("() => document.documentElement.scrollHeight")
    assert tall < 14_000
    row = page.locator("table.computed tbody tr").first
    name, value, remark = (row.locator(":scope > *").nth(i).bounding_box() for i in range(3))
    assert name
    assert value
    assert remark
    assert abs(name["y"] - value["y"]) < 5
    assert remark["y"] >= name["y"] + name["height"] - 1
    assert remark["width"] > 300


def printed(visit: Visit, path: str, paper: dict[str, int]) -> Page:
    page = visit(path, viewport=paper, color_scheme="dark")
    page.emulate_media(media="print")
    return page


@pytest.mark.parametrize("kind", TURNED)
def test_on_paper_a_matrix_is_turned_and_whole(kind: str, visit: Visit) -> None:
    page = printed(visit, KINDS[kind], A4_LANDSCAPE)
    assert page.evaluate(CLIPPED) == []
    boxes = re.findall(
        rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", page.pdf(prefer_css_page_size=True)
    )
    assert boxes
    turned = [float(width) > float(height) for width, height in boxes]
    assert True in turned


@pytest.mark.parametrize("path", ["index.html", "comparisons/requirements.html"])
def test_on_paper_a_matrix_of_symbols_has_a_page_with_its_key(path: str, visit: Visit) -> None:
    page = printed(visit, path, A4)
    rows = page.locator("table.compact tbody th").all_inner_texts()
    paper = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    read = [sheet.get_textpage().get_text_bounded().replace("\x02", "-") for sheet in paper]
    texts = ["".join(text.split()) for text in read]  # \x02 is a hyphen at the end of a line
    assert len(rows) > 20
    (number,) = [n for n, text in enumerate(texts) if rows[0] in text and "●" in text][:1]
    assert [name for name in rows if "".join(name.split()) not in texts[number]] == []
    assert "metunderacondition" in texts[number]
    assert number == 1  # the matrix begins a page


def test_on_paper_there_is_black_on_white_and_no_navigation(visit: Visit) -> None:
    page = printed(visit, "mechanisms/zrtp.html", A4)
    for part in (".sidebar-drawer", ".toc-drawer", ".mobile-header", ".theme-toggle", "footer nav"):
        expect(page.locator(part).first).not_to_be_visible()
    color = "() => getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(color) == "rgb(255, 255, 255)"


def test_the_reasons_of_a_verdict_lead_to_the_value(visit: Visit) -> None:
    page = visit("mechanisms/zrtp.2007.html#zrtp--R14")
    row = page.locator("tr:target")
    expect(row).to_contain_text("R14: Signaling associated with media")
    expect(row).to_contain_text("missed")
    row.get_by_role("link", name="Association of the answer with the media (B.1)").click()
    expect(page.locator("tr:target")).to_have_id("zrtp--answer-association")


def test_faults_of_a_section_and_of_a_weight_are_chosen(visit: Visit) -> None:
    page = visit("errata/index.html")
    shown = page.locator("#table-errata tbody tr:visible")
    everything = shown.count()
    page.get_by_label("Sections:").select_option("3.2")
    expect(page.locator(".filters [role=status]")).to_have_text(f"10 of {everything}")
    page.get_by_label("Weight:").select_option("changes a value")
    expect(shown).to_have_count(2)
    for row in shown.all():
        expect(row).to_contain_text("3.2")
    page.get_by_label("Kind:").select_option("slip")
    expect(shown).to_have_count(0)
    for name in ("Sections:", "Weight:", "Kind:"):
        page.get_by_label(name).select_option("all")
    expect(shown).to_have_count(everything)


def test_words_that_are_in_one_row_each_are_not_offered(visit: Visit) -> None:
    page = visit("references/index.html")
    assert page.locator(".filters label").all_inner_texts()[0].startswith("Kind:")
    expect(page.locator(".filters label")).to_have_count(1)
