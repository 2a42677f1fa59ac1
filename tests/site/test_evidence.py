"""Files beside the pages: the evidence of cells, and what other sites embed."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from speckb.cli.main import main
from speckb.tables.fragments import evidence
from speckb.tables.verdicts import changed_from, judged, speaking, spoken, verdict, verdicts
from tests.conftest import build
from tests.dom import read
from tests.site.test_pages import resolve
from tests.unit.lending import Lending

if TYPE_CHECKING:
    from pathlib import Path

    from speckb.corpus.corpus import Corpus


def data(site: Path, page: str) -> dict[str, Any]:
    """Return the evidence of a page's entry, as the script gets it."""
    text = (site / "_evidence" / f"{page}.js").read_text(encoding="utf-8")
    name, _, found = text.removeprefix("Evidence.add(").removesuffix(");\n").partition(", ")
    assert json.loads(name) == page
    loaded: dict[str, Any] = json.loads(found)
    return loaded


def told(found: dict[str, Any], anchor: str) -> dict[str, list[str]]:
    """Return the texts of a cell's lines by label; those of its head by `said`."""
    _, said, numbers = found["cells"][anchor]
    lines: dict[str, list[str]] = {"said": [one[0] for one in said]}
    for number in numbers:
        label, pieces = found["lines"][number]
        lines.setdefault(label, []).extend(one[0] for one in pieces)
    return lines


def test_every_cell_of_every_edition_has_evidence(site: Path, today: Corpus) -> None:
    for view in today.whole.views:
        first = view.edition == view.settings.edition
        for entry in judged(view):
            page = entry.docname if first else f"{entry.docname}.{view.edition}"
            cells = {about.id for about in spoken(view)} | {*entry.assessments}
            found = data(site, page)["cells"]
            assert {*found} == {evidence(entry.id, about) for about in cells}


def test_evidence_has_all_that_a_verdict_rests_on(site: Path, today: Corpus) -> None:
    for one in verdicts(today):
        entry = today.entries[one.entry]
        if not speaking(today, today.entries[one.about]):
            continue
        lines = told(data(site, entry.docname), evidence(one.entry, one.about))
        words = [word for label in lines.values() for word in label]
        assert lines["said"][1:] == [f"if {condition}" for condition in one.conditions]
        for reason in one.reasons:
            said = (reason.note, reason.editorial, reason.no_verdict, reason.mapping)
            assert {*filter(None, said)} <= {*words}
            assert any("Section" in word for word in lines["Source"])
        earlier = changed_from(today, one)
        label = "2009, RFC 5479"
        assert (label in lines) == bool(earlier)
        if earlier:
            words_of = today.settings.verdicts.words
            assert lines[label][0].endswith(words_of[earlier[1].settled].label)


def test_links_of_evidence_lead_somewhere(site: Path, today: Corpus) -> None:
    known: dict[str, set[str]] = {}
    for entry in judged(today):
        found = data(site, entry.docname)
        pieces = [p for about, said, _ in found["cells"].values() for p in (*about, *said)]
        pieces += [p for _, line in found["lines"] for p in line]
        for address in {piece[1] for piece in pieces if len(piece) > 1 and piece[1]}:
            if address.startswith("https://"):
                continue
            file, fragment = resolve("index.html", address)
            if file not in known:
                page = read(site / file)
                known[file] = {str(tag["id"]) for tag in page.select("[id]")}
            assert fragment in known[file], address


def test_a_verdict_of_a_requirement_that_got_a_name_is_compared_with_the_old_one(
    today: Corpus,
) -> None:
    """R18 became R-EXISTING, of which more could be read."""
    view = today.whole.at("2009")
    earlier = changed_from(
        view, verdict(view, view.entries["mikey-psk"], view.entries["R-EXISTING"])
    )
    assert earlier
    edition, before = earlier
    assert (edition, before.about, before.word) == ("2007", "R18", "not-assessed")


def test_the_matrix_to_embed_has_all_verdicts_and_no_script(site: Path, today: Corpus) -> None:
    page = read(site / "_embed" / "verdicts.html")
    assert page.select("script") == []
    rows = [[text.get_text() for text in row.select("th, td")] for row in page.select("tbody tr")]
    assert [row[0] for row in rows] == [entry.text for entry in judged(today)]
    assert {len(row) for row in rows} == {len(spoken(today)) + 1}
    for link in page.select("a[href]"):
        file, _ = resolve("_embed/verdicts.html", str(link["href"]))
        assert (site / file).is_file()
        assert link["target"] == "_top"
    older = read(site / "_embed/2007/verdicts.html")
    caption = older.select_one("caption")
    assert caption
    assert "edition 2007" in caption.get_text()


def test_a_badge_counts_the_verdicts(site: Path, today: Corpus) -> None:
    svg = ET.parse(site / "_embed" / "zrtp.svg").getroot()
    found = [verdict(today, today.entries["zrtp"], about).settled for about in spoken(today)]
    label = svg.attrib["aria-label"]
    assert label.startswith(f"ZRTP, {found.count('met')} met")
    assert f"{found.count('conditional')} met under a condition" in label
    assert [element.tag for element in svg.iter() if "script" in element.tag] == []


@pytest.fixture(scope="module")
def addressed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Lending, Path]:
    """The second base with an address, and where its site is built."""
    folder = tmp_path_factory.mktemp("addressed")
    lending = Lending(folder / "kb")
    lending.change("ubproject.toml", "[speckb]\n", '[speckb]\nsite_url = "https://a.example/kb"\n')
    built = build(lending.root, folder / "html")
    assert built.status == 0, built.output
    return lending, folder / "html"


def test_a_site_with_an_address_has_a_picture_of_it(addressed: tuple[Lending, Path]) -> None:
    _, out = addressed
    image = (out / "_static" / "preview.png").read_bytes()
    assert struct.unpack(">II", image[16:24]) == (1200, 630)
    page = read(out / "index.html")
    meta = {tag["property"]: tag["content"] for tag in page.select("meta[property]")}
    assert meta["og:image"] == "https://a.example/kb/_static/preview.png"
    assert meta["og:title"]
    assert meta["og:description"]


def test_a_site_without_an_address_has_none(small_site: Path) -> None:
    assert not (small_site / "_static" / "preview.png").exists()
    assert b"og:image" not in (small_site / "index.html").read_bytes()


def test_files_of_an_entry_that_is_renamed_go_with_the_next_build(
    addressed: tuple[Lending, Path],
) -> None:
    lending, out = addressed

    def there(name: str) -> list[bool]:
        names = (f"_evidence/candidates/{name}.js", f"_embed/{name}.svg")
        return [(out / one).is_file() for one in names]

    assert there("paper-slips") == [True, True]
    assert main(["--root", str(lending.root), "rename", "paper-slips", "yellow-slips"]) == 0
    built = build(lending.root, out)
    assert built.status == 0, built.output
    assert there("paper-slips") == [False, False]
    assert there("yellow-slips") == [True, True]
