"""The explorer: what matters is chosen, who misses it drops back, some stand side by side."""

from __future__ import annotations

import csv
import io
import random
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from speckb.corpus.choices import Choice
from speckb.tables.choices import standings
from speckb.tables.verdicts import assessed, judged, speaking, spoken
from tests.browser.conftest import PHONE, WIDE
from tests.browser.test_accessibility import SIDEWAYS, keeps_to_wcag
from tests.browser.test_keyboard import tab_to
from tests.browser.test_loading import SHIFTS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Download, Locator, Page

    from speckb.corpus.corpus import Corpus
    from tests.browser.conftest import Visit

EXPLORER = "comparisons/explorer.2007.html"
CHOSEN = f"{EXPLORER}#meet=R3,R5,R8"
SIDE = f"{CHOSEN}&compare=zrtp,dtls-srtp,sdes-sips"
VALUES = """rows => rows.map(
    row => [...row.querySelectorAll("td .value")].map(value => value.innerText)
)"""


@pytest.fixture(scope="module")
def rows(knowledge: Corpus) -> int:
    """How many rows two mechanisms side by side have: what is asked, and the criteria."""
    asked = [about for about in assessed(knowledge) if speaking(knowledge, about)]
    return len(asked) + len(knowledge.criteria)


def names(page: Page) -> list[str]:
    """Return the mechanisms of the table from top to bottom."""
    return page.locator("table.answers tbody th[scope=row]").all_inner_texts()


def has_address(page: Page, end: str) -> None:
    """Wait until the page's address ends so."""
    expect(page).to_have_url(re.compile(f"{re.escape(end)}$"))


def tick(page: Page, name: str) -> Locator:
    return page.get_by_role("checkbox", name=re.compile(rf"^{name}\b"))


def open_all(page: Page) -> None:
    """Open the lists of all requirements and of all values."""
    for title in ("Choose by requirement", "Choose by value"):
        details = page.locator(".more > details", has=page.get_by_text(title))
        if details.get_attribute("open") is None:
            page.get_by_text(title).click()


def words(page: Page, criterion: str) -> None:
    """Open the list of a criterion's values."""
    page.locator(f"[data-criterion={criterion}] summary").click()


def question(page: Page, text: str) -> Locator:
    return page.get_by_role("group", name=re.compile(text))


def result(page: Page) -> Locator:
    return page.locator(".found > .status")


def group(page: Page, title: str) -> list[str]:
    """Return the mechanisms under a heading of the table."""
    body = page.locator("table.answers tbody", has=page.get_by_text(re.compile(f"^{title}:")))
    return body.locator("th[scope=row]").all_inner_texts()


def saved(download: Download) -> list[list[str]]:
    with download.path().open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_nothing_is_chosen_at_first(base: str, visit: Visit, knowledge: Corpus) -> None:
    page = visit(EXPLORER, base)
    expect(page.get_by_text("Nothing is chosen yet.")).to_be_visible()
    assert names(page)[0] == "MIKEY-NULL"
    assert len(names(page)) == len(judged(knowledge)) >= 15


def test_what_misses_drops_back_with_the_reason(base: str, visit: Visit) -> None:
    page = visit(EXPLORER, base)
    open_all(page)
    tick(page, "R5").check()
    titles = ("Meet all 1", "Meet all 1 under a condition", "Partly or open", "Miss something")
    met, conditional, undecided, missed = (group(page, title) for title in titles)
    left = len(met) + len(conditional)
    expect(result(page)).to_have_text(
        f"{left} of {len(names(page))} are left: {', '.join(met)}; under a condition: EKT."
        f" {len(undecided)} leave something open. {len(missed)} are out: {len(missed)} by R5."
    )
    assert "ZRTP" in met
    assert conditional == ["EKT"]
    assert "SDP-DH" in missed
    assert left + len(undecided) + len(missed) == len(names(page))
    reason = page.locator("td[headers='answer-sdes-sips']")
    expect(reason).to_contain_text("R5: missed.")
    expect(reason).to_contain_text("Clipping media before the SDP answer (B.2): clipped.")
    expect(reason).to_contain_text("The answerer's encryption key arrives with the answer.")
    assert names(page).index("ZRTP") < names(page).index("EKT") < names(page).index("SDP-DH")


def test_a_value_that_will_do_is_chosen(visit: Visit) -> None:
    page = visit(EXPLORER)
    open_all(page)
    words(page, "pki")
    page.locator("[name=value][value='pki:not-used']").check()
    met = group(page, "Meet all 1")
    assert "ZRTP" in met
    assert "MIKEY-PSK" not in met
    page.locator("[name=value][value='pki:shared-key-instead']").check()
    assert "MIKEY-PSK" in group(page, "Meet all 1")
    assert "MIKEYv2 in SDP" in group(page, "Partly or open")


def test_a_group_is_chosen_at_once(visit: Visit, knowledge: Corpus) -> None:
    asked = [about for about in assessed(knowledge) if speaking(knowledge, about)]
    must = [about.id for about in asked if "MUST" in about.meta["keywords"]]
    assert {*must} >= {"R2", "R8", "R9"}
    page = visit(EXPLORER)
    open_all(page)
    page.get_by_label("Add a group").select_option(label=f"MUST ({len(must)})")
    checked = page.locator("[name=meet]:checked")
    assert checked.evaluate_all("boxes => boxes.map(box => box.value)") == must
    expect(page.get_by_label("Add a group")).to_have_value("")


def test_the_order_is_by_how_many_are_met_or_the_source_s(visit: Visit) -> None:
    page = visit(f"{EXPLORER}#meet=R3,R5,R8,R9,R12")
    page.get_by_label("Order").select_option("met")
    counts = page.locator("table.answers .count").all_inner_texts()
    numbers = [int(count.split()[0]) for count in counts]
    assert numbers == sorted(numbers, reverse=True)
    assert len(set(numbers)) > 3
    page.get_by_label("Order").select_option("source")
    assert names(page)[:2] == ["MIKEY-NULL", "MIKEY-PSK"]
    has_address(page, "order=source")


def test_the_address_holds_the_choice(base: str, visit: Visit) -> None:
    page = visit(EXPLORER, base)
    open_all(page)
    tick(page, "R3").check()
    tick(page, "R8").check()
    words(page, "pki")
    page.locator("[name=value][value='pki:not-used']").check()
    page.get_by_role("checkbox", name="Compare ZRTP").check()
    page.get_by_role("checkbox", name="Compare EKT").check()
    page.get_by_label("Only differences").check()
    wanted = "#meet=R3,R8&value=pki:not-used&compare=zrtp,ekt&differences"
    has_address(page, wanted)
    again = visit(f"{EXPLORER}{wanted}", base)
    open_all(again)
    for box in ("R3", "R8", "Compare ZRTP", "Compare EKT"):
        expect(tick(again, box)).to_be_checked()
    expect(again.locator("[name=value][value='pki:not-used']")).to_be_checked()
    expect(again.get_by_label("Only differences")).to_be_checked()
    assert names(again) == names(page)


def test_an_address_that_is_changed_by_hand_is_followed(visit: Visit) -> None:
    page = visit(CHOSEN)
    page.evaluate("() => { location.hash = 'meet=R5' }")
    expect(page.locator("[name=meet]:checked")).to_have_count(1)
    left = len(group(page, "Meet all 1")) + len(group(page, "Meet all 1 under a condition"))
    expect(result(page)).to_contain_text(f"{left} of {len(names(page))} are left: ")


@pytest.mark.parametrize(
    "hash_",
    [
        "meet=R999,<b>,R5&value=nothing:no;pfs:never;pki:not-used&compare=x,zrtp&order=z",
        "meet=%F0%9F%A6%84,R5&value=pki:not-used&compare=zrtp,zrtp",
    ],
)
def test_what_an_address_names_and_nobody_knows_is_left_out(hash_: str, visit: Visit) -> None:
    page = visit(f"{EXPLORER}#{hash_}")
    expect(page.locator("table.answers .count").first).to_contain_text("of 2")
    expect(page.locator("[name=compare]:checked")).to_have_count(1)


@pytest.mark.parametrize("hash_", ["meet=%E0%A4%A", "table-verdicts", "&&==%", "meet"])
def test_an_address_without_a_choice_chooses_nothing(hash_: str, visit: Visit) -> None:
    page = visit(f"{EXPLORER}#{hash_}")
    expect(page.get_by_text("Nothing is chosen yet.")).to_be_visible()
    has_address(page, hash_)


def test_starting_over_empties_the_choice_and_the_address(visit: Visit) -> None:
    page = visit(SIDE)
    page.get_by_role("button", name="Start over").click()
    expect(page.get_by_text("Nothing is chosen yet.")).to_be_visible()
    expect(page.locator("[type=checkbox]:checked")).to_have_count(0)
    expect(page.get_by_role("heading", name="Side by side")).not_to_be_visible()
    has_address(page, "explorer.2007.html")


@pytest.mark.parametrize("way", ["undo", "back"])
def test_starting_over_can_be_undone(way: str, visit: Visit) -> None:
    page = visit(SIDE)
    expect(page.get_by_role("button", name="Undo")).to_be_hidden()
    page.get_by_role("button", name="Start over").click()
    if way == "undo":
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_role("button", name="Start over")).to_be_focused()
    else:
        page.go_back()
    expect(page.get_by_role("button", name="Undo")).to_be_hidden()
    has_address(page, SIDE.partition("#")[2])
    expect(page.locator("[name=meet]:checked")).to_have_count(3)
    expect(page.locator("#side-by-side")).to_be_visible()


def test_back_and_forward_walk_step_by_step(base: str, visit: Visit) -> None:
    page = visit(EXPLORER, base)
    question(page, "past calls").get_by_label("Yes", exact=True).check()
    question(page, "arrives before").get_by_label("Yes", exact=True).check()
    page.get_by_role("checkbox", name="Compare ZRTP").check()
    steps = [
        "explorer.2007.html",
        "#value=pfs:yes,conditional",
        "#value=pfs:yes,conditional;clipping:not-clipped,not-clipped-conditional",
        "&compare=zrtp",
    ]
    has_address(page, steps[3])
    for step in (2, 1, 0):
        page.go_back()
        has_address(page, steps[step])
    expect(result(page)).to_have_text("Nothing is chosen yet.")
    expect(question(page, "past calls").get_by_label("Does not matter")).to_be_checked()
    for step in (1, 2, 3):
        page.go_forward()
        has_address(page, steps[step])
    expect(page.get_by_role("checkbox", name="Compare ZRTP")).to_be_checked()
    expect(question(page, "past calls").get_by_label("Yes", exact=True)).to_be_checked()


def follow_skip_link(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#furo-main-content")).to_be_focused()


def follow_top(page: Page) -> None:
    page.locator(".back-to-top").evaluate("link => link.click()")


def follow_heading(page: Page) -> None:
    page.locator("h2 .headerlink").first.evaluate("link => link.click()")


@pytest.mark.parametrize("follow", [follow_skip_link, follow_top, follow_heading])
def test_a_link_inside_the_page_keeps_the_choice(
    follow: Callable[[Page], None], base: str, visit: Visit
) -> None:
    page = visit(CHOSEN, base)
    follow(page)
    has_address(page, "#meet=R3,R5,R8")
    expect(page.locator("[name=meet]:checked")).to_have_count(3)
    tick(page, "R9").check()
    has_address(page, "#meet=R3,R5,R8,R9")
    page.go_back()
    page.go_back()
    expect(page.locator("[name=meet]:checked")).to_have_count(3)


def test_the_place_in_an_address_without_a_choice_is_kept(visit: Visit) -> None:
    page = visit(EXPLORER)
    follow_heading(page)
    has_address(page, "#what-the-choice-rests-on")
    expect(result(page)).to_have_text("Nothing is chosen yet.")


def test_what_an_address_names_and_the_page_lacks_is_said(base: str, visit: Visit) -> None:
    page = visit(
        "comparisons/explorer.html#meet=R5,R999,R-DOS&value=pfs:yes,never;constructor:x"
        "&compare=zrtp,__proto__,ekt,dtls-srtp,sdes-sips,sdes-smime",
        base,
    )
    expect(page.locator(".notices li")).to_have_text(
        [
            "R5 is R-AVOID-CLIPPING in this edition.",
            "R999 is not known here.",
            "R-DOS cannot be chosen: no criterion assesses it.",
            "Perfect forward secrecy has no value “never” here.",
            "constructor is not known here.",
            "__proto__ is not known here.",
            "Only 4 can be compared: sdes-smime left out.",
        ]
    )
    open_all(page)
    assert page.locator("[name=meet]:checked").get_attribute("value") == "R-AVOID-CLIPPING"
    tick(page, "R-PFS").check()
    expect(page.locator(".notices")).to_be_hidden()


def test_a_shared_choice_is_followed_to_another_edition_and_back(base: str, visit: Visit) -> None:
    page = visit("comparisons/explorer.html#meet=R-PFS,R-ID-BINDING&compare=zrtp,sframe-mls", base)
    page.locator("a[data-edition='2007']").click()
    expect(page.locator(".notices li")).to_have_text(
        [
            "R-PFS is R8 in this edition.",
            "R-ID-BINDING is not in this edition.",
            "sframe-mls is not in this edition.",
        ]
    )
    expect(page.locator("[name=meet]:checked")).to_have_value("R8")
    page.locator("a[data-edition='2026']").click()
    expect(page.locator("[name=meet]:checked")).to_have_count(2)
    expect(page.locator(".notices")).to_be_hidden()


def test_plain_questions_say_who_is_left_and_why(base: str, visit: Visit) -> None:
    page = visit(EXPLORER, base)
    assert 5 <= page.locator(".questions fieldset").count() <= 8
    question(page, "certificates").get_by_label("nothing is set up").check()
    question(page, "past calls").get_by_label("Yes", exact=True).check()
    fingerprints = "certificate-in-media-fingerprint-in-signaling"
    has_address(page, f"#value=pki:not-used,{fingerprints};pfs:yes,conditional")
    expect(result(page)).to_have_text(
        re.compile(
            r"^3 of \d+ are left: SDP-DH, ZRTP; under a condition: DTLS-SRTP\. \d+ leave something"
            r" open\. \d+ are out: \d+ by P[\w ]+, \d+ by P[\w ]+\.$"
        )
    )
    question(page, "certificates").get_by_label("Yes, or it does not matter").check()
    has_address(page, "#value=pfs:yes,conditional")
    expect(result(page)).to_contain_text("under a condition: DTLS-SRTP.")
    open_all(page)
    words(page, "pfs")
    page.locator("[name=value][value='pfs:no']").check()
    expect(question(page, "past calls").locator(":checked")).to_have_count(0)
    expect(question(page, "past calls")).to_contain_text("values of your own")


def test_the_page_says_where_value_and_requirement_differ(visit: Visit) -> None:
    page = visit(f"{EXPLORER}#meet=R5,R8&value=pfs:yes")
    said = page.locator(".because li").all_inner_texts()
    assert said[0].startswith(
        "By the values of Perfect forward secrecy, DTLS-SRTP is not left (conditional); by R8,"
        " which rests on it: met under a condition, if "
    )
    page = visit(f"{EXPLORER}#meet=R8")
    (only,) = page.locator(".because li").all_inner_texts()
    assert only.startswith("DTLS-SRTP meets R8 under a condition: ")
    condition = f"if {only.removeprefix('DTLS-SRTP meets R8 under a condition: ')[:-1]}"
    cell = page.locator("table.answers td:has(a[href$='#dtls-srtp--R8'])")
    expect(cell.locator(".condition")).to_have_text(condition)
    page = visit(f"{EXPLORER}#meet=R8&compare=dtls-srtp,zrtp")
    cell = page.locator("table.side td:has(a[href$='#dtls-srtp--R8'])")
    expect(cell.locator(".condition")).to_have_text(condition)


def test_a_question_in_prose_opens_the_explorer_with_its_answer(base: str, visit: Visit) -> None:
    page = visit("index.2007.html", base)
    asked = page.locator(".question", has_text="No clipping")
    assert asked.locator(".answer").inner_text() == "ZRTP, DTLS-SRTP"
    later = page.locator(".question", has_text="later documents")
    expect(later.locator(".answer")).to_have_text("not compared in this edition")
    expect(later.locator(".question-title a")).to_have_count(0)
    asked.get_by_role("link", name="No clipping").click()
    has_address(page, "explorer.2007.html#meet=R5,R1,R3")
    expect(result(page)).to_contain_text("2 of 15 are left: ZRTP, DTLS-SRTP.")


STATES = """([choices, ids]) => {
    const data = Decide.unpacked(
        JSON.parse(document.getElementById("explorer-data").textContent));
    return choices.map(text => {
        const { state, notes } = Decide.read(text, data);
        if (Decide.write(state) !== text || notes.length) return [text, Decide.write(state), notes];
        return Decide.ranked(state, data).map(row =>
            [row.entry.id, data.states[row.rank], row.answers.map(answer => [answer.state,
                answer.state === data.states[1] ? answer.conditions : []])]);
    });
}"""


def choices_of(view: Corpus) -> list[Choice]:
    """Return each single choice, each answer to a question, and 200 random ones."""
    ids = [about.id for about in spoken(view)]
    words = {criterion.id: [*criterion.values] for criterion in view.criteria}
    found = [Choice([one], {}) for one in ids]
    found += [Choice([], {name: [word]}) for name, own in words.items() for word in own]
    found += [
        Choice([], {criterion.id: answer["values"]})
        for criterion in view.criteria
        for answer in criterion.meta.get("answers", ())
        if "values" in answer
    ]
    dice = random.Random(5479)
    for _ in range(200):
        named = [name for name in words if dice.random() < 0.1]
        values = {
            name: [word for word in words[name] if dice.random() < 0.4] or words[name][:1]
            for name in named
        }
        found.append(Choice([one for one in ids if dice.random() < 0.1], values))
    return [one for one in found if one.address]


@pytest.mark.parametrize("edition", ["2007", "2009", "2026"])
def test_the_browser_and_the_build_agree_on_who_is_left(
    edition: str, visit: Visit, knowledge: Corpus
) -> None:
    view = knowledge.whole.at(edition)
    made = choices_of(view)
    assert len(made) > 300
    page = visit(f"comparisons/explorer{'' if edition == '2026' else f'.{edition}'}.html")
    for one, found in zip(
        made, page.evaluate(STATES, [[o.address for o in made], []]), strict=True
    ):
        wanted = [
            [s.entry.id, s.state, [[a.state, [*a.conditions]] for a in s.answers]]
            for s in standings(view, one)
        ]
        assert found == wanted, one.address


def test_two_to_four_stand_side_by_side(base: str, visit: Visit, rows: int) -> None:
    page = visit(EXPLORER, base)
    side = page.locator("#side-by-side")
    page.get_by_role("checkbox", name="Compare ZRTP").check()
    expect(side).not_to_be_visible()
    for name in ("EKT", "DTLS-SRTP", "SDP-DH"):
        page.get_by_role("checkbox", name=f"Compare {name}").check()
    heads = side.locator("thead th").all_inner_texts()
    assert heads == ["ZRTP", "EKT", "DTLS-SRTP", "SDP-DH"]
    expect(page.get_by_role("checkbox", name="Compare MIKEY-NULL")).to_be_disabled()
    expect(page.get_by_role("link", name="See 4 side by side")).to_be_visible()
    page.get_by_role("link", name="See 4 side by side").click()
    expect(side.get_by_role("heading")).to_be_in_viewport()
    assert side.locator("tbody th[scope=row]").count() == rows
    page.get_by_role("checkbox", name="Compare EKT").uncheck()
    expect(page.get_by_role("checkbox", name="Compare MIKEY-NULL")).to_be_enabled()
    assert side.locator("thead th").all_inner_texts() == ["ZRTP", "DTLS-SRTP", "SDP-DH"]


def test_only_differences_are_shown_on_request(visit: Visit, rows: int) -> None:
    page = visit(f"{EXPLORER}#compare=sdes-sips,sdes-smime")
    found = page.locator("#side-by-side tbody tr", has=page.locator("th[scope=row]"))
    expect(found).to_have_count(rows)
    page.get_by_label("Only differences").check()
    shown = found.evaluate_all(VALUES)
    assert 0 < len(shown) < rows
    assert all(len(set(labels)) > 1 for labels in shown)
    expect(page.get_by_text(f"{len(shown)} of {rows} differ.")).to_be_visible()


def test_a_cell_leads_to_its_evidence(base: str, visit: Visit) -> None:
    page = visit(SIDE, base)
    assert page.locator("td a[href]:has(> .value)").count() > 100
    page.locator("table.answers a[href$='#zrtp--R5']").click()
    evidence = page.get_by_role("dialog")
    expect(evidence).to_contain_text("R5: No clipping before the SDP answer")
    has_address(page, SIDE.partition("#")[2])
    evidence.get_by_role("link", name="On the page of ZRTP").click()
    expect(page.locator("tr:target")).to_contain_text("No clipping before the SDP answer")
    page.go_back()
    expect(page.locator("[name=meet]:checked")).to_have_count(3)
    expect(result(page)).to_contain_text("are left")
    page.locator("#side-by-side a[href$='#zrtp--pfs']").click()
    expect(page.get_by_role("dialog")).to_contain_text("Perfect forward secrecy")


def test_what_is_shown_is_saved(base: str, visit: Visit) -> None:
    page = visit(SIDE, base)
    with page.expect_download() as one:
        page.locator(".found").get_by_role("button", name="Save as CSV").click()
    assert one.value.suggested_filename == "chosen.csv"
    rows = saved(one.value)
    assert rows[0][:2] == ["Keying mechanism", "Met"]
    assert rows[0][2] == "R3 Forked endpoints do not know each other's keys"
    assert [row[0] for row in rows[1:]] == names(page)
    sips = next(row for row in rows if row[0] == "Security Descriptions with SIPS")
    assert sips[1:5] == ["0 of 3", "missed", "missed", "missed"]
    assert "arrives with the answer" in sips[5]
    page.get_by_label("Only differences").check()
    with page.expect_download() as other:
        page.locator("#side-by-side").get_by_role("button", name="Save as CSV").click()
    rows = saved(other.value)
    assert rows[0] == ["", "ZRTP", "DTLS-SRTP", "Security Descriptions with SIPS"]
    assert len(rows) == 1 + page.locator("#side-by-side tbody th[scope=row]").count()


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", "\uff1d1", "\uff20a"]
)
def test_no_saved_cell_is_a_formula(cell: str, visit: Visit) -> None:
    page = visit(EXPLORER)
    text = page.evaluate("cell => Decide.csv([[cell, 'a\"b', 'c,d']])", cell)
    assert text[0] == "\ufeff"
    ((first, *rest),) = csv.reader(io.StringIO(text[1:], newline=""))
    assert first.startswith("'")
    assert rest == ['a"b', "c,d"]


def test_all_of_it_by_keyboard_alone(base: str, visit: Visit, rows: int) -> None:
    page = visit(EXPLORER, base)
    tab_to(page, "[data-asks=pfs] input")
    page.keyboard.press("ArrowUp")
    has_address(page, "#value=pfs:yes")
    tab_to(page, ".more > details > summary")
    page.keyboard.press("Enter")
    tab_to(page, "[name=meet][value=R3]")
    page.keyboard.press("Space")
    tab_to(page, "[name=meet][value=R5]")
    page.keyboard.press("Space")
    has_address(page, "#meet=R3,R5&value=pfs:yes")
    tab_to(page, ".more > details:last-child > summary")
    page.keyboard.press("Enter")
    tab_to(page, "[data-criterion=clipping] summary")
    page.keyboard.press("Enter")
    tab_to(page, "[value='clipping:not-clipped']")
    page.keyboard.press("Space")
    expect(page.locator("[data-asks=clipping] input:checked")).to_have_value("1")
    page.keyboard.press("Space")
    tab_to(page, "select:not([aria-label])")
    page.keyboard.press("ArrowDown")
    has_address(page, "#meet=R3,R5&value=pfs:yes&order=met")
    tab_to(page, "[name=compare]")
    page.keyboard.press("Space")
    tab_to(page, "[name=compare]", most=20)
    page.keyboard.press("Space")
    tab_to(page, ".jump a", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#side-by-side")).to_be_focused()
    tab_to(page, "#side-by-side [type=checkbox]")
    page.keyboard.press("Space")
    expect(page.get_by_text(re.compile(rf"\d+ of {rows} differ"))).to_be_visible()
    with page.expect_download() as download:
        tab_to(page, "#side-by-side button")
        page.keyboard.press("Enter")
    assert len(saved(download.value)[0]) == 3


def test_choosing_keeps_the_focus(visit: Visit) -> None:
    page = visit(EXPLORER)
    open_all(page)
    for selector in (
        "[data-asks=pfs] [value='0']",
        "[name=meet][value=R3]",
        "[name=compare][value=zrtp]",
    ):
        page.locator(selector).focus()
        page.keyboard.press("Space")
        expect(page.locator(selector)).to_be_focused()


def test_on_a_phone_the_choice_opens_and_the_reasons_fit(visit: Visit) -> None:
    page = visit(EXPLORER, viewport=PHONE)
    expect(tick(page, "R5")).not_to_be_visible()
    open_all(page)
    tick(page, "R5").check()
    reason = page.locator("td[headers='answer-sdes-sips'] li")
    reason.scroll_into_view_if_needed()
    expect(reason).to_be_in_viewport(ratio=1)
    scrolling = [s for s in page.evaluate(SIDEWAYS) if "table-wrapper" not in s]
    assert scrolling == []


SWIPED = """frame => [...frame.querySelectorAll("tbody tr:nth-child(2) td")].filter(cell => {
    const { left, right } = cell.getBoundingClientRect();
    const { left: first, right: last } = frame.getBoundingClientRect();
    return left >= first - 1 && right <= last + 1;
}).map(cell => cell.dataset.name)"""


def test_on_a_phone_answers_side_by_side_are_swiped(visit: Visit) -> None:
    page = visit(SIDE, viewport=PHONE)
    frame = page.locator("#side-by-side .scrolls")
    assert {*frame.evaluate(SWIPED)} == {"ZRTP"}
    frame.evaluate("""frame => new Promise(done => {
        frame.addEventListener("scrollend", done, { once: true });
        frame.scrollBy({ left: frame.clientWidth * 0.6, behavior: "instant" });
    })""")
    assert {*frame.evaluate(SWIPED)} == {"DTLS-SRTP"}
    name = frame.locator("tbody tr", has_text="R5").locator(".stays")
    assert 0 <= name.evaluate("e => e.getBoundingClientRect().left") < 30
    cell = frame.locator("td[data-name='DTLS-SRTP']").first
    shown = cell.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert "DTLS-SRTP" in shown


@pytest.mark.parametrize("path", [SIDE, "comparisons/traceability.html"])
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_nothing_is_hidden_below_the_edge_of_a_frame(
    path: str, viewport: dict[str, int], visit: Visit
) -> None:
    page = visit(path, viewport=viewport)
    frames = page.locator(".scrolls, .picture-frame")
    assert frames.count() > 0
    for hidden in frames.evaluate_all(
        "frames => frames.map(frame => frame.scrollHeight - frame.clientHeight)"
    ):
        assert hidden <= 0
    backgrounds = frames.evaluate_all(
        "frames => frames.map(frame => getComputedStyle(frame).backgroundAttachment)"
    )
    assert {"local, local, scroll, scroll"} == {*backgrounds}


def test_without_javascript_the_tables_have_the_facts(visit: Visit) -> None:
    page = visit(EXPLORER, java_script_enabled=False)
    expect(page.get_by_text("Choosing needs JavaScript.")).to_be_visible()
    again = visit("index.2007.html", java_script_enabled=False)
    asked = again.locator(".question", has_text="Forward secrecy")
    expect(asked.locator(".answer")).to_have_text("MIKEY-DHMAC, SDP-DH, ZRTP")
    page.get_by_role("link", name="comparison at a glance").click()
    expect(page.locator("#table-matrix-sdp-dh")).to_contain_text("clipped")
    page.go_back()
    page.get_by_role("link", name="Which mechanism meets which requirement").click()
    cell = page.locator("#table-verdicts-sdp-dh a[href$='#sdp-dh--R5']")
    expect(cell).to_contain_text("missed")
    cell.click()
    expect(page.locator("tr:target")).to_contain_text("Clipping media before the SDP answer (B.2)")


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_no_violation_in_a_choice(viewport: dict[str, int], visit: Visit) -> None:
    page = visit(SIDE, viewport=viewport)
    page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true })")
    keeps_to_wcag(page)


def test_nothing_jumps_when_a_choice_is_opened_by_its_address(visit: Visit) -> None:
    page = visit(SIDE)
    assert page.evaluate(SHIFTS) < 0.01


def test_the_second_knowledge_base_has_its_own_explorer(second_site: Path, visit: Visit) -> None:
    page = visit("side-by-side/choose.html", f"{second_site.as_uri()}/")
    page.get_by_text("Choose by demand").click()
    tick(page, "LEND-1").check()
    assert group(page, "Meet all 1") == ["Union catalogue"]
    assert group(page, "Miss something") == ["Swap circle"]
    expect(page.locator(".questions legend")).to_have_text("Must somebody ask for late books?")
    question(page, "late books").get_by_label("A person will do").check()
    assert "Paper slips" in group(page, "Partly or open")
