"""Another field, other types and words, the same engine: the second knowledge base's site."""

from __future__ import annotations

import json
import re
import zlib
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

import speckb
from speckb.cli.main import main
from speckb.corpus import loading, settings
from speckb.tables import comparison
from speckb.tables.names import table_names
from tests.conftest import SECOND
from tests.dom import Tag, read
from tests.site.test_pages import chosen

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus

FIRST = re.compile(r"\b(srtp|rtp|sdp|sip|mikey|keying|mechanisms?|scenarios?|attack|draft-wing)\b")


@pytest.fixture(scope="module")
def lending() -> Corpus:
    return loading.load(settings.load(SECOND))


def article(site: Path, name: str) -> str:
    """Return what a reader sees of a page, without navigation."""
    found = read(site / name).select_one("article")
    assert isinstance(found, Tag)
    return re.sub(r"\s+([,.]?)", r" \1", found.get_text(" ")).replace(" ,", ",")


def pages(site: Path) -> list[Path]:
    return sorted(path for path in site.rglob("*.html") if "_static" not in path.parts)


def sources(site: Path) -> list[str]:
    """Return the name of each page that comes from a file."""
    names = [path.relative_to(site).as_posix() for path in pages(site)]
    return [name for name in names if (SECOND / name.replace(".html", ".md")).is_file()]


def rows(table: Tag) -> list[list[str]]:
    return [
        [cell.get_text(" ", strip=True) for cell in row.select("td, th")]
        for row in table.select("tr")
    ]


def table(site: Path, page: str, name: str) -> list[list[str]]:
    found = read(site / page).by_id(f"table-{name}")
    assert isinstance(found, Tag), f"no table {name} on {page}"
    return rows(found)


def test_a_question_is_a_link_to_the_explorer_with_its_answer(small_site: Path) -> None:
    found = read(small_site / "side-by-side/choose.html").select_one(".question")
    assert found
    title, said, answer = found.select("p")
    assert title.get_text() == "Who keeps a secret, and asks for late books?"
    assert [link["href"] for link in title.select("a")] == [
        "#meet=LEND-1&value=overdue-recall:rings-by-itself,by-letter"
    ]
    assert said.get_text() == "Asked on market day."
    assert [link.get_text() for link in answer.select("a")] == ["Union catalogue"]


def test_it_has_no_templates_of_its_own() -> None:
    assert not (SECOND / "_templates").exists()
    assert {path.suffix for path in SECOND.rglob("*") if path.is_file()} == {
        ".md",
        ".py",
        ".toml",
        ".json",
        ".d2",
    }


def test_every_entry_and_page_has_a_page(second_site: Path, lending: Corpus) -> None:
    expected = {f"{entry.docname}.html" for entry in lending.entries.values()}
    expected |= {f"{page.docname}.html" for page in lending.pages}
    assert set(sources(second_site)) == expected


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (
            "demands/LEND-2.html",
            ["LEND-2: Overdue books come back", "Demand", "SHOULD, MAY", "Section"],
        ),
        (
            "candidates/paper-slips.html",
            ["Lending candidate", "the weekly van", "9.5", "seen at the desk", "Grew into"],
        ),
        (
            "candidates/union-catalogue.html",
            ["A reader's ticket with a number", "The paper's table says 48; its text says 42."],
        ),
        (
            "yardsticks/loan-privacy.html",
            ["Yardstick", "Desks on the way know too.", "LEND-1 partly", "Judges", "Seen in"],
        ),
        (
            "circumstances/flooded-branch.html",
            ["Also called", "high water", "no, left to a later paper", "Prompts", "Fig. 1"],
        ),
        ("works/HARBOUR-1911.html", ["Harbour", "Work", "closed stacks", "Drawn on by"]),
        (
            "papers/draft-example-library-lending-00.html",
            ["Paper", "1999-02-28", "Writers of the paper", "Upper valley"],
        ),
        ("index.html", ["3 candidates, 3 demands"]),
    ],
)
def test_a_page_shows_the_words_of_its_field(
    page: str, words: list[str], second_site: Path
) -> None:
    shown = article(second_site, page)
    assert [word for word in words if word not in shown] == []


def test_what_the_source_leaves_open_is_said_and_not_its_word(second_site: Path) -> None:
    shown = article(second_site, "works/ALMANAC-7.html")
    assert "not stated" in shown
    assert "unknown" not in shown


def test_no_page_speaks_of_the_first_field(second_site: Path) -> None:
    found = {
        (path.relative_to(second_site).as_posix(), match[0])
        for path in pages(second_site)
        for match in FIRST.finditer(read(path).get_text(" ").lower())
    }
    assert found == set()


def test_a_vocabulary_s_column_is_headed_by_this_field_s_type(second_site: Path) -> None:
    values = read(second_site / "yardsticks/loan-privacy.html").select_one("#vocabulary table")
    assert values is not None
    assert rows(values)[0][3].startswith("Demand")


def test_the_values_column_is_headed_by_this_field_s_type(second_site: Path) -> None:
    (_, values) = read(second_site / "candidates/swap-circle.html").select("article table")
    assert rows(values)[0][0].startswith("Yardstick")


def test_judgements_are_editorial_only_where_the_settings_say_so(second_site: Path) -> None:
    assert "editorial" not in article(second_site, "yardsticks/loan-privacy.html")


def test_every_page_s_edit_link_follows_its_settings(second_site: Path) -> None:
    for name in sources(second_site):
        found = {
            link["href"]
            for link in read(second_site / name).select(".bottom-of-page a[href*='/edit/']")
        }
        path = name.replace(".html", ".md")
        assert found == {f"https://desk.example/lending/edit/{path}"}, name


def test_the_navigation_has_its_captions_and_entries(second_site: Path) -> None:
    menu = read(second_site / "candidates/swap-circle.html").select_one("nav.sidebar-tree")
    assert menu is not None
    captions = [caption.get_text(strip=True) for caption in menu.select(".caption")]
    assert captions == ["What is asked", "What is compared"]
    unfolded = [link.get_text(strip=True) for link in menu.select(".toctree-l2")]
    assert unfolded == ["Paper slips", "Union catalogue", "Swap circle"]


def test_the_comparison_page_has_a_row_per_candidate(second_site: Path) -> None:
    page = "side-by-side/index.html"
    assert [row[0] for row in table(second_site, page, "matrix")[1:]] == [
        "Paper slips",
        "Union catalogue",
        "Swap circle",
    ]
    assert table(second_site, page, "matrix")[0] == [
        "Lending candidate",
        "Privacy of loans",
        "Recall of overdue books",
        "Desk without a line",
    ]
    assert [row[1] for row in table(second_site, page, "offline-desk")[1:]] == [
        "● lends on",
        "○ waits",
        "● lends on",
    ]


def test_comparisons_of_a_section_stand_below_headings_with_their_summaries(
    second_site: Path,
) -> None:
    section = read(second_site / "side-by-side/index.html").select_one("#desk-without-a-line-b-3")
    assert section is not None
    said = " ".join(section.get_text(" ", strip=True).split())
    assert said.partition(" ")[2].startswith(
        "Desk without a line (B.3) ¶ Whether a branch that is cut off still"
    )
    assert "lends. See Desk without a line . " in said
    assert section.select_one("#table-offline-desk")
    assert section.select_one("p a[href='../yardsticks/offline-desk.html#offline-desk']")


def test_the_page_of_a_criterion_has_its_table_too(second_site: Path) -> None:
    place = read(second_site / "yardsticks/loan-privacy.html").select_one("#comparison")
    assert place is not None
    assert place.select_one("a[href$='_tables/loan-privacy.csv']")
    elsewhere = table(second_site, "side-by-side/index.html", "loan-privacy")
    assert table(second_site, "yardsticks/loan-privacy.html", "loan-privacy") == elsewhere


def test_groups_span_their_rows_and_the_rest_is_named(second_site: Path) -> None:
    found = table(second_site, "demands/index.html", "demands-by-duty")
    assert [row[0] for row in found[1:]] == ["MUST", "LEND-10", "SHOULD", "MAY"]
    by_circumstance = table(second_site, "demands/index.html", "demands-by-circumstance")
    assert by_circumstance[3][0] == "none named"


def test_each_table_s_csv_is_offered_and_is_the_table(second_site: Path, lending: Corpus) -> None:
    folder = second_site / "_tables"
    assert {path.stem for path in folder.glob("*")} == set(table_names(lending))
    for name in table_names(lending):
        expected = comparison.csv_file(comparison.table(lending, name))
        assert (folder / f"{name}.csv").read_bytes().decode("utf-8") == expected
    offered = {
        (second_site / name).parent.joinpath(str(link["href"])).resolve().stem
        for name in sources(second_site)
        for link in read(second_site / name).select("a[download]")
    }
    assert offered == set(table_names(lending))


@pytest.mark.parametrize("name", ["diff/diff.schema.json", "rules/findings.schema.json"])
def test_the_schemas_of_printed_json_are_published(name: str, second_site: Path) -> None:
    published = second_site / "_schemas" / Path(name).name
    assert published.read_bytes() == (Path(speckb.__file__).parent / name).read_bytes()


def test_the_figure_is_drawn_for_light_and_dark(second_site: Path) -> None:
    images = read(second_site / "circumstances/flooded-branch.html").select("figure img")
    assert [image["alt"].startswith("A branch that is cut off") for image in images] == [True] * 2
    for image in images:
        path = second_site / "circumstances" / str(image["src"])
        assert "Central desk" in path.read_text(encoding="utf-8")
    assert [str(image["src"]).rpartition("-")[2] for image in images] == ["light.svg", "dark.svg"]


def test_the_trace_is_drawn_in_its_figure_with_links_to_its_entries(second_site: Path) -> None:
    (figure,) = read(second_site / "side-by-side/chain.html").select("figure.trace-figure")
    (picture,) = figure.select("svg.trace")
    assert picture["aria-label"]
    links = {link["href"] for link in picture.select("a[data-id]")}
    assert "../demands/LEND-1.html#LEND-1" in links


def test_a_term_leads_to_the_glossary_once_on_a_page(second_site: Path) -> None:
    links = read(second_site / "circumstances/flooded-branch.html").select(
        "article a[href*='words']"
    )
    assert [(link.get_text(), link["href"]) for link in links] == [
        ("desk", "../words.html#term-desk")
    ]


def test_every_link_inside_the_site_leads_somewhere(second_site: Path) -> None:
    ids: dict[Path, set[str]] = {
        path.resolve(): {str(tag["id"]) for tag in read(path).select("[id]")}
        for path in pages(second_site)
    }
    dead = []
    for path in pages(second_site):
        for link in read(path).select("a[href]"):
            url = urlsplit(str(link["href"]))
            if url.scheme or url.netloc:
                continue
            target = (path.parent / unquote(url.path)).resolve() if url.path else path.resolve()
            known = ids.get(target)
            if not target.is_file() or (url.fragment and known is not None
                                        and unquote(url.fragment) not in known
                                        and not chosen(read(target), url.fragment)):  # fmt: skip
                dead.append((path.name, link["href"]))
    assert dead == []


def test_the_needs_are_the_entries_with_their_own_types_and_links(
    second_site: Path, lending: Corpus
) -> None:
    data = json.loads((second_site / "needs.json").read_text(encoding="utf-8"))
    (version,) = data["versions"].values()
    needs = version["needs"]
    assert {name: need["type"] for name, need in needs.items()} == {
        entry.id: entry.type.name for entry in lending.entries.values()
    }
    slips = needs["union-catalogue"]
    assert (slips["days"], slips["grew_from"]) == (2, ["paper-slips"])
    assert slips["loan_privacy_value"] == "sealed-envelope"
    assert needs["LEND-1"]["assesses_back"] == ["loan-privacy"]


def test_other_sites_can_link_to_entries_and_values(second_site: Path) -> None:
    data = (second_site / "objects.inv").read_bytes()
    listed = zlib.decompress(data.split(b"\n", 4)[4]).decode("utf-8")
    assert "swap-circle speckb:candidate 0 candidates/swap-circle.html#$" in listed
    assert "swap-circle--loan-privacy speckb:value -1 " in listed


@pytest.mark.parametrize("style", ["text", "csv", "json", "markdown"])
def test_its_tables_print_through_the_command_line(
    style: str, lending: Corpus, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--root", str(SECOND), "tables", "--format", style]) == 0
    shown = capsys.readouterr().out
    for name in table_names(lending):
        assert name in shown
    assert "rings-by-itself" in shown
