"""Each rule passes on a sound knowledge base, and says where and what where it fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speckb.rules.check import RULES, Rule, check
from tests.unit.lending import CATALOGUE, LEND_1, PRIVACY, SLIPS, Lending

if TYPE_CHECKING:
    from speckb.rules.finding import Finding

INDEX = "side-by-side/index.md"


def test_a_sound_knowledge_base_has_no_findings(lending: Lending) -> None:
    assert lending.findings() == []


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_each_rule_says_in_one_line_what_holds(rule: Rule) -> None:
    assert rule.statement.rstrip(":").endswith(".")


def one(lending: Lending) -> Finding:
    (finding,) = lending.findings()
    assert finding.severity == "error"
    return finding


def marked(finding: Finding) -> str:
    """Return file, and the text that the finding marks."""
    place = finding.place
    return f"{place.path}: {finding.source[place.column - 1 : place.end - 1]}"


def test_unknown_link_suggests_the_nearest_id_of_a_type_that_it_may_reach(lending: Lending) -> None:
    lending.change(LEND_1, "[HARBOUR-1911]", "[HARBOR-1911]")
    finding = one(lending)
    assert finding.rule == "link-unknown"
    assert marked(finding) == f"{LEND_1}: HARBOR-1911"
    assert finding.message == "unknown entry 'HARBOR-1911'; did you mean 'HARBOUR-1911'?"


def test_unknown_link_with_a_reason_is_marked_at_its_id(lending: Lending) -> None:
    lending.change(LEND_1, "  market-day: >-", "  marketday: >-")
    finding = one(lending)
    assert finding.rule == "link-unknown"
    assert marked(finding) == f"{LEND_1}: marketday"


def test_unknown_link_that_may_reach_all_types_suggests_the_nearest(lending: Lending) -> None:
    lending.change("ubproject.toml", 'target_types = ["work"]\n', "")
    lending.change(LEND_1, "[HARBOUR-1911]", "[HARBOUR-1911, paper-slip]")
    assert "did you mean 'paper-slips'?" in one(lending).message


def test_a_link_to_another_type_says_which_types_it_may_reach(lending: Lending) -> None:
    lending.change(LEND_1, "[HARBOUR-1911]", "[LEND-2]")
    finding = one(lending)
    assert finding.rule == "link-type"
    assert marked(finding) == f"{LEND_1}: LEND-2"
    assert finding.message == "'LEND-2' has the type 'demand'; 'Works' can link to: work"


def test_a_value_outside_the_vocabulary_suggests_the_nearest_and_lists_all(
    lending: Lending,
) -> None:
    lending.change(SLIPS, "value: by-letter", "value: by-leter")
    finding = one(lending)
    assert finding.rule == "value-vocabulary"
    assert marked(finding) == f"{SLIPS}: by-leter"
    assert (
        "'by-leter' is not a value of overdue-recall; did you mean 'by-letter'?" in finding.message
    )
    assert "rings-by-itself, by-letter, nobody-asks" in finding.message


def test_a_value_of_another_criterion_is_outside_the_vocabulary(lending: Lending) -> None:
    lending.change(SLIPS, "value: by-letter", "value: open-ledger")
    assert one(lending).rule == "value-vocabulary"


def test_a_word_of_a_vocabulary_keeps_its_case(lending: Lending) -> None:
    lending.change(SLIPS, "value: yes", "value: Yes")
    assert one(lending).rule == "value-vocabulary"


def test_a_missing_value_is_said_at_the_criteria(lending: Lending) -> None:
    lending.change(SLIPS, "  overdue-recall:\n    value: by-letter\n", "")
    finding = one(lending)
    assert finding.rule == "criterion-missing"
    assert marked(finding) == f"{SLIPS}: criteria"
    assert finding.message == "values are missing for: overdue-recall"


def test_a_new_criterion_is_missed_by_all_that_are_compared(lending: Lending) -> None:
    text = lending.text("yardsticks/offline-desk.md").replace("id: offline-desk", "id: new-one")
    lending.write("yardsticks/new-one.md", text)
    assert lending.rules() == [
        (f"candidates/{name}.md", "criterion-missing")
        for name in ("paper-slips", "swap-circle", "union-catalogue")
    ]


def test_a_judgement_by_an_unknown_word_suggests_the_nearest(lending: Lending) -> None:
    lending.change(PRIVACY, "met: [sealed-envelope]", "met: [sealed-envelop]")
    finding = one(lending)
    assert finding.rule == "assessment-value"
    assert marked(finding) == f"{PRIVACY}: sealed-envelop"
    assert "did you mean 'sealed-envelope'?" in finding.message


def test_a_word_judges_once(lending: Lending) -> None:
    lending.change(PRIVACY, "missed: [open-ledger]", "missed: [open-ledger, sealed-envelope]")
    finding = one(lending)
    assert finding.rule == "assessment-value"
    assert marked(finding) == f"{PRIVACY}: sealed-envelope"
    assert finding.message == "'sealed-envelope' is listed under 'met' and under 'missed'"


def test_a_value_by_what_is_no_criterion_is_one_finding(lending: Lending) -> None:
    lending.change(SLIPS, "criteria:\n", "criteria:\n  LEND-1:\n    value: x\n")
    assert one(lending).rule == "link-type"


def test_prose_that_names_an_unknown_entry_suggests_the_nearest(lending: Lending) -> None:
    lending.change(SLIPS, "`open ledger <swap-circle>`", "`open ledger <swop-circle>`")
    finding = one(lending)
    assert finding.rule == "prose-unknown"
    assert marked(finding) == f"{SLIPS}: swop-circle"
    assert finding.message == "unknown entry 'swop-circle'; did you mean 'swap-circle'?"


def test_prose_of_a_page_is_checked(lending: Lending) -> None:
    lending.change(INDEX, "# Side by side\n", "# Side by side\n\nA 日本 {entry}`LEND-3`.\n")
    _letters, finding = lending.findings()
    assert marked(finding) == f"{INDEX}: LEND-3"
    assert (finding.place.line, finding.place.column) == (3, 14)


def test_every_unknown_name_of_a_line_is_a_finding(lending: Lending) -> None:
    lending.change(INDEX, "# Side by side\n", "# Side by side\n\n{entry}`a` and {entry}``b``\n")
    assert [marked(finding) for finding in lending.findings()] == [f"{INDEX}: a", f"{INDEX}: b"]


@pytest.mark.parametrize(
    "text",
    [
        "```text\n{entry}`nobody`\n```",
        "~~~\n{entry}`nobody`\n~~~",
        "````\n```\n{entry}`nobody`\n````",
    ],
)
def test_code_is_no_prose(text: str, lending: Lending) -> None:
    lending.change(INDEX, "# Side by side\n", f"# Side by side\n\n{text}\n")
    assert lending.findings() == []


def test_prose_after_code_is_checked(lending: Lending) -> None:
    text = "````\n```\n{entry}`nobody`\n````\n{entry}`nobody`"
    lending.change(INDEX, "# Side by side\n", f"# Side by side\n\n{text}\n")
    assert one(lending).place.line == 7


@pytest.mark.parametrize("fence", [":::", "```"])
def test_prose_inside_a_directive_is_checked(fence: str, lending: Lending) -> None:
    text = f"{fence}{{note}}\n{{entry}}`nobody`\n{fence}"
    lending.change(INDEX, "# Side by side\n", f"# Side by side\n\n{text}\n")
    assert one(lending).place.line == 4


def test_prose_after_a_directive_is_checked(lending: Lending) -> None:
    text = "```{note}\nA note.\n```\n\n{entry}`nobody`\n"
    lending.change(INDEX, "# Side by side\n", f"# Side by side\n\n{text}\n")
    assert one(lending).place.line == 7


@pytest.mark.parametrize(
    "text",
    ["Write `` {entry}`nobody` ``.", "% {entry}`nobody`", "```{code-block} text\n{entry}`nobody`"],
)
def test_a_role_that_is_only_shown_is_no_link(text: str, lending: Lending) -> None:
    lending.change(INDEX, "# Side by side\n", f"# Side by side\n\n{text}\n")
    assert lending.findings() == []


def test_findings_stand_in_the_order_of_files_and_lines(lending: Lending) -> None:
    lending.change(CATALOGUE, "draws_on: [QUILL-RULES, ALMANAC-7]", "draws_on: [X-1, X-2]")
    lending.change(CATALOGUE, "value: no\n", "value: non\n")
    lending.change(SLIPS, "value: by-letter", "value: x")
    places = [finding.place for finding in lending.findings()]
    assert places == sorted(places)
    assert len(places) == 4


def test_checking_twice_says_the_same(lending: Lending) -> None:
    lending.change(CATALOGUE, "draws_on: [QUILL-RULES, ALMANAC-7]", "draws_on: [X-1, X-1]")
    assert check(lending.corpus()) == lending.findings()


def test_a_missing_value_is_also_about_the_criteria_that_hide_it(lending: Lending) -> None:
    lending.change(SLIPS, "  loan-privacy:\n", "  loan-privacies:\n")
    missing = [f.rule for f in lending.findings() if f.rule == "criterion-missing"]
    assert missing == []  # link-unknown says that loan-privacy was meant
    text = lending.text(PRIVACY).replace("id: loan-privacy\n", "id: loan-privacies\n")
    lending.write("yardsticks/loan-privacies.md", text)
    found = {f.place.path: f for f in lending.findings() if f.rule == "criterion-missing"}
    assert found[SLIPS].message == "values are missing for: loan-privacy"
    assert "loan-privacies" in found[SLIPS].about
