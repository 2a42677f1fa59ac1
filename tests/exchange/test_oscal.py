"""OSCAL of knowledge bases, as compliance-trestle reads it."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from speckb.corpus import loading, settings
from speckb.exchange.exporting.oscal import NAMESPACE, catalog, components
from speckb.tables.verdicts import judged, spoken, verdict
from tests.conftest import EPOCH, GERMAN, KNOWLEDGE, SECOND
from tests.unit.lending import CATALOGUE, LEND_1, SLIPS, Lending

if TYPE_CHECKING:
    from pathlib import Path

    from speckb.corpus.corpus import Corpus

BASES = {"main": KNOWLEDGE, "second": SECOND, "german": GERMAN}
EVIL = ']]> *s* `c` [l](javascript:x) <b>x</b> "q" \u00df \U0001f4a9'


@pytest.fixture(autouse=True)
def dated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))


@pytest.fixture
def lending(tmp_path: Path) -> Lending:
    return Lending(tmp_path / "lending")


@cache
def base(name: str) -> Corpus:
    return loading.load(settings.load(BASES[name]))


def read(corpus: Corpus, folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return catalog and components as data, once trestle has found both valid."""
    reason = "compliance-trestle is not installed (peers)"
    kinds = (
        pytest.importorskip("trestle.oscal.catalog", reason=reason).Catalog,
        pytest.importorskip("trestle.oscal.component", reason=reason).ComponentDefinition,
    )
    duplicates = pytest.importorskip("trestle.core.duplicates_validator").DuplicatesValidator()
    references = pytest.importorskip("trestle.core.refs_validator").RefsValidator()
    found = []
    for made, kind in zip((catalog(corpus), components(corpus)), kinds, strict=True):
        path = folder / f"{kind.__name__}.json"
        path.write_bytes(made)
        model = kind.oscal_read(path)
        assert duplicates.model_is_valid(model, quiet=False)
        assert references.model_is_valid(model, quiet=False)
        (data,) = json.loads(made).values()
        found.append(data)
    return found[0], found[1]


def controls(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for group in data.get("groups", ()) for one in group["controls"]}


def props(part: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["name"], one["value"]) for one in part.get("props", ())]


@pytest.mark.parametrize("name", BASES)
def test_trestle_reads_controls_and_components(name: str, tmp_path: Path) -> None:
    corpus = base(name)
    view = corpus.at(corpus.settings.edition)
    found, compared = read(corpus, tmp_path)
    own = controls(found)
    assert [*own] == [entry.id for entry in view.having(view.settings.assessed)]
    for entry in view.having(view.settings.assessed):
        assert own[entry.id]["title"] == entry.title
        (statement,) = [p["prose"] for p in own[entry.id]["parts"] if p["name"] == "statement"]
        assert statement == entry.meta["statement"]
    titles = [one["title"] for one in compared["components"]]
    assert titles == [entry.title for entry in judged(view)]


@pytest.mark.parametrize("name", BASES)
def test_each_verdict_is_an_implemented_requirement_or_a_prop(name: str, tmp_path: Path) -> None:
    corpus = base(name)
    view = corpus.at(corpus.settings.edition)
    _, compared = read(corpus, tmp_path)
    status = {"met": "implemented", "conditional": "partial", "partly": "partial"}
    for entry, one in zip(judged(view), compared["components"], strict=True):
        implemented = {
            made["control-id"]: made
            for part in one.get("control-implementations", ())
            for made in part["implemented-requirements"]
        }
        rest = {p["value"]: p["class"] for p in one["props"] if p["name"] == "verdict"}
        for about in spoken(view):
            found = verdict(view, entry, about)
            if found.settled in status:
                said = props(implemented.pop(about.id))
                assert said == [
                    ("implementation-status", status[found.settled]),
                    ("verdict", found.word),
                ]
            else:
                assert rest.pop(about.id) == found.settled
        assert not implemented
        assert not rest


def test_links_lead_to_controls_and_resources(tmp_path: Path) -> None:
    found, _ = read(base("second"), tmp_path)
    (link, cited) = controls(found)["LEND-1"]["links"]
    resources = {one["uuid"]: one for one in found["back-matter"]["resources"]}
    assert link["rel"] == "prompted_by"
    assert link["text"].startswith("On market day many people")
    assert resources[link["href"].removeprefix("#")]["title"] == "Market day"
    assert cited["rel"] == "draws_on"
    main, _ = read(base("main"), tmp_path)
    assert {
        link["href"]
        for one in controls(main).values()
        for link in one.get("links", ())
        if link["href"].removeprefix("#") not in controls(main)
    } <= {f"#{one['uuid']}" for one in main["back-matter"]["resources"]}


def test_words_are_props_and_conditions_are_remarks(lending: Lending, tmp_path: Path) -> None:
    lending.change("yardsticks/loan-privacy.md", "    met: [", "    conditional: [")
    value = "value: sealed-envelope\n"
    lending.change(CATALOGUE, value, f"{value}    condition: >-\n      {EVIL}\n")
    found, compared = read(lending.corpus(), tmp_path)
    own = controls(found)["LEND-1"]
    assert props(own) == [("label", "LEND-1"), ("order", "1"), ("duty", "MUST")]
    assert {p.get("ns") for p in own["props"][1:]} == {NAMESPACE}
    (one,) = [c for c in compared["components"] if c["title"] == "Union catalogue"]
    assert ("carrier", "post") in props(one)
    (made,) = one["control-implementations"][0]["implemented-requirements"]
    assert made["description"] == "kept, if: The candidate does so as soon as something holds."
    assert made["remarks"].startswith(f"if {EVIL}\n\nloan-privacy = sealed-envelope: conditional.")
    (slips,) = [c for c in compared["components"] if c["title"] == "Paper slips"]
    assert "desks" not in dict(props(slips))  # not stated


def test_what_is_missed_is_no_implemented_requirement(tmp_path: Path) -> None:
    _, compared = read(base("second"), tmp_path)
    (circle,) = [c for c in compared["components"] if c["title"] == "Swap circle"]
    assert "control-implementations" not in circle
    (missed,) = [p for p in circle["props"] if p["name"] == "verdict"]
    assert (missed["value"], missed["class"]) == ("LEND-1", "missed")
    assert missed["remarks"].startswith("loan-privacy = open-ledger: missed.")


def test_an_id_that_is_no_token_is_made_one(lending: Lending, tmp_path: Path) -> None:
    text = lending.text("demands/LEND-2.md").replace("id: LEND-2", "id: 2nd")
    lending.write("demands/2nd.md", text)
    found, _ = read(lending.corpus(), tmp_path)
    assert props(controls(found)["id-2nd"])[0] == ("label", "2nd")


def test_hostile_texts_are_to_the_letter(lending: Lending, tmp_path: Path) -> None:
    lending.change(LEND_1, "title: Nobody else learns what is read", f"title: >-\n  {EVIL}")
    statement = lending.text(LEND_1).partition("statement: >-\n")[2].partition("\n")[0]
    lending.change(LEND_1, statement, f"  {EVIL}\n\n  two")
    lending.change(SLIPS, "title: Paper slips", f"title: >-\n  {EVIL}")
    found, compared = read(lending.corpus(), tmp_path)
    own = controls(found)["LEND-1"]
    assert own["title"] == EVIL
    assert own["parts"][0]["prose"].startswith(f"{EVIL}\ntwo")
    assert EVIL in [one["title"] for one in compared["components"]]


def test_identifiers_and_bytes_are_the_same_twice() -> None:
    assert catalog(base("main")) == catalog(base("main"))
    assert components(base("second")) == components(base("second"))


def test_a_base_that_compares_nothing_has_an_empty_catalog(tmp_path: Path) -> None:
    root = tmp_path / "plain"
    (root / "memos").mkdir(parents=True)
    (root / "ubproject.toml").write_text('[speckb.types.memo]\nfolder = "memos"\n')
    (root / "memos" / "one.md").write_text("---\nid: one\ntitle: One\n---\n")
    found, compared = read(loading.load(settings.load(root)), tmp_path)
    assert "groups" not in found
    assert "components" not in compared
