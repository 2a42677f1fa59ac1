"""Reading a knowledge base: order, links both ways, and files that cannot be entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.lending import CATALOGUE, LEND_1, PRIVACY, SLIPS, Lending

if TYPE_CHECKING:
    from pathlib import Path

    from speckb.corpus.corpus import Corpus


def ids(corpus: Corpus, name: str) -> list[str]:
    return [entry.id for entry in corpus.by_type[name]]


def test_entries_stand_in_the_source_s_order_and_not_the_files(lent: Corpus) -> None:
    assert ids(lent, "candidate") == ["paper-slips", "union-catalogue", "swap-circle"]
    assert ids(lent, "demand") == ["LEND-1", "LEND-2", "LEND-10"]
    assert [entry.id for entry in lent.criteria] == [
        "loan-privacy",
        "overdue-recall",
        "offline-desk",
    ]


def test_a_type_may_be_sorted_by_a_field_in_the_order_of_its_words(lending: Lending) -> None:
    lending.change(
        "ubproject.toml", 'card = ["carrier"', 'order_by = ["carrier"]\ncard = ["carrier"'
    )
    lending.change(SLIPS, "carrier: van", "carrier: reader")
    found = lending.corpus()
    assert [(e.id, e.meta["carrier"]) for e in found.compared] == [
        ("union-catalogue", "post"),
        ("paper-slips", "reader"),
        ("swap-circle", "reader"),
    ]


def test_entries_without_the_field_that_sorts_their_type_come_last(lending: Lending) -> None:
    lending.change(
        "ubproject.toml", "[speckb.types.work]", '[speckb.types.work]\norder_by = ["year"]'
    )
    lending.change("schemas/work.json", '"mark",\n    "year"', '"mark"')
    lending.change("works/ALMANAC-7.md", "year: 1931\n", "")
    assert ids(lending.corpus(), "work") == ["QUILL-RULES", "HARBOUR-1911", "ALMANAC-7"]


def test_an_index_page_is_no_entry(lent: Corpus) -> None:
    pages = {page.docname for page in lent.pages}
    assert pages >= {"index", "words", "demands/index", "side-by-side/index"}
    assert "index" not in lent.entries


def test_links_are_found_from_both_ends(lent: Corpus) -> None:
    out = {(link.kind, link.target) for link in lent.outgoing["union-catalogue"]}
    assert out == {
        ("criteria", "loan-privacy"),
        ("criteria", "overdue-recall"),
        ("criteria", "offline-desk"),
        ("grew_from", "paper-slips"),
        ("draws_on", "QUILL-RULES"),
        ("draws_on", "ALMANAC-7"),
    }
    assert [(link.kind, link.source, link.reason) for link in lent.incoming["paper-slips"]] == [
        ("grew_from", "union-catalogue", "The numbers on the slips became the shelf marks of "
         "the catalogue."),
    ]  # fmt: skip


def test_every_link_has_its_other_end(lent: Corpus) -> None:
    there = {link for links in lent.outgoing.values() for link in links}
    back = [link for links in lent.incoming.values() for link in links]
    assert set(back) == there
    assert len(back) == len(there)


def test_links_to_an_entry_stand_in_the_source_s_order(lent: Corpus) -> None:
    values = [link.source for link in lent.incoming["loan-privacy"] if link.kind == "criteria"]
    assert values == ["paper-slips", "union-catalogue", "swap-circle"]


def test_an_entry_without_values_is_not_compared(lending: Lending) -> None:
    lending.change("schemas/candidate.json", '"days",\n    "criteria"', '"days"')
    text = lending.text(SLIPS)
    lending.write(SLIPS, text[: text.index("criteria:")] + "---\n")
    assert [e.id for e in lending.corpus().compared] == ["union-catalogue", "swap-circle"]


def test_file_and_id_must_be_the_same(lending: Lending) -> None:
    lending.write("works/OTHER-8.md", lending.text("works/QUILL-RULES.md"))
    (finding,) = lending.findings()
    assert (finding.rule, finding.place.path) == ("id-file", "works/OTHER-8.md")
    assert (finding.place.line, finding.place.column) == (2, 5)
    assert "'OTHER-8'" in finding.message
    assert "'QUILL-RULES'" in finding.message


def test_an_id_that_two_types_use_is_said_once_at_the_second(lending: Lending) -> None:
    text = lending.text("works/QUILL-RULES.md").replace("QUILL-RULES", "LEND-1")
    lending.write("works/LEND-1.md", text)
    (finding,) = lending.findings()
    assert (finding.rule, finding.place.path) == ("id-duplicate", "works/LEND-1.md")
    assert "demands/LEND-1.md" in finding.message
    assert lending.corpus().entries["LEND-1"].type.name == "demand"


@pytest.mark.parametrize("name", ["works/LINK-1.md", "linked.md"])
def test_a_symbolic_link_is_refused_and_not_read(
    name: str, lending: Lending, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("---\nid: LINK-1\n---\nsecret words\n", encoding="utf-8")
    (lending.root / name).symlink_to(secret)
    assert lending.rules() == [(name, "file-kind")]
    assert "secret words" not in lending.said()


def test_a_symbolic_link_that_leads_nowhere_is_refused(lending: Lending) -> None:
    (lending.root / "works/GONE.md").symlink_to("/nowhere")
    assert lending.rules() == [("works/GONE.md", "file-kind")]


def test_what_an_editor_s_program_hides_beside_its_files_is_no_entry(lending: Lending) -> None:
    (lending.root / "works/.#ALMANAC-7.md").symlink_to("reader@desk.1234")
    lending.write("works/.ALMANAC-7.md", "half an entry")
    lending.write(".words.md", "half a page")
    lending.write("works/.old/ALMANAC-7.md", "an old entry")
    assert lending.rules() == []


@pytest.mark.parametrize("name", [LEND_1, "words.md"])
def test_a_file_that_is_not_utf_8_is_named_with_line_and_byte(name: str, lending: Lending) -> None:
    lending.write(name, lending.text(name).encode() + "caf\xe9\n".encode("latin-1"))
    found = [f for f in lending.findings() if f.rule == "file-encoding"]
    (finding,) = found
    assert finding.message == "byte 0xe9 is not UTF-8"
    assert finding.place.line == lending.root.joinpath(name).read_bytes().count(b"\n")


def test_utf_16_is_named_and_not_decoded(lending: Lending) -> None:
    lending.write("works/QUILL-RULES.md", lending.text("works/QUILL-RULES.md").encode("utf-16"))
    assert ("works/QUILL-RULES.md", "file-encoding") in lending.rules()


def test_a_folder_with_an_entry_s_name_is_no_entry(lending: Lending) -> None:
    (lending.root / "works/FOLDER.md").mkdir()
    assert lending.rules() == [("works/FOLDER.md", "file-kind")]


def test_a_pattern_of_pages_that_matches_entries_makes_no_pages_of_them(
    lending: Lending, lent: Corpus
) -> None:
    lending.change("ubproject.toml", 'pages = ["*.md", ', 'pages = ["*.md", "demands/*.md", ')
    assert sorted(page.path for page in lending.corpus().pages) == sorted(
        page.path for page in lent.pages
    )


@pytest.mark.parametrize("change", ["windows", "bom"])
def test_line_ends_and_byte_order_mark_change_nothing(
    change: str, lending: Lending, lent: Corpus
) -> None:
    for path in lending.root.rglob("*.md"):
        data = path.read_bytes()
        path.write_bytes(
            b"\xef\xbb\xbf" + data if change == "bom" else data.replace(b"\n", b"\r\n")
        )
    found = lending.corpus()
    assert not found.faults
    assert {e.id: e.meta for e in found.entries.values()} == {
        e.id: e.meta for e in lent.entries.values()
    }
    assert found.entries["LEND-1"].source.body == lent.entries["LEND-1"].source.body


def test_an_entry_without_front_matter_is_named(lending: Lending) -> None:
    lending.write("works/QUILL-RULES.md", "# Quill\n")
    finding = next(f for f in lending.findings() if f.place.path == "works/QUILL-RULES.md")
    assert (finding.rule, finding.place.line) == ("front-matter-missing", 1)
    assert finding.message == "an entry must start with a line '---' and its fields"


def test_an_empty_file_is_named(lending: Lending) -> None:
    lending.write("works/EMPTY.md", "")
    assert lending.rules() == [("works/EMPTY.md", "file-empty")]


def test_a_page_s_front_matter_has_few_fields(lending: Lending) -> None:
    lending.change("words.md", "# Words", "---\nhide-toc: true\ntitle: x\n---\n\n# Words")
    (finding,) = lending.findings()
    assert (finding.rule, finding.place.line) == ("field-unknown", 3)
    allowed = "formerly, hide-toc, template"
    assert finding.message == f"unknown field 'title' of a page; allowed: {allowed}"


def test_a_page_s_broken_front_matter_is_named(lending: Lending) -> None:
    lending.change("words.md", "# Words", "---\nhide-toc: [\n---\n\n# Words")
    assert lending.rules() == [("words.md", "yaml-syntax")]


def test_a_fault_of_the_form_keeps_the_schema_silent(lending: Lending) -> None:
    lending.change("works/QUILL-RULES.md", "mark: Quill", "mark: &quill Quill\ncolour: red")
    found = [rule for path, rule in lending.rules() if path == "works/QUILL-RULES.md"]
    assert found == ["yaml-alias"]


def test_faults_of_several_files_are_all_said(lending: Lending) -> None:
    lending.change(LEND_1, "duty: [MUST]", "duty: [MUSST]")
    lending.change(CATALOGUE, "carrier: post", "carrier: pots")
    lending.change(PRIVACY, "tone: bad", "tone: badd")
    found = {path for path, rule in lending.rules() if rule == "value-unknown"}
    assert found == {LEND_1, CATALOGUE, PRIVACY}


def test_a_fault_of_an_entry_is_no_fault_of_those_that_link_to_it(lending: Lending) -> None:
    lending.change(LEND_1, "duty: [MUST]", "duty: [MUSST]")
    assert {path for path, _ in lending.rules()} == {LEND_1}
