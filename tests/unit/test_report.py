"""Findings for the terminal: where, what, and the caret under the fault, whatever stands before."""

from __future__ import annotations

import pytest

from speckb.finding import Finding, Place
from speckb.report import text, width
from tests.golden import golden
from tests.unit.lending import CATALOGUE, PRIVACY, SLIPS, Lending


def caret(line: str, column: int, end: int) -> str:
    """Return the line of carets below a source line."""
    finding = Finding(Place("a.md", 3, column, end), "a-rule", "error", "a message", line)
    return text([finding]).split("\n")[2]


def test_a_finding_is_one_block_and_a_count_closes() -> None:
    finding = Finding(Place("a.md", 3, 4, 7), "a-rule", "error", "a message", "id: one")
    assert text([finding]) == (
        "a.md:3:4: error: a message [a-rule]\n  id: one\n     ^^^\n1 errors, 0 others"
    )


def test_no_finding_is_a_count() -> None:
    assert text([]) == "0 errors, 0 others"


def test_what_is_no_error_is_counted_apart() -> None:
    found = [
        Finding(Place("a.md"), "r", severity, "m") for severity in ("note", "error", "warning")
    ]
    assert text(found).endswith("\n1 errors, 2 others")


@pytest.mark.parametrize("line", ["", "   "])
def test_a_finding_without_a_line_to_show_is_its_head(line: str) -> None:
    finding = Finding(Place("a.md"), "r", "error", "m", line)
    assert text([finding]).split("\n")[0] == "a.md:1:1: error: m [r]"
    assert len(text([finding]).split("\n")) == 2


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
        ("x ", "日本", 2),
        ("x ", "e\u0301", 2),
    ],
)
def test_the_caret_stands_under_the_fault(before: str, fault: str, columns: int) -> None:
    start = len(before) + 1
    finding = Finding(
        Place("a.md", 3, start, start + len(fault)), "r", "error", "m", f"{before}{fault} x"
    )
    _, shown, carets, _ = text([finding]).split("\n")
    assert carets == "  " + " " * columns + "^" * max(1, width(fault))
    assert width(shown[: shown.index(fault)]) == columns + 2


def test_a_fault_past_the_end_of_the_line_still_has_a_caret() -> None:
    assert caret("ab", 3, 4) == "    ^"


def work(lending: Lending, name: str, *changes: tuple[str, str]) -> None:
    """Add a work that no entry links to, with faults."""
    text = lending.text("works/QUILL-RULES.md").replace("QUILL-RULES", name)
    lending.write(f"works/{name}.md", text)
    for old, new in changes:
        lending.change(f"works/{name}.md", old, new)


def test_findings_of_every_kind_read_like_this(lending: Lending) -> None:
    """One faulty knowledge base; what people read about it, letter by letter."""
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
    golden("findings.txt", lending.said() + "\n")


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
    golden("wide-letters.txt", lending.said() + "\n")
