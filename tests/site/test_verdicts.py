"""What readers see of verdicts: the matrix, its evidence, the entry pages, holes and claims."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

from speckb.tables.fragments import disputes, verdict_pieces
from speckb.tables.need_fields import cell_field
from speckb.tables.verdicts import assessed, changed_from, judged, speaking, verdict
from speckb.tables.verdicts.claims import claims
from tests.dom import Tag, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from speckb.corpus.corpus import Corpus
    from speckb.tables.verdicts import Verdict

PAGE = "comparisons/requirements.html"


@cache
def soup(path: Path) -> Tag:
    """Return a page, which is not to be changed: all tests share it."""
    return read(path)


@cache
def with_id(path: Path) -> Mapping[str, Tag]:
    """Return the elements of a page by their ids."""
    return {str(tag["id"]): tag for tag in soup(path).select("[id]")}


def text(tag: Tag | None) -> str:
    """Return what a reader sees, without the symbols of badges."""
    assert tag is not None
    copy = tag.copy()
    for symbol in copy.select(".symbol"):
        symbol.remove()
    for block in copy.select("p, td, th, h2"):
        block.append(" ")
    return " ".join(copy.get_text().split())


def label(corpus: Corpus, found: Verdict) -> tuple[str, str]:
    """Return the word of a verdict, and what its title says: conditions, and what disagrees."""
    word, *others = verdict_pieces(corpus, found)
    return word.text, "; ".join(piece.text for piece in others) or word.title


@pytest.fixture(scope="module")
def matrix(site: Path) -> Tag:
    found = soup(site / PAGE).by_id("table-verdicts")
    assert isinstance(found, Tag)
    return found


def cells(matrix: Tag) -> Iterator[tuple[str, str, Tag]]:
    """Yield mechanism, requirement and cell."""
    heads = [str(a["href"]).rpartition("#")[2] for a in matrix.select("thead th a")]
    for row in matrix.select("tbody tr"):
        entry = str(row["id"]).removeprefix("table-verdicts-")
        for about, cell in zip(heads, row.select("td"), strict=True):
            yield entry, about, cell


def test_the_matrix_shows_each_verdict_with_symbol_and_word(matrix: Tag, today: Corpus) -> None:
    shown = [*cells(matrix)]
    spoken = [a for a in assessed(today) if speaking(today, a)]
    assert len(shown) == len(judged(today)) * len(spoken)
    for entry, about, cell in shown:
        found = verdict(today, today.entries[entry], today.entries[about])
        (badge,) = cell.select(".value")
        assert (text(cell), (badge.enclosing("a") or badge)["title"]) == label(today, found)
        assert ("value-disputed" in badge.classes) == bool([*disputes(today, found)])
        assert ("value-changed" in badge.classes) == bool(changed_from(today, found))
        assert len(cell.select(".symbol")) == 1


def test_what_this_site_adds_to_the_tables_is_marked(site: Path) -> None:
    def marked(page: str, table: str) -> list[str]:
        found = read(site / page)
        heads = found.select(f"#table-{table} thead th:has(.editorial)")
        return [text(head).removesuffix(" editorial") for head in heads]

    page = "comparisons/requirements.html"
    assert marked(page, "not-assessed") == ["What one would have to ask"]
    assert marked(page, "verdict-combination") == ["Reason"]
    assert marked("comparisons/claims.html", "claim-words") == ["Counts as", "Reason"]
    assert marked("criteria/index.html", "criteria") == ["Assesses"]
    assert marked("requirements/index.html", "requirements-by-scenario") == ["Motivated by"]
    assert marked("requirements/index.html", "requirements-by-keyword") == []


def test_each_verdict_leads_to_its_reasons(matrix: Tag, site: Path, today: Corpus) -> None:
    for entry, about, cell in cells(matrix):
        found = verdict(today, today.entries[entry], today.entries[about])
        if found.word == "not-assessed":
            assert cell.select("a:has(.value)") == []
            continue
        file, _, fragment = str(cell.select_one("a")["href"]).partition("#")  # type: ignore[index]
        row = with_id((site / PAGE).parent / file)[unquote(fragment)]
        subject, word, why = row.select("th, td")
        assert text(subject) == today.entries[about].heading
        assert text(word) == " ".join([p.text for p in verdict_pieces(today, found)])
        assert text(why)


def test_a_requirement_s_page_has_each_mechanism_s_verdict_with_the_reason(
    site: Path, today: Corpus
) -> None:
    for about in assessed(today):
        if not speaking(today, about):
            continue
        page = soup(site / f"{about.docname}.html")
        for entry in judged(today):
            row = page.by_id(f"{about.id}--{entry.id}")
            assert isinstance(row, Tag)
            _, word, why = row.select("th, td")
            found = verdict(today, entry, about)
            assert text(word) == " ".join([p.text for p in verdict_pieces(today, found)])
            for reason in found.reasons:
                for said in (reason.note, reason.editorial, reason.depends_on):
                    assert " ".join(said.split()) in text(why)
            for outcome in found.outcomes:
                assert today.entries[outcome.source].text in text(why)


def test_a_requirement_that_no_criterion_speaks_to_says_what_to_ask(
    site: Path, today: Corpus
) -> None:
    holes = soup(site / PAGE).select("#table-not-assessed tbody tr")
    silent = [about for about in assessed(today) if not speaking(today, about)]
    assert len(holes) == len(silent) > 0
    for about, row in zip(silent, holes, strict=True):
        question = " ".join(about.meta["would_ask"].split())
        assert question in text(row)
        section = text(soup(site / f"{about.docname}.html").by_id("verdicts"))
        assert "No criterion assesses it." in section
        assert question in section


def test_a_mechanism_without_values_says_whose_verdicts_it_has(site: Path, today: Corpus) -> None:
    entry = today.entries["mikey-ecc"]
    assert not entry.assessments
    section = text(soup(site / f"{entry.docname}.html").by_id("verdicts"))
    assert "Compared as MIKEY-RSA, MIKEY-DHSIGN: their verdicts hold." in section
    assert "R-COMPUTE: No significant cost of additional suites inherited: missed" in section


def test_the_rule_of_combination_and_its_reason_stand_on_the_page(
    site: Path, today: Corpus
) -> None:
    shown = text(soup(site / PAGE).by_id("table-verdict-combination"))
    settings = today.settings.verdicts
    assert ", ".join(settings.words[word].label for word in settings.combination) in shown
    assert " ".join(settings.combination_reason.split()) in shown


def test_a_reading_is_marked_editorial(site: Path, today: Corpus) -> None:
    for name in ("R-PFS", "zrtp", "mikey-ecc"):
        section = soup(site / f"{today.entries[name].docname}.html").by_id("verdicts")
        assert isinstance(section, Tag)
        assert section.select("p .editorial")


def test_claims_stand_beside_verdicts_on_all_pages_that_they_name(
    site: Path, today: Corpus
) -> None:
    named = defaultdict(list)
    for one in claims(today):
        for name in (one.about, one.entry):
            named[name].append(one)
    note = " ".join(today.settings.verdicts.claims_note.split())
    for name, made in named.items():
        page = soup(site / f"{today.entries[name].docname}.html")
        assert note in text(page.select_one("[role=main]"))  # type: ignore[arg-type]
        for one in made:
            row = page.by_id(f"claim-{one.about}-{one.entry}")
            shown = text(row if isinstance(row, Tag) else None)
            assert f"{one.word}: {' '.join(one.reason.split())}" in shown
            assert one.where in shown
            assert shown.endswith(one.agreement)


def test_a_page_that_no_claim_names_says_so(site: Path) -> None:
    section = text(soup(site / "mechanisms/ekt.html").by_id("claims"))
    assert section.endswith("No claims are recorded.")
    assert soup(site / "requirements/R24.html").by_id("claims") is None


def test_the_table_of_all_claims_is_that_of_an_edition_that_has_them(
    site: Path, today: Corpus
) -> None:
    rows = soup(site / "comparisons/claims.html").select("#table-claims tbody tr")
    assert len(rows) == len([*claims(today)]) > 0


def test_a_requirement_and_what_became_of_it_name_each_other(site: Path, today: Corpus) -> None:
    for old, names in (
        (entry.id, entry.meta["later_name"])
        for entry in today.whole.entries.values()
        if "later_name" in entry.meta
    ):
        for new, reason in names.items():
            for page, other in ((old, new), (new, old)):
                links = soup(site / f"requirements/{page}.html").select_one("#links")
                assert " ".join(reason.split()) in text(links)
                assert links
                assert links.select_one(f'a[href^="{other}.html"]')


def test_needs_json_has_verdicts_and_claims(site: Path, today: Corpus) -> None:
    data = json.loads((site / "needs.json").read_text(encoding="utf-8"))
    needs: dict[str, Any] = data["versions"][data["current_version"]]["needs"]
    for about in assessed(today):
        for entry in judged(today) if speaking(today, about) else ():
            found = verdict(today, entry, about)
            assert needs[entry.id][cell_field(about.id, "verdict")] == found.word
            listed = needs[entry.id]["verdicts_inherited"] or []
            for outcome in found.outcomes:
                assert f"{about.id} {outcome.source}: {outcome.word}" in listed
    for one in claims(today):
        assert one.entry in needs[one.about]["claims"]
        assert one.word in needs[one.about]["claims_claim"]
        assert f"{one.entry}: {one.agreement}" in needs[one.about]["claims_agreement"]


def test_the_second_base_has_its_own_words(second_site: Path) -> None:
    page = soup(second_site / "side-by-side/index.html")
    shown = [text(cell) for cell in page.select("#table-verdicts td")]
    assert shown == ["half kept", "kept", "broken"]
    demand = text(soup(second_site / "demands/LEND-1.html").by_id("verdicts"))
    assert "half kept" in demand
    assert "editorial" not in demand
    assert text(page.by_id("table-not-assessed")).count("LEND-") == 2
    combination = text(page.by_id("table-verdict-combination"))
    assert (
        "kept, kept, if, half kept, nobody measured, hangs on it, taken over, broken" in combination
    )
