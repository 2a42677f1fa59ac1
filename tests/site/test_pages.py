"""The built site, read as a browser reads it: addresses, links, assets, weight, data files."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote, urlsplit

import pytest
from sphinx.util.inventory import InventoryFile

from speckb.cli import commands, main
from speckb.sphinxext.search.words import words
from speckb.tables import comparison, fragments, need_fields
from speckb.tables.names import table_names
from tests.conftest import KNOWLEDGE
from tests.dom import Tag, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from speckb.corpus.corpus import Corpus, Page
    from speckb.corpus.entry import Entry

    Pages = Mapping[str, Tag]

ENTRY_PAGE_BYTES = 45_000
TABLE_PAGE_BYTES = 60_000
ATTRIBUTES = ("href", "src", "data", "poster", "action", "srcset")
CSS_ADDRESS = re.compile(r"""url\(\s*['"]?(?P<url>[^'")]+)|@import\s+['"](?P<sheet>[^'"]+)""")
OF_EDITION = re.compile(r"\.(\d{4})\.html$")
MARKUP = re.compile(
    r"Traceback|<built-in|\{(?:entry|count|term|ref|doc)\}|\{\{|\{%|:::|\|missing\|"
)


@pytest.fixture(scope="module")
def pages(site: Path) -> Pages:
    """Every page of the site by its path, but those at former addresses."""
    found = {path.relative_to(site).as_posix(): read(path) for path in sorted(site.rglob("*.html"))}
    return {name: page for name, page in found.items() if page.select_one("[role=main]")}


def chosen(page: Tag, fragment: str) -> bool:
    """Return whether a part of an address is a choice that the page's explorer can make."""
    data = page.select_one("#explorer-data")
    if data is None or not re.match("(meet|value)=", fragment):
        return False
    found = json.loads(data.get_text())
    known = {item["id"] for item in [*found["asked"], *found["criteria"]]}
    known |= {word for item in found["criteria"] for word, *_ in item["values"]}
    return {*re.split("[=,;:&]", fragment)} - {"meet", "value"} <= known


@pytest.fixture(scope="module")
def addresses(pages: Pages) -> Mapping[str, set[str]]:
    """The ids on every page."""
    return {name: {str(tag["id"]) for tag in page.select("[id]")} for name, page in pages.items()}


@pytest.fixture(scope="module")
def needs(site: Path) -> Mapping[str, Any]:
    """The objects of needs.json by edition, then by their id."""
    data = json.loads((site / "needs.json").read_text(encoding="utf-8"))
    return {edition: version["needs"] for edition, version in data["versions"].items()}


def references(page: Tag) -> Iterator[tuple[Tag, str]]:
    """Yield each address that a page holds, with the tag that holds it."""
    for tag in page.select("*"):
        for name in ATTRIBUTES:
            if (address := tag.get(name)) is not None:
                yield tag, str(address)


def is_foreign(address: str) -> bool:
    """Return whether an address leads out of the site."""
    split = urlsplit(address)
    return bool(split.netloc) or split.scheme not in {"", "data"}


def resolve(page: str, address: str) -> tuple[str, str]:
    """Return the file, from the site's root, and the fragment that an address on a page means."""
    split = urlsplit(address)
    parts = page.split("/")[:-1]
    for step in unquote(split.path).split("/"):
        if step == "..":
            assert parts, f"{page}: {address} leads out of the site"
            parts.pop()
        elif step not in {"", "."}:
            parts.append(step)
    return ("/".join(parts) if split.path else page), unquote(split.fragment)


def article(page: Tag) -> Tag:
    """Return a page's content."""
    return cast("Tag", page.select_one("[role=main]"))


def entry_page(entry: Entry) -> str:
    """Return the path of an entry's page."""
    return f"{entry.docname}.html"


def prose(shown: Corpus) -> list[Page]:
    """Return the pages that are no entries, without the files that are for the repository."""
    return [page for page in shown.pages if not page.docname.isupper()]


def view_on(page: Tag, shown: Corpus) -> Corpus:
    """Return the view that a page shows: that of its switch, or the first that readers see."""
    switch = page.select_one("nav.editions strong")
    edition = switch.get_text().split()[1] if switch else shown.edition
    return shown.whole.at(edition)


def csv_path(shown: Corpus, edition: str, name: str) -> str:
    folder = "_tables" if edition == shown.edition else f"_tables/{edition}"
    return f"{folder}/{name}.csv"


def test_every_source_has_one_page_for_each_edition_and_there_is_no_other(
    pages: Pages, shown: Corpus
) -> None:
    sources = [entry_page(entry) for entry in shown.entries.values()]
    sources += [f"{page.docname}.html" for page in prose(shown)]
    others = {name for name in pages if OF_EDITION.search(name)}
    assert sorted(pages.keys() - others) == sorted([*sources, "search.html"])
    for name in others:
        assert OF_EDITION.sub(".html", name) in sources
        assert view_on(pages[name], shown).edition == OF_EDITION.search(name)[1]  # type: ignore[index]


def test_an_id_stands_once_on_a_page(pages: Pages) -> None:
    twice = {}
    for name, page in pages.items():
        counts = Counter(str(tag["id"]) for tag in page.select("[id]"))
        if repeated := [i for i, count in counts.items() if count > 1]:
            twice[name] = repeated
    assert twice == {}


def test_every_internal_link_and_fragment_resolves(
    site: Path, pages: Pages, addresses: Mapping[str, set[str]]
) -> None:
    broken = []
    for name, page in pages.items():
        for _, address in references(page):
            if is_foreign(address) or address.startswith("data:") or address in {"", "#"}:
                continue
            file, fragment = resolve(name, address)
            if not (site / file).is_file() or (
                fragment
                and file in addresses
                and fragment not in addresses[file]
                and not chosen(pages[file], fragment)
            ):
                broken.append(f"{name}: {address}")
    assert broken == []


def test_nothing_is_loaded_from_another_host(site: Path, pages: Pages) -> None:
    loaded = []
    for name, page in pages.items():
        for tag, address in references(page):
            if tag.name != "a" and is_foreign(address):
                loaded.append(f"{name}: {address}")
        styles = [tag.get_text() for tag in page.select("style")]
        styles += [str(tag["style"]) for tag in page.select("[style]")]
        loaded += [f"{name}: {u}" for u in css_addresses("\n".join(styles)) if is_foreign(u)]
    for path in [*site.rglob("*.css"), *site.rglob("*.svg")]:
        text = path.read_text(encoding="utf-8")
        found = css_addresses(text)
        if path.suffix == ".svg":
            found += re.findall(r"""\b(?:xlink:)?href=["']([^"']+)""", text)
        loaded += [f"{path.name}: {address}" for address in found if is_foreign(address)]
    assert loaded == []


def css_addresses(text: str) -> list[str]:
    return [match["url"] or match["sheet"] for match in CSS_ADDRESS.finditer(text)]


def test_what_style_sheets_load_exists(site: Path) -> None:
    missing = [
        f"{path.name}: {address}"
        for path in site.rglob("*.css")
        for address in css_addresses(path.read_text(encoding="utf-8"))
        if not is_foreign(address)
        and not address.startswith(("data:", "#"))
        and not (path.parent / urlsplit(address).path).is_file()
    ]
    assert missing == []


def plain(text: str) -> str:
    """Return text with straight quotation marks."""
    return text.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'})


def test_every_entry_has_its_page_and_its_address(
    pages: Pages, addresses: Mapping[str, set[str]], shown: Corpus
) -> None:
    for entry in shown.entries.values():
        assert entry.id in addresses[entry_page(entry)]
        heading = article(pages[entry_page(entry)]).select_one("h1")
        assert heading
        assert plain(entry.heading) in plain(heading.get_text())


def test_every_row_of_a_table_has_its_address(
    pages: Pages, addresses: Mapping[str, set[str]], shown: Corpus
) -> None:
    for page, found in addresses.items():
        view = view_on(pages[page], shown)
        for name in table_names(view):
            if f"table-{name}" in found:
                rows = {row.id for row in fragments.rows(view, comparison.table(view, name))}
                assert rows, name
                assert rows <= found, f"{page}: {rows - found}"


def test_every_value_has_its_address(addresses: Mapping[str, set[str]], shown: Corpus) -> None:
    for entry in shown.compared:
        wanted = {fragments.evidence(entry.id, criterion) for criterion in entry.assessments}
        assert wanted <= addresses[entry_page(entry)]
    for criterion in shown.criteria:
        wanted = {fragments.evidence(criterion.id, value) for value in criterion.values}
        assert wanted <= addresses[entry_page(criterion)]


def test_no_row_of_a_table_lacks_an_address(pages: Pages) -> None:
    bare = [
        f"{name}: {row.get_text()[:60]}"
        for name, page in pages.items()
        for row in page.select("table.computed tbody tr")
        if not row.get("id")
    ]
    assert bare == []


def test_every_image_says_what_it_shows_and_how_large_it_is(pages: Pages) -> None:
    images = [image for page in pages.values() for image in page.select("img")]
    assert images
    for image in images:
        assert str(image.get("alt", "")).strip()
        assert image.get("width")
        assert image.get("height")


def test_every_page_has_one_heading_a_title_of_its_own_and_a_description(pages: Pages) -> None:
    titles: Counter[str] = Counter()
    for name, page in pages.items():
        assert len(page.select("h1")) == 1, name
        title = page.select_one("title")
        assert title
        assert title.get_text().strip(), name
        titles[title.get_text()] += 1
        descriptions = [str(t["content"]) for t in page.select("meta[name=description]")]
        assert len(descriptions) == 1, name
        assert 10 < len(descriptions[0]) < 400, name
        assert not re.search(r"[<>¶]|&\w+;", descriptions[0]), name
        assert len(page.select("meta[name=viewport]")) == 1, name
        assert page.select("html[lang=en]")
    assert [title for title, count in titles.items() if count > 1] == []


def test_no_page_shows_what_went_wrong(pages: Pages) -> None:
    for name, page in pages.items():
        content = article(page).copy()
        assert content.select(".problematic, .system-message, .error") == [], name
        for code in content.select("pre, code"):
            code.remove()
        assert MARKUP.findall(content.get_text()) == [], name
        shown = [t.get_text().strip() for t in content.select("td, dd, th, .value, .word, li")]
        assert {"None", "none, none", "nan", "NaN", "NaT", "[]", "{}"} & {*shown} == set(), name
        assert not [text for text in shown if text.endswith(", None")], name


def assets(site: Path, name: str, page: Tag) -> set[Path]:
    """Return the style sheets and scripts that a page loads."""
    found = [str(tag["href"]) for tag in page.select("link[rel~=stylesheet]")]
    found += [str(tag["src"]) for tag in page.select("script[src]")]
    return {site / resolve(name, address)[0] for address in found}


def weight(site: Path, name: str, page: Tag) -> int:
    """Return the bytes of a first visit to a page: HTML, CSS and JavaScript, compressed."""
    files = {site / name, *assets(site, name, page)}
    return sum(len(gzip.compress(path.read_bytes(), 6)) for path in files)


def test_no_page_is_heavier_than_its_limit(site: Path, pages: Pages, shown: Corpus) -> None:
    """Entry pages have the lower limit; the search is weighed with its field, in the browser."""
    small = {entry_page(entry) for entry in shown.entries.values()}
    limits = dict.fromkeys(small, ENTRY_PAGE_BYTES)
    heavy = {
        name: size
        for name, page in pages.items()
        if (size := weight(site, name, page)) > limits.get(name, TABLE_PAGE_BYTES)
    }
    assert heavy == {}


def test_a_page_loads_code_highlighting_and_search_only_where_it_uses_them(
    site: Path, pages: Pages
) -> None:
    for name, page in pages.items():
        loaded = {path.name for path in assets(site, name, page)}
        assert ("pygments.css" in loaded) == bool(page.select("pre")), name
        own = {"theme.js", "navigation.js", "tips.js", "furo.js", "search-loader.js", "words.js"}
        own |= {"matrix.js"} if page.select("table.matrix, #explorer") else set()
        own |= {"filter.js"} if page.select("[data-filters]") else set()
        own |= {"since.js"} if page.select(".day") else set()
        own |= {"trace.js"} if page.select(".picture-frame") else set()
        own |= {"decide.js", "explorer.js"} if page.select("#explorer") else set()
        own |= {"search-page.js"} if name == "search.html" else set()
        assert {file for file in loaded if file.endswith(".js")} == own, name


def test_words_for_paper_are_not_on_the_site(pages: Pages) -> None:
    page = pages["comparisons/explorer.html"]
    assert "Answer what matters to you" in page.get_text()
    assert "are the same as there" not in page.get_text()
    assert not any(page.select(".on-paper") for page in pages.values())


def test_the_explorer_is_light_until_somebody_chooses(site: Path, pages: Pages) -> None:
    for name, page in pages.items():
        if place := page.select_one("#explorer"):
            assert (site / name).stat().st_size <= TABLE_PAGE_BYTES, name
            file, _ = resolve(name, str(place["data-texts"]))
            texts = (site / file).read_text(encoding="utf-8")
            assert re.fullmatch(r"Decide\.add\(\[.*\]\);\n", texts, re.S)


def test_every_link_of_the_explorer_leads_to_its_evidence(
    pages: Pages, addresses: Mapping[str, set[str]]
) -> None:
    name = "comparisons/explorer.html"
    found = pages[name].select_one("#explorer-data")
    assert found
    data = json.loads(found.get_text())
    asked, criteria = ([item["id"] for item in data[part]] for part in ("asked", "criteria"))
    named = [item for part in ("asked", "silent", "criteria") for item in data[part]]
    links = [f"{item['href']}#{item['id']}" for item in named]
    for entry in data["entries"]:
        assert len(entry["verdicts"]) == len(asked)
        page = entry["href"]
        links += [
            f"{page}#{fragments.evidence(entry['id'], i)}"
            for i in [
                *asked,
                *(c for c, cell in zip(criteria, entry["values"], strict=True) if cell),
            ]
        ]
    for link in links:
        file, fragment = resolve(name, link)
        assert fragment in addresses[file], link


def test_the_search_knows_every_entry_by_its_names(site: Path, shown: Corpus) -> None:
    text = (site / "_search/index.js").read_text(encoding="utf-8")
    data = json.loads(text.removeprefix("Search.setIndex(").removesuffix(");\n"))
    rows = {
        address: (data["kinds"][kind], names)
        for kind, _, group in data["groups"]
        for address, *names in group
    }
    for entry in shown.entries.values():
        kind, names = rows[entry.docname]
        assert kind == [entry.type.name, entry.type.title]
        assert names[0] == entry.heading
        called = {tuple(words(name)) for name in (entry.id, *names)}
        called.add(tuple(words(entry.heading.removeprefix(f"{entry.id}: "))))
        assert {tuple(words(name)) for name in entry.names} <= called


def test_the_site_has_nothing_of_sphinx_s_search(site: Path) -> None:
    unwanted = re.compile(r"searchindex|searchtools|language_data|stemmer|doctools")
    names = [path.relative_to(site).as_posix() for path in site.rglob("*")]
    assert [name for name in names if unwanted.search(name)] == []


def test_every_entry_with_a_neighbour_has_their_picture(pages: Pages, shown: Corpus) -> None:
    for entry in shown.entries.values():
        found = pages[entry_page(entry)].select("svg.neighbours")
        view = shown.whole.with_entry(entry.id, shown.settings.opening(entry.path))
        linked = [link.target for link in view.outgoing[entry.id]]
        linked += [link.source for link in view.incoming.get(entry.id, ())]
        assert len(found) == bool(linked), entry.id


def test_pictures_bring_neither_styles_nor_scripts(pages: Pages) -> None:
    for name, page in pages.items():
        for picture in page.select("article svg"):
            assert picture.select("style, script, image, foreignObject, use") == [], name
            assert not [t for t in picture.select("*") for a in t.attributes if a.startswith("on")]


def test_the_inventory_leads_to_every_entry_and_value(
    site: Path, addresses: Mapping[str, set[str]], shown: Corpus
) -> None:
    inventory = InventoryFile.loads((site / "objects.inv").read_bytes(), uri="").data
    values = inventory["speckb:value"]
    types = [f"speckb:{name}" for name in shown.settings.types]
    entries = {name: item for kind in types for name, item in inventory[kind].items()}
    assert entries.keys() == shown.entries.keys()
    assert values.keys() == {
        fragments.evidence(e.id, criterion) for e in shown.compared for criterion in e.assessments
    }
    for item in [*entries.values(), *values.values()]:
        file, _, fragment = item.uri.partition("#")
        assert fragment in addresses[file]
    assert inventory["speckb:mechanism"]["zrtp"].uri == "mechanisms/zrtp.html#zrtp"


def test_needs_json_holds_every_entry_with_its_type_and_title(
    needs: Mapping[str, Any], shown: Corpus
) -> None:
    for view in shown.whole.views:
        assert needs[view.edition].keys() == view.entries.keys()
        for entry in view.entries.values():
            need = needs[view.edition][entry.id]
            assert (need["type"], need["title"]) == (entry.type.name, entry.title)
            assert need["docname"] == entry.docname


def numeric_fields(entry: Entry) -> Iterator[str]:
    for name, schema in entry.type.properties.items():
        kinds = {schema.get("type"), *(option.get("type") for option in schema.get("oneOf", ()))}
        if kinds & {"integer", "number"}:
            yield name


def test_needs_json_keeps_numbers_lists_and_words_apart(
    needs: Mapping[str, Any], today: Corpus
) -> None:
    numbers = 0
    for entry in today.entries.values():
        need = needs[today.edition][entry.id]
        for name in numeric_fields(entry):
            value = entry.meta.get(name)
            if value is None or value == today.settings.unstated:
                assert need[name] is None
            else:
                assert isinstance(need[name], int | float), (entry.id, name)
                assert need[name] == value
                numbers += 1
        for name, value in entry.meta.items():
            if name in need_fields.OF_EDITIONS:
                assert name not in need
            elif isinstance(value, str) and name not in numeric_fields(entry):
                stated = value != today.settings.unstated
                assert need[name] == (value if stated else None), (entry.id, name)
            elif isinstance(value, list) and all(isinstance(item, str) for item in value):
                assert sorted(need[name]) == sorted(value), (entry.id, name)
    assert numbers > 40


def test_needs_json_holds_the_value_and_remarks_by_each_criterion(
    needs: Mapping[str, Any], shown: Corpus
) -> None:
    for view in shown.whole.views:
        for entry in view.compared:
            for criterion, cell in entry.assessments.items():
                name, need = criterion.replace("-", "_"), needs[view.edition][entry.id]
                assert need[f"{name}_value"] == cell.value
                assert need[f"{name}_note"] == (cell.note or None)
                assert need[f"{name}_editorial"] == (cell.editorial or None)
    zrtp = needs["2007"]["zrtp"]
    assert zrtp["pfs_value"] == "yes"
    assert "Diffie-Hellman" in zrtp["pfs_note"]


def test_needs_json_holds_links_in_both_directions(needs: Mapping[str, Any], shown: Corpus) -> None:
    for view in shown.whole.views:
        for kind in view.settings.links:
            for name in view.entries:
                need = needs[view.edition][name]
                forward = {link.target for link in view.outgoing[name] if link.kind == kind}
                back = {link.source for link in view.incoming.get(name, ()) if link.kind == kind}
                assert {*need[kind]} == forward, (name, kind)
                assert {*need[f"{kind}_back"]} == back, (name, kind)


def offered(pages: Pages) -> Iterator[tuple[Tag, str]]:
    """Yield each frame of a table with the file that the link below it leads to."""
    for name, page in pages.items():
        for frame in page.select(".table-wrapper[role=region]"):
            below = next(
                (tag for tag in frame.after() if tag.name == "p" and "table-data" in tag.classes),
                None,
            )
            link = below.select_one("a[download]") if below else None
            assert link, f"{name}: {frame['aria-label']}"
            assert link["aria-label"] == f"Download as CSV: {frame['aria-label']}"
            yield frame, resolve(name, str(link["href"]))[0]


def test_every_table_offers_the_csv_that_the_command_prints(
    site: Path,
    pages: Pages,
    shown: Corpus,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(commands, "_load", lambda _: shown.whole)  # once, not for each table
    monkeypatch.setattr(commands, "check", lambda _: [])
    files = {file for _, file in offered(pages)}
    made = {
        csv_path(shown, view.edition, name): (view.edition, name)
        for view in shown.whole.views
        for name in table_names(view)
    }
    assert files <= made.keys()
    for path, (edition, name) in made.items():
        command = ["tables", name, "--edition", edition, "--format", "csv"]
        assert main.main(["--root", str(KNOWLEDGE), *command]) == 0
        printed = "\ufeff" + capsys.readouterr().out
        assert (site / path).read_text(encoding="utf-8") == printed, path


def test_a_csv_has_the_rows_of_the_table_above_it(site: Path, pages: Pages) -> None:
    for frame, file in offered(pages):
        with (site / file).open(encoding="utf-8-sig", newline="") as stream:
            _, *records = csv.reader(stream)
        if file.endswith("-verdicts.csv"):  # a row for each reason; the page has them in one cell
            records = list({record[0]: record for record in records}.values())
        assert len(frame.select("tbody tr")) == len(records), file


def test_every_table_stands_on_a_page(site: Path, pages: Pages, shown: Corpus) -> None:
    """In each edition in which it is not the same as in the first that readers see."""
    files = {file for _, file in offered(pages)}
    for view in shown.whole.views:
        for name in table_names(view):
            path, first = site / csv_path(shown, view.edition, name), site / f"_tables/{name}.csv"
            same = first.exists() and path.read_bytes() == first.read_bytes()
            if view.edition == shown.edition or not same:
                assert path.relative_to(site).as_posix() in files


def test_published_sources_are_the_files_of_the_repository(site: Path, shown: Corpus) -> None:
    paths = [entry.path for entry in shown.entries.values()]
    for path in [*paths, *(page.path for page in prose(shown))]:
        published = site / "_sources" / f"{path}.txt"
        assert published.read_bytes() == (KNOWLEDGE / path).read_bytes(), path


def test_no_asset_of_sphinx_needs_is_published(site: Path, pages: Pages) -> None:
    unwanted = re.compile(
        r"permalink|jquery|sphinx[-_]needs|data-viewer|graphviz|schema_violations"
    )
    names = [path.relative_to(site).as_posix() for path in site.rglob("*")]
    assert [name for name in names if unwanted.search(name)] == []
    loaded = [a for page in pages.values() for tag, a in references(page) if tag.name != "a"]
    assert [address for address in loaded if unwanted.search(address)] == []
