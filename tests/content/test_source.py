"""The numbers and words of the draft, transcribed from it by hand, against the entries.

An entry, a criterion, a reference or a claim that is added changes none of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from speckb.tables import comparison
from speckb.tables.verdicts import assessed, speaking
from speckb.tables.verdicts.claims import claims
from tests.content.recorded import COMPARED, CRITERIA, FACTS, MECHANISMS, now, read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from speckb.corpus.corpus import Corpus

KEYWORD = re.compile(r"\b(?:MUST NOT|SHALL NOT|SHOULD NOT|NOT RECOMMENDED|MUST|SHALL|SHOULD"
                     r"|REQUIRED|RECOMMENDED|MAY|OPTIONAL)\b")  # fmt: skip
# How many there are of each type in the draft, and their order: of the file's first column.
NUMBERS = {
    "requirements": ("requirement", 26),
    "scenarios": ("scenario", 5),
    "mechanisms": ("mechanism", 15),
    "criteria": ("criterion", 12),
    "classes": ("attack-class", 4),
    "techniques": ("technique", 4),
}


def within(recorded: Iterable[str], found: Iterable[str]) -> list[str]:
    """Return of what was found what is recorded, in the order in which it was found."""
    known = {*recorded}
    return [name for name in found if name in known]


@pytest.mark.parametrize("name", FACTS)
def test_the_entries_say_what_the_source_says(name: str, knowledge: Corpus) -> None:
    """Where a change is meant, `make accept` records it."""
    changed = [f"{row} is now {found}" for row, found in now(name, knowledge) if row != found]
    assert changed == [], f"accept it with: make accept ONLY={name}"


def test_the_transcriptions_are_whole() -> None:
    assert {(r["mechanism"], r["criterion"]) for r in read("values")} == {
        (mechanism, criterion) for mechanism in COMPARED for criterion in CRITERIA
    }
    assert len(read("values")) == 14 * 12
    assert [name for name in MECHANISMS if name != "mikey-ecc"] == COMPARED
    kinds = [row["kind"] for row in read("references")]
    assert (kinds.count("normative"), kinds.count("informative")) == (7, 29)
    assert len(read("lineage")) == 26 + 4


@pytest.mark.parametrize("name", NUMBERS)
def test_there_are_as_many_entries_as_in_the_draft_in_its_order(
    name: str, knowledge: Corpus
) -> None:
    kind, number = NUMBERS[name]
    wanted = [FACTS[name].key(row)[0] for row in read(name)]
    assert len(wanted) == number
    assert within(wanted, (entry.id for entry in knowledge.by_type[kind])) == wanted


@pytest.mark.parametrize("number", range(1, 27))
def test_the_statement_has_the_keywords_and_no_other(number: int, knowledge: Corpus) -> None:
    meta = knowledge.entries[f"R{number}"].meta
    assert KEYWORD.findall(meta["statement"]) == meta["keywords"]


def test_elliptic_curves_have_no_rows_of_their_own(knowledge: Corpus) -> None:
    entry = knowledge.entries["mikey-ecc"]
    assert entry.assessments == {}
    assert {*entry.meta["compared_as"]} >= {"mikey-rsa", "mikey-dhsign"}
    assert within(COMPARED, (e.id for e in knowledge.compared)) == COMPARED


@pytest.mark.parametrize("name", CRITERIA)
def test_every_mechanism_stands_in_the_criterion_s_table_with_its_value(
    name: str, knowledge: Corpus
) -> None:
    frame = comparison.table(knowledge, name).frame
    found = list(zip(frame["mechanism"], frame["value"], strict=True))
    assert found == [(e.id, e.assessments[name].value) for e in knowledge.compared]
    assert within(COMPARED, frame["mechanism"]) == COMPARED


def test_the_matrix_is_every_value(knowledge: Corpus) -> None:
    frame = comparison.table(knowledge, "matrix").frame
    assert list(frame.columns) == ["mechanism", *(entry.id for entry in knowledge.criteria)]
    assert within(CRITERIA, frame.columns) == CRITERIA
    assert frame.to_dict("records") == [
        {"mechanism": e.id, **{c.id: e.assessments[c.id].value for c in knowledge.criteria}}
        for e in knowledge.compared
    ]


def test_every_reference_is_cited(knowledge: Corpus) -> None:
    cited = {link.target for links in knowledge.outgoing.values() for link in links
             if link.kind == "cites"}  # fmt: skip
    prose = "".join(item.source.body for item in (*knowledge.entries.values(), *knowledge.pages)
                    if item.path != "references/index.md")  # fmt: skip
    missing = [entry.id for entry in knowledge.by_type["reference"]
               if entry.id not in cited and f"`{entry.id}`" not in prose]  # fmt: skip
    assert missing == []


def test_the_source_is_the_draft(knowledge: Corpus) -> None:
    entry = knowledge.entries["draft-wing-media-security-requirements-05"]
    assert knowledge.settings.source == entry.id
    assert (entry.meta["date"], entry.meta["expires"]) == ("2007-09-20", "2008-03-23")
    assert [author["name"] for author in entry.meta["authors"]] == [
        "Dan Wing",
        "Steffen Fries",
        "Hannes Tschofenig",
        "Francois Audet",
        "Brian Stucker",
    ]


def test_the_criteria_of_the_draft_assess_nine_requirements_and_ours_nine_more(
    knowledge: Corpus,
) -> None:
    recorded = [row["requirement"] for row in read("verdicts")]
    by = {
        about.id: [criterion.id in CRITERIA for criterion in speaking(knowledge, about)]
        for about in assessed(knowledge)
    }
    assert within(recorded, (name for name, criteria in by.items() if criteria)) == recorded
    assert (sum(map(any, by.values())), len(recorded)) == (9, 18)


def test_what_is_not_assessed_says_what_to_ask_and_why(knowledge: Corpus) -> None:
    for about in assessed(knowledge):
        if not speaking(knowledge, about):
            assert about.meta["would_ask"].endswith(".")
            assert about.accepted["link-missing"].startswith("No criterion ")


@pytest.mark.parametrize("edition", ["2009", "2026"])
def test_the_requirements_of_rfc_5479_are_those_of_later_editions(
    edition: str, knowledge: Corpus
) -> None:
    names = [entry.id for entry in knowledge.whole.at(edition).by_type["requirement"]]
    assert names == [row["name"] for row in read("claims")]
    assert len(names) == 27


def test_each_claim_names_its_specification(knowledge: Corpus) -> None:
    for row in read("claims"):
        made = knowledge.whole.entries[row["name"]].meta["claims"]
        dtls, zrtp = made["dtls-srtp"], made["zrtp"]
        assert dtls["section"].startswith("Appendix ")
        assert zrtp["section"].startswith("Section ")
        assert (dtls["specification"], zrtp["specification"]) == ("RFC 5763", "RFC 6189")
        assert dtls["evidence"] == "https://www.rfc-editor.org/rfc/rfc5763"


def test_every_claim_on_a_requirement_with_a_verdict_is_compared(knowledge: Corpus) -> None:
    """`table-claims-compared` records with what result: 40 agree, and five do not."""
    found = [*claims(knowledge.whole.at("2026"))]
    assert len(found) == 2 * len(read("claims"))
    compared = {(r["requirement"], r["mechanism"]) for r in read("table-claims-compared")}
    judged = [one for one in found if one.agreement in {"agrees", "disagrees"}]
    assert {(one.about, one.entry) for one in judged} == compared
