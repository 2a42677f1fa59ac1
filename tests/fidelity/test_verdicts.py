"""Verdicts read off the source by hand, and the claims and the lineage of the later RFCs."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from speckb.tables.verdicts import assessed, judged, speaking, verdict
from speckb.tables.verdicts.claims import claims

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus

HERE = Path(__file__).parent


def read(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("row", read("verdicts.csv"), ids=lambda row: row["requirement"])
def test_each_verdict_is_what_the_source_comes_to(row: dict[str, str], knowledge: Corpus) -> None:
    about = knowledge.entries[row.pop("requirement")]
    found = {entry.id: verdict(knowledge, entry, about).text for entry in judged(knowledge)}
    assert found == row


def test_no_other_requirement_is_assessed(knowledge: Corpus) -> None:
    spoken = [about.id for about in assessed(knowledge) if speaking(knowledge, about)]
    assert spoken == [row["requirement"] for row in read("verdicts.csv")]


def test_what_is_not_assessed_says_what_to_ask_and_why(knowledge: Corpus) -> None:
    for about in assessed(knowledge):
        if not speaking(knowledge, about):
            assert about.meta["would_ask"].endswith(".")
            assert about.accepted["link-missing"].startswith("No criterion of the source speaks")


def test_each_requirement_has_the_later_name_that_it_came_to(knowledge: Corpus) -> None:
    rows = read("lineage.csv")
    assert len(rows) == 26 + 4
    for row in rows:
        entry = knowledge.entries[row["requirement"] or row["name"]]
        assert entry.meta["later_change"] == row["change"]
        assert entry.meta["later_confidence"] == "high"
        assert entry.meta.get("later_keyword", "") == row["later_keyword"]
        assert "RFC 5479" in entry.meta["later_evidence"]
        if row["requirement"]:
            assert "; ".join(entry.meta["keywords"]) == row["keyword"]
            assert [*entry.meta.get("later_name", {})] == [row["name"]] * bool(row["name"])
        if row["name"]:
            assert knowledge.entries[row["name"]].meta["later_section"] == row["section"]


def test_each_claim_is_what_the_specification_says(knowledge: Corpus) -> None:
    rows = read("claims.csv")
    made = {entry.id: entry.meta["claims"] for entry in knowledge.by_type["claim"]}
    assert [*made] == [row["name"] for row in rows]
    for row in rows:
        dtls, zrtp = made[row["name"]]["dtls-srtp"], made[row["name"]]["zrtp"]
        assert (dtls["claim"], zrtp["claim"]) == (row["dtls-srtp"], row["zrtp"])
        called = f" (called {dtls['called']} there)" if "called" in dtls else ""
        assert f"{dtls['section']}{called}" == f"Appendix {row['rfc5763']}"
        assert zrtp["section"] == f"Section {row['rfc6189']}"
        assert (dtls["specification"], zrtp["specification"]) == ("RFC 5763", "RFC 6189")
        assert dtls["evidence"] == "https://www.rfc-editor.org/rfc/rfc5763"
        assert zrtp["evidence"] == "https://www.rfc-editor.org/rfc/rfc6189"


def test_the_one_claim_that_disagrees_is_known(knowledge: Corpus) -> None:
    found = [*claims(knowledge)]
    against = [(one.about, one.entry) for one in found if one.agreement == "disagrees"]
    assert against == [("R14", "zrtp")]
    assert sum(one.agreement == "agrees" for one in found) == 14
