"""Pages by edition: what each shows, where its links lead, and what a rebuild writes."""

from __future__ import annotations

import csv
import io
import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from speckb.tables import comparison
from speckb.tables.names import table_names
from tests.conftest import build
from tests.dom import Tag, read
from tests.pdf.reading import Reader
from tests.site.test_pages import resolve
from tests.site.test_rebuild import differing, digests
from tests.unit.dated import PAPER, date
from tests.unit.lending import CATALOGUE, SLIPS, Lending

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from speckb.corpus.corpus import Corpus

MATRIX = "side-by-side/index"
PAGE = "candidates/paper-slips"
OPENS = '[speckb.editions.1911]\ntitle = "The paper"'


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small base in `kb`, dated, that was built in `html`."""
    folder = tmp_path_factory.mktemp("dated")
    kept = date(Lending(folder / "now/kb"))
    kept.change("ubproject.toml", OPENS, f'{OPENS}\nopens = ["yardsticks/*.md"]')
    built = build(kept.root, folder / "now/html", "-D", f"speckb_pdf={folder / 'now/pdf'}")
    assert built.status == 0, built.output
    return folder


@pytest.fixture(scope="module")
def corpus(start: Path) -> Corpus:
    return Lending.of(start / "now/kb").corpus()


@pytest.fixture(scope="module")
def html(start: Path) -> Path:
    return start / "now/html"


def page(html: Path, name: str) -> Tag:
    return read(html / f"{name}.html")


def switch(html: Path, name: str) -> Tag:
    found = page(html, name).select_one("nav.editions")
    assert found is not None, f"{name} has no switch"
    return found


def choices(html: Path, name: str) -> list[tuple[str, str]]:
    """Return edition and address of each choice on a page; the one shown has no address."""
    items = switch(html, name).select("li > *")
    return [(item.get_text().split()[0], str(item.get("href", ""))) for item in items]


def value(html: Path, name: str) -> str:
    cell = page(html, name).select_one("#paper-slips--loan-privacy .value")
    assert cell is not None
    return cell.get_text(strip=True)


def test_a_page_opens_with_the_edition_of_the_settings_and_leads_to_the_others(html: Path) -> None:
    assert choices(html, PAGE) == [
        ("1950", ""),
        ("1931", "paper-slips.1931.html"),
        ("1911", "paper-slips.1911.html"),
    ]
    assert choices(html, f"{PAGE}.1911") == [
        ("1950", "paper-slips.html"),
        ("1931", "paper-slips.1931.html"),
        ("1911", ""),
    ]


def test_files_that_open_with_another_edition_have_it_at_their_own_address(html: Path) -> None:
    assert choices(html, "yardsticks/loan-privacy")[-1] == ("1911", "")
    assert choices(html, "yardsticks/loan-privacy.1950")[0] == ("1950", "")
    assert not (html / "yardsticks/loan-privacy.1911.html").exists()


def test_the_switch_names_what_is_shown_and_up_to_which_document(html: Path) -> None:
    said = " ".join(switch(html, f"{PAGE}.1911").get_text().split())
    assert said.startswith("Edition 1911 (The paper). What held on 1911-04-01, up to ")
    assert "earlier" in switch(html, f"{PAGE}.1911").classes
    assert "earlier" not in switch(html, PAGE).classes
    title = page(html, f"{PAGE}.1911").select_one("title")
    assert title is not None
    assert "(1911)" in title.get_text()


def test_a_page_shows_the_values_of_its_edition(html: Path) -> None:
    shown = [value(html, name) for name in (f"{PAGE}.1911", f"{PAGE}.1931", PAGE)]
    assert shown[0] != shown[1] == shown[2]


def test_a_page_that_is_the_same_in_all_editions_has_one_file_and_no_switch(html: Path) -> None:
    assert page(html, "words").select_one("nav.editions") is None
    assert not list(html.glob("words.*.html"))


def test_links_stay_in_the_edition_that_is_shown(html: Path) -> None:
    """Except where the other page does not have it, and in the switch itself."""
    pages = {path.relative_to(html).as_posix() for path in html.rglob("*.html")}
    followed = 0
    for name in pages:
        shown = page(html, name.removesuffix(".html"))
        nav = shown.select_one("nav.editions")
        if nav is None:
            continue
        current = nav.select_one("[aria-current]") or nav.select_one("strong")
        assert current is not None
        edition = current.get_text().replace("Edition", "").split()[0]
        links = {str(a["href"]) for a in shown.select("a[href]") if a.get("data-edition") is None}
        for target in {link.partition("#")[0] for link in links if "//" not in link}:
            path, _ = resolve(name, target)
            if f"{path.split('.')[0]}.{edition}.html" in pages:
                assert path.split(".")[1] == edition, f"{name}: {target}"
                followed += 1
    assert followed > 20


def test_tables_and_csv_are_those_of_each_edition(html: Path, corpus: Corpus) -> None:
    for view in corpus.views:
        folder = html / "_tables" / ("" if view.edition == "1950" else view.edition)
        names = {path.stem for path in folder.glob("*.csv")}
        assert names == {*table_names(view)}
        for name in names:
            text = (folder / f"{name}.csv").read_text(encoding="utf-8-sig")
            expected = comparison.csv_file(comparison.table(view, name)).lstrip("\ufeff")
            assert list(csv.reader(io.StringIO(text))) == list(csv.reader(io.StringIO(expected)))


def test_needs_json_has_a_version_for_each_edition(html: Path, corpus: Corpus) -> None:
    data: dict[str, Any] = json.loads((html / "needs.json").read_text(encoding="utf-8"))
    assert data["current_version"] == "1950"
    assert [*data["versions"]] == ["1911", "1931", "1950"]
    for view in corpus.views:
        needs = data["versions"][view.edition]["needs"]
        assert needs.keys() == view.entries.keys()
        cell = view.entries["paper-slips"].assessments["loan-privacy"]
        assert needs["paper-slips"]["loan_privacy_value"] == cell.value
        assert needs["paper-slips"]["days"] == view.entries["paper-slips"].meta["days"]


def test_the_pdf_shows_one_edition_and_says_so(start: Path) -> None:
    (path,) = (start / "now/pdf").iterdir()
    found = Reader(path).texts
    assert "1950 (Today, 1950-05-05)" in found[0]
    assert any("edition 1950" in text for text in found[3:])


EDITS = {
    "a later value": (SLIPS, "value: sealed-envelope", "value: open-ledger"),
    "a later field": (SLIPS, "days: 1.5", "days: 2.5"),
    "the first edition of an entry": (
        CATALOGUE,
        "title: ",
        f'from: "1931"\ndocument: {PAPER}\ntitle: ',
    ),
}


@pytest.fixture
def now(start: Path) -> Iterator[Path]:
    """That folder, where it was built, since what Sphinx keeps holds paths."""
    shutil.copytree(start / "now", start / "kept", dirs_exist_ok=True)
    yield start / "now"
    shutil.rmtree(start / "now")
    (start / "kept").rename(start / "now")


@pytest.mark.parametrize("edit", EDITS)
def test_a_rebuild_writes_all_editions_as_a_cold_build_does(edit: str, now: Path) -> None:
    name, old, new = EDITS[edit]
    kept = Lending.of(now / "kb")
    before = digests(now / "html")
    kept.change(name, old, new)
    pdf = ("-D", f"speckb_pdf={now / 'pdf'}")
    rebuilt = build(kept.root, now / "html", *pdf, fresh=False)
    assert rebuilt.status == 0, rebuilt.output
    after = digests(now / "html")
    cold = build(kept.root, now / "html", *pdf)
    assert cold.status == 0, cold.output
    assert differing(after, digests(cold.out)) == set()
    assert differing(before, after)
