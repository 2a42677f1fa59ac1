"""The numbers and words of the source draft, transcribed from it by hand, against the entries."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from speckb.tables import comparison

if TYPE_CHECKING:
    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry

HERE = Path(__file__).parent
KEYWORD = re.compile(r"\b(?:MUST NOT|SHALL NOT|SHOULD NOT|NOT RECOMMENDED|MUST|SHALL|SHOULD"
                     r"|REQUIRED|RECOMMENDED|MAY|OPTIONAL)\b")  # fmt: skip

# Section 4, R1 to R26 in order.
KEYWORDS = [
    ["MUST NOT"],
    ["MUST"],
    ["MUST NOT"],
    ["MAY"],
    ["SHOULD"],
    ["MUST"],
    ["MUST"],
    ["MUST"],
    ["MUST"],
    ["MUST NOT"],
    ["SHOULD"],
    ["MUST NOT"],
    ["SHOULD"],
    ["SHOULD"],
    ["SHOULD"],
    ["SHOULD NOT"],
    ["SHOULD", "MUST NOT"],
    ["SHOULD"],
    ["MUST"],
    ["MUST"],
    ["MUST"],
    ["SHOULD"],
    ["SHOULD"],
    ["SHOULD NOT"],
    ["MUST"],
    ["MUST"],
]

# Section 3: id, section, and whether the draft ends it with OPEN ISSUE.
SCENARIOS = [
    ("early-media-clipping", "3.1", "no"),
    ("forking-and-retargeting", "3.2", "no"),
    ("conferencing", "3.3", "no"),
    ("b2bua", "3.4", "yes"),
    ("media-gating", "3.5", "yes"),
]

# Section 5: signaling path, media path, necessity, and who has it as an example.
CLASSES = {
    "class-1": ("passive", "passive", {"sdes-sips"}),
    "class-2": ("active", "passive", set()),
    "class-3": ("active", "active", {"dtls-srtp"}),
    "class-4": ("not-stated", "not-stated", set()),
}

# Appendices B and C: criterion, section and vocabulary.
CRITERIA = {
    "secure-forking": ("B.1", "yes no inherited depends-on-mode"),
    "secure-retargeting": ("B.1", "yes no inherited depends-on-mode"),
    "answer-association": (
        "B.1",
        "by-ssrc-in-mikey by-spi-in-ekt by-certificate-fingerprint none depends-on-mode",
    ),
    "two-time-pad": ("B.1", "possible not-stated depends-on-mode"),
    "clipping": ("B.2", "not-clipped clipped not-clipped-conditional depends-on-mode"),
    "centralized-keying": (
        "B.3",
        "yes yes-if-offerer-is-mixer yes-if-offerer-is-participant yes-either-offerer "
        "yes-with-assumed-cipher-suite no depends-on-mode",
    ),
    "rekeying": (
        "B.3",
        "yes-re-invite yes-rtcp yes-dtls-media-path not-applicable depends-on-mode",
    ),
    "ssrc-and-roc": ("B.4", "ssrc-and-roc-indicated late-binding in-ekt-update"),
    "pki": (
        "C.1",
        "not-used shared-key-instead peer-public-key-needed-beforehand "
        "needed-to-validate-certificates used-to-authenticate-public-key needed-both-sides "
        "certificate-in-media-fingerprint-in-signaling inherited depends-on-mode",
    ),
    "pfs": ("C.2", "yes no conditional depends-on-mode"),
    "best-effort-encryption": ("C.3", "yes no"),
    "algorithm-upgrade-cost": (
        "C.4",
        "none-at-all none-significant per-suite-rsa per-suite-signature per-suite-dh "
        "per-suite-dh-and-signature smime-public-key inherited depends-on-mode",
    ),
}


def transcribed(name: str) -> list[dict[str, str]]:
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


MECHANISMS = {row["mechanism"]: row for row in transcribed("mechanisms")}
COMPARED = [name for name in MECHANISMS if name != "mikey-ecc"]
VALUES = {(row["mechanism"], row["criterion"]): row["value"] for row in transcribed("values")}


def entries(corpus: Corpus, kind: str) -> list[Entry]:
    return list(corpus.by_type[kind])


def ids(corpus: Corpus, kind: str) -> list[str]:
    return [entry.id for entry in entries(corpus, kind)]


def test_the_transcriptions_are_whole() -> None:
    assert len(KEYWORDS) == 26
    assert len(MECHANISMS) == 15
    assert VALUES.keys() == {(m, c) for m in COMPARED for c in CRITERIA}
    assert len(VALUES) == 14 * 12
    assert len(transcribed("references")) == 36


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("requirement", 26),
        ("scenario", 5),
        ("mechanism", 15),
        ("criterion", 12),
        ("attack-class", 4),
        ("reference", 36),
        ("technique", 4),
    ],
)
def test_there_are_as_many_entries_as_in_the_draft(
    kind: str, number: int, knowledge: Corpus
) -> None:
    assert len(ids(knowledge, kind)) == number


def test_the_requirements_have_the_draft_s_keywords(knowledge: Corpus) -> None:
    found = [(entry.id, entry.meta["keywords"]) for entry in entries(knowledge, "requirement")]
    assert found == [(f"R{number}", words) for number, words in enumerate(KEYWORDS, 1)]


@pytest.mark.parametrize("number", range(1, 27))
def test_the_statement_has_the_keywords_and_no_other(number: int, knowledge: Corpus) -> None:
    entry = knowledge.entries[f"R{number}"]
    assert KEYWORD.findall(entry.meta["statement"]) == KEYWORDS[number - 1]
    assert entry.meta["section"] == "4"


def test_the_scenarios_stand_in_order_with_their_open_issues(knowledge: Corpus) -> None:
    found = [
        (entry.id, entry.meta["section"], entry.meta["open_issue"])
        for entry in entries(knowledge, "scenario")
    ]
    assert found == SCENARIOS


def test_the_mechanisms_stand_in_the_order_of_appendix_a(knowledge: Corpus) -> None:
    found = [(entry.id, entry.meta["section"]) for entry in entries(knowledge, "mechanism")]
    assert found == [(name, row["section"]) for name, row in MECHANISMS.items()]


@pytest.mark.parametrize("name", MECHANISMS)
def test_a_mechanism_has_the_draft_s_path_state_messages_and_round_trips(
    name: str, knowledge: Corpus
) -> None:
    meta = knowledge.entries[name].meta
    row = MECHANISMS[name]
    assert (meta["path"], meta["status"]) == (row["path"], row["status"])
    counts = ("messages_to_answerer", "messages_to_offerer", "round_trips", "media_messages")
    columns = ("to_answerer", "to_offerer", "round_trips", "media")
    found = [f"{meta[field]:g}" if meta[field] != "not-stated" else "not-stated"
             for field in counts]  # fmt: skip
    assert found == [row[column] for column in columns]


def test_elliptic_curves_have_no_rows_of_their_own(knowledge: Corpus) -> None:
    entry = knowledge.entries["mikey-ecc"]
    assert entry.assessments == {}
    assert set(entry.meta["compared_as"]) == {"mikey-rsa", "mikey-dhsign"}
    assert [e.id for e in knowledge.compared] == COMPARED


def test_the_criteria_stand_in_the_draft_s_order(knowledge: Corpus) -> None:
    found = [(entry.id, entry.meta["section"]) for entry in knowledge.criteria]
    assert found == [(name, section) for name, (section, _) in CRITERIA.items()]


@pytest.mark.parametrize("name", CRITERIA)
def test_a_criterion_has_its_vocabulary(name: str, knowledge: Corpus) -> None:
    assert list(knowledge.entries[name].values) == CRITERIA[name][1].split()


@pytest.mark.parametrize("name", CRITERIA)
def test_every_mechanism_stands_in_the_criterion_s_table_with_its_value(
    name: str, knowledge: Corpus
) -> None:
    frame = comparison.table(knowledge, name).frame
    found = list(zip(frame["mechanism"], frame["value"], strict=True))
    assert found == [(mechanism, VALUES[mechanism, name]) for mechanism in COMPARED]


def test_the_matrix_is_every_value(knowledge: Corpus) -> None:
    frame = comparison.table(knowledge, "matrix").frame
    assert list(frame.columns) == ["mechanism", *CRITERIA]
    found = {
        (row["mechanism"], criterion): row[criterion]
        for row in frame.to_dict("records")
        for criterion in CRITERIA
    }
    assert found == VALUES
    assert list(frame["mechanism"]) == COMPARED


@pytest.mark.parametrize("name", CRITERIA)
def test_every_word_of_a_vocabulary_is_used(name: str, knowledge: Corpus) -> None:
    used = {value for (_, criterion), value in VALUES.items() if criterion == name}
    assert set(knowledge.entries[name].values) == used


@pytest.mark.parametrize("name", CLASSES)
def test_an_attack_class_has_the_draft_s_paths_and_examples(name: str, knowledge: Corpus) -> None:
    signaling, media, members = CLASSES[name]
    meta = knowledge.entries[name].meta
    assert (meta["signaling_path"], meta["media_path"]) == (signaling, media)
    found = {link.source for link in knowledge.incoming.get(name, ())
             if link.kind == "attack_class"}  # fmt: skip
    assert found == members


def test_only_class_4_is_detected(knowledge: Corpus) -> None:
    found = {entry.id: entry.meta["detected"] for entry in entries(knowledge, "attack-class")}
    assert {name for name, word in found.items() if word == "yes"} == {"class-4"}


def test_the_references_have_the_draft_s_labels_kinds_and_dates(knowledge: Corpus) -> None:
    found = {
        (entry.meta["label"], entry.meta["kind"], entry.meta["date"])
        for entry in entries(knowledge, "reference")
    }
    assert found == {(r["label"], r["kind"], r["date"]) for r in transcribed("references")}
    kinds = [entry.meta["kind"] for entry in entries(knowledge, "reference")]
    assert (kinds.count("normative"), kinds.count("informative")) == (7, 29)


def test_every_reference_is_cited(knowledge: Corpus) -> None:
    cited = {link.target for links in knowledge.outgoing.values() for link in links
             if link.kind == "cites"}  # fmt: skip
    prose = "".join(item.source.body for item in (*knowledge.entries.values(), *knowledge.pages)
                    if item.path != "references/index.md")  # fmt: skip
    missing = [name for name in ids(knowledge, "reference")
               if name not in cited and f"`{name}`" not in prose]  # fmt: skip
    assert missing == []


def test_the_techniques_are_those_of_section_c_3(knowledge: Corpus) -> None:
    found = entries(knowledge, "technique")
    assert [entry.id for entry in found] == [
        "multipart-alternative",
        "sdp-grouping",
        "session-attribute",
        "probing",
    ]
    assert {entry.meta["section"] for entry in found} == {"C.3"}
    assert {name for entry in found for name in entry.meta.get("used_by", ())} == {"zrtp"}


def test_the_source_is_the_draft(knowledge: Corpus) -> None:
    (entry,) = entries(knowledge, "document")
    assert entry.id == "draft-wing-media-security-requirements-05"
    assert (entry.meta["date"], entry.meta["expires"]) == ("2007-09-20", "2008-03-23")
    assert [author["name"] for author in entry.meta["authors"]] == [
        "Dan Wing",
        "Steffen Fries",
        "Hannes Tschofenig",
        "Francois Audet",
        "Brian Stucker",
    ]
