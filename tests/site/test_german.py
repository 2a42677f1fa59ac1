"""A knowledge base in German: the twin of the second one, and what readers of its site see."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

import pytest

from speckb import language
from speckb.corpus import loading, settings
from speckb.rules.check import check
from speckb.tables import comparison
from speckb.tables.names import table_names
from speckb.tables.verdicts import verdicts
from tests import dom
from tests.conftest import GERMAN, SECOND, printed
from tests.pdf.reading import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator
    from pathlib import Path

    from speckb.corpus.corpus import Corpus
    from tests.dom import Tag

CHOOSE = "gegenueberstellung/auswahl.html"
COMPARE = "gegenueberstellung/index.html"
SLIPS = "verfahren/laufzettel.html"
PRIVACY = "massstaebe/ausleihgeheimnis.html"
OVERDUE = "anforderungen/LEIH-2.html"
CALENDAR = "werke/OEFFNUNG-7.html"


@pytest.fixture(scope="module")
def german() -> Corpus:
    return loading.load(settings.load(GERMAN))


@pytest.fixture(scope="module")
def english() -> Corpus:
    return loading.load(settings.load(SECOND))


@cache
def page_at(path: Path) -> Tag:
    return dom.read(path)


def said(site: Path, page: str, selector: str) -> list[str]:
    """Return the texts of the elements of a page that a selector finds."""
    return [
        " ".join(found.get_text(" ").replace("¶", " ").split())
        for found in page_at(site / page).select(selector)
    ]


def word(english: str, **values: str) -> str:
    """Return the engine's German for its English, as long as it has one."""
    (text, *_) = language.known("de").texts.get(english, (english,))
    return language.fill(text, values)


def test_it_has_no_findings(german: Corpus) -> None:
    assert check(german) == []


def test_its_settings_are_all_that_it_needs() -> None:
    suffixes = {path.suffix for path in GERMAN.rglob("*") if path.is_file()}
    assert suffixes == {".md", ".toml", ".json", ".d2"}


def test_names_of_files_and_ids_are_those_of_any_keyboard(german: Corpus) -> None:
    names = [path.relative_to(GERMAN).as_posix() for path in GERMAN.rglob("*")]
    assert [name for name in [*names, *german.entries] if not name.isascii()] == []


@pytest.mark.parametrize("form", ["ß", r"^[ÄÖÜ]", r"\w{30}"])
def test_it_keeps_titles_that_are_hard_to_sort_and_to_lay_out(form: str, german: Corpus) -> None:
    assert [entry.id for entry in german.entries.values() if re.search(form, entry.title)]


def fields(corpus: Corpus) -> Iterator[Hashable]:
    return ((entry.type.name, *sorted(entry.meta)) for entry in corpus.entries.values())


def links(corpus: Corpus) -> Iterator[Hashable]:
    for name, found in corpus.outgoing.items():
        for link in found:
            ends = corpus.entries[name].type.name, corpus.entries[link.target].type.name
            yield link.kind, *ends, bool(link.reason)


def verdict_words(corpus: Corpus) -> Iterator[Hashable]:
    return ((found.word, found.settled) for found in verdicts(corpus))


def tones(corpus: Corpus) -> Iterator[Hashable]:
    for entry in corpus.compared:
        for name, cell in entry.assessments.items():
            value = corpus.entries[name].values.get(cell.value)
            yield value and value.tone, bool(cell.note), bool(cell.editorial)


def sizes(corpus: Corpus) -> Iterator[Hashable]:
    found = (comparison.table(corpus, name) for name in table_names(corpus))
    return ((len(table.columns), len(table.records)) for table in found)


def pages(corpus: Corpus) -> Iterator[Hashable]:
    return (page.docname.count("/") for page in corpus.pages)


@pytest.mark.parametrize("shape", [fields, links, verdict_words, tones, sizes, pages])
def test_it_has_the_shape_of_the_second_knowledge_base(
    shape: Callable[[Corpus], Iterator[Hashable]], german: Corpus, english: Corpus
) -> None:
    found = Counter(shape(german))
    assert found == Counter(shape(english))
    assert found.total() > 8


def test_every_page_is_in_german(german_site: Path) -> None:
    found = {
        path.relative_to(german_site).as_posix(): html["lang"]
        for path in german_site.rglob("*.html")
        for html in page_at(path).select("html")
    }
    assert {OVERDUE, COMPARE, "index.html", "search.html", "404.html"} <= {*found}
    assert {*found.values()} == {"de"}


def test_the_navigation_is_in_german(german_site: Path) -> None:
    menu = "nav.sidebar-tree"
    assert said(german_site, OVERDUE, f"{menu} .caption") == [
        "Was gefordert wird",
        "Was verglichen wird",
    ]
    assert said(german_site, OVERDUE, f"{menu} .toctree-l2") == [
        "LEIH-1: Niemand sonst erfährt, was gelesen wird",
        "LEIH-2: Überfällige Bücher kommen zurück",
        "LEIH-10: Die Ausleihe läuft auch ohne Leitung weiter",
    ]


class Seen(NamedTuple):
    """A word of the engine, by its English, that is the text of an element of a page."""

    page: str
    selector: str
    text: str


@pytest.mark.parametrize(
    ("page", "selector", "text"),
    [
        Seen(OVERDUE, ".prev-page .context", "Previous"),
        Seen(OVERDUE, ".next-page .context", "Next"),
        Seen(OVERDUE, ".sidebar-drawer a", "The whole document as PDF"),
        Seen(OVERDUE, ".bottom-of-page a", "edit it"),
        Seen(OVERDUE, ".bottom-of-page a", "see its source"),
        Seen(OVERDUE, "h2", "Verdicts"),
        Seen(SLIPS, "h2", "Values and remarks"),
        Seen(SLIPS, "th", "Remark"),
        Seen(SLIPS, "a[download]", "Download as CSV"),
        Seen(PRIVACY, "th", "Who has it"),
        Seen(PRIVACY, "h2", "Comparison"),
        Seen(CALENDAR, ".unstated", "not stated"),
        Seen(COMPARE, "caption .caption-text", "Verdicts at a glance"),
        Seen(COMPARE, "caption .caption-text", "What the verdicts mean"),
    ],
)
def test_the_engine_speaks_german(page: str, selector: str, text: str, german_site: Path) -> None:
    assert word(text) in said(german_site, page, selector)


def test_the_foot_of_a_page_names_who_has_written_it(german_site: Path) -> None:
    found = said(german_site, OVERDUE, ".bottom-of-page .copyright")
    assert found == [word("Copyright {holder}", holder="Die Leihstelle")]


def test_a_statement_has_german_keywords(german_site: Path) -> None:
    assert said(german_site, OVERDUE, ".statement .keyword") == ["SOLL", "DARF"]


def test_a_term_with_an_umlaut_leads_to_the_glossary(german_site: Path) -> None:
    page = page_at(german_site / "umstaende/ueberflutete-zweigstelle.html")
    (link,) = page.select("article a[href*='begriffe']")
    assert link.get_text() == "Bücherausgabe"
    target = urlsplit(str(link["href"])).fragment
    assert page_at(german_site / "begriffe.html").by_id(unquote(target))


def numbers(site: Path) -> Counter[str]:
    """Return the numbers of figures and tables, as they are written in German."""
    found = (n for path in site.rglob("*.html") for n in said(site, str(path), ".caption-number"))
    return Counter(n.replace("Fig.", "Abb.").replace("Table", "Tab.") for n in found)


def test_figures_and_tables_are_numbered_as_in_the_second_knowledge_base(
    german_site: Path, small_site: Path
) -> None:
    found = numbers(german_site)
    assert found == numbers(small_site)
    assert {"Abb. 2", "Tab. 14"} <= {*found}


def test_anchors_are_made_of_ids(german_site: Path, german: Corpus) -> None:
    for entry in german.entries.values():
        assert page_at(german_site / f"{entry.docname}.html").by_id(entry.id), entry.id
    assert page_at(german_site / SLIPS).by_id("laufzettel--rueckforderung")


def test_tables_have_the_names_of_settings_and_ids(german_site: Path, german: Corpus) -> None:
    files = {path.stem for path in (german_site / "_tables").iterdir()}
    assert files == {*table_names(german)}
    shown = {
        str(table["id"]).removeprefix("table-")
        for path in german_site.rglob("*.html")
        for table in page_at(path).select("table[id^=table-]")
    }
    assert {"genannte-werke", "matrix", "ausleihgeheimnis"} <= shown <= files


@pytest.mark.parametrize(
    ("page", "names"),
    [
        (SLIPS, ["verdicts", "remarks", "links"]),
        (PRIVACY, ["vocabulary", "comparison", "links"]),
    ],
)
def test_addresses_of_parts_are_those_of_any_language(
    page: str, names: list[str], german_site: Path
) -> None:
    found = page_at(german_site / page)
    assert [name for name in names if not found.by_id(name)] == []


def test_every_link_inside_the_site_leads_somewhere(german_site: Path) -> None:
    pages = {path.resolve(): page_at(path) for path in german_site.rglob("*.html")}
    dead = []
    for path, page in pages.items():
        for link in page.select("article a[href], nav a[href]"):
            url = urlsplit(str(link["href"]))
            target = (path.parent / unquote(url.path)).resolve() if url.path else path
            if url.scheme or "=" in url.fragment:
                continue
            inside = pages.get(target)
            if not target.is_file() or (
                url.fragment and inside and not inside.by_id(unquote(url.fragment))
            ):
                dead.append((path.name, link["href"]))
    assert dead == []


def test_the_index_in_print_sorts_umlauts_with_their_letters(german_site: Path) -> None:
    text = Reader(printed(german_site.with_name("pdf"))).texts[-1]
    names = [
        "Niemand sonst erfährt",
        "Öffnungskalender der Zweigstellen",
        "Ordnung für den Gebrauch",
        "Rückforderung überfälliger Bücher",
        "Tauschring",
        "Überfällige Bücher kommen zurück",
        "Verbundkatalog",
    ]
    assert sorted(names, key=text.index) == names
