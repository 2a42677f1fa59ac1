"""Editions: views of a corpus, in tables, verdicts, diffs and findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from speckb.cli.main import main
from speckb.corpus.overlay import Said
from speckb.rules import reviews
from speckb.tables import comparison
from speckb.tables.entry_view import facts
from speckb.tables.verdicts import judging
from speckb.tables.verdicts.claims import claims
from tests.unit.boasting import boast
from tests.unit.dated import ALMANAC, EDITIONS, SETTINGS, date
from tests.unit.gitrepo import GitRepo
from tests.unit.lending import CATALOGUE, LEND_1, PRIVACY, RECALL, SLIPS, Lending

if TYPE_CHECKING:
    from collections.abc import Sequence


@pytest.fixture
def dated(lending: Lending) -> Lending:
    """The small base with three editions; a value changes in 1931, a field in 1950."""
    return date(lending)


def said(lending: Lending) -> list[str]:
    return [
        f"{f.place.path}:{f.place.line}:{f.place.column}: {f.message} [{f.rule}]"
        for f in lending.findings()
    ]


def test_a_base_with_editions_has_no_findings(dated: Lending) -> None:
    assert said(dated) == []


def test_a_value_holds_from_its_edition_on(dated: Lending) -> None:
    corpus = dated.corpus()
    values = [
        corpus.at(name).entries["paper-slips"].assessments["loan-privacy"]
        for name in ("1911", "1931", "1950")
    ]
    assert [value.value for value in values] == ["seen-at-the-desk", *["sealed-envelope"] * 2]
    assert [value.note for value in values] == [
        "Whoever sorts the slips reads them.",
        *["The slips travel in envelopes."] * 2,
    ]


def test_a_field_holds_from_its_edition_on_and_says_by_which_sections(dated: Lending) -> None:
    corpus = dated.corpus()
    days = [
        corpus.at(name).entries["paper-slips"].meta["days"] for name in ("1911", "1931", "1950")
    ]
    assert days == [9.5, 9.5, 1.5]
    overlay = corpus.at("1950").entries["paper-slips"].overlay
    assert overlay is not None
    assert overlay.said["days",] == Said("1950", "almanac", ("A.1", "2"), "The van calls each day.")


def test_entries_in_which_nothing_differs_are_the_same_objects(dated: Lending) -> None:
    corpus = dated.corpus()
    for name in ("1911", "1931", "1950"):
        view = corpus.at(name)
        assert view is corpus.at(name)
        assert view.entries["swap-circle"] is corpus.entries["swap-circle"]


def test_an_entry_exists_from_an_edition_to_another_and_links_to_it_too(dated: Lending) -> None:
    dated.change(
        CATALOGUE, "id: union-catalogue\n", 'id: union-catalogue\nfrom: "1931"\nuntil: "1931"\n'
    )
    corpus = dated.corpus()
    there = ["union-catalogue" in corpus.at(name).entries for name in ("1911", "1931", "1950")]
    assert there == [False, True, False]
    sources = {link.source for link in corpus.at("1911").incoming["paper-slips"]}
    assert "union-catalogue" not in sources
    assert "union-catalogue" in {link.source for link in corpus.at("1931").incoming["paper-slips"]}


@pytest.fixture
def across(dated: Lending) -> Lending:
    """A base in which a candidate that ends with 1931 links to a work of 1950."""
    dated.change(CATALOGUE, "id: union-catalogue\n", 'id: union-catalogue\nuntil: "1931"\n')
    dated.change("works/ALMANAC-7.md", "id: ALMANAC-7\n", 'id: ALMANAC-7\nfrom: "1950"\n')
    dated.change("works/ALMANAC-7.md", 'section: "7"', 'section: "1"')
    dated.change(SETTINGS, "[speckb]\n", '[speckb]\nlinks_across_editions = ["draws_on"]\n')
    return dated


def test_a_link_across_editions_is_in_the_views_of_both_ends(across: Lending) -> None:
    assert said(across) == []
    corpus = across.corpus()
    for name, entry, label, other in (
        ("1911", "union-catalogue", "Draws on", "ALMANAC-7"),
        ("1931", "union-catalogue", "Draws on", "ALMANAC-7"),
        ("1950", "ALMANAC-7", "Drawn on by", "union-catalogue"),
    ):
        view = corpus.at(name)
        assert other not in view.entries
        links = facts(view, view.entries[entry]).links
        assert other in [n.cell.entry for one in links if one.label == label for n in one.links]


def test_an_unknown_end_of_a_link_across_editions_is_said_with_the_nearest(across: Lending) -> None:
    across.change(CATALOGUE, "ALMANAC-7]", "ALMANAC-77]")
    assert "unknown entry 'ALMANAC-77'; did you mean 'ALMANAC-7'?" in "\n".join(said(across))


def test_what_is_computed_from_cannot_lead_across_editions(dated: Lending) -> None:
    dated.change(SETTINGS, "[speckb]\n", '[speckb]\nlinks_across_editions = ["assesses"]\n')
    (found,) = said(dated)
    assert "speckb.links_across_editions: unknown name 'assesses'" in found


def test_a_word_that_comes_later_decides_nothing_before(dated: Lending) -> None:
    words = "  in-a-box:\n    label: in a box\n    tone: good\n    meaning: In a box.\n"
    dated.change(PRIVACY, "assesses:\n", f'{words}    from: "1931"\nassesses:\n')
    dated.change(PRIVACY, "met: [sealed-envelope]", "met: [in-a-box, sealed-envelope]")
    assert said(dated) == []
    corpus = dated.corpus()
    for name, found in (("1911", []), ("1931", ["in-a-box"])):
        assesses = corpus.at(name).entries["loan-privacy"].meta["assesses"]
        assert assesses["LEND-1"]["met"] == [*found, "sealed-envelope"]
    dated.change(PRIVACY, "sealed-envelope]", "sealed-envelop]")
    assert said(dated)[0].startswith(f"{PRIVACY}:28:21: 'sealed-envelop' is not a value of")


def test_an_answer_accepts_the_words_of_its_edition(dated: Lending) -> None:
    words = "  by-wire:\n    label: by wire\n    tone: good\n    meaning: A wire.\n"
    dated.change(RECALL, "---\n\nThe paper", f'{words}    from: "1931"\n---\n\nThe paper')
    wired = "  - label: Only a wire\n    values: [by-wire]\n"
    dated.change(RECALL, "answers:\n", f"answers:\n{wired}")
    dated.change(RECALL, "[rings-by-itself]\n  - ", "[by-wire, rings-by-itself]\n  - ")
    assert said(dated) == []
    views = [dated.corpus().at(name).entries["overdue-recall"] for name in ("1911", "1931")]
    accepted = [[one["values"] for one in view.meta["answers"]] for view in views]
    both = ["rings-by-itself", "by-letter"]
    assert accepted[0] == [["rings-by-itself"], both]
    assert accepted[1] == [["by-wire"], ["by-wire", "rings-by-itself"], both]
    earlier = views[0]
    assert earlier.place(("answers", 0, "values", 0)) == ("answers", 1, "values", 1)
    assert earlier.place(("answers", 1, "label")) == ("answers", 2, "label")


def test_claims_begin_with_an_edition(dated: Lending) -> None:
    boast(dated)
    dated.change(LEND_1, "    claim: kept\n", '    from: "1931"\n    claim: kept\n')
    assert said(dated) == []
    found = {
        name: [one.entry for one in claims(dated.corpus().at(name))] for name in ("1911", "1931")
    }
    assert found == {"1911": ["swap-circle"], "1931": ["union-catalogue", "swap-circle"]}


def test_verdicts_and_tables_are_those_of_the_view(dated: Lending) -> None:
    corpus = dated.corpus()
    for name, word, value in (
        ("1911", "partly", "seen-at-the-desk"),
        ("1931", "met", "sealed-envelope"),
    ):
        view = corpus.at(name)
        slips, demand = view.entries["paper-slips"], view.entries["LEND-1"]
        assert judging.verdict(view, slips, demand).word == word
        (row,) = [
            r
            for r in comparison.to_records(comparison.table(view, "loan-privacy"))
            if r["candidate"] == "paper-slips"
        ]
        assert row["value"] == value


def test_without_editions_there_is_one_view(lending: Lending) -> None:
    corpus = lending.corpus()
    assert corpus.views == []
    assert corpus.at("") is corpus
    lending.change(SLIPS, "carrier: van\n", 'carrier: van\nfrom: "1931"\n')
    assert [f.rule for f in lending.findings()] == ["field-unknown"]


WRONG: dict[str, tuple[Sequence[tuple[str, str, str]], str]] = {
    "a word that is none of the vocabulary": (
        [(SLIPS, "        value: sealed-envelope", "        value: sealed-envelop")],
        f"{SLIPS}:19:16: 'sealed-envelop' is not a value of loan-privacy; did you mean"
        " 'sealed-envelope'? allowed: sealed-envelope, seen-at-the-desk, open-ledger"
        " [value-vocabulary]",
    ),
    "an edition that does not exist": (
        [(SLIPS, 'edition: "1931"', 'edition: "1932"')],
        f"{SLIPS}:16:18: '1932' is not allowed in field 'edition'; did you mean '1931'?"
        " allowed: 1931, 1950 [value-unknown]",
    ),
    "a field of the wrong type": (
        [(SLIPS, "    days: 1.5", "    days: soon")],
        f"{SLIPS}:32:11: 'soon' is not allowed in field 'days'; allowed: a number from 0, unknown"
        " [value-unknown]",
    ),
    "no section": (
        [(SLIPS, '        section: "2"\n', "")],
        f"{SLIPS}:16:9: 'section' is missing in an item of 'later': The section that says so,"
        " or a list of them, such as 4 or A.1.2. [field-missing]",
    ),
    "a document that is no entry": (
        [(SLIPS, "        document: almanac", "        document: almanach")],
        f"{SLIPS}:17:19: unknown entry 'almanach'; did you mean 'almanac'? [document-unknown]",
    ),
    "a section that the document does not have": (
        [(SLIPS, '        section: "2"', '        section: "3"')],
        f"{SLIPS}:18:18: almanac has no section '3'; allowed: 1, 2, A.1 [section-unknown]",
    ),
    "a section in a list": (
        [(SLIPS, 'section: [A.1, "2"]', 'section: [A.2, "2"]')],
        f"{SLIPS}:31:15: almanac has no section 'A.2'; did you mean 'A.1'? allowed: 1, 2, A.1"
        " [section-unknown]",
    ),
    "a change before the entry begins": (
        [(SLIPS, "id: paper-slips\n", 'id: paper-slips\nfrom: "1931"\n')],
        f"{SLIPS}:17:18: the entry begins in '1931': say there what holds in it [edition-order]",
    ),
    "a change after the entry ends": (
        [(SLIPS, "id: paper-slips\n", 'id: paper-slips\nuntil: "1931"\n')],
        f"{SLIPS}:30:14: the entry ends with '1931' [edition-order]",
    ),
    "the end before the beginning": (
        [(LEND_1, "id: LEND-1\n", 'id: LEND-1\nfrom: "1950"\nuntil: "1931"\n')],
        f"{LEND_1}:4:8: the entry ends before '1950', in which it begins [edition-order]",
    ),
    "an edition of a document that is no entry": (
        [
            (
                SETTINGS,
                'title = "Today"\ndate = "1950-05-05"\ndocument = "almanac"',
                'title = "Today"\ndate = "1950-05-05"\ndocument = "almanax"',
            )
        ],
        "ubproject.toml:",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_with_an_edition_is_said_once_at_its_place(case: str, dated: Lending) -> None:
    edits, message = WRONG[case]
    for edit in edits:
        dated.change(*edit)
    found = said(dated)
    assert [line for line in found if line.startswith(message)], found
    assert len(found) == len(set(found))


def test_a_link_between_entries_that_no_edition_has_both_of(dated: Lending) -> None:
    dated.change(CATALOGUE, "id: union-catalogue\n", 'id: union-catalogue\nfrom: "1950"\n')
    dated.change(SLIPS, "id: paper-slips\n", 'id: paper-slips\nuntil: "1931"\n')
    found = [line for line in said(dated) if "edition-apart" in line]
    assert len(found) == 1
    assert found[0].startswith(f"{CATALOGUE}:")
    assert "no edition has both 'union-catalogue' and 'paper-slips'" in found[0]


def printed(lending: Lending, capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main(["--root", str(lending.root), *arguments]) == 0
    return capsys.readouterr().out


def test_tables_are_printed_of_the_edition_that_is_asked_for(
    dated: Lending, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments, value in (
        (["--edition", "1911"], "seen-at-the-desk"),
        (["--edition", "1950"], "sealed-envelope"),
        ([], "sealed-envelope"),
    ):
        out = printed(dated, capsys, "tables", "loan-privacy", "--format", "csv", *arguments)
        assert f"paper-slips,{value}," in out
    dated.change(SETTINGS, "[speckb]\n", '[speckb]\nedition = "1911"\n')
    out = printed(dated, capsys, "tables", "loan-privacy", "--format", "csv")
    assert "paper-slips,seen-at-the-desk," in out


def test_an_edition_that_does_not_exist_is_refused(
    dated: Lending, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--root", str(dated.root), "stats", "--edition", "1932"]) == 2
    assert (
        "no edition '1932'; did you mean '1931'? allowed: 1911, 1931, 1950"
        in capsys.readouterr().err
    )
    dated.change(SETTINGS, "[speckb]\n", '[speckb]\nedition = "1932"\n')
    assert main(["--root", str(dated.root), "check"]) == 1
    assert "speckb.edition: unknown name '1932'; did you mean '1931'?" in capsys.readouterr().out


def test_two_editions_are_compared_by_the_same_diff(
    dated: Lending, capsys: pytest.CaptureFixture[str]
) -> None:
    out = printed(dated, capsys, "diff", "--editions", "1911", "1931")
    assert out.startswith("1911 (The paper) -> 1931 (The almanac): 1 entry changed; ")
    assert "Privacy of loans: seen at the desk -> sealed" in out
    assert "LEND-1: half kept -> kept" in out
    assert "Days" not in out
    assert "nothing changed in meaning" in printed(
        dated, capsys, "diff", "--editions", "1931", "1931"
    )
    assert main(["--root", str(dated.root), "diff", "HEAD", "--editions", "1911", "1931"]) == 2


REVIEWS = "reviews.txt"
LATER_STATEMENT = """\
later:
  - edition: "1931"
    document: almanac
    section: "1"
    statement: >-
      A lending system SHOULD hide a loan from everybody but the reader.
---
"""
LATER_MEANING = """\
    later:
      - edition: "1950"
        document: almanac
        section: "1"
        meaning: No reader knows.
"""
SEALED = "    meaning: Only the reader and the lending desk know.\n"
NEW_WORD = """\
  burnt-slip:
    label: burnt
    tone: good
    meaning: Nobody knows.
    from: "1950"
"""
LATER_READING = """\
later:
  - edition: "1950"
    document: almanac
    section: "2"
    assesses:
      LEND-1:
        met: [sealed-envelope, burnt-slip]
        partly: [seen-at-the-desk]
        missed: [open-ledger]
        reason: What is burnt is hidden.
---
"""


@pytest.fixture
def confirmed(dated: Lending) -> Lending:
    """The base with editions in which a statement and two words change as well, all confirmed."""
    dated.change(SETTINGS, "[speckb]\n", f'[speckb]\nreviews = "{REVIEWS}"\n')
    dated.change(LEND_1, "[HARBOUR-1911]\n---\n", f"[HARBOUR-1911]\n{LATER_STATEMENT}")
    dated.change(PRIVACY, SEALED, f"{SEALED}{LATER_MEANING}")
    dated.change(PRIVACY, "assesses:\n", f"{NEW_WORD}assesses:\n")
    dated.change(PRIVACY, "reader and desk.\n---\n", f"reader and desk.\n{LATER_READING}")
    reviews.confirm(dated.corpus(), None)
    assert said(dated) == []
    return dated


@pytest.mark.parametrize(
    ("name", "old", "new", "suspect"),
    [
        pytest.param(
            *(SLIPS, "        value: sealed-envelope", "        value: open-ledger"),
            ["paper-slips about loan-privacy"],
            id="a value",
        ),
        pytest.param(
            *(SLIPS, "The slips travel in", "All slips travel in"),
            ["paper-slips about loan-privacy"],
            id="the note of a later document on a value",
        ),
        pytest.param(
            *(SLIPS, 'edition: "1931"', 'edition: "1950"'),
            ["paper-slips about loan-privacy"],
            id="the edition of a value",
        ),
        pytest.param(
            *(PRIVACY, "No reader knows.", "No other reader knows."),
            [
                "loan-privacy about LEND-1",
                "paper-slips about loan-privacy",
                "union-catalogue about loan-privacy",
            ],
            id="a meaning",
        ),
        pytest.param(
            *(PRIVACY, "Nobody knows.", "Nobody knows it."),
            ["loan-privacy about LEND-1"],
            id="a word of a later edition",
        ),
        pytest.param(
            *(PRIVACY, "met: [sealed-envelope, burnt-slip]", "met: [sealed-envelope]"),
            ["loan-privacy about LEND-1"],
            id="which values meet a demand",
        ),
        pytest.param(
            *(LEND_1, "SHOULD hide", "MAY hide"),
            ["LEND-1 about market-day", "loan-privacy about LEND-1"],
            id="a statement",
        ),
        pytest.param(*(SLIPS, 'section: "2"', 'section: "1"'), [], id="a section"),
        pytest.param(*(SLIPS, "The van calls", "A van calls"), [], id="a note on a field"),
        pytest.param(*(SLIPS, "days: 1.5", "days: 2"), [], id="a field"),
        pytest.param(*(SLIPS, "travel in", "travel  in"), [], id="white space"),
    ],
)
def test_a_later_change_makes_suspect_what_rests_on_it(
    name: str, old: str, new: str, suspect: list[str], confirmed: Lending
) -> None:
    confirmed.change(name, old, new)
    found = confirmed.findings()
    assert {f.rule for f in found} <= {"link-suspect"}
    pairs = sorted(f.message.split(" rests on text that changed")[0] for f in found)
    assert pairs == [f"what {pair.replace(' about', ' says about')}" for pair in suspect]


def test_editions_in_which_nothing_differs_leave_digests_as_they_are(lending: Lending) -> None:
    lending.change(SETTINGS, "[speckb]\n", f'[speckb]\nreviews = "{REVIEWS}"\n')
    reviews.confirm(lending.corpus(), None)
    before = lending.text(REVIEWS)
    lending.write(SETTINGS, lending.text(SETTINGS) + EDITIONS)
    lending.write("papers/almanac.md", ALMANAC.replace('section_list: ["1", "2", "A.1"]\n', ""))
    reviews.confirm(lending.corpus(), None)
    assert lending.text(REVIEWS) == before


def test_what_a_later_change_was_is_shown_with_its_edition(
    confirmed: Lending, capsys: pytest.CaptureFixture[str]
) -> None:
    GitRepo(confirmed.root).commit("All is confirmed")
    confirmed.change(PRIVACY, "No reader knows.", "No other reader knows.")
    out = printed(confirmed, capsys, "check")
    assert "1950: sealed-envelope: No {+other+} reader knows." in out
    assert "1950: met sealed-envelope: No {+other+} reader knows." in out
    out = printed(confirmed, capsys, "explain", "paper-slips:loan-privacy")
    assert out.endswith(
        "It rests on this text:\n"
        "  seen-at-the-desk\n"
        "  seen-at-the-desk: Desks on the way know too.\n"
        "  1931: sealed-envelope\n"
        "  1931: sealed-envelope: Only the reader and the lending desk know.\n"
        "  1931: The slips travel in envelopes.\n"
        "  1950: sealed-envelope\n"
        "  1950: sealed-envelope: No other reader knows.\n"
        "  1950: The slips travel in envelopes.\n\n"
    )
    out = printed(confirmed, capsys, "review", "--because", "loan-privacy")
    assert out.endswith("confirmed 3 assessments (reviews.txt)\n")


def test_a_suspect_link_is_marked_where_the_file_has_it(confirmed: Lending) -> None:
    confirmed.change(SETTINGS, '["prompted_by"]', '["seen_in"]')
    confirmed.change(PRIVACY, "seen_in: [market-day]", "seen_in: [flooded-branch, market-day]")
    flood = "circumstances/flooded-branch.md"
    confirmed.change(flood, "id: flooded-branch\n", 'id: flooded-branch\nfrom: "1950"\n')
    lines = confirmed.text(PRIVACY).split("\n")
    places = [
        finding.place
        for finding in confirmed.findings()
        if finding.rule == "link-suspect" and finding.place.path == PRIVACY
    ]
    marked = [lines[place.line - 1][place.column - 1 : place.end - 1] for place in places]
    assert marked == ["flooded-branch", "market-day"]
