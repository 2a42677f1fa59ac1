"""Findings in every form: for people, for forges, for other tools."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speckb import __version__
from speckb.rules import report
from speckb.rules.check import RULES, Rule
from speckb.rules.finding import Finding, Place
from speckb.rules.report import text, width
from speckb.rules.rule import Group, Scope
from tests.conftest import REPO
from tests.golden import golden
from tests.unit.lending import CATALOGUE, PRIVACY, SLIPS, Lending

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.corpus import Corpus
    from speckb.rules.finding import Severity
    from speckb.rules.rule import Hit

ESCAPE = re.compile(r"\x1b\[[\d;]*m")
SARIF = REPO / "tests/vendor/sarif-2.1.0-rtm.5.json"
FINDINGS = REPO / "src/speckb/rules/findings.schema.json"


def tidy(corpus: Corpus) -> Iterator[Hit]:
    """A desk is "tidy" & <clean>.

    Bad:

        desk: 50 % dust
    """
    raise NotImplementedError(corpus)


def quiet(corpus: Corpus) -> Iterator[Hit]:
    """A reading room is quiet.

    Good: a whisper.
    """
    raise NotImplementedError(corpus)


TWO = {
    "desk-tidy": Rule("desk-tidy", "error", tidy, Group.PROSE, Scope.ONE_ENTRY),
    "room-quiet": Rule("room-quiet", "note", quiet, Group.PROSE, Scope.ONE_ENTRY),
}


def fault(
    rule: str = "desk-tidy",
    severity: Severity = "error",
    *,
    path: str = "a.md",
    message: str = "a message",
    line: str = "id: one",
    columns: tuple[int, int] = (5, 8),
) -> Finding:
    return Finding(Place(path, 3, *columns), rule, severity, message, line)


THREE = [
    fault(message="dust, 50 % of it: käse"),
    fault("room-quiet", "warning", path="rooms/é, 日.md", message="two\nlines", line=""),
    fault(path="rooms/é, 日.md", message="<b>\"&'", columns=(1, 3)),
]


def valid(schema: Any, data: Any) -> None:
    validator = jsonschema_rs.validator_for(schema, validate_formats=True)
    assert [error.message for error in validator.iter_errors(data)] == []


# -- text


def test_a_finding_is_a_head_the_line_a_caret_and_its_rule_and_a_count_closes() -> None:
    assert text([fault()], TWO) == (
        "a.md:3:5: error: a message [desk-tidy]\n"
        "  id: one\n"
        "      ^^^\n"
        '  rule: A desk is "tidy" & <clean>.\n'
        "more: speckb explain desk-tidy\n"
        "1 error"
    )


def test_the_rule_is_stated_once_however_often_it_is_broken() -> None:
    said = text([fault(), fault("room-quiet", "note"), fault(), fault("room-quiet", "note")], TWO)
    assert said.count("  rule: A desk") == 1
    assert said.count("  rule: A reading room") == 1
    assert said.index("  rule: A desk") < said.index("[room-quiet]")
    assert said.splitlines()[-2] == "more: speckb explain desk-tidy room-quiet"


@pytest.mark.parametrize(
    ("severities", "count"),
    [
        ([], "no findings"),
        (["error"], "1 error"),
        (["note", "error", "warning", "error"], "2 errors, 1 warning, 1 note"),
        (["note", "note"], "2 notes"),
    ],
)
def test_the_last_line_counts_by_severity(severities: list[Severity], count: str) -> None:
    assert text([fault(severity=one) for one in severities], TWO).split("\n")[-1] == count


@pytest.mark.parametrize("line", ["", "   "])
def test_a_finding_without_a_line_to_show_is_its_head(line: str) -> None:
    assert text([fault(line=line)], TWO).split("\n")[1].startswith("  rule: ")


def test_color_paints_the_severity_and_nothing_else() -> None:
    found = [fault(severity=one) for one in ("error", "warning", "note")]
    painted = text(found, TWO, color=True)
    assert re.findall(r"\x1b\[1;(\d+)m(\w+)\x1b\[0m", painted) == [
        ("31", "error"),
        ("33", "warning"),
        ("36", "note"),
    ]
    assert ESCAPE.sub("", painted) == text(found, TWO)
    assert "\x1b" not in text(found, TWO)


def caret(line: str, column: int, end: int) -> str:
    """Return the line of carets below a source line."""
    return text([fault(line=line, columns=(column, end))], TWO).split("\n")[2]


@pytest.mark.parametrize(
    ("before", "fault", "columns"),
    [
        ("", "fault", 0),
        ("plain ", "fault", 6),
        ("Käse ", "fault", 5),
        ("日本 ", "fault", 5),
        ("e\u0301e\u0301 ", "fault", 3),
        ("\t\t", "fault", 2),
        ("\uff26 ", "fault", 3),
        ("😀 ", "fault", 3),
        ("\x00\x1b ", "fault", 3),
        ("x ", "日本", 2),
        ("x ", "e\u0301", 2),
        ("ก\u0e31 ", "fault", 2),
        ("a\u200db ", "fault", 4),
        ("a\u00adb ", "fault", 4),
    ],
)
def test_the_caret_stands_under_the_fault(before: str, fault: str, columns: int) -> None:
    start = len(before) + 1
    shown = caret(f"{before}{fault} after", start, start + len(fault))
    assert shown == "  " + " " * columns + "^" * max(1, width(fault))


def test_a_fault_past_the_end_of_the_line_still_has_a_caret() -> None:
    assert caret("ab", 3, 4) == "    ^"


@pytest.mark.parametrize("odd", ["\x1b[2J", "\x07", "\r", "\x9b31m", "\x00", "\x7f"])
@pytest.mark.parametrize(
    "where",
    [
        "line",
        "message",
        "path",
    ],
)
def test_no_control_character_reaches_the_terminal(where: str, odd: str) -> None:
    finding = fault(**{where: f"left{odd}right"})  # type: ignore[arg-type]
    said = text([finding], TWO)
    assert not set(said) & set("\x00\x07\r\x1b\x7f\x9b")
    assert "left" in said
    assert "right" in said


@pytest.mark.parametrize("odd", ["\u202e", "\u2066", "\u2028"])
def test_no_character_that_turns_or_breaks_a_line_reaches_the_terminal(odd: str) -> None:
    assert odd not in text([fault(line=f"id: {odd}one")], TWO)


@pytest.mark.parametrize("where", ["message", "path"])
def test_a_finding_takes_its_own_lines_only(where: str) -> None:
    finding = fault(**{where: "left\nright"}, line="")  # type: ignore[arg-type]
    assert len(text([finding], TWO).split("\n")) == 4


def test_of_a_long_line_the_part_around_the_fault_is_shown() -> None:
    line = "x" * 100_000 + " fault " + "y" * 100_000
    said = text([fault(line=line, columns=(100_002, 100_007))], TWO)
    assert len(said) < 2_000
    shown, carets = said.split("\n")[1:3]
    assert shown[carets.index("^") : carets.rindex("^") + 1] == "fault"


def work(lending: Lending, name: str, *changes: tuple[str, str]) -> None:
    """Add a work that no entry links to, with faults."""
    text = lending.text("works/QUILL-RULES.md").replace("QUILL-RULES", name)
    lending.write(f"works/{name}.md", text)
    for old, new in changes:
        lending.change(f"works/{name}.md", old, new)


@pytest.fixture
def faulty(lending: Lending) -> Lending:
    """A knowledge base with faults of many kinds."""
    lending.change(CATALOGUE, "draws_on: [QUILL-RULES,", "draws_on: [QUIL-RULES, LEND-2,")
    lending.change(CATALOGUE, "value: sealed-envelope", "value: sealed-envelop")
    lending.change(CATALOGUE, "The central desk keeps", "{entry}`paper-slip` keeps")
    lending.change(PRIVACY, "partly: [seen-at-the-desk]", "partly: [seen-at-a-desk, open-ledger]")
    lending.change("candidates/swap-circle.md", "  offline-desk:\n    value: yes\n", "")
    lending.change("words.md", "# Words", "---\nhide-toc: true\nhidden: true\n---\n# Words")
    work(lending, "FAULT-1", ("mark: Quill", "marc: Quill"), ("shelf: open", "shelf: opne"))
    work(lending, "FAULT-2", ("title: Rules of the quill", "title: [Rules]"))
    work(lending, "FAULT-3", ("mark: Quill", "mark: Quill\nmark: &again Quill"))
    work(lending, "FAULT-4", ("year: 1899", "year: [1899"))
    work(lending, "FAULT-5", ("id: FAULT-5", "id: FAULT-6"))
    work(lending, "FAULT-7", ('section: "7"', "section: seven"), ("mark: Quill", "mark:"))
    lending.write("works/FAULT-8.md", "")
    return lending


def test_findings_of_every_kind_read_like_this(faulty: Lending) -> None:
    """One faulty knowledge base; what people read about it, letter by letter."""
    golden("findings.txt", text(faulty.findings(), RULES) + "\n")


def test_findings_in_color_read_like_this() -> None:
    golden("findings-color.txt", text(THREE, TWO, color=True) + "\n")


def test_the_caret_stands_under_faults_after_wide_and_combining_letters(lending: Lending) -> None:
    lending.change(
        "demands/LEND-2.md",
        "duty:",
        "prompted_by: {market-day: 日本 Käse e\u0301 😀 \t \uff26, market-dai: x}\nduty:",
    )
    work(lending, "FAULT-1", ("shelf: open", "shelf: öpen"))
    work(lending, "FAULT-2", ("shelf: open", "shelf: ope\u0301n"))
    lending.change(
        SLIPS, "Slips are yellow.", "Slips 紙 are ye\u0301llow {entry}`スリップ <swap-circel>`."
    )
    golden("wide-letters.txt", text(lending.findings(), RULES) + "\n")


# -- json


@pytest.fixture(scope="module")
def published() -> Any:
    """The schema of the findings as JSON."""
    return json.loads(FINDINGS.read_text(encoding="utf-8"))


@pytest.mark.parametrize("findings", [[], THREE])
def test_json_is_what_its_schema_says(findings: list[Finding], published: Any) -> None:
    data = json.loads(report.as_json(findings, TWO))
    valid(published, data)
    assert len(data["findings"]) == len(findings)


def test_json_of_a_faulty_knowledge_base_is_what_its_schema_says(
    faulty: Lending, published: Any
) -> None:
    findings = faulty.findings()
    data = json.loads(report.as_json(findings, RULES))
    valid(published, data)
    assert [one["message"] for one in data["findings"]] == [one.message for one in findings]


def test_json_reads_like_this() -> None:
    golden("findings.json", report.as_json(THREE, TWO) + "\n")


@pytest.mark.parametrize(
    ("key", "value"),
    [("severity", "fatal"), ("line", 0), ("column", "1"), ("path", "/etc/x"), ("rule", "A rule")],
)
def test_the_schema_refuses_what_the_report_never_says(
    key: str, value: Any, published: Any
) -> None:
    data = json.loads(report.as_json(THREE, TWO))
    validator = jsonschema_rs.validator_for(published)
    assert validator.is_valid(data)
    data["findings"][1][key] = value
    assert not validator.is_valid(data)
    del data["findings"][1][key]
    assert not validator.is_valid(data)


# -- github


def annotations(said: str) -> list[tuple[str, dict[str, str], str]]:
    """Return kind, properties and message of each line, read as the forge reads them."""
    found = []
    for line in said.split("\n")[:-1]:
        match = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line)
        assert match, line
        parts = dict(part.split("=", 1) for part in match[2].split(","))
        found.append((match[1], {k: unquote(v) for k, v in parts.items()}, unquote(match[3])))
    return found


def test_annotations_read_like_this() -> None:
    golden("findings.github.txt", report.github(THREE, TWO) + "\n")


def test_an_annotation_keeps_every_letter_of_path_and_message() -> None:
    odd = "50 %, a:b\r\nc %25 \N{SNOWMAN}"
    ((kind, where, said),) = annotations(
        report.github([fault(severity="note", path=odd, message=odd)], TWO)
    )
    assert (kind, where["file"], said) == ("notice", odd, odd)
    assert (where["line"], where["col"], where["endColumn"]) == ("3", "5", "8")
    assert where["title"] == "desk-tidy"


def test_annotations_are_followed_by_a_count() -> None:
    assert report.github(THREE, TWO).split("\n")[-1] == "2 errors, 1 warning"
    assert report.github([], TWO) == "no findings"


def test_annotations_point_at_the_line_and_columns_of_the_fault(faulty: Lending) -> None:
    found = annotations(report.github(faulty.findings(), RULES))
    marked = {}
    for _, where, said in found:
        line = faulty.text(where["file"]).split("\n")[int(where["line"]) - 1]
        marked[said] = line[int(where["col"]) - 1 : int(where["endColumn"]) - 1]
    quoted = {said: word for said, word in marked.items() if repr(word) in said}
    assert sorted(quoted.values()) == sorted(
        [
            "marc",
            "opne",
            "seven",
            "hidden",
            "mark",
            "mark",
            "FAULT-6",
            "sealed-envelop",
            "seen-at-a-desk",
            "open-ledger",
            "QUIL-RULES",
            "LEND-2",
            "paper-slip",
        ]
    )


# -- sarif


@pytest.fixture(scope="module")
def standard() -> Any:
    """The schema of SARIF 2.1.0, with its lone bracket escaped as stricter readers ask for."""
    said = SARIF.read_text(encoding="utf-8")
    assert said.count("{2}]?$") == 2
    return json.loads(said.replace("{2}]?$", "{2}\\\\]?$"))


@pytest.mark.parametrize("pages", ["", "https://desk.example/{}.html"])
@pytest.mark.parametrize("findings", [[], THREE])
def test_sarif_is_what_the_standard_s_schema_says(
    findings: list[Finding], pages: str, standard: Any
) -> None:
    valid(standard, json.loads(report.sarif(findings, TWO, pages)))
    valid(standard, json.loads(report.sarif([], RULES, pages)))


def test_the_standard_s_schema_refuses_what_is_no_sarif(standard: Any) -> None:
    data = json.loads(report.sarif(THREE, TWO))
    data["runs"][0]["results"][0]["level"] = "fatal"
    assert not jsonschema_rs.validator_for(standard).is_valid(data)


def test_sarif_reads_like_this() -> None:
    said = report.sarif(THREE, TWO, "https://desk.example/docs/rules/{}.html") + "\n"
    golden("findings.sarif", said.replace(f'"{__version__}"', '"VERSION"'))


def test_sarif_of_a_faulty_knowledge_base_names_each_rule_and_place(
    faulty: Lending, standard: Any
) -> None:
    findings = faulty.findings()
    data = json.loads(report.sarif(findings, RULES))
    valid(standard, data)
    (run,) = data["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert len(run["results"]) == len(findings)
    for result, finding in zip(run["results"], findings, strict=True):
        place = result["locations"][0]["physicalLocation"]
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == finding.rule
        assert result["message"]["text"] == finding.message
        assert place["artifactLocation"]["uri"] == finding.place.path
        assert place["region"] == {
            "startLine": finding.place.line,
            "startColumn": finding.place.column,
            "endColumn": finding.place.end,
        }


def test_sarif_carries_the_help_of_every_rule() -> None:
    rules = json.loads(report.sarif([], RULES))["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(RULES)
    for rule in rules:
        assert rule["help"]["text"] == RULES[rule["id"]].text
        assert rule["shortDescription"]["text"] == RULES[rule["id"]].statement
        assert rule["defaultConfiguration"]["level"] == RULES[rule["id"]].severity


def test_sarif_names_the_page_of_a_rule_where_its_address_is_known() -> None:
    def addresses(pages: str) -> list[str | None]:
        (run,) = json.loads(report.sarif([], TWO, pages))["runs"]
        return [rule.get("helpUri") for rule in run["tool"]["driver"]["rules"]]

    assert addresses("") == [None, None]
    assert addresses("https://desk.example/kb/{}.html") == [
        "https://desk.example/kb/desk-tidy.html",
        "https://desk.example/kb/room-quiet.html",
    ]


def test_sarif_has_paths_as_addresses_and_levels_as_found() -> None:
    (run,) = json.loads(report.sarif(THREE, TWO))["runs"]
    places = [one["locations"][0]["physicalLocation"] for one in run["results"]]
    assert [one["artifactLocation"]["uri"] for one in places] == [
        "a.md",
        "rooms/%C3%A9%2C%20%E6%97%A5.md",
        "rooms/%C3%A9%2C%20%E6%97%A5.md",
    ]
    assert [one["level"] for one in run["results"]] == ["error", "warning", "error"]


# -- junit


def test_junit_reads_like_this() -> None:
    golden("findings.junit.xml", report.junit(THREE, TWO) + "\n")


@pytest.mark.parametrize(("findings", "failures"), [([], 0), (THREE[:1], 1), (THREE, 2)])
def test_junit_counts_rules_and_those_that_are_broken(
    findings: list[Finding], failures: int
) -> None:
    suite = ET.fromstring(report.junit(findings, TWO))
    assert (suite.get("tests"), suite.get("failures")) == ("2", str(failures))
    assert len(suite.findall("testcase")) == 2
    assert len(suite.findall("testcase/failure")) == failures


def test_junit_says_every_finding_of_a_rule_with_its_place() -> None:
    (failure, _) = ET.fromstring(report.junit(THREE, TWO)).iter("failure")
    assert failure.get("message") == 'A desk is "tidy" & <clean>.'
    assert failure.text == "a.md:3:5: dust, 50 % of it: käse\nrooms/é, 日.md:3:1: <b>\"&'"


def test_junit_of_every_rule_is_well_formed(faulty: Lending) -> None:
    findings = faulty.findings()
    suite = ET.fromstring(report.junit(findings, RULES))
    assert suite.get("tests") == str(len(RULES))
    assert suite.get("failures") == str(len({finding.rule for finding in findings}))


# -- all of them

words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
faults = st.lists(
    st.builds(
        fault,
        st.sampled_from(sorted(TWO)),
        st.sampled_from(["error", "warning", "note"]),
        path=words.filter(lambda path: not path.startswith("/")),
        message=words,
        line=words,
        columns=st.tuples(st.integers(1, 40), st.integers(2, 50)),
    ),
    max_size=4,
)


@given(faults)
def test_whatever_is_said_every_form_can_be_read_back(
    published: Any, standard: Any, findings: list[Finding]
) -> None:
    data = json.loads(report.as_json(findings, TWO))
    valid(published, data)
    log = json.loads(report.sarif(findings, TWO))
    valid(standard, log)
    for one, result, finding in zip(
        data["findings"], log["runs"][0]["results"], findings, strict=True
    ):
        assert one["message"] == result["message"]["text"] == finding.message
        assert one["path"] == finding.place.path
    assert len(report.github(findings, TWO).split("\n")) == len(findings) + 1
    assert text(findings, TWO).split("\n")[-1] == report.github(findings, TWO).split("\n")[-1]


@given(faults)
def test_whatever_is_said_junit_is_well_formed(findings: list[Finding]) -> None:
    suite = ET.fromstring(report.junit(findings, TWO))
    assert suite.get("failures") == str(len({finding.rule for finding in findings}))


@pytest.mark.parametrize("odd", ["\ufffe", "\uffff", "\udcff"])
def test_what_no_xml_may_hold_is_taken_out_of_junit(odd: str) -> None:
    said = report.junit([fault(path=f"a{odd}.md")], TWO)
    assert ET.fromstring(said.encode()).get("failures") == "1"


def test_a_severity_that_the_settings_chose_is_the_one_that_is_said() -> None:
    finding = fault("room-quiet")._replace(severity="warning")
    assert "warning: a message" in text([finding], TWO)
    assert json.loads(report.as_json([finding], TWO))["findings"][0]["severity"] == "warning"
    assert report.github([finding], TWO).startswith("::warning ")
